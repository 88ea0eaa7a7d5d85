use super::*;

const FEED: &str = "\
-- One page of all posts, as seen by $1
SELECT p.id, p.title AS \"from\", EXISTS (SELECT 1 FROM likes l
           WHERE l.post_id = p.id AND l.user_id = $1) AS liked_by_viewer
FROM posts p
LEFT JOIN users AS u ON u.id = p.author_id
WHERE p.id < $2 AND p.title <> 'it''s from here'
ORDER BY p.id DESC
LIMIT 21";

const HITS: &str =
    "WITH post_hits AS (SELECT rowid AS id FROM posts_search WHERE posts_search MATCH $1 LIMIT 200),
    comment_hits (id) AS MATERIALIZED (SELECT rowid FROM comments_search)
    SELECT p.id FROM post_hits h JOIN posts p ON p.id = h.id
    UNION ALL SELECT c.post_id FROM comment_hits h JOIN comments c ON c.id = h.id";

fn keywords(sql: &str) -> Vec<&str> {
    let keyword = |piece| if let Piece::Keyword(word) = piece { Some(word) } else { None };
    pieces(sql).into_iter().filter_map(keyword).collect()
}

#[test]
fn a_statement_falls_into_words_values_and_remarks() {
    use Piece::*;
    assert_eq!(
        pieces("-- Ünï\nselect \"from\", 'a''b' /* $2 */ FROM p WHERE x=$1"),
        [
            Comment("-- Ünï"),
            Plain("\n"),
            Keyword("select"),
            Plain(" \"from\", "),
            Text("'a''b'"),
            Plain(" "),
            Comment("/* $2 */"),
            Plain(" "),
            Keyword("FROM"),
            Plain(" p "),
            Keyword("WHERE"),
            Plain(" x="),
            Parameter("$1"),
        ]
    );
}

#[test]
fn the_pieces_are_the_text_whatever_the_text() {
    let odd = "| |'|''|'''|'open|\"open|`|--|-- open|-|/*|/*/|/**/|/* é|*/|$|$$|$1|$é|a$1|1.5e3|selecté|é'é'é|\
        雨 AND 雨|\u{301}\u{0}'|)(|.,;|FROM|FROM (|WITH|WITH a|WITH a (|WITH a AS|UPDATE OR|INTO .|a.b.|(((|x\r\n\ty";
    for sql in odd.split('|').chain([FEED, HITS]) {
        let text = |piece: &Piece<'_>| match *piece {
            Piece::Keyword(t)
            | Piece::Parameter(t)
            | Piece::Text(t)
            | Piece::Comment(t)
            | Piece::Plain(t) => t.to_owned(),
        };
        assert_eq!(pieces(sql).iter().map(text).collect::<String>(), sql);
        let _ = (title(sql), body(sql), tables(sql), aliases(sql), writes(sql), dedented(sql));
        assert!(summary(sql).chars().count() <= SUMMARY_CHARS_MAX, "{sql:?}");
        for (end, _) in sql.char_indices() {
            let _ = (pieces(&sql[..end]), summary(&sql[..end]), aliases(&sql[..end]));
        }
    }
}

#[test]
fn names_are_no_keywords() {
    assert_eq!(keywords("SELECT key, first, rowid FROM t"), ["SELECT", "FROM"]);
    assert_eq!(keywords("PRIMARY KEY WITHOUT ROWID"), ["PRIMARY", "KEY", "WITHOUT", "ROWID"]);
    assert_eq!(keywords("replace(a, b) count(*) left(c, 1) t.left set_x"), Vec::<&str>::new());
    assert_eq!(keywords("REPLACE INTO t VALUES (1)"), ["REPLACE", "INTO", "VALUES"]);
    assert_eq!(keywords("EXISTS (x) NOT IN(1)"), ["EXISTS", "NOT", "IN"]);
}

#[test]
fn the_first_remark_is_the_title() {
    assert_eq!(title(FEED), Some("One page of all posts, as seen by $1"));
    assert!(body(FEED).starts_with("SELECT p.id"));
    assert_eq!((title("SELECT 1 -- one"), body("  SELECT 1 -- one")), (None, "SELECT 1 -- one"));
    assert_eq!((title("--"), body("--")), (None, ""));
    assert_eq!((title("-- a\n\n  -- b\nSELECT 1"), body("-- a\r\n\n  -- b\nX")), (Some("a"), "-- b\nX"));
}

#[test]
fn a_summary_is_the_verb_and_the_table() {
    let check = |sql: &str, want: &str| assert_eq!(summary(sql), want, "{sql}");
    check(FEED, "SELECT posts …");
    check(HITS, "WITH … SELECT posts");
    check("-- New\nINSERT INTO likes (a, b) SELECT p.id FROM posts p", "INSERT INTO likes");
    check("INSERT OR IGNORE INTO likes VALUES (1)", "INSERT INTO likes");
    check("update sessions SET data = $2", "UPDATE sessions");
    check("UPDATE OR IGNORE posts SET a = (SELECT 1 FROM b)", "UPDATE posts");
    check("DELETE FROM likes WHERE a IN (SELECT b FROM c)", "DELETE FROM likes");
    check("WITH t (n) AS (VALUES ($1)) INSERT INTO tags (name) SELECT n FROM t", "WITH … INSERT INTO tags");
    check("SELECT t.a FROM (SELECT p.id FROM posts p) AS r JOIN tags t ON 1", "SELECT posts …");
    check("SELECT EXISTS (SELECT 1 FROM deleted_posts d WHERE d.id = $1)", "SELECT deleted_posts");
    check("SELECT  1", "SELECT 1");
    check("BEGIN  IMMEDIATE", "BEGIN IMMEDIATE");
    check("PRAGMA optimize;\nSELECT 1", "PRAGMA optimize; …");
    check(&format!("SELECT 1 FROM {}", "é".repeat(99)), &format!("SELECT {}…", "é".repeat(52)));
}

#[test]
fn a_write_is_told_by_its_own_verb() {
    let check = |sql, want| assert_eq!(writes(sql), want, "{sql}");
    check("INSERT INTO a VALUES (1)", true);
    check("-- SELECT\nupdate a SET b = 1", true);
    check("/* */ DELETE FROM a", true);
    check("REPLACE INTO a SELECT 1", true);
    check("WITH t AS (SELECT 1) DELETE FROM a WHERE b IN t", true);
    check("CREATE TABLE a (b)", true);
    check(FEED, false);
    check(HITS, false);
    check("WITH \"insert\" AS (SELECT 1) SELECT replace('a', 'b', 'c')", false);
    check("BEGIN IMMEDIATE", false);
    check("", false);
}

#[test]
fn tables_are_named_once_and_in_order() {
    let check = |sql, want: &[&str]| assert_eq!(tables(sql), want, "{sql}");
    check(FEED, &["likes", "posts", "users"]);
    check(HITS, &["posts_search", "comments_search", "posts", "comments"]);
    check(
        "SELECT 1 FROM a x, \"b c\" y JOIN (main.d CROSS JOIN e), f, A WHERE 1 IN (2, g) ORDER BY h, i",
        &["a", "b c", "d", "e", "f"],
    );
    check("INSERT INTO t (k) VALUES (1, 2) ON CONFLICT (k) DO UPDATE SET k = 1, l = 2", &["t"]);
    check("INSERT INTO t SELECT value ->> 0 FROM json_each($1)", &["t"]);
    check("SELECT extract(year FROM s) FROM a WHERE b IS DISTINCT FROM c FOR UPDATE", &["a"]);
    check("DELETE FROM ONLY a WHERE b = 'FROM c' -- FROM d", &["a"]);
    check("WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n) SELECT i FROM n", &[]);
}

#[test]
fn short_names_lead_to_tables() {
    let check = |sql, want: &[(&str, &str)]| assert_eq!(aliases(sql), want, "{sql}");
    check(FEED, &[("l", "likes"), ("p", "posts"), ("u", "users")]);
    check(HITS, &[("h", "post_hits"), ("p", "posts"), ("h", "comment_hits"), ("c", "comments")]);
    check("SELECT 1 FROM json_each($1, '$[0]') AS j, (SELECT 1 FROM a) r", &[("j", "json_each")]);
    check("UPDATE posts AS p SET likes = 1", &[("p", "posts")]);
    check("INSERT INTO likes (a) SELECT 1 FROM posts WHERE TRUE", &[]);
}

#[test]
fn a_literal_of_several_lines_is_dedented() {
    assert_eq!(
        dedented("SELECT a,\n         (SELECT 1)  \n\n     FROM b\n     LIMIT 1\n  \n"),
        "SELECT a,\n    (SELECT 1)\n\nFROM b\nLIMIT 1"
    );
    assert_eq!(dedented("SELECT 1\nFROM a\n  "), "SELECT 1\nFROM a");
    assert_eq!(dedented(""), "");
}

#[test]
fn a_limit_ends_a_statement_early_unless_something_is_made_of_all_rows() {
    for early in [
        FEED,
        "SELECT p.id, COUNT(l.id) FROM posts p LEFT JOIN likes l ON l.post_id = p.id GROUP BY p.id LIMIT 20",
        "SELECT count, \"max\" FROM posts LIMIT 1",
        "WITH page AS (SELECT 1) SELECT * FROM posts LIMIT 5",
    ] {
        assert!(can_end_early(early), "{early}");
    }
    for late in [
        "SELECT * FROM posts",
        "SELECT COUNT(*) FROM posts WHERE tag = 'bread' LIMIT 1",
        "SELECT coalesce(max (title), '') FROM posts LIMIT 1",
        "SELECT * FROM (SELECT * FROM posts LIMIT 5)",
        "SELECT 'LIMIT' -- LIMIT 1",
        "",
    ] {
        assert!(!can_end_early(late), "{late}");
    }
}
