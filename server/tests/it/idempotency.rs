//! Once means once: a form that is sent twice does what it asks for once, and both are answered alike. At the same moment,
//! later, and after a restart.

use crate::{Actor, Answer, PASSWORD, Site};
use http::StatusCode;

/// A key of this test's own.
fn key(n: usize) -> String {
    format!("{n:032x}")
}

/// The keys in the forms of a page.
fn keys_in(page: &str) -> Vec<&str> {
    page.split("name=\"once\" value=\"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect()
}

/// A form that was sent, and how it was answered.
struct Sent {
    from: String,
    path: &'static str,
    fields: Vec<(String, String)>,
    status: StatusCode,
    location: String,
}

impl Sent {
    fn fields(&self) -> Vec<(&str, &str)> {
        self.fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
    }

    fn is_answered_by(&self, answer: &Answer) {
        let same = (answer.status, answer.header("location")) == (self.status, self.location.as_str());
        assert!(same, "{} was answered {} {}: {answer:?}", self.path, self.status, self.location);
    }
}

/// Somebody who sends every form twice at the same moment.
struct Clicker<'a> {
    site: &'a Site,
    actor: Actor,
    sent: Vec<Sent>,
}

impl Clicker<'_> {
    /// Sends a form twice at once. Afterwards `count` is larger by `more`.
    async fn press(
        &mut self,
        from: &str,
        path: &'static str,
        fields: &[(&str, &str)],
        count: &'static str,
        more: i64,
    ) {
        let before = self.site.number(count).await;
        let key = key(self.sent.len());
        let mut fields: Vec<_> = fields.to_vec();
        fields.insert(0, ("once", &key));
        let (mut one, mut two) = (self.actor.copy(), self.actor.copy());
        let (first, second) =
            tokio::join!(one.post_from(from, path, &fields), two.post_from(from, path, &fields));
        assert!(first.status.is_redirection(), "{path}: {first:?}");
        let sent = Sent {
            from: from.to_owned(),
            path,
            fields: fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
            status: first.status,
            location: first.header("location").to_owned(),
        };
        assert!(!sent.location.contains("error"), "{path}: {first:?}");
        sent.is_answered_by(&second);
        assert!(first.cookie("vitrine-form").is_none(), "{path} was refused: {first:?}");
        assert_eq!(self.site.number(count).await, before + more, "{path} wrote {count}");
        self.sent.push(sent);
    }
}

/// The text of a comment that is deleted again.
const DELETED: &str = "I would like two.";

/// What a member does on the square, each form twice at once.
async fn press_social_forms(by: &mut Clicker<'_>) {
    let post = [("title", "Rye on Friday"), ("body", "The oven\r\nis hot."), ("tags", "oven")];
    by.press("/write", "/api/write_post", &post, "SELECT COUNT(*) FROM posts", 1).await;
    let post = "SELECT id FROM posts WHERE title = 'Rye on Friday'";
    let post = by.site.number(post).await.to_string();
    let here = format!("/post/{post}");
    let edit = [("post", &*post), ("title", "Rye on Sunday"), ("body", "It rained."), ("tags", "")];
    by.press(&here, "/api/edit_post", &edit, "SELECT COUNT(edited_at) FROM posts", 1).await;
    let comments = "SELECT COUNT(*) FROM comments";
    for body in ["+1", DELETED] {
        by.press(&here, "/api/write_comment", &[("post", &post), ("body", body)], comments, 1).await;
    }
    let comment = by.site.number("SELECT MIN(id) FROM comments").await.to_string();
    let last = by.site.number("SELECT MAX(id) FROM comments").await.to_string();
    let edited = "SELECT COUNT(edited_at) FROM comments";
    by.press(&here, "/api/edit_comment", &[("comment", &comment), ("body", "+2")], edited, 1).await;
    let likes = "SELECT SUM(likes) FROM posts";
    by.press(&here, "/api/like_post", &[("post", &post)], likes, 1).await;
    by.press(&here, "/api/unlike_post", &[("post", &post)], likes, -1).await;
    let likes = "SELECT SUM(likes) FROM comments";
    by.press(&here, "/api/like_comment", &[("comment", &comment)], likes, 1).await;
    by.press(&here, "/api/unlike_comment", &[("comment", &comment)], likes, -1).await;
    by.press(&here, "/api/delete_comment", &[("comment", &last)], comments, -1).await;
    let follows = "SELECT COUNT(*) FROM follows";
    by.press("/user/ben", "/api/follow_user", &[("name", "ben")], follows, 1).await;
    by.press("/user/ben", "/api/unfollow_user", &[("name", "ben")], follows, -1).await;
    let profile = [("display_name", "Ana of the oven"), ("bio", "Rye.")];
    by.press(
        "/settings",
        "/api/change_profile",
        &profile,
        "SELECT COUNT(*) FROM users WHERE bio = 'Rye.'",
        1,
    )
    .await;
    let second = by.site.write_post(by.actor.user.unwrap(), "Not for long").await.to_string();
    by.press("/", "/api/delete_post", &[("post", &second)], "SELECT COUNT(*) FROM deleted_posts", 1).await;
    let user = by.actor.user.unwrap();
    for _ in 0..2 {
        by.site.another_session(user).await;
    }
    let own = crate::site::key(&by.actor.jar["vitrine"]).0;
    let others = "SELECT MIN(digest) FROM sessions WHERE user_id = 1 AND digest <> $1";
    let (other,): (String,) = by.site.db().query(others).bind(own).one().await.unwrap().unwrap();
    let sessions = "SELECT COUNT(*) FROM sessions";
    by.press("/settings", "/api/revoke_session", &[("key", &other)], sessions, -1).await;
    by.press("/settings", "/api/revoke_other_sessions", &[], sessions, -1).await;
}

/// What a learner does, each form twice at once.
async fn press_learning_forms(by: &mut Clicker<'_>) {
    const EXERCISE: &str = "known-or-not";
    const HERE: &str = "/learn/sessions";
    let states = "SELECT COUNT(*) FROM lab_states";
    let decode = [("experiment", "decode"), ("action", "decode"), ("value", "dWhu")];
    by.press("/learn/storing", "/api/run_experiment", &decode, states, 1).await;
    let drawn = by.actor.ask(&format!("/api/exercise?name={EXERCISE}")).await.body;
    let variant = drawn.split("name=\\\"variant\\\" value=\\\"").nth(1).unwrap();
    let variant: u64 = variant.split('\\').next().unwrap().parse().unwrap();
    let (_, exercise, _) = lessons::find_exercise(EXERCISE).unwrap();
    let text = variant.to_string();
    let hints = "SELECT COALESCE(SUM(json_extract(state, '$.hints')), 0) FROM lab_states";
    by.press(HERE, "/api/take_hint", &[("exercise", EXERCISE), ("variant", &text)], hints, 1).await;
    let right = exercise.right_answer(variant);
    let mut answer = vec![("exercise", EXERCISE), ("variant", text.as_str())];
    answer.extend(right.iter().map(|(key, value)| (key.as_str(), value.as_str())));
    let attempts = "SELECT COUNT(*) FROM attempts";
    by.press(HERE, "/api/answer_exercise", &answer, attempts, 1).await;
    by.press(HERE, "/api/next_question", &[("exercise", EXERCISE), ("variant", &text)], hints, -1).await;

    let sql = ("sql", "SELECT * FROM users WHERE id > 1");
    let exercise = ("exercise", "everybody-please");
    let here = "/learn/sql/everybody-please";
    by.press(here, "/api/answer_sql_exercise", &[exercise, sql, ("action", "hint")], hints, 1).await;
    by.press(here, "/api/answer_sql_exercise", &[exercise, sql, ("action", "check")], attempts, 1).await;
    let databases = "SELECT COUNT(*) FROM sandbox_states";
    by.press(here, "/api/open_smallest", &[exercise], databases, 1).await;
    let resets = "SELECT COUNT(*) FROM resets";
    by.press(HERE, "/api/reset_learning", &[("what", EXERCISE)], resets, 1).await;
    by.press(HERE, "/api/reset_learning", &[("what", "everybody-please")], resets, 1).await;
    by.press("/learn", "/api/undo_reset", &[], resets, -1).await;

    // A pasted table is only looked at (`/api/import_csv`): nothing is written, so its form needs no key.
    let desk = "/sandbox";
    by.press(desk, "/api/run_sql", &[("sql", "CREATE TABLE kingfisher (a)")], databases, 1).await;
    by.press(desk, "/api/import_sql", &[sql, ("paste", "CREATE TABLE heron (a);")], databases, 1).await;
    by.press(desk, "/api/fill_sandbox", &[sql, ("set", "empty")], databases, 1).await;
    let state = by.site.number("SELECT MAX(number) FROM sandbox_states").await.to_string();
    by.press(desk, "/api/undo_sandbox", &[sql, ("state", &state)], databases, -1).await;
}

/// What somebody shows to others, each form twice at once.
async fn press_sharing_forms(by: &mut Clicker<'_>) {
    by.actor.call("/api/switch_xray", &[("on", "true")]).await;
    by.actor.get("/search?q=pump").await;
    let session = crate::site::key(&by.actor.jar["vitrine"]);
    let own = by.site.state.site.rings.list(&session, by.site.state.clock.now());
    let trace = own.last().unwrap().id.clone();
    let shown = "SELECT COUNT(*) FROM shared_traces";
    by.press("/xray", "/api/share_trace", &[("trace", &trace)], shown, 1).await;
    let (token,): (String,) =
        by.site.db().query("SELECT token FROM shared_traces").one().await.unwrap().unwrap();
    by.press("/xray", "/api/unshare_trace", &[("token", &token)], shown, -1).await;
    by.actor.call("/api/switch_xray", &[]).await;
    let learner = store::learner::LearnerKey::Person(by.actor.user.unwrap());
    let (token, now) = ("a race".to_owned(), by.site.state.clock.now());
    let shared =
        store::learner::shared_race::insert_shared_race(by.site.db(), &learner, token, "{}".to_owned(), now);
    shared.await.unwrap();
    let shown = "SELECT COUNT(*) FROM shared_races";
    by.press("/learn/join", "/api/unshare_race", &[("token", "a race")], shown, -1).await;
}

#[tokio::test]
async fn every_form_that_is_sent_twice_writes_once_and_nothing_after_a_restart() {
    let site = Site::fresh().await;
    let ana = site.as_user("ana").await;
    site.account("ben").await;
    let mut by = Clicker { site: &site, actor: ana, sent: Vec::new() };
    press_social_forms(&mut by).await;
    press_learning_forms(&mut by).await;
    press_sharing_forms(&mut by).await;
    let Clicker { actor, sent, .. } = by;
    assert!(sent.len() > 30, "{}", sent.len());

    // Much has happened since: what was liked is liked no longer, what was written was changed. None of it comes back.
    let before = site.rows().await;
    let site = site.restarted().await;
    let mut ana = actor.at(&site.router);
    for form in &sent {
        let posted = ana.post_from(&form.from, form.path, &form.fields()).await;
        let called = ana.call(form.path, &form.fields()).await;
        // This comment was deleted since, so there is nothing to show.
        if form.fields().contains(&("body", DELETED)) {
            assert_eq!(called.status, StatusCode::NOT_FOUND, "{called:?}");
        } else {
            form.is_answered_by(&posted);
            assert_eq!(called.status, StatusCode::OK, "{}: {called:?}", form.path);
        }
        let after = site.rows().await;
        let changed: Vec<_> = after.keys().filter(|table| after[*table] != before[*table]).collect();
        assert!(changed.is_empty(), "{} changed {changed:?}", form.path);
    }
}

#[tokio::test]
async fn another_text_under_the_same_key_is_another_act_and_without_a_key_each_sending_counts() {
    let site = Site::fresh().await;
    let mut ana = site.as_user("ana").await;
    let key = key(1);
    let posts = "SELECT COUNT(*) FROM posts";
    for (title, expected) in [("One", 1), ("One", 1), ("Two", 2), ("One", 2), ("Two", 2)] {
        let fields = [("once", &*key), ("title", title), ("body", "Text."), ("tags", "")];
        let answer = ana.post_from("/write", "/api/write_post", &fields).await;
        assert!(answer.header("location").starts_with("/post/"), "{answer:?}");
        assert_eq!(site.number(posts).await, expected, "{title}");
    }
    // Somebody else who has the key.
    let mut ben = site.as_user("ben").await;
    let fields = [("once", &*key), ("title", "One"), ("body", "Text."), ("tags", "")];
    ben.post_from("/write", "/api/write_post", &fields).await;
    assert_eq!(site.number(posts).await, 3);
    for fields in [&fields[1..], &[("once", "short"), fields[1], fields[2]], &fields[1..]] {
        assert_eq!(ben.call("/api/write_post", fields).await.status, StatusCode::OK);
    }
    assert_eq!(site.number(posts).await, 6);
}

#[tokio::test]
async fn a_repeat_costs_nothing_of_a_rate_limit_and_is_answered_where_it_is_used_up() {
    let site = Site::fresh().await;
    let mut ana = site.as_user("ana").await;
    let keys: Vec<_> = (0..11).map(key).collect();
    let fields = |n: usize| [("once", keys[n].as_str()), ("title", "One"), ("body", "Text.")];
    for n in 0..10 {
        for _ in 0..2 {
            assert_eq!(ana.call("/api/write_post", &fields(n)).await.status, StatusCode::OK, "{n}");
        }
    }
    assert_eq!(ana.call("/api/write_post", &fields(10)).await.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(ana.call("/api/write_post", &fields(3)).await.status, StatusCode::OK);
    assert_eq!(site.number("SELECT COUNT(*) FROM posts").await, 10);
}

#[tokio::test]
async fn a_refused_form_keeps_its_key_and_its_second_try_runs() {
    let site = Site::fresh().await;
    let mut ana = site.as_user("ana").await;
    let key = key(7);
    let fields = [("once", &*key), ("title", ""), ("body", "Text."), ("tags", "")];
    assert_eq!(ana.post_from("/write", "/api/write_post", &fields).await.header("location"), "/write");
    let page = ana.get("/write").await.body;
    assert!(keys_in(&page).contains(&key.as_str()), "{:?}", keys_in(&page));
    let before = site.rows().await;
    let account = [("once", &*key), ("name", "ana"), ("password", "a wrong one that nobody has")];
    for _ in 0..2 {
        assert_eq!(
            site.nobody().call("/api/sign_in", &account).await.status,
            StatusCode::UNPROCESSABLE_ENTITY
        );
    }
    assert_eq!(site.rows().await, before);
}

#[tokio::test]
async fn two_answers_never_share_a_key_and_the_forms_of_one_do() {
    let site = Site::fresh().await;
    let mut ana = site.as_user("ana").await;
    site.account("ben").await;
    let post = site.write_post(ana.user.unwrap(), "Half a plot").await;
    let mut seen = Vec::new();
    for page in [
        format!("/post/{post}/half-a-plot"),
        "/user/ben".to_owned(),
        "/write".to_owned(),
        "/learn/sql".to_owned(),
    ] {
        // The second comes from the page cache, where the page is one that is kept.
        for _ in 0..2 {
            let body = ana.get(&page).await.body;
            let key = (*keys_in(&body).first().expect(&page)).to_owned();
            assert_eq!(key.len(), 32, "{key}");
            assert!(keys_in(&body).iter().all(|other| *other == key), "{page}");
            assert!(!seen.contains(&key), "{page} has a key that was given out before");
            seen.push(key);
        }
    }
    assert_eq!(seen.len(), 8, "{seen:?}");
}

/// How many of these browsers are signed in.
async fn signed_in(browsers: [&mut Actor; 2]) -> usize {
    let mut count = 0;
    for browser in browsers {
        count += usize::from(browser.get("/settings").await.status == StatusCode::OK);
    }
    count
}

#[tokio::test]
async fn signing_up_or_in_twice_at_once_makes_one_account_and_one_session() {
    let site = Site::fresh().await;
    let key = key(5);
    let fields = [("once", &*key), ("name", "ana"), ("password", PASSWORD), ("next", "/write")];
    for path in ["/api/sign_up", "/api/sign_in"] {
        let (mut one, mut two) = (site.nobody(), site.nobody());
        let (first, second) =
            tokio::join!(one.post_from("/sign-in", path, &fields), two.post_from("/sign-in", path, &fields));
        for answer in [&first, &second] {
            assert_eq!(answer.header("location"), "/write", "{path}: {answer:?}");
        }
        assert_eq!(site.number("SELECT COUNT(*) FROM users").await, 1);
        let sessions = site.number("SELECT COUNT(*) FROM sessions").await;
        assert_eq!(sessions, if path == "/api/sign_up" { 1 } else { 2 }, "{path}");
        // A browser follows the last answer, whose cookie is the one that lives.
        assert_eq!(signed_in([&mut one, &mut two]).await, 1, "{path}");
    }
    // The same form with another password is another form: whoever finds the key in a page gets nowhere.
    let guess = [fields[0], fields[1], ("password", "not the password of Ana"), fields[3]];
    let answer = site.nobody().call("/api/sign_up", &guess).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{answer:?}");
}

#[tokio::test]
async fn an_account_that_is_gone_is_not_signed_in_to_by_the_form_that_made_it() {
    let site = Site::fresh().await;
    let key = key(6);
    let fields = [("once", &*key), ("name", "ana"), ("password", PASSWORD)];
    let mut ana = site.nobody();
    assert_eq!(ana.call("/api/sign_up", &fields).await.status, StatusCode::OK);
    ana.call("/api/delete_account", &[("password", PASSWORD), ("legacy", "delete")]).await;
    let name = model::UserName::parse("ana").unwrap();
    let shown = model::DisplayName::parse("Another Ana").unwrap();
    let now = site.state.clock.now();
    let hash = "$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHQ$aGFzaGhhc2hoYXNoaGFzaA".to_owned();
    store::user::insert_user(site.db(), &name, &shown, hash, model::Role::Person, now).await.unwrap();
    let answer = site.nobody().call("/api/sign_up", &fields).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{answer:?}");
    assert_eq!(site.number("SELECT COUNT(*) FROM sessions").await, 0);
}

#[tokio::test]
async fn a_password_that_is_changed_twice_at_once_leaves_one_session_that_lives() {
    const NEW: &str = "window lantern copper ladder";
    let site = Site::fresh().await;
    let ana = site.as_user("ana").await;
    let key = key(8);
    let fields = [("once", &*key), ("password", PASSWORD), ("new_password", NEW)];
    let (mut one, mut two) = (ana.copy(), ana.copy());
    let (first, second) = tokio::join!(
        one.post_from("/settings", "/api/change_password", &fields),
        two.post_from("/settings", "/api/change_password", &fields)
    );
    for answer in [&first, &second] {
        assert_eq!(answer.header("location"), "/settings?done=password", "{answer:?}");
    }
    assert_eq!(site.number("SELECT COUNT(*) FROM sessions").await, 1);
    assert_eq!(signed_in([&mut one, &mut two]).await, 1);
    let new = [("name", "ana"), ("password", NEW)];
    assert_eq!(site.nobody().call("/api/sign_in", &new).await.status, StatusCode::OK);
}

#[tokio::test]
async fn an_account_that_is_deleted_twice_at_once_is_gone_both_times() {
    let site = Site::fresh().await;
    let ana = site.as_user("ana").await;
    site.account("ben").await;
    let key = key(9);
    let fields = [("once", &*key), ("password", PASSWORD), ("legacy", "leave")];
    let (mut one, mut two) = (ana.copy(), ana.copy());
    let (first, second) = tokio::join!(
        one.post_from("/settings", "/api/delete_account", &fields),
        two.post_from("/settings", "/api/delete_account", &fields)
    );
    for answer in [&first, &second] {
        assert_eq!(answer.header("location"), "/?done=deleted", "{answer:?}");
    }
    assert_eq!(site.number("SELECT COUNT(*) FROM users").await, 1);
}
