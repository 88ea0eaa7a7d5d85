//! Pieces of a page that call no server function.

mod empty;
mod failure;
mod field;
mod icon;
mod loaded;
mod moment;
mod page_meta;
mod password;
mod text_area;
mod toast;

pub use empty::{Case, Empty};
pub use failure::Failure;
pub use field::{Checkbox, ErrorSummary, FieldError, TextField};
pub use icon::Icon;
pub use loaded::{asked, loaded};
pub use moment::{Moment, provide_now};
pub use page_meta::{PageMeta, provide_page_meta};
pub use password::{NewPasswordField, PasswordField};
pub use text_area::TextArea;
pub use toast::{Toasts, provide_toasts};
