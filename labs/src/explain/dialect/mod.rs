//! Words of other databases: what people bring along from MySQL, PostgreSQL, SQL Server and Oracle, and what SQLite has instead.
//!
//! `rows` is the list, `pattern` finds a row in a statement, and `answer` makes sentences of it.

mod answer;
mod pattern;
mod rows;

pub(super) use answer::{misread, refused, refused_name};
