-- What somebody chose to show of their X-ray. It is redacted before it gets here: kinds and lengths instead of values. Whoever
-- knows the token may read it, so it is as long as a session's; its owner can take it back, and it goes with their account.
CREATE TABLE shared_traces (
    token      TEXT    NOT NULL PRIMARY KEY,
    user_id    INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    created_at INTEGER NOT NULL,
    story      TEXT    NOT NULL
) WITHOUT ROWID;

CREATE INDEX shared_traces_user ON shared_traces (user_id, created_at);
