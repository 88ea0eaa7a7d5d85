//! The site's side of one process: it is started, sent requests, stopped or killed. Dropping a `Process` kills it.

use super::{
    error::LikesError,
    program::Program,
    protocol::{Request, STOP},
};
use crate::child;
use std::{io, path::PathBuf, process::ExitStatus, time::Duration};
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader, Take},
    process::{Child, ChildStdin, ChildStdout},
    time::timeout,
};

/// The longest wait for an answer. A program that takes longer is given up.
const ANSWER_MAX: Duration = Duration::from_secs(5);
/// The longest wait for a program that was told to stop.
const STOP_MAX: Duration = Duration::from_secs(1);
/// The most bytes that are read from one process in its life.
const SAID_BYTES_MAX: u64 = 1 << 20;

/// How the site starts its own binary as a program.
#[derive(Clone)]
pub(super) struct LaunchCommand {
    /// The binary.
    pub program: PathBuf,
    /// The arguments before those of the program.
    pub arguments: Vec<String>,
}

/// A running process and its pipes.
pub(super) struct Process {
    child: Child,
    input: ChildStdin,
    output: BufReader<Take<ChildStdout>>,
    /// Its process id.
    pub pid: u32,
}

impl Process {
    /// Starts a program. It gets nothing of the site's environment, and no open file but its pipes.
    ///
    /// # Errors
    /// When the system cannot start it.
    pub fn start(command: &LaunchCommand, program: &Program) -> Result<Self, LikesError> {
        let mut child = child::isolated_command(&command.program, &command.arguments)
            .args(program.arguments())
            .spawn()
            .map_err(LikesError::Start)?;
        let pipes = (child.stdin.take(), child.stdout.take(), child.id());
        let (Some(input), Some(output), Some(pid)) = pipes else {
            return Err(LikesError::Start(io::ErrorKind::BrokenPipe.into()));
        };
        Ok(Self { child, input, output: BufReader::new(output.take(SAID_BYTES_MAX)), pid })
    }

    /// Reads the next number that it writes.
    ///
    /// # Errors
    /// When it writes something else, ends, or takes longer than `ANSWER_MAX`.
    pub async fn read_number(&mut self) -> Result<i64, LikesError> {
        let mut line = String::new();
        let heard = timeout(ANSWER_MAX, self.output.read_line(&mut line)).await;
        heard.map_err(|_| LikesError::timed_out())?.map_err(LikesError::Broken)?;
        line.trim_end().parse().map_err(|_| LikesError::Broken(io::ErrorKind::UnexpectedEof.into()))
    }

    /// Sends a request and reads the number that answers it.
    ///
    /// # Errors
    /// The same as `read_number`.
    pub async fn request(&mut self, request: Request) -> Result<i64, LikesError> {
        self.write_line(request.word()).await?;
        self.read_number().await
    }

    /// Tells it to stop and waits until it has; kills it when it does not.
    pub async fn stop(mut self) {
        if self.write_line(STOP).await.is_err() || timeout(STOP_MAX, self.child.wait()).await.is_err() {
            let _ = self.kill().await;
        }
    }

    /// Kills it by SIGKILL, which no program can catch. Returns its exit status.
    ///
    /// # Errors
    /// When the system can neither kill it nor wait for it.
    pub async fn kill(&mut self) -> Result<ExitStatus, LikesError> {
        self.child.start_kill().map_err(LikesError::Broken)?;
        self.child.wait().await.map_err(LikesError::Broken)
    }

    /// Writes one line to it.
    async fn write_line(&mut self, word: &str) -> Result<(), LikesError> {
        // This needs no time-out. A pipe has room for far more than the few words that are ever unread, so the write
        // succeeds at once, or fails because the process has ended.
        self.input.write_all(format!("{word}\n").as_bytes()).await.map_err(LikesError::Broken)
    }
}
