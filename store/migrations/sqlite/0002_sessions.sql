-- The server's half of a session. The browser's half is a cookie with a random id; here stands only the SHA-256 of it,
-- so that a stolen copy of this table signs nobody in. What the session holds is JSON text, to be read by people.
CREATE TABLE sessions (
    digest     TEXT    PRIMARY KEY,
    user_id    INTEGER REFERENCES users (id) ON DELETE CASCADE,
    data       TEXT    NOT NULL,
    user_agent TEXT    NOT NULL DEFAULT '',
    address    TEXT    NOT NULL DEFAULT '',
    created_at INTEGER NOT NULL,
    last_seen  INTEGER NOT NULL
) WITHOUT ROWID;

CREATE INDEX sessions_user ON sessions (user_id);
CREATE INDEX sessions_last_seen ON sessions (last_seen);

-- Devices that signed in before: they may try again while strangers who guess have to wait.
CREATE TABLE devices (
    digest     TEXT    PRIMARY KEY,
    user_id    INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    created_at INTEGER NOT NULL
) WITHOUT ROWID;

CREATE INDEX devices_user ON devices (user_id);

-- Failed sign-ins in a row, per account name, address or device, and from when on the next one is heard.
CREATE TABLE throttles (
    key        TEXT    PRIMARY KEY,
    failures   INTEGER NOT NULL,
    until      INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) WITHOUT ROWID;
