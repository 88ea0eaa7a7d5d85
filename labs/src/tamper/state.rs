//! The server's side of one learner's bench: what it keeps, and the deeds that change it.

use super::claim::Claim;
use super::grid::Grid;
use super::issued::{Issued, IssuedCookies};
use super::key::{Key, random};
use super::{Kind, Person};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, VecDeque};

/// Kept as JSON between requests, always under [`TamperState::JSON_MAX`]. It holds the lab's keys, so it stays on the server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TamperState {
    pub(super) key: Key,
    /// Kept only to be able to say of an old signature that it is old.
    pub(super) retired: VecDeque<Key>,
    rows: VecDeque<Row>,
    #[serde(rename = "memory")]
    pub(super) issued: IssuedCookies,
    /// Counts deeds.
    clock: u32,
    pub(super) signed_out: BTreeMap<Person, u32>,
    pub(super) rotated: Option<u32>,
    pub(super) grid: Grid,
}

/// What the server keeps for one opaque id.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Row {
    /// 22 random characters, 128 bits. A real server keeps a digest of them.
    pub id: String,
    pub claim: Claim,
    /// The person has signed out, so the row opens nothing any more.
    pub ended: bool,
}

impl TamperState {
    /// In bytes.
    pub const JSON_MAX: usize = 4096;
    const ROWS_MAX: usize = 4;
    const RETIRED_MAX: usize = 2;

    /// New keys, and nobody signed in.
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

    /// Signs a person in, and returns the value for the cookie: at most 90 characters, all of them cookie-octets
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

    /// The cookie of that kind that the person was given last.
    pub fn latest(&self, kind: Kind, person: Person) -> Option<&str> {
        self.issued.of(kind, person).next().map(|issued| issued.value.as_str())
    }

    /// The one before it, if it was another. Plain cookies are all alike; so are signed ones until the key changes.
    pub fn earlier(&self, kind: Kind, person: Person) -> Option<&str> {
        self.issued.of(kind, person).nth(1).map(|issued| issued.value.as_str())
    }

    /// Ends all that the server can end: the person's rows. It keeps nothing of the other kinds.
    pub fn sign_out(&mut self, person: Person) {
        let now = self.next_time();
        self.signed_out.insert(person, now);
        self.rows.iter_mut().filter(|row| row.claim.person == person).for_each(|row| row.ended = true);
    }

    /// Whether the person has signed out and not in again, with any kind of cookie.
    pub fn is_signed_out(&self, person: Person) -> bool {
        let last_in =
            Kind::ALL.into_iter().filter_map(|kind| self.issued.of(kind, person).next()).map(|last| last.at);
        self.signed_out.get(&person).is_some_and(|out| last_in.max().is_none_or(|last_in| last_in < *out))
    }

    /// Puts new keys in place of the old ones, for everybody's cookies at once.
    pub fn rotate_key(&mut self) {
        let next = Key::generate(self.key.id.wrapping_add(1));
        self.retired.push_back(std::mem::replace(&mut self.key, next));
        if self.retired.len() > Self::RETIRED_MAX {
            self.retired.pop_front();
        }
        self.rotated = Some(self.next_time());
    }

    /// The number of the key in use; the first is 1.
    pub fn key_id(&self) -> u32 {
        self.key.id
    }

    /// The table behind the opaque ids, oldest first; the last few only.
    pub fn rows(&self) -> impl Iterator<Item = &Row> {
        self.rows.iter()
    }

    fn insert_row(&mut self, claim: Claim) -> String {
        let id = URL_SAFE_NO_PAD.encode(random::<16>());
        self.rows.push_back(Row { id: id.clone(), claim, ended: false });
        if self.rows.len() > Self::ROWS_MAX {
            self.rows.pop_front();
        }
        id
    }

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
