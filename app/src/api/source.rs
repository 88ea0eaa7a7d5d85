//! The source of the running build.

use leptos::{prelude::*, server_fn::codec::GetUrl};
use web::Error;

sentence!(ReadSource, "You read the source of this site");
/// A file or a folder of the source, as HTML. The empty path is the root.
///
/// # Errors
/// `NotFound` where the build has no such file or folder.
#[server(endpoint = "read_source", prefix = "/api", input = GetUrl)]
pub async fn read_source(path: String) -> Result<String, Error> {
    let cx = web::context::open()?;
    cx.site.source.html(&path).ok_or(Error::NotFound)
}
