-- Whoever works on the chapters: a person, or a guest, for whom their session stands until they sign up. A guest's work
-- goes with that session; signing up only changes whose it is, so nothing is copied and nothing is lost.
CREATE TABLE learners (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id    INTEGER UNIQUE REFERENCES users (id) ON DELETE CASCADE,
    digest     TEXT    UNIQUE REFERENCES sessions (digest) ON DELETE CASCADE,
    created_at INTEGER NOT NULL,
    CHECK ((user_id IS NULL) <> (digest IS NULL))
);

-- What an experiment or an exercise holds for somebody: a guess, the last run, the question at hand. JSON text, to be read
-- by people. Starting over hides a row and deletes nothing, so that it can be undone: living rows have no reset.
CREATE TABLE lab_states (
    learner_id INTEGER NOT NULL REFERENCES learners (id) ON DELETE CASCADE,
    name       TEXT    NOT NULL,
    reset_id   INTEGER NOT NULL DEFAULT 0,
    state      TEXT    NOT NULL,
    updated_at INTEGER NOT NULL,
    PRIMARY KEY (learner_id, name, reset_id)
) WITHOUT ROWID;

-- Answers that were checked. The question is drawn from its variant, so it need not be kept. The first answer to a question
-- tells what somebody knows; later ones mend it.
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

-- When somebody started over, and with what: an experiment, an exercise or a whole chapter.
CREATE TABLE resets (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    learner_id INTEGER NOT NULL REFERENCES learners (id) ON DELETE CASCADE,
    what       TEXT    NOT NULL,
    created_at INTEGER NOT NULL
);

CREATE INDEX resets_learner ON resets (learner_id, id);
