-- A library of seeds, and who borrowed them. The people in it are made up.
CREATE TABLE members (
  id     INTEGER PRIMARY KEY,
  name   TEXT NOT NULL,
  street TEXT                         -- NULL: did not say
);

CREATE TABLE seeds (
  id     INTEGER PRIMARY KEY,
  plant  TEXT NOT NULL,
  kind   TEXT NOT NULL CHECK (kind IN ('vegetable', 'herb', 'flower')),
  year   INTEGER NOT NULL,            -- when they were gathered
  grams  REAL                         -- NULL: nobody weighed them
);

CREATE TABLE loans (
  id          INTEGER PRIMARY KEY,
  seed_id     INTEGER NOT NULL REFERENCES seeds (id),
  member_id   INTEGER NOT NULL REFERENCES members (id),
  taken_on    TEXT NOT NULL,          -- '2026-03-14'
  returned_on TEXT                    -- NULL: still growing
);

CREATE INDEX loans_seed ON loans (seed_id);

INSERT INTO members (id, name, street) VALUES
  (1, 'Agnes Holm',   'Millrace'),
  (2, 'Daniel Osei',  'Cooper’s Yard'),
  (3, 'Petra Novak',  NULL),
  (4, 'Yusuf Demir',  'Millrace'),
  (5, 'Lena Marsh',   'Long Row');

INSERT INTO seeds (id, plant, kind, year, grams) VALUES
  (1, 'Kale, curly',        'vegetable', 2024, 42.5),
  (2, 'Runner bean',        'vegetable', 2025, 310.0),
  (3, 'Borage',             'herb',      2025, 12.0),
  (4, 'Dill',               'herb',      2022, NULL),
  (5, 'Nasturtium',         'flower',    2025, 64.0),
  (6, 'Cosmos',             'flower',    2023, 8.5),
  (7, 'Black salsify',      'vegetable', 2021, NULL);

INSERT INTO loans (id, seed_id, member_id, taken_on, returned_on) VALUES
  (1, 1, 1, '2026-02-28', '2026-10-11'),
  (2, 2, 2, '2026-04-19', '2026-09-30'),
  (3, 2, 4, '2026-04-19', NULL),
  (4, 3, 1, '2026-03-14', NULL),
  (5, 5, 5, '2026-04-02', '2026-09-12'),
  (6, 6, 1, '2026-05-03', NULL),
  (7, 1, 4, '2026-08-01', NULL),
  (8, 2, 1, '2026-05-03', '2026-10-11');
