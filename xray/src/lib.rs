//! The recorder behind the X-ray: what the server and the database did for one request, kept for the session that made
//! the request.
//!
//! The crate promises three things. What is kept gives nobody power: values of cookies and passwords are left out
//! before a trace is made, and secrets bound to statements are dots. What is kept is bounded, in number, bytes and age,
//! so that watching can never fill the memory. And a session sees its own traces only: every look-up needs the
//! session's key, and what is shown to others is redacted first. The crate draws nothing (that is `lessons`) and speaks
//! no HTTP: the server records, and hands the finished traces over.
//!
//! # Parts
//!
//! * The record: a [`Trace`] is one request on both sides of the wire and in the database. It holds [`Statement`]s,
//!   [`Step`]s (`BEGIN`, `COMMIT`, `ROLLBACK`) and [`Wait`]s for anything else, such as the hash of a password.
//! * The store: [`Rings`] keeps each session's newest traces in memory.
//! * The story: [`stories`] groups the requests that one click caused, and [`Story::title`] says in a sentence what the
//!   user did. The sentences stand beside the routes that they are about; see [`sentence!`].
//! * What is worth knowing about SQL: [`sql`] colours and shortens a statement's text, [`plan`] explains SQLite's query
//!   plan in words, and [`repeated`] finds a statement that ran once for each row of another (N+1).
//! * Showing a story to others: [`SharedStory`] and [`redacted`] keep kinds and lengths, and drop what was typed.
//!
//! # Example
//!
//! A form was posted, and its redirect was followed. Both requests are one story of the session:
//!
//! ```
//! use model::{SessionKey, Timestamp};
//! use xray::{Names, Rings, Trace, stories};
//!
//! let key = SessionKey("a digest".to_owned());
//! let posted = Trace {
//!     method: "POST".to_owned(),
//!     address: "/follow".to_owned(),
//!     answer_headers: vec![("location".to_owned(), "/user/ana".to_owned())],
//!     is_page: true,
//!     ..Trace::default()
//! };
//! let followed = Trace {
//!     method: "GET".to_owned(),
//!     address: "/user/ana".to_owned(),
//!     clock_us: 5_000,
//!     is_page: true,
//!     ..Trace::default()
//! };
//!
//! let rings = Rings::default();
//! rings.push(&key, posted);
//! rings.push(&key, followed);
//!
//! let stories = stories(rings.list(&key, Timestamp(0)));
//! assert_eq!(stories.len(), 1);
//! // No sentence is registered for this address here, so the title names the address itself.
//! assert_eq!(stories[0].title(&Names::default()), "You sent a POST to /follow");
//!
//! let other = SessionKey("another digest".to_owned());
//! assert!(rings.list(&other, Timestamp(0)).is_empty());
//! ```

pub mod plan;
mod redact;
mod repeated;
mod ring;
mod sentence;
mod shared_story;
pub mod sql;
mod statement;
mod story;
mod subject;
mod trace;
mod wait;

pub use redact::{DOTS, redacted};
pub use repeated::{Repeated, repeated};
pub use ring::{ALL_BYTES_MAX, Rings};
pub use sentence::{Names, Sentence, sentence_of, sentences};
pub use shared_story::SharedStory;
pub use statement::{Failure, Statement, Step, StepKind};
pub use story::{Story, stories};
pub use subject::{page_of, post_named, post_of};
pub use trace::{Row, Sending, SetCookie, Trace};
pub use wait::{Wait, WaitKind};

// The macro `sentence!` expands in other crates, which need not depend on `inventory` themselves.
#[doc(hidden)]
pub use inventory;

/// The query plan of a statement as a tree, each step explained in words. `rows` is what `EXPLAIN QUERY PLAN` returned
/// for `sql`; the text is needed for the names behind its aliases and for its LIMIT, neither of which the plan
/// contains.
pub fn plan_of(sql: &str, rows: &[store::PlanRow]) -> Vec<plan::Node> {
    let row = |row: &store::PlanRow| plan::Row { id: row.id, parent: row.parent, detail: row.detail.clone() };
    let mut nodes = plan::tree_named(rows.iter().map(row).collect(), &sql::aliases(sql));
    if sql::can_end_early(sql) {
        plan::end_early(&mut nodes);
    }
    nodes
}
