//! The rules for a statement that SQLite could not read, in the order in which they are asked.

use super::{
    begin, bracket, clause, comma, condition, define, dialect, end, misspelt, phrases, quote, reserved,
    structure,
};
use crate::explain::{
    case::Case,
    explained::{Explained, tick},
    odd,
};

/// Explains what SQLite met at a word, if it knows that mistake.
type Rule = fn(&Case<'_>, usize) -> Option<Explained>;

/// What surely is the mistake comes before what may be.
const RULES: &[Rule] = &[
    quote::apostrophe,
    begin::first_word,
    dialect::word,
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
pub(in crate::explain) fn near(case: &Case<'_>, [word, ..]: [&str; 3]) -> Explained {
    if let Some(odd) = odd::explain(case) {
        return odd;
    }
    let Some(i) = case.at else { return unknown(word, case.here()) };
    if case.is(i, ";") && i + 1 == case.words.len() {
        return end::too_early(case, i);
    }
    RULES.iter().find_map(|rule| rule(case, i)).unwrap_or_else(|| unknown(word, case.span(i)))
}

/// `incomplete input`
pub(in crate::explain) fn incomplete(case: &Case<'_>, _: [&str; 3]) -> Explained {
    odd::explain(case).unwrap_or_else(|| end::too_early(case, case.words.len()))
}

/// `unrecognized token: "…"`
pub(in crate::explain) fn unrecognized(case: &Case<'_>, [token, ..]: [&str; 3]) -> Explained {
    if let Some(odd) = odd::explain(case) {
        return odd;
    }
    let at = case.here().map(|here| here.start..here.end.max(here.start + token.len()));
    let at = at.filter(|at| case.sql.get(at.clone()).is_some());
    let quoted = case.at.and_then(|i| quote::without_end(case, i));
    let next_is_colon = case.at.is_some_and(|i| case.text(i + 1).starts_with(':'));
    let sign = || Some(dialect::sign(token, at.clone()?, next_is_colon));
    quoted.or_else(sign).unwrap_or_else(|| unknown(token, None))
}

fn unknown(word: &str, at: Option<std::ops::Range<usize>>) -> Explained {
    let says = format!("The statement can be read up to here, and then {} does not fit.", tick(word));
    Explained::new(
        says,
        at,
        "Look at what stands just before it: a comma, a bracket, a quote or a word may be missing.",
    )
}
