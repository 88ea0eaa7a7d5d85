-- Posts. Ids only ever grow (AUTOINCREMENT never gives one out twice), so "newest first" is the order of the key and
-- a page begins after the last id seen. Who leaves may let their posts stay: then nobody is the author.
-- The body comes last: a list reads the columns before it without reading a long text.
-- Two counts stand in the row, kept by the same transaction as what they count: a feed reads them, and never counts.
CREATE TABLE posts (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    author_id  INTEGER REFERENCES users (id) ON DELETE SET NULL,
    title      TEXT    NOT NULL,
    excerpt    TEXT    NOT NULL,
    created_at INTEGER NOT NULL,
    edited_at  INTEGER,
    likes      INTEGER NOT NULL DEFAULT 0,
    comments   INTEGER NOT NULL DEFAULT 0,
    body       TEXT    NOT NULL
);

CREATE INDEX posts_author ON posts (author_id, id);
CREATE INDEX posts_created_at ON posts (created_at);

-- What is left of a deleted post: that there was one.
CREATE TABLE deleted_posts (
    id         INTEGER PRIMARY KEY,
    deleted_at INTEGER NOT NULL
);

CREATE TABLE tags (
    id   INTEGER PRIMARY KEY,
    name TEXT    NOT NULL UNIQUE
);

-- Which posts carry which tags; `position` keeps the author's order.
CREATE TABLE post_tags (
    tag_id   INTEGER NOT NULL REFERENCES tags (id) ON DELETE CASCADE,
    post_id  INTEGER NOT NULL REFERENCES posts (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    PRIMARY KEY (tag_id, post_id)
) WITHOUT ROWID;

CREATE INDEX post_tags_post ON post_tags (post_id, position);

CREATE TABLE likes (
    post_id    INTEGER NOT NULL REFERENCES posts (id) ON DELETE CASCADE,
    user_id    INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (post_id, user_id)
) WITHOUT ROWID;

CREATE INDEX likes_user ON likes (user_id);
