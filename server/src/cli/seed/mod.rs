//! `vitrine seed`: fills an empty folder with made-up people, posts, likes and comments.
//!
//! With `--demo` a small community, whose words are in `content/demo/`: `demo_format` and
//! `demo_content` read those files, `demo_insert` writes their rows.
//! Without it any number of readers and posts: `bulk_rows` makes the rows, `random_text` what
//! they say, and `bulk_insert` writes them.

mod bulk_insert;
mod bulk_rows;
mod demo_content;
mod demo_format;
mod demo_insert;
mod random_numbers;
mod random_text;
mod run;

pub use run::Args;
