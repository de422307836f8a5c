-- What waits for whom. A task closes itself when its record moves on.
CREATE TABLE task_task (
  programme_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  seq BIGINT NOT NULL,
  action TEXT NOT NULL,
  subject_kind TEXT NOT NULL,
  subject_id BIGINT NOT NULL,
  code TEXT NOT NULL,
  title TEXT NOT NULL,
  url TEXT NOT NULL,
  role TEXT NOT NULL,
  party_id BIGINT NOT NULL,
  person_id BIGINT NOT NULL,
  not_person BIGINT NOT NULL,
  since BIGINT NOT NULL,
  due TEXT NOT NULL,
  reason TEXT NOT NULL,
  closed_seq BIGINT NOT NULL,
  PRIMARY KEY (programme_id, id)
);
CREATE INDEX task_task_open ON task_task (programme_id, closed_seq, role, party_id);
CREATE INDEX task_task_subject ON task_task (programme_id, subject_kind, subject_id, closed_seq);
