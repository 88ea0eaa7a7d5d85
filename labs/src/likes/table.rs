//! The second program: its likes are in a table.

use super::{
    program::Ended,
    read::make,
    talk::{Ask, Talk},
};
use std::{
    io::{BufRead, Write},
    path::Path,
};

pub(super) fn serve(talk: &mut Talk<impl BufRead, impl Write>, file: &Path) -> Result<(), Ended> {
    let database = make(file)?;
    let count = "SELECT likes FROM posts WHERE id = 1";
    talk.say(database.query_row(count, [], |row| row.get(0))?)?;
    while let Some(ask) = talk.next()? {
        if ask == Ask::Like {
            database.execute("UPDATE posts SET likes = likes + 1 WHERE id = 1", [])?;
        }
        talk.say(database.query_row(count, [], |row| row.get(0))?)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::likes::{read::read, talk::tests::answers};

    #[test]
    fn a_table_counts_on_where_the_program_before_stopped() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("likes.db");
        let run = || answers("like\nlike\ncount\n", |talk| serve(talk, &file).unwrap());
        assert_eq!(run(), [0, 1, 2, 2]);
        assert_eq!(read(&file).unwrap().post.likes, 2, "the row is there while nobody runs");
        assert_eq!(run(), [2, 3, 4, 4]);
    }
}
