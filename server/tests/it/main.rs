//! Tests of the whole router, asked as a browser would ask it, and of the program itself, started and stopped.

// clippy knows test functions, but not what they share.
#![allow(clippy::unwrap_used)]

mod account;
mod actor;
mod atom;
mod chapter_page;
mod cli;
mod content;
mod cookie;
#[path = "../hostile/corpus.rs"]
mod corpus;
mod create_exercise;
mod crowd;
mod download;
mod error;
mod figures;
mod form_addresses;
mod form_return;
mod guard;
mod headers;
mod idempotency;
mod joining;
mod keep;
mod keep_cli;
mod learn;
mod lesson_pages;
mod likes;
mod listen;
mod live;
mod page;
mod racing;
mod rendering;
mod sandbox;
mod sandbox_page;
mod select_figures;
mod sentences;
mod serve;
mod session;
mod session_store;
mod site;
mod source;
mod storing;
mod table_figures;
mod theme;
mod trace;
mod upload;
mod xray;

use actor::{Actor, Answer};
use site::{PASSWORD, Site};
