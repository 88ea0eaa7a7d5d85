//! A site that is killed inside of a write: at its n-th write to a file, for many n.
//!
//! `strace` kills the process at the system call itself, so that each place between two writes of SQLite is met, which a kill
//! at a random moment hits by luck alone.

use crate::{
    Site,
    browser::PASSWORD,
    rounds,
    site::{folder, killed_at, run, serve_words, text, titles},
};

#[test]
fn a_transaction_that_was_cut_off_is_there_as_a_whole_or_not_at_all() {
    let data = folder();
    Site::start(data.path()).stop();
    let mut ledger = Vec::new();
    let mut begun = 0;
    for round in 1..=rounds(8) {
        let serve = killed_at("pwrite64", 20 + 5 * round, &serve_words(data.path()));
        // A start that follows a kill writes as well, and may be killed itself.
        if let Some(site) = Site::try_start_as(serve) {
            let fields = [("name", &*format!("writer_{round}")), ("password", PASSWORD)];
            let mut writer = site.nobody();
            let mut is_alive = writer.call("/api/sign_up", &fields).status == 200;
            while is_alive {
                begun += 1;
                let title = format!("Post {begun}");
                is_alive = writer.publish(&title, "Words.", "one, two").status == 200;
                if is_alive {
                    ledger.push(title);
                }
                assert!(begun < 10_000, "the site was never killed");
            }
        }
        let kept = titles(data.path());
        for title in &ledger {
            assert!(kept.contains(title), "{title} was acknowledged and is lost in round {round}");
        }
        // One more may be there: it was kept, and killed before it was said.
        assert!(kept.len() <= begun, "{kept:?}");
        // A post and its tags are one transaction.
        let untagged = crate::site::number(
            data.path(),
            "SELECT COUNT(*) FROM posts p WHERE (SELECT COUNT(*) FROM post_tags t WHERE t.post_id = p.id) <> 2",
        );
        assert_eq!(untagged, 0, "in round {round}");
    }
    assert!(!ledger.is_empty(), "nothing was written at all");
}

#[test]
fn a_migration_that_was_killed_is_done_by_the_next_start() {
    let mut killed = 0;
    for round in 1..=rounds(6) {
        let data = folder();
        let migrate = ["migrate", "--data", text(data.path())];
        let ended = killed_at("pwrite64", round * 4, &migrate).output().unwrap();
        killed += u32::from(!ended.status.success());
        run(&migrate);
        let site = Site::start(data.path());
        assert_eq!(site.sign_up("ana").publish("Half a plot", "Words.", "").status, 200, "in round {round}");
        site.stop();
        assert_eq!(titles(data.path()), ["Half a plot"]);
    }
    assert!(killed > 0, "no migration was killed");
}
