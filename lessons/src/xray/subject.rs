//! Draws what a story is about, as one line above it.

use leptos::prelude::*;
use model::PostCard;

/// What a story is about.
pub enum Subject {
    /// A post that was liked, opened or published.
    Post(PostCard),
    /// The page on which it happened: path and query.
    Page(String),
}

/// The line, with a link to the post or the page.
pub fn subject(about: &Subject) -> AnyView {
    match about {
        Subject::Post(post) => {
            let author = post.author.as_ref().map(|author| author.display_name.clone());
            view! {
                <p class="specimen">
                    <a href=post.path() rel="external">"“"{post.title.clone()}"”"</a>
                    {author.map(|name| view! { <span class="small quiet-text">{name}</span> })}
                </p>
            }
            .into_any()
        }
        Subject::Page(address) => view! {
            <p class="specimen"><a href=address.clone() rel="external"><code>{address.clone()}</code></a></p>
        }
        .into_any(),
    }
}
