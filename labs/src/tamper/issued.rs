//! The cookies that were issued last. By them the server tells a changed cookie from one that it never made.

use super::{Kind, Person};
use serde::{Deserialize, Serialize};

/// The last two cookies of each kind for each person, oldest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct IssuedCookies(Vec<Issued>);

/// A cookie that was issued.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Issued {
    /// Its kind.
    pub kind: Kind,
    /// Whose it is.
    pub person: Person,
    /// Its value.
    pub value: String,
    /// When it was issued, by the state's logical clock.
    pub at: u32,
}

/// Cookies that are kept for each person and kind.
const PER_PERSON_AND_KIND_MAX: usize = 2;

impl IssuedCookies {
    /// Adds a cookie. One with the same value counts as issued anew, and the oldest beyond the limit is dropped.
    pub fn add(&mut self, issued: Issued) {
        self.0.retain(|old| (old.kind, &old.value) != (issued.kind, &issued.value));
        let (kind, person) = (issued.kind, issued.person);
        self.0.push(issued);
        let of_these = |old: &Issued| (old.kind, old.person) == (kind, person);
        while self.0.iter().filter(|old| of_these(old)).count() > PER_PERSON_AND_KIND_MAX {
            let first = self.0.iter().position(of_these);
            first.map(|first| self.0.remove(first));
        }
    }

    /// The cookies of this kind and person, newest first.
    pub fn of(&self, kind: Kind, person: Person) -> impl Iterator<Item = &Issued> {
        self.0.iter().rev().filter(move |issued| (issued.kind, issued.person) == (kind, person))
    }

    /// The cookie with exactly this value.
    pub fn exactly(&self, kind: Kind, value: &str) -> Option<&Issued> {
        self.0.iter().find(|issued| issued.kind == kind && issued.value == value)
    }

    /// The cookie that a value was most likely made from: the one that shares the most bytes at its beginning and its end.
    /// `None` unless these are at least half of all bytes.
    pub fn nearest(&self, kind: Kind, value: &str) -> Option<&Issued> {
        let of_kind = self.0.iter().filter(|issued| issued.kind == kind);
        let (matching_bytes, issued) = of_kind
            .map(|issued| (matching_bytes(&issued.value, value), issued))
            .max_by_key(|(matching_bytes, _)| *matching_bytes)?;
        (matching_bytes * 2 >= issued.value.len().max(value.len())).then_some(issued)
    }
}

/// How many bytes are the same, counted from both ends up to the first difference.
fn matching_bytes(a: &str, b: &str) -> usize {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    let same = |pairs: &mut dyn Iterator<Item = (&u8, &u8)>| pairs.take_while(|(a, b)| a == b).count();
    let ahead = same(&mut a.iter().zip(b));
    let behind = same(&mut a[ahead..].iter().rev().zip(b[ahead..].iter().rev()));
    ahead + behind
}

#[cfg(test)]
mod tests {
    use super::*;

    fn issued(person: Person, value: &str, at: u32) -> Issued {
        Issued { kind: Kind::Signed, person, value: value.to_owned(), at }
    }

    #[test]
    fn the_last_two_of_each_are_kept_and_the_same_one_once() {
        let mut memory = IssuedCookies::default();
        for (at, value) in ["a", "b", "c", "b"].into_iter().enumerate() {
            memory.add(issued(Person::Ana, value, at as u32));
        }
        memory.add(issued(Person::Ben, "x", 9));
        let of =
            |person| memory.of(Kind::Signed, person).map(|issued| issued.value.as_str()).collect::<Vec<_>>();
        assert_eq!(of(Person::Ana), ["b", "c"]);
        assert_eq!(of(Person::Ben), ["x"]);
        assert_eq!(memory.exactly(Kind::Signed, "b").map(|issued| issued.at), Some(3));
        assert_eq!(memory.exactly(Kind::Plain, "b"), None);
    }

    #[test]
    fn a_changed_value_is_known_by_what_is_left_of_it() {
        let mut memory = IssuedCookies::default();
        memory.add(issued(Person::Ana, "user=17&bread", 1));
        memory.add(issued(Person::Ben, "user=16&milk", 2));
        let nearest = |value| memory.nearest(Kind::Signed, value).map(|issued| issued.person);
        assert_eq!(nearest("user=16&bread"), Some(Person::Ana));
        assert_eq!(nearest("user=17&milk"), Some(Person::Ben));
        assert_eq!(nearest("something else"), None);
        assert_eq!(nearest("user="), None, "less than half is left");
        assert_eq!(nearest(""), None);
    }
}
