//! People's Markdown, rendered for others, through the whole router.

use crate::Site;
use http::StatusCode;

/// Code that froze the site once: 20 kB of it, with a grammar that took more than a second.
fn makefile() -> String {
    format!("```makefile\n{}```", format!("{}\n", "<a ".repeat(300)).repeat(20))
}

#[tokio::test]
async fn r1_a_preview_is_for_members() {
    let site = Site::fresh().await;
    let refused = site.nobody().call("/api/preview", &[("body", "*one*")]).await;
    assert_eq!(refused.status, StatusCode::UNAUTHORIZED);
    assert!(!refused.body.contains("<em>"), "{}", refused.body);
    let answer = site.as_user("ana").await.call("/api/preview", &[("body", "*one*")]).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert!(answer.body.contains("<em>one</em>"), "{}", answer.body);
}

#[tokio::test]
async fn r1_code_of_a_language_without_a_grammar_is_plain_and_whole() {
    let site = Site::fresh().await;
    let mut ana = site.as_user("ana").await;
    let fields = [("title", "Slow"), ("tags", ""), ("body", &makefile())];
    let answer = ana.call("/api/write_post", &fields).await;
    let page = ana.get(answer.header("location")).await;
    assert!(page.body.contains(&"&lt;a ".repeat(300)), "{}", page.body);
    let comment = ana.call("/api/write_comment", &[("post", "1"), ("body", "```sql\nSELECT 1\n```")]).await;
    assert!(comment.body.contains("SELECT</span>"), "{}", comment.body);
}
