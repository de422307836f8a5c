-- What waits for whom. A task closes itself when its record moves on. person_id: the
-- one it was handed to, until a day or for good; for_person: whose it is while that
-- person is covered for. 0 is nobody.
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
  for_person BIGINT NOT NULL,
  until TEXT NOT NULL,
  not_person BIGINT NOT NULL,
  since BIGINT NOT NULL,
  due TEXT NOT NULL,
  reason TEXT NOT NULL,
  closed_seq BIGINT NOT NULL,
  PRIMARY KEY (programme_id, id)
);
CREATE INDEX task_task_open ON task_task (programme_id, closed_seq, role, party_id, action, since, due);
CREATE INDEX task_task_party ON task_task (programme_id, closed_seq, party_id);
CREATE INDEX task_task_subject ON task_task (programme_id, subject_kind, subject_id, closed_seq);
CREATE INDEX task_task_person ON task_task (programme_id, person_id) WHERE person_id <> 0;
CREATE INDEX task_task_until ON task_task (programme_id, until) WHERE until <> '';
-- Who handles a person's own tasks while they are away.
CREATE TABLE task_cover (
  programme_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  seq BIGINT NOT NULL,
  person_id BIGINT NOT NULL,
  cover_id BIGINT NOT NULL,
  party_id BIGINT NOT NULL,
  from_day TEXT NOT NULL,
  to_day TEXT NOT NULL,
  ended_seq BIGINT NOT NULL,
  PRIMARY KEY (programme_id, id)
);
CREATE INDEX task_cover_days ON task_cover (programme_id, to_day);
