//! The commonest words of other databases, and what SQLite has instead. One line adds one.
//!
//! A pattern is a list of words as `pattern` reads it. Each row has a statement as people bring it along, and one that does
//! the same in SQLite; a test runs both on the example data, so an answer cannot be wrong.

/// A word of another database that SQLite refuses.
pub(super) struct Refused {
    /// Whose word it is.
    pub whose: &'static str,
    /// How it is recognized.
    pub pattern: &'static str,
    /// A statement with it.
    #[cfg_attr(not(test), expect(dead_code, reason = "what the pattern is tested with"))]
    pub example: &'static str,
    /// What there is instead, as the end of a sentence that begins with “In SQLite”.
    pub instead: &'static str,
    /// A whole statement of SQLite's with it.
    pub runs: &'static str,
}

/// A word of another database that SQLite takes, and means something else by it.
pub(super) struct Misread {
    /// Whose word it is.
    pub whose: &'static str,
    /// How it is recognized.
    pub pattern: &'static str,
    /// A statement with it.
    #[cfg_attr(not(test), expect(dead_code, reason = "what the pattern is tested with"))]
    pub example: &'static str,
    /// What SQLite does, as the end of a sentence that begins with “SQLite”.
    pub does: &'static str,
    /// What there is instead, as the end of a sentence that begins with “In SQLite”.
    pub instead: &'static str,
    /// A whole statement of SQLite's with it.
    pub runs: &'static str,
}

const fn no(
    whose: &'static str,
    pattern: &'static str,
    example: &'static str,
    instead: &'static str,
    runs: &'static str,
) -> Refused {
    Refused { whose, pattern, example, instead, runs }
}

const fn odd(
    whose: &'static str,
    pattern: &'static str,
    example: &'static str,
    does: &'static str,
    instead: &'static str,
    runs: &'static str,
) -> Misread {
    Misread { whose, pattern, example, does, instead, runs }
}

const MYSQL: &str = "MySQL";
const POSTGRES: &str = "PostgreSQL";
const SERVER: &str = "SQL Server";
const ORACLE: &str = "Oracle";
const OTHERS: &str = "other databases";
/// Words of English and of programming languages.
pub(super) const LANGUAGES: &str = "other languages";

/// Functions of other databases. The first row whose pattern fits is used, in all of these lists, so a longer pattern stands
/// before a shorter one that also fits.
#[rustfmt::skip]
pub(super) const FUNCTIONS: &[Refused] = &[
    no(OTHERS, "POSITION ( _ IN", "SELECT POSITION('a' IN name) FROM users", "`instr(name, 'a')` gives the place of a text in another", "SELECT instr(name, 'a') FROM users"),
    no(OTHERS, "NOW/GETDATE/SYSDATETIME/GETUTCDATE/LOCALTIMESTAMP (", "SELECT NOW()", "`datetime('now')` gives the date and the time of day in UTC", "SELECT datetime('now')"),
    no(MYSQL, "CURDATE/TODAY (", "SELECT CURDATE()", "`date('now')` gives the date", "SELECT date('now')"),
    no(MYSQL, "CURTIME (", "SELECT CURTIME()", "`time('now')` gives the time of day in UTC", "SELECT time('now')"),
    no(MYSQL, "UNIX_TIMESTAMP (", "SELECT UNIX_TIMESTAMP()", "`unixepoch` gives the seconds since 1970", "SELECT unixepoch('now')"),
    no(MYSQL, "FROM_UNIXTIME (", "SELECT FROM_UNIXTIME(0)", "`datetime` reads seconds with `'unixepoch'`", "SELECT datetime(0, 'unixepoch')"),
    no(OTHERS, "YEAR (", "SELECT YEAR(joined_on) FROM users", "`strftime('%Y', …)` takes the year from a date", "SELECT strftime('%Y', joined_on) FROM users"),
    no(OTHERS, "MONTH (", "SELECT MONTH(joined_on) FROM users", "`strftime('%m', …)` takes the month from a date", "SELECT strftime('%m', joined_on) FROM users"),
    no(OTHERS, "DAY/DAYOFMONTH (", "SELECT DAY(joined_on) FROM users", "`strftime('%d', …)` takes the day from a date", "SELECT strftime('%d', joined_on) FROM users"),
    no(OTHERS, "WEEKDAY/DAYOFWEEK/DAYNAME/DATENAME (", "SELECT DAYOFWEEK(joined_on) FROM users", "`strftime('%w', …)` gives the day of the week, 0 for Sunday", "SELECT strftime('%w', joined_on) FROM users"),
    no(OTHERS, "HOUR (", "SELECT HOUR(created_at) FROM posts", "`strftime('%H', …)` takes the hour from a time", "SELECT strftime('%H', created_at) FROM posts"),
    no(OTHERS, "MINUTE (", "SELECT MINUTE(created_at) FROM posts", "`strftime('%M', …)` takes the minute from a time", "SELECT strftime('%M', created_at) FROM posts"),
    no(OTHERS, "SECOND (", "SELECT SECOND(created_at) FROM posts", "`strftime('%S', …)` takes the second from a time", "SELECT strftime('%S', created_at) FROM posts"),
    no(OTHERS, "DATE_FORMAT/TO_CHAR/FORMAT_DATE (", "SELECT DATE_FORMAT(joined_on, '%d.%m.%Y') FROM users", "`strftime('%d.%m.%Y', …)` writes a date; the format comes first", "SELECT strftime('%d.%m.%Y', joined_on) FROM users"),
    no(OTHERS, "STR_TO_DATE/TO_DATE/TO_TIMESTAMP (", "SELECT TO_DATE('2026-02-01', 'YYYY-MM-DD')", "a date is a text like `'2026-02-01'`, and can be compared as it is", "SELECT title FROM posts WHERE created_at < '2026-10-01'"),
    no(OTHERS, "DATE_PART/DATEPART (", "SELECT DATE_PART('year', joined_on) FROM users", "`strftime('%Y', …)` takes a part from a date", "SELECT strftime('%Y', joined_on) FROM users"),
    no(OTHERS, "DATE_TRUNC (", "SELECT DATE_TRUNC('month', joined_on) FROM users", "`date(…, 'start of month')` goes to the beginning of the month", "SELECT date(joined_on, 'start of month') FROM users"),
    no(OTHERS, "DATEDIFF/TIMESTAMPDIFF (", "SELECT DATEDIFF('2026-03-01', joined_on) FROM users", "`julianday(…) - julianday(…)` gives the days between two dates", "SELECT julianday('2026-03-01') - julianday(joined_on) FROM users"),
    no(ORACLE, "MONTHS_BETWEEN/AGE (", "SELECT MONTHS_BETWEEN('2026-03-01', joined_on) FROM users", "`timediff` gives years, months, days and hours between two times", "SELECT timediff('2026-03-01', joined_on) FROM users"),
    no(OTHERS, "DATEADD/ADD_MONTHS (", "SELECT DATEADD(day, 1, joined_on) FROM users", "`date(…, '+1 day')` goes on by a day", "SELECT date(joined_on, '+1 day') FROM users"),
    no(OTHERS, "EOMONTH/LAST_DAY (", "SELECT LAST_DAY(joined_on) FROM users", "three steps lead to the last day of the month", "SELECT date(joined_on, 'start of month', '+1 month', '-1 day') FROM users"),
    no(OTHERS, "ISNULL (", "SELECT ISNULL(city, 'none') FROM users", "`coalesce(city, 'none')` gives the first value that is not NULL; `city IS NULL` asks for it", "SELECT coalesce(city, 'none') FROM users"),
    no(ORACLE, "NVL (", "SELECT NVL(city, 'none') FROM users", "`coalesce(city, 'none')` gives the first value that is not NULL", "SELECT coalesce(city, 'none') FROM users"),
    no(ORACLE, "NVL2 (", "SELECT NVL2(city, 'known', 'none') FROM users", "`iif` chooses between two values", "SELECT iif(city IS NOT NULL, 'known', 'none') FROM users"),
    no(ORACLE, "DECODE (", "SELECT DECODE(city, 'Delft', 1, 0) FROM users", "`CASE … WHEN … THEN … END` chooses between values", "SELECT CASE city WHEN 'Delft' THEN 1 ELSE 0 END FROM users"),
    no(SERVER, "CHOOSE (", "SELECT CHOOSE(2, 'a', 'b')", "`CASE … WHEN … THEN … END` chooses between values", "SELECT CASE 2 WHEN 1 THEN 'a' WHEN 2 THEN 'b' END"),
    no(SERVER, "LEN/CHAR_LENGTH/CHARACTER_LENGTH/STRLEN (", "SELECT LEN(name) FROM users", "`length(…)` counts the characters", "SELECT length(name) FROM users"),
    no(OTHERS, "LEFT (", "SELECT LEFT(name, 3) FROM users", "`substr(name, 1, 3)` takes the first three characters", "SELECT substr(name, 1, 3) FROM users"),
    no(OTHERS, "RIGHT (", "SELECT RIGHT(name, 3) FROM users", "`substr(name, -3)` takes the last three characters", "SELECT substr(name, -3) FROM users"),
    no(MYSQL, "MID (", "SELECT MID(name, 2, 3) FROM users", "`substr(name, 2, 3)` takes three characters from the second on", "SELECT substr(name, 2, 3) FROM users"),
    no(OTHERS, "LOCATE/CHARINDEX/STRPOS/INDEXOF/POSITION (", "SELECT CHARINDEX('a', name) FROM users", "`instr(name, 'a')` gives the place of a text in another", "SELECT instr(name, 'a') FROM users"),
    no(OTHERS, "UCASE (", "SELECT UCASE(name) FROM users", "`upper(…)` makes capitals", "SELECT upper(name) FROM users"),
    no(OTHERS, "LCASE (", "SELECT LCASE(name) FROM users", "`lower(…)` makes small letters", "SELECT lower(name) FROM users"),
    no(OTHERS, "LPAD (", "SELECT LPAD(name, 8, ' ') FROM users", "`format('%8s', …)` fills up with spaces on the left", "SELECT format('%8s', name) FROM users"),
    no(OTHERS, "RPAD (", "SELECT RPAD(name, 8, ' ') FROM users", "`format('%-8s', …)` fills up with spaces on the right", "SELECT format('%-8s', name) FROM users"),
    no(OTHERS, "REPEAT/REPLICATE (", "SELECT REPEAT('ab', 3)", "`replace` puts a text in the place of zeros", "SELECT replace(hex(zeroblob(3)), '00', 'ab')"),
    no(OTHERS, "SPLIT_PART/SUBSTRING_INDEX (", "SELECT SPLIT_PART(name, ' ', 1) FROM users", "`substr` takes a text up to the place that `instr` gives", "SELECT substr(name, 1, instr(name || ' ', ' ') - 1) FROM users"),
    no(OTHERS, "REGEXP_LIKE/REGEXP_REPLACE/REGEXP_MATCHES/REGEXP_SUBSTR (", "SELECT name FROM users WHERE REGEXP_LIKE(name, '^A')", "there are no regular expressions: `GLOB` compares with a pattern of `*`, `?` and `[a-z]`", "SELECT name FROM users WHERE name GLOB 'A*'"),
    no(OTHERS, "STARTSWITH/STARTS_WITH (", "SELECT name FROM users WHERE STARTSWITH(name, 'A')", "`LIKE 'A%'` looks at the beginning of a text", "SELECT name FROM users WHERE name LIKE 'A%'"),
    no(OTHERS, "FIND_IN_SET (", "SELECT FIND_IN_SET('a', 'a,b')", "`instr` looks for a text in another, with commas around both", "SELECT instr(',a,b,', ',a,') > 0"),
    no(OTHERS, "AVERAGE/MEAN (", "SELECT AVERAGE(id) FROM users", "`avg(…)` is the mean", "SELECT avg(id) FROM users"),
    no(OTHERS, "MAXIMUM (", "SELECT MAXIMUM(id) FROM users", "`max(…)` is the largest", "SELECT max(id) FROM users"),
    no(OTHERS, "MINIMUM (", "SELECT MINIMUM(id) FROM users", "`min(…)` is the smallest", "SELECT min(id) FROM users"),
    no(OTHERS, "CNT/COUNT_BIG (", "SELECT COUNT_BIG(*) FROM users", "`count(*)` counts rows", "SELECT count(*) FROM users"),
    no(OTHERS, "GREATEST (", "SELECT GREATEST(1, 2)", "`max(a, b)` with two values gives the larger", "SELECT max(1, 2)"),
    no(OTHERS, "LEAST (", "SELECT LEAST(1, 2)", "`min(a, b)` with two values gives the smaller", "SELECT min(1, 2)"),
    no(OTHERS, "STDDEV/STDEV/STDDEV_POP/STDEVP (", "SELECT STDDEV(id) FROM users", "it is the root of the mean of the squares less the square of the mean", "SELECT sqrt(avg(id * id) - avg(id) * avg(id)) FROM users"),
    no(OTHERS, "MEDIAN/PERCENTILE_CONT (", "SELECT MEDIAN(id) FROM users", "number the rows and take those in the middle", "SELECT avg(id) FROM (SELECT id, row_number() OVER (ORDER BY id) AS n, count(*) OVER () AS rows FROM users) WHERE n IN ((rows + 1) / 2, (rows + 2) / 2)"),
    no(OTHERS, "RAND (", "SELECT RAND()", "`random()` gives a random whole number", "SELECT abs(random() % 100)"),
    no(OTHERS, "TRUNCATE (", "SELECT TRUNCATE(2.5, 0)", "`trunc(…)` leaves the fraction out, and `round(…, 2)` rounds", "SELECT trunc(2.5), round(2.345, 2)"),
    no(OTHERS, "TO_NUMBER/TRY_CAST/CONVERT/STR (", "SELECT CONVERT('12', SIGNED)", "`CAST(… AS INTEGER)` makes a value of another type", "SELECT CAST('12' AS INTEGER)"),
    no(OTHERS, "ARRAY_AGG/LISTAGG (", "SELECT LISTAGG(name, ', ') FROM users", "`group_concat(…)` puts the values of a group into one text", "SELECT group_concat(name, ', ') FROM users"),
    no(POSTGRES, "UNNEST (", "SELECT * FROM UNNEST('[1, 2]')", "`json_each` makes rows of a JSON array", "SELECT value FROM json_each('[1, 2]')"),
    no(OTHERS, "LAST_INSERT_ID/SCOPE_IDENTITY/LASTVAL (", "SELECT LAST_INSERT_ID()", "`last_insert_rowid()` gives the number of the last row", "SELECT last_insert_rowid()"),
    no(POSTGRES, "NEXTVAL (", "SELECT NEXTVAL('plot_ids')", "an `INTEGER PRIMARY KEY` gets its numbers by itself", "CREATE TABLE plots (id INTEGER PRIMARY KEY, name TEXT)"),
    no(OTHERS, "DATABASE/CURRENT_USER/USER (", "SELECT DATABASE()", "there is one database, without a name and without users", "SELECT name FROM sqlite_schema"),
    no(OTHERS, "VERSION (", "SELECT VERSION()", "`sqlite_version()` gives SQLite's version", "SELECT sqlite_version()"),
    no(OTHERS, "UUID/NEWID/GEN_RANDOM_UUID/SYS_GUID (", "SELECT UUID()", "`hex(randomblob(16))` makes a random text", "SELECT hex(randomblob(16))"),
    no(OTHERS, "CONTAINS (", "SELECT name FROM users WHERE CONTAINS(name, 'a')", "`LIKE '%a%'` looks for a text in another", "SELECT name FROM users WHERE name LIKE '%a%'"),
    no(SERVER, "ISNUMERIC (", "SELECT ISNUMERIC('12')", "a text of digits alone is one that `GLOB` finds no other sign in", "SELECT '12' NOT GLOB '*[^0-9]*'"),
    no(MYSQL, "JSON_CONTAINS (", "SELECT JSON_CONTAINS('[1, 2]', '1')", "`json_each` makes rows of a JSON array", "SELECT 1 IN (SELECT value FROM json_each('[1, 2]'))"),
    no(SERVER, "TOP (", "SELECT TOP(5) name FROM users", "`LIMIT 5` at the end says how many rows", "SELECT name FROM users LIMIT 5"),
];

/// Words where SQLite stops because they are not its own.
#[rustfmt::skip]
pub(super) const REFUSED: &[Refused] = &[
    // Choosing rows.
    no(SERVER, "TOP", "SELECT TOP 5 name FROM users", "`LIMIT 5` at the end says how many rows", "SELECT name FROM users LIMIT 5"),
    no(SERVER, "OFFSET _ ROW/ROWS", "SELECT name FROM users ORDER BY id OFFSET 2 ROWS FETCH NEXT 5 ROWS ONLY", "`OFFSET` follows `LIMIT`", "SELECT name FROM users ORDER BY id LIMIT 5 OFFSET 2"),
    no(POSTGRES, "OFFSET _ LIMIT", "SELECT name FROM users OFFSET 2 LIMIT 5", "`OFFSET` follows `LIMIT`", "SELECT name FROM users LIMIT 5 OFFSET 2"),
    no(OTHERS, "FETCH FIRST/NEXT", "SELECT name FROM users FETCH FIRST 5 ROWS ONLY", "`LIMIT 5` at the end says how many rows", "SELECT name FROM users LIMIT 5"),
    no(POSTGRES, "DISTINCT ON (", "SELECT DISTINCT ON (author_id) author_id, title FROM posts ORDER BY author_id, created_at DESC", "`GROUP BY` makes one row of each group, and beside a single `max(…)` the other columns are of the row with the largest value", "SELECT author_id, title, max(created_at) FROM posts GROUP BY author_id"),
    no(ORACLE, "_ ( + )", "SELECT * FROM users, posts WHERE users.id = posts.author_id (+)", "`LEFT JOIN` keeps the rows without a partner", "SELECT * FROM users LEFT JOIN posts ON posts.author_id = users.id"),
    no(ORACLE, "CONNECT BY", "SELECT id FROM comments CONNECT BY PRIOR id = parent_id", "`WITH RECURSIVE` follows rows from one to the next", "WITH RECURSIVE thread (id) AS (VALUES (1) UNION ALL SELECT comments.id FROM comments JOIN thread ON comments.parent_id = thread.id) SELECT id FROM thread"),
    no(ORACLE, "START WITH", "SELECT id FROM comments START WITH parent_id IS NULL CONNECT BY PRIOR id = parent_id", "`WITH RECURSIVE` follows rows from one to the next", "WITH RECURSIVE thread (id) AS (VALUES (1) UNION ALL SELECT comments.id FROM comments JOIN thread ON comments.parent_id = thread.id) SELECT id FROM thread"),
    no(ORACLE, "MINUS SELECT", "SELECT id FROM users MINUS SELECT author_id FROM posts", "the word is `EXCEPT`", "SELECT id FROM users EXCEPT SELECT author_id FROM posts"),
    no(POSTGRES, "LATERAL (", "SELECT u.name, p.title FROM users u, LATERAL (SELECT title FROM posts WHERE author_id = u.id LIMIT 1) p", "a subquery among the columns may use the row it stands in", "SELECT name, (SELECT title FROM posts WHERE author_id = users.id LIMIT 1) FROM users"),
    no(SERVER, "CROSS/OUTER APPLY", "SELECT u.name, p.title FROM users u CROSS APPLY (SELECT TOP 1 title FROM posts WHERE author_id = u.id) p", "a subquery among the columns may use the row it stands in", "SELECT name, (SELECT title FROM posts WHERE author_id = users.id LIMIT 1) FROM users"),
    no(SERVER, "PIVOT", "SELECT * FROM sessions PIVOT (COUNT(id) FOR device IN (phone, laptop)) p", "each column is a sum of its own", "SELECT sum(device = 'phone') AS phone, sum(device = 'laptop') AS laptop FROM sessions"),
    no(SERVER, "WITH ( NOLOCK", "SELECT * FROM users WITH (NOLOCK)", "leave it out: who reads waits for nobody's rows", "SELECT * FROM users"),
    no(OTHERS, "=/</>/<=/>=/<>/!= ANY/SOME (", "SELECT name FROM users WHERE id = ANY (SELECT author_id FROM posts)", "`IN (…)` asks whether one is equal; for `<` and `>` take `max` or `min` of them", "SELECT name FROM users WHERE id IN (SELECT author_id FROM posts)"),
    no(OTHERS, "=/</>/<=/>=/<>/!= ALL (", "SELECT name FROM users WHERE id > ALL (SELECT author_id FROM posts)", "compare with `max` or `min` of them; `<> ALL` is `NOT IN`", "SELECT name FROM users WHERE id > (SELECT max(author_id) FROM posts)"),
    no(OTHERS, "WITH ROLLUP", "SELECT city, COUNT(*) FROM users GROUP BY city WITH ROLLUP", "the row of the whole is a `SELECT` of its own", "SELECT city, COUNT(*) FROM users GROUP BY city UNION ALL SELECT NULL, COUNT(*) FROM users"),
    no(OTHERS, "ROLLUP/CUBE (", "SELECT city, COUNT(*) FROM users GROUP BY ROLLUP (city)", "the row of the whole is a `SELECT` of its own", "SELECT city, COUNT(*) FROM users GROUP BY city UNION ALL SELECT NULL, COUNT(*) FROM users"),
    no(OTHERS, "GROUPING SETS", "SELECT city, COUNT(*) FROM users GROUP BY GROUPING SETS ((city), ())", "each set is a `SELECT` of its own", "SELECT city, COUNT(*) FROM users GROUP BY city UNION ALL SELECT NULL, COUNT(*) FROM users"),
    no(OTHERS, "QUALIFY", "SELECT title FROM posts QUALIFY row_number() OVER (PARTITION BY author_id ORDER BY id) = 1", "number the rows in a subquery, and choose outside it", "SELECT title FROM (SELECT title, row_number() OVER (PARTITION BY author_id ORDER BY id) AS n FROM posts) WHERE n = 1"),
    no(OTHERS, "FOR UPDATE/SHARE", "SELECT * FROM users WHERE id = 1 FOR UPDATE", "`BEGIN IMMEDIATE` keeps other writers out until `COMMIT`", "BEGIN IMMEDIATE; SELECT * FROM users WHERE id = 1; COMMIT"),
    no(OTHERS, ") AS _ (", "SELECT * FROM (VALUES (1, 2)) AS t(x, y)", "an alias names no columns; `WITH` does", "WITH t (x, y) AS (VALUES (1, 2)) SELECT * FROM t"),
    // Conditions and values.
    no(POSTGRES, "ILIKE", "SELECT name FROM users WHERE name ILIKE 'a%'", "`LIKE` takes capitals and small letters of English for the same", "SELECT name FROM users WHERE name LIKE 'a%'"),
    no(MYSQL, "#", "SELECT 1 # one", "a comment begins with `--` and goes to the end of its line", "SELECT 1 -- one"),
    no(MYSQL, "RLIKE", "SELECT name FROM users WHERE name RLIKE '^A'", "`LIKE` with `%` and `_`, or `GLOB` with `*`, `?` and `[a-z]`, compares with a pattern", "SELECT name FROM users WHERE name GLOB 'A*'"),
    no(MYSQL, "REGEXP", "SELECT name FROM users WHERE name REGEXP '^A'", "`LIKE` with `%` and `_`, or `GLOB` with `*`, `?` and `[a-z]`, compares with a pattern", "SELECT name FROM users WHERE name GLOB 'A*'"),
    no(POSTGRES, "SIMILAR TO", "SELECT name FROM users WHERE name SIMILAR TO 'A%'", "`LIKE` knows `%` and `_`, and `GLOB` knows `[a-z]`", "SELECT name FROM users WHERE name GLOB '[AB]*'"),
    no(POSTGRES, "_ ~ '*", "SELECT name FROM users WHERE name ~ '^A'", "`LIKE` with `%` and `_`, or `GLOB` with `*`, `?` and `[a-z]`, compares with a pattern", "SELECT name FROM users WHERE name GLOB 'A*'"),
    no(MYSQL, "<= >", "SELECT name FROM users WHERE city <=> NULL", "`IS` compares with NULL as well", "SELECT name FROM users WHERE city IS NULL"),
    no(POSTGRES, ": :*", "SELECT id::text FROM users", "`CAST` changes the type of a value", "SELECT CAST(id AS TEXT) FROM users"),
    no(OTHERS, "DATE_ADD/DATE_SUB (", "SELECT DATE_ADD(joined_on, INTERVAL 1 DAY) FROM users", "`date(…, '+1 day')` goes on by a day", "SELECT date(joined_on, '+1 day') FROM users"),
    no(OTHERS, "INTERVAL", "SELECT joined_on + INTERVAL 1 DAY FROM users", "`date(…, '+1 day')` goes on by a day", "SELECT date(joined_on, '+1 day') FROM users"),
    no(MYSQL, "DIV", "SELECT 7 DIV 2", "`/` between whole numbers leaves the fraction out", "SELECT 7 / 2"),
    no(MYSQL, "MOD _", "SELECT id MOD 2 FROM users", "`id % 2` is the rest of a division", "SELECT id % 2 FROM users"),
    no(MYSQL, "XOR", "SELECT name FROM users WHERE (id = 1) XOR (city = 'Delft')", "`<>` between two conditions is true where one alone is", "SELECT name FROM users WHERE (id = 1) <> (city = 'Delft')"),
    no(LANGUAGES, "IS/NOT EQUAL TO", "SELECT name FROM users WHERE id EQUAL TO 1", "the sign is `=`", "SELECT name FROM users WHERE id = 1"),
    no(LANGUAGES, "EQUAL/EQUALS", "SELECT name FROM users WHERE id EQUALS 1", "the sign is `=`", "SELECT name FROM users WHERE id = 1"),
    no(LANGUAGES, "GREATER", "SELECT name FROM users WHERE id GREATER THAN 1", "the sign is `>`", "SELECT name FROM users WHERE id > 1"),
    no(LANGUAGES, "LESS", "SELECT name FROM users WHERE id LESS THAN 3", "the sign is `<`", "SELECT name FROM users WHERE id < 3"),
    no(LANGUAGES, "CONTAINS", "SELECT name FROM users WHERE name CONTAINS 'a'", "`LIKE '%a%'` looks for a text in another", "SELECT name FROM users WHERE name LIKE '%a%'"),
    no(LANGUAGES, "STARTS", "SELECT name FROM users WHERE name STARTS WITH 'A'", "`LIKE 'A%'` looks at the beginning", "SELECT name FROM users WHERE name LIKE 'A%'"),
    no(LANGUAGES, "ENDS", "SELECT name FROM users WHERE name ENDS WITH 'a'", "`LIKE '%a'` looks at the end", "SELECT name FROM users WHERE name LIKE '%a'"),
    no(LANGUAGES, "ASCENDING", "SELECT name FROM users ORDER BY name ASCENDING", "the word is `ASC`, and may be left out", "SELECT name FROM users ORDER BY name ASC"),
    no(LANGUAGES, "DESCENDING", "SELECT name FROM users ORDER BY name DESCENDING", "the word is `DESC`", "SELECT name FROM users ORDER BY name DESC"),
    no(MYSQL, "SEPARATOR", "SELECT group_concat(name SEPARATOR ', ') FROM users", "write `group_concat(name, ', ')`: the separator is the second value", "SELECT group_concat(name, ', ') FROM users"),
    no(SERVER, "WITHIN GROUP (", "SELECT string_agg(name, ', ') WITHIN GROUP (ORDER BY name) FROM users", "the order stands inside the brackets of the function", "SELECT string_agg(name, ', ' ORDER BY name) FROM users"),
    no(OTHERS, "EXTRACT ( _ FROM", "SELECT EXTRACT(YEAR FROM joined_on) FROM users", "`strftime('%Y', …)` takes a part from a date", "SELECT strftime('%Y', joined_on) FROM users"),
    no(OTHERS, "SUBSTRING ( … FROM", "SELECT SUBSTRING(name FROM 1 FOR 3) FROM users", "the values of `substr` have commas between them", "SELECT substr(name, 1, 3) FROM users"),
    no(OTHERS, "TRIM ( BOTH/LEADING/TRAILING", "SELECT TRIM(LEADING ' ' FROM name) FROM users", "`ltrim`, `rtrim` and `trim` take the text, and then the characters that go", "SELECT ltrim(name, ' ') FROM users"),
    no(OTHERS, "CURRENT_DATE/CURRENT_TIME/CURRENT_TIMESTAMP (", "SELECT CURRENT_DATE()", "this word has no brackets", "SELECT CURRENT_DATE"),
    // Changing rows.
    no(MYSQL, "INSERT IGNORE", "INSERT IGNORE INTO users (name) VALUES ('Ada')", "write `INSERT OR IGNORE`", "INSERT OR IGNORE INTO users (name, joined_on) VALUES ('Ada', '2026-11-01')"),
    no(MYSQL, "DUPLICATE KEY UPDATE", "INSERT INTO users (id, name, joined_on) VALUES (1, 'Ada', '2026-11-01') ON DUPLICATE KEY UPDATE name = 'Ada'", "`ON CONFLICT (id) DO UPDATE` names the key, and `excluded` is the row that was refused", "INSERT INTO users (id, name, joined_on) VALUES (1, 'Ada', '2026-11-01') ON CONFLICT (id) DO UPDATE SET name = excluded.name"),
    no(MYSQL, "INSERT INTO _ SET", "INSERT INTO users SET name = 'Ada', joined_on = '2026-11-01'", "`INSERT` names the columns first, and then their values", "INSERT INTO users (name, joined_on) VALUES ('Ada', '2026-11-01')"),
    no(OTHERS, "RETURNING … INTO", "INSERT INTO users (name, joined_on) VALUES ('Ada', '2026-11-01') RETURNING id INTO new_id", "there are no variables: `RETURNING` gives rows, as a `SELECT` does", "INSERT INTO users (name, joined_on) VALUES ('Ada', '2026-11-01') RETURNING id"),
    no(MYSQL, "^ UPDATE … JOIN … SET", "UPDATE posts JOIN users ON users.id = posts.author_id SET tag = 'x' WHERE users.name = 'Ben'", "the other table stands after `FROM`", "UPDATE posts SET tag = 'x' FROM users WHERE users.id = posts.author_id AND users.name = 'Ben'"),
    no(MYSQL, "^ DELETE _ FROM … JOIN", "DELETE p FROM posts p JOIN users u ON u.id = p.author_id WHERE u.name = 'Nobody'", "`DELETE FROM` names one table, and a subquery chooses by others", "DELETE FROM posts WHERE author_id IN (SELECT id FROM users WHERE name = 'Nobody')"),
    no(POSTGRES, "^ DELETE FROM _ USING", "DELETE FROM posts USING users WHERE users.id = posts.author_id AND users.name = 'Nobody'", "`DELETE FROM` names one table, and a subquery chooses by others", "DELETE FROM posts WHERE author_id IN (SELECT id FROM users WHERE name = 'Nobody')"),
    no(OTHERS, "^ TRUNCATE TABLE T", "TRUNCATE TABLE likes", "`DELETE` without a `WHERE` deletes every row", "DELETE FROM likes"),
    no(OTHERS, "^ TRUNCATE T", "TRUNCATE likes", "`DELETE` without a `WHERE` deletes every row", "DELETE FROM likes"),
    no(OTHERS, "^ MERGE", "MERGE INTO users USING others ON users.id = others.id WHEN MATCHED THEN DELETE", "`INSERT … ON CONFLICT` inserts a row or changes the one that is there", "INSERT INTO users (id, name, joined_on) VALUES (1, 'Ada', '2026-11-01') ON CONFLICT (id) DO UPDATE SET name = excluded.name"),
    no(OTHERS, "^ UPSERT", "UPSERT INTO users (id, name) VALUES (1, 'Ada')", "`INSERT … ON CONFLICT` inserts a row or changes the one that is there", "INSERT INTO users (id, name, joined_on) VALUES (1, 'Ada', '2026-11-01') ON CONFLICT (id) DO UPDATE SET name = excluded.name"),
    no(SERVER, "^ SELECT … INTO _ FROM", "SELECT * INTO old_users FROM users", "`CREATE TABLE … AS` keeps the rows of a `SELECT`", "CREATE TABLE old_users AS SELECT * FROM users"),
    no(OTHERS, "^ COPY/LOAD", "LOAD DATA INFILE 'users.csv' INTO TABLE users", "rows are written with `INSERT`; a CSV file can be pasted below the editor", "INSERT INTO users (name, joined_on) VALUES ('Ada', '2026-11-01')"),
    // Tables.
    no(MYSQL, "AUTO_INCREMENT", "CREATE TABLE plots (id INTEGER NOT NULL AUTO_INCREMENT PRIMARY KEY)", "an `INTEGER PRIMARY KEY` gets its numbers by itself: write `id INTEGER PRIMARY KEY`", "CREATE TABLE plots (id INTEGER PRIMARY KEY, name TEXT)"),
    no(SERVER, "IDENTITY", "CREATE TABLE plots (id INTEGER NOT NULL IDENTITY(1, 1))", "an `INTEGER PRIMARY KEY` gets its numbers by itself: write `id INTEGER PRIMARY KEY`", "CREATE TABLE plots (id INTEGER PRIMARY KEY, name TEXT)"),
    no(MYSQL, "ENUM (", "CREATE TABLE plots (id INTEGER PRIMARY KEY, size ENUM('small', 'large'))", "a `CHECK` says which values there are", "CREATE TABLE plots (id INTEGER PRIMARY KEY, size TEXT CHECK (size IN ('small', 'large')))"),
    no(MYSQL, "ENGINE =", "CREATE TABLE plots (id INTEGER PRIMARY KEY) ENGINE=InnoDB", "leave it out: there is one way to store a table", "CREATE TABLE plots (id INTEGER PRIMARY KEY)"),
    no(MYSQL, "DEFAULT CHARSET", "CREATE TABLE plots (name TEXT) DEFAULT CHARSET=utf8mb4", "leave it out: all text is Unicode", "CREATE TABLE plots (name TEXT)"),
    no(MYSQL, "CHARACTER SET", "CREATE TABLE plots (name TEXT CHARACTER SET utf8)", "leave it out: all text is Unicode", "CREATE TABLE plots (name TEXT)"),
    no(MYSQL, "ON UPDATE CURRENT_TIMESTAMP", "CREATE TABLE plots (changed_at TEXT DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP)", "a trigger writes the time of a change", "CREATE TRIGGER user_changed AFTER UPDATE OF city ON users BEGIN UPDATE users SET joined_on = CURRENT_TIMESTAMP WHERE id = NEW.id; END"),
    no(OTHERS, "^ COMMENT ON", "COMMENT ON TABLE users IS 'people'", "a comment stands in the `CREATE` statement, which is kept as it was written", "CREATE TABLE plots (id INTEGER PRIMARY KEY /* by the gate */)"),
    no(MYSQL, "COMMENT '*", "CREATE TABLE plots (id INTEGER PRIMARY KEY COMMENT 'the number')", "a comment begins with `--` or stands between `/*` and `*/`", "CREATE TABLE plots (id INTEGER PRIMARY KEY /* the number */)"),
    no(MYSQL, "^ ALTER TABLE _ MODIFY", "ALTER TABLE users MODIFY city INTEGER", "a column cannot be changed later: make a new table, and copy the rows", "CREATE TABLE new_users AS SELECT id, name, CAST(city AS TEXT) AS city, joined_on FROM users"),
    no(OTHERS, "^ ALTER TABLE _ ALTER", "ALTER TABLE users ALTER COLUMN city TYPE INTEGER", "a column cannot be changed later: make a new table, and copy the rows", "CREATE TABLE new_users AS SELECT id, name, CAST(city AS TEXT) AS city, joined_on FROM users"),
    no(MYSQL, "^ ALTER TABLE _ CHANGE", "ALTER TABLE users CHANGE city town TEXT", "`RENAME COLUMN` gives a column another name", "ALTER TABLE users RENAME COLUMN city TO town"),
    no(MYSQL, "^ ALTER TABLE _ ADD INDEX/KEY", "ALTER TABLE users ADD INDEX by_city (city)", "an index is made by itself", "CREATE INDEX by_city ON users (city)"),
    no(MYSQL, "^ DROP INDEX _ ON", "DROP INDEX posts_author ON posts", "the name of an index is enough", "DROP INDEX posts_author"),
    no(POSTGRES, "^ DROP TABLE _ CASCADE", "DROP TABLE likes CASCADE", "leave `CASCADE` out", "DROP TABLE likes"),
    no(MYSQL, "^ CREATE TABLE _ LIKE", "CREATE TABLE old_users LIKE users", "`CREATE TABLE … AS` takes the columns of a `SELECT`, without their rules", "CREATE TABLE old_users AS SELECT * FROM users WHERE 0"),
    no(OTHERS, "^ CREATE OR REPLACE", "CREATE OR REPLACE VIEW names AS SELECT name FROM users", "drop the old one first", "DROP VIEW IF EXISTS names; CREATE VIEW names AS SELECT name FROM users"),
    no(POSTGRES, "^ CREATE MATERIALIZED VIEW", "CREATE MATERIALIZED VIEW names AS SELECT name FROM users", "a view is asked anew each time; a table keeps the rows", "CREATE TABLE names AS SELECT name FROM users"),
    no(OTHERS, "^ CREATE/ALTER/DROP SEQUENCE", "CREATE SEQUENCE plot_ids", "an `INTEGER PRIMARY KEY` gets its numbers by itself", "CREATE TABLE plots (id INTEGER PRIMARY KEY, name TEXT)"),
    no(POSTGRES, "^ CREATE TYPE/DOMAIN", "CREATE TYPE size AS ENUM ('small', 'large')", "a `CHECK` says which values there are", "CREATE TABLE plots (id INTEGER PRIMARY KEY, size TEXT CHECK (size IN ('small', 'large')))"),
    no(OTHERS, "^ CREATE/DROP/ALTER DATABASE/SCHEMA", "CREATE DATABASE shop", "a database is a file, and here you are in yours already: begin with a table", "CREATE TABLE shop (id INTEGER PRIMARY KEY)"),
    no(OTHERS, "^ CREATE/DROP/ALTER PROCEDURE/PROC/FUNCTION", "CREATE PROCEDURE greet() BEGIN SELECT 'hello'; END", "there are no stored procedures: a view keeps a query, and a trigger runs at a change", "CREATE VIEW greeting AS SELECT 'hello'"),
    no(OTHERS, "^ CREATE/DROP/ALTER USER/ROLE/LOGIN", "CREATE USER ada", "there are no users and rights: who can read the file can read everything in it. A table may hold your own users", "CREATE TABLE accounts (name TEXT PRIMARY KEY)"),
    no(POSTGRES, "^ CREATE EXTENSION", "CREATE EXTENSION pg_trgm", "what is there is there: leave the line out", "SELECT sqlite_version()"),
    // Whole statements.
    no(MYSQL, "^ SHOW TABLES", "SHOW TABLES", "the tables stand in a table", "SELECT name, sql FROM sqlite_schema WHERE type = 'table'"),
    no(MYSQL, "^ SHOW DATABASES", "SHOW DATABASES", "there is one database, and its tables stand in a table", "SELECT name, sql FROM sqlite_schema WHERE type = 'table'"),
    no(MYSQL, "^ SHOW CREATE TABLE T", "SHOW CREATE TABLE users", "the statement that made a table is kept with it", "SELECT sql FROM sqlite_schema WHERE name = 'users'"),
    no(MYSQL, "^ SHOW COLUMNS/FIELDS FROM/IN T", "SHOW COLUMNS FROM users", "a table is described by `PRAGMA table_info`", "PRAGMA table_info(users)"),
    no(MYSQL, "^ SHOW INDEX/INDEXES/KEYS FROM/IN T", "SHOW INDEX FROM users", "the indexes of a table are listed by `PRAGMA index_list`", "PRAGMA index_list(users)"),
    no(MYSQL, "^ SHOW", "SHOW WARNINGS", "what there is stands in a table", "SELECT name, sql FROM sqlite_schema"),
    no(OTHERS, "^ DESCRIBE/DESC TABLE T", "DESCRIBE TABLE users", "a table is described by `PRAGMA table_info`", "PRAGMA table_info(users)"),
    no(OTHERS, "^ DESCRIBE/DESC T", "DESCRIBE users", "a table is described by `PRAGMA table_info`", "PRAGMA table_info(users)"),
    no(POSTGRES, "^ \\ d*", "\\dt", "the tables stand in a table", "SELECT name, sql FROM sqlite_schema WHERE type = 'table'"),
    no(POSTGRES, "EXPLAIN ANALYZE/ANALYSE", "EXPLAIN ANALYZE SELECT * FROM users WHERE id = 1", "`EXPLAIN QUERY PLAN` shows how a statement will be run; the sandbox measures it", "EXPLAIN QUERY PLAN SELECT * FROM users WHERE id = 1"),
    no(OTHERS, "^ USE", "USE shop", "there is one database, and you are in it: leave the line out", "SELECT name FROM users"),
    no(OTHERS, "^ START TRANSACTION", "START TRANSACTION", "a transaction begins with `BEGIN`", "BEGIN; COMMIT"),
    no(SERVER, "^ BEGIN/COMMIT/ROLLBACK TRAN", "BEGIN TRAN", "the word is `TRANSACTION`, and may be left out", "BEGIN TRANSACTION; COMMIT"),
    no(OTHERS, "^ BEGIN/COMMIT/ROLLBACK WORK", "BEGIN WORK", "leave `WORK` out", "BEGIN; COMMIT"),
    no(OTHERS, "^ GRANT/REVOKE", "GRANT SELECT ON users TO ada", "there are no users and rights: who can read the file can read everything in it. A view may show some columns only", "CREATE VIEW names AS SELECT name FROM users"),
    no(OTHERS, "^ CALL/EXEC/EXECUTE", "EXEC sp_help", "there are no stored procedures: write out their statements", "SELECT name, sql FROM sqlite_schema"),
    no(OTHERS, "^ DECLARE", "DECLARE @city TEXT", "there are no variables: `WITH` names a value for one statement", "WITH chosen (city) AS (VALUES ('Delft')) SELECT name FROM users JOIN chosen ON users.city = chosen.city"),
    no(OTHERS, "^ SET @*", "SET @city = 'Delft'", "there are no variables: `WITH` names a value for one statement", "WITH chosen (city) AS (VALUES ('Delft')) SELECT name FROM users JOIN chosen ON users.city = chosen.city"),
    no(OTHERS, "^ SET", "SET NAMES utf8", "settings are changed with `PRAGMA`, and columns with `UPDATE users SET …`", "PRAGMA foreign_keys = ON"),
    no(SERVER, "^ GO", "GO", "a statement ends with `;`: leave the line out", "SELECT 1;"),
    no(MYSQL, "^ DELIMITER", "DELIMITER //", "a trigger may hold semicolons as it is: leave the line out", "CREATE TRIGGER t AFTER DELETE ON likes BEGIN SELECT 1; SELECT 2; END"),
    no(SERVER, "^ PRINT", "PRINT 'hello'", "`SELECT` shows a value", "SELECT 'hello'"),
    no(OTHERS, "^ LOCK/UNLOCK", "LOCK TABLES users WRITE", "`BEGIN IMMEDIATE` keeps other writers out until `COMMIT`", "BEGIN IMMEDIATE; COMMIT"),
    no(MYSQL, "^ RENAME TABLE", "RENAME TABLE users TO people", "a table is renamed with `ALTER TABLE`", "ALTER TABLE users RENAME TO people"),
    no(MYSQL, "^ OPTIMIZE/FLUSH", "OPTIMIZE TABLE users", "`ANALYZE` counts what the planner needs to know", "ANALYZE"),
    no(SERVER, "^ IF", "IF 1 = 1 SELECT 'yes'", "`CASE` chooses between values", "SELECT CASE WHEN 1 = 1 THEN 'yes' ELSE 'no' END"),
    no(LANGUAGES, "^ ADD", "ADD COLUMN age INTEGER", "a column is added with `ALTER TABLE`, and a row with `INSERT INTO`", "ALTER TABLE users ADD COLUMN age INTEGER"),
    no(LANGUAGES, "^ REMOVE/ERASE", "REMOVE FROM likes", "rows are deleted with `DELETE FROM`", "DELETE FROM likes WHERE user_id = 1"),
    no(LANGUAGES, "^ GET/FIND/LIST/FETCH", "GET name FROM users", "rows are asked for with `SELECT`", "SELECT name FROM users"),
    no(LANGUAGES, "^ CHANGE/MODIFY", "CHANGE users SET city = 'Delft'", "rows are changed with `UPDATE`", "UPDATE users SET city = 'Delft' WHERE id = 1"),
    no(LANGUAGES, "^ MAKE", "MAKE TABLE plots (id INTEGER)", "a table is made with `CREATE TABLE`", "CREATE TABLE plots (id INTEGER)"),
    no(LANGUAGES, "^ RENAME", "RENAME users TO people", "a table is renamed with `ALTER TABLE`", "ALTER TABLE users RENAME TO people"),
    no(LANGUAGES, "^ QUIT/EXIT/CLEAR", "QUIT", "there is nothing to leave or to clear here: take the line away", "SELECT 1"),
    no(LANGUAGES, "^ HELP", "HELP", "the tables stand in a table, which is a good beginning", "SELECT name, sql FROM sqlite_schema"),
];

/// Names of other databases that SQLite takes for columns or tables which are not there.
#[rustfmt::skip]
pub(super) const NAMES: &[Refused] = &[
    no(POSTGRES, "ARRAY [*", "SELECT ARRAY[1, 2]", "a list is a JSON array", "SELECT json_array(1, 2)"),
    no(OTHERS, "INTERVAL '*", "SELECT joined_on + INTERVAL '1 day' FROM users", "`date(…, '+1 day')` goes on by a day", "SELECT date(joined_on, '+1 day') FROM users"),
    no(ORACLE, "SYSDATE/SYSTIMESTAMP/NOW/GETDATE", "SELECT SYSDATE FROM users", "`datetime('now')` gives the date and the time of day in UTC", "SELECT datetime('now')"),
    no(LANGUAGES, "CURDATE/TODAY", "SELECT name FROM users WHERE joined_on = today", "`date('now')` gives the date", "SELECT name FROM users WHERE joined_on = date('now')"),
    no(ORACLE, "ROWNUM", "SELECT name FROM users WHERE ROWNUM <= 5", "`LIMIT 5` at the end says how many rows, and `row_number() OVER (…)` numbers them", "SELECT name FROM users LIMIT 5"),
    no(POSTGRES, "E '*", "SELECT E'a\\nb'", "`char(10)` is a new line", "SELECT 'a' || char(10) || 'b'"),
    no(SERVER, "N '*", "SELECT N'Zoë'", "every text is Unicode: leave the `N` out", "SELECT 'Zoë'"),
    no(OTHERS, "DATE/TIMESTAMP/TIME '*", "SELECT title FROM posts WHERE created_at > DATE '2026-09-01'", "a date is a text, and is compared as it is", "SELECT title FROM posts WHERE created_at > '2026-09-01'"),
    no(ORACLE, "FROM DUAL", "SELECT 1 + 1 FROM dual", "a `SELECT` needs no `FROM`", "SELECT 1 + 1"),
    no(OTHERS, "INFORMATION_SCHEMA . _", "SELECT * FROM information_schema.tables", "the tables stand in `sqlite_schema`", "SELECT name, sql FROM sqlite_schema WHERE type = 'table'"),
    no(OTHERS, "SYS/PG_CATALOG . _", "SELECT * FROM sys.tables", "the tables stand in `sqlite_schema`", "SELECT name, sql FROM sqlite_schema WHERE type = 'table'"),
    no(OTHERS, "PG_TABLES/SYSOBJECTS/USER_TABLES/ALL_TABLES/TAB", "SELECT * FROM pg_tables", "the tables stand in `sqlite_schema`", "SELECT name, sql FROM sqlite_schema WHERE type = 'table'"),
    no(ORACLE, "_ . NEXTVAL", "SELECT plot_ids.NEXTVAL FROM users", "an `INTEGER PRIMARY KEY` gets its numbers by itself", "CREATE TABLE plots (id INTEGER PRIMARY KEY, name TEXT)"),
];

/// Words of other databases that run, and do something else than there.
#[rustfmt::skip]
pub(super) const MISREAD: &[Misread] = &[
    odd(MYSQL, "^ CREATE … AUTO_INCREMENT", "CREATE TABLE plots (id INT AUTO_INCREMENT PRIMARY KEY, name TEXT)", "takes it for a part of the type's name, so an `id` that is left out gets no number", "an `INTEGER PRIMARY KEY` gets its numbers by itself", "CREATE TABLE plots (id INTEGER PRIMARY KEY, name TEXT)"),
    odd(SERVER, "^ CREATE … IDENTITY", "CREATE TABLE plots (id INT IDENTITY(1,1) PRIMARY KEY, name TEXT)", "takes it for a part of the type's name, so an `id` that is left out gets no number", "an `INTEGER PRIMARY KEY` gets its numbers by itself", "CREATE TABLE plots (id INTEGER PRIMARY KEY, name TEXT)"),
    odd(POSTGRES, "^ CREATE … SERIAL/BIGSERIAL/SMALLSERIAL", "CREATE TABLE plots (id SERIAL PRIMARY KEY, name TEXT)", "takes it for the name of a type, so an `id` that is left out gets no number", "an `INTEGER PRIMARY KEY` gets its numbers by itself", "CREATE TABLE plots (id INTEGER PRIMARY KEY, name TEXT)"),
    odd(OTHERS, "^ CREATE … INT/BIGINT/SMALLINT/TINYINT/INT4/INT8 PRIMARY KEY", "CREATE TABLE plots (id INT PRIMARY KEY, name TEXT)", "gives numbers by itself to an `INTEGER PRIMARY KEY` only, so here an `id` that is left out gets none", "write the type out: `INTEGER PRIMARY KEY`", "CREATE TABLE plots (id INTEGER PRIMARY KEY, name TEXT)"),
    odd(MYSQL, "^ CREATE … UNSIGNED", "CREATE TABLE plots (size INTEGER UNSIGNED)", "takes it for a part of the type's name, and keeps negative numbers too", "a `CHECK` keeps negative numbers out", "CREATE TABLE plots (size INTEGER CHECK (size >= 0))"),
    odd(ORACLE, "^ CREATE … VARCHAR2/NVARCHAR2", "CREATE TABLE plots (name VARCHAR2(20))", "takes it for the name of a type, and keeps texts of any length", "a `CHECK` keeps long texts out", "CREATE TABLE plots (name TEXT CHECK (length(name) <= 20))"),
    odd(OTHERS, "@*", "SELECT name FROM users WHERE city = @city", "takes it for a parameter, and here every parameter is NULL", "there are no variables: `WITH` names a value for one statement", "WITH chosen (city) AS (VALUES ('Delft')) SELECT name FROM users JOIN chosen ON users.city = chosen.city"),
    odd(SERVER, "'* +", "SELECT 'by ' + name FROM users", "adds numbers with `+`, and a text counts as the number it begins with, or 0", "`||` joins texts", "SELECT 'by ' || name FROM users"),
    odd(SERVER, "+ '*", "SELECT name + ' of ' FROM users", "adds numbers with `+`, and a text counts as the number it begins with, or 0", "`||` joins texts", "SELECT name || ' of ' FROM users"),
    odd(MYSQL, "~\\n", "SELECT 'one\\ntwo'", "keeps the `\\` as it is: it has no meaning inside a text", "`char(10)` is a new line", "SELECT 'one' || char(10) || 'two'"),
    odd(OTHERS, "generate_series ( … , … , - _ )", "SELECT value FROM generate_series(10, 0, -5)", "counts from the smaller number to the larger here, whatever the sign of the step, and shows them in reverse for a negative one: the first number must be the smaller", "write the smaller number first, and the order at the end", "SELECT value FROM generate_series(0, 10, 5) ORDER BY value DESC"),
];
