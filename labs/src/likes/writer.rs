//! The third program, which writes likes in two statements each, to be killed between them. Learners read the body of
//! `serve` on the page.
//!
//! Two things are made likelier than they are, the same with a transaction and without. A pause between the statements
//! makes it likely that the kill falls between them. And SQLite is told to write its page cache to the file in the middle
//! of a transaction, which it otherwise does only when a transaction is large, so that there is something to recover.

use super::{database::create, program::ProgramError, protocol::Pipes};
use rusqlite::Connection;
use std::{
    io::{BufRead, Write},
    path::Path,
    thread::sleep,
    time::Duration,
};

/// The pause between the two statements.
pub const PAUSE: Duration = Duration::from_millis(25);
/// The program ends by itself after this many likes, in case nobody kills it.
const LIKES_MAX: i64 = 300;

/// Writes likes and the number of each. It receives no requests.
///
/// # Errors
/// When the pipe or SQLite fails.
pub(super) fn serve(
    pipes: &mut Pipes<impl BufRead, impl Write>,
    file: &Path,
    in_transaction: bool,
) -> Result<(), ProgramError> {
    let database = create(file)?;
    for person in 1..=LIKES_MAX {
        if in_transaction {
            database.execute_batch("BEGIN")?;
        }
        database.execute("UPDATE posts SET likes = likes + 1 WHERE id = 1", [])?;
        pause(&database)?;
        database.execute("INSERT INTO likes (post_id, person) VALUES (1, ?1)", [person])?;
        if in_transaction {
            database.execute_batch("COMMIT")?;
        }
        pipes.reply(person)?;
    }
    Ok(())
}

/// Writes the page cache to the file, then waits.
fn pause(database: &Connection) -> Result<(), ProgramError> {
    database.cache_flush()?;
    sleep(PAUSE);
    Ok(())
}
