//! The three pieces that lessons, which the server alone draws, have in common with the other pages.
//!
//! Every other component stands in `app`. In a crate below it the compiler makes larger code of the same source: 7 KiB of what
//! every browser loads, measured in brotli.

mod icon;
mod idempotency_key_field;
mod text_area;

pub use icon::Icon;
pub use idempotency_key_field::IdempotencyKeyField;
pub use text_area::TextArea;
