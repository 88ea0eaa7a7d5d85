-- A random key for each purpose, made once for each site and never shown. SQLite draws it from the operating system's random
-- numbers (sqlite3_randomness).
CREATE TABLE site_keys (
    purpose TEXT PRIMARY KEY,
    key     BLOB NOT NULL
) WITHOUT ROWID;

INSERT INTO site_keys (purpose, key)
VALUES ('throttle names', randomblob(32));

-- Names in `throttles` are counted by a digest with that key from now on: people type their password into the field for the
-- name by mistake, and it would stand here. What stands here already is forgotten, its bytes in the file included.
PRAGMA secure_delete = ON;
DELETE FROM throttles
WHERE key LIKE 'name:%';

-- When the site last looked at the clock, and since when it has run evenly: before it deletes what is over, it makes sure
-- that the clock did not jump.
CREATE TABLE clock_looks (
    id           INTEGER PRIMARY KEY CHECK (id = 1),
    at           INTEGER NOT NULL,
    steady_since INTEGER NOT NULL
);
