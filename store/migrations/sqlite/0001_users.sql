-- People. The name is what others type, so it is unique; what they are called in bylines need not be.
-- The password is kept as an Argon2id hash: the salt and the cost stand inside the text, the password does not.
-- Moments are seconds since 1970 in every table: datetime(created_at, 'unixepoch') makes them readable.
CREATE TABLE users (
    id            INTEGER PRIMARY KEY AUTOINCREMENT,
    name          TEXT    NOT NULL UNIQUE,
    display_name  TEXT    NOT NULL,
    bio           TEXT    NOT NULL DEFAULT '',
    password_hash TEXT    NOT NULL,
    role          TEXT    NOT NULL DEFAULT 'person' CHECK (role IN ('person', 'admin')),
    created_at    INTEGER NOT NULL,
    disabled_at   INTEGER
);

CREATE TABLE follows (
    follower_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    followee_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    created_at  INTEGER NOT NULL,
    PRIMARY KEY (follower_id, followee_id),
    CHECK (follower_id <> followee_id)
) WITHOUT ROWID;

CREATE INDEX follows_followee ON follows (followee_id);
