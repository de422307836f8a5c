CREATE TABLE decision_measure (
  programme_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  seq BIGINT NOT NULL,
  code TEXT NOT NULL,
  title TEXT NOT NULL,
  lang TEXT NOT NULL,
  kind TEXT NOT NULL,
  grade TEXT NOT NULL,
  sector TEXT NOT NULL,
  conference_id BIGINT,
  visit_id BIGINT,
  source_id BIGINT,
  quote_from BIGINT NOT NULL,
  quote_to BIGINT NOT NULL,
  quote TEXT NOT NULL,
  asked_by_id BIGINT,
  responsible TEXT NOT NULL,
  laid_on TEXT NOT NULL,
  needs_second BOOLEAN NOT NULL,
  lead_id BIGINT,
  group_id BIGINT,
  pairing_id BIGINT,
  due TEXT NOT NULL,
  original_due TEXT NOT NULL,
  due_text TEXT NOT NULL,
  accept_by TEXT NOT NULL,
  report_every BIGINT NOT NULL,
  done_definition TEXT NOT NULL,
  quantity_n BIGINT,
  quantity_scale BIGINT NOT NULL,
  unit TEXT NOT NULL,
  quantity_text TEXT NOT NULL,
  state TEXT NOT NULL,
  state_since BIGINT NOT NULL,
  reason TEXT NOT NULL,
  captured_by BIGINT NOT NULL,
  owner_id BIGINT NOT NULL,
  visibility TEXT NOT NULL,
  published_seq BIGINT NOT NULL,
  illustrative BOOLEAN NOT NULL,
  deferrals BIGINT NOT NULL,
  unblocker_id BIGINT,
  into_id BIGINT,
  folded TEXT NOT NULL,
  -- By what lists are ordered: the due date, the last report, the clock that
  -- runs, and the place that the office gave it among those of its meeting.
  rank TEXT NOT NULL,
  heard TEXT NOT NULL,
  clock TEXT NOT NULL,
  priority BIGINT NOT NULL,
  PRIMARY KEY (programme_id, id),
  UNIQUE (programme_id, code),
  FOREIGN KEY (programme_id, conference_id) REFERENCES conference_conference (programme_id, id),
  FOREIGN KEY (programme_id, visit_id) REFERENCES conference_visit (programme_id, id),
  FOREIGN KEY (programme_id, source_id) REFERENCES conference_source (programme_id, id),
  FOREIGN KEY (programme_id, asked_by_id) REFERENCES party_party (programme_id, id),
  FOREIGN KEY (programme_id, lead_id) REFERENCES party_party (programme_id, id),
  FOREIGN KEY (programme_id, group_id) REFERENCES party_group (programme_id, id),
  FOREIGN KEY (programme_id, pairing_id) REFERENCES party_pairing (programme_id, id),
  FOREIGN KEY (programme_id, unblocker_id) REFERENCES party_party (programme_id, id),
  FOREIGN KEY (programme_id, into_id) REFERENCES decision_measure (programme_id, id)
);
-- What lists are narrowed by stands in the indexes of their orders, so that a row
-- is fetched only when it is shown.
CREATE INDEX decision_measure_rank ON decision_measure (programme_id, rank, id, state, sector, grade, deferrals, visibility, owner_id);
CREATE INDEX decision_measure_heard ON decision_measure (programme_id, heard, id, state, sector, grade, deferrals, visibility, owner_id);
CREATE INDEX decision_measure_clock ON decision_measure (programme_id, clock, id);
CREATE INDEX decision_measure_state ON decision_measure (programme_id, state, rank, id);
CREATE INDEX decision_measure_conference ON decision_measure (programme_id, conference_id, rank, id);
CREATE INDEX decision_measure_priority ON decision_measure (programme_id, conference_id, priority, id);
CREATE INDEX decision_measure_lead ON decision_measure (programme_id, lead_id, rank, id);
CREATE INDEX decision_measure_source ON decision_measure (programme_id, source_id);
CREATE INDEX decision_measure_visit ON decision_measure (programme_id, visit_id, rank, id);
CREATE INDEX decision_measure_pairing ON decision_measure (programme_id, pairing_id, rank, id);
CREATE INDEX decision_measure_group ON decision_measure (programme_id, group_id, id);
CREATE INDEX decision_measure_into ON decision_measure (programme_id, into_id);
-- Who carries a measure out beside its lead.
CREATE TABLE decision_colead (
  programme_id BIGINT NOT NULL,
  measure_id BIGINT NOT NULL,
  party_id BIGINT NOT NULL,
  seq BIGINT NOT NULL,
  PRIMARY KEY (programme_id, measure_id, party_id),
  FOREIGN KEY (programme_id, measure_id) REFERENCES decision_measure (programme_id, id),
  FOREIGN KEY (programme_id, party_id) REFERENCES party_party (programme_id, id)
);
CREATE TABLE decision_translation (
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
-- One member's answer to a requirement addressed to its class.
CREATE TABLE decision_answer (
  programme_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  seq BIGINT NOT NULL,
  code TEXT NOT NULL,
  measure_id BIGINT NOT NULL,
  party_id BIGINT NOT NULL,
  document TEXT NOT NULL,
  why TEXT NOT NULL,
  state TEXT NOT NULL,
  state_since BIGINT NOT NULL,
  reason TEXT NOT NULL,
  answer_by TEXT NOT NULL,
  answered_by BIGINT NOT NULL,
  PRIMARY KEY (programme_id, id),
  UNIQUE (programme_id, measure_id, party_id),
  FOREIGN KEY (programme_id, measure_id) REFERENCES decision_measure (programme_id, id),
  FOREIGN KEY (programme_id, party_id) REFERENCES party_party (programme_id, id)
);
CREATE INDEX decision_answer_party ON decision_answer (programme_id, party_id);
-- A dated report on a measure or an answer: an update, or a claim of done. With
-- no_progress the text says why there was none.
CREATE TABLE decision_report (
  programme_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  seq BIGINT NOT NULL,
  measure_id BIGINT NOT NULL,
  answer_id BIGINT,
  claim BOOLEAN NOT NULL,
  at BIGINT NOT NULL,
  text TEXT NOT NULL,
  next TEXT NOT NULL,
  no_progress BOOLEAN NOT NULL,
  digest TEXT NOT NULL,
  name TEXT NOT NULL,
  mime TEXT NOT NULL,
  size BIGINT NOT NULL,
  person_id BIGINT NOT NULL,
  organisation_id BIGINT NOT NULL,
  PRIMARY KEY (programme_id, id),
  FOREIGN KEY (programme_id, measure_id) REFERENCES decision_measure (programme_id, id),
  FOREIGN KEY (programme_id, answer_id) REFERENCES decision_answer (programme_id, id)
);
CREATE INDEX decision_report_measure ON decision_report (programme_id, measure_id, at);
-- The other side's acceptance of what was read.
CREATE TABLE decision_acceptance (
  programme_id BIGINT NOT NULL,
  measure_id BIGINT NOT NULL,
  seq BIGINT NOT NULL,
  person_id BIGINT NOT NULL,
  organisation_id BIGINT NOT NULL,
  PRIMARY KEY (programme_id, measure_id),
  FOREIGN KEY (programme_id, measure_id) REFERENCES decision_measure (programme_id, id)
);
-- What one party asks for a measure and another must agree to: a later date,
-- merging, cancelling, or other words after both sides have accepted them.
CREATE TABLE decision_proposal (
  programme_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  seq BIGINT NOT NULL,
  measure_id BIGINT NOT NULL,
  kind TEXT NOT NULL,
  due TEXT NOT NULL,
  into_id BIGINT,
  wording TEXT NOT NULL,
  reason TEXT NOT NULL,
  state TEXT NOT NULL,
  at BIGINT NOT NULL,
  proposed_by BIGINT NOT NULL,
  proposed_org BIGINT NOT NULL,
  PRIMARY KEY (programme_id, id),
  FOREIGN KEY (programme_id, measure_id) REFERENCES decision_measure (programme_id, id),
  FOREIGN KEY (programme_id, into_id) REFERENCES decision_measure (programme_id, id)
);
CREATE INDEX decision_proposal_measure ON decision_proposal (programme_id, measure_id, at);
