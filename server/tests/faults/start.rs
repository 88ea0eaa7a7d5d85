//! What the other tests stand on: the site starts, people write, and what was written is there after a kill.

use crate::{
    Site,
    site::{folder, run, text},
};

#[test]
fn what_was_acknowledged_is_there_after_a_kill_and_a_start() {
    let data = folder();
    let site = Site::start(data.path());
    let (mut ana, mut ben) = (site.sign_up("ana"), site.sign_up("ben"));
    for title in ["Half a plot", "Bread on Friday"] {
        assert_eq!(ana.publish(title, "By the pump.", "garden").status, 200);
    }
    assert_eq!(ben.like(2).status, 200);
    site.kill();

    let site = Site::start(data.path());
    let feed = site.nobody().get("/");
    assert_eq!(feed.status, 200);
    for part in ["Half a plot", "Bread on Friday"] {
        assert!(feed.body.contains(part), "{part} is missing: {}", feed.body);
    }
    site.stop();
    let listed = run(&["user", "--data", text(data.path()), "list"]);
    assert_eq!(String::from_utf8_lossy(&listed.stdout).lines().count(), 2);
}
