//! The first program: its likes are in a variable.

use super::{
    program::Ended,
    talk::{Ask, Talk},
};
use std::io::{BufRead, Write};

pub(super) fn serve(talk: &mut Talk<impl BufRead, impl Write>) -> Result<(), Ended> {
    let mut likes = 0;
    talk.say(likes)?;
    while let Some(ask) = talk.next()? {
        if ask == Ask::Like {
            likes += 1;
        }
        talk.say(likes)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::likes::talk::tests::answers;

    #[test]
    fn a_variable_counts_and_begins_again_with_the_program() {
        let run = || answers("like\nlike\ncount\n", |talk| serve(talk).unwrap());
        assert_eq!(run(), [0, 1, 2, 2]);
        assert_eq!(run(), [0, 1, 2, 2]);
    }
}
