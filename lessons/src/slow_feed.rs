//! `/learn/join/slow-feed`: the newest posts, fetched by a loop on purpose, so that the X-ray shows what that costs.
//!
//! A learner may choose a JOIN to replace the loop (`experiment/slow_feed_repair.rs`). From then on this page runs their
//! choice for them, right or wrong, as long as it does not make too many rows.

use super::{
    experiment::fetch_of,
    learner::{Learner, count_action},
};
use crate::format::count;
use labs::Experiment;
use leptos::prelude::*;
use model::slug;
use store::slow_feed::{Fetch, SlowPost, list, list_counted};
use web::{Error, context::RequestContext, drawn_page::DrawnPage};

/// Draws the page.
///
/// # Errors
/// What the store or a rate limit answers.
pub async fn page(cx: &RequestContext, learner: &Learner) -> Result<DrawnPage, Error> {
    let wanted = fetch_of(&learner.experiment_state(Experiment::Mend));
    let fetch = allowed(cx, learner, wanted).await?;
    let posts = list(&cx.db, fetch).await?;
    let rows: Vec<_> = posts.iter().map(row).collect();
    // The sentence tells what fetched the page, and why it may be another way than was chosen.
    let says = match fetch {
        Fetch::Loop if wanted != Fetch::Loop => {
            "These are the newest posts, fetched by the loop: joined at once, as you chose, their comments and likes would by now multiply to more rows than one should make on a site that others use."
        }
        Fetch::Loop => {
            "These are the newest posts, as on the square. But this page asks once for the list, and then for each post in it once more for its author and once more for its comments. Switch the glass on, and look at the badge."
        }
        _ => {
            "These are the newest posts, fetched by the one statement that you chose for the loop. Switch the glass on: there is no mark. Whether every post is here, and every number right, is another question."
        }
    };
    let html = view! {
        <div class="page three">
            <div class="feed-head">
                <div><p class="over"><a href="/learn/join">"Tables together"</a></p><h1>"The slow feed"</h1></div>
            </div>
            <div class="text-only">
                <p class="lead">{says}</p>
                <ol class="slow-feed">{rows}</ol>
                <p><a class="press" href="/learn/join#mend">"Choose what fetches it"</a></p>
            </div>
        </div>
    };
    Ok(DrawnPage {
        title: "The slow feed".to_owned(),
        description: "The newest posts, asked for one by one on purpose.".to_owned(),
        html: html.to_html(),
    })
}

/// The way of fetching that the learner wants, or the loop where that would make too many rows.
async fn allowed(cx: &RequestContext, learner: &Learner, fetch: Fetch) -> Result<Fetch, Error> {
    if let Some(learner_key) = learner.key().filter(|_| fetch != Fetch::Loop) {
        count_action(cx, learner_key)?;
    }
    if fetch != Fetch::WithLikes {
        return Ok(fetch);
    }
    // More may have been written since it was chosen, so the rows are counted again.
    let counted = list_counted(&cx.db).await?;
    Ok(if fetch.makes_too_many_rows(&counted) { Fetch::Loop } else { fetch })
}

fn row(post: &SlowPost) -> AnyView {
    let author = post.author.clone().unwrap_or_else(|| "someone who left".to_owned());
    let comments = u64::try_from(post.comments).unwrap_or(0);
    view! {
        <li data-row=format!("posts:{}", post.id)>
            <a href=format!("/post/{}/{}", post.id, slug(&post.title))>{post.title.clone()}</a>
            <span class="small quiet-text">{author}" · "{count(comments, "comment", "comments")}</span>
        </li>
    }
    .into_any()
}
