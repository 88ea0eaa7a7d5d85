//! The only room that speaks SQL to the site's database.
//!
//! One file per noun; each function is one statement, or one transaction where two must agree. Texts of statements are
//! constants with `$1`, written so that PostgreSQL would take them too; where it cannot (search), the file says so.
//! The first line of each is a comment, its title: what the statement does for the person, as the X-ray shows it.
//! Never here: HTTP, cookies, HTML.

pub mod comment;
mod db;
mod error;
pub mod follow;
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
pub mod slow_feed;
pub mod tag;
pub mod throttle;
mod transaction;
pub mod user;
mod value;

pub use db::{Db, FolderLock, PlanRow, Stamp};
pub use error::{Error, Result};
pub use query_log::{Entry, Failure, QueryLog, Statement, StepKind, Totals, TransactionStep, Wait, WaitKind};
pub use transaction::Tx;
pub use value::{Secret, Value};
