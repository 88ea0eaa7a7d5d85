What strangers may send to the sandbox, and must not get away with. Read by `hostile_sql.rs`: a line of three dashes stands
between two snippets, the first line of each says the threat and what it tries. `{{repeat 3 "a{i} b{j},"}}` is written out
as `a0 b1,a1 b2,a2 b3,`; `{{folder}}` is a folder that is watched; a backslash and a nought are a NUL. X1 to X7 can never
work; what is lawful but greedy, odd or left over has a higher number. Every file is named `vitrine-hostile…`.
---
-- X1: attaches a file
ATTACH 'vitrine-hostile.db' AS x
---
-- X1: attaches a file of the watched folder and writes into it
ATTACH DATABASE '{{folder}}/vitrine-hostile-01.db' AS x; CREATE TABLE x.t (a)
---
-- X1: attaches a file below /tmp
ATTACH '/tmp/vitrine-hostile-02.db' AS x; CREATE TABLE x.t (a); INSERT INTO x.t VALUES (1)
---
-- X1: attaches by a URI that asks to create
ATTACH 'file:/tmp/vitrine-hostile-03.db?mode=rwc' AS x
---
-- X1: attaches by a URI with an authority and escapes
ATTACH 'file://localhost/tmp/vitrine%2Dhostile-04.db?cache=shared&nolock=1' AS x
---
-- X1: attaches a file of the machine
ATTACH 'file:/etc/passwd?mode=ro&immutable=1' AS x; SELECT * FROM x.sqlite_schema
---
-- X1: attaches memory
ATTACH ':memory:' AS x
---
-- X1: attaches memory that others could share
ATTACH 'file:vitrine-hostile?mode=memory&cache=shared' AS x
---
-- X1: attaches through the memory file system
ATTACH 'file:/vitrine-hostile?vfs=memdb' AS x
---
-- X1: attaches with another file system of the machine
ATTACH 'file:/tmp/vitrine-hostile-05.db?vfs=unix-none' AS x
---
-- X1: attaches a temporary file without a name
ATTACH '' AS x
---
-- X1: attaches NULL
ATTACH NULL AS x
---
-- X1: attaches the value of an expression
ATTACH 'vitrine' || '-hostile' || '.db' AS x
---
-- X1: attaches a name made of characters
ATTACH char(118, 105, 116, 114, 105, 110, 101) || '-hostile-06.db' AS x
---
-- X1: attaches what a subquery says
ATTACH (SELECT '/tmp/vitrine-hostile-07.db') AS x
---
-- X1: attaches what a table says
ATTACH (SELECT name || '/vitrine-hostile.db' FROM users LIMIT 1) AS x
---
-- X1: attaches a parameter under the name of a parameter
ATTACH ? AS ?
---
-- X1: attaches a named parameter with a key
ATTACH :file AS x KEY 'secret'
---
-- X1: attaches a blob
ATTACH x'2f746d702f76697472696e652d686f7374696c652d3038' AS x
---
-- X1: attaches a number under the name of a number
ATTACH 1 AS 2
---
-- X1: attaches in mixed case
aTtAcH dAtAbAsE 'vitrine-hostile-09.db' aS x
---
-- X1: attaches with comments between the words
ATTACH/**/DATABASE--
/* here */'/tmp/vitrine-hostile-10.db'/**/AS/**/x
---
-- X1: attaches behind a comment that seems to hold it
/* ATTACH 'a' AS a; */ ATTACH '/tmp/vitrine-hostile-11.db' AS x; -- */
---
-- X1: attaches with a double-quoted name
ATTACH "vitrine-hostile-12.db" AS "x"
---
-- X1: attaches with a name in brackets and one in backticks
ATTACH [vitrine-hostile-13.db] AS `x`
---
-- X1: attaches over the name of the database itself
ATTACH '/tmp/vitrine-hostile-14.db' AS main
---
-- X1: attaches over the name of the temporary one
ATTACH '/tmp/vitrine-hostile-15.db' AS temp
---
-- X1: attaches after a statement that works
SELECT 1; ATTACH '/tmp/vitrine-hostile-16.db' AS x;
---
-- X1: attaches inside a transaction
BEGIN IMMEDIATE; ATTACH '/tmp/vitrine-hostile-17.db' AS x; COMMIT
---
-- X1: has the attachment explained
EXPLAIN ATTACH '/tmp/vitrine-hostile-18.db' AS x
---
-- X1: attaches in full-width letters
ＡＴＴＡＣＨ '/tmp/vitrine-hostile-19.db' AS x
---
-- X1: attaches behind a byte order mark
﻿ATTACH '/tmp/vitrine-hostile-20.db' AS x
---
-- X1: attaches with a NUL behind the name
ATTACH '/tmp/vitrine-hostile-21.db\0.png' AS x
---
-- X1: attaches behind a NUL
SELECT 1 \0; ATTACH '/tmp/vitrine-hostile-22.db' AS x
---
-- X1: attaches a very long name
ATTACH '/tmp/vitrine-hostile-{{repeat 9000 "/../tmp/"}}' AS x
---
-- X1: attaches from within a trigger
CREATE TRIGGER t AFTER INSERT ON users BEGIN ATTACH '/tmp/vitrine-hostile-23.db' AS x; END
---
-- X1: writes into a database that was not attached
CREATE TABLE x.t (a)
---
-- X1: detaches the database itself
DETACH DATABASE main
---
-- X1: detaches the temporary one
CREATE TEMP TABLE t (a); DETACH temp
---
-- X1: detaches the value of an expression
DETACH (SELECT 'main')
---
-- X1: has the detachment explained
EXPLAIN DETACH main
---
-- X2: rebuilds the database
VACUUM
---
-- X2: rebuilds it by its name
VACUUM main
---
-- X2: copies the database into a file
VACUUM INTO 'vitrine-hostile-30.db'
---
-- X2: copies the database into the watched folder
VACUUM INTO '{{folder}}/vitrine-hostile-31.db'
---
-- X2: copies it by a URI
VACUUM main INTO 'file:/tmp/vitrine-hostile-32.db?mode=rwc'
---
-- X2: copies it to where an expression says
VACUUM INTO '/tmp/' || (SELECT 'vitrine-hostile-33.db')
---
-- X2: copies it into memory
VACUUM INTO ':memory:'
---
-- X2: copies it to a parameter
VACUUM INTO ?1
---
-- X2: copies it with comments and mixed case
vAcUuM/**/iNtO/**/'/tmp/vitrine-hostile-34.db'
---
-- X2: copies it in the midst of a transaction
BEGIN; DELETE FROM likes; VACUUM INTO '/tmp/vitrine-hostile-35.db'; COMMIT
---
-- X2: copies it to a name with a NUL
VACUUM INTO '/tmp/vitrine-hostile-36.db\0'
---
-- X2: copies a database that is not there
VACUUM x INTO '/tmp/vitrine-hostile-37.db'
---
-- X2: copies it to nowhere
VACUUM INTO NULL
---
-- X2: copies over the standard output
VACUUM INTO '/dev/stdout'
---
-- X3: loads a library
SELECT load_extension('/tmp/vitrine-hostile.so')
---
-- X3: loads a library with its entry
SELECT load_extension('vitrine-hostile', 'sqlite3_extension_init')
---
-- X3: loads a library under a quoted name in mixed case
SELECT "Load_Extension"('libc.so.6')
---
-- X3: loads a library where nobody would look for it
SELECT name FROM users ORDER BY CASE WHEN load_extension(name) THEN 1 END LIMIT 1
---
-- X3: reads a file
SELECT readfile('/etc/passwd')
---
-- X3: writes a file
SELECT writefile('/tmp/vitrine-hostile-40', 'x')
---
-- X3: makes a folder by writing a file
SELECT writefile('{{folder}}/vitrine-hostile-41', NULL, 16877)
---
-- X3: opens an editor
SELECT edit('x', 'touch /tmp/vitrine-hostile-42')
---
-- X3: lists a folder
SELECT name FROM fsdir('/')
---
-- X3: packs files
SELECT zipfile('vitrine-hostile', 'x')
---
-- X3: unpacks a file
SELECT * FROM zipfile('/tmp/vitrine-hostile.zip')
---
-- X3: reads a table from a file
CREATE VIRTUAL TABLE temp.t USING csv(filename = '/etc/passwd')
---
-- X3: asks for the address of a tokenizer
SELECT hex(fts3_tokenizer('simple'))
---
-- X3: sets the address of a tokenizer
SELECT fts3_tokenizer('simple', x'4141414141414141')
---
-- X3: makes a full-text table
CREATE VIRTUAL TABLE t USING fts5(a)
---
-- X3: makes a full-text table of the older kinds
CREATE VIRTUAL TABLE IF NOT EXISTS t USING fts3(a, tokenize = porter)
---
-- X3: makes an fts4 table without content
CREATE VIRTUAL TABLE t USING fts4(content = 'users', name)
---
-- X3: looks into the vocabulary of a full-text table
CREATE VIRTUAL TABLE temp.v USING fts5vocab('main', 'users', 'row')
---
-- X3: makes a tree of rectangles
CREATE VIRTUAL TABLE t USING rtree(id, a, b)
---
-- X3: makes a tree with a function of its own
CREATE VIRTUAL TABLE t USING rtree_i32(id, a, b, +c)
---
-- X3: makes a table of pages
CREATE VIRTUAL TABLE t USING dbstat(main)
---
-- X3: makes a virtual table of a module that exists without a name
CREATE VIRTUAL TABLE t USING json_each
---
-- X3: checks a tree that is no tree
SELECT rtreecheck('users')
---
-- X3: asks for full-text functions without a table
SELECT matchinfo(users), snippet(users), offsets(users), optimize(users) FROM users
---
-- X3: calls the constructor of fts5
SELECT fts5(1)
---
-- X3: asks how the library was built
SELECT sqlite_compileoption_get(1), sqlite_compileoption_used('THREADSAFE')
---
-- X3: asks which source the library came from
SELECT sqlite_source_id()
---
-- X3: writes to the log of the process
SELECT sqlite_log(1, 'vitrine-hostile')
---
-- X3: calls a function that only ALTER TABLE may call
SELECT sqlite_rename_column('CREATE TABLE t (a)', 'table', 't', 'main', 't', 0, 'b', 0, 0)
---
-- X3: calls the function that drops a column
SELECT sqlite_drop_column(0, 'CREATE TABLE t (a, b)', 1)
---
-- X3: calls the function that fails on purpose
SELECT sqlite_fail('vitrine-hostile', 1)
---
-- X3: runs a regular expression
SELECT name FROM users WHERE name REGEXP '(a+)+b'
---
-- X3: matches outside a full-text table
SELECT name FROM users WHERE name MATCH 'a'
---
-- X3: calls what a shell would bring
SELECT shell_add_schema('x'), sha3(1), usleep(1), generate_series(1)
---
-- X3: counts with a series that is not compiled in
SELECT sum(value) FROM generate_series(1, 1000000000000)
---
-- X3: decodes with a long set of ignored characters
SELECT unhex(hex(zeroblob(40000)), hex(zeroblob(40000)))
---
-- X3: patches one object with another
SELECT json_patch('{"a":1}', '{"a":{"b":null}}')
---
-- X3: explains a call that is not allowed
EXPLAIN SELECT load_extension('vitrine-hostile')
---
-- X3: explains the plan of a call that is not allowed
EXPLAIN QUERY PLAN SELECT writefile('/tmp/vitrine-hostile-43', name) FROM users
---
-- X3: calls by a name with a NUL
SELECT "load_extension\0"('vitrine-hostile')
---
-- X3: calls in full-width letters
SELECT ｌｏａｄ＿ｅｘｔｅｎｓｉｏｎ('vitrine-hostile')
---
-- X3: calls a function as a window
SELECT load_extension('vitrine-hostile') OVER () FROM users
---
-- X3: calls a function as an aggregate with a filter
SELECT load_extension(DISTINCT name ORDER BY name) FILTER (WHERE 1) FROM users
---
-- X3: types a command of the shell
.shell touch /tmp/vitrine-hostile-44
---
-- X3: reads a script as the shell would
.read /tmp/vitrine-hostile.sql
---
-- X3: lets the shell write what follows into a file
.output /tmp/vitrine-hostile-45
SELECT 1;
---
-- X3: backs up as the shell would, after a statement
SELECT 1;
.backup /tmp/vitrine-hostile-46.db
---
-- X3: copies as PostgreSQL would
COPY users TO PROGRAM 'touch /tmp/vitrine-hostile-47'
---
-- X3: writes as MySQL would
SELECT name INTO OUTFILE '/tmp/vitrine-hostile-48' FROM users
---
-- X4: sets analysis_limit
PRAGMA analysis_limit=1
---
-- X4: sets application_id
PRAGMA application_id=1
---
-- X4: sets auto_vacuum
PRAGMA auto_vacuum=FULL
---
-- X4: sets automatic_index
PRAGMA automatic_index=OFF
---
-- X4: waits for a minute
PRAGMA busy_timeout=60000
---
-- X4: takes a gigabyte for pages
PRAGMA cache_size=-1000000
---
-- X4: sets cache_spill
PRAGMA cache_spill=ON
---
-- X4: sets case_sensitive_like
PRAGMA case_sensitive_like=ON
---
-- X4: sets cell_size_check
PRAGMA cell_size_check=OFF
---
-- X4: sets checkpoint_fullfsync
PRAGMA checkpoint_fullfsync=ON
---
-- X4: sets count_changes
PRAGMA count_changes=ON
---
-- X4: puts the process’s files elsewhere
PRAGMA data_store_directory='/tmp/vitrine-hostile'
---
-- X4: sets default_cache_size
PRAGMA default_cache_size=1000000
---
-- X4: sets defer_foreign_keys
PRAGMA defer_foreign_keys=ON
---
-- X4: sets empty_result_callbacks
PRAGMA empty_result_callbacks=ON
---
-- X4: changes the encoding
PRAGMA encoding='UTF-16'
---
-- X4: sets full_column_names
PRAGMA full_column_names=ON
---
-- X4: sets fullfsync
PRAGMA fullfsync=ON
---
-- X4: frees the whole process of its limit of memory
PRAGMA hard_heap_limit=0
---
-- X4: looks away from CHECK
PRAGMA ignore_check_constraints=ON
---
-- X4: sets incremental_vacuum
PRAGMA incremental_vacuum(10)
---
-- X4: sets journal_mode
PRAGMA journal_mode=WAL
---
-- X4: sets journal_mode
PRAGMA journal_mode=DELETE
---
-- X4: sets journal_mode
PRAGMA journal_mode=OFF
---
-- X4: sets journal_size_limit
PRAGMA journal_size_limit=-1
---
-- X4: sets key
PRAGMA key='x'
---
-- X4: sets rekey
PRAGMA rekey='x'
---
-- X4: sets hexkey
PRAGMA hexkey='00'
---
-- X4: sets activate_extensions
PRAGMA activate_extensions='x'
---
-- X4: sets legacy_alter_table
PRAGMA legacy_alter_table=ON
---
-- X4: sets legacy_file_format
PRAGMA legacy_file_format=ON
---
-- X4: sets locking_mode
PRAGMA locking_mode=EXCLUSIVE
---
-- X4: sets lock_proxy_file
PRAGMA lock_proxy_file='/tmp/vitrine-hostile'
---
-- X4: lets the database grow
PRAGMA max_page_count=4294967294
---
-- X4: maps a terabyte
PRAGMA mmap_size=1099511627776
---
-- X4: sets optimize
PRAGMA optimize(0xfffe)
---
-- X4: sets page_size
PRAGMA page_size=512
---
-- X4: sets page_count
PRAGMA page_count=1
---
-- X4: sets parser_trace
PRAGMA parser_trace=ON
---
-- X4: forbids itself every change
PRAGMA query_only=ON
---
-- X4: sets read_uncommitted
PRAGMA read_uncommitted=ON
---
-- X4: lets triggers call themselves
PRAGMA recursive_triggers=ON
---
-- X4: sets schema_version
PRAGMA schema_version=1
---
-- X4: sets secure_delete
PRAGMA secure_delete=ON
---
-- X4: sets short_column_names
PRAGMA short_column_names=OFF
---
-- X4: slows the whole process by a limit of memory
PRAGMA soft_heap_limit=1
---
-- X4: sets synchronous
PRAGMA synchronous=OFF
---
-- X4: keeps temporary tables in files
PRAGMA temp_store=1
---
-- X4: puts the process’s temporary files elsewhere
PRAGMA temp_store_directory='/tmp/vitrine-hostile'
---
-- X4: asks for threads
PRAGMA threads=8
---
-- X4: trusts what views and triggers call
PRAGMA trusted_schema=ON
---
-- X4: sets user_version
PRAGMA user_version=1
---
-- X4: sets vdbe_addoptrace
PRAGMA vdbe_addoptrace=ON
---
-- X4: sets vdbe_debug
PRAGMA vdbe_debug=ON
---
-- X4: sets vdbe_listing
PRAGMA vdbe_listing=ON
---
-- X4: sets vdbe_trace
PRAGMA vdbe_trace=ON
---
-- X4: sets wal_autocheckpoint
PRAGMA wal_autocheckpoint=1
---
-- X4: sets wal_checkpoint
PRAGMA wal_checkpoint(TRUNCATE)
---
-- X4: opens the schema for writing
PRAGMA writable_schema=ON
---
-- X4: opens the schema for writing
PRAGMA writable_schema=RESET
---
-- X4: sets freelist_count
PRAGMA freelist_count=1
---
-- X4: sets table_count
PRAGMA table_count=1
---
-- X4: sets stats
PRAGMA stats(users)
---
-- X4: sets a limit of memory in the other spelling
PRAGMA hard_heap_limit(0)
---
-- X4: sets a limit of memory with a schema before it
PRAGMA main.hard_heap_limit = -1
---
-- X4: sets a limit with comments, mixed case and a sign
pRaGmA/**/"hard_heap_limit"--
=+0
---
-- X4: lets the temporary database grow
PRAGMA temp.max_page_count = 1000000000
---
-- X4: sets what does not exist
PRAGMA vitrine_hostile = 1
---
-- X4: asks for the files that are open
PRAGMA database_list
---
-- X4: asks for all functions
PRAGMA function_list
---
-- X4: asks for all modules
PRAGMA module_list
---
-- X4: asks how the library was built
PRAGMA compile_options
---
-- X4: gives memory back to the process
PRAGMA shrink_memory
---
-- X4: asks for the journal
PRAGMA journal_mode
---
-- X4: empties a log that is not there
PRAGMA wal_checkpoint
---
-- X4: lets the database be optimised
PRAGMA optimize
---
-- X4: asks for the folder of temporary files
PRAGMA temp_store_directory
---
-- X4: asks for the version that others’ changes make
PRAGMA data_version
---
-- X4: sets inside a transaction
BEGIN; PRAGMA synchronous = OFF; COMMIT
---
-- X4: has a setting explained
EXPLAIN PRAGMA hard_heap_limit = 0
---
-- X4: asks for the files that are open as a table
SELECT file FROM pragma_database_list
---
-- X4: counts the open files without reading a column
SELECT COUNT(*) FROM pragma_database_list
---
-- X4: sets a limit of memory by a table
SELECT * FROM pragma_hard_heap_limit(0)
---
-- X4: sets a limit of memory by a hidden column
SELECT * FROM pragma_soft_heap_limit WHERE arg = 1
---
-- X4: asks for all functions as a table
SELECT name FROM pragma_function_list ORDER BY name
---
-- X4: asks for all modules in a subquery
SELECT (SELECT group_concat(name) FROM pragma_module_list)
---
-- X4: asks how the library was built in a join
SELECT u.name, o.compile_options FROM users u JOIN pragma_compile_options o
---
-- X4: asks for all pragmas in mixed case and quotes
SELECT * FROM "PRAGMA_Pragma_List"
---
-- X4: keeps the open files in a table
CREATE TABLE t AS SELECT * FROM main.pragma_database_list
---
-- X4: sets the journal by a table
SELECT * FROM pragma_journal_mode('OFF')
---
-- X4: reads the table of a pragma through a view
CREATE VIEW v AS SELECT * FROM pragma_database_list; SELECT * FROM v
---
-- X4: writes into the table of a pragma
INSERT INTO pragma_table_info (name) VALUES ('x')
---
-- X4: deletes from the table of a pragma that is closed
DELETE FROM pragma_database_list
---
-- X5: reads how the pages lie
SELECT * FROM dbstat
---
-- X5: counts pages without reading a column
SELECT COUNT(*) FROM dbstat
---
-- X5: reads how the pages lie in mixed case and quotes
SELECT name FROM main."DbStat" WHERE aggregate = 1
---
-- X5: reads how another database lies
SELECT * FROM dbstat('temp')
---
-- X5: keeps how the pages lie in a table
CREATE TABLE t AS SELECT path FROM dbstat
---
-- X5: inserts from the pages
INSERT INTO users (name, joined_on) SELECT name || path, '' FROM dbstat
---
-- X5: reads the pages in a subquery of an expression
SELECT EXISTS (SELECT 1 FROM dbstat), (SELECT max(pgsize) FROM dbstat)
---
-- X5: reads the pages within a common table expression
WITH s AS MATERIALIZED (SELECT * FROM dbstat) SELECT * FROM s
---
-- X5: reads raw pages
SELECT hex(data) FROM sqlite_dbpage WHERE pgno = 1
---
-- X5: writes raw pages
UPDATE sqlite_dbpage SET data = zeroblob(4096) WHERE pgno = 1
---
-- X5: reads the statements of the process
SELECT sql FROM sqlite_stmt
---
-- X5: reads the machine’s code
SELECT * FROM bytecode('SELECT 1')
---
-- X5: asks which tables a statement uses
SELECT * FROM tables_used('SELECT * FROM users')
---
-- X5: asks what could be typed next
SELECT candidate FROM completion('SEL')
---
-- X5: takes a text apart with a full-text tokenizer, a table without a name
SELECT token FROM fts3tokenize WHERE input = 'vitrine hostile'
---
-- X5: reads the memory of the process
SELECT * FROM sqlite_memstat
---
-- X5: reads the terms of a full-text table that is not there
SELECT * FROM fts4aux
---
-- X6: inserts into the schema
INSERT INTO sqlite_schema VALUES ('table', 't', 't', 2, 'CREATE TABLE t (a)')
---
-- X6: rewrites the schema
UPDATE sqlite_master SET sql = 'CREATE TABLE users (a)' WHERE name = 'users'
---
-- X6: rewrites the schema by another of its names
UPDATE main."SQLITE_SCHEMA" SET rootpage = 1
---
-- X6: empties the schema
DELETE FROM sqlite_schema
---
-- X6: replaces a row of the schema
REPLACE INTO sqlite_schema (rowid, type) VALUES (1, 'view')
---
-- X6: upserts into the schema
INSERT INTO sqlite_schema (rowid, name) VALUES (1, 'x') ON CONFLICT DO UPDATE SET sql = NULL
---
-- X6: rewrites the temporary schema
CREATE TEMP TABLE t (a); UPDATE sqlite_temp_schema SET sql = 'x'
---
-- X6: rewrites the schema behind a common table expression
WITH x AS (SELECT 1) UPDATE sqlite_schema SET sql = 'x' FROM x
---
-- X6: rewrites the schema from a trigger
CREATE TRIGGER t AFTER INSERT ON users BEGIN DELETE FROM sqlite_schema; END; INSERT INTO users (name, joined_on) VALUES ('x', '')
---
-- X6: rewrites the schema through a view
CREATE VIEW v AS SELECT * FROM sqlite_schema;
CREATE TRIGGER t INSTEAD OF DELETE ON v BEGIN DELETE FROM sqlite_schema WHERE name = OLD.name; END;
DELETE FROM v
---
-- X6: opens the schema for writing and rewrites it
PRAGMA writable_schema = 1; UPDATE sqlite_schema SET sql = 'x'
---
-- X6: has the rewriting of the schema explained
EXPLAIN DELETE FROM sqlite_schema
---
-- X6: drops the schema
DROP TABLE sqlite_schema
---
-- X6: renames the schema
ALTER TABLE sqlite_schema RENAME TO t
---
-- X6: adds a column to the schema
ALTER TABLE sqlite_schema ADD COLUMN a
---
-- X6: makes a trigger on the schema
CREATE TRIGGER t AFTER INSERT ON sqlite_schema BEGIN SELECT 1; END
---
-- X6: makes an index on the schema
CREATE INDEX i ON sqlite_schema (name)
---
-- X6: makes a table among SQLite’s own
CREATE TABLE sqlite_hostile (a)
---
-- X6: forges statistics by making their table itself
CREATE TABLE sqlite_stat1 (tbl, idx, stat)
---
-- X6: drops an index that a constraint made
DROP INDEX sqlite_autoindex_users_1
---
-- X6: makes a view over an own name of SQLite’s
CREATE TEMP VIEW sqlite_schema AS SELECT 1
---
-- X6: renames a table among SQLite’s own
ALTER TABLE users RENAME TO sqlite_users
---
-- X6: forges the schema by a broken rename
ALTER TABLE users RENAME COLUMN name TO "a, b)"; SELECT b FROM users
---
-- X6: drops the table that counts
CREATE TABLE t (a INTEGER PRIMARY KEY AUTOINCREMENT); DROP TABLE sqlite_sequence
---
-- X6: makes a shadow table of a full-text table
CREATE VIRTUAL TABLE f USING fts5(a); CREATE TABLE f_data (id, block)
---
-- X7: hides a forbidden call in a view
CREATE VIEW v AS SELECT load_extension('vitrine-hostile'); SELECT * FROM v
---
-- X7: hides the pages in a view
CREATE VIEW v AS SELECT * FROM dbstat; SELECT * FROM v
---
-- X7: hides a forbidden call in a temporary view
CREATE TEMP VIEW v AS SELECT fts3_tokenizer('simple') AS a; SELECT a FROM v
---
-- X7: hides a forbidden call below three views
CREATE VIEW a AS SELECT sqlite_source_id() AS s; CREATE VIEW b AS SELECT s FROM a; CREATE VIEW c AS SELECT s FROM b; SELECT s FROM c
---
-- X7: hides a forbidden call in a trigger
CREATE TRIGGER t AFTER INSERT ON users BEGIN SELECT load_extension(NEW.name); END; INSERT INTO users (name, joined_on) VALUES ('x', '')
---
-- X7: hides a forbidden call in the condition of a trigger
CREATE TRIGGER t BEFORE UPDATE ON users WHEN load_extension('vitrine-hostile') BEGIN SELECT 1; END; UPDATE users SET city = ''
---
-- X7: hides a forbidden call in a temporary trigger
CREATE TEMP TRIGGER t AFTER DELETE ON likes BEGIN SELECT unhex('00', OLD.created_at); END; DELETE FROM likes
---
-- X7: hides the pages in a trigger instead of an insert
CREATE VIEW v AS SELECT 1 AS a; CREATE TRIGGER t INSTEAD OF INSERT ON v BEGIN INSERT INTO users (name, joined_on) SELECT path, '' FROM dbstat; END; INSERT INTO v VALUES (1)
---
-- X7: hides a forbidden call in a generated column
CREATE TABLE t (a, b AS (load_extension(a)))
---
-- X7: hides a forbidden call in a stored generated column
CREATE TABLE t (a, b TEXT GENERATED ALWAYS AS (hex(fts3_tokenizer(a))) STORED); INSERT INTO t (a) VALUES ('simple')
---
-- X7: hides a forbidden call in a check
CREATE TABLE t (a CHECK (load_extension(a) IS NULL)); INSERT INTO t VALUES ('x')
---
-- X7: hides a forbidden call in a default
CREATE TABLE t (a, b DEFAULT (load_extension('vitrine-hostile'))); INSERT INTO t (a) VALUES (1)
---
-- X7: hides a forbidden call in the default of a new column
ALTER TABLE users ADD COLUMN a DEFAULT (load_extension('vitrine-hostile')); INSERT INTO users (name, joined_on) VALUES ('x', '')
---
-- X7: hides a forbidden call in an index
CREATE INDEX i ON users (unhex(name))
---
-- X7: hides a forbidden call in the condition of an index
CREATE INDEX i ON users (name) WHERE json_patch(name, '{}') IS NULL
---
-- X7: hides a forbidden call in a table made by asking
CREATE TABLE t AS SELECT load_extension('vitrine-hostile') AS a
---
-- X7: hides a forbidden call in what an insert returns
INSERT INTO users (name, joined_on) VALUES ('x', '') RETURNING load_extension(name)
---
-- X7: hides a forbidden call in an upsert
INSERT INTO users (id, name, joined_on) VALUES (1, 'x', '') ON CONFLICT (id) DO UPDATE SET name = load_extension('x')
---
-- X7: hides a forbidden call in a limit
SELECT 1 LIMIT load_extension('vitrine-hostile')
---
-- X7: hides a forbidden call in the argument of a table
SELECT * FROM json_each(sqlite_source_id())
---
-- X7: hides a forbidden call in the frame of a window
SELECT sum(id) OVER (ORDER BY load_extension(name)) FROM users
---
-- X7: hides a forbidden call where it is never reached
SELECT CASE WHEN 0 THEN load_extension('vitrine-hostile') END
---
-- X7: brings back a forbidden call by renaming
CREATE TABLE t (a); CREATE TRIGGER g AFTER INSERT ON t BEGIN SELECT load_extension(NEW.a); END; ALTER TABLE t RENAME COLUMN a TO b; INSERT INTO t VALUES (1)
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
