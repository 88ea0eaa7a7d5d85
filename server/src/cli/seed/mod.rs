//! `vitrine seed`: fills an empty folder with made-up people, posts, likes and comments.
//!
//! With `--demo` it makes a small community, whose texts are in `content/demo/`: `demo_format` and `demo_content` read those
//! files, `demo_insert` inserts the rows.
//!
//! Without it, any number of readers and posts: `bulk_rows` makes the rows, with texts of `random_text` and numbers of
//! `random_numbers`, and `bulk_insert` inserts them.

mod bulk_insert;
mod bulk_rows;
mod demo_content;
mod demo_format;
mod demo_insert;
mod random_numbers;
mod random_text;
mod run;

pub use run::Args;
