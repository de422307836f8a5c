-- As for the items of annual plans: what shares look at in a project.
ALTER TABLE project_project ADD COLUMN receiver_id BIGINT;
ALTER TABLE project_project ADD COLUMN livelihood TEXT NOT NULL DEFAULT '';
ALTER TABLE project_project ADD COLUMN grass_roots TEXT NOT NULL DEFAULT '';
ALTER TABLE project_project ADD COLUMN category TEXT NOT NULL DEFAULT '';
CREATE INDEX project_project_annual ON project_project (programme_id, annual_id) WHERE annual_id IS NOT NULL;
