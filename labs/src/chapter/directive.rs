//! Directives: the fenced blocks that are not code but parts of the page. The word after the fence says which.

use super::{Block, Figure, Guess, Listing, ListingKind};
use crate::{
    Experiment,
    exercise::{Exercise, ParseError},
};
use serde::Deserialize;
use std::{collections::BTreeMap, sync::Arc};

/// The TOML inside a fence ```` ```experiment NAME ````.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FigureToml {
    title: String,
    made: String,
    guess: Option<String>,
    options: Option<BTreeMap<String, String>>,
    explain: String,
}

/// The TOML inside a fence ```` ```listing NAME ````.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ListingToml {
    sql: Option<String>,
    http: Option<String>,
    python: String,
    prints: Option<String>,
    answers: Option<String>,
}

/// Whether a fence with this info string is a directive.
///
/// A language is one word, so two words or more are taken for a directive even when the first is unknown. That way a
/// misspelt `excercise NAME` is reported instead of shown as code.
pub(super) fn is_directive(info: &str) -> bool {
    let mut words = info.split_whitespace();
    matches!(words.next(), Some("side" | "experiment" | "exercise" | "listing")) || words.next().is_some()
}

/// Parses the directive with this info string and this text between the fences.
///
/// # Errors
/// When the directive is unknown or its text does not parse. Lines are counted within `text`, from 1.
pub(super) fn read(info: &str, text: &str) -> Result<Block, ParseError> {
    let (what, name) = info.trim().split_once(char::is_whitespace).unwrap_or((info.trim(), ""));
    let name = name.trim();
    match what {
        "side" if name.is_empty() => Err(whole_block_error("A side note needs a title: ```side Title.")),
        "side" if text.trim().is_empty() => Err(whole_block_error("The side note is empty.")),
        "side" => Ok(Block::Side { title: name.to_owned(), text: text.to_owned() }),
        "experiment" => Ok(Block::Figure(read_figure(name, text)?)),
        "listing" => Ok(Block::Listing(read_listing(name, text)?)),
        "exercise" => Ok(Block::Exercise(Arc::new(Exercise::parse(name, text)?))),
        _ => Err(whole_block_error(&format!(
            "`{what}` is no part of a chapter: side, experiment, listing, exercise."
        ))),
    }
}

/// The listing `name`, in both of its languages.
fn read_listing(name: &str, text: &str) -> Result<Listing, ParseError> {
    if name.is_empty() || !name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-') {
        return Err(whole_block_error("A listing needs a name of small letters: ```listing name."));
    }
    let ListingToml { sql, http, python, prints, answers } =
        toml::from_str(text).map_err(|e| ParseError::at(text, &e))?;
    let (kind, first) = match (sql, http) {
        (Some(sql), None) => (ListingKind::Sql, sql),
        (None, Some(http)) => (ListingKind::Http, http),
        _ => return Err(whole_block_error("A listing has either `sql` or `http` beside its `python`.")),
    };
    if kind == ListingKind::Sql && prints.is_none() {
        return Err(whole_block_error("A listing with `sql` says in `prints` what comes out."));
    }
    Ok(Listing { name: name.to_owned(), kind, first, python, prints, answers })
}

/// The figure of the experiment `name`.
fn read_figure(name: &str, text: &str) -> Result<Figure, ParseError> {
    let experiment = Experiment::of_name(name)
        .ok_or_else(|| whole_block_error(&format!("There is no experiment `{name}`.")))?;
    let figure: FigureToml = toml::from_str(text).map_err(|e| ParseError::at(text, &e))?;
    let FigureToml { title, made, guess, options, explain } = figure;
    let texts = [("title", &title), ("made", &made), ("explain", &explain)];
    if let Some((key, _)) = texts.into_iter().find(|(_, text)| text.trim().is_empty()) {
        return Err(whole_block_error(&format!("`{key}` is empty.")));
    }
    let guess = read_guess(experiment, guess, options).map_err(|says| whole_block_error(&says))?;
    Ok(Figure { experiment, title, made, guess, explain })
}

/// The guess of a figure, complete and in the order of the experiment's outcomes. The error is a sentence.
fn read_guess(
    experiment: Experiment,
    guess: Option<String>,
    options: Option<BTreeMap<String, String>>,
) -> Result<Option<Guess>, String> {
    let (name, outcomes) = (experiment.name(), experiment.outcomes());
    let (question, mut options) = match (guess, options) {
        (None, None) if outcomes.is_empty() => return Ok(None),
        (Some(question), Some(options)) if !outcomes.is_empty() => (question, options),
        _ if outcomes.is_empty() => {
            return Err(format!("Nothing is guessed at `{name}`; leave out `guess` and `options`."));
        }
        _ => return Err(format!("`{name}` needs a `guess` and `options` for {}.", outcomes.join(", "))),
    };
    // Each outcome must have its option, and no option may be left over: a learner must be able to guess what happens.
    let mut sorted = Vec::new();
    for outcome in outcomes {
        let Some(text) = options.remove(*outcome).filter(|text| !text.trim().is_empty()) else {
            return Err(format!("The guess has no option `{outcome}`."));
        };
        sorted.push(((*outcome).to_owned(), text));
    }
    match options.into_keys().next() {
        Some(key) => Err(format!("`{key}` is no outcome of `{name}`: {}.", outcomes.join(", "))),
        None => Ok(Some(Guess { question, options: sorted })),
    }
}

/// An error about a block as a whole, without a line.
fn whole_block_error(says: &str) -> ParseError {
    ParseError { line: None, says: says.to_owned() }
}
