What strangers may send to the sandbox, and must not get away with. Read by `main.rs`: a line of three dashes stands
between two snippets, the first line of each says the threat (docs/security.md, X) and what it tries. `{{repeat 3 "a{i} b{j},"}}` is written out
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
-- X3: makes a full-text table of the older kinds
CREATE VIRTUAL TABLE IF NOT EXISTS t USING fts3(a, tokenize = porter)
---
-- X3: makes an fts4 table without content
CREATE VIRTUAL TABLE t USING fts4(content = 'users', name)
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
