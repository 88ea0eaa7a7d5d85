//! What an exercise asks of a statement besides its result. It is read from the shape of the statement and from SQLite's plan.

use super::syntax;
use crate::{
    sandbox::{Database, Plan},
    sql,
    sql_exercise::{Rule, SqlExercise},
};

/// The first rule of the exercise that the answer breaks, as a sentence.
pub(super) fn broken_rule(exercise: &SqlExercise, answer: &str, database: &Database) -> Option<String> {
    let statements = sql::split(answer);
    let shape = syntax::parse(answer);
    let has = |construct: &str| match &shape {
        Some(shape) => syntax::constructs(shape).contains(&construct),
        // SQLite accepts some statements that the parser does not know. For those the keywords must do.
        None => contains_words(answer, construct),
    };
    // The plan is that of the last statement, on the sample; the rules about plans are for single queries.
    let plan =
        || statements.last().and_then(|last| Plan::of(database.connection(), &answer[last.clone()]).ok());
    exercise.rules.iter().find_map(|rule| match rule {
        Rule::Must(construct) if !has(construct) => {
            Some(format!("This exercise asks for `{construct}`, and there is none."))
        }
        Rule::MustNot(construct) if has(construct) => {
            Some(format!("This exercise is to be done without `{construct}`."))
        }
        Rule::StatementsMax(most) if statements.len() > *most => {
            Some(format!("It takes {} statements; {most} is the most here.", statements.len()))
        }
        Rule::UsesIndex(index) => plan().filter(|plan| !plan.uses_index(index)).map(|plan| {
            format!("SQLite does not use the index `{index}` for it. Its plan: {}.", plan.steps())
        }),
        Rule::NoScan(table) => plan()
            .filter(|plan| plan.scans(table, answer))
            .map(|plan| format!("SQLite reads the whole of `{table}` for it. Its plan: {}.", plan.steps())),
        _ => None,
    })
}

/// The first rule that names a construct which does not exist, as a sentence.
pub(super) fn unknown_construct(exercise: &SqlExercise) -> Option<String> {
    exercise.rules.iter().find_map(|rule| match rule {
        Rule::Must(word) | Rule::MustNot(word) if !syntax::CONSTRUCTS.contains(&word.as_str()) => {
            Some(format!("`{word}` is no construct that a rule can name."))
        }
        _ => None,
    })
}

/// Whether the keywords of a construct follow each other in the text.
fn contains_words(answer: &str, construct: &str) -> bool {
    let words: Vec<String> = sql::tokens(answer)
        .into_iter()
        .filter(|token| token.kind == sql::TokenKind::Keyword)
        .map(|token| answer[token.span].to_ascii_uppercase())
        .collect();
    let wanted: Vec<&str> = construct.split(' ').collect();
    words.windows(wanted.len()).any(|window| window == wanted.as_slice())
}
