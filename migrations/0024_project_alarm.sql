-- The alarms that ring now: a warranty that is about to end, wage arrears that
-- stand too long. A row is there as long as its tasks are.
CREATE TABLE project_alarm (
  programme_id BIGINT NOT NULL,
  project_id BIGINT NOT NULL,
  kind TEXT NOT NULL,
  seq BIGINT NOT NULL,
  due TEXT NOT NULL,
  PRIMARY KEY (programme_id, project_id, kind),
  FOREIGN KEY (programme_id, project_id) REFERENCES project_project (programme_id, id)
);
CREATE INDEX project_quality_warranty ON project_quality (programme_id, warranty_until);
CREATE INDEX project_care_owed ON project_care (programme_id, project_id) WHERE arrears_minor > 0;
