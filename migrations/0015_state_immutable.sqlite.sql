CREATE TRIGGER state_step_no_update BEFORE UPDATE ON state_step
BEGIN SELECT RAISE(ABORT, 'steps are append-only'); END;
CREATE TRIGGER state_step_no_delete BEFORE DELETE ON state_step
BEGIN SELECT RAISE(ABORT, 'steps are append-only'); END;
