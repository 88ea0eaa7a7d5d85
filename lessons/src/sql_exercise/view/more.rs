//! `/learn/more`: the exercises of the operator's folders that are in no chapter.

use super::list::folder_lists;
use crate::{learner::Learner, sql_exercise::catalogue::folder_exercises};
use labs::chapter::{MORE, TRY};
use leptos::prelude::*;
use web::{context::RequestContext, drawn_page::DrawnPage};

/// Draws the page.
pub fn page(cx: &RequestContext, learner: &Learner) -> DrawnPage {
    let lists = folder_lists(&folder_exercises(&cx.site.labs, None), learner);
    let said = if lists.is_empty() {
        "Whoever runs this site can add exercises of their own, and has added none so far."
    } else {
        "Whoever runs this site added these. They are checked as the others are, and do not count for the map."
    };
    let html = view! {
        <div class="page three chapter">
            <header class="chapter-head">
                <p class="over"><a href="/learn">"Learn"</a></p>
                <h1>"More exercises"</h1>
                <p class="stand">{said}</p>
            </header>
            <section class="chapter-part" aria-label="Exercises">{lists}</section>
            <footer class="next"><p>"You can write one yourself, and see here whether the judge can check it."</p><a class="button" href=format!("/learn/{TRY}")>"Try an exercise"</a></footer>
        </div>
    };
    DrawnPage {
        title: "More exercises".to_owned(),
        description: "Exercises in SQL that were added on this site.".to_owned(),
        html: html.to_html(),
    }
}

/// The last line of the map: to the exercises of folders, where there are any in no chapter, and to trying one's own.
pub fn ways_to_more(cx: &RequestContext) -> AnyView {
    let count = folder_exercises(&cx.site.labs, None).len();
    let said = if count == 1 { "one more exercise".to_owned() } else { format!("{count} more exercises") };
    let more = (count > 0).then(
        || view! { "This site has "<a href=format!("/learn/{MORE}")>{said}</a>" that stand in no chapter. " },
    );
    view! { <p class="small">{more}"You can also "<a href=format!("/learn/{TRY}")>"try an exercise that you wrote yourself"</a>"."</p> }
        .into_any()
}
