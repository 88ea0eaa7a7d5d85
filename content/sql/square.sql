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

-- The sample: eight people, and what they did from June to October 2026.
INSERT INTO users (id, name, city, joined_on) VALUES
  (1, 'Ruth Okonjo',    'Delft',     '2026-06-02'),
  (2, 'Wilma Prins',    'Delft',     '2026-06-02'),
  (3, 'Joost Verhagen', NULL,        '2026-06-20'),
  (4, 'Noor Haddad',    'Leiden',    '2026-07-11'),
  (5, 'Ben Adeyemi',    'Rotterdam', '2026-07-30'),
  (6, 'Tomasz Wójcik',  'Gouda',     '2026-08-14'),
  (7, 'Mei Tanaka',     NULL,        '2026-09-01'),
  (8, 'Sanne Visser',   'Utrecht',   '2026-09-19');

INSERT INTO posts (id, author_id, title, text, tag, created_at) VALUES
  (1,  1, 'Half a plot by the pump',      'Sun until six, and two winters of leaf mould in it.',    'plots',    '2026-06-05 09:30:00'),
  (2,  2, 'Where the drain runs',         'Come on Saturday and I will show you.',                  'help',     '2026-06-21 18:05:00'),
  (3,  3, 'The oven is warm on Saturday', 'I light it at seven. Bread goes in at eleven.',          'bread',    '2026-07-03 07:00:00'),
  (4,  1, 'Waiting list, July',           'Nine names, and one of them has moved to Ghent.',        'plots',    '2026-07-12 20:10:00'),
  (5,  4, 'I weighed the plums',          'Four kilos and three hundred grams, stones included.',   NULL,       '2026-08-02 12:00:00'),
  (6,  5, 'Rye at seventy-two hours',     'It tastes of plums, which I did not plan.',              'bread',    '2026-08-09 08:15:00'),
  (7,  2, 'Carrots love clay',            'Broken clay, a hand deep. Leave it alone.',              'garden',   '2026-08-09 08:15:00'),
  (8,  6, 'Leeks in October',             'Planted late, and not sorry.',                           NULL,       '2026-08-22 16:40:00'),
  (9,  4, 'Which scales for honey',       'Mine stop at two kilos. A jar and a half, then.',        'help',     '2026-09-01 08:15:00'),
  (10, 7, 'A swarm in the plum tree',     'Ring me before you ring anybody else.',                  'bees',     '2026-09-04 13:20:00'),
  (11, 1, 'Lost: one glove, green',       'Left hand, with a hole in the thumb.',                   'lost',     '2026-09-18 17:45:00'),
  (12, 3, 'Small tarts at one o’clock',   'Six children, one at a time, behind the chalk line.',    'bread',    '2026-09-26 13:00:00'),
  (13, 7, 'Honey for whoever carries it', 'Eleven jars, by the ditch, until Sunday.',               NULL,       '2026-10-02 10:00:00'),
  (14, 5, 'Bread, slowly',                'A day longer on the sill. That is the whole secret.',    'bread',    '2026-10-10 21:30:00');

INSERT INTO comments (id, post_id, author_id, parent_id, text, created_at) VALUES
  (1,  1,  4, NULL, 'I am number three on the list and I want it.',   '2026-07-11 19:02:00'),
  (2,  1,  2, 1,    'Come on Saturday, then.',                        '2026-07-11 19:40:00'),
  (3,  2,  3, NULL, 'Is it the drain by the shed?',                   '2026-06-21 20:00:00'),
  (4,  2,  2, 3,    'It is.',                                         '2026-06-21 20:12:00'),
  (5,  3,  5, NULL, 'Two ryes at eleven.',                            '2026-07-31 21:00:00'),
  (6,  3,  1, NULL, 'I bring the wood.',                              '2026-07-03 08:10:00'),
  (7,  6,  3, NULL, 'I saw it go in and thought: brick. Not so.',     '2026-08-09 12:30:00'),
  (8,  6,  4, NULL, '912 grams, for the record.',                     '2026-08-09 12:30:00'),
  (9,  6,  5, 8,    'You weighed my dough?',                          '2026-08-09 12:35:00'),
  (10, 6,  4, 9,    'You left it on the scales.',                     '2026-08-09 12:38:00'),
  (11, 8,  1, NULL, 'Leeks forgive everything.',                      '2026-08-23 09:00:00'),
  (12, 9,  7, NULL, 'I have old ones, up to twenty kilos.',           '2026-09-01 11:15:00'),
  (13, 9,  4, 12,   'Yes, please.',                                   '2026-09-01 11:20:00'),
  (14, 10, 2, NULL, 'It has moved to the pear tree.',                 '2026-09-04 14:05:00'),
  (15, 10, 7, 14,   'On my way.',                                     '2026-09-04 14:06:00'),
  (16, 14, 3, NULL, 'Mine lives on top of the oven. Is that wrong?',  '2026-10-11 07:50:00');

-- Nobody liked posts 4 and 11; Joost and Ben like something of their own.
INSERT INTO likes (user_id, post_id, created_at) VALUES
  (2, 1,  '2026-06-05 10:00:00'),
  (3, 1,  '2026-06-20 15:10:00'),
  (4, 1,  '2026-07-11 19:00:00'),
  (1, 2,  '2026-06-21 18:30:00'),
  (3, 2,  '2026-06-21 19:58:00'),
  (1, 3,  '2026-07-03 08:11:00'),
  (2, 3,  '2026-07-03 09:00:00'),
  (3, 3,  '2026-07-04 07:00:00'),
  (5, 3,  '2026-07-31 21:01:00'),
  (2, 5,  '2026-08-02 12:30:00'),
  (1, 6,  '2026-08-09 09:00:00'),
  (2, 6,  '2026-08-09 09:00:00'),
  (3, 6,  '2026-08-09 12:31:00'),
  (5, 6,  '2026-08-10 06:45:00'),
  (6, 6,  '2026-08-14 20:00:00'),
  (4, 7,  '2026-08-10 08:00:00'),
  (2, 8,  '2026-08-22 18:20:00'),
  (7, 9,  '2026-09-01 11:10:00'),
  (1, 10, '2026-09-04 15:00:00'),
  (6, 10, '2026-09-05 08:30:00'),
  (8, 12, '2026-09-26 14:00:00'),
  (1, 13, '2026-10-02 10:20:00'),
  (8, 13, '2026-10-02 18:00:00'),
  (4, 14, '2026-10-11 08:00:00');

INSERT INTO follows (follower_id, followed_id, since) VALUES
  (1, 2, '2026-06-03'),
  (2, 1, '2026-06-03'),
  (3, 1, '2026-06-20'),
  (4, 1, '2026-07-11'),
  (4, 5, '2026-08-09'),
  (5, 3, '2026-08-01'),
  (5, 4, '2026-08-09'),
  (6, 1, '2026-08-15'),
  (7, 2, '2026-09-04'),
  (8, 1, '2026-09-19');

INSERT INTO sessions (id, user_id, device, started_at, ended_at) VALUES
  (1, 1,    'laptop',  '2026-06-02 19:50:00', '2026-06-05 10:00:00'),
  (2, 2,    'laptop',  '2026-06-02 20:15:00', '2026-08-31 23:59:59'),
  (3, 1,    'phone',   '2026-06-05 09:25:00', NULL),
  (4, 4,    'phone',   '2026-07-11 18:55:00', NULL),
  (5, NULL, 'library', '2026-07-20 11:00:00', '2026-07-20 11:25:00'),
  (6, 5,    'library', '2026-07-30 14:05:00', '2026-07-30 14:50:00'),
  (7, 6,    'laptop',  '2026-08-14 19:30:00', '2026-09-01 00:00:00'),
  (8, 1,    'library', '2026-09-18 17:40:00', '2026-09-18 17:55:00'),
  (9, 8,    'phone',   '2026-09-19 08:00:00', NULL);
