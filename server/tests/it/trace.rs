//! What a trace has besides statements that succeeded: transactions, failures, waits, and the body's bytes.

use crate::{Actor, Site, site::PASSWORD};
use axum::body::Body;
use http::{Request, StatusCode};
use std::sync::Arc;
use xray::{StepKind, Trace, WaitKind};

async fn switch_on(actor: &mut Actor) {
    actor.call("/api/switch_xray", &[("on", "true")]).await;
}

/// The session's last trace.
fn last(site: &Site, actor: &Actor) -> Arc<Trace> {
    let key = crate::site::key(&actor.jar["vitrine"]);
    site.state.site.rings.list(&key, site.state.clock.now()).pop().unwrap()
}

fn kinds(trace: &Trace) -> Vec<StepKind> {
    trace.steps.iter().map(|step| step.kind).collect()
}

/// The whole timeline as its owner reads it, without the marks that hydration needs.
async fn timeline(actor: &mut Actor) -> String {
    actor.ask("/api/xray_page").await.body.replace("<!>", "")
}

async fn write(site: &Site, sql: &'static str) {
    let mut tx = site.db().begin().await.unwrap();
    tx.query(sql).run().await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn a_like_begins_and_is_kept_around_its_statements_and_they_are_counted_as_before() {
    let site = Site::fresh().await;
    let mut ana = site.as_user("ana").await;
    let post = site.write_post(ana.user.unwrap(), "Half a plot").await.to_string();
    switch_on(&mut ana).await;
    let answer = ana.call("/api/like_post", &[("post", &post)]).await;
    let trace = last(&site, &ana);
    assert_eq!(kinds(&trace), [StepKind::Begin, StepKind::Commit]);
    let (begin, commit) = (&trace.steps[0], &trace.steps[1]);
    assert!(begin.after < commit.after && commit.after <= trace.statements.len());
    // The disk has to answer.
    assert!(commit.elapsed_us > 0 && commit.failure.is_none());
    assert_eq!(trace.statements_count(), answer.statements);
    let all: u64 = trace.statements.iter().map(|s| s.wait_us + s.elapsed_us).sum();
    assert!(trace.sql_us() >= all + commit.elapsed_us);

    let seen = timeline(&mut ana).await;
    // As rows of the list, in the order in which they happened, and as sentences.
    let place = |text: &str| seen.find(text).unwrap_or_else(|| panic!("{text}: {seen}"));
    assert!(place("BEGIN IMMEDIATE") < place("INSERT INTO likes"));
    assert!(place("INSERT INTO likes") < place("<code>COMMIT"));
    assert!(
        place("A transaction begins</b> and takes the right to write") < place("The transaction is kept</b>")
    );
    assert!(seen.contains("The time is the disk’s"), "{seen}");
}

#[tokio::test]
async fn a_statement_that_fails_is_shown_in_sqlites_words_with_what_was_rolled_back() {
    let site = Site::fresh().await;
    let mut ana = site.as_user("ana").await;
    let post = site.write_post(ana.user.unwrap(), "Half a plot").await.to_string();
    write(
        &site,
        "CREATE TRIGGER no_likes BEFORE UPDATE OF likes ON posts BEGIN SELECT RAISE(ABORT, 'no likes today'); END",
    )
    .await;
    switch_on(&mut ana).await;
    let answer = ana.call("/api/like_post", &[("post", &post)]).await;
    assert_eq!(answer.status, StatusCode::INTERNAL_SERVER_ERROR);
    let trace = last(&site, &ana);
    assert_eq!(kinds(&trace), [StepKind::Begin, StepKind::Rollback]);
    let failure = trace.statements.iter().find_map(|s| s.failure.as_ref()).unwrap();
    assert_eq!((failure.code, failure.message.as_str()), (Some(1811), "no likes today"));
    // A failed one counts as a statement that ran.
    assert_eq!(trace.statements_count(), answer.statements);
    let seen = timeline(&mut ana).await;
    for part in [
        "SQLITE_CONSTRAINT_TRIGGER",
        "no likes today",
        "ROLLBACK",
        "The transaction is rolled back",
        "and the site refused",
    ] {
        assert!(seen.contains(part), "{part}: {seen}");
    }
}

#[tokio::test]
async fn of_two_who_take_one_name_at_once_the_later_sees_the_constraint_and_the_hash_is_a_wait() {
    let site = Site::fresh().await;
    let (mut one, mut other) = (site.nobody(), site.nobody());
    switch_on(&mut one).await;
    switch_on(&mut other).await;
    let fields = [("name", "ana"), ("password", PASSWORD)];
    let (first, second) =
        tokio::join!(one.call("/api/sign_up", &fields), other.call("/api/sign_up", &fields));
    let refused = if first.status == StatusCode::OK { &other } else { &one };
    let (done, trace) = (first.status == StatusCode::OK, last(&site, refused));
    assert_ne!(done, second.status == StatusCode::OK, "{} {}", first.body, second.body);
    let failure = trace.statements.iter().find_map(|s| s.failure.clone()).unwrap();
    assert_eq!(
        (failure.code, failure.message.as_str()),
        (Some(2067), "UNIQUE constraint failed: users.name")
    );
    // If the other one was still waiting for its commit, they were of one batch.
    let end = kinds(&trace).pop();
    assert!(matches!(end, Some(StepKind::Rollback | StepKind::RollbackTo)), "{trace:?}");
    let hash = trace.waits.iter().find(|wait| wait.kind == WaitKind::PasswordHash).unwrap();
    assert!(hash.elapsed_us > 1_000);
    let refused = if done { &mut other } else { &mut one };
    let seen = timeline(refused).await;
    assert!(seen.contains("the password’s hash, "), "{seen}");
}

#[tokio::test]
async fn rendering_packing_and_the_workers_are_told_as_waits() {
    let site = Site::fresh().await;
    let mut ana = site.as_user("ana").await;
    switch_on(&mut ana).await;
    let has =
        |trace: &Trace, kind| trace.all_waits().iter().any(|wait| wait.kind == kind && wait.elapsed_us > 0);
    let page = Request::get("/about").header("accept", "text/html").header("accept-encoding", "gzip");
    let answer = ana.send(page.body(Body::empty()).unwrap()).await;
    assert_eq!(answer.header("content-encoding"), "gzip");
    let trace = last(&site, &ana);
    assert!(has(&trace, WaitKind::Render) && has(&trace, WaitKind::Compression), "{:?}", trace.all_waits());
    // Whether or not the answer is packed, nothing is said of packing where it is not.
    ana.get("/about").await;
    assert!(!has(&last(&site, &ana), WaitKind::Compression));
    ana.call("/api/run_sql", &[("sql", "SELECT 1")]).await;
    let trace = last(&site, &ana);
    assert!(
        has(&trace, WaitKind::WorkerRun) && has(&trace, WaitKind::WorkerQueue),
        "{:?}",
        trace.all_waits()
    );
}

#[tokio::test]
async fn a_body_is_shown_as_it_crossed_the_wire_and_decoded_beside_it() {
    let site = Site::fresh().await;
    let mut ana = site.as_user("ana").await;
    switch_on(&mut ana).await;
    ana.call("/api/write_post", &[("title", "Bread + beans, é"), ("body", "By the pump.")]).await;
    let trace = last(&site, &ana);
    assert_eq!(trace.body, "title=Bread+%2B+beans%2C+%C3%A9&body=By+the+pump.");
    assert_eq!(trace.fields[0], ("title".to_owned(), "Bread + beans, é".to_owned()));
    assert_eq!(trace.request_bytes, trace.body.len() as u64);
    assert!(trace.bytes() > trace.body.len());
    let seen = timeline(&mut ana).await;
    assert!(seen.contains("title=Bread+%2B+beans%2C+%C3%A9") && seen.contains("Bread + beans, é"), "{seen}");
    // Secrets are dots in both, and their names say so however they are written.
    let sent = Request::post("/api/sign_in")
        .header("content-type", "application/x-www-form-urlencoded")
        .header("origin", "http://square.test")
        .header("sec-fetch-site", "same-origin")
        .header("accept", "application/json")
        .body(Body::from("name=ana&p%61ssword=a+secret+thing"))
        .unwrap();
    ana.send(sent).await;
    let trace = last(&site, &ana);
    assert_eq!(trace.body, "name=ana&p%61ssword=••••••••");
    assert!(!format!("{trace:?}").contains("secret"));
}

#[tokio::test]
async fn a_plain_form_that_is_refused_is_told_to_be_refused() {
    let site = Site::fresh().await;
    site.account("ana").await;
    let mut guest = site.nobody();
    switch_on(&mut guest).await;
    let answer =
        guest.post_from("/sign-up", "/api/sign_up", &[("name", "ana"), ("password", PASSWORD)]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert!(timeline(&mut guest).await.contains("You signed up, and the site refused"));
}
