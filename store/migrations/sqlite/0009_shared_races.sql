-- A race that a learner chose to show: settings and times, and nothing that anybody typed. Whoever knows the token may read
-- it, so it is as long as a session's; it goes with the learner.
CREATE TABLE shared_races (
    token      TEXT    NOT NULL PRIMARY KEY,
    learner_id INTEGER NOT NULL REFERENCES learners (id) ON DELETE CASCADE,
    created_at INTEGER NOT NULL,
    race       TEXT    NOT NULL
) WITHOUT ROWID;

CREATE INDEX shared_races_learner ON shared_races (learner_id, created_at);
