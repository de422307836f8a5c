-- What happened, for ever; and the numbers drawn in a programme.
CREATE TABLE db_head (
  programme_id BIGINT PRIMARY KEY,
  seq BIGINT NOT NULL,
  next_id BIGINT NOT NULL
) /* WITHOUT ROWID */;
CREATE TABLE db_code (
  programme_id BIGINT NOT NULL,
  prefix TEXT NOT NULL,
  last BIGINT NOT NULL,
  PRIMARY KEY (programme_id, prefix)
) /* WITHOUT ROWID */;
CREATE TABLE db_key (
  programme_id BIGINT NOT NULL,
  id TEXT NOT NULL,
  digest TEXT NOT NULL,
  seq BIGINT NOT NULL,
  PRIMARY KEY (programme_id, id)
) /* WITHOUT ROWID */;
CREATE TABLE db_journal (
  programme_id BIGINT NOT NULL,
  seq BIGINT NOT NULL,
  ordinal BIGINT NOT NULL,
  at BIGINT NOT NULL,
  person_id BIGINT NOT NULL,
  organisation_id BIGINT NOT NULL,
  kind TEXT NOT NULL,
  subject_kind TEXT NOT NULL,
  subject_id BIGINT NOT NULL,
  batch TEXT NOT NULL,
  payload TEXT,
  salt TEXT,
  commitment TEXT NOT NULL,
  PRIMARY KEY (programme_id, seq, ordinal)
);
CREATE INDEX db_journal_subject ON db_journal (programme_id, subject_kind, subject_id, seq, ordinal);
CREATE INDEX db_journal_at ON db_journal (programme_id, at);
