//! `/about`: what this is.

use crate::components::PageMeta;
use leptos::prelude::*;

#[component]
pub fn AboutPage() -> impl IntoView {
    view! {
        <PageMeta title="What this is" description="Vitrine is a small social site with glass walls." path="/about"/>
        <div class="page three">
            <div class="feed-head"><h1>"What this is"</h1></div>
            <div class="text-only prose">
                <p>
                    "Vitrine is a small, real social site. People sign up, write posts, like them and comment on them. It is "
                    "built to be looked into: how it knows who you are from one click to the next, and what it asks its database."
                </p>
                <h2>"How it knows you"</h2>
                <p>
                    "Your browser forgets nothing and the web remembers nothing: each request stands alone. When you sign in, "
                    "the site makes up a long random number, keeps a digest of it in a table beside your name, and hands the "
                    "number itself to your browser as a cookie. The browser shows it with every request, and so the site knows "
                    "that they all come from you. That is a session. In your settings you see every one of yours, and can end each."
                </p>
                <h2>"What it is made of"</h2>
                <p>
                    "One program in Rust, one SQLite file. Pages are drawn on the server and work without scripts; where scripts "
                    "run, the same code, compiled to WebAssembly, makes clicks instant. Nothing here loads anything from another host."
                </p>
                <h2>"For readers of feeds"</h2>
                <p>"The newest posts are an " <a href="/feed.atom" rel="external">"Atom feed"</a> ", and so is every tag and every person."</p>
            </div>
        </div>
    }
}
