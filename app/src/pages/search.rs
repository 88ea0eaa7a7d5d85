//! `/search`: a query, and the posts, comments, chapters and exercises that match it.

use crate::components::RelativeTime;
use crate::components::{EmptyState, PageMeta, PageResource};
use crate::{api::search::search, components::AuthorLink};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use model::{Hit, SearchQuery, Snippet};
use web::components::Icon;

sentence!("/search", "You searched for {query}");
/// `/search`: the form, and below it what was found.
#[component]
pub fn SearchPage() -> impl IntoView {
    let query = use_query_map();
    let words = Memo::new(move |_| query.read().get("q").unwrap_or_default());
    let hits = PageResource::new(
        move || words.get(),
        |q| async move {
            // A query that is empty or breaks a rule is not sent: the page shows the form, with the rule beside it, and
            // not an error page.
            match SearchQuery::parse(&q) {
                Ok(_) => search(q).await.map(Ok),
                Err(invalid) => Ok(Err((!q.trim().is_empty()).then(|| invalid.reason.to_string()))),
            }
        },
    );
    view! {
        <PageMeta title="Search" description="Search posts, comments and chapters."/>
        <div class="page three">
            <div class="feed-head">
                <h1>"Search"</h1>
                <form class="search" role="search" aria-label="Posts and comments" method="get" action="/search">
                    <div class="field">
                        <label class="sr" for="q">"Words to look for"</label>
                        <div class="with-button">
                            <input id="q" type="search" name="q" value=move || words.get() aria-describedby="q-help"/>
                            <button class="button first">"Search"</button>
                        </div>
                        <p class="help" id="q-help">"Every word must be there; the last one may be just begun."</p>
                    </div>
                </form>
            </div>
                {hits.view(|found| match found {
                    Ok(found) if found.hits.is_empty() && found.lessons.is_empty() => view! {
                        <EmptyState title="Nothing found" why="No post, comment, chapter or exercise has all of these words. Fewer words find more."/>
                    }.into_any(),
                    Ok(found) => view! { <div class="text-only" inner_html=found.lessons></div><Hits hits=found.hits/> }.into_any(),
                    Err(why) => why.map(|why| view! { <p class="wrong" role="alert"><Icon name="warn" class="i s"/><span>{why}</span></p> }).into_any(),
                })}
        </div>
    }
}

/// The list of what was found.
#[component]
fn Hits(hits: Vec<Hit>) -> impl IntoView {
    let count = match hits.len() {
        0 => "No post and no comment".to_owned(),
        1 => "One place".to_owned(),
        n if n >= Hit::SHOWN_MAX => format!("The best {n} places"),
        n => format!("{n} places"),
    };
    let items: Vec<_> = hits
        .into_iter()
        .map(|hit| {
            let fragment = if hit.in_comment { "#comments" } else { "" };
            let title: String = hit.title.0.iter().map(|(piece, _)| piece.as_str()).collect();
            let path = format!("/post/{}/{}{fragment}", hit.post, model::slug(&title));
            view! {
                <li>
                    <article class="post">
                        <header class="byline"><AuthorLink author=hit.author/><RelativeTime at=hit.created_at/></header>
                        <div class="body">
                            {hit.in_comment.then(|| view! { <p class="over">"in a comment under"</p> })}
                            <h2><a href=path>{marked(hit.title)}</a></h2>
                            <p class="text">{marked(hit.snippet)}</p>
                        </div>
                    </article>
                </li>
            }
        })
        .collect();
    view! {
        <p class="found" role="status">{count}</p>
        <ol class="posts">{items}</ol>
    }
}

/// The text with the words of the query marked.
fn marked(snippet: Snippet) -> Vec<AnyView> {
    let piece = |(text, hit): (String, bool)| {
        if hit { view! { <mark>{text}</mark> }.into_any() } else { text.into_any() }
    };
    snippet.0.into_iter().map(piece).collect()
}
