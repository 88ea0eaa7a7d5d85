//! The site's end of one process: started, asked, stopped or killed. Dropping it kills it.

use super::{
    program::Program,
    talk::{Ask, STOP},
    trouble::Trouble,
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
pub(super) struct Start {
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
    pub fn start(start: &Start, program: &Program) -> Result<Self, Trouble> {
        let mut child = child::isolated_command(&start.program, &start.arguments)
            .args(program.words())
            .spawn()
            .map_err(Trouble::Start)?;
        let pipes = (child.stdin.take(), child.stdout.take(), child.id());
        let (Some(input), Some(output), Some(pid)) = pipes else {
            return Err(Trouble::Start(io::ErrorKind::BrokenPipe.into()));
        };
        Ok(Self { child, input, output: BufReader::new(output.take(SAID_BYTES_MAX)), pid })
    }

    /// The next number that it says.
    pub async fn hear(&mut self) -> Result<i64, Trouble> {
        let mut line = String::new();
        let heard = timeout(ANSWER_MAX, self.output.read_line(&mut line)).await;
        heard.map_err(|_| Trouble::silent())?.map_err(Trouble::Broken)?;
        line.trim_end().parse().map_err(|_| Trouble::Broken(io::ErrorKind::UnexpectedEof.into()))
    }

    pub async fn ask(&mut self, ask: Ask) -> Result<i64, Trouble> {
        self.say(ask.word()).await?;
        self.hear().await
    }

    /// Tells it to stop, and sees that it did.
    pub async fn stop(mut self) {
        if self.say(STOP).await.is_err() || timeout(STOP_MAX, self.child.wait()).await.is_err() {
            let _ = self.kill().await;
        }
    }

    /// Ends it by SIGKILL, which no program can catch, and says what the system says of its end.
    pub async fn kill(&mut self) -> Result<ExitStatus, Trouble> {
        self.child.start_kill().map_err(Trouble::Broken)?;
        self.child.wait().await.map_err(Trouble::Broken)
    }

    async fn say(&mut self, word: &str) -> Result<(), Trouble> {
        // A pipe takes a word at once, or its reader is gone.
        self.input.write_all(format!("{word}\n").as_bytes()).await.map_err(Trouble::Broken)
    }
}
