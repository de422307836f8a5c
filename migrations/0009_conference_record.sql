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
CREATE INDEX conference_conference_day ON conference_conference (programme_id, from_day, id);
CREATE INDEX conference_conference_state ON conference_conference (programme_id, state, from_day, id);
CREATE INDEX conference_conference_period ON conference_conference (programme_id, period_id, from_day, id);
CREATE INDEX conference_conference_predecessor ON conference_conference (programme_id, predecessor_id);
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
-- What is recorded of a meeting (attendance, speech, achievement, event, item
-- of the agenda) keeps its number for good. A correction leaves the wording
-- that stood before as a row of its own: withdrawn_seq says until when it
-- stood, reason why it no longer does, and replaced_by which record stands in
-- its place; no replaced_by means that it was withdrawn.
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
  state TEXT NOT NULL,
  substitute TEXT NOT NULL,
  source_id BIGINT,
  quote_from BIGINT NOT NULL,
  quote_to BIGINT NOT NULL,
  quote TEXT NOT NULL,
  owner_id BIGINT NOT NULL,
  visibility TEXT NOT NULL,
  published_seq BIGINT NOT NULL,
  withdrawn_seq BIGINT NOT NULL,
  reason TEXT NOT NULL,
  replaced_by BIGINT,
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
  state TEXT NOT NULL,
  recorded_by BIGINT NOT NULL,
  source_id BIGINT,
  quote_from BIGINT NOT NULL,
  quote_to BIGINT NOT NULL,
  quote TEXT NOT NULL,
  owner_id BIGINT NOT NULL,
  visibility TEXT NOT NULL,
  published_seq BIGINT NOT NULL,
  withdrawn_seq BIGINT NOT NULL,
  reason TEXT NOT NULL,
  replaced_by BIGINT,
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
  reason TEXT NOT NULL,
  replaced_by BIGINT,
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
  place TEXT NOT NULL,
  what TEXT NOT NULL,
  who TEXT NOT NULL,
  source_id BIGINT,
  quote_from BIGINT NOT NULL,
  quote_to BIGINT NOT NULL,
  quote TEXT NOT NULL,
  owner_id BIGINT NOT NULL,
  visibility TEXT NOT NULL,
  published_seq BIGINT NOT NULL,
  withdrawn_seq BIGINT NOT NULL,
  reason TEXT NOT NULL,
  replaced_by BIGINT,
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
CREATE TABLE conference_agenda_item (
  programme_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  seq BIGINT NOT NULL,
  conference_id BIGINT NOT NULL,
  place BIGINT NOT NULL,
  title TEXT NOT NULL,
  presenter TEXT NOT NULL,
  minutes BIGINT NOT NULL,
  link TEXT NOT NULL,
  speech_id BIGINT,
  withdrawn_seq BIGINT NOT NULL,
  reason TEXT NOT NULL,
  replaced_by BIGINT,
  PRIMARY KEY (programme_id, id),
  FOREIGN KEY (programme_id, conference_id) REFERENCES conference_conference (programme_id, id),
  FOREIGN KEY (programme_id, speech_id) REFERENCES conference_speech (programme_id, id)
);
CREATE INDEX conference_agenda_item_conference ON conference_agenda_item (programme_id, conference_id);
-- A visit or a talk between parties; an empty day was not given. drafted_by and
-- drafted_for wrote the note that stands, agreed_by and agreed_for agreed to it;
-- 0 is nobody yet.
CREATE TABLE conference_visit (
  programme_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  seq BIGINT NOT NULL,
  code TEXT NOT NULL,
  kind TEXT NOT NULL,
  from_day TEXT NOT NULL,
  to_day TEXT NOT NULL,
  place TEXT NOT NULL,
  purpose TEXT NOT NULL,
  folded TEXT NOT NULL,
  conference_id BIGINT,
  pairing_id BIGINT,
  source_id BIGINT,
  quote_from BIGINT NOT NULL,
  quote_to BIGINT NOT NULL,
  quote TEXT NOT NULL,
  state TEXT NOT NULL,
  drafted_by BIGINT NOT NULL,
  drafted_for BIGINT NOT NULL,
  agreed_by BIGINT NOT NULL,
  agreed_for BIGINT NOT NULL,
  owner_id BIGINT NOT NULL,
  visibility TEXT NOT NULL,
  published_seq BIGINT NOT NULL,
  PRIMARY KEY (programme_id, id),
  UNIQUE (programme_id, code),
  FOREIGN KEY (programme_id, conference_id) REFERENCES conference_conference (programme_id, id),
  FOREIGN KEY (programme_id, pairing_id) REFERENCES party_pairing (programme_id, id),
  FOREIGN KEY (programme_id, source_id) REFERENCES conference_source (programme_id, id)
);
CREATE INDEX conference_visit_day ON conference_visit (programme_id, from_day, id);
CREATE INDEX conference_visit_state ON conference_visit (programme_id, state, from_day, id);
CREATE INDEX conference_visit_kind ON conference_visit (programme_id, kind, from_day, id);
CREATE INDEX conference_visit_conference ON conference_visit (programme_id, conference_id);
CREATE TABLE conference_visit_party (
  programme_id BIGINT NOT NULL,
  visit_id BIGINT NOT NULL,
  ordinal BIGINT NOT NULL,
  name TEXT NOT NULL,
  party_id BIGINT,
  side TEXT NOT NULL,
  PRIMARY KEY (programme_id, visit_id, ordinal),
  FOREIGN KEY (programme_id, visit_id) REFERENCES conference_visit (programme_id, id),
  FOREIGN KEY (programme_id, party_id) REFERENCES party_party (programme_id, id)
);
CREATE TABLE conference_visit_note (
  programme_id BIGINT NOT NULL,
  visit_id BIGINT NOT NULL,
  version BIGINT NOT NULL,
  seq BIGINT NOT NULL,
  text TEXT NOT NULL,
  reason TEXT NOT NULL,
  person_id BIGINT NOT NULL,
  organisation_id BIGINT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (programme_id, visit_id, version),
  FOREIGN KEY (programme_id, visit_id) REFERENCES conference_visit (programme_id, id)
);
