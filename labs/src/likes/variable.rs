//! The first program, which counts likes in a variable. Learners read the body of `serve` on the page.

use super::{
    program::ProgramError,
    protocol::{Pipes, Request},
};
use std::io::{BufRead, Write};

/// Answers requests until it is told to stop. The first number that it writes is the count that it begins with.
///
/// # Errors
/// When the pipes fail, or a request is unknown.
pub(super) fn serve(pipes: &mut Pipes<impl BufRead, impl Write>) -> Result<(), ProgramError> {
    let mut likes = 0;
    pipes.reply(likes)?;
    while let Some(request) = pipes.next_request()? {
        if request == Request::Like {
            likes += 1;
        }
        pipes.reply(likes)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::likes::protocol::tests::answers;

    #[test]
    fn a_variable_counts_and_begins_again_with_the_program() {
        let run = || answers("like\nlike\ncount\n", |pipes| serve(pipes).unwrap());
        assert_eq!(run(), [0, 1, 2, 2]);
        assert_eq!(run(), [0, 1, 2, 2]);
    }
}
