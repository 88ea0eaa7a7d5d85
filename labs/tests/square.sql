-- A small community like this site's own. The people in it are made up.
CREATE TABLE users (
  id        INTEGER PRIMARY KEY,
  name      TEXT NOT NULL UNIQUE,
  city      TEXT,                    -- NULL: did not say
  joined_on TEXT NOT NULL            -- '2026-03-14'
);

CREATE TABLE posts (
  id         INTEGER PRIMARY KEY,
  author_id  INTEGER NOT NULL REFERENCES users (id),
  title      TEXT NOT NULL,
  text       TEXT NOT NULL,
  tag        TEXT,                   -- NULL: none
  created_at TEXT NOT NULL           -- '2026-09-01 08:15:00'
);

CREATE TABLE comments (
  id         INTEGER PRIMARY KEY,
  post_id    INTEGER NOT NULL REFERENCES posts (id) ON DELETE CASCADE,
  author_id  INTEGER NOT NULL REFERENCES users (id),
  parent_id  INTEGER REFERENCES comments (id) ON DELETE CASCADE, -- the comment it answers, or NULL
  text       TEXT NOT NULL,
  created_at TEXT NOT NULL
);

CREATE TABLE likes (
  user_id    INTEGER NOT NULL REFERENCES users (id),
  post_id    INTEGER NOT NULL REFERENCES posts (id) ON DELETE CASCADE,
  created_at TEXT NOT NULL,
  PRIMARY KEY (user_id, post_id)
);

CREATE TABLE follows (
  follower_id INTEGER NOT NULL REFERENCES users (id),
  followed_id INTEGER NOT NULL REFERENCES users (id),
  since       TEXT NOT NULL,         -- '2026-04-02'
  PRIMARY KEY (follower_id, followed_id),
  CHECK (follower_id <> followed_id)
);

CREATE TABLE sessions (
  id         INTEGER PRIMARY KEY,
  user_id    INTEGER REFERENCES users (id), -- NULL: a guest
  device     TEXT NOT NULL,          -- 'laptop', 'phone', 'library'
  started_at TEXT NOT NULL,
  ended_at   TEXT                    -- NULL: still going
);

CREATE INDEX posts_author ON posts (author_id);
CREATE INDEX comments_post ON comments (post_id);
CREATE INDEX likes_post ON likes (post_id);

INSERT INTO users VALUES (1, 'Ana', 'Delft', '2026-03-14'), (2, 'Ben', NULL, '2026-03-15'), (3, 'Noor Haddad', 'Delft', '2026-04-01');
INSERT INTO posts VALUES (1, 1, 'Half a plot', 'By the pump.', 'garden', '2026-09-01 08:15:00'), (2, 2, 'Soup', 'On Friday.', NULL, '2026-09-02 18:00:00');
INSERT INTO comments VALUES (1, 1, 2, NULL, 'Mine', '2026-09-01 09:00:00');
INSERT INTO likes VALUES (1, 1, '2026-09-01 09:30:00');
INSERT INTO follows VALUES (2, 1, '2026-04-02');
INSERT INTO sessions VALUES (1, 1, 'laptop', '2026-09-01 08:00:00', NULL);
