-- What guests do in the lessons, in a file of its own (guests.db): it can be emptied and made small without touching the site's.
-- The tables are those of the site, so the same statements work on both files. A guest is found by the digest of their session,
-- which stands in the other file, so no foreign key leads there: what a dead session leaves behind is cleared away every ten
-- minutes. The ids begin far above those of the site's learners, so no two learners ever have the same number.
CREATE TABLE learners (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id    INTEGER UNIQUE CHECK (user_id IS NULL),
    digest     TEXT    NOT NULL UNIQUE,
    network    TEXT    NOT NULL DEFAULT '',
    bytes      INTEGER NOT NULL DEFAULT 0,
    used_at    INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL
);

CREATE INDEX learners_network ON learners (network);
INSERT INTO sqlite_sequence (name, seq) VALUES ('learners', 1099511627776);

-- How much the guests of one network have here. Triggers keep the sums, whatever statement changes a row.
CREATE TABLE networks (
    network TEXT    NOT NULL PRIMARY KEY,
    bytes   INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE lab_states (
    learner_id INTEGER NOT NULL REFERENCES learners (id) ON DELETE CASCADE,
    name       TEXT    NOT NULL,
    reset_id   INTEGER NOT NULL DEFAULT 0,
    state      TEXT    NOT NULL,
    updated_at INTEGER NOT NULL,
    PRIMARY KEY (learner_id, name, reset_id)
) WITHOUT ROWID;

CREATE TABLE attempts (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    learner_id INTEGER NOT NULL REFERENCES learners (id) ON DELETE CASCADE,
    exercise   TEXT    NOT NULL,
    reset_id   INTEGER NOT NULL DEFAULT 0,
    variant    INTEGER NOT NULL,
    answer     TEXT    NOT NULL,
    is_right   INTEGER NOT NULL,
    is_first   INTEGER NOT NULL,
    hints      INTEGER NOT NULL,
    created_at INTEGER NOT NULL
);

CREATE INDEX attempts_exercise ON attempts (learner_id, reset_id, exercise, id);

CREATE TABLE resets (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    learner_id INTEGER NOT NULL REFERENCES learners (id) ON DELETE CASCADE,
    what       TEXT    NOT NULL,
    created_at INTEGER NOT NULL
);

CREATE INDEX resets_learner ON resets (learner_id, id);

CREATE TABLE sandbox_states (
    learner_id INTEGER NOT NULL REFERENCES learners (id) ON DELETE CASCADE,
    number     INTEGER NOT NULL,
    image      BLOB    NOT NULL,
    cause      TEXT    NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (learner_id, number)
);

CREATE TABLE shared_races (
    token      TEXT    NOT NULL PRIMARY KEY,
    learner_id INTEGER NOT NULL REFERENCES learners (id) ON DELETE CASCADE,
    created_at INTEGER NOT NULL,
    race       TEXT    NOT NULL
) WITHOUT ROWID;

CREATE INDEX shared_races_learner ON shared_races (learner_id, created_at);

-- A learner's bytes are those of their rows, and a hundred for each row: about what it takes beside its text.
CREATE TRIGGER lab_states_insert_bytes AFTER INSERT ON lab_states BEGIN
    UPDATE learners SET bytes = bytes + OCTET_LENGTH(new.state) + 100, used_at = MAX(used_at, new.updated_at) WHERE id = new.learner_id;
END;

CREATE TRIGGER lab_states_delete_bytes AFTER DELETE ON lab_states BEGIN
    UPDATE learners SET bytes = bytes - (OCTET_LENGTH(old.state) + 100) WHERE id = old.learner_id;
END;

CREATE TRIGGER attempts_insert_bytes AFTER INSERT ON attempts BEGIN
    UPDATE learners SET bytes = bytes + OCTET_LENGTH(new.answer) + 100, used_at = MAX(used_at, new.created_at) WHERE id = new.learner_id;
END;

CREATE TRIGGER attempts_delete_bytes AFTER DELETE ON attempts BEGIN
    UPDATE learners SET bytes = bytes - (OCTET_LENGTH(old.answer) + 100) WHERE id = old.learner_id;
END;

CREATE TRIGGER sandbox_states_insert_bytes AFTER INSERT ON sandbox_states BEGIN
    UPDATE learners SET bytes = bytes + OCTET_LENGTH(new.image) + OCTET_LENGTH(new.cause) + 100, used_at = MAX(used_at, new.created_at) WHERE id = new.learner_id;
END;

CREATE TRIGGER sandbox_states_delete_bytes AFTER DELETE ON sandbox_states BEGIN
    UPDATE learners SET bytes = bytes - (OCTET_LENGTH(old.image) + OCTET_LENGTH(old.cause) + 100) WHERE id = old.learner_id;
END;

CREATE TRIGGER shared_races_insert_bytes AFTER INSERT ON shared_races BEGIN
    UPDATE learners SET bytes = bytes + OCTET_LENGTH(new.race) + 100, used_at = MAX(used_at, new.created_at) WHERE id = new.learner_id;
END;

CREATE TRIGGER shared_races_delete_bytes AFTER DELETE ON shared_races BEGIN
    UPDATE learners SET bytes = bytes - (OCTET_LENGTH(old.race) + 100) WHERE id = old.learner_id;
END;

CREATE TRIGGER lab_states_update_bytes AFTER UPDATE OF state ON lab_states BEGIN
    UPDATE learners SET bytes = bytes + OCTET_LENGTH(new.state) - OCTET_LENGTH(old.state), used_at = MAX(used_at, new.updated_at)
    WHERE id = new.learner_id;
END;

CREATE TRIGGER learners_insert_bytes AFTER INSERT ON learners BEGIN
    INSERT INTO networks (network, bytes) VALUES (new.network, new.bytes)
    ON CONFLICT (network) DO UPDATE SET bytes = bytes + excluded.bytes;
END;

CREATE TRIGGER learners_update_bytes AFTER UPDATE OF bytes ON learners BEGIN
    UPDATE networks SET bytes = bytes + new.bytes - old.bytes WHERE network = new.network;
END;

CREATE TRIGGER learners_delete_bytes AFTER DELETE ON learners BEGIN
    UPDATE networks SET bytes = bytes - old.bytes WHERE network = old.network;
    DELETE FROM networks
    WHERE network = old.network AND NOT EXISTS (SELECT 1 FROM learners WHERE network = old.network);
END;

-- Forms of guests that were sent and did what they asked for, so that the same form sent again does nothing. As in the site's
-- file, a row is written in the transaction of the write itself, and so stands in the file of that write.
CREATE TABLE idempotency_keys (
    digest     TEXT    PRIMARY KEY,
    user_id    INTEGER CHECK (user_id IS NULL),
    session    TEXT,
    created_at INTEGER NOT NULL,
    result     TEXT
) WITHOUT ROWID;

CREATE INDEX idempotency_keys_session ON idempotency_keys (session, created_at) WHERE session IS NOT NULL;
CREATE INDEX idempotency_keys_created_at ON idempotency_keys (created_at);

CREATE TRIGGER learners_delete_keys AFTER DELETE ON learners BEGIN
    DELETE FROM idempotency_keys WHERE session = old.digest;
END;
