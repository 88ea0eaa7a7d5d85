//! `/learn/review`: a short review, made of exercises that the learner got wrong some days ago.

use super::exercise::{Level, exercise};
use crate::{find_exercise, learner::Learner, progress::due};
use leptos::prelude::*;
use web::drawn_page::DrawnPage;

/// Draws the review.
pub fn page(learner: &Learner) -> DrawnPage {
    let due: Vec<_> = due(learner)
        .into_iter()
        .filter_map(|of| find_exercise(&of.name))
        .map(|(chapter, of, number)| exercise(chapter, of, &number, learner, Level::Two))
        .collect();
    let said = if due.is_empty() {
        "Nothing to repeat just now. What went wrong comes back here after two days, as another question; what goes well then, after twice as long."
    } else {
        "These went wrong some days ago. Each is another question now."
    };
    let html = view! {
        <div class="page three chapter">
            <header class="chapter-head">
                <p class="over"><a href="/learn">"Learn"</a></p>
                <h1>"Two minutes of review"</h1>
                <p class="stand">{said}</p>
            </header>
            {due}
        </div>
    };
    DrawnPage {
        title: "Review".to_owned(),
        description: "A short review made of one’s own mistakes.".to_owned(),
        html: html.to_html(),
    }
}
