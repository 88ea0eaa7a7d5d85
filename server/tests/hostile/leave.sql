-- What leaves something behind or disturbs what is shown; read as reach.sql is.
---
-- X10: keeps a hundred thousand large rows in a temporary table
CREATE TEMP TABLE t AS WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 100000) SELECT randomblob(90000) AS a FROM n
---
-- X10: fills many temporary tables
{{repeat 100 "CREATE TEMP TABLE t{i} AS SELECT randomblob(90000) AS a FROM users a, users b;"}}
---
-- X10: keeps a large list that was asked for twice
WITH n (a) AS MATERIALIZED (SELECT randomblob(90000) FROM users a, users b, users c, users d, users e) SELECT COUNT(*) FROM n x, n y
---
-- X10: sorts large rows
SELECT randomblob(90000) AS a FROM users a, users b, users c, users d, users e ORDER BY a
---
-- X10: groups by large values
SELECT COUNT(*) FROM users a, users b, users c, users d, users e GROUP BY randomblob(90000)
---
-- X10: counts large values that are all different
SELECT COUNT(DISTINCT randomblob(90000)) FROM users a, users b, users c, users d, users e
---
-- X10: takes the median of a window with large partitions
SELECT nth_value(zeroblob(9000), 3) OVER (PARTITION BY hex(zeroblob(40000)) || a.id) FROM users a, users b, users c, users d, users e
---
-- X10: makes an index that is larger than its table
CREATE TABLE t (a); INSERT INTO t SELECT a.id FROM users a, users b, users c; CREATE INDEX i ON t (hex(zeroblob(40000)) || a)
---
-- X10: fills the database to its last page and goes on
CREATE TABLE t (a); {{repeat 60 "INSERT INTO t VALUES (zeroblob(99000));"}}
---
-- X10: fills the database, empties it, and fills it again
CREATE TABLE t (a); {{repeat 30 "INSERT INTO t SELECT zeroblob(99000) FROM users a, users b LIMIT 15; DELETE FROM t;"}}
---
-- X10: fills the database in a transaction with many savepoints
BEGIN; CREATE TABLE t (a); {{repeat 300 "SAVEPOINT s{i}; INSERT INTO t VALUES (zeroblob(5000)); UPDATE t SET a = zeroblob(5001);"}}
---
-- X10: makes an automatic index over large rows
WITH a (x) AS MATERIALIZED (SELECT hex(randomblob(40000)) FROM users, posts, comments) SELECT COUNT(*) FROM a JOIN a b USING (x) JOIN a c USING (x)
---
-- X10: recurses over a row that grows
WITH RECURSIVE n (t, i) AS (SELECT '', 0 UNION SELECT t || hex(randomblob(400)), i + 1 FROM n) SELECT COUNT(*) FROM n
---
-- X10: keeps a virtual column of large values for every row
CREATE TABLE t (a, b AS (hex(zeroblob(9000)) || a), c AS (b || '1'), d AS (c || '2')); INSERT INTO t SELECT a.id FROM users a, users b, users c; SELECT * FROM t ORDER BY d, c, b
---
-- X11: shows a million rows
WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 1000000) SELECT i, i, i, i FROM n
---
-- X11: shows rows without an end
SELECT a.*, b.*, c.* FROM posts a, posts b, posts c, posts d, posts e, posts f
---
-- X11: shows large values
WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 999) SELECT zeroblob(99000), hex(zeroblob(49000)) FROM n
---
-- X11: shows wide rows
SELECT {{repeat 99 "hex(zeroblob(9000)),"}}1 FROM posts a, posts b
---
-- X11: shows rows of nothing
SELECT {{repeat 99 "NULL,"}}NULL FROM posts a, posts b, posts c
---
-- X11: shows a little over and over
{{repeat 900 "SELECT * FROM posts, users LIMIT 100;"}}
---
-- X11: names a column by ninety thousand letters
SELECT 1 AS "{{repeat 9000 "vitrine-ho"}}"
---
-- X11: gives no name, so that the expression is the name
SELECT 1{{repeat 90 "+length('{i} 0123456789 0123456789 0123456789 0123456789 0123456789')"}}
---
-- X11: makes a table with a very long name and names it often
CREATE TABLE "{{repeat 6000 "long"}}" ("{{repeat 3000 "name"}}" INTEGER); CREATE VIEW v AS SELECT * FROM "{{repeat 6000 "long"}}" a; {{repeat 400 "SELECT * FROM v;"}}
---
-- X11: returns what it inserts, without an end
WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) INSERT INTO sessions (device, started_at) SELECT hex(zeroblob(40)), '' FROM n RETURNING *, hex(zeroblob(9000))
---
-- X11: returns what it updates, large
UPDATE posts SET text = hex(zeroblob(12000)) RETURNING text, text, text, text
---
-- X11: returns what it deletes
DELETE FROM likes RETURNING *, hex(zeroblob(20000)), randomblob(40000)
---
-- X11: changes many long rows, statement after statement
CREATE TABLE t ({{repeat 60 "c{i} DEFAULT (hex(zeroblob(90))),"}} c); INSERT INTO t (c) SELECT a.id FROM posts a, users b LIMIT 90; {{repeat 30 "UPDATE t SET c = c + 1;"}}
---
-- X11: has a long program explained
EXPLAIN SELECT {{repeat 90 "(SELECT COUNT(*) FROM users WHERE id > {i}),"}}1
---
-- X11: has a long plan explained
EXPLAIN QUERY PLAN SELECT 1 {{repeat 49 "UNION ALL SELECT COUNT(*) FROM posts NATURAL JOIN users NATURAL JOIN comments "}}
---
-- X11: asks for every table’s columns many times
SELECT t.*, c.* FROM pragma_table_list t, pragma_table_info(t.name) c, pragma_table_list u, pragma_table_list v, pragma_table_list w
---
-- X11: makes hundreds of tables for the list of tables
{{repeat 220 "CREATE TABLE t{i} (a, b DEFAULT '{j}', UNIQUE (a, b));"}}
---
-- X11: makes a hundred tables of many columns with long defaults
{{repeat 100 "CREATE TABLE t{i} (a DEFAULT '0123456789012345678901234567890123456789', b REFERENCES t{i}, c, d, e, f, g, h, i, j, k, l);"}}
---
-- X11: says in its fault what is very long
SELECT "{{repeat 9000 "no such co"}}"
---
-- X11: raises its own long words
CREATE TRIGGER t BEFORE DELETE ON likes BEGIN SELECT RAISE(ABORT, '{{repeat 5000 "<b>words</b>"}}'); END; DELETE FROM likes
---
-- X12: leaves a transaction open
BEGIN EXCLUSIVE; DELETE FROM likes; DELETE FROM comments
---
-- X12: leaves savepoints open
SAVEPOINT a; DROP TABLE likes; SAVEPOINT b; SAVEPOINT a; ROLLBACK TO a
---
-- X12: ends a transaction that it did not begin
COMMIT
---
-- X12: takes back a transaction that it did not begin
ROLLBACK; DELETE FROM likes
---
-- X12: begins twice
BEGIN; BEGIN; DELETE FROM likes; COMMIT
---
-- X12: closes brackets that somebody else might have opened
SELECT 1); DELETE FROM likes; --
---
-- X12: ends what somebody else might have begun
END; DROP TABLE IF EXISTS likes; BEGIN
---
-- X12: leaves a temporary trigger that empties every table
CREATE TEMP TRIGGER t AFTER INSERT ON main.users BEGIN DELETE FROM likes; END; INSERT INTO users (name, joined_on) VALUES ('x', '')
---
-- X12: hides a table behind a temporary one
CREATE TEMP TABLE users (name); INSERT INTO users VALUES ('nobody'); SELECT * FROM users
---
-- X12: hides a table behind a temporary view without an end
CREATE TEMP VIEW posts AS WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n
---
-- X12: takes the names of the tables that the site itself asks
CREATE TABLE pragma_table_list (a); CREATE TABLE pragma_table_xinfo (a)
---
-- X12: takes the name of the table with the keys of others
CREATE VIEW pragma_foreign_key_list AS SELECT 1 AS id
---
-- X12: takes the name of a forbidden table
CREATE TABLE dbstat (a); INSERT INTO dbstat VALUES (1)
---
-- X12: makes a table with the name of a function and of a keyword
CREATE TABLE "select" ("from" INTEGER, "group" CHECK ("group" <> '"')); INSERT INTO "select" VALUES (1, '''') RETURNING "from"
---
-- X12: makes a table without a name and columns without names
CREATE TABLE "" ("", " "); INSERT INTO "" VALUES (1, 2); SELECT * FROM ""
---
-- X12: makes columns named like the number of the row
CREATE TABLE t (rowid, oid, _rowid_); INSERT INTO t VALUES ('a', 'b', 'c'), ('a', 'b', 'c'); UPDATE t SET rowid = 'z'
---
-- X12: makes a table without numbers of rows and with a strange key
CREATE TABLE t (a, b, PRIMARY KEY (b COLLATE NOCASE, a DESC)) WITHOUT ROWID; INSERT INTO t VALUES (1, x'00'), (1, 'A'), (1.0, 9e999); UPDATE t SET a = 2
---
-- X12: turns foreign keys off and leaves orphans
PRAGMA foreign_keys = OFF; DELETE FROM users; DROP TABLE users
---
-- X12: makes a check that will not hold when the database is opened again
CREATE TABLE t (a CHECK (total_changes() > 0)); DELETE FROM likes; INSERT INTO t VALUES (1), (2), (3)
---
-- X12: makes a check on chance
CREATE TABLE t (a CHECK (random() % 8 > 0)); {{repeat 99 "INSERT OR IGNORE INTO t VALUES ({i});"}}
---
-- X12: makes a check without an end in time
CREATE TABLE t (a CHECK (length(replace(hex(zeroblob(20000)), hex(zeroblob(9000)) || a, '')) > 0)); INSERT INTO t SELECT a.id FROM users a, users b, users c LIMIT 60
---
-- X12: counts from the largest number
CREATE TABLE t (a INTEGER PRIMARY KEY AUTOINCREMENT); INSERT INTO t VALUES (1); UPDATE sqlite_sequence SET seq = 9223372036854775807; INSERT INTO t DEFAULT VALUES
---
-- X12: writes nonsense into the table that counts
CREATE TABLE t (a INTEGER PRIMARY KEY AUTOINCREMENT); INSERT INTO sqlite_sequence VALUES ('t', 'x'), (x'00', NULL); INSERT INTO t DEFAULT VALUES
---
-- X12: adds a column whose values break its type
CREATE TABLE t (a INTEGER) STRICT; INSERT INTO t VALUES (1); ALTER TABLE t ADD COLUMN b TEXT DEFAULT 5; ALTER TABLE t ADD COLUMN c INTEGER NOT NULL DEFAULT '7'
---
-- X12: keeps a text in a column of numbers by asking
CREATE TABLE t AS SELECT id FROM users UNION ALL SELECT 'x' UNION ALL SELECT x'00'
---
-- X12: renames a column that a broken view names
CREATE VIEW v AS SELECT none FROM nowhere; ALTER TABLE users RENAME COLUMN name TO n
---
-- X12: makes views that are each other
CREATE VIEW a AS SELECT * FROM b; CREATE VIEW b AS SELECT * FROM a; SELECT * FROM a
---
-- X12: drops a column that an index wants
CREATE INDEX i ON users (city) WHERE name > ''; ALTER TABLE users DROP COLUMN city
---
-- X12: renames a table into one with a quote and a comment in its name
ALTER TABLE users RENAME TO "a""; DROP TABLE posts; --"; SELECT * FROM "a""; DROP TABLE posts; --"
---
-- X12: rebuilds only what is temporary
VACUUM temp; REINDEX; ANALYZE
---
-- X12: has the rebuilding explained, which does nothing
EXPLAIN VACUUM INTO '/tmp/vitrine-hostile-50.db'
---
-- X12: turns every answer round
PRAGMA reverse_unordered_selects = ON; SELECT name FROM users
---
-- X12: drops everything
PRAGMA foreign_keys = OFF; DROP TABLE likes; DROP TABLE follows; DROP TABLE sessions; DROP TABLE comments; DROP TABLE posts; DROP TABLE users
---
-- X13: shows markup in names and values
SELECT '<script>alert(1)</script>' AS "<img src=x onerror=alert(2)>", '"><svg onload=alert(3)>' AS """ onclick=x", '</table>', '&lt;&#0;'
---
-- X13: keeps markup in the names of tables
CREATE TABLE "</code><script>alert(1)</script>" ("<b>" "<i>x</i>" DEFAULT '<u>'); INSERT INTO "</code><script>alert(1)</script>" VALUES ('<s>')
---
-- X13: shows NUL in a text
SELECT 'a' || char(0) || 'b', char(0, 0, 0), length('a' || char(0) || 'b')
---
-- X13: puts a NUL between the words
SELECT 1 \0 FROM users
---
-- X13: puts a NUL into a name
SELECT name FROM "users\0"
---
-- X13: keeps a NUL in a table and a key
INSERT INTO users (name, joined_on) VALUES ('a' || char(0), ''), ('a' || char(0) || '2', ''); SELECT * FROM users WHERE name > 'a'
---
-- X13: makes texts that are no UTF-8
SELECT CAST(x'ff' AS TEXT), CAST(x'c0af' AS TEXT), CAST(x'eda080' AS TEXT), CAST(x'f4908080' AS TEXT), CAST(x'e29c' AS TEXT) || 'x'
---
-- X13: keeps texts that are no UTF-8
UPDATE users SET name = CAST(x'80ff' AS TEXT) || id, city = CAST(x'f0' AS TEXT)
---
-- X13: names a column by bytes of another alphabet’s end
CREATE TABLE t ("﷽𒐫͏‌" TEXT); INSERT INTO t VALUES ('z̸̢̛̗̪͇̲͎͑͋̚a̷̧͓̞͈̋͌̕l̴̡̬̫̈́g̵̨̛̱̥̿o̶̡̦̓̕')
---
-- X13: turns the direction of writing
SELECT '‮evil‬ ⁦x⁩ ؜' AS "‮emanresu", '​⁠﻿' AS "​"
---
-- X13: shows the codes of a terminal
SELECT char(27) || '[2J' || char(27) || ']0;x' || char(7), char(8, 13, 9, 11, 12, 127, 133, 155)
---
-- X13: shows numbers at the ends
SELECT 9223372036854775807, -9223372036854775808, 9e999, -9e999, 9e999 - 9e999, -0.0, 5e-324, 0x7fffffffffffffff, 0xffffffffffffffff
---
-- X13: goes beyond the numbers’ ends
SELECT abs(-9223372036854775808), 9223372036854775807 + 1, -9223372036854775808 / -1, -9223372036854775808 % -1, 1 << 64, 1 >> -9223372036854775808
---
-- X13: writes numbers that are none
SELECT 0x, 1e, 0xg, 1.2.3
---
-- X13: writes hexadecimal numbers and blobs that are too long or odd
SELECT 0x10000000000000000, x'abc'
---
-- X13: writes underscores into numbers
SELECT 1_000, 1__0
---
-- X13: sums beyond the largest number
SELECT sum(9223372036854775807) FROM users
---
-- X13: shows columns of one name and of none
SELECT 1 AS a, 2 AS a, 3 AS "", 4 AS ' ', 5 AS "
"
---
-- X13: shows a character beyond Unicode
SELECT char(1114112, -1, 55296, 65535, 9223372036854775807), unicode(char(1114111))
---
-- X13: writes only a comment that does not end
/* vitrine-hostile
---
-- X13: writes a text that does not end
SELECT 'vitrine-hostile
---
-- X13: writes a name in brackets that does not end
SELECT [vitrine-hostile; SELECT 1;
---
-- X13: writes quotation marks of another kind
SELECT ‘x’, “y”, «z»
---
-- X13: uses spaces of another kind
SELECT 1　FROM users
---
-- X13: writes a trigger that does not end
CREATE TRIGGER t AFTER INSERT ON users BEGIN SELECT 1; SELECT CASE WHEN 1 THEN 2; DELETE FROM likes; END
---
-- X13: hides statements of a trigger behind the word END
CREATE TABLE "end" (a); CREATE TRIGGER t AFTER INSERT ON "end" BEGIN SELECT "end".a FROM "end"; END; INSERT INTO "end" VALUES (1)
---
-- X13: writes every sign there is
!"#$%&'()*+,-./:;<=>?@[\]^_`{|}~
---
-- X14: writes bytes as a database’s beginning into a table
CREATE TABLE t (a); INSERT INTO t VALUES (CAST('SQLite format 3' AS BLOB) || zeroblob(80000))
---
-- X14: leaves a database of many free pages
CREATE TABLE t (a); INSERT INTO t SELECT zeroblob(90000) FROM users, posts LIMIT 18; DROP TABLE t
---
-- X14: leaves a check behind that takes nearly all the time there is
CREATE TABLE t (a CHECK (instr(hex(zeroblob(49990)) || a, hex(zeroblob(24000)) || 'x') = 0)); INSERT INTO t SELECT id FROM users LIMIT 5
---
-- X14: leaves rows that no longer pass a check on what was inserted last
CREATE TABLE t (a CHECK (last_insert_rowid() > 0)); INSERT INTO users (name, joined_on) VALUES ('x', ''); INSERT INTO t VALUES (1)
---
-- X14: leaves an index of an expression and forges what it was
CREATE TABLE t (a, b AS (a + 1) STORED NOT NULL); CREATE UNIQUE INDEX i ON t (b, a) WHERE b > 1; INSERT INTO t (a) VALUES (1), ('x'), (x'00'); REINDEX
---
-- X17: asks what the machine is called by faults
SELECT * FROM "/etc/passwd"; SELECT * FROM "C:\vitrine-hostile"
---
-- X17: asks for what only the site has
SELECT * FROM passwords, tower_sessions
