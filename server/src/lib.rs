//! The binary `vitrine`: everything between a socket and the app.
//!
//! Its promise: whatever arrives is answered in bounded time and size, nothing is written for another site, and no answer
//! leaves without the headers that protect a browser. This holds for pages and files, for refusals, and for panics.
//! One answer is made outside of all this: the line of text for a connection that has no place (`listen.rs`).
//!
//! # A request, layer by layer
//!
//! [`listen`] accepts the connection and hands every request to the [`router`], which has the one list of routes and layers.
//! [`connections`] bounds how many there are, `activity` how slow each may be, `open_files` fits both to the machine. A request then meets, from the outside in:
//!
//! 1. [`request_meta`] gives it a number, a nonce and a query log, and catches panics.
//! 2. [`guard`] refuses methods that the site does not know, and writes that come from another site.
//! 3. [`body`] reads the whole body, up to a bound, and limits how long the answer may take to begin.
//! 4. compression packs the answer; nothing inside of it sees packed bytes.
//! 5. [`form_return`] sends a plain form that is refused back to its page, with what was typed.
//! 6. [`session`] lends the request its `Session` (tower-sessions) from the site's database, and saves it afterwards.
//! 7. [`visit`] reads who is signed in, and tells the app what it may know: a [`web::context::Visit`].
//! 8. `idempotency` knows a form that was sent before by its key.
//! 9. `page_cache` answers with a page that was drawn within the same second, if nothing was written since.
//! 10. `status` gives the answer of a server function the status that its error stands for.
//!
//! Then the app answers: a page, a server function, or its page for addresses that do not exist. The answer passes the same
//! layers in the other direction; last, `request_meta` adds the security headers, writes one line into the log, and has
//! `xray` record the request if its session asked for that.
//!
//! # Example
//!
//! Ana likes a post without scripts: `POST /api/like_post`. `guard` sees `Sec-Fetch-Site: same-origin` and lets it in,
//! `body` reads `post=1`, `session` and `visit` find Ana by her cookie, and the app's server function inserts the like.
//! Had her session ended meanwhile, the function would return `Error::SignedOut`, `status` would make that a 401, and
//! `form_return` a redirect to `/sign-in`.
//!
//! # The other parts
//!
//! - [`cli`] has a file for each subcommand; [`serve`] starts and stops the site; [`watch`] looks whether it can keep
//!   what it is told, and [`scheduled_backup`] makes copies; [`config`] has its settings.
//! - [`assets`], [`source`], [`feed`], [`live`], [`download`], [`health`], [`theme`], [`listing_language`], [`csp_report`],
//!   [`passphrase_words`] and `lab` each answer a few addresses of their own.
//! - [`data_folder`] opens the site's folder or begins a new one.
//! - [`state`] is what all of them share.
//!
//! Never here: pages and what they say (`app`, `lessons`), and statements about people and posts (`store`).

mod activity;
pub mod assets;
pub mod atom;
pub mod body;
pub mod cli;
pub mod clock;
mod compression;
pub mod config;
pub mod connections;
mod content;
pub mod csp_report;
pub mod data_folder;
pub mod download;
pub mod figures;
pub mod form_return;
mod fresh_cache;
pub mod guard;
pub mod headers;
pub mod health;
mod idempotency;
mod lab;
pub mod listen;
pub mod listing_language;
pub mod live;
pub mod log;
pub mod network;
mod open_files;
mod page_cache;
pub mod passphrase_words;
pub mod random;
pub mod refusal;
pub mod request_meta;
pub mod router;
pub mod scheduled_backup;
pub mod serve;
pub mod session;
pub mod source;
pub mod state;
mod status;
pub mod theme;
pub mod visit;
pub mod watch;
pub mod write_timeout;
mod xray;
