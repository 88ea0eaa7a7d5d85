//! The worker's side: one job, one reply, the end.

use super::{
    database::Database,
    dump::dump,
    job::{GradeJob, Job, Probe, Reply},
    limits::REPLY_BYTES_MAX,
    lock::lock_in,
    run::run_script,
};
use crate::{
    grade::{Grader, Verdict},
    task::{Setting, Task},
};
use std::io::{self, Read, Write};

/// How far a worker stands back behind the site when both want the machine.
const NICE: i32 = 10;

/// Locks this process in, reads a job from `input`, and writes the reply to `output`. Call it before anything else is
/// begun: a thread that runs already would not be locked in.
///
/// # Errors
/// When the lock does not hold, or the other side of the pipes is gone.
pub fn work(mut input: impl Read, mut output: impl Write) -> io::Result<()> {
    warm_up();
    // Whoever reads the site comes first. Where it cannot be had, the run is only less polite.
    let _ = rustix::process::nice(NICE);
    lock_in().map_err(io::Error::other)?;
    // The other side sees from this byte that the walls stand.
    output.write_all(&[1])?;
    output.flush()?;
    let mut job = Vec::new();
    input.by_ref().take(REPLY_BYTES_MAX).read_to_end(&mut job)?;
    let reply = match postcard::from_bytes(&job) {
        Ok(job) => answer(job),
        Err(e) => Reply::Failed(format!("the job: {e}")),
    };
    let reply = postcard::to_stdvec(&reply).map_err(io::Error::other)?;
    output.write_all(&reply)?;
    output.flush()
}

/// What needs a file is done once before there are none: SQLite seeds its random numbers.
fn warm_up() {
    if let Ok(connection) = rusqlite::Connection::open_in_memory() {
        let _ = connection.query_row("SELECT random(), date('now')", [], |row| row.get::<_, i64>(0));
    }
}

fn answer(job: Job) -> Reply {
    let done = match job {
        Job::Probe => Ok(Reply::Probe(probe())),
        Job::Run { image, sql } => Database::of_image(&image)
            .and_then(|database| run_script(&database, &sql))
            .map(|ran| Reply::Ran(Box::new(ran))),
        Job::Grade(job) => {
            return grade(&job).map_or_else(Reply::Failed, |verdict| Reply::Graded(Box::new(verdict)));
        }
        Job::Race(heat) => {
            return heat.run().map_or_else(Reply::Failed, |heated| Reply::Raced(Box::new(heated)));
        }
        Job::Dump { image } => {
            Database::of_image(&image).and_then(|database| dump(&database)).map(Reply::Dump)
        }
    };
    done.unwrap_or_else(|e| Reply::Failed(e.to_string()))
}

fn grade(job: &GradeJob) -> Result<Verdict, String> {
    let setting = Setting::read(&job.setting.0, &job.setting.1)?;
    let task = Task::read(&job.file, &job.text)?;
    Ok(Grader::new(&setting, &task, job.sample.as_deref())?.grade(&job.answer))
}

/// Tries to get out.
fn probe() -> Probe {
    let mut possible = Vec::new();
    let mut tried = |what: &str, worked: bool| {
        if worked {
            possible.push(what.to_owned());
        }
    };
    for path in ["/", "/etc/passwd", "/proc/self/environ", "/dev/null", "."] {
        tried(&format!("read {path}"), std::fs::File::open(path).is_ok());
    }
    tried("make a file", std::fs::File::create("/tmp/vitrine-probe").is_ok());
    tried("list a folder", std::fs::read_dir("/tmp").is_ok());
    tried("open a socket", std::net::TcpListener::bind("127.0.0.1:0").is_ok());
    tried("call an address", std::net::UdpSocket::bind("127.0.0.1:0").is_ok());
    tried("start a program", std::process::Command::new("/bin/true").spawn().is_ok());
    tried("start a thread", std::thread::Builder::new().spawn(|| ()).is_ok());
    tried("see the environment", std::env::vars_os().next().is_some());
    tried("take a gibibyte", Vec::<u8>::new().try_reserve_exact(1 << 30).is_ok());
    let attached =
        Database::empty().and_then(|db| db.connection().execute_batch("ATTACH '/tmp/vitrine-probe' AS p"));
    tried("attach a database", attached.is_ok());
    Probe { possible }
}
