//! What server and browser both compile: the pages, their components, the server functions they call, and the routes.
//!
//! The promise: a page is written once. The server draws it whole for the first load, so that it works without scripts;
//! the browser hydrates it and draws every later page by itself. Whatever is not needed on both sides is elsewhere: SQL
//! in `store`, sockets and headers in `server`, what only the server draws (chapters, sandbox, the X-ray) in `lessons`.
//! Everything here counts against the budget of the browser's bundle, which `cargo xtask test bundle` measures.
//!
//! `routes` is the list of pages and says how one is added. `pages` has a file for each address, `components` holds what
//! several pages use, `api` the server functions, a file for each noun. `shell` is the document around the app, and
//! `figure_form` sends the forms of figures in place, whose markup the server made.
//!
//! A page with its server function:
//!
//! ```ignore
//! // api/source.rs: the body runs on the server alone; in the browser the call is a request to /api/read_source.
//! #[server(endpoint = "read_source", prefix = "/api", input = GetUrl)]
//! pub async fn read_source(path: String) -> Result<String, Error> {
//!     let cx = web::context::open()?;
//!     cx.site.source.html(&path).ok_or(Error::NotFound)
//! }
//!
//! // pages/source.rs: fetched again whenever the path changes, and drawn once it is there.
//! #[component]
//! pub fn SourcePage() -> impl IntoView {
//!     let params = use_params_map();
//!     let html = PageResource::new(move || params.read().get("path").unwrap_or_default(), read_source);
//!     html.view(|html| view! { <div class="page" inner_html=html></div> }.into_any())
//! }
//! ```
//!
//! A server function is public: whoever knows its address can call it. So each one checks for itself who calls and what
//! was sent, and never relies on the page that leads to it.

#![recursion_limit = "256"]

#[macro_use]
mod sentence;

pub mod api;
mod components;
mod figure_form;
mod pages;
mod routes;
#[cfg(feature = "ssr")]
pub mod shell;

pub use routes::App;
