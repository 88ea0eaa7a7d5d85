//! The model server's state for one learner, and the actions that change it.

use super::claim::Claim;
use super::grid::Grid;
use super::issued::{Issued, IssuedCookies};
use super::key::Key;
use super::{Kind, Person};
use crate::random_bytes::random_bytes;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, VecDeque};

/// The model server's state for one learner.
///
/// It is stored as JSON between requests, always under [`TamperState::JSON_MAX`] bytes; each list in it is bounded for
/// that. It contains the lab's keys, so it must not reach a browser.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TamperState {
    /// The keys in use.
    pub(super) key: Key,
    /// Earlier keys, oldest first. They verify nothing; they only let the server say that a signature is an old one.
    pub(super) retired: VecDeque<Key>,
    /// The table behind the opaque ids, oldest first.
    rows: VecDeque<Row>,
    /// The cookies that were issued last.
    #[serde(rename = "memory")]
    pub(super) issued: IssuedCookies,
    /// A logical clock that counts actions. Order is all that matters here, and it needs no real time.
    clock: u32,
    /// When each person signed out last.
    pub(super) signed_out: BTreeMap<Person, u32>,
    /// When the keys were changed last.
    pub(super) rotated: Option<u32>,
    /// What was tried so far.
    pub(super) grid: Grid,
}

/// A row of the server's table: what it stores for one opaque id.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Row {
    /// 128 random bits in 22 characters. A real server stores a digest of them.
    pub id: String,
    /// What a cookie of another kind would say by itself.
    pub claim: Claim,
    /// Whether the person has signed out, so that the row opens nothing any more.
    pub ended: bool,
}

impl TamperState {
    /// The most bytes that the state takes as JSON.
    pub const JSON_MAX: usize = 4096;
    /// Rows that are kept; the oldest goes first.
    const ROWS_MAX: usize = 4;
    /// Earlier keys that are kept.
    const RETIRED_MAX: usize = 2;

    /// A state with new keys, in which nobody is signed in.
    pub fn new() -> Self {
        Self {
            key: Key::generate(1),
            retired: VecDeque::new(),
            rows: VecDeque::new(),
            issued: IssuedCookies::default(),
            clock: 0,
            signed_out: BTreeMap::new(),
            rotated: None,
            grid: Grid::default(),
        }
    }

    /// Signs a person in and returns the value of their cookie: at most 90 characters, all of them cookie-octets
    /// (RFC 6265, section 4.1.1).
    pub fn issue(&mut self, kind: Kind, person: Person) -> String {
        let claim = Claim::of(person);
        let text = claim.text();
        let value = match kind {
            Kind::Plain => text,
            Kind::Signed => format!("{text}.{}", self.key.sign(&text)),
            Kind::Encrypted => self.key.seal(&text),
            Kind::Opaque => self.insert_row(claim),
        };
        let at = self.next_time();
        self.issued.add(Issued { kind, person, value: value.clone(), at });
        value
    }

    /// The cookie of that kind that was issued to the person last.
    pub fn latest(&self, kind: Kind, person: Person) -> Option<&str> {
        self.issued.of(kind, person).next().map(|issued| issued.value.as_str())
    }

    /// The cookie before the last one, if it had another value. Plain cookies never differ, and signed ones only after the
    /// key was changed.
    pub fn earlier(&self, kind: Kind, person: Person) -> Option<&str> {
        self.issued.of(kind, person).nth(1).map(|issued| issued.value.as_str())
    }

    /// Signs a person out. The server can end only the rows of their opaque ids, since it stores nothing about cookies of
    /// the other kinds.
    pub fn sign_out(&mut self, person: Person) {
        let now = self.next_time();
        self.signed_out.insert(person, now);
        self.rows.iter_mut().filter(|row| row.claim.person == person).for_each(|row| row.ended = true);
    }

    /// Whether the person has signed out and has not signed in again since, with any kind of cookie.
    pub fn is_signed_out(&self, person: Person) -> bool {
        let last_in =
            Kind::ALL.into_iter().filter_map(|kind| self.issued.of(kind, person).next()).map(|last| last.at);
        self.signed_out.get(&person).is_some_and(|out| last_in.max().is_none_or(|last_in| last_in < *out))
    }

    /// Replaces the keys, which invalidates the signed and encrypted cookies of everybody at once.
    pub fn rotate_key(&mut self) {
        let next = Key::generate(self.key.id.wrapping_add(1));
        self.retired.push_back(std::mem::replace(&mut self.key, next));
        if self.retired.len() > Self::RETIRED_MAX {
            self.retired.pop_front();
        }
        self.rotated = Some(self.next_time());
    }

    /// The number of the keys in use. The first is 1.
    pub fn key_id(&self) -> u32 {
        self.key.id
    }

    /// The rows behind the opaque ids, oldest first. Only the last few are kept.
    pub fn rows(&self) -> impl Iterator<Item = &Row> {
        self.rows.iter()
    }

    /// Adds a row under a new id and returns the id.
    fn insert_row(&mut self, claim: Claim) -> String {
        let id = URL_SAFE_NO_PAD.encode(random_bytes::<16>());
        self.rows.push_back(Row { id: id.clone(), claim, ended: false });
        if self.rows.len() > Self::ROWS_MAX {
            self.rows.pop_front();
        }
        id
    }

    /// The next moment of the logical clock.
    fn next_time(&mut self) -> u32 {
        self.clock = self.clock.saturating_add(1);
        self.clock
    }
}

impl Default for TamperState {
    fn default() -> Self {
        Self::new()
    }
}
