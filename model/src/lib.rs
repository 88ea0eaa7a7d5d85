//! The words both sides speak: ids, records, input rules.
//!
//! A rule lives here once and is the same code in the browser and on the server: a type such as `PostBody` can only
//! be made by `parse`, so holding one is the proof that the text passed.
//! Never here: I/O, clocks, secrets, SQL, HTML.

mod comment;
mod cursor;
mod event;
mod id;
mod invalid;
mod password;
mod post;
mod search;
mod session;
mod time;
mod user;

pub use comment::{Comment, CommentBody, CommentView};
pub use cursor::{Cursor, Page};
pub use event::Event;
pub use id::{CommentId, PostId, SessionKey, UserId};
pub use invalid::{Field, Invalid, Reason};
pub use password::{Argon2Parameters, NewPassword};
pub use post::{PostBody, PostCard, PostDraft, PostView, Tag, TagCount, Tags, Title, slug};
pub use search::{Hit, SearchQuery, Snippet};
pub use session::{Device, SessionData, SessionView};
pub use time::Timestamp;
pub use user::{Author, Bio, DisplayName, Profile, Role, UserName, Viewer};
