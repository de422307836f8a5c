-- The journal is append-only; the one update allowed is erasure, which empties
-- payload and salt and leaves the commitment.
CREATE FUNCTION db_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$;
CREATE FUNCTION db_journal_erase_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.payload IS NULL AND NEW.salt IS NULL AND NEW.programme_id = OLD.programme_id AND NEW.seq = OLD.seq
    AND NEW.ordinal = OLD.ordinal AND NEW.at = OLD.at AND NEW.person_id = OLD.person_id
    AND NEW.organisation_id = OLD.organisation_id AND NEW.kind = OLD.kind AND NEW.subject_kind = OLD.subject_kind
    AND NEW.subject_id = OLD.subject_id AND NEW.batch = OLD.batch AND NEW.commitment = OLD.commitment THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'the journal is append-only';
END $$;
CREATE TRIGGER db_journal_no_update BEFORE UPDATE ON db_journal FOR EACH ROW EXECUTE FUNCTION db_journal_erase_only();
CREATE TRIGGER db_journal_no_delete BEFORE DELETE OR TRUNCATE ON db_journal FOR EACH STATEMENT EXECUTE FUNCTION db_refuse();
