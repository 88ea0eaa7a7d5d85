//! Files that are the attack themselves: databases with broken pages, forged schemas and definitions that reach outside.
//!
//! Each is sent to a worker as an upload is. It must be refused with a reason or come in as rows, in time and within bounds,
//! and what came in must be a database that a learner can use and that holds nothing but what was allowed to come.

use crate::{
    claim,
    crafted_files::{Fate, HostileFile, REACHED, SPOILED, crafted, spoiled_at_random},
};
use labs::{
    import::{ImportCsv, ImportDatabase, ImportScript, Imported, LookAtCsv},
    sandbox::{ClaimKind, IMAGE_BYTES_MAX, Pool, Refused, RunScript},
};
use std::time::{Duration, Instant};

/// The longest that a file may take until its answer: it is killed before.
const ANSWER_MAX: Duration = Duration::from_secs(10);

/// What a file came to, and what should have been otherwise.
async fn send(pool: &Pool, file: &HostileFile) -> (Fate, Vec<String>) {
    let began = Instant::now();
    let job = ImportDatabase { file: file.bytes.clone(), image_bytes_max: IMAGE_BYTES_MAX };
    let answer = pool.run(claim(1, ClaimKind::Run), &job).await;
    let mut wrong = Vec::new();
    if began.elapsed() > ANSWER_MAX {
        wrong.push(format!("answered after {:?}", began.elapsed()));
    }
    let fate = match &answer {
        Ok(Ok(imported)) => {
            wrong.extend(misuse(pool, imported).await);
            Fate::Rows
        }
        Ok(Err(said)) => {
            if said.len() < 15 || !said.ends_with('.') {
                wrong.push(format!("it is refused with “{said}”"));
            }
            Fate::Refused
        }
        // A worker that is ended harms nobody, but the learner does not hear why.
        Err(Refused::Killed | Refused::Broken) => Fate::Refused,
        Err(other) => {
            wrong.push(format!("not taken: {other:?}"));
            Fate::Refused
        }
    };
    if file.fate != Fate::Either && file.fate != fate {
        wrong.push(format!("{:?} was expected: {answer:.200?}", file.fate));
    }
    (fate, wrong)
}

/// What is wrong with a database that came in.
async fn misuse(pool: &Pool, imported: &Imported) -> Vec<String> {
    let mut wrong = Vec::new();
    if imported.image.len() > IMAGE_BYTES_MAX {
        wrong.push(format!("it has {} bytes", imported.image.len()));
    }
    let sql = "SELECT group_concat(sql) FROM sqlite_schema WHERE sql LIKE '%VIRTUAL%' OR sql LIKE 'ATTACH%'; PRAGMA quick_check;";
    let job = RunScript { image: imported.image.clone(), sql: sql.to_owned() };
    match pool.run(claim(1, ClaimKind::Run), &job).await {
        Ok(ran) => {
            let answers: Vec<_> = ran
                .outcomes
                .iter()
                .filter_map(|outcome| {
                    outcome.rows.as_ref()?.rows.first()?.first().map(labs::sandbox::Cell::to_sql)
                })
                .collect();
            if answers != ["NULL", "'ok'"] {
                wrong.push(format!("what came in answers {answers:?}: {:?}", ran.outcomes.last()));
            }
        }
        Err(refused) => wrong.push(format!("what came in cannot be used: {refused:?}")),
    }
    wrong
}

/// Sends all of them. Panics with everything that was wrong; prints how many came to what.
pub async fn check(pool: Pool) {
    let (mut wrong, mut rows, mut refused) = (Vec::new(), 0, 0);
    let (crafted, random) = (crafted(), spoiled_at_random());
    let count = crafted.len();
    assert!(count >= 75, "only {count} files were crafted");
    for file in crafted.into_iter().chain(random) {
        let (fate, found) = send(&pool, &file).await;
        match fate {
            Fate::Rows => rows += 1,
            _ => refused += 1,
        }
        wrong.extend(found.into_iter().map(|found| format!("“{}”: {found}", file.what)));
    }
    println!(
        "{count} crafted files and {SPOILED} spoiled ones: {rows} came in as rows, {refused} were refused"
    );
    assert!(!std::path::Path::new(REACHED).exists(), "{REACHED} was made");
    assert!(wrong.is_empty(), "{} things are wrong:\n{}", wrong.len(), wrong.join("\n"));
}

/// Texts that come as files: what never ends, what is too deep, and what is no table.
pub async fn check_texts(pool: Pool) {
    let image_bytes_max = IMAGE_BYTES_MAX;
    let claim = || claim(1, ClaimKind::Run);
    let mut began = Instant::now();
    let mut in_time = |what: &str| {
        assert!(began.elapsed() < ANSWER_MAX, "{what} was answered after {:?}", began.elapsed());
        began = Instant::now();
    };
    for sql in [
        "WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n) SELECT sum(n) FROM n".to_owned(),
        format!("SELECT {}1{}", "(".repeat(300_000), ")".repeat(300_000)),
        "SELECT 1;".repeat(900_000),
        "'".repeat(5_000_000),
        "/*".repeat(1_000_000),
        format!("ATTACH '{REACHED}' AS x; CREATE TABLE x.t (a)"),
        "CREATE TABLE t (a); INSERT INTO t VALUES (zeroblob(90000));".to_owned()
            + &"INSERT INTO t SELECT * FROM t;".repeat(20),
    ] {
        let what: String = sql.chars().take(40).collect();
        let job = ImportScript { image: Vec::new(), sql, image_bytes_max, checks_foreign_keys: true };
        match pool.run(claim(), &job).await {
            Ok(ran) => assert!(
                ran.outcomes.last().is_none_or(|last| last.fault.is_some()
                    || what.starts_with("SELECT 1")
                    || what.starts_with("/*")),
                "{what} worked"
            ),
            Err(refused) => {
                assert!(matches!(refused, Refused::Killed | Refused::Broken), "{what}: {refused:?}")
            }
        }
        in_time(&what);
    }
    for text in
        ["\"".repeat(3_000_000), ",".repeat(3_000_000), "a\n".repeat(3_000_000), "\n".repeat(9_000_000)]
    {
        let what: String = text.chars().take(10).collect();
        let form = labs::import::CsvForm { separator: None, has_header: true };
        let looked = pool.run(claim(), &LookAtCsv { text: text.clone(), form }).await;
        assert!(!matches!(looked, Ok(Ok(_))), "{what} is a table");
        in_time(&what);
        let (table, kinds, image) = ("t".to_owned(), Vec::new(), Vec::new());
        let made = pool.run(claim(), &ImportCsv { image, text, form, table, kinds, image_bytes_max }).await;
        assert!(!matches!(made, Ok(Ok(_))), "{what} is a table");
        in_time(&what);
    }
    assert!(!std::path::Path::new(REACHED).exists(), "{REACHED} was made");
}
