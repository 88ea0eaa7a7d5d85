//! `vitrine seed`: fills a folder with made-up people, posts, likes and comments.

use crate::config::Data;
use anyhow::{Result, bail};

/// How much of what.
#[derive(clap::Args, Debug)]
pub struct Args {
    #[command(flatten)]
    pub data: Data,

    /// A small, believable community, instead of bulk
    #[arg(long, conflicts_with_all = ["users", "posts", "likes", "comments"])]
    pub demo: bool,

    /// How many people
    #[arg(long, value_name = "N", default_value_t = 1000)]
    pub users: u64,

    /// How many posts
    #[arg(long, value_name = "N", default_value_t = 10_000)]
    pub posts: u64,

    /// How many likes
    #[arg(long, value_name = "N", default_value_t = 20_000)]
    pub likes: u64,

    /// How many comments
    #[arg(long, value_name = "N", default_value_t = 10_000)]
    pub comments: u64,

    /// The password of everybody made in bulk
    #[arg(long, value_name = "TEXT", default_value = "a password for the bench only")]
    pub password: String,
}

/// Fills the folder.
///
/// # Errors
/// Always, until it is built.
pub async fn run(_args: Args) -> Result<()> {
    bail!("`vitrine seed` is not built yet")
}
