//! The program `vitrine`, started as a process from the command line.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    process::{Child, Command, Output, Stdio},
    time::Duration,
};
use tempfile::TempDir;

pub fn vitrine(words: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_vitrine"));
    for (key, _) in std::env::vars().filter(|(key, _)| key.starts_with("VITRINE_")) {
        command.env_remove(key);
    }
    command.args(words);
    command
}

pub fn out(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

pub fn err(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn config_tells_every_setting_and_where_it_comes_from() {
    let output = vitrine(&["config", "--listen", "127.0.0.1:8080"])
        .env("VITRINE_WRITE_LIMITS", "off")
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", err(&output));
    let lines = out(&output);
    let line = |name: &str| {
        let line = lines.lines().find(|line| line.starts_with(name)).unwrap();
        line.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    assert_eq!(line("listen "), "listen 127.0.0.1:8080 flag");
    assert_eq!(line("write-limits"), "write-limits off environment, VITRINE_WRITE_LIMITS");
    assert_eq!(line("connections-max"), "connections-max 2048 default");
    assert_eq!(line("data"), "data data default");
    assert_eq!(line("backup-every"), "backup-every 1d default");
    assert_eq!(lines.lines().count(), 22);
}

#[test]
fn a_bad_setting_is_one_sentence_and_exit_code_2() {
    for words in [
        &["serve", "--listen", "nowhere"][..],
        &["serve", "--origin", "square.example"],
        &["serve", "--trusted-proxy", "proxy.example"],
        &["serve", "--write-limits", "maybe"],
        &["serve", "--log", "store=loud"],
        &["serve", "--backup-every", "soon"],
        &["serve", "--backup-keep", "0"],
        &["serve", "--connections-max", "100", "--listeners-max", "100"],
        &["serve", "--content", "no-such-folder"],
        &["serve", "--content", ".."],
        &["serve", "--no-such-flag"],
        &["config", "--listen", "nowhere"],
        &["user", "create", "Two Words"],
        &["race", "--rows", "11"],
        &["race", "--page", "most"],
        &["no-such-command"],
    ] {
        let output = vitrine(words).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{words:?}: {}", err(&output));
        assert_eq!(err(&output).lines().count(), 1, "{words:?}: {}", err(&output));
        assert_eq!(out(&output), "", "{words:?}");
    }
}

#[test]
fn help_teaches_with_examples() {
    for words in [
        &["--help"][..],
        &["serve", "--help"],
        &["user", "--help"],
        &["race", "--help"],
        &["backup", "--help"],
        &["restore", "--help"],
        &["check", "--help"],
        &["exercise", "--help"],
        &["content", "--help"],
    ] {
        let output = vitrine(words).output().unwrap();
        assert!(output.status.success() && out(&output).contains("Examples:"), "{words:?}: {}", out(&output));
    }
}

#[test]
fn p8_accounts_are_made_with_a_password_nobody_chose() {
    let folder = TempDir::new().unwrap();
    let data = folder.path().to_str().unwrap();
    let user = |words: &[&str]| vitrine(&[&["user", "--data", data], words].concat()).output().unwrap();
    assert!(vitrine(&["migrate", "--data", data]).status().unwrap().success());
    assert_eq!(out(&user(&["list"])), "", "a new site has nobody");
    let made = user(&["create", "ana", "--admin"]);
    assert!(made.status.success(), "{}", err(&made));
    let password = out(&made).trim().rsplit(": ").next().unwrap().to_owned();
    assert_eq!(password.split(' ').count(), 6);
    assert!(out(&user(&["list"])).starts_with("ana\tadmin\t"));

    let again = user(&["create", "ana"]);
    assert_eq!(again.status.code(), Some(1));
    assert_eq!(err(&again).lines().count(), 1, "{}", err(&again));
    let reset = out(&user(&["reset-password", "ana"]));
    assert!(!reset.contains(&password) && reset.contains("shown only now"), "{reset}");
    assert!(user(&["demote", "ana"]).status.success() && user(&["disable", "ana"]).status.success());
    let listed = out(&user(&["list"]));
    assert!(listed.contains("\tperson\t") && listed.contains("\tkept out\t"), "{listed}");
    assert!(err(&user(&["promote", "nobody_here"])).contains("nobody here is called"));
}

#[test]
fn a_race_is_a_line_for_each_lane_or_json() {
    let race = |words: &[&str]| {
        let output =
            vitrine(&[&["race", "--rows", "100", "--batches", "2"], words].concat()).output().unwrap();
        assert!(output.status.success(), "{}", err(&output));
        out(&output)
    };
    let table = race(&[]);
    assert_eq!(table.lines().count(), 1 + 8, "{table}");
    assert!(table.lines().any(|line| line.starts_with("One JOIN, no index ")), "{table}");

    let told: serde_json::Value = serde_json::from_str(&race(&["--page", "all", "--json"])).unwrap();
    assert_eq!((&told["posts_in_table"], &told["page"]), (&100.into(), &100.into()));
    let lanes = told["lanes"].as_array().unwrap();
    let keys: Vec<_> = lanes.iter().map(|lane| lane["lane"].as_str().unwrap()).collect();
    let with = ["loop", "prepared", "in", "join"];
    assert_eq!(keys, [with, ["loop-bare", "prepared-bare", "in-bare", "join-bare"]].concat());
    assert!(lanes[3]["texts"][0].as_str().unwrap().contains("LEFT JOIN likes"));
    assert_eq!(lanes[0]["statements"], 201);
}

#[test]
fn serve_says_its_address_last_and_stops_when_told() {
    let folder = TempDir::new().unwrap();
    let data = folder.path().to_str().unwrap();
    let mut serve = vitrine(&["serve", "--listen", "127.0.0.1:0", "--data", data]);
    let mut child = serve.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let line = lines.next().unwrap().unwrap();
    let address = line.strip_prefix("Vitrine is at http://").unwrap();
    assert!(address.starts_with("127.0.0.1:") && !address.ends_with(":0"), "{line}");

    let second = vitrine(&["serve", "--listen", "127.0.0.1:0", "--data", data]).output().unwrap();
    assert_eq!((second.status.code(), err(&second).lines().count()), (Some(1), 1), "{}", err(&second));

    let told = Command::new("kill").args(["-TERM", &child.id().to_string()]).status().unwrap();
    assert!(told.success());
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{}", err(&output));
    assert!(lines.next().is_none());
    // Not a terminal, so every line is JSON.
    assert!(
        err(&output).lines().all(|line| serde_json::from_str::<serde_json::Value>(line).is_ok()),
        "{}",
        err(&output)
    );
    assert!(!folder.path().join("vitrine.db-wal").exists(), "the database was closed");
}

/// A connection on which nobody waits for ever.
fn connect(address: &str) -> TcpStream {
    let stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
    stream
}

/// One request on a connection of its own; the whole answer.
fn ask(address: &str, request: &str) -> String {
    let mut stream = connect(address);
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    String::from_utf8_lossy(&answer).into_owned()
}

#[test]
fn l1_k10_the_log_has_no_secret_and_no_forged_line_even_at_its_loudest() {
    let folder = TempDir::new().unwrap();
    let data = folder.path().to_str().unwrap();
    assert!(vitrine(&["migrate", "--data", data]).status().unwrap().success());
    let made = out(&vitrine(&["user", "--data", data, "create", "ana"]).output().unwrap());
    let password = made.trim().rsplit(": ").next().unwrap();
    let mut serve = vitrine(&["serve", "--listen", "127.0.0.1:0", "--data", data, "--log", "trace"]);
    let mut child = serve.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut stderr = child.stderr.take().unwrap();
    let reading = std::thread::spawn(move || {
        let mut text = String::new();
        stderr.read_to_string(&mut text).map(|_| text)
    });
    let line = BufReader::new(child.stdout.take().unwrap()).lines().next().unwrap().unwrap();
    let address = line.strip_prefix("Vitrine is at http://").unwrap();

    let body = format!("name=ana&password={}&keep=on", password.replace(' ', "+"));
    let answer = ask(
        address,
        &format!(
            "POST /api/sign_in HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\nSec-Fetch-Site: same-origin\r\n\
             Accept: text/html\r\nReferer: http://{address}/sign-in\r\nUser-Agent: canary-of-an-agent\r\n\
             Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        ),
    );
    let cookie = answer.split("set-cookie: vitrine=").nth(1).unwrap_or_else(|| panic!("{answer}"));
    let token = cookie.split(';').next().unwrap();
    let close = format!("Host: {address}\r\nConnection: close");
    let page = ask(address, &format!("GET /settings HTTP/1.1\r\n{close}\r\nCookie: vitrine={token}\r\n\r\n"));
    assert!(page.starts_with("HTTP/1.1 200"), "{page}");
    for path in ["/%0d%0aINFO+forged", "/?canary=of-a-query", "/\u{1b}[31mred"] {
        ask(address, &format!("GET {path} HTTP/1.1\r\n{close}\r\n\r\n"));
    }
    ask(
        address,
        &format!(
            "POST / HTTP/1.1\r\n{close}\r\nOrigin: http://evil.test/\t\u{85}[31m\r\nContent-Length: 0\r\n\r\n"
        ),
    );

    assert!(Command::new("kill").args(["-TERM", &child.id().to_string()]).status().unwrap().success());
    assert!(child.wait().unwrap().success());
    let log = reading.join().unwrap().unwrap();
    assert!(log.contains("POST /api/sign_in answered") && log.contains("a write from"), "{log}");
    let plus = password.replace(' ', "+");
    for secret in [token, password, &plus, "canary-of-an-agent", "of-a-query", "127.0.0.1:", "\u{1b}"] {
        // The address listened on is no secret; nobody else's is there.
        let log = log.replace(address, "");
        assert!(!log.contains(secret), "{secret} is in the log: {log}");
    }
    for line in log.lines() {
        let line: serde_json::Value = serde_json::from_str(line).unwrap_or_else(|e| panic!("{e}: {line}"));
        assert!(line["timestamp"].as_str().is_some_and(|at| at.ends_with('Z')), "{line}");
    }
}

/// A running site. A test that fails does not leave it behind.
struct Running(Option<Child>);

impl Drop for Running {
    fn drop(&mut self) {
        if let Some(mut child) = self.0.take() {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

impl Running {
    /// Starts it; the lines are what it prints about itself.
    fn start(command: &mut Command) -> (Self, impl Iterator<Item = String> + use<>) {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        (Self(Some(child)), lines.map(|line| line.unwrap()))
    }

    /// Stops it as an administrator would, and returns its log.
    fn stop(mut self) -> String {
        let child = self.0.take().unwrap();
        assert!(Command::new("kill").args(["-TERM", &child.id().to_string()]).status().unwrap().success());
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success(), "{}", err(&output));
        err(&output)
    }
}

#[test]
fn r1_where_few_files_may_be_open_visitors_still_get_pages() {
    const FILES: usize = 128;
    let folder = TempDir::new().unwrap();
    let serve = format!("ulimit -n {FILES}; exec \"$0\" \"$@\"");
    let data = folder.path().to_str().unwrap();
    let mut shell = Command::new("sh");
    shell.args([
        "-c",
        &serve,
        env!("CARGO_BIN_EXE_vitrine"),
        "serve",
        "--listen",
        "127.0.0.1:0",
        "--data",
        data,
    ]);
    let (site, mut lines) = Running::start(&mut shell);
    let line = lines.next().unwrap();
    let address = line.strip_prefix("Vitrine is at http://").unwrap();
    let streams: Vec<_> = (0..FILES + 22)
        .map(|_| {
            let mut stream = connect(address);
            write!(stream, "GET /live HTTP/1.1\r\nHost: {address}\r\n\r\n").unwrap();
            let mut status = [0; 12];
            stream.read_exact(&mut status).unwrap();
            (stream, String::from_utf8_lossy(&status).into_owned())
        })
        .collect();
    let heard = streams.iter().filter(|(_, status)| status == "HTTP/1.1 200").count();
    assert!((30..100).contains(&heard), "{heard}");
    assert!(streams.iter().all(|(_, status)| status == "HTTP/1.1 200" || status == "HTTP/1.1 503"));
    for _ in 0..20 {
        let page = ask(address, &format!("GET / HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n"));
        assert!(page.starts_with("HTTP/1.1 200") && page.contains("</html>"), "{page}");
    }
    drop(streams);
    let log = site.stop();
    assert!(log.contains("may open only 128 files") && !log.contains("cannot be accepted"), "{log}");
}

#[test]
fn f2_a_site_on_every_address_takes_forms_at_the_machines_own_and_prints_them() {
    let folder = TempDir::new().unwrap();
    let data = folder.path().to_str().unwrap();
    let (site, mut lines) = Running::start(&mut vitrine(&["serve", "--listen", "0.0.0.0:0", "--data", data]));
    let first = lines.next().unwrap();
    let port = first.strip_prefix("Vitrine is at http://localhost:").unwrap();
    let loopback = format!("127.0.0.1:{port}");
    assert!(lines.any(|line| line == format!("Vitrine is at http://{loopback}")));
    let post = |origin: &str, host: &str| {
        let form = "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 10\r\n\r\ntheme=dark";
        let head = format!(
            "POST /theme HTTP/1.1\r\nHost: {host}\r\nOrigin: {origin}\r\nConnection: close\r\n{form}"
        );
        ask(&loopback, &head).lines().next().unwrap_or_default().to_owned()
    };
    assert!(post(&format!("http://{loopback}"), &loopback).starts_with("HTTP/1.1 204"));
    // A name that a client made up is none of the machine's addresses, whatever `Host` says.
    for made_up in ["square.test:80", "192.0.2.77", &format!("square.test:{port}")] {
        assert!(post(&format!("http://{made_up}"), made_up).starts_with("HTTP/1.1 403"), "{made_up}");
    }
    site.stop();
}
