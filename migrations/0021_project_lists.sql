-- What lists of projects are ordered by. next_day is the earliest day on which an
-- open milestone of a running project is due, late_from the earliest day of any
-- kind by which it should have done something, 9999-99-99 for none; wanted is the
-- place of the most wanted need that it is offered for, 1000000 for none.
ALTER TABLE project_project ADD COLUMN next_day TEXT NOT NULL DEFAULT '9999-99-99';
ALTER TABLE project_project ADD COLUMN late_from TEXT NOT NULL DEFAULT '9999-99-99';
ALTER TABLE project_project ADD COLUMN wanted BIGINT NOT NULL DEFAULT 1000000;
UPDATE project_project SET next_day = COALESCE((SELECT MIN(CASE WHEN m.agreed <> '' THEN m.agreed ELSE m.baseline END) FROM project_milestone AS m
  WHERE m.programme_id = project_project.programme_id AND m.project_id = project_project.id AND m.state IN ('planned', 'returned')), '9999-99-99')
  WHERE state IN ('planned', 'approved', 'ready', 'tendering', 'emergency', 'under_way', 'suspended');
UPDATE project_project SET late_from = CASE WHEN to_day <> '' AND to_day < next_day THEN to_day ELSE next_day END
  WHERE state IN ('planned', 'approved', 'ready', 'tendering', 'emergency', 'under_way', 'suspended');
UPDATE project_project SET late_from = due_by WHERE due_by <> '' AND due_by < late_from;
UPDATE project_project SET wanted = COALESCE((SELECT MIN(n.place) FROM project_offer AS o
  JOIN project_need AS n ON n.programme_id = o.programme_id AND n.id = o.need_id
  WHERE o.programme_id = project_project.programme_id AND o.project_id = project_project.id AND n.place > 0), 1000000);
CREATE INDEX project_project_late ON project_project (programme_id, late_from, id);
CREATE INDEX project_project_wanted ON project_project (programme_id, wanted, id);
CREATE INDEX project_offer_need ON project_offer (programme_id, need_id, project_id);
-- What a change request is looked for in: its own words and its project's.
ALTER TABLE project_change ADD COLUMN folded TEXT NOT NULL DEFAULT '';
UPDATE project_change SET folded = lower(code) || ' ' || COALESCE((SELECT p.folded FROM project_project AS p
  WHERE p.programme_id = project_change.programme_id AND p.id = project_change.project_id), '');
-- The state of a need as people see it: one that is recorded is unmet or taken_up.
ALTER TABLE project_need ADD COLUMN standing TEXT NOT NULL DEFAULT 'unmet';
UPDATE project_need SET standing = state WHERE state <> 'recorded';
UPDATE project_need SET standing = 'taken_up' WHERE state = 'recorded' AND EXISTS (SELECT 1 FROM project_offer AS o
  JOIN project_project AS p ON p.programme_id = o.programme_id AND p.id = o.project_id WHERE o.programme_id = project_need.programme_id
  AND o.need_id = project_need.id AND o.state = 'offered' AND p.state NOT IN ('cancelled', 'idea', 'applied'));
CREATE INDEX project_need_standing ON project_need (programme_id, standing, rank, id);
CREATE INDEX project_project_wanted_state ON project_project (programme_id, state, wanted, id);
CREATE INDEX project_project_off_plan ON project_project (programme_id, rank, id) WHERE off_plan_reason <> '';
CREATE INDEX project_project_heard_state ON project_project (programme_id, state, last_heard, id);
CREATE INDEX project_need_newest ON project_need (programme_id, standing, id);
