-- The tables of the exercises in this folder, and the rows that learners see.
CREATE TABLE boats (
  id   INTEGER PRIMARY KEY,
  name TEXT NOT NULL
);

CREATE TABLE trips (
  id      INTEGER PRIMARY KEY,
  boat_id INTEGER NOT NULL REFERENCES boats (id),
  miles   INTEGER NOT NULL
);

INSERT INTO boats (id, name) VALUES
  (1, 'Curlew'),
  (2, 'Dunlin'),
  (3, 'Avocet');

INSERT INTO trips (id, boat_id, miles) VALUES
  (1, 1, 12),
  (2, 1, 34),
  (3, 2, 20),
  (4, 3, 21),
  (5, 3, 8);
