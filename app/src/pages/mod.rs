//! One file per address.

mod about;
mod feed;
mod person;
mod post;
mod privacy;
mod search;
mod settings;
mod sign_in;
mod sign_up;
mod tag;
mod write;

pub use about::AboutPage;
pub use feed::{FollowedPage, SquarePage};
pub use person::PersonPage;
pub use post::PostPage;
pub use privacy::PrivacyPage;
pub use search::SearchPage;
pub use settings::SettingsPage;
pub use sign_in::SignInPage;
pub use sign_up::SignUpPage;
pub use tag::TagPage;
pub use write::{EditPage, WritePage};
