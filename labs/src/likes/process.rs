//! The site's end of one process: started, asked, stopped or killed. Dropping it kills it.

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

/// The longest wait for an answer; a program that takes longer is given up.
const ANSWER_MAX: Duration = Duration::from_secs(5);
/// The longest wait for a program that was told to stop.
const STOP_MAX: Duration = Duration::from_secs(1);
/// The most that one process may say in its life.
const SAID_BYTES_MAX: u64 = 1 << 20;

/// How a program of this site is started.
#[derive(Clone)]
pub(super) struct LaunchCommand {
    pub program: PathBuf,
    /// What stands before the program's own words.
    pub arguments: Vec<String>,
}

pub(super) struct Process {
    child: Child,
    input: ChildStdin,
    output: BufReader<Take<ChildStdout>>,
    pub pid: u32,
}

impl Process {
    /// Starts a program: with nothing of the site's environment, and no file but its pipes.
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

    /// The next number that it says.
    pub async fn read_number(&mut self) -> Result<i64, LikesError> {
        let mut line = String::new();
        let heard = timeout(ANSWER_MAX, self.output.read_line(&mut line)).await;
        heard.map_err(|_| LikesError::timed_out())?.map_err(LikesError::Broken)?;
        line.trim_end().parse().map_err(|_| LikesError::Broken(io::ErrorKind::UnexpectedEof.into()))
    }

    pub async fn request(&mut self, request: Request) -> Result<i64, LikesError> {
        self.write_line(request.word()).await?;
        self.read_number().await
    }

    /// Tells it to stop, and sees that it did.
    pub async fn stop(mut self) {
        if self.write_line(STOP).await.is_err() || timeout(STOP_MAX, self.child.wait()).await.is_err() {
            let _ = self.kill().await;
        }
    }

    /// Ends it by SIGKILL, which no program can catch, and says what the system says of its end.
    pub async fn kill(&mut self) -> Result<ExitStatus, LikesError> {
        self.child.start_kill().map_err(LikesError::Broken)?;
        self.child.wait().await.map_err(LikesError::Broken)
    }

    async fn write_line(&mut self, word: &str) -> Result<(), LikesError> {
        // A pipe takes a word at once, or its reader is gone.
        self.input.write_all(format!("{word}\n").as_bytes()).await.map_err(LikesError::Broken)
    }
}
