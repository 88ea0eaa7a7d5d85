-- A bus timetable: three lines, their stops, and when a bus leaves. The town is made up.
CREATE TABLE stops (
  id   INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  zone INTEGER NOT NULL
);

CREATE TABLE lines (
  number TEXT PRIMARY KEY,            -- '4', '7A'
  from_id INTEGER NOT NULL REFERENCES stops (id),
  to_id   INTEGER NOT NULL REFERENCES stops (id)
);

CREATE TABLE calls (
  line    TEXT NOT NULL REFERENCES lines (number),
  place   INTEGER NOT NULL,           -- 1 is the first stop of the line
  stop_id INTEGER NOT NULL REFERENCES stops (id),
  minutes INTEGER NOT NULL,           -- since the first stop
  PRIMARY KEY (line, place)
);

CREATE TABLE departures (
  id      INTEGER PRIMARY KEY,
  line    TEXT NOT NULL REFERENCES lines (number),
  leaves  TEXT NOT NULL,              -- '07:40', from the first stop
  days    TEXT NOT NULL,              -- 'daily', 'weekdays', 'Sunday'
  note    TEXT                        -- NULL: nothing to add
);

CREATE INDEX departures_line ON departures (line, leaves);

INSERT INTO stops (id, name, zone) VALUES
  (1, 'Station',       1),
  (2, 'Market Square', 1),
  (3, 'Hospital',      1),
  (4, 'Brickworks',    2),
  (5, 'Upper Weir',    2),
  (6, 'Lido',          2),
  (7, 'Hilltop Farm',  3);

INSERT INTO lines (number, from_id, to_id) VALUES
  ('4',  1, 5),
  ('7',  1, 7),
  ('7A', 3, 7);

INSERT INTO calls (line, place, stop_id, minutes) VALUES
  ('4',  1, 1, 0), ('4',  2, 2, 4), ('4',  3, 4, 11), ('4', 4, 5, 17),
  ('7',  1, 1, 0), ('7',  2, 2, 4), ('7',  3, 3, 9),  ('7', 4, 7, 26),
  ('7A', 1, 3, 0), ('7A', 2, 7, 15);

INSERT INTO departures (id, line, leaves, days, note) VALUES
  (1, '4',  '06:40', 'weekdays', NULL),
  (2, '4',  '07:10', 'daily',    NULL),
  (3, '4',  '17:25', 'daily',    'waits for the train'),
  (4, '7',  '07:15', 'weekdays', NULL),
  (5, '7',  '12:05', 'daily',    NULL),
  (6, '7',  '18:30', 'daily',    'does not stop at the hospital'),
  (7, '7A', '09:00', 'Sunday',   'in summer only'),
  (8, '7A', '16:45', 'Sunday',   NULL);
