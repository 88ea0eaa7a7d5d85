//! Search over posts and comments.
//!
//! Full-text search has no standard SQL, so these statements are SQLite's own (FTS5, sqlite.org/fts5.html). FTS5 has a query
//! language, and what a person types is never read as one: each word becomes a quoted string, in which nothing is an operator
//! (FTS5, 3.1).

use crate::{Db, Result, post::AuthorRow};
use model::{Hit, PostId, SearchQuery, Snippet, Timestamp};

// `FIND_HITS` has the number 50 in its text, and marks what matched with char(1) and char(2).
const _: () = assert!(Hit::SHOWN_MAX == 50);
const _: () = assert!(Snippet::OPEN as u32 == 1 && Snippet::CLOSE as u32 == 2);

// To rank matches, SQLite must read them all, and a common word is in most of a million posts. So only the 200 newest
// matching posts and the 200 newest matching comments are ranked: FTS5 goes through matches by descending rowid and can stop
// there. A word in a title counts four times as much as one in a text.
const FIND_HITS: &str = "\
-- Find posts and comments with every word searched for
WITH post_hits AS (
    SELECT rowid AS id,
           bm25(posts_search, 4.0, 1.0) AS score,
           highlight(posts_search, 0, char(1), char(2)) AS title,
           snippet(posts_search, 1, char(1), char(2), '…', 24) AS snippet
    FROM posts_search
    WHERE posts_search MATCH $1
    ORDER BY rowid DESC
    LIMIT 200
),
comment_hits AS (
    SELECT rowid AS id,
           bm25(comments_search) AS score,
           snippet(comments_search, 0, char(1), char(2), '…', 24) AS snippet
    FROM comments_search
    WHERE comments_search MATCH $1
    ORDER BY rowid DESC
    LIMIT 200
)
SELECT p.id AS post_id, h.title AS title, h.snippet AS snippet, FALSE AS in_comment,
       p.created_at AS created_at, h.score AS score, h.id AS id,
       u.name AS author_name, u.display_name AS author_display_name
FROM post_hits h
JOIN posts p ON p.id = h.id
LEFT JOIN users u ON u.id = p.author_id
UNION ALL
SELECT c.post_id, p.title, h.snippet, TRUE,
       c.created_at, h.score, h.id,
       u.name, u.display_name
FROM comment_hits h
JOIN comments c ON c.id = h.id
JOIN posts p ON p.id = c.post_id
LEFT JOIN users u ON u.id = c.author_id
ORDER BY score, created_at DESC, in_comment, id DESC
LIMIT 50";

/// Posts and comments in which every word occurs; the last word may be the beginning of one. The best match comes first, and
/// of equal ones the newest; at most `Hit::SHOWN_MAX`. None where nothing was typed that FTS5 takes for a word.
///
/// # Errors
/// The database's own.
pub async fn find_hits(db: &Db, query: &SearchQuery) -> Result<Vec<Hit>> {
    #[derive(sqlx::FromRow)]
    struct Row {
        post_id: PostId,
        title: String,
        snippet: String,
        in_comment: bool,
        #[sqlx(flatten)]
        author: AuthorRow,
        created_at: Timestamp,
    }
    let Some(words) = quoted_words(query.as_str()) else { return Ok(Vec::new()) };
    let rows: Vec<Row> = db.query(FIND_HITS).bind(words).all().await?;
    let hit = |row: Row| Hit {
        post: row.post_id,
        title: Snippet::from_marked(&row.title),
        snippet: Snippet::from_marked(&row.snippet),
        in_comment: row.in_comment,
        author: row.author.into(),
        created_at: row.created_at,
    };
    Ok(rows.into_iter().map(hit).collect())
}

/// The typed text as a query of FTS5 in which each word is a string. `None` where there is no word in it.
fn quoted_words(typed: &str) -> Option<String> {
    // Fewer letters than this begin a large part of all words, and reading every post with one of those takes long. A shorter
    // last word is therefore looked for as it is.
    const PREFIX_BYTES_MIN: usize = 3;
    // Each common word costs about twenty milliseconds among a million posts, so further words are passed over.
    const WORDS_MAX: usize = 10;
    let words: Vec<&str> = typed
        .split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|word| word.chars().any(char::is_alphanumeric))
        .take(WORDS_MAX)
        .collect();
    let prefix = if words.last()?.len() >= PREFIX_BYTES_MIN { "*" } else { "" };
    let quoted: Vec<_> = words.iter().map(|word| format!("\"{}\"", word.replace('"', "\"\""))).collect();
    Some(quoted.join(" ") + prefix)
}

#[cfg(test)]
mod tests {
    use super::quoted_words;

    #[test]
    fn every_typed_word_becomes_a_string() {
        let check =
            |typed: &str, want: Option<&str>| assert_eq!(quoted_words(typed).as_deref(), want, "{typed:?}");
        check("half plot", Some(r#""half" "plot"*"#));
        check("go to", Some(r#""go" "to""#)); // too short to stand for longer words
        check("雨", Some(r#""雨"*"#));
        check(r#"say "hi" OR"#, Some(r#""say" """hi""" "OR""#));
        check("title:pump NEAR(well)", Some(r#""title:pump" "NEAR(well)"*"#));
        check("a\0b", Some(r#""a" "b""#));
        check(r#"" * - ^ ( \0"#, Some(r#""\0""#));
        check(r#"" * - ^ ("#, None);
        check("", None);
        check("1 2 3 4 5 6 7 8 9 0 last", Some(r#""1" "2" "3" "4" "5" "6" "7" "8" "9" "0""#));
    }
}
