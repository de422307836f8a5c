-- A request at a gate and what became of it; shown is what was shown then.
CREATE TABLE project_gate (
  programme_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  seq BIGINT NOT NULL,
  project_id BIGINT NOT NULL,
  state TEXT NOT NULL,
  asked_by BIGINT NOT NULL,
  asked_org BIGINT NOT NULL,
  asked_at BIGINT NOT NULL,
  outcome TEXT NOT NULL,
  decided_by BIGINT NOT NULL,
  decided_org BIGINT NOT NULL,
  decided_at BIGINT NOT NULL,
  reason TEXT NOT NULL,
  rules BIGINT NOT NULL,
  shown TEXT NOT NULL,
  PRIMARY KEY (programme_id, id),
  FOREIGN KEY (programme_id, project_id) REFERENCES project_project (programme_id, id)
);
CREATE UNIQUE INDEX project_gate_open ON project_gate (programme_id, project_id) WHERE outcome = '';
CREATE INDEX project_gate_project ON project_gate (programme_id, project_id, id);
-- What is shown at a gate by a file, or by a document's reference and day. A
-- later paper for the same takes its place; both stay.
CREATE TABLE project_paper (
  programme_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  seq BIGINT NOT NULL,
  project_id BIGINT NOT NULL,
  requisite TEXT NOT NULL,
  reference TEXT NOT NULL,
  day TEXT NOT NULL,
  note TEXT NOT NULL,
  digest TEXT NOT NULL,
  name TEXT NOT NULL,
  mime TEXT NOT NULL,
  size BIGINT NOT NULL,
  at BIGINT NOT NULL,
  person_id BIGINT NOT NULL,
  organisation_id BIGINT NOT NULL,
  PRIMARY KEY (programme_id, id),
  FOREIGN KEY (programme_id, project_id) REFERENCES project_project (programme_id, id)
);
CREATE INDEX project_paper_project ON project_paper (programme_id, project_id, id);
-- What the receiving side asks for, in its own words, and its place in that
-- organisation's own order; 0 once it is met or withdrawn.
CREATE TABLE project_need (
  programme_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  seq BIGINT NOT NULL,
  code TEXT NOT NULL,
  title TEXT NOT NULL,
  text TEXT NOT NULL,
  lang TEXT NOT NULL,
  receiver_id BIGINT NOT NULL,
  sector TEXT NOT NULL,
  place BIGINT NOT NULL,
  state TEXT NOT NULL,
  state_since BIGINT NOT NULL,
  reason TEXT NOT NULL,
  recorded_by BIGINT NOT NULL,
  owner_id BIGINT NOT NULL,
  visibility TEXT NOT NULL,
  published_seq BIGINT NOT NULL,
  illustrative BOOLEAN NOT NULL,
  folded TEXT NOT NULL,
  rank BIGINT NOT NULL,
  PRIMARY KEY (programme_id, id),
  UNIQUE (programme_id, code),
  FOREIGN KEY (programme_id, receiver_id) REFERENCES party_party (programme_id, id)
);
CREATE INDEX project_need_rank ON project_need (programme_id, rank, id);
CREATE INDEX project_need_receiver ON project_need (programme_id, receiver_id, place);
-- Projects put forward for a need, and whether the receiving side objects.
CREATE TABLE project_offer (
  programme_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  seq BIGINT NOT NULL,
  need_id BIGINT NOT NULL,
  project_id BIGINT NOT NULL,
  state TEXT NOT NULL,
  reason TEXT NOT NULL,
  PRIMARY KEY (programme_id, id),
  UNIQUE (programme_id, need_id, project_id),
  FOREIGN KEY (programme_id, need_id) REFERENCES project_need (programme_id, id),
  FOREIGN KEY (programme_id, project_id) REFERENCES project_project (programme_id, id)
);
CREATE INDEX project_offer_project ON project_offer (programme_id, project_id);
-- Where the work lies.
CREATE TABLE project_site (
  programme_id BIGINT NOT NULL,
  project_id BIGINT NOT NULL,
  site_id BIGINT NOT NULL,
  seq BIGINT NOT NULL,
  PRIMARY KEY (programme_id, project_id, site_id),
  FOREIGN KEY (programme_id, project_id) REFERENCES project_project (programme_id, id),
  FOREIGN KEY (programme_id, site_id) REFERENCES place_site (programme_id, id)
);
