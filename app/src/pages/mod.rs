//! The pages, a file for each kind. Which address a page has stands in `routes.rs`.
//!
//! A page asks for its data by a `PageResource` at the top of its component and draws them when they are there. Its own
//! parts stand below it; what a second page uses moves to `components`.

mod drawn;
mod feed;
mod person;
mod post;
mod search;
mod settings;
mod sign_in;
mod sign_up;
mod source;
mod tag;
mod write;
mod xray;

pub use drawn::drawn;
pub use feed::{FollowedPage, SquarePage};
pub use person::PersonPage;
pub use post::PostPage;
pub use search::SearchPage;
pub use settings::SettingsPage;
pub use sign_in::SignInPage;
pub use sign_up::SignUpPage;
pub use source::SourcePage;
pub use tag::TagPage;
pub use write::{EditPage, WritePage};
pub use xray::{SharedStoryPage, XrayPage};
