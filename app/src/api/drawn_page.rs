//! Pages that the server draws whole: the site's own texts, the chapters, the sandbox.

use leptos::{prelude::*, server_fn::codec::GetUrl};
use web::{
    Error,
    drawn_page::{DrawnPage, PageName},
};

sentence!(ReadPage, "You opened {page}");
/// A page, drawn. `chapter` and `item` are what its address says beside its name.
#[server(endpoint = "read_page", prefix = "/api", input = GetUrl)]
pub async fn read_page(
    page: PageName,
    chapter: Option<String>,
    item: Option<String>,
) -> Result<DrawnPage, Error> {
    let params = lessons::PageParams { chapter: chapter.unwrap_or_default(), item: item.unwrap_or_default() };
    lessons::page(&web::context::open()?, page, &params).await
}
