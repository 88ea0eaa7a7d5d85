//! The yardstick of `cargo xtask bench`: one axum route that returns a fixed page of as many bytes as asked for.

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
        // Without it a page waits for the answer to the packet before.
        let _ = stream.set_nodelay(true);
    });
    axum::serve(listener, site).await?;
    Ok(())
}
