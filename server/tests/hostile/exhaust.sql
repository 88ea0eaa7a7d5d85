-- What takes time, memory or room; read as reach.sql is.
---
-- X8: counts for ever
WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n
---
-- X8: counts for ever and remembers every number
WITH RECURSIVE n (i) AS (SELECT 1 UNION SELECT i + 1 FROM n) SELECT COUNT(*) FROM n
---
-- X8: counts for ever in a view, and asks it again
CREATE VIEW v AS WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n; SELECT sum(i) FROM v
---
-- X8: leaves views without an end behind
{{repeat 20 "CREATE VIEW v{i} AS WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n;"}}
---
-- X8: makes two endless lists meet
WITH RECURSIVE a (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM a), b (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM b) SELECT COUNT(*) FROM a, b
---
-- X8: recurses with a queue in order and a wide row
WITH RECURSIVE n (i, t) AS (SELECT 1, zeroblob(90000) UNION ALL SELECT i + 1, t FROM n, users ORDER BY 1 DESC) SELECT COUNT(*) FROM n
---
-- X8: joins everybody with everybody, nine times
SELECT COUNT(*) FROM users a, users b, users c, users d, users e, users f, users g, users h, posts i
---
-- X8: joins sixty-four tables
SELECT COUNT(*) FROM {{repeat 63 "users u{i} CROSS JOIN "}}users z
---
-- X8: joins sixty-four tables in an order that has to be found
SELECT 1 FROM {{repeat 63 "users u{i} NATURAL JOIN "}}users
---
-- X8: joins with conditions that cost the planner
SELECT 1 FROM {{repeat 40 "posts p{i},"}} posts p WHERE 1 {{repeat 40 "AND (p{i}.id = p.id OR p{i}.author_id = p.author_id)"}}
---
-- X8: sorts what is not worth it
SELECT a.name FROM users a, users b, users c, users d, users e, users f, users g ORDER BY a.name || b.name || c.name, random() LIMIT 1
---
-- X8: slides a window over everything
SELECT sum(a.id) OVER (ORDER BY b.id ROWS BETWEEN 100000 PRECEDING AND 100000 FOLLOWING) FROM users a, users b, users c, users d, users e, users f
---
-- X8: leaves groups out of a moving window
SELECT group_concat(a.name) OVER (ORDER BY a.id GROUPS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING EXCLUDE TIES) FROM users a, users b, users c, users d
---
-- X8: lets two triggers call each other
CREATE TABLE a (x); CREATE TABLE b (x);
CREATE TRIGGER ta AFTER INSERT ON a BEGIN INSERT INTO b VALUES (NEW.x + 1); END;
CREATE TRIGGER tb AFTER INSERT ON b BEGIN INSERT INTO a VALUES (NEW.x + 1); END;
INSERT INTO a VALUES (1)
---
-- X8: lets ten triggers on ten tables multiply
{{repeat 11 "CREATE TABLE t{i} (x);"}}
{{repeat 10 "CREATE TRIGGER g{i} AFTER INSERT ON t{i} BEGIN INSERT INTO t{j} SELECT 1 FROM users a, users b; END;"}}
INSERT INTO t0 VALUES (1)
---
-- X8: hangs five hundred triggers on one table
CREATE TABLE t (x);
{{repeat 500 "CREATE TRIGGER g{i} AFTER INSERT ON t BEGIN UPDATE t SET x = x + 1; END;"}}
INSERT INTO t VALUES (1); INSERT INTO t SELECT 1 FROM users a, users b
---
-- X8: makes a trigger that changes what fires it
CREATE TABLE t (x); INSERT INTO t VALUES (1);
CREATE TRIGGER g AFTER UPDATE ON t BEGIN UPDATE t SET x = NEW.x + 1; END; UPDATE t SET x = 2
---
-- X8: inserts from the table into itself, over and over
CREATE TABLE t (a); INSERT INTO t VALUES (1); {{repeat 40 "INSERT INTO t SELECT a + {i} FROM t;"}}
---
-- X8: upserts one row a million times
WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 10000000) INSERT INTO users (id, name, joined_on) SELECT 1, 'x', '' FROM n WHERE 1 ON CONFLICT (id) DO UPDATE SET city = id + changes()
---
-- X8: updates as often as an endless list says
WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) UPDATE users SET city = n.i FROM n
---
-- X8: deletes with a question for every row that has no end
DELETE FROM users WHERE id IN (WITH RECURSIVE n (i) AS (SELECT 100 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n)
---
-- X8: lets a cascade run through a chain of a thousand comments
WITH RECURSIVE n (i) AS (SELECT 100 UNION ALL SELECT i + 1 FROM n LIMIT 1000) INSERT INTO comments (id, post_id, author_id, parent_id, text, created_at) SELECT i, 1, 1, nullif(i - 1, 99), '', '' FROM n; DELETE FROM comments WHERE id = 100
---
-- X8: updates a key that everything refers to
CREATE TABLE t (a INTEGER PRIMARY KEY, b REFERENCES t (a) ON UPDATE CASCADE); INSERT INTO t VALUES (1, 1); UPDATE t SET a = a + 1
---
-- X8: asks a question within a question, sixteen deep
SELECT COUNT(*) FROM users WHERE id IN {{repeat 16 "(SELECT id FROM users WHERE id + random() IN "}}(1){{repeat 16 ")"}}
---
-- X8: checks an index of expressions for every row of a join
CREATE INDEX i ON users (length(name), upper(city)); ANALYZE; SELECT COUNT(*) FROM users a, users b, users c, users d, users e, users f, users g, users h WHERE length(a.name) > 0
---
-- X8: checks integrity a million times
SELECT COUNT(*) FROM users a, users b, users c, users d, users e JOIN pragma_table_info(a.name) JOIN pragma_index_list('users')
---
-- X8: asks for the integrity of everything
PRAGMA integrity_check(1000000000)
---
-- X8: checks foreign keys that are all broken
PRAGMA foreign_keys = OFF; WITH RECURSIVE n (i) AS (SELECT 100 UNION ALL SELECT i + 1 FROM n LIMIT 20000) INSERT INTO posts SELECT i, i, '', '', '', '' FROM n; PRAGMA foreign_key_check
---
-- X8: forges statistics
ANALYZE; UPDATE sqlite_stat1 SET stat = '1 {{repeat 500 "-9223372036854775808 "}}'; ANALYZE sqlite_schema; SELECT * FROM posts WHERE author_id = 1
---
-- X8: forges samples of statistics
ANALYZE; DELETE FROM sqlite_stat4; INSERT INTO sqlite_stat4 VALUES ('posts', 'posts_author', '9 9', '9 9', '9 9', x'ff7fffffff'); ANALYZE sqlite_schema; SELECT * FROM posts WHERE author_id BETWEEN 1 AND 3
---
-- X8: counts with a table that is its own source
INSERT INTO likes SELECT a.user_id, b.post_id, a.created_at FROM likes a, likes b, likes c, likes d, likes e WHERE true ON CONFLICT DO NOTHING
---
-- X8: walks a deep tree of JSON for every row
SELECT COUNT(*) FROM users a, users b, users c, json_tree('{{repeat 900 "["}}{{repeat 900 "]"}}')
---
-- X9: trims with a long set of characters, again and again
SELECT {{repeat 8 "trim(replace(hex(zeroblob(49999)), '0', 'b'), replace(hex(zeroblob(4100)), '0', 'a') || {i} || 'b'),"}} 1
---
-- X9: trims from both sides what is all to be trimmed
SELECT ltrim(hex(zeroblob(49000)), replace(hex(zeroblob(4100)), '0', 'a') || '0'), rtrim(hex(zeroblob(49000)), replace(hex(zeroblob(4100)), '0', 'ä') || '0')
---
-- X9: looks for what is nearly there
SELECT {{repeat 30 "instr(hex(zeroblob(49990)) || {i}, hex(zeroblob(24000)) || 'x'),"}} 1
---
-- X9: replaces what is nearly there
SELECT length(replace(hex(zeroblob(49990)), hex(zeroblob(20000)) || '1', 'x')) FROM users a, users b, users c
---
-- X9: replaces one character by many, again and again
SELECT replace(replace(replace(replace('aaaaaaaa', 'a', 'bbbbbbbb'), 'b', 'cccccccccccccccc'), 'c', 'dddddddddddd'), 'd', 'eeeeeeee')
---
-- X9: matches with a pattern of many stars
SELECT COUNT(*) FROM users a, users b, users c WHERE hex(zeroblob(40000)) LIKE '%0%0%0%0%0%0%0%0%0%0%0%0%0%0%0%0%0%0%0%0%0%0%0%1'
---
-- X9: matches with a very long pattern
SELECT 'a' LIKE '{{repeat 40000 "%a"}}'
---
-- X9: matches with a pattern that is made
SELECT hex(zeroblob(49000)) LIKE replace(hex(zeroblob(20000)), '0', '%0')
---
-- X9: globs with brackets and stars
SELECT hex(zeroblob(49000)) GLOB '*[0-9]*[!a]*[0-9]*[!b]*[0-9]*[!c]*[0-9]*[!d]*x'
---
-- X9: escapes every character of a pattern
SELECT hex(zeroblob(49000)) LIKE '%!0%!0%!0%!0%!0%!0%!0%!0%!0%!0%!0%!0%!0%!1' ESCAPE '!'
---
-- X9: uses every level of ten twice
WITH n0 (a) AS (SELECT 1){{repeat 10 ", n{j} (a) AS (SELECT x.a FROM n{i} x, n{i} y)"}} SELECT COUNT(*) FROM n10
---
-- X9: uses every level of fourteen twice
WITH n0 (a) AS (SELECT 1){{repeat 14 ", n{j} (a) AS (SELECT x.a FROM n{i} x, n{i} y)"}} SELECT COUNT(*) FROM n14
---
-- X9: uses every level of sixteen twice
WITH n0 (a) AS (SELECT 1){{repeat 16 ", n{j} (a) AS (SELECT x.a FROM n{i} x, n{i} y)"}} SELECT COUNT(*) FROM n16
---
-- X9: uses every level of twenty twice
WITH n0 (a) AS (SELECT 1){{repeat 20 ", n{j} (a) AS (SELECT x.a FROM n{i} x, n{i} y)"}} SELECT COUNT(*) FROM n20
---
-- X9: uses every level of twenty-six twice
WITH n0 (a) AS (SELECT 1){{repeat 26 ", n{j} (a) AS (SELECT x.a FROM n{i} x, n{i} y)"}} SELECT COUNT(*) FROM n26
---
-- X9: unites every level of sixteen with itself
WITH n0 (a) AS (SELECT 1){{repeat 16 ", n{j} (a) AS (SELECT a FROM n{i} UNION ALL SELECT a FROM n{i})"}} SELECT COUNT(*) FROM n16
---
-- X9: asks every level of sixteen twice in its condition
WITH n0 (a) AS (SELECT 1){{repeat 16 ", n{j} (a) AS (SELECT a FROM n{i} WHERE a IN (SELECT a FROM n{i}))"}} SELECT COUNT(*) FROM n16
---
-- X9: has the plan of twenty levels explained
EXPLAIN QUERY PLAN WITH n0 (a) AS (SELECT 1){{repeat 20 ", n{j} (a) AS (SELECT x.a FROM n{i} x, n{i} y)"}} SELECT COUNT(*) FROM n20
---
-- X9: nests twenty views, each used twice
CREATE VIEW v0 AS SELECT 1 AS a; {{repeat 20 "CREATE VIEW v{j} AS SELECT x.a FROM v{i} x, v{i} y;"}} SELECT COUNT(*) FROM v20
---
-- X9: leaves nested views behind without asking them
CREATE VIEW v0 AS SELECT 1 AS a; {{repeat 24 "CREATE VIEW v{j} AS SELECT x.a FROM v{i} x, v{i} y;"}}
---
-- X9: nests views in an ALTER TABLE that reads them all
CREATE VIEW v0 AS SELECT id AS a FROM users; {{repeat 16 "CREATE VIEW v{j} AS SELECT x.a FROM v{i} x, v{i} y;"}} ALTER TABLE users RENAME COLUMN id TO nr
---
-- X9: expands stars of stars
WITH n0 AS (SELECT * FROM users){{repeat 12 ", n{j} AS (SELECT * FROM n{i} x, n{i} y)"}} SELECT * FROM n12
---
-- X9: removes keys of a long object one by one
SELECT json_remove('{{{repeat 4000 "k{i}:{i},"}}"z":0}'{{repeat 30 ", '$.k{i}'"}})
---
-- X9: sets a key in a large array for every element
SELECT COUNT(*) FROM users a, users b, users c, users d WHERE json_set('[{{repeat 9000 "{i},"}}0]', '$[#]', a.id) IS NULL
---
-- X9: asks JSON for a very long path
SELECT json_extract('[{{repeat 9000 "0,"}}0]', '${{repeat 9000 "[0]"}}')
---
-- X9: opens a bracket of JSON fifty thousand times
SELECT json_valid('{{repeat 50000 "["}}'), json('{{repeat 900 "["}}{{repeat 900 "]"}}')
---
-- X9: reads JSON that is a blob of nothing sensible
SELECT json_each.* FROM json_each(x'fbffffffffffffffff'), json_tree(x'cbffffffff00')
---
-- X9: formats a date of another aeon, many times
SELECT strftime('{{repeat 9000 "%s%J"}}', 9e99), date('now'{{repeat 30 ", '+{i}000000 months'"}})
---
-- X9: writes an expression a hundred thousand operators wide
SELECT {{repeat 30000 "1+"}}1
---
-- X9: writes an expression ninety-nine brackets deep
SELECT {{repeat 99 "("}}1{{repeat 99 ")"}}
---
-- X9: writes an expression forty thousand brackets deep
SELECT {{repeat 40000 "("}}1{{repeat 40000 ")"}}
---
-- X9: negates without an end
SELECT {{repeat 90000 "~"}}1
---
-- X9: says NOT twenty thousand times
SELECT {{repeat 20000 "NOT "}}1
---
-- X9: nests CASE thousandfold
SELECT {{repeat 5000 "CASE 1 WHEN 1 THEN "}}1{{repeat 5000 " END"}}
---
-- X9: nests subqueries thousandfold
{{repeat 9000 "SELECT (("}}1
---
-- X9: nests FROM thousandfold
SELECT * FROM {{repeat 5000 "(SELECT * FROM "}}users{{repeat 5000 ")"}}
---
-- X9: lists thousands of columns
SELECT {{repeat 20000 "1,"}}1
---
-- X9: makes a table of thousands of columns
CREATE TABLE t ({{repeat 9000 "c{i},"}}c)
---
-- X9: makes a table of a hundred columns with a hundred constraints each way
CREATE TABLE t ({{repeat 99 "c{i} INTEGER UNIQUE CHECK (c{i} > 0) DEFAULT ({i}) COLLATE NOCASE,"}} c); INSERT INTO t (c) VALUES (1)
---
-- X9: unites thousands of questions
SELECT 1 {{repeat 5000 "UNION SELECT {i} "}}
---
-- X9: unites forty-nine questions of everything, sorted
SELECT * FROM posts {{repeat 48 "UNION SELECT * FROM posts "}} ORDER BY 1, 2, 3, 4
---
-- X9: intersects and excepts in turn
SELECT id FROM users {{repeat 24 "INTERSECT SELECT id FROM users EXCEPT SELECT -id FROM users "}}
---
-- X9: lists twenty thousand rows of values
VALUES {{repeat 20000 "(1),"}}(1)
---
-- X9: lists twenty thousand values after IN
SELECT COUNT(*) FROM users a, users b, users c WHERE a.id IN ({{repeat 15000 "{i},"}}0)
---
-- X9: passes thousands of arguments
SELECT max({{repeat 20000 "1,"}}1), coalesce({{repeat 40 "NULL,"}}1)
---
-- X9: asks for the parameter of the highest number
SELECT ?32767, ?999999999999999999999
---
-- X9: asks for thousands of parameters
SELECT {{repeat 9000 "?,"}}?
---
-- X9: names one parameter in four ways
SELECT ?1, :a, @b, $c::d(e), ?
---
-- X9: orders by thousands of terms
SELECT 1 ORDER BY {{repeat 9000 "random(),"}}1
---
-- X9: makes many terms joined by OR on two indices
SELECT COUNT(*) FROM posts p, comments c WHERE {{repeat 90 "p.author_id = {i} OR c.post_id = {i} OR "}}0
---
-- X9: writes thirty thousand statements
{{repeat 30000 "; "}}{{repeat 9000 "SELECT 1;"}}
---
-- X9: writes statements that each are quick and together are not
{{repeat 700 "SELECT instr(hex(zeroblob(49990)), hex(zeroblob(24000)) || 'x') + {i};"}}
---
-- X9: makes and drops a table a thousand times
{{repeat 1000 "CREATE TABLE t (a PRIMARY KEY, b UNIQUE); DROP TABLE t;"}}
---
-- X9: makes two thousand tables
{{repeat 2000 "CREATE TABLE t{i} (a);"}}
---
-- X9: makes hundreds of indices and fills them
CREATE TABLE t (a); {{repeat 500 "CREATE INDEX i{i} ON t (a + {i});"}} INSERT INTO t SELECT a.id FROM users a, users b, users c
---
-- X9: writes more than may be written
SELECT 'x' {{repeat 12000 "|| '0123456789'"}}
---
-- X9: writes one text of a megabyte
SELECT '{{repeat 100000 "0123456789"}}'
---
-- X9: writes a comment of a megabyte
SELECT 1 /* {{repeat 100000 "0123456789"}} */
---
-- X9: writes a number of fifty thousand digits
SELECT 1{{repeat 50000 "0"}}, 0.{{repeat 40000 "0"}}1, 1e-{{repeat 5000 "9"}}
---
-- X10: makes a blob of two gigabytes
SELECT zeroblob(2147483647)
---
-- X10: makes a random blob of a gigabyte
SELECT length(randomblob(1000000000)), hex(randomblob(99999))
---
-- X10: doubles a text until it is too long
WITH RECURSIVE n (t) AS (SELECT 'x' UNION ALL SELECT t || t FROM n) SELECT max(length(t)) FROM n
---
-- X10: prints a width of two thousand million
SELECT printf('%2000000000d', 1)
---
-- X10: prints a precision and a width that come as arguments
SELECT format('%.*f %*d', 999999999, 1.5, 999999999, 1), printf('%,.99999f', 1e308)
---
-- X10: prints with every letter and no arguments
SELECT printf('%s %n %p %x %c %q %Q %w %z %T %S %r %-!#+0 ,99999.99999lld')
---
-- X10: glues everything together
WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT length(group_concat(i, zeroblob(9000))) FROM n
---
-- X10: glues everything to an array
WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT length(json_group_array(hex(zeroblob(9000)))) FROM n
---
-- X10: glues everything to an object
WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT json_group_object(i, randomblob(9)) FROM n
---
-- X8: counts with a series as far as it goes
SELECT sum(value) FROM generate_series(1, 1000000000000)
---
-- X8: counts beyond the largest number
SELECT COUNT(*) FROM generate_series(9223372036854775806, 9223372036854775807)
---
-- X8: counts down beyond the smallest number
SELECT COUNT(*) FROM generate_series(-9223372036854775807, -9223372036854775806, -9223372036854775808) ORDER BY value DESC
---
-- X8: lets four series meet
SELECT COUNT(*) FROM generate_series(1, 9000) a, generate_series(1, 9000) b, generate_series a2 WHERE a2.start = a.value AND a2.stop = b.value
---
-- X8: hides an endless series in a view
CREATE VIEW v AS SELECT value FROM generate_series; SELECT max(value) FROM v a, v b
---
-- X8: fills a full-text table for ever
CREATE VIRTUAL TABLE f USING fts5(a); WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) INSERT INTO f SELECT hex(randomblob(40)) || ' ' || i FROM n
---
-- X8: builds a full-text table anew from a view without an end
CREATE VIEW v AS WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i AS id, 'word ' || i AS a FROM n;
CREATE VIRTUAL TABLE f USING fts5(a, content = v, content_rowid = id); INSERT INTO f (f) VALUES ('rebuild')
---
-- X8: lets a full-text table be its own content
CREATE VIRTUAL TABLE f USING fts5(a, content = f); INSERT INTO f (f) VALUES ('rebuild'); INSERT INTO f (a) VALUES ('x'); SELECT * FROM f; SELECT * FROM f('x')
---
-- X8: writes into a full-text table from a trigger on its own content
CREATE TABLE t (a); CREATE VIRTUAL TABLE f USING fts5(a, content = t);
CREATE TRIGGER g AFTER INSERT ON t BEGIN INSERT INTO f (rowid, a) VALUES (NEW.rowid, NEW.a); INSERT INTO t VALUES (NEW.a); END; INSERT INTO t VALUES ('x')
---
-- X8: fills a tree of boxes for ever
CREATE VIRTUAL TABLE r USING rtree(id, x0, x1, y0, y1, z0, z1, u0, u1, v0, v1); WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) INSERT INTO r SELECT i, 0, i, 0, i, 0, i, 0, i, 0, i FROM n
---
-- X9: compares with the longest pattern and the longest text
SELECT COUNT(*) FROM users a, users b WHERE hex(zeroblob(49000)) LIKE '{{repeat 499 "%0"}}1'
---
-- X9: compares with the longest pattern of a GLOB
SELECT COUNT(*) FROM users a, users b WHERE hex(zeroblob(49000)) GLOB '{{repeat 120 "*[!a-f]"}}x'
---
-- X9: asks a full-text table for many words at once
CREATE VIRTUAL TABLE f USING fts5(a); WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 3000) INSERT INTO f SELECT hex(randomblob(50)) || ' ' || i FROM n;
SELECT COUNT(*) FROM f('{{repeat 200 "a{i}* OR "}} b*')
---
-- X9: asks for a phrase of nine thousand words
CREATE VIRTUAL TABLE f USING fts5(a); INSERT INTO f VALUES ('{{repeat 9000 "a "}}'); SELECT COUNT(*) FROM f('"{{repeat 9000 "a "}}"')
---
-- X9: asks for words that are near each other in a text of one word
CREATE VIRTUAL TABLE f USING fts5(a); INSERT INTO f VALUES ('{{repeat 40000 "a "}}'); SELECT COUNT(*) FROM f('NEAR({{repeat 30 "a "}}, 1000000)')
---
-- X9: nests a question to a full-text table
CREATE VIRTUAL TABLE f USING fts5(a); INSERT INTO f VALUES ('a'); SELECT COUNT(*) FROM f('{{repeat 9000 "("}}a{{repeat 9000 ")"}}')
---
-- X9: marks every word of a long text, many times over
CREATE VIRTUAL TABLE f USING fts5(a); INSERT INTO f VALUES ('{{repeat 40000 "a "}}');
SELECT length(highlight(f, 0, '<', '>')), snippet(f, 0, '<', '>', '…', 64), bm25(f) FROM f, users, users b WHERE f MATCH 'a OR a OR a OR a'
---
-- X9: marks with texts that make the row too long
CREATE VIRTUAL TABLE f USING fts5(a); INSERT INTO f VALUES ('{{repeat 40000 "a "}}'); SELECT highlight(f, 0, hex(zeroblob(40000)), '>') FROM f('a')
---
-- X9: keeps every three characters of a long text
CREATE VIRTUAL TABLE f USING fts5(a, tokenize = trigram); INSERT INTO f SELECT hex(randomblob(49000)) FROM users; SELECT COUNT(*) FROM f WHERE a LIKE '%00000%'
---
-- X9: joins the pieces of a full-text index over and over
CREATE VIRTUAL TABLE f USING fts5(a, prefix = '1 2 3 4 5'); WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 2000) INSERT INTO f SELECT hex(randomblob(50)) FROM n;
{{repeat 100 "INSERT INTO f (f) VALUES ('optimize'); INSERT INTO f (f) VALUES ('rebuild'); INSERT INTO f (f) VALUES ('integrity-check');"}}
---
-- X10: sets every size of a full-text table to the largest
CREATE VIRTUAL TABLE f USING fts5(a); INSERT INTO f (f, rank) VALUES ('hashsize', 2147483647); INSERT INTO f (f, rank) VALUES ('pgsz', 65536); INSERT INTO f (f, rank) VALUES ('automerge', 0); INSERT INTO f (f, rank) VALUES ('crisismerge', 2000000000);
WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 100000) INSERT INTO f SELECT hex(randomblob(400)) FROM n
---
-- X10: makes a full-text table of a hundred columns and as many prefixes
CREATE VIRTUAL TABLE f USING fts5({{repeat 90 "c{i},"}} prefix = '1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31'); INSERT INTO f (c1) SELECT hex(randomblob(4000)) FROM users
---
-- X12: leaves a full-text table behind whose content is gone
CREATE TABLE t (a); INSERT INTO t VALUES ('x'); CREATE VIRTUAL TABLE f USING fts5(a, content = t); INSERT INTO f (f) VALUES ('rebuild'); DROP TABLE t
---
-- X12: leaves a full-text table behind that knows other words than its content
CREATE TABLE t (a); CREATE VIRTUAL TABLE f USING fts5(a, content = t); INSERT INTO f (rowid, a) VALUES (9, 'x'); INSERT INTO f (f, rowid, a) VALUES ('delete', 8, 'y'); SELECT * FROM f('x')
---
-- X12: leaves a transaction with a full-text table and a tree open
BEGIN; CREATE VIRTUAL TABLE f USING fts5(a); INSERT INTO f VALUES ('x'); CREATE VIRTUAL TABLE r USING rtree(id, a, b); INSERT INTO r VALUES (1, 2, 3); SAVEPOINT s; DELETE FROM f
---
-- X12: drops what a full-text table needs, in a transaction that is taken back
CREATE VIRTUAL TABLE f USING fts5(a); BEGIN; DROP TABLE f; ROLLBACK; ALTER TABLE f RENAME TO g; INSERT INTO g VALUES ('x'); SELECT * FROM g('x')
---
-- X6: writes into what keeps a full-text table
CREATE VIRTUAL TABLE f USING fts5(a); UPDATE f_data SET block = randomblob(900)
---
-- X6: drops what keeps a tree of boxes
CREATE VIRTUAL TABLE r USING rtree(id, a, b); DROP TABLE r_node
---
-- X6: renames what keeps a full-text table
CREATE VIRTUAL TABLE f USING fts5(a); ALTER TABLE f_data RENAME TO g
---
-- X6: makes a trigger on what keeps a full-text table
CREATE VIRTUAL TABLE f USING fts5(a); CREATE TRIGGER t AFTER INSERT ON f_data BEGIN DELETE FROM f_data; END; INSERT INTO f VALUES ('x')
---
-- X3: makes a full-text table with a tokenizer that nobody has
CREATE VIRTUAL TABLE f USING fts5(a, tokenize = '/tmp/vitrine-hostile.so')
---
-- X3: calls functions of a full-text table that only FTS5 may call
CREATE VIRTUAL TABLE f USING fts5(a); SELECT fts5_source_id(), fts5_locale('en', a) FROM f
---
