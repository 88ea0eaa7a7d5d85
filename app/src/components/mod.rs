//! Pieces used by two pages or more.

mod comment;
mod editor;
mod empty;
mod failure;
mod field;
mod follow_button;
mod icon;
mod layout;
mod like_button;
mod loaded;
mod moment;
mod page_meta;
mod password;
mod post_list;
mod text_area;
mod toast;

pub use comment::Comments;
pub use editor::Editor;
pub use empty::{Case, Empty};
pub use failure::Failure;
pub use field::{Checkbox, ErrorSummary, TextField};
pub use follow_button::FollowButton;
pub use icon::Icon;
pub use layout::{Colophon, SiteHead};
pub use like_button::{LikeButton, Liked};
pub use loaded::{asked, loaded};
pub use moment::{Moment, provide_now};
pub use page_meta::{PageMeta, provide_page_meta};
pub use password::{NewPasswordField, PasswordField};
pub use post_list::{Pager, PostList, Tags, Takes, Who};
pub use text_area::TextArea;
pub use toast::{Toasts, provide_toasts};
