//! Pages that the server draws whole: `/about`, `/privacy`, everything below `/learn`, and `/sandbox`.

use crate::components::{PageMeta, PageResource};
use crate::{api::drawn_page::read_page, figure_form};
use leptos::prelude::*;
use leptos_router::hooks::{use_location, use_params_map};
use web::drawn_page::PageName;

sentence!("/about", "You opened the page about this site");
sentence!("/about/promises", "You opened the page about what is promised");
sentence!("/privacy", "You opened the page about what is recorded");
sentence!("/learn", "You opened the map of chapters");
sentence!("/learn/review", "You opened what is due for review");
sentence!("/learn/join/slow-feed", "You opened the slow feed");
sentence!("/learn/join/race/:token", "You opened a race that somebody shows");
sentence!("/learn/:chapter", "You opened {chapter}");
sentence!("/learn/:chapter/:exercise", "You opened an exercise of {chapter}");
sentence!("/sandbox", "You opened the sandbox");
/// The view of a route whose page the server draws. All of these routes share one closure type, since the router's code
/// is compiled anew for each type of view.
pub fn drawn(name: PageName) -> impl Fn() -> AnyView + Send + Clone + 'static {
    move || view! { <DrawnPage name/> }.into_any()
}

#[component]
fn DrawnPage(name: PageName) -> impl IntoView {
    let (location, params) = (use_location(), use_params_map());
    // When somebody follows a link, the location changes before this page is removed. The key must not change then, or
    // the page would be fetched once more; so outside of the sandbox the query keeps its old value.
    let query = Memo::new(move |before: Option<&Option<String>>| {
        let is_here = location.pathname.get() == "/sandbox";
        if is_here { location.query.read().get("sql") } else { before.cloned().flatten() }
    });
    let address = move || {
        let params = params.read();
        let item = ["exercise", "token"].into_iter().find_map(|key| params.get(key));
        (params.get("chapter"), item.or_else(|| query.get()))
    };
    let page = PageResource::new(address, move |(chapter, item)| read_page(name, chapter, item));
    figure_form::intercept_submits();
    page.view(move |page| {
        Effect::new(figure_form::poll_pending);
        let path = location.pathname.get_untracked();
        view! {
            <PageMeta title=page.title description=page.description path/>
            <div class="drawn" inner_html=page.html></div>
        }
        .into_any()
    })
}
