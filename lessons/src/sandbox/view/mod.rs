//! The sandbox as markup. Results, plans, schemas, faults and changes are drawn here for the exercises as well.
//!
//! Whatever came out of a database or was typed may be hostile. It is escaped, and characters that would move or hide
//! others are shown by their numbers (`text`).

mod answer;
mod browse;
mod cell;
mod changes;
mod editor;
mod fault;
mod page;
mod plan;
mod preview;
mod room;
mod rows;
mod schema;
mod side;
mod text;

pub use answer::draw_outcome;
pub use cell::{size, write_cell, write_value};
pub use changes::draw_changes;
pub use editor::draw_editor;
pub use fault::draw_fault;
pub use page::{address_of, markup, page};
pub use plan::draw_plan;
pub use preview::find_separator;
pub use room::Room;
pub use rows::draw_rows;
pub use schema::{draw_schema, draw_tables};
pub use text::{draw_sql, draw_words, visible, write_text};
