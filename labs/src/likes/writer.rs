//! The third program: it writes without end, in two statements each time, to be killed in between.
//!
//! Two things are simulated, the same with a transaction and without, so that a kill finds the gap and what it leaves can
//! be seen: a pause between the statements, and that SQLite writes its memory out in the middle of a transaction, which
//! it does by itself when a transaction is large.

use super::{database::create, program::ProgramError, protocol::Pipes};
use rusqlite::Connection;
use std::{
    io::{BufRead, Write},
    path::Path,
    thread::sleep,
    time::Duration,
};

/// Between the two statements.
pub const PAUSE: Duration = Duration::from_millis(25);
/// It ends by itself after so many.
const LIKES_MAX: i64 = 300;

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

fn pause(database: &Connection) -> Result<(), ProgramError> {
    database.cache_flush()?;
    sleep(PAUSE);
    Ok(())
}
