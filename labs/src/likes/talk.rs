//! The protocol on a program's pipes: a word in a line, a number in a line back.

use super::program::Ended;
use std::io::{BufRead, Read, Write};

/// The longest line that is read.
const LINE_BYTES_MAX: u64 = 16;

/// What a program is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ask {
    /// One like more.
    Like,
    /// How many there are.
    Count,
}

impl Ask {
    pub const fn word(self) -> &'static str {
        match self {
            Self::Like => "like",
            Self::Count => "count",
        }
    }
}

/// What ends a program.
pub const STOP: &str = "stop";

/// The program's end of its pipes.
pub struct Talk<R, W> {
    input: R,
    output: W,
}

impl<R: BufRead, W: Write> Talk<R, W> {
    pub const fn new(input: R, output: W) -> Self {
        Self { input, output }
    }

    /// What is asked next; `None` when the program is to stop, or nobody is there any more.
    ///
    /// # Errors
    /// When it is none of the words.
    pub fn next(&mut self) -> Result<Option<Ask>, Ended> {
        let mut line = String::new();
        self.input.by_ref().take(LINE_BYTES_MAX).read_line(&mut line)?;
        match line.trim_end() {
            "" | STOP => Ok(None),
            word if word == Ask::Like.word() => Ok(Some(Ask::Like)),
            word if word == Ask::Count.word() => Ok(Some(Ask::Count)),
            _ => Err(Ended::Word),
        }
    }

    pub fn say(&mut self, number: i64) -> Result<(), Ended> {
        writeln!(self.output, "{number}")?;
        Ok(self.output.flush()?)
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// Everything a program says to these words.
    pub fn answers(words: &str, program: impl FnOnce(&mut Talk<&[u8], Vec<u8>>)) -> Vec<i64> {
        let mut talk = Talk::new(words.as_bytes(), Vec::new());
        program(&mut talk);
        String::from_utf8(talk.output).unwrap().lines().map(|line| line.parse().unwrap()).collect()
    }

    #[test]
    fn only_the_words_of_the_protocol_are_understood_and_no_line_is_read_without_end() {
        let mut talk = Talk::new("like\ncount\nstop\nlike\n".as_bytes(), Vec::new());
        assert_eq!(talk.next().unwrap(), Some(Ask::Like));
        assert_eq!(talk.next().unwrap(), Some(Ask::Count));
        assert_eq!(talk.next().unwrap(), None);
        for other in ["LIKE\n".to_owned(), "like 5\n".to_owned(), "x".repeat(1 << 20), "\u{e9}\n".to_owned()]
        {
            assert!(Talk::new(other.as_bytes(), Vec::new()).next().is_err(), "{:.20}", other);
        }
        assert_eq!(Talk::new("".as_bytes(), Vec::new()).next().unwrap(), None, "a closed pipe is an end");
    }
}
