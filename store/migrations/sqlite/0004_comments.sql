-- Comments, with one level of answers: `answers_id` names a comment that itself answers none.
CREATE TABLE comments (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    post_id    INTEGER NOT NULL REFERENCES posts (id) ON DELETE CASCADE,
    answers_id INTEGER REFERENCES comments (id) ON DELETE CASCADE,
    author_id  INTEGER REFERENCES users (id) ON DELETE SET NULL,
    body       TEXT    NOT NULL,
    created_at INTEGER NOT NULL,
    edited_at  INTEGER,
    likes      INTEGER NOT NULL DEFAULT 0
);

CREATE INDEX comments_post ON comments (post_id, id);
CREATE INDEX comments_answers ON comments (answers_id);
CREATE INDEX comments_author ON comments (author_id, id);

CREATE TABLE comment_likes (
    comment_id INTEGER NOT NULL REFERENCES comments (id) ON DELETE CASCADE,
    user_id    INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (comment_id, user_id)
) WITHOUT ROWID;

CREATE INDEX comment_likes_user ON comment_likes (user_id);
