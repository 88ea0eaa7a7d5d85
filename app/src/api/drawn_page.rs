//! Pages that the server draws whole: the site's own texts, the chapters, the sandbox. What they show is in `lessons`.

use leptos::{prelude::*, server_fn::codec::GetUrl};
use web::{
    Error,
    drawn_page::{DrawnPage, PageName},
};

sentence!(ReadPage, "You opened {page}");
/// A page, drawn. `chapter` and `item` are the parameters of its route: the chapter's name, and that of an exercise or
/// the token of a shared race, or the query's `sql` for the sandbox.
///
/// # Errors
/// `NotFound` where no such page exists.
#[server(endpoint = "read_page", prefix = "/api", input = GetUrl)]
pub async fn read_page(
    page: PageName,
    chapter: Option<String>,
    item: Option<String>,
) -> Result<DrawnPage, Error> {
    let params = lessons::PageParams { chapter: chapter.unwrap_or_default(), item: item.unwrap_or_default() };
    lessons::page(&web::context::open()?, page, &params).await
}
