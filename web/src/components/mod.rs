//! Parts of pages that call no server function: fields of forms, messages, times, and the resource of a page.
//!
//! A component that calls a server function belongs to `app/src/components`, since this crate knows none.

mod empty_state;
mod error_page;
mod field;
mod icon;
mod page_meta;
mod page_resource;
mod password;
mod relative_time;
mod text_area;
mod toast;

pub use empty_state::{EmptyState, Illustration};
pub use error_page::ErrorPage;
pub use field::{Checkbox, ErrorSummary, FieldError, TextField};
pub use icon::Icon;
pub use page_meta::{PageMeta, provide_page_meta};
pub use page_resource::PageResource;
pub use password::{NewPasswordField, PasswordField};
pub use relative_time::{RelativeTime, provide_now};
pub use text_area::TextArea;
pub use toast::{Toasts, provide_toasts};
