//! Search over posts and comments.
//!
//! Full text is where the engines part: these statements are SQLite's (FTS5). What a person types is never read as
//! FTS5's own language: each word goes in as a quoted string, which has no operators inside.

use crate::{Db, Result, post::AuthorRow};
use model::{Hit, PostId, SearchQuery, Snippet, Timestamp};

// The statement below says 50, and marks with char(1) and char(2).
const _: () = assert!(Hit::SHOWN_MAX == 50);
const _: () = assert!(Snippet::OPEN as u32 == 1 && Snippet::CLOSE as u32 == 2);

// Ranking reads every match it ranks, and a common word is in most of a million posts. So of each kind only the 200
// newest matches are ranked: FTS5 walks them by descending rowid and stops there. A word in a title weighs four times.
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

/// What matches every word, the last one perhaps only begun: best first, then newest; at most `Hit::SHOWN_MAX`.
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

/// Typed text as FTS5 may read it, each of its first words a string; `None` where no word is in it.
fn quoted_words(typed: &str) -> Option<String> {
    // So few letters begin a good part of all words, and reading all of those takes long.
    const PREFIX_BYTES_MIN: usize = 3;
    // Each common word costs some twenty milliseconds among a million posts.
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
