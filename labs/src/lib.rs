//! Engines for learning without a site around them: what people try out, and what checks their answers.
//!
//! The crate promises two things. Nothing here can reach the data of the site: `labs` does not depend on `store`, so
//! whatever a learner types or breaks, there is no road from it to people's rows. And whatever a chapter shows of a
//! cookie, a query or a race is computed by the same code that the tests hold against the specification or against SQLite
//! itself; nothing is drawn from memory.
//!
//! # Parts
//!
//! * The texts: [`chapter`] and [`exercise`] read the chapters and exercises under `content/` and grade answers to the
//!   simple exercises; [`sql_exercise`] reads those that are answered in SQL, and [`content_folder`] those of an operator's
//!   folders, while the site runs.
//! * SQL of strangers: [`sandbox`] runs it in a worker process that can do nothing but compute, [`explain`] says in plain
//!   language what an error of SQLite means, [`grade`] decides whether an answer means the same as the model, and [`sql`]
//!   cuts a text into statements and tokens. [`import`] brings in files. [`jobs`] lists what a worker can do.
//! * SQL to watch: [`race`] measures several ways of fetching the same page, and [`join`] shows which pairs of rows a JOIN
//!   compares, and [`select_steps`] takes a query apart into its clauses.
//! * Cookies and sessions: a cookie jar by the rules of RFC 6265bis, session schemes of growing strength, and values to
//!   decode and to tamper with.
//! * Programs that fail in instructive ways: a wire that can be tapped, likes that get lost, passwords to attack.
//!
//! Three features decide what is compiled. Without any, there is what also runs in a browser. `text` adds reading
//! chapters and exercises, `sql` everything with SQLite in it, and `native` what needs sockets, keys or randomness.
//!
//! # Example
//!
//! A learner's statement fails, and is explained:
//!
//! ```
//! # #[cfg(feature = "sql")]
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use labs::{
//!     explain::explain,
//!     sandbox::{Database, run_script},
//! };
//!
//! let database = Database::empty()?;
//! run_script(&database, "CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT)")?;
//!
//! let sql = "SELECT nmae FROM users";
//! let result = run_script(&database, sql)?;
//! let fault = result.outcomes[0].fault.as_ref().expect("there is no such column");
//! let explanation = explain(sql, fault, &result.schema);
//! assert_eq!(explanation.problem, "There is no column `nmae` in `users`.");
//! assert_eq!(explanation.suggestion, "Did you mean `name`?");
//! # Ok(())
//! # }
//! # #[cfg(not(feature = "sql"))]
//! # fn main() {}
//! ```

#[cfg(feature = "sql")]
mod byte_cache;
#[cfg(feature = "text")]
pub mod chapter;
#[cfg(feature = "sql")]
mod child;
#[cfg(feature = "native")]
pub mod content_folder;
pub mod cookie;
#[cfg(feature = "native")]
pub mod counter;
#[cfg(feature = "native")]
pub mod decode;
#[cfg(feature = "native")]
mod engines;
pub mod excerpt;
#[cfg(feature = "text")]
pub mod exercise;
mod experiment;
#[cfg(feature = "sql")]
pub mod explain;
#[cfg(feature = "sql")]
pub mod grade;
#[cfg(feature = "sql")]
pub mod import;
pub mod jar_lab;
#[cfg(feature = "sql")]
pub mod jobs;
#[cfg(feature = "sql")]
pub mod join;
#[cfg(feature = "sql")]
pub mod last_answers;
#[cfg(feature = "native")]
pub mod levels;
#[cfg(feature = "native")]
pub mod likes;
#[cfg(feature = "native")]
mod network_places;
#[cfg(feature = "sql")]
pub mod own_database;
#[cfg(feature = "native")]
pub mod passwords;
#[cfg(feature = "sql")]
pub mod race;
#[cfg(feature = "native")]
mod random_bytes;
#[cfg(feature = "sql")]
pub mod sandbox;
#[cfg(feature = "sql")]
pub mod select_steps;
pub mod sessions;
mod split_mix64;
pub mod sql;
#[cfg(feature = "text")]
pub mod sql_exercise;
#[cfg(feature = "sql")]
pub mod table_rules;
#[cfg(feature = "native")]
pub mod tamper;
#[cfg(feature = "native")]
pub mod wire;

#[cfg(feature = "native")]
pub use engines::Engines;
pub use experiment::Experiment;
