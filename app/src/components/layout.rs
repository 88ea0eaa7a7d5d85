use crate::api::trace::SwitchXray;
use leptos::{prelude::*, server_fn::ServerFn};
use leptos_router::hooks::use_location;
use web::components::Icon;
use web::{
    page_context::{self, PageContext},
    theme::Theme,
};

/// The head of every page: the site's name, its navigation, search, the X-ray's switch, and who is signed in; and below
/// them why nothing can be saved, while that is so.
#[component]
pub fn SiteHeader() -> impl IntoView {
    let path = use_location().pathname;
    let here = move |at: &'static str| move || (path.get() == at).then_some("page");
    let in_learn = move || path.get().starts_with("/learn").then_some("page");
    let (viewer, is_recorded) = (page_context::viewer(), page_context::is_recorded());
    let signed_in = viewer.is_some();
    view! {
        <a class="skip" href="#main" rel="external">"To the text"</a>
        <header class="site-head">
            <div class="in">
                <a class="wordmark" href="/">
                    <svg viewBox="0 0 24 24" aria-hidden="true">
                        <path d="M3.5 8.5 7.5 4h13v11.5l-4 4.5"/>
                        <path class="pane" d="M3.5 8.5h13V20h-13z"/>
                        <path d="m16.5 8.5 4-4.5"/>
                    </svg>
                    "Vitrine"
                </a>
                <nav aria-label="Site">
                    <ul>
                        <li><a href="/" aria-current=here("/")>"The square"</a></li>
                        <li><a href="/learn" aria-current=in_learn>"Learn"</a></li>
                        <li><a href="/sandbox" aria-current=here("/sandbox")>"Sandbox"</a></li>
                        <li><a href="/about" aria-current=here("/about")>"About"</a></li>
                        <li class="narrow"><a href="/search" aria-label="Search posts" aria-current=here("/search")><Icon name="search"/></a></li>
                        {signed_in.then(|| view! {
                            <li class="narrow"><a href="/write" aria-label="Write a post" aria-current=here("/write")><Icon name="pen"/></a></li>
                        })}
                    </ul>
                </nav>
                <span class="grow"></span>
                <form class="find wide" role="search" aria-label="Posts, from any page" method="get" action="/search">
                    <Icon name="search" class="i s"/>
                    <label class="sr" for="find">"Search posts"</label>
                    <input id="find" type="search" name="q" placeholder="Search posts" maxlength="100"/>
                </form>
                <form method="post" action=SwitchXray::PATH>
                    {(!is_recorded).then(|| view! { <input type="hidden" name="on" value="true"/> })}
                    <button class="glass-switch" role="switch" aria-checked=if is_recorded { "true" } else { "false" }>
                        "Glass" <span class="slide" aria-hidden="true"></span>
                        <span class="state" aria-hidden="true">{if is_recorded { "on" } else { "off" }}</span>
                    </button>
                </form>
                {signed_in.then(|| view! { <a class="press wide" href="/write"><Icon name="pen" class="i s"/>"Write"</a> })}
                {viewer.map(|viewer| {
                    let letter = viewer.display_name.chars().next().unwrap_or('?').to_uppercase().to_string();
                    let label = format!("{}, your page and settings", viewer.display_name);
                    view! { <a class="monogram" href=format!("/user/{}", viewer.name) aria-label=label>{letter}</a> }
                })}
                {(!signed_in).then(|| view! {
                    <a class="press" href="/sign-in">"Sign in"</a>
                    <a class="button s" href="/sign-up">"Sign up"</a>
                })}
            </div>
            {page_context::saving_stopped().map(|why| view! { <p class="stopped" role="status">{why}</p> })}
        </header>
    }
}

/// The foot of every page: links, and the choice of theme.
#[component]
pub fn SiteFooter() -> impl IntoView {
    let chosen = use_context::<PageContext>().map(|shared| shared.theme).unwrap_or_default();
    let buttons: Vec<_> = Theme::ALL
        .into_iter()
        .map(|(theme, label)| {
            let pressed = if theme == chosen { "true" } else { "false" };
            view! { <button name="theme" value=theme.as_str() aria-pressed=pressed>{label}</button> }
        })
        .collect();
    view! {
        <footer class="colophon">
            <div class="in">
                <span>"Vitrine, a small social site with glass walls"</span>
                <a href="/about">"What this is"</a>
                <a href="/privacy">"Privacy: what is recorded"</a>
                <a href="/feed.atom" rel="external">"Atom feed"</a>
                <a href="/source">"Source of this build"</a>
                <span>"Set in Literata and Spline Sans Mono"</span>
                <form class="theme" method="post" action="/theme">
                    <fieldset>
                        <legend>"Light"</legend>
                        <div class="segs">{buttons}</div>
                    </fieldset>
                </form>
            </div>
        </footer>
    }
}
