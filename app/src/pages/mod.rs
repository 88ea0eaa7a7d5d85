//! One file per address.

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
