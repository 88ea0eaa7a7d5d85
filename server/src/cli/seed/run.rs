//! The arguments of `vitrine seed`, and the choice between the demo and bulk.

use super::{bulk_insert, bulk_rows::BulkRows, demo_insert};
use crate::{
    cli::{output::say, run::block_on, subcommand::Subcommand},
    clock::Clock,
    config::{DataFolder, Switch},
    data_folder,
};
use anyhow::{Result, bail};
use clap::ArgMatches;
use model::Timestamp;
use store::Db;

const DAY: i64 = 24 * 60 * 60;

const EXAMPLES: &str = "\
Examples:
  vitrine seed --demo                              a community of fourteen, to look around in
  vitrine seed --data bench --posts 1000000        a million posts, to measure with; takes minutes

Readers made in bulk are called reader_1, reader_2 and so on, and share one password.";

/// How much of what.
#[derive(clap::Args, Debug)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    #[command(flatten)]
    pub data: DataFolder,

    /// A small, believable community, instead of bulk
    #[arg(long, conflicts_with_all = ["users", "posts", "likes", "comments", "password", "until"])]
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

    /// How many comments; of 50 or more, the first 50 stand under post 1
    #[arg(long, value_name = "N", default_value_t = 10_000)]
    pub comments: u64,

    /// The password of everybody made in bulk
    #[arg(long, value_name = "TEXT", default_value = "a password for the bench only")]
    pub password: String,

    /// The moment of the newest post, in seconds since 1970. The same arguments make the same rows (the salt of the
    /// password aside); without this one they do so for a day, because then it is the last midnight (UTC)
    #[arg(long, value_name = "SECONDS")]
    pub until: Option<i64>,
}

impl Subcommand for Args {
    const NAME: &'static str = "seed";
    const SUMMARY: &'static str = "Fill a folder with made-up people and posts";

    fn run(self, _: &ArgMatches) -> Result<()> {
        block_on(open_and_fill(self))
    }
}

/// Fills the folder.
///
/// # Errors
/// Where there is somebody already, where the numbers do not fit together, and where the database fails.
async fn open_and_fill(args: Args) -> Result<()> {
    let now = Clock::default().now();
    let bulk = if args.demo { None } else { Some(bulk_rows(&args, now)?) };
    let site = data_folder::open_or_begin(&args.data.data, Switch::On, now).await?;
    let result = fill(&site.db, &args, bulk, now).await;
    site.db.close().await;
    result
}

/// The rows for the numbers in the arguments. The default for `until` is the last midnight and not this moment, so that the
/// same arguments make the same rows for a day.
fn bulk_rows(args: &Args, now: Timestamp) -> Result<BulkRows> {
    let until = Timestamp(args.until.unwrap_or(now.0 - now.0.rem_euclid(DAY)));
    BulkRows::new(args.users, args.posts, args.likes, args.comments, until)
}

/// Fills an empty database, and prints how much of what and how to sign in.
async fn fill(db: &Db, args: &Args, bulk: Option<BulkRows>, now: Timestamp) -> Result<()> {
    if !store::seed::is_empty(db).await? {
        bail!("there are people in {} already; seed fills an empty folder only", args.data.data.display());
    }
    match bulk {
        None => {
            let counts = demo_insert::fill(db, now).await?;
            say(counts)?;
            say(format_args!("Sign in as ana with the password: {}", demo_insert::PASSWORD))?;
        }
        Some(bulk) => {
            bulk_insert::fill(db, &bulk, &args.password).await?;
            let BulkRows { users, posts, likes, comments, .. } = bulk;
            say(format_args!("{users} people, {posts} posts, {likes} likes, {comments} comments"))?;
            if users > 0 {
                say(format_args!("Sign in as reader_1 with the password: {}", args.password))?;
            }
        }
    }
    Ok(())
}
