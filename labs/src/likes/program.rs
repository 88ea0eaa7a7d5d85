//! The programs' own side: what `vitrine lab-likes …` runs.

use super::{protocol::Pipes, resource_limits::set_resource_limits, table, variable, writer};
use std::{
    ffi::{OsStr, OsString},
    io::{self, BufReader},
    path::{Path, PathBuf},
};

/// One of the three programs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Program {
    /// Counts in a variable.
    Variable,
    /// Counts in a table in this file.
    Table(PathBuf),
    /// Writes until it is killed.
    Writer {
        /// The file that it writes to.
        file: PathBuf,
        /// Whether each like is a transaction.
        in_transaction: bool,
    },
}

/// Why a program ended early.
#[derive(Debug, thiserror::Error)]
pub enum ProgramError {
    /// The arguments name no program.
    #[error("there is no such program")]
    Program,
    /// It received a line that is no request.
    #[error("this is no word of the protocol")]
    Word,
    /// Its pipes failed.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// SQLite failed.
    #[error(transparent)]
    Sql(#[from] rusqlite::Error),
}

impl Program {
    /// The arguments after `lab-likes` on the command line.
    pub fn arguments(&self) -> Vec<OsString> {
        let of = |word: &str, file: &Path| vec![word.into(), file.into()];
        match self {
            Self::Variable => vec!["variable".into()],
            Self::Table(file) => of("table", file),
            Self::Writer { file, in_transaction: false } => of("write", file),
            Self::Writer { file, in_transaction: true } => of("write-whole", file),
        }
    }

    /// The program that these arguments name.
    ///
    /// # Errors
    /// When they name none.
    pub fn from_arguments(arguments: &[OsString]) -> Result<Self, ProgramError> {
        let arguments: Vec<&OsStr> = arguments.iter().map(OsString::as_os_str).collect();
        match arguments[..] {
            [word] if word == "variable" => Ok(Self::Variable),
            [word, file] if word == "table" => Ok(Self::Table(file.into())),
            [word, file] if word == "write" || word == "write-whole" => {
                Ok(Self::Writer { file: file.into(), in_transaction: word == "write-whole" })
            }
            _ => Err(ProgramError::Program),
        }
    }
}

/// Limits this process and runs the program that the arguments name, until it is told to stop.
///
/// # Errors
/// When the arguments name no program, a limit is refused, or the program fails.
pub fn run(arguments: &[OsString]) -> Result<(), ProgramError> {
    let program = Program::from_arguments(arguments)?;
    set_resource_limits()?;
    let pipes = &mut Pipes::new(BufReader::new(io::stdin()), io::stdout());
    match program {
        Program::Variable => variable::serve(pipes),
        Program::Table(file) => table::serve(pipes, &file),
        Program::Writer { file, in_transaction } => writer::serve(pipes, &file, in_transaction),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_is_found_by_the_words_it_is_started_with() {
        let file = PathBuf::from("/a file");
        for program in [
            Program::Variable,
            Program::Table(file.clone()),
            Program::Writer { file: file.clone(), in_transaction: false },
            Program::Writer { file, in_transaction: true },
        ] {
            assert_eq!(Program::from_arguments(&program.arguments()).unwrap(), program);
        }
        for arguments in
            [vec![], vec!["table"], vec!["variable", "x"], vec!["shell"], vec!["table", "a", "b"]]
        {
            let arguments: Vec<OsString> = arguments.into_iter().map(Into::into).collect();
            assert!(Program::from_arguments(&arguments).is_err(), "{arguments:?}");
        }
    }
}
