-- A learner's own database, as it was after each run that changed it: SQLite's bytes, compressed (zlib, RFC 1950), and the
-- SQL that led there. Stepping back forgets the last one. Before the first stands the community of the site, which is
-- nobody's and has no row. The newest twenty are kept, and of those as many as fit into eight MiB; the oldest go.
CREATE TABLE sandbox_states (
    learner_id INTEGER NOT NULL REFERENCES learners (id) ON DELETE CASCADE,
    number     INTEGER NOT NULL,
    image      BLOB    NOT NULL,
    cause      TEXT    NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (learner_id, number)
);
