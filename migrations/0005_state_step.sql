-- Every move of every record between states: the dated rows that answer "what
-- state was it in on that day".
CREATE TABLE state_step (
  programme_id BIGINT NOT NULL,
  noun TEXT NOT NULL,
  subject_id BIGINT NOT NULL,
  seq BIGINT NOT NULL,
  ordinal BIGINT NOT NULL,
  verb TEXT NOT NULL,
  from_state TEXT NOT NULL,
  to_state TEXT NOT NULL,
  at BIGINT NOT NULL,
  person_id BIGINT NOT NULL,
  organisation_id BIGINT NOT NULL,
  reason TEXT NOT NULL,
  PRIMARY KEY (programme_id, noun, subject_id, seq, ordinal)
) /* WITHOUT ROWID */;
