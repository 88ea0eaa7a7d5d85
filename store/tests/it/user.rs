//! Accounts: signing up, changes, and deletion.

use crate::{ANA, BEN, CLEO, NOON, OVEN, PLOT, count, fresh};
use model::{Bio, CommentBody, DisplayName, Field, Invalid, Reason, Role, UserName};
use store::{Error, Result, user::*};

fn name(raw: &str) -> UserName {
    UserName::parse(raw).expect("a name within the rules")
}

#[tokio::test]
async fn two_people_cannot_have_one_name() -> Result<()> {
    let f = fresh().await?;
    let display = DisplayName::parse("Dora").unwrap();
    insert_user(&f.db, &name("dora"), &display, "hash".to_owned(), Role::Person, NOON).await?;
    let again = insert_user(&f.db, &name("Dora"), &display, "hash".to_owned(), Role::Person, NOON).await;
    match again {
        Err(Error::Invalid(invalid)) => assert_eq!(invalid, Invalid::new(Field::Name, Reason::NameTaken)),
        other => panic!("{other:?}"),
    }
    assert_eq!(count(&f.db, "SELECT COUNT(*) FROM users").await?, 4);
    Ok(())
}

#[tokio::test]
async fn a_profile_counts_posts_and_followers_of_its_own_person() -> Result<()> {
    let f = fresh().await?;
    store::follow::follow_user(&f.db, BEN, ANA, NOON).await?;
    store::follow::follow_user(&f.db, CLEO, ANA, NOON).await?;
    update_profile(&f.db, ANA, &DisplayName::parse("Ana F").unwrap(), &Bio::parse("Beans.").unwrap()).await?;
    let ana = find_profile(&f.db, &name("ana"), Some(BEN)).await?.expect("Ana");
    assert_eq!((ana.display_name.as_str(), ana.bio.as_str()), ("Ana F", "Beans."));
    assert_eq!((ana.posts, ana.followers, ana.following, ana.followed_by_viewer), (1, 2, 0, true));
    let ben = find_profile(&f.db, &name("ben"), None).await?.expect("Ben");
    assert_eq!((ben.posts, ben.followers, ben.following, ben.followed_by_viewer), (1, 0, 1, false));
    let followed = list_followed(&f.db, BEN, model::UserId(0)).await?;
    assert_eq!(
        followed.iter().map(|user| (&user.name, user.created_at)).collect::<Vec<_>>(),
        [(&name("ana"), NOON)]
    );
    assert_eq!(list_followed(&f.db, BEN, ANA).await?, []);
    Ok(())
}

/// Ana likes and comments on Ben's post, Ben answers her, Cleo comments on Ana's.
async fn busy(db: &store::Db) -> Result<()> {
    let say = |text: &str| CommentBody::parse(text).expect("a comment within the rules");
    store::like::like_post(db, OVEN, ANA, NOON).await?;
    store::like::like_post(db, OVEN, CLEO, NOON).await?;
    let first = store::comment::insert_comment(db, ANA, OVEN, None, &say("Six is early."), NOON).await?;
    store::comment::insert_comment(db, BEN, OVEN, first, &say("Bread is early."), NOON).await?;
    let cleo = store::comment::insert_comment(db, CLEO, OVEN, None, &say("I come at seven."), NOON).await?;
    store::comment::insert_comment(db, CLEO, PLOT, None, &say("I take it."), NOON).await?;
    store::like::like_comment(db, cleo.expect("Cleo's comment"), ANA, NOON).await?;
    Ok(())
}

/// Every count in a row is what counting the rows gives.
async fn counts_are_right(db: &store::Db) -> Result<()> {
    let wrong = "SELECT (SELECT COUNT(*) FROM posts p
                         WHERE p.likes <> (SELECT COUNT(*) FROM likes l WHERE l.post_id = p.id)
                            OR p.comments <> (SELECT COUNT(*) FROM comments c WHERE c.post_id = p.id))
                      + (SELECT COUNT(*) FROM comments c
                         WHERE c.likes <> (SELECT COUNT(*) FROM comment_likes l WHERE l.comment_id = c.id))";
    assert_eq!(count(db, wrong).await?, 0);
    Ok(())
}

#[tokio::test]
async fn who_leaves_and_takes_everything_leaves_right_counts() -> Result<()> {
    let f = fresh().await?;
    busy(&f.db).await?;
    delete_user(&f.db, ANA, ContentOnDeletion::Delete, NOON).await?;
    counts_are_right(&f.db).await?;
    assert!(store::post::was_deleted(&f.db, PLOT).await?);
    assert_eq!(count(&f.db, "SELECT COUNT(*) FROM posts").await?, 1);
    assert_eq!(count(&f.db, "SELECT COUNT(*) FROM comments").await?, 1); // Cleo's under Ben's post
    assert_eq!(count(&f.db, "SELECT likes FROM posts WHERE id = 2").await?, 1);
    Ok(())
}

#[tokio::test]
async fn who_leaves_and_lets_posts_stay_is_a_former_member() -> Result<()> {
    let f = fresh().await?;
    busy(&f.db).await?;
    delete_user(&f.db, ANA, ContentOnDeletion::Anonymize, NOON).await?;
    counts_are_right(&f.db).await?;
    let plot = store::post::find_post(&f.db, PLOT, Some(BEN)).await?.expect("the post stays");
    assert_eq!(plot.card.author, None);
    assert_eq!(count(&f.db, "SELECT COUNT(*) FROM comments").await?, 4);
    assert_eq!(count(&f.db, "SELECT COUNT(*) FROM comments WHERE author_id IS NULL").await?, 1);
    assert!(find_account(&f.db, &name("ana")).await?.is_none());
    Ok(())
}

#[tokio::test]
async fn k7_a_new_password_can_end_every_other_session_in_the_same_moment() -> Result<()> {
    let f = fresh().await?;
    let keys = ["this", "other"].map(store::session::key_of_cookie);
    for key in &keys {
        store::session::insert_session(&f.db, key.clone(), Some(ANA), "{}".to_owned(), NOON).await?;
    }
    update_password(&f.db, ANA, "new".to_owned(), false, Some(keys[0].clone())).await?;
    assert_eq!(count(&f.db, "SELECT COUNT(*) FROM sessions").await?, 2);
    update_password(&f.db, ANA, "newer".to_owned(), true, Some(keys[0].clone())).await?;
    let left = store::session::list_sessions(&f.db, ANA, None, NOON).await?;
    assert_eq!(left.iter().map(|s| &s.key).collect::<Vec<_>>(), [&keys[0]]);
    assert_eq!(find_account(&f.db, &name("ana")).await?.expect("Ana").password_hash, "newer");
    Ok(())
}

#[tokio::test]
async fn a_new_role_ends_the_sessions_of_the_old_one() -> Result<()> {
    let f = fresh().await?;
    store::session::insert_session(
        &f.db,
        store::session::key_of_cookie("x"),
        Some(ANA),
        "{}".to_owned(),
        NOON,
    )
    .await?;
    assert!(update_role(&f.db, &name("ana"), Role::Admin).await?);
    assert_eq!(count(&f.db, "SELECT COUNT(*) FROM sessions").await?, 0);
    assert!(!update_role(&f.db, &name("nobody"), Role::Admin).await?);
    let people = list_users(&f.db, "", 10).await?;
    assert_eq!(
        people.iter().map(|p| (p.name.as_str(), p.role)).collect::<Vec<_>>(),
        [("ana", Role::Admin), ("ben", Role::Person), ("cleo", Role::Person),]
    );
    Ok(())
}
