//! The rules for syntax errors, in the order in which they are tried.

use super::{
    begin, bracket, clause, comma, condition, define, end, misspelt, phrases, quote, reserved, sign,
    structure,
};
use crate::explain::{
    dialect,
    explanation::{Explanation, backticked},
    failed_statement::FailedStatement,
    lookalike,
};

/// Explains a syntax error at the word with this index, if it is the mistake that the rule knows.
type Rule = fn(&FailedStatement<'_>, usize) -> Option<Explanation>;

/// A rule that is certain of its mistake comes before one that guesses. The corpus `labs/tests/mistakes.txt` holds the order in
/// place.
const RULES: &[Rule] = &[
    quote::apostrophe,
    begin::first_word,
    dialect::refused,
    structure::offset,
    reserved::in_definition,
    reserved::in_query,
    structure::square_brackets,
    structure::two_words,
    structure::assignment,
    structure::reference,
    structure::other_word,
    structure::direction_first,
    structure::over,
    phrases::known,
    define::create,
    define::alter,
    define::column_rule,
    clause::of_another_verb,
    condition::sign,
    condition::split_name,
    structure::long_alias,
    structure::bare_function,
    condition::case_end,
    bracket::missing,
    end::empty,
    comma::too_many,
    misspelt::word,
    clause::missing,
    clause::out_of_order,
    condition::missing,
    bracket::too_many,
    bracket::open,
    comma::missing,
];

/// `near "…": syntax error`
pub(in crate::explain) fn near(statement: &FailedStatement<'_>, [word, ..]: [&str; 3]) -> Explanation {
    if let Some(odd) = lookalike::explain(statement) {
        return odd;
    }
    let Some(i) = statement.at else { return unknown(word, statement.here()) };
    if statement.is(i, ";") && i + 1 == statement.words.len() {
        return end::too_early(statement, i);
    }
    RULES.iter().find_map(|rule| rule(statement, i)).unwrap_or_else(|| unknown(word, statement.span(i)))
}

/// `incomplete input`
pub(in crate::explain) fn incomplete(statement: &FailedStatement<'_>, _: [&str; 3]) -> Explanation {
    lookalike::explain(statement).unwrap_or_else(|| end::too_early(statement, statement.words.len()))
}

/// `unrecognized token: "…"`
pub(in crate::explain) fn unrecognized(
    statement: &FailedStatement<'_>,
    [token, ..]: [&str; 3],
) -> Explanation {
    if let Some(odd) = lookalike::explain(statement) {
        return odd;
    }
    if let Some(other) = statement.at.and_then(|i| dialect::refused(statement, i)) {
        return other;
    }
    let at = statement.here().map(|here| here.start..here.end.max(here.start + token.len()));
    let at = at.filter(|at| statement.sql.get(at.clone()).is_some());
    let quoted = statement.at.and_then(|i| quote::without_end(statement, i));
    let unknown_sign = || Some(sign::unknown(token, at.clone()?));
    quoted.or_else(unknown_sign).unwrap_or_else(|| unknown(token, None))
}

/// What is said when no rule knows the mistake.
fn unknown(word: &str, at: Option<std::ops::Range<usize>>) -> Explanation {
    let says = format!("The statement can be read up to here, and then {} does not fit.", backticked(word));
    Explanation::new(
        says,
        at,
        "Look at what stands just before it: a comma, a bracket, a quote or a word may be missing.",
    )
}
