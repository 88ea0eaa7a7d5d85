//! Deleted means deleted: what is left in the files.

use crate::{ANA, BEN, Fresh, NOON, OVEN, PLOT, count, draft, fresh, insert_user};
use model::UserId;
use std::{path::Path, time::Duration};
use store::{
    Db, Result,
    learner::LearnerKey,
    user::{ContentOnDeletion, delete_user},
};
use tokio::time::timeout;

/// The files of a folder in which a word stands, whatever the size of its letters.
fn found(folder: &Path, word: &str) -> Result<Vec<String>> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        let bytes = std::fs::read(&path)?.to_ascii_lowercase();
        if bytes.windows(word.len()).any(|part| part == word.as_bytes()) {
            found.push(format!("{word} in {}", path.display()));
        }
    }
    Ok(found)
}

/// Where any of the words stands.
fn words_found(folder: &Path) -> Result<Vec<String>> {
    Ok(WORDS.iter().map(|word| found(folder, word)).collect::<Result<Vec<_>>>()?.concat())
}

const WORDS: [&str; 8] = [
    "zanzibarine",
    "quixotropic",
    "blunderbaum",
    "flummoxation",
    "gobbledygrove",
    "wherryhymn",
    "snickersnail",
    "crumpetology",
];

/// Writes all of the words as one person, and a lot of others around them, so that they are not the last of their pages.
async fn write_words(db: &Db) -> Result<UserId> {
    let user = insert_user(db, WORDS[0], WORDS[1]).await?;
    for n in 0..30 {
        let (title, text) = (format!("Plot {n}"), format!("Beans and peas {n}. ").repeat(20));
        store::post::insert_post(db, ANA, &draft(&title, &text, "garden"), "", NOON).await?;
        let title = format!("{} {n}", WORDS[2]);
        let text = format!("About {} and {} {n}. ", WORDS[3], WORDS[4]).repeat(20);
        store::post::insert_post(db, user, &draft(&title, &text, WORDS[5]), WORDS[3], NOON).await?;
        let comment = model::CommentBody::parse(&format!("A {} {n}", WORDS[6]))?;
        store::comment::insert_comment(db, user, PLOT, None, &comment, NOON).await?;
    }
    let key = LearnerKey::Person(user);
    let image = format!("SQLite and {}", WORDS[7]).into_bytes();
    store::learner::sandbox::insert_state(db, &key, 0, image, format!("CREATE {}", WORDS[7]), NOON).await?;
    Ok(user)
}

#[tokio::test]
async fn a4_no_word_of_a_deleted_account_stands_in_a_file() -> Result<()> {
    let Fresh { db, folder } = fresh().await?;
    let user = write_words(&db).await?;
    for word in WORDS {
        assert!(!found(folder.path(), word)?.is_empty(), "{word} was written, and is in no file");
    }
    delete_user(&db, user, ContentOnDeletion::Delete, NOON).await?;
    assert_eq!(words_found(folder.path())?, [""; 0], "while the site runs");
    db.close().await;
    assert_eq!(words_found(folder.path())?, [""; 0], "after it stopped");
    Ok(())
}

#[tokio::test]
async fn a4_a_log_that_is_being_read_is_emptied_as_soon_as_it_is_not() -> Result<()> {
    let fresh = fresh().await?;
    let user = write_words(&fresh.db).await?;
    let mut reader = fresh.connect().await?;
    sqlx::raw_sql("BEGIN; SELECT COUNT(*) FROM posts").execute(&mut reader).await?;
    delete_user(&fresh.db, user, ContentOnDeletion::Delete, NOON).await?;
    assert!(!words_found(fresh.folder.path())?.is_empty(), "the reader still needs the log");
    sqlx::raw_sql("COMMIT").execute(&mut reader).await?;
    let emptied = async {
        while !words_found(fresh.folder.path())?.is_empty() {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        Ok(())
    };
    timeout(Duration::from_secs(60), emptied).await.expect("the log is emptied within its half minute")
}

#[tokio::test]
async fn a_tag_goes_with_the_last_post_that_has_it() -> Result<()> {
    let Fresh { db, folder: _folder } = fresh().await?;
    let tags = "SELECT COUNT(*) FROM tags";
    assert_eq!(count(&db, tags).await?, 3, "garden, waiting list and oven");
    assert!(!store::post::delete_post(&db, OVEN, ANA, NOON).await?);
    assert_eq!(count(&db, tags).await?, 3, "who may not delete a post takes no tag off it");
    store::post::update_post(&db, PLOT, ANA, &draft("Half a plot", "Text.", "pump"), "", NOON).await?;
    assert_eq!(count(&db, tags).await?, 3, "garden, pump and oven");
    assert!(store::post::delete_post(&db, OVEN, BEN, NOON).await?);
    assert_eq!(count(&db, tags).await?, 1, "pump");
    Ok(())
}
