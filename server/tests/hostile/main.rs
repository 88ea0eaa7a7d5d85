//! The walls against what people have thought of: every text beside this file is run as a stranger would run it, and a few
//! hundred more that are stitched from its tokens.
//!
//! Each must be answered in time and within bounds, whatever the answer is, and must leave nothing behind: no file, no
//! database that cannot be opened, no change for whoever asks next. Everything wrong is gathered and told at once.
//! The largest batch of a race is within the same walls.
//!
//! A program of its own, for its clock: beside other tests an answer would take as long as they leave it.

// clippy knows test functions, but not what they share.
#![allow(clippy::unwrap_used)]

mod corpus;
mod crafted_files;
mod files;

use corpus::{Snippet, corpus};
use labs::{
    race::{Batch, Lane, PageLength, Way},
    sandbox::{
        Cell, Claim, ClaimKind, Fault, IMAGE_BYTES_MAX, OUTPUT_BYTES_MAX, Outcome, Pool, Refused, RunScript,
        ScriptResult,
    },
    sql,
};
use server::serve;
use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};
use tokio::sync::Mutex;

const SQUARE: &str = include_str!("../../../content/sql/square.sql");
const ANSWER_MAX: Duration = Duration::from_secs(2);
/// In the name of every file that a snippet would make.
const MARK: &str = "vitrine-hostile";

/// The tests take turns: together they would disturb each other’s clocks.
static TURN: Mutex<()> = Mutex::const_new(());

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_hostile_gets_out_or_stays_or_takes_long() {
    let folder = tempfile::tempdir().unwrap();
    let snippets = corpus(folder.path());
    assert!(snippets.len() >= 150, "only {} snippets were read", snippets.len());
    check(snippets, folder.path()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_stitched_from_hostile_tokens_is_answered_in_time() {
    let count: u32 = std::env::var("VITRINE_FUZZ").map_or(300, |count| count.parse().unwrap());
    let folder = tempfile::tempdir().unwrap();
    let corpus = corpus(folder.path());
    let tokens: Vec<Vec<&str>> = corpus.iter().map(|snippet| tokens(&snippet.sql)).collect();
    let mut seed = 0x5eed_u64;
    // Knuth’s linear congruential generator: numbers that look random and are the same every time.
    let mut below = |bound: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(seed >> 33).unwrap() % bound
    };
    let texts = (0..count).map(|_| stitch(&tokens, &mut below));
    let snippets = texts.map(|sql| Snippet { threat: 0, what: sql.clone(), sql }).collect();
    check(snippets, folder.path()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_largest_batch_of_a_race_fits_a_worker() {
    let _turn = TURN.lock().await;
    let pool = serve::sandbox(env!("CARGO_BIN_EXE_vitrine").into(), 1);
    let batch = |lanes: &[Lane]| {
        let (page, square_sql, lanes) = (PageLength::All, SQUARE.to_owned(), lanes.to_vec());
        Batch { image: Vec::new(), square_sql, rows: 100_000, page, lanes, seed: 1 }
    };
    let [all, bare] = [batch(&Lane::ALL), batch(&[Lane { way: Way::Loop, indexed: false }])];
    let result = pool.run(claim(1, ClaimKind::Batch), &all).await;
    assert!(result.is_ok(), "{result:?}");
    // Two hundred thousand statements that each read a whole table come to no end.
    let batch_results = pool.run(claim(1, ClaimKind::Batch), &bare).await.unwrap();
    assert_eq!(batch_results.points.iter().map(|point| point.stopped).collect::<Vec<_>>(), [true]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_hostile_file_harms_each_is_refused_or_comes_in_as_rows() {
    let _turn = TURN.lock().await;
    files::check(serve::sandbox(env!("CARGO_BIN_EXE_vitrine").into(), 1)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn hostile_texts_in_files_are_answered_in_time() {
    let _turn = TURN.lock().await;
    files::check_texts(serve::sandbox(env!("CARGO_BIN_EXE_vitrine").into(), 1)).await;
}

fn claim(person: u64, kind: ClaimKind) -> Claim {
    Claim { network: String::new(), person, is_member: false, kind }
}

/// Two people at once, each with every second snippet, one after the other. Prints how many ended which way, and panics
/// with all that was wrong.
///
/// Each has a pool, so that no answer’s time is spent waiting for the other’s.
async fn check(snippets: Vec<Snippet>, folder: &Path) {
    let _turn = TURN.lock().await;
    let pool = || serve::sandbox(env!("CARGO_BIN_EXE_vitrine").into(), 1);
    let mut one =
        Person { id: 1, pool: pool(), image: Vec::new(), ended: BTreeMap::new(), wrong: Vec::new() };
    let square = one.ask(&[], SQUARE).await.expect("the square is made");
    one.image = square.image.unwrap();
    let other = Person { id: 2, pool: pool(), ..one.clone() };
    let (ones, others): (Vec<_>, Vec<_>) = snippets.into_iter().enumerate().partition(|(at, _)| at % 2 == 0);
    let (one, other) = (tokio::spawn(one.run_all(ones)), tokio::spawn(other.run_all(others)));
    let mut wrong: Vec<String> = Vec::new();
    for person in [one.await.unwrap(), other.await.unwrap()] {
        println!("{:?}", person.ended);
        wrong.extend(person.wrong);
    }
    wrong.extend(left_behind(folder).iter().map(|path| format!("left behind: {}", path.display())));
    assert!(wrong.is_empty(), "{} things are wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[derive(Clone)]
struct Person {
    id: u64,
    pool: Pool,
    image: Vec<u8>,
    /// How many of their snippets ended which way.
    ended: BTreeMap<String, usize>,
    wrong: Vec<String>,
}

impl Person {
    async fn run_all(mut self, snippets: Vec<(usize, Snippet)>) -> Self {
        let people = self.people().await;
        assert!(people.is_some(), "the square has no people");
        for (_, snippet) in snippets {
            let mut wrong = self.run(&snippet).await;
            if self.people().await != people {
                wrong.push("the next run does not find the people of the square".to_owned());
            }
            let tell = |wrong| format!("X{} “{}”: {wrong}", snippet.threat, snippet.what);
            self.wrong.extend(wrong.into_iter().map(tell));
        }
        self
    }

    /// Runs it, and says what should have been otherwise.
    async fn run(&mut self, snippet: &Snippet) -> Vec<String> {
        let began = Instant::now();
        let result = self.ask(&self.image, &snippet.sql).await;
        let took = began.elapsed();
        let how = ending(&result);
        let mut wrong = Vec::new();
        if took > ANSWER_MAX {
            wrong.push(format!("answered after {took:?}"));
        }
        if (1..=7).contains(&snippet.threat) && how == "done" {
            wrong.push("it worked".to_owned());
        }
        match result {
            Ok(ran) => {
                wrong.extend(beyond_bounds(&ran));
                if let Some(image) = &ran.image
                    && self.ask(image, "SELECT 1").await.is_err()
                {
                    wrong.push("its database cannot be opened again".to_owned());
                }
            }
            Err(Refused::Killed | Refused::Broken | Refused::Failed(_)) => {}
            Err(refused) => wrong.push(format!("not taken: {refused:?}")),
        }
        *self.ended.entry(how).or_default() += 1;
        wrong
    }

    async fn ask(&self, image: &[u8], sql: &str) -> Result<ScriptResult, Refused> {
        self.pool
            .run(claim(self.id, ClaimKind::Run), &RunScript { image: image.to_vec(), sql: sql.to_owned() })
            .await
    }

    async fn people(&self) -> Option<Cell> {
        let ran = self.ask(&self.image, "SELECT COUNT(*) FROM users").await.ok()?;
        ran.outcomes.first()?.rows.as_ref()?.rows.first()?.first().cloned()
    }
}

fn ending(result: &Result<ScriptResult, Refused>) -> String {
    match result {
        Ok(ran) => match ran.outcomes.last().and_then(|outcome| outcome.fault.as_ref()) {
            None => "done".to_owned(),
            Some(Fault::Sqlite { .. }) => "SQLite’s fault".to_owned(),
            Some(Fault::Stopped(limit)) => format!("stopped: {limit:?}"),
        },
        Err(Refused::Failed(_)) => "the worker failed".to_owned(),
        Err(refused) => format!("refused: {refused:?}"),
    }
}

fn beyond_bounds(ran: &ScriptResult) -> Option<String> {
    let cells: usize = ran.outcomes.iter().map(cell_bytes).sum();
    let image = ran.image.as_ref().map_or(0, Vec::len);
    let beyond = cells > OUTPUT_BYTES_MAX || image > IMAGE_BYTES_MAX;
    beyond.then(|| format!("{cells} bytes of cells, {image} of database"))
}

/// What the rows of an outcome take, and those before and after its changes.
fn cell_bytes(outcome: &Outcome) -> usize {
    let shown = outcome.rows.iter().flat_map(|rows| rows.rows.iter());
    let changed = outcome.changes.iter().flat_map(|change| &change.rows);
    let changed = changed.flat_map(|row| row.before.iter().chain(&row.after));
    let size = |cell: &Cell| match cell {
        Cell::Text(text) => text.len(),
        Cell::Blob(bytes) => bytes.len(),
        Cell::Null | Cell::Integer(_) | Cell::Real(_) => 8,
    };
    shown.chain(changed).flatten().map(size).sum()
}

/// Everything in the watched folder, and what bears the mark where a worker might have put it.
fn left_behind(folder: &Path) -> Vec<PathBuf> {
    let (here, temporary) = (std::env::current_dir().unwrap(), std::env::temp_dir());
    let places = [folder, here.as_path(), temporary.as_path(), Path::new("/tmp"), Path::new("/")];
    let entries = places.iter().flat_map(|place| std::fs::read_dir(place).unwrap());
    let marked = |path: &Path| path.file_name().is_some_and(|name| name.to_string_lossy().contains(MARK));
    let paths = entries.map(|entry| entry.unwrap().path());
    paths.filter(|path| path.parent() == Some(folder) || marked(path)).collect()
}

/// The beginning of a text as tokens, without what is long and what only separates.
fn tokens(text: &str) -> Vec<&str> {
    let tokens = sql::tokens(text).into_iter().take(2_000).map(|token| &text[token.span]);
    tokens.filter(|token| token.len() < 200 && !token.trim().is_empty()).collect()
}

/// Runs of tokens from here and there; the first is the beginning of a snippet, so that most begin as a statement does.
fn stitch(tokens: &[Vec<&str>], below: &mut impl FnMut(usize) -> usize) -> String {
    let mut text = String::new();
    for run in 0..=below(8) {
        let from = &tokens[below(tokens.len())];
        let at = if run == 0 { 0 } else { below(from.len() + 1) };
        for token in from[at..].iter().take(1 + below(16)) {
            text += token;
            // A comment to the end of a line must end there.
            text.push(if token.starts_with("--") { '\n' } else { ' ' });
        }
    }
    text
}
