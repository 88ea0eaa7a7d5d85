//! The only crate that speaks SQL to the site's database.
//!
//! **The promise.** A caller says what is to happen in the words of the site ("like this post", "end this session") and
//! gets records of `model` back. Two statements that must agree are one function with one transaction, so no caller can
//! leave a count wrong by doing only half. Who may do something is part of the statement wherever it depends on a row
//! (`WHERE id = $1 AND author_id = $2`): nothing can happen between the check and the change. A function returns when its
//! commit is on the disk.
//!
//! **The parts.**
//! - [`Db`] is a handle to the database. [`Db::query`] reads, [`Db::begin`] opens a [`Tx`] that writes; one connection
//!   writes and several read. Those who write at the same time share a commit (`writer.rs`).
//! - [`QueryLog`] is the timeline of one request: what ran, for how long, and what else was waited for. The X-ray draws it.
//! - There is one file for each noun: [`post`], [`comment`], [`like`], [`follow`], [`tag`], [`search`], [`user`],
//!   [`session`], [`throttle`], [`shared_trace`]; [`learner`] is what people do in the lessons.
//! - [`keep`] makes backups, restores them, and says what state a folder is in.
//! - [`password`] hashes and checks passwords, [`seed`] fills an empty site, and [`slow_feed`] is the feed that a lesson
//!   takes apart.
//!
//! **The statements** are constants beside the functions that run them, written for reading: the X-ray shows them to
//! learners. The first line of each is a comment, its title, which says what the statement does for the person. They number
//! their parameters (`$1`) and are written so that PostgreSQL would take them too; where it cannot (full-text search, JSON
//! arrays), the file says so. A test prepares each of them against the migrated schema.
//!
//! **An example.**
//! ```
//! use model::{PostId, Timestamp, UserId};
//! use store::{Db, QueryLog, Result, like};
//!
//! /// Likes a post, and counts the statements that this took.
//! async fn like_and_count(db: &Db, post: PostId, user: UserId, now: Timestamp) -> Result<(Option<i64>, u64)> {
//!     let log = QueryLog::default();
//!     let likes = like::like_post(&db.with_log(log.clone()), post, user, now).await?;
//!     Ok((likes, log.total().statements))
//! }
//! ```
//!
//! **Never here:** HTTP, cookies, HTML, the clock. The caller brings the time.

pub mod clock_look;
pub mod comment;
mod db;
mod error;
pub mod follow;
pub mod idempotency_key;
pub mod keep;
pub mod learner;
pub mod like;
pub mod password;
pub mod post;
mod query;
mod query_log;
pub mod search;
pub mod seed;
pub mod session;
pub mod shared_trace;
pub mod sign_in_throttle;
pub mod slow_feed;
pub mod tag;
mod transaction;
pub mod user;
mod value;
mod wal_index;
mod writer;

pub use db::{Db, FolderLock, PlanRow, Stamp};
pub use error::{Error, Result};
pub use query_log::{Entry, Failure, QueryLog, Statement, StepKind, Totals, TransactionStep, Wait, WaitKind};
pub use transaction::Tx;
pub use value::{Secret, Value};
