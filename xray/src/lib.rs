//! The recorder of the X-ray: what happened behind one request, kept for the session that caused it.
//!
//! A `Trace` is one request on both sides of the wire and in the database; `Rings` keeps a session's newest traces in
//! memory; a `Story` is the requests of one click. `judge`, `plan` and `sql` say what is worth knowing of a statement.
//! Never here: a view (that is `lessons`), HTTP (the server records), anything of another session.

mod judge;
pub mod plan;
mod redact;
mod ring;
mod sentence;
mod shared_story;
mod specimen;
pub mod sql;
mod statement;
mod story;
mod trace;
mod wait;

pub use judge::{Repeated, repeated};
pub use redact::{DOTS, redacted};
pub use ring::Rings;
pub use sentence::{Names, Sentence, sentence_of, sentences};
pub use shared_story::SharedStory;
pub use specimen::{page_of, post_named, post_of};
pub use statement::{Failure, Statement, Step, StepKind};
pub use story::{Story, stories};
pub use trace::{Row, Sending, SetCookie, Trace};
pub use wait::{Wait, WaitKind};

// For the macro `sentence!`, which runs in the crates that it is used in.
#[doc(hidden)]
pub use inventory;

/// A plan as a tree, in words.
pub fn plan_of(sql: &str, rows: &[store::PlanRow]) -> Vec<plan::Node> {
    let row = |row: &store::PlanRow| plan::Row { id: row.id, parent: row.parent, detail: row.detail.clone() };
    let mut nodes = plan::tree_named(rows.iter().map(row).collect(), &sql::aliases(sql));
    if sql::can_end_early(sql) {
        plan::end_early(&mut nodes);
    }
    nodes
}
