//! The chapters, through the whole router: guests and people, guesses, answers, hints and resets; and that nobody sees what
//! another person did.

use crate::{Actor, Site, site::PASSWORD};
use http::StatusCode;
use labs::exercise::Answer;

const EXERCISE: &str = "known-or-not";

async fn variant(actor: &mut Actor, exercise: &str) -> u64 {
    let html = actor.ask(&format!("/api/exercise?name={exercise}")).await.body;
    let rest = html.split("name=\\\"variant\\\" value=\\\"").nth(1).expect("a variant");
    rest.split('\\').next().unwrap().parse().unwrap()
}

/// Answers the question at hand, rightly or with nothing but the first option of each field.
async fn answer(actor: &mut Actor, name: &str, rightly: bool) -> u64 {
    let variant = variant(actor, name).await;
    let (_, exercise, _) = lessons::find_exercise(name).expect("an exercise of the site");
    let mut fields: Answer = exercise.right_answer(variant);
    if !rightly {
        let values: Vec<String> = fields.values().cloned().collect();
        let other = values.iter().find(|value| **value != values[0]).expect("two different values").clone();
        let first = fields.keys().next().unwrap().clone();
        let swapped = if fields[&first] == other { values[0].clone() } else { other };
        fields.insert(first, swapped);
    }
    let variant_text = variant.to_string();
    let mut form = vec![("exercise", name), ("variant", variant_text.as_str())];
    form.extend(fields.iter().map(|(key, value)| (key.as_str(), value.as_str())));
    let answered = actor.call("/api/answer_exercise", &form).await;
    assert_eq!(answered.status, StatusCode::OK, "{}", answered.body);
    variant
}

#[tokio::test]
async fn every_chapter_and_every_exercise_has_a_page() {
    let site = Site::fresh().await;
    let mut guest = site.nobody();
    for path in ["/learn", "/learn/review", "/learn/join"] {
        assert_eq!(guest.get(path).await.status, StatusCode::OK, "{path}");
    }
    for chapter in lessons::chapters() {
        let page = guest.get(&format!("/learn/{}", chapter.slug)).await;
        assert_eq!(page.status, StatusCode::OK, "{}", chapter.slug);
        for figure in chapter.figures() {
            let id = format!("id=\"{}\"", figure.experiment.name());
            assert!(page.body.contains(&id), "{id} in {}", chapter.slug);
        }
        for exercise in chapter.exercises() {
            let path = format!("/learn/{}/{}", chapter.slug, exercise.name);
            assert_eq!(guest.get(&path).await.status, StatusCode::OK, "{path}");
        }
    }
    for path in ["/learn/nothing", "/learn/cookies/known-or-not", "/learn/sessions/known-or-not/more"] {
        assert_eq!(guest.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    assert_eq!(site.number("SELECT COUNT(*) FROM sessions").await, 0, "looking begins no session");
}

#[tokio::test]
async fn a_guests_first_action_begins_a_session_and_the_guess_stays_beside_the_result() {
    let site = Site::fresh().await;
    let mut guest = site.nobody();
    for _ in 0..2 {
        guest.post_from("/learn/sessions", "/lab/without/counter", &[("guess", "counts")]).await;
    }
    assert!(guest.jar.contains_key("vitrine"), "{:?}", guest.jar);
    let page = guest.get("/learn/sessions").await.body;
    assert!(page.contains("your guess") && page.contains("what happened"), "{page}");
    assert_eq!(site.guests_number("SELECT COUNT(*) FROM learners").await, 1);
    // Another guest sees none of it.
    let other = site.nobody().get("/learn/sessions").await.body;
    assert!(!other.contains("your guess"));
}

#[tokio::test]
async fn a_right_answer_at_the_first_go_is_understood_and_a_mended_one_is_not() {
    let site = Site::fresh().await;
    let mut ana = site.as_user("ana").await;
    answer(&mut ana, EXERCISE, false).await;
    answer(&mut ana, EXERCISE, true).await;
    let page = ana.get(&format!("/learn/sessions/{EXERCISE}")).await.body;
    assert!(page.contains("2 tries so far") && page.contains("Mended."), "{page}");
    let before = variant(&mut ana, EXERCISE).await;
    ana.call("/api/next_question", &[("exercise", EXERCISE), ("variant", &before.to_string())]).await;
    assert_ne!(variant(&mut ana, EXERCISE).await, before, "a repeat is a new question");
    answer(&mut ana, EXERCISE, true).await;
    let page = ana.get(&format!("/learn/sessions/{EXERCISE}")).await.body;
    assert!(page.contains("understood"), "{page}");
}

#[tokio::test]
async fn an_answer_to_a_question_that_is_not_at_hand_does_not_count() {
    let site = Site::fresh().await;
    let mut ana = site.as_user("ana").await;
    let (_, exercise, _) = lessons::find_exercise(EXERCISE).unwrap();
    for chosen in [7_u64, 123_456, u64::MAX] {
        let (text, right) = (chosen.to_string(), exercise.right_answer(chosen));
        let mut form = vec![("exercise", EXERCISE), ("variant", text.as_str())];
        form.extend(right.iter().map(|(key, value)| (key.as_str(), value.as_str())));
        ana.call("/api/answer_exercise", &form).await;
    }
    assert_eq!(site.number("SELECT COUNT(*) FROM attempts").await, 0);
}

#[tokio::test]
async fn hints_open_one_by_one_and_the_worked_solution_spoils_the_question() {
    let site = Site::fresh().await;
    let mut ana = site.as_user("ana").await;
    let seen = variant(&mut ana, EXERCISE).await.to_string();
    for n in 1..=5 {
        ana.call("/api/take_hint", &[("exercise", EXERCISE), ("variant", &seen)]).await;
        let page = ana.get(&format!("/learn/sessions/{EXERCISE}")).await.body;
        assert_eq!(page.matches(">taken<").count(), n.min(4), "{n}");
    }
    answer(&mut ana, EXERCISE, true).await;
    let page = ana.get(&format!("/learn/sessions/{EXERCISE}")).await.body;
    assert!(page.contains("one try so far"), "{page}");
}

#[tokio::test]
async fn what_a_guest_did_is_theirs_after_signing_up_and_the_page_says_how() {
    let site = Site::fresh().await;
    let mut guest = site.nobody();
    answer(&mut guest, EXERCISE, true).await;
    guest.call("/api/sign_up", &[("name", "ana"), ("password", PASSWORD)]).await;
    let map = guest.get("/learn").await.body;
    assert!(map.contains("What you did as a guest is yours now"), "{map}");
    let page = guest.get(&format!("/learn/sessions/{EXERCISE}")).await.body;
    assert!(page.contains("understood"), "{page}");
    assert_eq!(site.number("SELECT COUNT(*) FROM learners WHERE digest IS NULL").await, 1);
    assert_eq!(site.guests_number("SELECT COUNT(*) FROM learners").await, 0);
    // On another device, too; and for nobody else.
    let user = site.number("SELECT id FROM users WHERE name = 'ana'").await;
    let mut elsewhere = site.another_session(model::UserId(user)).await;
    assert!(elsewhere.get(&format!("/learn/sessions/{EXERCISE}")).await.body.contains("understood"));
    let mut ben = site.as_user("ben").await;
    assert!(ben.get(&format!("/learn/sessions/{EXERCISE}")).await.body.contains("not tried yet"));
}

#[tokio::test]
async fn starting_over_with_a_chapter_can_be_undone() {
    let site = Site::fresh().await;
    let mut ana = site.as_user("ana").await;
    answer(&mut ana, EXERCISE, true).await;
    ana.call("/api/reset_learning", &[("what", "sessions")]).await;
    let page = ana.get(&format!("/learn/sessions/{EXERCISE}")).await.body;
    assert!(page.contains("not tried yet"), "{page}");
    let map = ana.get("/learn").await.body;
    assert!(map.contains("Bring back what you started over with last"), "{map}");
    ana.call("/api/undo_reset", &[]).await;
    let page = ana.get(&format!("/learn/sessions/{EXERCISE}")).await.body;
    assert!(page.contains("understood"), "{page}");
}

#[tokio::test]
async fn a_guest_whose_glass_goes_off_keeps_the_session_that_their_work_hangs_on() {
    let site = Site::fresh().await;
    let mut guest = site.nobody();
    guest.call("/api/switch_xray", &[("on", "true")]).await;
    answer(&mut guest, EXERCISE, true).await;
    guest.call("/api/switch_xray", &[]).await;
    assert_eq!(site.number("SELECT COUNT(*) FROM sessions").await, 1);
    assert!(guest.get(&format!("/learn/sessions/{EXERCISE}")).await.body.contains("understood"));
}

#[tokio::test]
async fn c3_a_lab_cookie_is_no_session_and_goes_below_lab_alone() {
    let site = Site::secure().await;
    let mut guest = site.nobody();
    let set = guest.get("/lab/with/counter").await;
    let line = set.cookie("lab-counter").expect("a lab cookie").to_owned();
    assert!(
        line.contains("Path=/lab/with;") && line.contains("HttpOnly") && line.contains("Secure"),
        "{line}"
    );
    let value = line.split(['=', ';']).nth(1).unwrap().to_owned();
    guest.set_cookie("__Host-vitrine", &value);
    assert_eq!(guest.get("/settings").await.status, StatusCode::FOUND, "it signs nobody in");
    // Whatever is chosen, the name begins with lab- and the path with /lab/.
    for path in ["all", "here", "there", "/", "/settings"] {
        let set = guest.post_from("/learn/cookies", "/lab/own-browser/set", &[("path", path)]).await;
        for line in set.cookies().iter().filter(|line| !line.starts_with("__Host-vitrine")) {
            assert!(line.starts_with("lab-") && line.contains("Path=/lab/"), "{line}");
        }
    }
}

#[tokio::test]
async fn the_recorded_password_is_shown_to_its_typist_and_kept_nowhere() {
    let site = Site::fresh().await;
    let (mut ana, mut ben) = (site.as_user("ana").await, site.as_user("ben").await);
    let typed = [("experiment", "wire"), ("guess", "plain"), ("name", "ana"), ("password", "kingfisher-42")];
    let answer = ana.call("/api/run_experiment", &typed).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    let page = ana.get("/learn/securing").await.body;
    assert!(page.contains("Your password is in it") && page.contains("handshake: ClientHello"), "{page}");
    assert!(!ben.get("/learn/securing").await.body.contains("kingfisher"));
    for sql in ["SELECT COUNT(*) FROM lab_states WHERE state LIKE '%kingfisher%'"] {
        assert_eq!(site.number(sql).await, 0, "{sql}");
    }
}

#[tokio::test]
async fn nothing_that_is_typed_into_an_experiment_breaks_it() {
    let site = Site::fresh().await;
    let long = "x".repeat(18_000);
    let hostile = [
        "",
        "\u{0}",
        "</textarea><script>alert(1)</script>",
        "'; DROP TABLE users; --",
        "at-99999999999999999999",
        "\u{202e}",
        &long,
    ];
    for experiment in labs::Experiment::ALL {
        // One person alone would soon be told to slow down.
        let mut guest = site.nobody();
        for text in hostile {
            let form = [
                ("experiment", experiment.name()),
                ("guess", text),
                ("action", text),
                ("lines", text),
                ("to", text),
                ("how", text),
                ("name", text),
                ("password", text),
                ("value", text),
                ("kind", text),
                ("path", text),
                ("level", text),
                ("defence", text),
                ("page", text),
                ("rows", text),
                ("join", text),
            ];
            let status = guest.call("/api/run_experiment", &form).await.status;
            assert!(
                status.is_success() || [404, 413].contains(&status.as_u16()),
                "{}: {status}",
                experiment.name()
            );
        }
        let (chapter, ..) = lessons::find_figure(experiment).expect("every experiment is in a chapter");
        let page = guest.get(&format!("/learn/{}", chapter.slug)).await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(!page.body.contains("<script>alert"), "{}", experiment.name());
    }
}

#[tokio::test]
async fn the_keys_of_the_tamper_bench_are_in_no_page_no_trace_and_no_download() {
    let site = Site::fresh().await;
    let mut ana = site.as_user("ana").await;
    ana.call("/api/switch_xray", &[("on", "true")]).await;
    ana.call("/api/run_experiment", &[("experiment", "tamper"), ("action", "kind-signed")]).await;
    let kept: (String,) =
        site.db().query("SELECT state FROM lab_states WHERE name = 'tamper'").one().await.unwrap().unwrap();
    let state: serde_json::Value = serde_json::from_str(&kept.0).unwrap();
    let key = &state["run"]["bench"]["key"];
    let secrets: Vec<_> =
        ["sign", "seal"].iter().map(|name| key[*name].as_str().unwrap().to_owned()).collect();
    let mut seen = ana.ask("/api/xray_page").await.body;
    for path in ["/learn/securing", "/settings/data.json"] {
        seen += &ana.get(path).await.body;
    }
    assert!(seen.contains("Keep the state of this experiment"), "the trace is there");
    for secret in secrets {
        assert!(!seen.contains(&secret), "{secret}");
    }
}

#[tokio::test]
async fn a_hint_is_for_the_question_that_was_seen_also_where_it_begins_the_session() {
    let site = Site::fresh().await;
    let mut guest = site.nobody();
    let seen = variant(&mut guest, EXERCISE).await;
    guest.call("/api/take_hint", &[("exercise", EXERCISE), ("variant", &seen.to_string())]).await;
    assert_eq!(variant(&mut guest, EXERCISE).await, seen);
    assert!(guest.get(&format!("/learn/sessions/{EXERCISE}")).await.body.contains(">taken<"));
}

#[tokio::test]
async fn a_click_that_comes_late_changes_no_question_but_the_one_it_was_made_for() {
    let site = Site::fresh().await;
    let mut ana = site.as_user("ana").await;
    let old = variant(&mut ana, EXERCISE).await.to_string();
    ana.call("/api/next_question", &[("exercise", EXERCISE), ("variant", &old)]).await;
    let now = variant(&mut ana, EXERCISE).await;
    for door in ["/api/next_question", "/api/take_hint"] {
        ana.call(door, &[("exercise", EXERCISE), ("variant", &old)]).await;
    }
    assert_eq!(variant(&mut ana, EXERCISE).await, now);
    assert!(!ana.get(&format!("/learn/sessions/{EXERCISE}")).await.body.contains(">taken<"));
}

#[tokio::test]
async fn a_recording_is_forgotten_in_time_and_with_the_experiment() {
    let site = Site::fresh().await;
    let (mut ana, mut ben) = (site.as_user("ana").await, site.as_user("ben").await);
    let typed = [("experiment", "wire"), ("guess", "plain"), ("name", "ana"), ("password", "kingfisher-42")];
    for actor in [&mut ana, &mut ben] {
        actor.call("/api/run_experiment", &typed).await;
        assert!(actor.get("/learn/securing").await.body.contains("Over plain TCP"));
    }
    ana.call("/api/reset_learning", &[("what", "wire")]).await;
    ana.call("/api/undo_reset", &[]).await;
    assert!(!ana.get("/learn/securing").await.body.contains("Over plain TCP"), "it went with the reset");
    site.state.clock.advance(61 * 60);
    server::serve::delete_expired(&site.state.site, &site.state.clock).await;
    assert!(!ben.get("/learn/securing").await.body.contains("Over plain TCP"), "it is an hour old");
}

#[tokio::test]
async fn the_language_of_the_listings_is_remembered_without_scripts() {
    let site = Site::fresh().await;
    let mut guest = site.nobody();
    let shown = |html: &str| (html.contains("It prints:"), html.contains("The rows:"));
    let page = guest.get("/learn/sql").await.body;
    assert_eq!(shown(&page), (false, true));
    let fields = [("language", "python"), ("listing", "bakery")];
    let chosen = guest.post_from("/learn/sql", "/listing-language", &fields).await;
    assert_eq!(chosen.status, StatusCode::SEE_OTHER);
    assert_eq!(chosen.header("location"), "/learn/sql#listing-bakery");
    // It holds for every chapter.
    for path in ["/learn/sql", "/learn/join"] {
        assert_eq!(shown(&guest.get(path).await.body), (true, false), "{path}");
    }
    // Whatever else is sent leads to the first language, and never off the page.
    let odd = guest
        .post_from("/learn/sql", "/listing-language", &[("language", "cobol"), ("listing", "//x")])
        .await;
    assert_eq!(odd.header("location"), "/learn/sql");
    assert_eq!(shown(&guest.get("/learn/sql").await.body), (false, true));
}

#[tokio::test]
async fn a_chapter_says_how_long_it_takes_and_lists_its_sections() {
    let site = Site::fresh().await;
    for chapter in lessons::chapters() {
        let page = site.nobody().get(&format!("/learn/{}", chapter.slug)).await.body;
        assert!(page.contains("minutes to read, and about"), "{}", chapter.slug);
        let folded = page.split("<details class=\"sections\">").nth(1).unwrap_or_default();
        let folded = folded.split("</details>").next().unwrap_or_default();
        assert_eq!(folded.matches("<li>").count(), chapter.sections.len(), "{}", chapter.slug);
    }
}
