-- The journal is append-only; the one update allowed is erasure, which empties
-- payload and salt and leaves the commitment.
CREATE TRIGGER db_journal_no_update BEFORE UPDATE ON db_journal
WHEN NOT (NEW.payload IS NULL AND NEW.salt IS NULL AND NEW.programme_id = OLD.programme_id AND NEW.seq = OLD.seq
  AND NEW.ordinal = OLD.ordinal AND NEW.at = OLD.at AND NEW.person_id = OLD.person_id
  AND NEW.organisation_id = OLD.organisation_id AND NEW.kind = OLD.kind AND NEW.subject_kind = OLD.subject_kind
  AND NEW.subject_id = OLD.subject_id AND NEW.batch = OLD.batch AND NEW.commitment = OLD.commitment)
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER db_journal_no_delete BEFORE DELETE ON db_journal
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
