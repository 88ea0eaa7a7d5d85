//! What a repaired `Set-Cookie` line must do, and whether it does. In the texts this is a demand.

use super::{simulation, variant::Variant};
use crate::cookie::{Meaning, MissingAttribute, SetCookie, StoredCookie};
use crate::jar_lab::RequestKind;
use serde::Deserialize;

/// One requirement on the line.
#[derive(Debug, Deserialize)]
#[serde(try_from = "RequirementToml")]
pub(super) struct Requirement {
    /// The requirement in words: Markdown of one line.
    pub says: String,
    condition: Condition,
}

/// What is tried out to see whether the requirement holds.
#[derive(Debug)]
enum Condition {
    /// The cookie's name.
    Named(String),
    /// Whether the browser stores the cookie.
    Kept(bool),
    /// Whether the stored cookie goes with this request.
    Sent { to: String, how: RequestKind, sent: bool },
    /// The cookie's life in seconds is within these bounds. A session cookie has no such time and misses both.
    Lasts { min: Option<i64>, max: Option<i64> },
}

/// A requirement as it is written in TOML: exactly one of the four groups of keys.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RequirementToml {
    says: String,
    named: Option<String>,
    kept: Option<bool>,
    to: Option<String>,
    how: Option<RequestKind>,
    sent: Option<bool>,
    lasts_min: Option<i64>,
    lasts_max: Option<i64>,
}

/// A line to be judged, and the cookie that a browser stores from it.
pub(super) struct AttemptedLine {
    line: String,
    kept: Result<StoredCookie, String>,
}

impl AttemptedLine {
    /// Has the line stored in an empty jar, as sent by the address `from`.
    pub(super) fn new(from: &str, line: &str) -> Self {
        Self { line: line.to_owned(), kept: simulation::store(from, line) }
    }

    /// The sentence that says how long the cookie lasts and why.
    fn life(&self) -> String {
        let Ok(header) = SetCookie::parse(&self.line) else { return String::new() };
        let about = |meaning: &Meaning| matches!(meaning, Meaning::MaxAge(_) | Meaning::Expires(_));
        match header.attributes.into_iter().find(|attribute| about(&attribute.meaning)) {
            Some(found) => {
                format!("`{}={}`: {}", found.name, found.value.unwrap_or_default(), found.meaning)
            }
            None => MissingAttribute::MaxAge.to_string(),
        }
    }
}

impl Requirement {
    /// `None` when the line meets the requirement; otherwise the jar's sentence that shows why it does not.
    pub(super) fn missed(&self, variant: &Variant, tried: &AttemptedLine) -> Option<String> {
        match (&self.condition, &tried.kept) {
            (Condition::Named(name), _) => {
                let found = SetCookie::parse(&tried.line).map(|header| header.name).unwrap_or_default();
                (found != *name).then(|| format!("The name is `{found}` now."))
            }
            (Condition::Kept(kept), Ok(_)) => (!kept).then(|| "The browser keeps it.".to_owned()),
            (Condition::Kept(kept), Err(why)) => kept.then(|| why.clone()),
            (Condition::Sent { sent, .. }, Err(why)) => sent.then(|| why.clone()),
            (Condition::Sent { to, how, sent }, Ok(cookie)) => {
                let outcome = simulation::send(cookie, &variant.fill(to), how.request());
                match (sent, outcome.sent) {
                    (true, false) => Some(outcome.why),
                    (false, true) => Some(format!("It is sent. {}", outcome.why)),
                    _ => None,
                }
            }
            (Condition::Lasts { .. }, Err(why)) => Some(why.clone()),
            (Condition::Lasts { min, max }, Ok(cookie)) => {
                let seconds = cookie.expires.map(|at| at.since(simulation::NOW));
                let fits = |seconds: i64| {
                    min.is_none_or(|min| seconds >= min) && max.is_none_or(|max| seconds <= max)
                };
                (!seconds.is_some_and(fits)).then(|| tried.life())
            }
        }
    }

    /// Its texts in which a placeholder may stand.
    pub(super) fn texts(&self) -> impl Iterator<Item = &str> {
        [Some(&self.says), self.to()].into_iter().flatten().map(String::as_str)
    }

    /// The address of the request that it is about.
    pub(super) fn to(&self) -> Option<&String> {
        if let Condition::Sent { to, .. } = &self.condition { Some(to) } else { None }
    }
}

impl TryFrom<RequirementToml> for Requirement {
    type Error = String;

    fn try_from(written: RequirementToml) -> Result<Self, String> {
        let RequirementToml { says, named, kept, to, how, sent, lasts_min: min, lasts_max: max } = written;
        let condition = match (named, kept, to, how, sent, min.or(max)) {
            (Some(name), None, None, None, None, None) => Condition::Named(name),
            (None, Some(kept), None, None, None, None) => Condition::Kept(kept),
            (None, None, Some(to), Some(how), Some(sent), None) => Condition::Sent { to, how, sent },
            (None, None, None, None, None, Some(_)) => Condition::Lasts { min, max },
            _ => {
                return Err(format!(
                    "the demand “{says}” needs either `named`, or `kept`, or `to`, `how` and `sent`, or `lasts_min` and \
                     `lasts_max`"
                ));
            }
        };
        Ok(Self { says, condition })
    }
}
