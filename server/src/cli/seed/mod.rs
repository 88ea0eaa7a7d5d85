//! `vitrine seed`: fills an empty folder with made-up people, posts, likes and comments.
//!
//! With `--demo` a small community, whose words are in `content/demo/`: `block` and `script` read those files, `demo`
//! keeps them.
//! Without it any number of readers and posts: `plan` says which rows, `words` what they say, `bulk` keeps them.

mod block;
mod bulk;
mod demo;
mod plan;
mod random;
mod run;
mod script;
mod words;

pub use run::{Args, run};
