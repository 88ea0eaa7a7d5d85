-- What a learner's rows take, in bytes, so that the bound of one learner is read and not summed up. Triggers keep it,
-- whatever statement changes a row. A hundred for each row is about what it takes beside its text.
ALTER TABLE learners ADD COLUMN bytes INTEGER NOT NULL DEFAULT 0;

UPDATE learners
SET bytes = (SELECT COALESCE(SUM(OCTET_LENGTH(s.state) + 100), 0) FROM lab_states s WHERE s.learner_id = learners.id)
          + (SELECT COALESCE(SUM(OCTET_LENGTH(a.answer) + 100), 0) FROM attempts a WHERE a.learner_id = learners.id)
          + (SELECT COALESCE(SUM(OCTET_LENGTH(s.image) + OCTET_LENGTH(s.cause) + 100), 0)
             FROM sandbox_states s WHERE s.learner_id = learners.id)
          + (SELECT COALESCE(SUM(OCTET_LENGTH(r.race) + 100), 0) FROM shared_races r WHERE r.learner_id = learners.id);

CREATE TRIGGER lab_states_insert_bytes AFTER INSERT ON lab_states BEGIN
    UPDATE learners SET bytes = bytes + OCTET_LENGTH(new.state) + 100 WHERE id = new.learner_id;
END;

CREATE TRIGGER lab_states_delete_bytes AFTER DELETE ON lab_states BEGIN
    UPDATE learners SET bytes = bytes - (OCTET_LENGTH(old.state) + 100) WHERE id = old.learner_id;
END;

CREATE TRIGGER attempts_insert_bytes AFTER INSERT ON attempts BEGIN
    UPDATE learners SET bytes = bytes + OCTET_LENGTH(new.answer) + 100 WHERE id = new.learner_id;
END;

CREATE TRIGGER attempts_delete_bytes AFTER DELETE ON attempts BEGIN
    UPDATE learners SET bytes = bytes - (OCTET_LENGTH(old.answer) + 100) WHERE id = old.learner_id;
END;

CREATE TRIGGER sandbox_states_insert_bytes AFTER INSERT ON sandbox_states BEGIN
    UPDATE learners SET bytes = bytes + OCTET_LENGTH(new.image) + OCTET_LENGTH(new.cause) + 100 WHERE id = new.learner_id;
END;

CREATE TRIGGER sandbox_states_delete_bytes AFTER DELETE ON sandbox_states BEGIN
    UPDATE learners SET bytes = bytes - (OCTET_LENGTH(old.image) + OCTET_LENGTH(old.cause) + 100) WHERE id = old.learner_id;
END;

CREATE TRIGGER shared_races_insert_bytes AFTER INSERT ON shared_races BEGIN
    UPDATE learners SET bytes = bytes + OCTET_LENGTH(new.race) + 100 WHERE id = new.learner_id;
END;

CREATE TRIGGER shared_races_delete_bytes AFTER DELETE ON shared_races BEGIN
    UPDATE learners SET bytes = bytes - (OCTET_LENGTH(old.race) + 100) WHERE id = old.learner_id;
END;

CREATE TRIGGER lab_states_update_bytes AFTER UPDATE OF state ON lab_states BEGIN
    UPDATE learners SET bytes = bytes + OCTET_LENGTH(new.state) - OCTET_LENGTH(old.state)
    WHERE id = new.learner_id;
END;

-- Guests whose work moved to an account. Their rows stand in guests.db, a file of its own, and no transaction reaches both
-- files: the row here is written together with the copy, and tells that what stands there is left over.
CREATE TABLE claimed_guests (
    learner_id INTEGER PRIMARY KEY,
    claimed_at INTEGER NOT NULL
);

-- The guests' sessions by their last use: where there are too many, the one that rested longest goes first.
CREATE INDEX sessions_guest ON sessions (last_seen) WHERE user_id IS NULL;

-- Counters of failed sign-ins by their age: the oldest go first where there are too many.
CREATE INDEX throttles_updated ON throttles (updated_at);
