//! The job that tries to get out of a worker.

use super::{database::Database, job::Job};
use serde::{Deserialize, Serialize};

/// Tries everything that a confined worker must not be able to do. The answer names what worked all the same; it must be
/// empty (`Pool::self_test`).
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct SelfTest;

impl Job for SelfTest {
    type Answer = Vec<String>;
    const NAME: &'static str = "self-test";

    fn run(self) -> Result<Vec<String>, String> {
        Ok(what_works())
    }
}

/// What could be done, in words that continue “a locked-in process could …”.
fn what_works() -> Vec<String> {
    let mut worked_anyway = Vec::new();
    let mut tried = |what: &str, worked: bool| {
        if worked {
            worked_anyway.push(what.to_owned());
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
    worked_anyway
}
