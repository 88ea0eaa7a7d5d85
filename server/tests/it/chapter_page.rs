//! The figures of a chapter as a browser without scripts has them: plain forms, sent through the whole router.

use crate::Actor;
use http::StatusCode;

/// The address of a chapter.
pub struct ChapterPage(pub &'static str);

impl ChapterPage {
    /// Sends the form of a figure as a browser without scripts does, and reads the figure on the page it leads to.
    pub async fn press(&self, actor: &mut Actor, experiment: &str, fields: &[(&str, &str)]) -> String {
        let Self(page) = self;
        let form = [&[("experiment", experiment)], fields].concat();
        let answer = actor.post_from(page, "/api/run_experiment", &form).await;
        assert_eq!(answer.status, StatusCode::FOUND, "{}", answer.body);
        // To the figure, or to the part of it that the form changed.
        let leads_to = answer.header("location");
        assert!(leads_to.starts_with(&format!("{page}#{experiment}")), "{leads_to}");
        self.figure(actor, experiment).await
    }

    /// A figure of the page as it is now.
    pub async fn figure(&self, actor: &mut Actor, experiment: &str) -> String {
        let page = actor.get(self.0).await;
        assert_eq!(page.status, StatusCode::OK);
        let begin = page.body.find(&format!("id=\"{experiment}\"")).expect("the figure");
        let rest = &page.body[begin..];
        // The renderer puts a mark between neighbouring texts.
        rest[..rest.find("</figure>").unwrap()].replace("<!>", "")
    }
}
