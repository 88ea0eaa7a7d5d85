-- Forms that were sent and did what they asked for, so that the same form sent again does nothing (docs/glossary.md,
-- "idempotency key"). A row is written in the transaction of the write itself: where it stands, the write is done, and
-- where the write was refused or lost, it is missing. The digest covers the key, the address, every field and whose form
-- it was; what was typed cannot be guessed from it, because the key is random and stands nowhere here.
CREATE TABLE idempotency_keys (
    digest     TEXT    PRIMARY KEY,
    user_id    INTEGER REFERENCES users (id) ON DELETE CASCADE,
    session    TEXT    REFERENCES sessions (digest) ON DELETE CASCADE,
    created_at INTEGER NOT NULL,
    result     TEXT
) WITHOUT ROWID;

CREATE INDEX idempotency_keys_user ON idempotency_keys (user_id, created_at) WHERE user_id IS NOT NULL;
CREATE INDEX idempotency_keys_session ON idempotency_keys (session, created_at) WHERE session IS NOT NULL;
CREATE INDEX idempotency_keys_bearer ON idempotency_keys (created_at) WHERE user_id IS NULL AND session IS NULL;
CREATE INDEX idempotency_keys_created_at ON idempotency_keys (created_at);
