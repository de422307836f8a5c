-- One reading of one text, and what it proposed: of a source about a meeting, or
-- of the document of an agreement. missing and uncovered are
-- JSON: counts of what the text does not say, and passages no proposal covers.
CREATE TABLE intake_reading (
  programme_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  seq BIGINT NOT NULL,
  code TEXT NOT NULL,
  source_id BIGINT,
  conference_id BIGINT,
  agreement_id BIGINT,
  document_id BIGINT,
  state TEXT NOT NULL,
  missing TEXT NOT NULL,
  uncovered TEXT NOT NULL,
  owner_id BIGINT NOT NULL,
  visibility TEXT NOT NULL,
  PRIMARY KEY (programme_id, id),
  UNIQUE (programme_id, code),
  FOREIGN KEY (programme_id, source_id) REFERENCES conference_source (programme_id, id),
  FOREIGN KEY (programme_id, conference_id) REFERENCES conference_conference (programme_id, id),
  FOREIGN KEY (programme_id, agreement_id) REFERENCES agreement_agreement (programme_id, id),
  FOREIGN KEY (programme_id, document_id) REFERENCES agreement_document (programme_id, id)
);
CREATE INDEX intake_reading_agreement ON intake_reading (programme_id, agreement_id);
CREATE INDEX intake_reading_conference ON intake_reading (programme_id, conference_id);
CREATE INDEX intake_reading_source ON intake_reading (programme_id, source_id);
-- origin: '' the reader, hand, model. decided_seq is the change that accepted, rejected or merged it, 0 while it
-- waits: the proposals of one bulk act share it.
CREATE TABLE intake_proposal (
  programme_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  seq BIGINT NOT NULL,
  reading_id BIGINT NOT NULL,
  ordinal BIGINT NOT NULL,
  kind TEXT NOT NULL,
  quote_from BIGINT NOT NULL,
  quote_to BIGINT NOT NULL,
  quote TEXT NOT NULL,
  fields TEXT NOT NULL,
  origin TEXT NOT NULL,
  state TEXT NOT NULL,
  reason TEXT NOT NULL,
  record_kind TEXT NOT NULL,
  record_id BIGINT NOT NULL,
  decided_seq BIGINT NOT NULL,
  PRIMARY KEY (programme_id, id),
  UNIQUE (programme_id, reading_id, ordinal),
  FOREIGN KEY (programme_id, reading_id) REFERENCES intake_reading (programme_id, id)
);
