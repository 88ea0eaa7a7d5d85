//! Mistakes as people make them, and what they are told.
#![cfg(feature = "sql")]

use labs::{
    explain::explain,
    sandbox::{Database, Fault, run_script},
};

const SQUARE: &str = include_str!("../../content/sql/square.sql");
const MISTAKES: &str = include_str!("mistakes.txt");

struct Mistake<'a> {
    what: &'a str,
    sql: &'a str,
    /// What the caret stands under.
    under: Option<&'a str>,
    words: Vec<&'a str>,
}

/// Blocks with an empty line between them: `# what`, the SQL, perhaps `@ what is under the caret`, `=> words | words`.
fn mistakes() -> Vec<Mistake<'static>> {
    MISTAKES.split("\n\n").filter(|block| block.starts_with("# ")).map(read).collect()
}

fn read(block: &'static str) -> Mistake<'static> {
    let (what, rest) = block.trim_end().split_once('\n').expect(block);
    let (body, words) = rest.split_once("\n=> ").expect(block);
    let (sql, under) = match body.split_once("\n@ ") {
        Some((sql, under)) => (sql, Some(under)),
        None => (body, None),
    };
    Mistake { what, sql, under, words: words.split(" | ").collect() }
}

/// What is wrong with the answer to a mistake; nothing, if all is well.
fn complaint(mistake: &Mistake<'_>) -> Option<String> {
    let database = Database::empty().expect("a database");
    let made = run_script(&database, SQUARE).expect("it runs");
    assert_eq!(made.outcomes.last().expect("a statement").fault, None);
    let ran = run_script(&database, mistake.sql).expect("it runs");
    let last = ran.outcomes.last().expect("a statement");
    let Some(fault) = &last.fault else { return Some("SQLite takes it".to_owned()) };
    let sql = &mistake.sql[last.span.clone()];
    let answer = explain(sql, fault, &ran.schema);
    let said = format!("{} {}", answer.problem, answer.suggestion);
    let under = answer.span.clone().map(|at| &sql[at]);
    let own = match fault {
        Fault::Sqlite { message, .. } => message.as_str(),
        Fault::Stopped(_) => "",
    };
    let missing = mistake.words.iter().find(|words| !said.contains(*words));
    if answer.problem.contains("SQLite says")
        || answer.problem.contains("does not fit")
        || answer.problem == own
        || answer.suggestion.is_empty()
    {
        Some(format!("not explained: {fault:?}"))
    } else if let Some(missing) = missing {
        Some(format!("“{missing}” is not in: {said} ({fault:?})"))
    } else if mistake.under.is_some() && under != mistake.under {
        Some(format!("the caret is under {under:?} and not under {:?} ({fault:?})", mistake.under))
    } else {
        None
    }
}

#[test]
fn every_common_mistake_is_explained() {
    let all = mistakes();
    let wrong: Vec<String> = all
        .iter()
        .filter_map(|mistake| Some(format!("{}: {}\n  {}", mistake.what, mistake.sql, complaint(mistake)?)))
        .collect();
    println!("{} of {} mistakes are explained", all.len() - wrong.len(), all.len());
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), all.len(), wrong.join("\n"));
    assert!(all.len() >= 200);
}
