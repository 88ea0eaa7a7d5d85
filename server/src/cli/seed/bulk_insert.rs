//! Inserts rows in bulk, with a progress bar.

use super::bulk_rows::BulkRows;
use anyhow::{Context, Result};
use indicatif::{ProgressBar, ProgressStyle};
use model::{Field, NewPassword};
use store::{
    Db, Tx,
    password::Hasher,
    seed::{insert_comments, insert_follows, insert_likes, insert_people, insert_posts, refresh_statistics},
};

/// How many rows are inserted in one transaction. More would make it larger, not faster.
const STEP_ROWS: usize = 5_000;

/// Fills an empty database.
///
/// # Errors
/// The password where the site would not take it, or the database's own.
pub async fn fill(db: &Db, rows: &BulkRows, password: &str) -> Result<()> {
    let password = NewPassword::parse(Field::Password, password).context("--password was not taken")?;
    let hashed = Hasher::default().hash(Field::Password, password, vec!["reader".to_owned()]).await;
    let hash = hashed.context("--password was not taken")?;
    let insert_people = async |tx: &mut Tx, people: &[_]| insert_people(tx, people, hash.clone()).await;

    let follows = rows.follows().count() as u64;
    let bar = ProgressBar::new(rows.users + follows + rows.posts + rows.likes + rows.comments);
    let style = "{msg:10} {wide_bar} {human_pos} of {human_len} rows, {eta} to go";
    bar.set_style(ProgressStyle::with_template(style)?);
    bar.set_message("people");
    insert_in_steps(db, &bar, rows.people(), insert_people).await?;
    bar.set_message("follows");
    insert_in_steps(db, &bar, rows.follows().map(Ok), insert_follows).await?;
    bar.set_message("posts");
    insert_in_steps(db, &bar, rows.posts(), insert_posts).await?;
    bar.set_message("likes");
    insert_in_steps(db, &bar, rows.likes().map(Ok), insert_likes).await?;
    bar.set_message("comments");
    insert_in_steps(db, &bar, rows.comments(), insert_comments).await?;
    bar.set_message("statistics");
    refresh_statistics(db).await?;
    bar.finish_and_clear();
    Ok(())
}

/// Inserts the rows step by step, each step in a transaction, so that the memory holds one step only.
async fn insert_in_steps<T>(
    db: &Db,
    bar: &ProgressBar,
    mut items: impl Iterator<Item = Result<T>>,
    insert: impl AsyncFn(&mut Tx, &[T]) -> store::Result<()>,
) -> Result<()> {
    loop {
        let step = items.by_ref().take(STEP_ROWS).collect::<Result<Vec<T>>>()?;
        if step.is_empty() {
            return Ok(());
        }
        let mut tx = db.begin().await?;
        insert(&mut tx, &step).await?;
        tx.commit().await?;
        bar.inc(step.len() as u64);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::Timestamp;

    const NOON: Timestamp = Timestamp(1_795_435_200); // 2026-11-23T12:00:00Z

    async fn seeded() -> (Db, tempfile::TempDir) {
        let folder = tempfile::TempDir::new().unwrap();
        let db = Db::open(folder.path()).await.unwrap();
        let rows = BulkRows::new(200, 1_000, 3_000, 2_000, NOON).unwrap();
        fill(&db, &rows, "a password for the bench only").await.unwrap();
        (db, folder)
    }

    async fn number(db: &Db, sql: &'static str) -> i64 {
        let row: Option<(i64,)> = db.query(sql).one().await.unwrap();
        row.unwrap().0
    }

    #[tokio::test]
    async fn there_is_as_much_as_was_asked_for_and_the_counts_are_right() {
        let (db, _folder) = seeded().await;
        for (sql, want) in [
            ("SELECT COUNT(*) FROM users", 200),
            ("SELECT MAX(id) FROM posts", 1_000),
            ("SELECT COUNT(*) FROM posts", 1_000),
            ("SELECT COUNT(*) FROM likes", 3_000),
            ("SELECT COUNT(*) FROM comments", 2_000),
            ("SELECT COUNT(*) FROM comments WHERE post_id = 1", 50),
            (
                "SELECT COUNT(*) FROM posts p
                 WHERE p.likes <> (SELECT COUNT(*) FROM likes l WHERE l.post_id = p.id)
                    OR p.comments <> (SELECT COUNT(*) FROM comments c WHERE c.post_id = p.id)",
                0,
            ),
            (
                "SELECT COUNT(*) FROM comments c JOIN comments a ON a.id = c.answers_id
                 WHERE a.post_id <> c.post_id OR a.answers_id IS NOT NULL OR a.created_at > c.created_at",
                0,
            ),
            ("SELECT COUNT(*) FROM pragma_foreign_key_check", 0),
            (
                "SELECT COUNT(*) FROM posts a JOIN posts b ON b.id = a.id + 1 WHERE b.created_at < a.created_at",
                0,
            ),
            (
                "SELECT COUNT(*) FROM comments c JOIN posts p ON p.id = c.post_id WHERE c.created_at < p.created_at",
                0,
            ),
            (
                "SELECT COUNT(*) FROM likes l JOIN posts p ON p.id = l.post_id WHERE l.created_at < p.created_at",
                0,
            ),
        ] {
            assert_eq!(number(&db, sql).await, want, "{sql}");
        }
        for (sql, at_least) in [
            ("SELECT MAX(likes) FROM posts", 20),
            ("SELECT COUNT(*) FROM posts WHERE likes = 0", 20),
            ("SELECT COUNT(*) FROM posts WHERE created_at > 1795435200 - 7 * 86400", 100),
            ("SELECT COUNT(DISTINCT tag_id) FROM post_tags", 40),
            ("SELECT COUNT(*) FROM follows", 1_500),
        ] {
            let have = number(&db, sql).await;
            assert!(have >= at_least, "{sql}: {have}");
        }
    }

    #[tokio::test]
    async fn the_same_numbers_give_the_same_rows() {
        let (one, two) = (
            BulkRows::new(200, 1_000, 3_000, 2_000, NOON).unwrap(),
            BulkRows::new(200, 1_000, 3_000, 2_000, NOON).unwrap(),
        );
        let all = |rows: Vec<Result<_>>| rows.into_iter().collect::<Result<Vec<_>>>().unwrap();
        assert!(all(one.posts().collect()) == all(two.posts().collect()));
        assert!(one.likes().eq(two.likes()) && one.follows().eq(two.follows()));
        let people = |rows: &BulkRows| rows.people().collect::<Result<Vec<_>>>().unwrap();
        let comments = |rows: &BulkRows| rows.comments().collect::<Result<Vec<_>>>().unwrap();
        assert!(people(&one) == people(&two) && comments(&one) == comments(&two));
    }

    #[test]
    fn numbers_that_do_not_fit_together_are_refused() {
        let check = |users, posts, likes, comments, ok: bool| {
            assert_eq!(BulkRows::new(users, posts, likes, comments, NOON).is_ok(), ok);
        };
        check(0, 0, 0, 0, true);
        check(1, 1, 1, 60, true);
        check(3, 5, 15, 1, true);
        check(3, 5, 16, 1, false);
        check(0, 1, 0, 0, false);
        check(1, 0, 0, 1, false);
    }
}
