//! What the browser's half of the site and the server's half agree on: ids, records, and the rules for what people type.
//!
//! **The promise.** A rule is written once and is the same code on both sides. The browser uses it to tell a person at once
//! what is wrong with an input. The server uses it because nothing that a browser sends can be trusted. A checked type such
//! as [`PostBody`] can only be made by its `parse`, so a function that takes one need not check it again: holding the value
//! is the proof that the text passed. What does not pass comes back as an [`Invalid`], which names the field and gives the
//! reason with the numbers that a sentence needs.
//!
//! **The parts.** There is one file for each noun: what may be written, and the records that pages show.
//! - [`UserName`], [`Profile`] and their kin are in `user`; [`NewPassword`] is in `password`.
//! - [`PostDraft`], [`PostCard`] and [`Tag`] are in `post`; [`Comment`] is in `comment`; [`SearchQuery`] and [`Found`] are in `search`.
//! - [`SessionData`] is what a session remembers; [`SessionView`] is how its owner sees it.
//! - [`Event`] is what a page is told while it is open.
//! - Ids are numbers with a type (`id`), lists go on from a [`Cursor`], and a [`Timestamp`] is a moment without a clock.
//!
//! **An example.**
//! ```
//! use model::{Field, Reason, Title};
//!
//! assert_eq!(Title::parse("  Half a plot, by the pump ")?.as_str(), "Half a plot, by the pump");
//! let refused = Title::parse(&"long ".repeat(40)).expect_err("199 characters are too many");
//! assert_eq!((refused.field, refused.reason), (Field::Title, Reason::TooLong { have: 199, max: 120 }));
//! # Ok::<(), model::Invalid>(())
//! ```
//!
//! **Never here:** I/O, clocks, secrets, SQL, HTML. The crate is compiled for the browser too and depends on serde and
//! thiserror alone; with the feature `sqlx` its ids can be read from a database and bound to a statement.

mod comment;
mod event;
mod id;
mod invalid;
mod list_page;
mod password;
mod post;
mod search;
mod session;
mod time;
mod user;

pub use comment::{Comment, CommentBody, CommentView};
pub use event::Event;
pub use id::{CommentId, PostId, SessionKey, UserId};
pub use invalid::{Field, Invalid, Reason};
pub use list_page::{Cursor, Page};
pub use password::{Argon2Parameters, NewPassword};
pub use post::{PostBody, PostCard, PostDraft, PostView, Tag, TagCount, Tags, Title, slug};
pub use search::{Found, Hit, SearchQuery, Snippet};
pub use session::{Device, SessionData, SessionView};
pub use time::Timestamp;
pub use user::{Author, Bio, DisplayName, Profile, Role, UserName, Viewer};
