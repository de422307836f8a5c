CREATE TABLE project_project (
  programme_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  seq BIGINT NOT NULL,
  code TEXT NOT NULL,
  title TEXT NOT NULL,
  lang TEXT NOT NULL,
  track TEXT NOT NULL,
  sector TEXT NOT NULL,
  pairing_id BIGINT,
  implementer_id BIGINT NOT NULL,
  place TEXT NOT NULL,
  summary TEXT NOT NULL,
  from_day TEXT NOT NULL,
  to_day TEXT NOT NULL,
  estimate_minor BIGINT,
  currency TEXT NOT NULL,
  -- The estimate as first approved; once set it stays.
  approved_minor BIGINT,
  approved_currency TEXT NOT NULL,
  annual_id BIGINT,
  annual_item BIGINT NOT NULL,
  operator_id BIGINT,
  running_cost TEXT NOT NULL,
  due_by TEXT NOT NULL,
  money_note TEXT NOT NULL,
  off_plan_reason TEXT NOT NULL,
  state TEXT NOT NULL,
  state_since BIGINT NOT NULL,
  state_by BIGINT NOT NULL,
  state_org BIGINT NOT NULL,
  last_heard BIGINT NOT NULL,
  owner_id BIGINT NOT NULL,
  visibility TEXT NOT NULL,
  published_seq BIGINT NOT NULL,
  illustrative BOOLEAN NOT NULL,
  folded TEXT NOT NULL,
  rank TEXT NOT NULL,
  PRIMARY KEY (programme_id, id),
  UNIQUE (programme_id, code),
  FOREIGN KEY (programme_id, pairing_id) REFERENCES party_pairing (programme_id, id),
  FOREIGN KEY (programme_id, implementer_id) REFERENCES party_party (programme_id, id),
  FOREIGN KEY (programme_id, operator_id) REFERENCES party_party (programme_id, id),
  FOREIGN KEY (programme_id, annual_id) REFERENCES plan_annual (programme_id, id)
);
CREATE INDEX project_project_rank ON project_project (programme_id, rank, id);
CREATE INDEX project_project_state ON project_project (programme_id, state, rank, id);
CREATE INDEX project_project_heard ON project_project (programme_id, last_heard, id);
CREATE INDEX project_project_implementer ON project_project (programme_id, implementer_id);
CREATE TABLE project_translation (
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
-- What the project carries out: commitments and measures (many-to-many).
CREATE TABLE project_serves (
  programme_id BIGINT NOT NULL,
  project_id BIGINT NOT NULL,
  kind TEXT NOT NULL,
  record_id BIGINT NOT NULL,
  seq BIGINT NOT NULL,
  PRIMARY KEY (programme_id, project_id, kind, record_id),
  FOREIGN KEY (programme_id, project_id) REFERENCES project_project (programme_id, id)
);
CREATE INDEX project_serves_record ON project_serves (programme_id, kind, record_id);
CREATE TABLE project_milestone (
  programme_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  seq BIGINT NOT NULL,
  project_id BIGINT NOT NULL,
  ordinal BIGINT NOT NULL,
  title TEXT NOT NULL,
  baseline TEXT NOT NULL,
  forecast TEXT NOT NULL,
  actual TEXT NOT NULL,
  state TEXT NOT NULL,
  reason TEXT NOT NULL,
  claimed_by BIGINT NOT NULL,
  claimed_org BIGINT NOT NULL,
  PRIMARY KEY (programme_id, id),
  FOREIGN KEY (programme_id, project_id) REFERENCES project_project (programme_id, id)
);
CREATE INDEX project_milestone_project ON project_milestone (programme_id, project_id, ordinal);
-- Each claim that a milestone was reached, with its file; a returned one stays.
CREATE TABLE project_claim (
  programme_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  seq BIGINT NOT NULL,
  project_id BIGINT NOT NULL,
  milestone_id BIGINT NOT NULL,
  actual TEXT NOT NULL,
  note TEXT NOT NULL,
  digest TEXT NOT NULL,
  name TEXT NOT NULL,
  mime TEXT NOT NULL,
  size BIGINT NOT NULL,
  at BIGINT NOT NULL,
  person_id BIGINT NOT NULL,
  organisation_id BIGINT NOT NULL,
  PRIMARY KEY (programme_id, id),
  FOREIGN KEY (programme_id, milestone_id) REFERENCES project_milestone (programme_id, id)
);
CREATE INDEX project_claim_project ON project_claim (programme_id, project_id, at);
