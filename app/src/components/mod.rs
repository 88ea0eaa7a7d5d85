//! Parts that two pages or more use, or that one page is easier to read without. They may call server functions; those
//! that call none are in `web::components`.

mod comment;
mod delete_form;
mod editor;
mod follow_button;
mod layout;
mod like_button;
mod optimistic_toggle;
mod post_list;
pub mod xray_dock;

pub use comment::Comments;
pub use delete_form::DeleteForm;
pub use editor::Editor;
pub use follow_button::FollowButton;
pub use layout::{SiteFooter, SiteHeader};
pub use like_button::{LikeButton, Liked};
pub use post_list::{AuthorLink, LiveFilter, Pager, PostList, Tags};
