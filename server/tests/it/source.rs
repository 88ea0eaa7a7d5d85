//! The pages that show the source of the running build, and nothing but the source.

use crate::Site;
use http::StatusCode;

const LIKE: &str = include_str!("../../../store/src/like.rs");

/// How a page shows the line that begins like this, without its end.
fn row(begin: &str) -> String {
    let n = 1 + LIKE.lines().position(|line| line.starts_with(begin)).unwrap();
    format!(
        "<tr id=\"L{n}\"><th scope=\"row\"><a href=\"#L{n}\" rel=\"external\">{n}</a></th><td><code>{begin}"
    )
}

#[tokio::test]
async fn a_file_is_shown_line_by_line() {
    let site = Site::fresh().await;
    let page = site.nobody().get("/source/store/src/like.rs").await;
    assert_eq!(page.status, StatusCode::OK);
    let row = row("pub async fn like_post(db: ");
    assert!(page.body.contains(&format!("{row}&amp;Db, ")), "{row} is not in {}", page.body);
    assert!(page.body.contains("<title>store/src/like.rs · Vitrine</title>"));
    assert!(page.body.contains(site.state.site.source.build), "the build has a name");
    let last = format!("<tr id=\"L{}\">", LIKE.lines().count());
    let after = format!("<tr id=\"L{}\">", LIKE.lines().count() + 1);
    assert!(page.body.contains(&last) && !page.body.contains(&after));
}

#[tokio::test]
async fn folders_lead_to_their_files_and_every_page_leads_to_the_folders() {
    let site = Site::fresh().await;
    for (path, links) in [
        ("/source", ["/source/store", "/source/Cargo.toml", "/source"]),
        ("/source/store", ["/source/store/src", "/source/store/Cargo.toml", "/source"]),
        ("/source/store/src", ["/source/store/src/like.rs", "/source/store/src/lib.rs", "/source/store"]),
        ("/source/store/src/like.rs", ["/source/store/src", "/source/store", "/source"]),
    ] {
        let page = site.nobody().get(path).await;
        assert_eq!(page.status, StatusCode::OK, "{path}");
        for link in links {
            assert!(page.body.contains(&format!("href=\"{link}\"")), "{link} is not on {path}");
        }
    }
}

#[tokio::test]
async fn nothing_but_the_source_can_be_read() {
    let site = Site::fresh().await;
    for path in [
        "../Cargo.toml",
        "/etc/passwd",
        "etc/passwd",
        "%2fetc%2fpasswd",
        "%2e%2e/Cargo.toml",
        "%2e%2e%2f",
        "%2e%2e%2fCargo.toml",
        "..%2f..%2fetc%2fpasswd",
        "store/src/..%2f..%2fCargo.toml",
        "%252e%252e%252fCargo.toml",
        "store%5csrc",
        "store/",
        "store//src",
        "store/src/like.rs/",
        "store/src/like.rs%00",
        "%00",
        "%ff",
        "%",
        "nothing.rs",
        "Cargo.lock",
        ".git/config",
        ".cargo/config.toml",
        "target",
        "data/vitrine.db",
    ] {
        let page = site.nobody().get(&format!("/source/{path}")).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{path}");
        assert!(page.body.contains("Nothing here"), "{path}");
        assert!(!page.body.contains("[workspace]") && !page.body.contains("root:x:0"), "{path}");
        // Some of these are no text at all, and refused before anybody looks for them.
        let data = site.nobody().ask(&format!("/api/read_source?path={path}")).await;
        assert!(!data.status.is_success() && !data.body.contains("<tr"), "{path}: {}", data.body);
    }
}

#[tokio::test]
async fn the_browsers_half_reads_the_same() {
    let site = Site::fresh().await;
    for path in ["", "store", "store/src/like.rs"] {
        let data = site.nobody().ask(&format!("/api/read_source?path={path}")).await;
        assert_eq!(data.status, StatusCode::OK, "{path:?}: {}", data.body);
        let html: String = serde_json::from_str(&data.body).unwrap();
        assert_eq!(Some(html), site.state.site.source.html(path), "{path:?}");
    }
}
