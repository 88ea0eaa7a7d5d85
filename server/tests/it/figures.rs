//! The figures of the process: each stays within its bound, whatever strangers send.

use crate::{PASSWORD, Site};
use server::figures::{Figure, figures};

fn find(figures: &[Figure], name: &str) -> Figure {
    figures.iter().find(|figure| figure.name == name).unwrap_or_else(|| panic!("{name}: {figures:?}")).clone()
}

#[tokio::test]
async fn r1_every_figure_stays_within_its_bound_and_grows_with_what_it_counts() {
    let site = Site::fresh().await;
    let before = figures(&site.state);
    let mut ana = site.as_user("ana").await;
    for n in 0..30 {
        // A refused form, a rendered text, a page that is kept, an answer of the sandbox.
        let long = format!("{n} {}", "word ".repeat(2_000));
        ana.post_from("/write", "/api/write_post", &[("title", ""), ("body", &long), ("tags", "")]).await;
        ana.post_from("/write", "/api/write_post", &[("title", "A plot"), ("body", &long), ("tags", "")])
            .await;
        ana.get("/").await;
    }
    ana.get("/post/1").await;
    ana.post_from("/sandbox", "/api/run_sql", &[("sql", "SELECT 1")]).await;
    site.nobody().post_from("/sign-in", "/api/sign_in", &[("name", "ana"), ("password", PASSWORD)]).await;
    let after = figures(&site.state);
    for name in [
        "pages kept ready",
        "rendered texts of people",
        "forms that were refused",
        "events for open pages",
        "answers of learners’ databases",
        "counters of rate limits",
        "vitrine.db",
        "guests.db",
    ] {
        let (before, after) = (find(&before, name), find(&after, name));
        assert!(
            after.now > before.now || after.name.ends_with(".db"),
            "{name}: {} and then {}",
            before,
            after
        );
        assert!(after.now > 0, "{after}");
    }
    for figure in &after {
        assert!(figure.max.is_none_or(|max| figure.now <= max), "{figure}");
    }
    assert!(find(&after, "memory of the process").now > 1 << 20);
    // All that has a bound in bytes, together: what the process may grow by through strangers.
    let all: u64 =
        after.iter().filter(|f| f.unit == server::figures::Unit::Bytes).filter_map(|f| f.max).sum();
    assert!(all <= 86 << 20, "{} MiB", all >> 20);
}

#[tokio::test]
async fn pages_of_the_last_second_are_forgotten_and_not_kept_until_others_come() {
    let site = Site::fresh().await;
    site.nobody().get("/").await;
    assert!(find(&figures(&site.state), "pages kept ready").now > 0);
    site.state.clock.advance(1);
    site.state.page_cache.forget_old(site.state.clock.now());
    assert_eq!(find(&figures(&site.state), "pages kept ready").now, 0);
}
