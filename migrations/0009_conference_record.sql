CREATE TABLE conference_conference (
  programme_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  seq BIGINT NOT NULL,
  code TEXT NOT NULL,
  title TEXT NOT NULL,
  lang TEXT NOT NULL,
  from_day TEXT NOT NULL,
  to_day TEXT NOT NULL,
  place TEXT NOT NULL,
  folded TEXT NOT NULL,
  period_id BIGINT,
  predecessor_id BIGINT,
  state TEXT NOT NULL,
  owner_id BIGINT NOT NULL,
  visibility TEXT NOT NULL,
  published_seq BIGINT NOT NULL,
  PRIMARY KEY (programme_id, id),
  UNIQUE (programme_id, code),
  FOREIGN KEY (programme_id, period_id) REFERENCES plan_period (programme_id, id),
  FOREIGN KEY (programme_id, predecessor_id) REFERENCES conference_conference (programme_id, id)
);
CREATE TABLE conference_translation (
  programme_id BIGINT NOT NULL,
  noun TEXT NOT NULL,
  id BIGINT NOT NULL,
  field TEXT NOT NULL,
  lang TEXT NOT NULL,
  seq BIGINT NOT NULL,
  text TEXT NOT NULL,
  status TEXT NOT NULL,
  PRIMARY KEY (programme_id, noun, id, field, lang)
);
-- A source is one text about a meeting, kept as decoded UTF-8 with LF; offsets
-- and the digest refer to exactly this text. year is what a person answered
-- when the text states none.
CREATE TABLE conference_source (
  programme_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  seq BIGINT NOT NULL,
  code TEXT NOT NULL,
  conference_id BIGINT,
  title TEXT NOT NULL,
  publisher TEXT NOT NULL,
  side TEXT NOT NULL,
  published_on TEXT NOT NULL,
  lang TEXT NOT NULL,
  translated TEXT NOT NULL,
  parallel_id BIGINT,
  year BIGINT,
  may_store BOOLEAN NOT NULL,
  may_publish BOOLEAN NOT NULL,
  file_digest TEXT NOT NULL,
  file_name TEXT NOT NULL,
  digest TEXT NOT NULL,
  text TEXT NOT NULL,
  owner_id BIGINT NOT NULL,
  visibility TEXT NOT NULL,
  illustrative BOOLEAN NOT NULL,
  published_seq BIGINT NOT NULL,
  PRIMARY KEY (programme_id, id),
  UNIQUE (programme_id, code),
  FOREIGN KEY (programme_id, conference_id) REFERENCES conference_conference (programme_id, id),
  FOREIGN KEY (programme_id, parallel_id) REFERENCES conference_source (programme_id, id)
);
CREATE INDEX conference_source_conference ON conference_source (programme_id, conference_id);
CREATE INDEX conference_source_digest ON conference_source (programme_id, digest);
CREATE TABLE conference_attendance (
  programme_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  seq BIGINT NOT NULL,
  conference_id BIGINT NOT NULL,
  part TEXT NOT NULL,
  person TEXT NOT NULL,
  office TEXT NOT NULL,
  organisation TEXT NOT NULL,
  party_id BIGINT,
  source_id BIGINT,
  quote_from BIGINT NOT NULL,
  quote_to BIGINT NOT NULL,
  quote TEXT NOT NULL,
  owner_id BIGINT NOT NULL,
  visibility TEXT NOT NULL,
  published_seq BIGINT NOT NULL,
  withdrawn_seq BIGINT NOT NULL,
  PRIMARY KEY (programme_id, id),
  FOREIGN KEY (programme_id, conference_id) REFERENCES conference_conference (programme_id, id),
  FOREIGN KEY (programme_id, source_id) REFERENCES conference_source (programme_id, id),
  FOREIGN KEY (programme_id, party_id) REFERENCES party_party (programme_id, id)
);
CREATE INDEX conference_attendance_conference ON conference_attendance (programme_id, conference_id);
-- Speeches, reported figures and events are sourced text; none of them is a duty.
CREATE TABLE conference_speech (
  programme_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  seq BIGINT NOT NULL,
  conference_id BIGINT NOT NULL,
  attendance_id BIGINT,
  kind TEXT NOT NULL,
  speaker TEXT NOT NULL,
  on_behalf_of TEXT NOT NULL,
  source_id BIGINT,
  quote_from BIGINT NOT NULL,
  quote_to BIGINT NOT NULL,
  quote TEXT NOT NULL,
  owner_id BIGINT NOT NULL,
  visibility TEXT NOT NULL,
  published_seq BIGINT NOT NULL,
  withdrawn_seq BIGINT NOT NULL,
  PRIMARY KEY (programme_id, id),
  FOREIGN KEY (programme_id, conference_id) REFERENCES conference_conference (programme_id, id),
  FOREIGN KEY (programme_id, source_id) REFERENCES conference_source (programme_id, id),
  FOREIGN KEY (programme_id, attendance_id) REFERENCES conference_attendance (programme_id, id)
);
CREATE INDEX conference_speech_conference ON conference_speech (programme_id, conference_id);
CREATE TABLE conference_achievement (
  programme_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  seq BIGINT NOT NULL,
  conference_id BIGINT NOT NULL,
  quantity TEXT NOT NULL,
  source_id BIGINT,
  quote_from BIGINT NOT NULL,
  quote_to BIGINT NOT NULL,
  quote TEXT NOT NULL,
  owner_id BIGINT NOT NULL,
  visibility TEXT NOT NULL,
  published_seq BIGINT NOT NULL,
  withdrawn_seq BIGINT NOT NULL,
  PRIMARY KEY (programme_id, id),
  FOREIGN KEY (programme_id, conference_id) REFERENCES conference_conference (programme_id, id),
  FOREIGN KEY (programme_id, source_id) REFERENCES conference_source (programme_id, id)
);
CREATE INDEX conference_achievement_conference ON conference_achievement (programme_id, conference_id);
CREATE TABLE conference_event (
  programme_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  seq BIGINT NOT NULL,
  conference_id BIGINT NOT NULL,
  kind TEXT NOT NULL,
  day TEXT NOT NULL,
  who TEXT NOT NULL,
  source_id BIGINT,
  quote_from BIGINT NOT NULL,
  quote_to BIGINT NOT NULL,
  quote TEXT NOT NULL,
  owner_id BIGINT NOT NULL,
  visibility TEXT NOT NULL,
  published_seq BIGINT NOT NULL,
  withdrawn_seq BIGINT NOT NULL,
  PRIMARY KEY (programme_id, id),
  FOREIGN KEY (programme_id, conference_id) REFERENCES conference_conference (programme_id, id),
  FOREIGN KEY (programme_id, source_id) REFERENCES conference_source (programme_id, id)
);
CREATE INDEX conference_event_conference ON conference_event (programme_id, conference_id);
CREATE TABLE conference_minutes (
  programme_id BIGINT NOT NULL,
  conference_id BIGINT NOT NULL,
  version BIGINT NOT NULL,
  seq BIGINT NOT NULL,
  text TEXT NOT NULL,
  reason TEXT NOT NULL,
  person_id BIGINT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (programme_id, conference_id, version),
  FOREIGN KEY (programme_id, conference_id) REFERENCES conference_conference (programme_id, id)
);
CREATE TABLE conference_document (
  programme_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  seq BIGINT NOT NULL,
  conference_id BIGINT NOT NULL,
  title TEXT NOT NULL,
  digest TEXT NOT NULL,
  name TEXT NOT NULL,
  mime TEXT NOT NULL,
  size BIGINT NOT NULL,
  owner_id BIGINT NOT NULL,
  visibility TEXT NOT NULL,
  published_seq BIGINT NOT NULL,
  PRIMARY KEY (programme_id, id),
  FOREIGN KEY (programme_id, conference_id) REFERENCES conference_conference (programme_id, id)
);
CREATE INDEX conference_document_conference ON conference_document (programme_id, conference_id);
