//! Parts that two pages or more use, or that one page is easier to read without. Two that lessons need as well, an icon and
//! the field for several lines of text, are in `web::components`.

mod comment;
mod delete_form;
mod editor;
mod empty_state;
mod error_page;
mod field;
mod follow_button;
mod layout;
mod like_button;
mod optimistic_toggle;
mod page_meta;
mod page_resource;
mod password;
mod post_list;
mod relative_time;
mod toast;
pub mod xray_dock;

pub use comment::Comments;
pub use delete_form::DeleteForm;
pub use editor::Editor;
pub use empty_state::{EmptyState, Illustration};
pub use error_page::ErrorPage;
pub use field::{Checkbox, ErrorSummary, FieldError, TextField};
pub use follow_button::FollowButton;
pub use layout::{SiteFooter, SiteHeader};
pub use like_button::{LikeButton, Liked};
pub use page_meta::{PageMeta, provide_page_meta};
pub use page_resource::PageResource;
pub use password::{NewPasswordField, PasswordField};
pub use post_list::{AuthorLink, LiveFilter, Pager, PostList, Tags};
pub use relative_time::{RelativeTime, provide_now};
pub use toast::{Toasts, provide_toasts};
