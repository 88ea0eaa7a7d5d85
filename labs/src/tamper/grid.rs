//! The grid of five attempts on four kinds of cookie, filled with the outcomes of those that the learner really made.

use super::parts::{Part, parts};
use super::state::TamperState;
use super::{Kind, Person};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Something to try with a cookie.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Attempt {
    /// Look at it.
    Read,
    /// Send it with some bytes changed.
    Change,
    /// Send another person's.
    Carry,
    /// Send it after its person has signed out.
    Replay,
    /// Send it after the server has done all it can to revoke it: it ends the row of an opaque id, and changes the key for
    /// the other kinds.
    TakeBack,
}

impl Attempt {
    /// All of them, in the order of the grid.
    pub const ALL: [Self; 5] = [Self::Read, Self::Change, Self::Carry, Self::Replay, Self::TakeBack];

    /// The name in texts and addresses.
    pub fn name(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Change => "change",
            Self::Carry => "carry",
            Self::Replay => "replay",
            Self::TakeBack => "take-back",
        }
    }
}

/// The outcome of an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// Its content can be read without a key.
    Readable,
    /// It cannot.
    Unreadable,
    /// The server accepted what it said.
    Believed,
    /// The server accepted it, and the change made no difference.
    Ignored,
    /// The server refused it.
    Refused,
}

impl Outcome {
    /// The name in texts.
    pub fn name(self) -> &'static str {
        match self {
            Self::Readable => "readable",
            Self::Unreadable => "unreadable",
            Self::Believed => "believed",
            Self::Ignored => "ignored",
            Self::Refused => "refused",
        }
    }
}

/// A filled cell of the grid.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Cell {
    /// The outcome.
    pub outcome: Outcome,
    /// The reason in a few words; may be empty.
    pub says: String,
}

/// A row of the grid: one attempt on each of the four kinds, `None` where it was not made yet.
pub type Cells = Vec<(Kind, Option<Cell>)>;

/// The last outcome of each attempt on each kind, at most 20, and the person that the server greeted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct Grid(Vec<(Kind, Attempt, Outcome, Option<Person>)>);

impl Grid {
    /// Notes an outcome in place of an earlier one of the same attempt on the same kind.
    fn note(&mut self, kind: Kind, attempt: Attempt, outcome: Outcome, greeted: Option<Person>) {
        self.0.retain(|(of, tried, ..)| (*of, *tried) != (kind, attempt));
        self.0.push((kind, attempt, outcome, greeted));
    }
}

impl TamperState {
    /// Reads Ana's cookie of that kind, which is an attempt by itself. Returns its parts, or none when she has no cookie
    /// yet.
    pub fn read(&mut self, kind: Kind) -> Vec<Part> {
        let Some(value) = self.latest(kind, Person::Ana) else {
            return Vec::new();
        };
        let parts = parts(kind, value);
        let outcome = if kind == Kind::Encrypted { Outcome::Unreadable } else { Outcome::Readable };
        self.grid.note(kind, Attempt::Read, outcome, None);
        parts
    }

    /// The whole grid, attempt by attempt.
    pub fn grid(&self) -> Vec<(Attempt, Cells)> {
        let noted: BTreeMap<_, _> =
            self.grid.0.iter().map(|(kind, tried, what, who)| ((kind, tried), (what, who))).collect();
        let cell = |attempt, kind| {
            let (outcome, greeted) = noted.get(&(&kind, &attempt))?;
            Some(Cell { outcome: **outcome, says: says(kind, attempt, **outcome, **greeted) })
        };
        let row = |attempt| (attempt, Kind::ALL.map(|kind| (kind, cell(attempt, kind))).to_vec());
        Attempt::ALL.map(row).to_vec()
    }

    /// Notes the outcome of a value that was sent, for every attempt that this value amounts to.
    ///
    /// Ana's own cookie, unchanged and in force, is no attempt. Neither is a text that resembles no cookie issued here.
    pub(super) fn note_presented(
        &mut self,
        kind: Kind,
        value: &str,
        outcome: Outcome,
        greeted: Option<Person>,
    ) {
        for attempt in self.attempts(kind, value) {
            self.grid.note(kind, attempt, outcome, greeted);
        }
    }

    /// The attempts that sending this value amounts to. They follow from the value and the state alone: the learner does
    /// not have to say what they are trying.
    fn attempts(&self, kind: Kind, value: &str) -> Vec<Attempt> {
        let Some(issued) = self.issued.exactly(kind, value) else {
            return self.issued.nearest(kind, value).map(|_| Attempt::Change).into_iter().collect();
        };
        let signed_out = self.signed_out.get(&issued.person).is_some_and(|out| issued.at < *out);
        let rotated = self.rotated.is_some_and(|rotated| issued.at < rotated);
        let (replayed, taken_back) = match kind {
            Kind::Plain => (signed_out, signed_out || rotated),
            // When the key was changed as well, a refusal shows nothing about the sign-out.
            Kind::Signed | Kind::Encrypted => (signed_out && !rotated, rotated),
            Kind::Opaque => (signed_out, signed_out),
        };
        let carried = issued.person != Person::Ana && !replayed && !taken_back;
        let made = [(Attempt::Carry, carried), (Attempt::Replay, replayed), (Attempt::TakeBack, taken_back)];
        made.into_iter().filter(|(_, made)| *made).map(|(attempt, _)| attempt).collect()
    }
}

/// The reason for an outcome in a few words, for the cell of the grid.
fn says(kind: Kind, attempt: Attempt, outcome: Outcome, greeted: Option<Person>) -> String {
    let said = match (attempt, kind, outcome) {
        (Attempt::Read, Kind::Plain, _) => "every word of it",
        (Attempt::Read, Kind::Signed, _) => "every word, and the signature says nothing",
        (Attempt::Read, Kind::Encrypted, _) => "only its length, and the number of the key",
        (Attempt::Read, Kind::Opaque, _) => "but it says nothing",
        (Attempt::Change, _, Outcome::Ignored) => "the server saw the same as before",
        (Attempt::Change, Kind::Plain, Outcome::Refused) => "only because the text made no sense",
        (Attempt::Change, Kind::Signed, Outcome::Refused) => "the signature does not fit",
        (Attempt::Change, Kind::Encrypted, Outcome::Refused) => "the seal is broken",
        (Attempt::Change, Kind::Opaque, Outcome::Refused) => "no row has that id",
        (Attempt::Carry, Kind::Signed | Kind::Encrypted, Outcome::Believed) => {
            "a seal does not know its bearer"
        }
        (Attempt::Replay, _, Outcome::Believed) => "the server kept nothing to know better",
        (Attempt::Replay | Attempt::TakeBack, Kind::Opaque, Outcome::Refused) => "the server ended the row",
        (Attempt::TakeBack, Kind::Plain, Outcome::Believed) => "there is nothing to take back",
        (Attempt::TakeBack, _, Outcome::Refused) => "with a new key, and for everybody at once",
        (_, _, Outcome::Refused) => "the server did not take it",
        _ => return greeted.map(|person| format!("“Hello, {}”", person.name())).unwrap_or_default(),
    };
    said.to_owned()
}

#[cfg(test)]
mod tests;
