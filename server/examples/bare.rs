//! What `cargo xtask bench` compares the site with: one axum route that returns a fixed page. Its argument is the number of
//! bytes.

use anyhow::Context;
use axum::{Router, body::Bytes, response::Html, routing::get, serve::ListenerExt};
use tokio::net::TcpListener;

const HEAD: &str = "<!doctype html><html lang=\"en\"><title>Bare</title><p>";

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let bytes: usize = std::env::args().nth(1).context("say how many bytes the page has")?.parse()?;
    let page = Bytes::from(HEAD.chars().chain(std::iter::repeat('.')).take(bytes).collect::<String>());
    let site = Router::new().route("/", get(move || async move { Html(page) }));

    let listener = TcpListener::bind("127.0.0.1:0").await?;
    println!("Bare is at http://{}", listener.local_addr()?);
    let listener = listener.tap_io(|stream| {
        // As in `listen.rs`, so that both are measured alike.
        let _ = stream.set_nodelay(true);
    });
    axum::serve(listener, site).await?;
    Ok(())
}
