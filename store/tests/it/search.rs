//! Search: what is found, in which order, and that no input is read as a query language.

use crate::{ANA, BEN, CLEO, Fresh, NOON, OVEN, PLOT, delete_user_row, draft, fresh, write};
use model::{CommentBody, Hit, PostId, SearchQuery, Snippet};
use store::{
    Db, Result,
    comment::{delete_comment, insert_comment, update_comment},
    post::{delete_post, update_post},
    search::find_hits,
};

async fn search(db: &Db, typed: &str) -> Result<Vec<Hit>> {
    find_hits(db, &SearchQuery::parse(typed).expect("a query within the rules")).await
}

/// The posts that were found, and whether a comment matched.
async fn places(db: &Db, typed: &str) -> Result<Vec<(PostId, bool)>> {
    Ok(search(db, typed).await?.iter().map(|hit| (hit.post, hit.in_comment)).collect())
}

fn pieces(snippet: &Snippet) -> Vec<(&str, bool)> {
    snippet.0.iter().map(|(text, matched)| (text.as_str(), *matched)).collect()
}

fn body(text: &str) -> CommentBody {
    CommentBody::parse(text).expect("a comment within the rules")
}

#[tokio::test]
async fn a_hit_shows_what_matched() -> Result<()> {
    let Fresh { db, folder: _folder } = fresh().await?;
    let hits = search(&db, "PUMP").await?;
    assert_eq!(hits.len(), 1);
    assert_eq!((hits[0].post, hits[0].in_comment, hits[0].created_at), (PLOT, false, NOON.plus(-120)));
    assert_eq!(hits[0].author.as_ref().unwrap().name.as_str(), "ana");
    assert_eq!(pieces(&hits[0].title), [("Half a plot, by the ", false), ("pump", true)]);
    assert_eq!(pieces(&hits[0].snippet), [("The **", false), ("pump", true), ("** is new.", false)]);
    Ok(())
}

#[tokio::test]
async fn every_word_must_match_and_the_last_may_be_begun() -> Result<()> {
    let Fresh { db, folder: _folder } = fresh().await?;
    assert_eq!(places(&db, "oven friday").await?, [(OVEN, false)]);
    assert_eq!(places(&db, "oven fri").await?, [(OVEN, false)]);
    assert_eq!(places(&db, "fri oven").await?, []);
    assert_eq!(places(&db, "oven pump").await?, []);
    assert_eq!(places(&db, "the").await?.len(), 2);
    Ok(())
}

#[tokio::test]
async fn comments_are_found_under_their_posts() -> Result<()> {
    let Fresh { db, folder: _folder } = fresh().await?;
    let comment = insert_comment(&db, CLEO, OVEN, None, &body("Is the café open?"), NOON).await?.unwrap();
    let hits = search(&db, "cafe").await?;
    assert_eq!((hits.len(), hits[0].post, hits[0].in_comment), (1, OVEN, true));
    assert_eq!(hits[0].author.as_ref().unwrap().name.as_str(), "cleo");
    assert_eq!(pieces(&hits[0].title), [("Bread on Friday", false)]);
    assert_eq!(pieces(&hits[0].snippet), [("Is the ", false), ("café", true), (" open?", false)]);
    delete_user_row(&db, CLEO).await?;
    assert_eq!(search(&db, "cafe").await?[0].author, None);

    let answer =
        insert_comment(&db, BEN, OVEN, Some(comment), &body("The terrace is."), NOON).await?.unwrap();
    update_comment(&db, answer, BEN, &body("The garden is."), NOON).await?;
    assert_eq!(places(&db, "terrace").await?, []);
    assert_eq!(places(&db, "garden").await?, [(OVEN, true)]);
    assert_eq!(delete_comment(&db, answer, BEN).await?, Some((OVEN, 1)));
    assert_eq!(places(&db, "garden").await?, []);
    Ok(())
}

#[tokio::test]
async fn search_forgets_what_was_changed_or_deleted() -> Result<()> {
    let fresh = fresh().await?;
    let db = &fresh.db;
    let comment = insert_comment(db, CLEO, PLOT, None, &body("Which tide?"), NOON).await?;
    insert_comment(db, ANA, PLOT, comment, &body("The tide at noon."), NOON).await?;
    let own = insert_comment(db, ANA, OVEN, None, &body("Salt?"), NOON).await?;
    insert_comment(db, BEN, OVEN, own, &body("Salt."), NOON).await?;
    assert_eq!(places(db, "tide").await?.len(), 2);
    assert_eq!(places(db, "salt").await?.len(), 2);

    update_post(db, OVEN, BEN, &draft("Bread on Sunday", "Later.", ""), "Later.", NOON).await?;
    delete_post(db, PLOT, ANA, NOON).await?;
    delete_comment(db, own.unwrap(), ANA).await?;
    for word in ["friday", "pump", "tide", "salt"] {
        assert_eq!(places(db, word).await?, [], "{word}");
    }
    assert_eq!(places(db, "sunday").await?, [(OVEN, false)]);

    // Compares the index with the rows it was made of.
    let mut connection = fresh.connect().await?;
    for check in [
        "INSERT INTO posts_search (posts_search, rank) VALUES ('integrity-check', 1)",
        "INSERT INTO comments_search (comments_search, rank) VALUES ('integrity-check', 1)",
    ] {
        sqlx::query(check).execute(&mut connection).await?;
    }
    Ok(())
}

#[tokio::test]
async fn the_best_comes_first_and_then_the_newest() -> Result<()> {
    let Fresh { db, folder: _folder } = fresh().await?;
    let in_title = write(&db, ANA, "Tide", "").await?;
    let body = "The tide, of which there is much to say before one says anything of the pump.";
    let in_body = store::post::insert_post(&db, ANA, &draft("Notes", body, ""), "", NOON.plus(9)).await?;
    let later = NOON.plus(1);
    let same_title = store::post::insert_post(&db, BEN, &draft("Tide", "Text.", ""), "", later).await?;
    let found: Vec<_> = search(&db, "tide").await?.iter().map(|hit| hit.post).collect();
    assert_eq!(found, [same_title, in_title, in_body]);
    Ok(())
}

#[tokio::test]
async fn a_search_shows_so_many_hits_and_no_more() -> Result<()> {
    let Fresh { db, folder: _folder } = fresh().await?;
    for _ in 0..60 {
        write(&db, CLEO, "Lamp", "").await?;
    }
    let hits = search(&db, "lamp").await?;
    assert_eq!(hits.len(), Hit::SHOWN_MAX);
    assert_eq!(hits[0].post, PostId(62));
    Ok(())
}

#[tokio::test]
async fn hostile_text_is_only_text() -> Result<()> {
    let Fresh { db, folder: _folder } = fresh().await?;
    for typed in [
        "\"",
        "\"\"",
        "\" OR *",
        "NEAR(",
        "NEAR(pump oven, 2)",
        "-",
        "*",
        "^",
        ":",
        "()",
        "title:",
        "title : pump",
        "{title body} : pump",
        "- title : pump",
        "pump*",
        "\"pump",
        "pump\"",
        "AND",
        "OR",
        "NOT",
        "oven NOT pump",
        "oven OR pump",
        "pump + oven",
        "';",
        "' OR 1=1 --",
        "%",
        "\\",
        "\u{301}",
        "pump\u{feff}",
        "🦀",
        "$1",
        "?1",
        "…",
    ] {
        let found = places(&db, typed).await;
        assert!(found.is_ok(), "{typed:?} {found:?}");
    }
    for typed in ["\" OR *", "-", "🦀", "oven NOT pump", "oven OR pump", "' OR 1=1 --"] {
        assert_eq!(places(&db, typed).await?, [], "{typed:?}");
    }
    assert_eq!(places(&db, "\"pump\" *").await?, [(PLOT, false)]);
    assert!(SearchQuery::parse("pump\0").is_err(), "what a statement could not carry is not a query");
    Ok(())
}
