-- What a project leaves behind. next_check is the day of the first use check
-- that is not made, 9999-99-99 when none is ahead.
CREATE TABLE project_asset (
  programme_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  seq BIGINT NOT NULL,
  code TEXT NOT NULL,
  project_id BIGINT NOT NULL,
  title TEXT NOT NULL,
  category TEXT NOT NULL,
  value_minor BIGINT,
  currency TEXT NOT NULL,
  owner_party BIGINT,
  owner_name TEXT NOT NULL,
  operator_party BIGINT,
  operator_name TEXT NOT NULL,
  maintainer_party BIGINT,
  maintainer_name TEXT NOT NULL,
  running_costs TEXT NOT NULL,
  title_document TEXT NOT NULL,
  handed_on TEXT NOT NULL,
  next_check TEXT NOT NULL,
  state TEXT NOT NULL,
  state_since BIGINT NOT NULL,
  state_by BIGINT NOT NULL,
  state_org BIGINT NOT NULL,
  reason TEXT NOT NULL,
  folded TEXT NOT NULL,
  PRIMARY KEY (programme_id, id),
  UNIQUE (programme_id, code),
  FOREIGN KEY (programme_id, project_id) REFERENCES project_project (programme_id, id),
  FOREIGN KEY (programme_id, owner_party) REFERENCES party_party (programme_id, id),
  FOREIGN KEY (programme_id, operator_party) REFERENCES party_party (programme_id, id),
  FOREIGN KEY (programme_id, maintainer_party) REFERENCES party_party (programme_id, id)
);
CREATE INDEX project_asset_project ON project_asset (programme_id, project_id, id);
CREATE INDEX project_asset_check ON project_asset (programme_id, next_check, id);
CREATE INDEX project_asset_state ON project_asset (programme_id, state, id);
-- The signature of one side under the handover of an asset.
CREATE TABLE project_handover (
  programme_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  seq BIGINT NOT NULL,
  asset_id BIGINT NOT NULL,
  side TEXT NOT NULL,
  day TEXT NOT NULL,
  note TEXT NOT NULL,
  at BIGINT NOT NULL,
  person_id BIGINT NOT NULL,
  organisation_id BIGINT NOT NULL,
  PRIMARY KEY (programme_id, id),
  UNIQUE (programme_id, asset_id, side),
  FOREIGN KEY (programme_id, asset_id) REFERENCES project_asset (programme_id, id)
);
-- What was found when somebody looked whether an asset is used.
CREATE TABLE project_use_check (
  programme_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  seq BIGINT NOT NULL,
  asset_id BIGINT NOT NULL,
  months BIGINT NOT NULL,
  day TEXT NOT NULL,
  in_use TEXT NOT NULL,
  staffed TEXT NOT NULL,
  funded TEXT NOT NULL,
  note TEXT NOT NULL,
  digest TEXT NOT NULL,
  name TEXT NOT NULL,
  mime TEXT NOT NULL,
  size BIGINT NOT NULL,
  at BIGINT NOT NULL,
  person_id BIGINT NOT NULL,
  organisation_id BIGINT NOT NULL,
  PRIMARY KEY (programme_id, id),
  FOREIGN KEY (programme_id, asset_id) REFERENCES project_asset (programme_id, id)
);
CREATE INDEX project_use_check_asset ON project_use_check (programme_id, asset_id, id);
-- How an idle asset is to come back into use; the newest row stands.
CREATE TABLE project_rescue (
  programme_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  seq BIGINT NOT NULL,
  asset_id BIGINT NOT NULL,
  what TEXT NOT NULL,
  who TEXT NOT NULL,
  by_day TEXT NOT NULL,
  at BIGINT NOT NULL,
  person_id BIGINT NOT NULL,
  organisation_id BIGINT NOT NULL,
  PRIMARY KEY (programme_id, id),
  FOREIGN KEY (programme_id, asset_id) REFERENCES project_asset (programme_id, id)
);
CREATE INDEX project_rescue_asset ON project_rescue (programme_id, asset_id, id);
-- Requests to change what a project was agreed to be. before_terms, after_terms
-- and shifts are JSON.
CREATE TABLE project_change (
  programme_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  seq BIGINT NOT NULL,
  code TEXT NOT NULL,
  project_id BIGINT NOT NULL,
  why TEXT NOT NULL,
  promise TEXT NOT NULL,
  people TEXT NOT NULL,
  value_changes BOOLEAN NOT NULL,
  source TEXT NOT NULL,
  before_terms TEXT NOT NULL,
  after_terms TEXT NOT NULL,
  shifts TEXT NOT NULL,
  class TEXT NOT NULL,
  appraisal TEXT NOT NULL,
  asked_at BIGINT NOT NULL,
  asked_by BIGINT NOT NULL,
  asked_org BIGINT NOT NULL,
  state TEXT NOT NULL,
  state_since BIGINT NOT NULL,
  state_by BIGINT NOT NULL,
  state_org BIGINT NOT NULL,
  reason TEXT NOT NULL,
  PRIMARY KEY (programme_id, id),
  UNIQUE (programme_id, code),
  FOREIGN KEY (programme_id, project_id) REFERENCES project_project (programme_id, id)
);
CREATE INDEX project_change_project ON project_change (programme_id, project_id, id);
CREATE INDEX project_change_state ON project_change (programme_id, state, id);
CREATE INDEX project_change_asked ON project_change (programme_id, asked_at, id);
-- Each approval ever given; gone says that the decision was taken back.
CREATE TABLE project_change_assent (
  programme_id BIGINT NOT NULL,
  change_id BIGINT NOT NULL,
  seq BIGINT NOT NULL,
  part TEXT NOT NULL,
  at BIGINT NOT NULL,
  person_id BIGINT NOT NULL,
  organisation_id BIGINT NOT NULL,
  gone BOOLEAN NOT NULL,
  PRIMARY KEY (programme_id, change_id, seq),
  FOREIGN KEY (programme_id, change_id) REFERENCES project_change (programme_id, id)
);
-- The terms of a project by version: the first as recorded, each later one made
-- by a change request. terms is JSON.
CREATE TABLE project_version (
  programme_id BIGINT NOT NULL,
  project_id BIGINT NOT NULL,
  number BIGINT NOT NULL,
  seq BIGINT NOT NULL,
  change_id BIGINT,
  at BIGINT NOT NULL,
  terms TEXT NOT NULL,
  PRIMARY KEY (programme_id, project_id, number),
  FOREIGN KEY (programme_id, project_id) REFERENCES project_project (programme_id, id),
  FOREIGN KEY (programme_id, change_id) REFERENCES project_change (programme_id, id)
);
-- The baseline that a change request has put in the place of the first one, and
-- the kind of work, for the seasons in which it cannot be done.
ALTER TABLE project_milestone ADD COLUMN agreed TEXT NOT NULL DEFAULT '';
ALTER TABLE project_milestone ADD COLUMN kind TEXT NOT NULL DEFAULT '';
-- Which milestone can only be reached after which.
CREATE TABLE project_order (
  programme_id BIGINT NOT NULL,
  milestone_id BIGINT NOT NULL,
  after_id BIGINT NOT NULL,
  seq BIGINT NOT NULL,
  PRIMARY KEY (programme_id, milestone_id, after_id),
  FOREIGN KEY (programme_id, milestone_id) REFERENCES project_milestone (programme_id, id),
  FOREIGN KEY (programme_id, after_id) REFERENCES project_milestone (programme_id, id)
);
-- Care of people at a site, by quarter and contractor; of two reports the newer
-- stands. NULL is not reported, 0 is none.
CREATE TABLE project_care (
  programme_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  seq BIGINT NOT NULL,
  project_id BIGINT NOT NULL,
  quarter TEXT NOT NULL,
  contractor TEXT NOT NULL,
  injuries BIGINT,
  deaths BIGINT,
  currency TEXT NOT NULL,
  arrears_minor BIGINT,
  cured_minor BIGINT,
  cured_on TEXT NOT NULL,
  land_due_minor BIGINT,
  land_paid_minor BIGINT,
  note TEXT NOT NULL,
  at BIGINT NOT NULL,
  person_id BIGINT NOT NULL,
  organisation_id BIGINT NOT NULL,
  PRIMARY KEY (programme_id, id),
  FOREIGN KEY (programme_id, project_id) REFERENCES project_project (programme_id, id)
);
CREATE INDEX project_care_project ON project_care (programme_id, project_id, id);
-- The quality found at acceptance; the newest row stands.
CREATE TABLE project_quality (
  programme_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  seq BIGINT NOT NULL,
  project_id BIGINT NOT NULL,
  landmark BOOLEAN NOT NULL,
  grade TEXT NOT NULL,
  reference TEXT NOT NULL,
  digest TEXT NOT NULL,
  name TEXT NOT NULL,
  mime TEXT NOT NULL,
  size BIGINT NOT NULL,
  warranty_until TEXT NOT NULL,
  built_n BIGINT,
  built_scale BIGINT NOT NULL,
  built_unit TEXT NOT NULL,
  at BIGINT NOT NULL,
  person_id BIGINT NOT NULL,
  organisation_id BIGINT NOT NULL,
  PRIMARY KEY (programme_id, id),
  FOREIGN KEY (programme_id, project_id) REFERENCES project_project (programme_id, id)
);
CREATE INDEX project_quality_project ON project_quality (programme_id, project_id, id);
CREATE TABLE project_defect (
  programme_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  seq BIGINT NOT NULL,
  code TEXT NOT NULL,
  project_id BIGINT NOT NULL,
  what TEXT NOT NULL,
  found_on TEXT NOT NULL,
  cure_by TEXT NOT NULL,
  cure TEXT NOT NULL,
  state TEXT NOT NULL,
  state_since BIGINT NOT NULL,
  state_by BIGINT NOT NULL,
  state_org BIGINT NOT NULL,
  reason TEXT NOT NULL,
  PRIMARY KEY (programme_id, id),
  UNIQUE (programme_id, code),
  FOREIGN KEY (programme_id, project_id) REFERENCES project_project (programme_id, id)
);
CREATE INDEX project_defect_project ON project_defect (programme_id, project_id, id);
-- Effects on energy and emissions as declared; of two of the same method and
-- period the newer stands.
CREATE TABLE project_effect (
  programme_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  seq BIGINT NOT NULL,
  project_id BIGINT NOT NULL,
  kind TEXT NOT NULL,
  n BIGINT NOT NULL,
  scale BIGINT NOT NULL,
  unit TEXT NOT NULL,
  method TEXT NOT NULL,
  folded TEXT NOT NULL,
  baseline TEXT NOT NULL,
  from_day TEXT NOT NULL,
  to_day TEXT NOT NULL,
  source TEXT NOT NULL,
  at BIGINT NOT NULL,
  person_id BIGINT NOT NULL,
  organisation_id BIGINT NOT NULL,
  PRIMARY KEY (programme_id, id),
  FOREIGN KEY (programme_id, project_id) REFERENCES project_project (programme_id, id)
);
CREATE INDEX project_effect_kind ON project_effect (programme_id, kind, folded, unit, id);
CREATE INDEX project_effect_project ON project_effect (programme_id, project_id, id);
