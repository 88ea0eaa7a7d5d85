//! The second program, which counts likes in a table. Learners read the body of `serve` on the page.

use super::{
    database::create,
    program::ProgramError,
    protocol::{Pipes, Request},
};
use std::{
    io::{BufRead, Write},
    path::Path,
};

/// Answers requests until it is told to stop. The first number that it writes is the count that it found.
///
/// # Errors
/// When the pipes or SQLite fail, or a request is unknown.
pub(super) fn serve(pipes: &mut Pipes<impl BufRead, impl Write>, file: &Path) -> Result<(), ProgramError> {
    let database = create(file)?;
    let count = "SELECT likes FROM posts WHERE id = 1";
    pipes.reply(database.query_row(count, [], |row| row.get(0))?)?;
    while let Some(request) = pipes.next_request()? {
        if request == Request::Like {
            database.execute("UPDATE posts SET likes = likes + 1 WHERE id = 1", [])?;
        }
        pipes.reply(database.query_row(count, [], |row| row.get(0))?)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::likes::{database::read_tables, protocol::tests::answers};

    #[test]
    fn a_table_counts_on_where_the_program_before_stopped() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("likes.db");
        let run = || answers("like\nlike\ncount\n", |pipes| serve(pipes, &file).unwrap());
        assert_eq!(run(), [0, 1, 2, 2]);
        assert_eq!(read_tables(&file).unwrap().post.likes, 2, "the row is there while nobody runs");
        assert_eq!(run(), [2, 3, 4, 4]);
    }
}
