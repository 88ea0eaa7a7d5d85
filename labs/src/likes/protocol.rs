//! The protocol between the site and a program: a request is a word in a line, and its answer a number in a line.

use super::program::ProgramError;
use std::io::{BufRead, Read, Write};

/// The longest line that a program reads, in bytes.
const LINE_BYTES_MAX: u64 = 16;

/// A request to a program. Its answer is the number of likes after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Request {
    /// Add a like.
    Like,
    /// Only say how many there are.
    Count,
}

impl Request {
    /// The word that stands for it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Like => "like",
            Self::Count => "count",
        }
    }
}

/// The word that tells a program to stop.
pub const STOP: &str = "stop";

/// The program's ends of its pipes: its standard input and output.
pub struct Pipes<R, W> {
    input: R,
    output: W,
}

impl<R: BufRead, W: Write> Pipes<R, W> {
    /// Pipes over this input and output.
    pub const fn new(input: R, output: W) -> Self {
        Self { input, output }
    }

    /// Waits for the next request. `None` when the program should stop, or when the site has closed the pipe.
    ///
    /// # Errors
    /// When the line is no word of the protocol, or the pipe fails.
    pub fn next_request(&mut self) -> Result<Option<Request>, ProgramError> {
        let mut line = String::new();
        self.input.by_ref().take(LINE_BYTES_MAX).read_line(&mut line)?;
        match line.trim_end() {
            "" | STOP => Ok(None),
            word if word == Request::Like.word() => Ok(Some(Request::Like)),
            word if word == Request::Count.word() => Ok(Some(Request::Count)),
            _ => Err(ProgramError::Word),
        }
    }

    /// Writes a number.
    ///
    /// # Errors
    /// When the pipe fails, as it does when the site is gone.
    pub fn reply(&mut self, number: i64) -> Result<(), ProgramError> {
        writeln!(self.output, "{number}")?;
        Ok(self.output.flush()?)
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// Everything a program says to these words.
    pub fn answers(words: &str, program: impl FnOnce(&mut Pipes<&[u8], Vec<u8>>)) -> Vec<i64> {
        let mut pipes = Pipes::new(words.as_bytes(), Vec::new());
        program(&mut pipes);
        String::from_utf8(pipes.output).unwrap().lines().map(|line| line.parse().unwrap()).collect()
    }

    #[test]
    fn only_the_words_of_the_protocol_are_understood_and_no_line_is_read_without_end() {
        let mut pipes = Pipes::new("like\ncount\nstop\nlike\n".as_bytes(), Vec::new());
        assert_eq!(pipes.next_request().unwrap(), Some(Request::Like));
        assert_eq!(pipes.next_request().unwrap(), Some(Request::Count));
        assert_eq!(pipes.next_request().unwrap(), None);
        for other in ["LIKE\n".to_owned(), "like 5\n".to_owned(), "x".repeat(1 << 20), "\u{e9}\n".to_owned()]
        {
            assert!(Pipes::new(other.as_bytes(), Vec::new()).next_request().is_err(), "{:.20}", other);
        }
        assert_eq!(
            Pipes::new("".as_bytes(), Vec::new()).next_request().unwrap(),
            None,
            "a closed pipe is an end"
        );
    }
}
