//! The attack: each word of the list, the most obvious first, against everybody who has not fallen yet.

use super::{
    store::{Stored, shared},
    way::Way,
};
use serde::{Deserialize, Serialize};
use std::time::{Duration, Instant};

/// Somebody whose password was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fallen {
    pub person: String,
    pub word: String,
    /// After so many microseconds of the attack.
    pub at_us: u64,
}

/// What came of one attack.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attacked {
    pub way: Way,
    /// The column as the thief has it.
    pub rows: Vec<Stored>,
    /// In the order in which they fell.
    pub fallen: Vec<Fallen>,
    /// Hashes that were computed.
    pub tries: u64,
    pub took_us: u64,
    /// Words that were tried on everybody.
    pub words: usize,
}

impl Attacked {
    /// What one second was good for; nothing where there was nothing to try.
    pub fn tries_per_second(&self) -> Option<f64> {
        (self.tries > 0).then(|| self.tries as f64 / (self.took_us.max(1) as f64 / 1e6))
    }
}

/// Attacks a table with these words, for at most this long.
pub(super) fn attack(
    way: Way,
    rows: Vec<Stored>,
    words: impl Iterator<Item = &'static str>,
    time_max: Duration,
) -> Attacked {
    let began = Instant::now();
    let at_us = || u64::try_from(began.elapsed().as_micros()).unwrap_or(u64::MAX);
    let (mut fallen, mut tries, mut tried) = (Vec::new(), 0, 0);
    let mut standing: Vec<&Stored> = rows.iter().collect();
    if way == Way::Plain {
        // There is nothing to find out.
        let read = |row: &Stored| Fallen { person: row.person.clone(), word: row.text.clone(), at_us: 0 };
        fallen = standing.drain(..).map(read).collect();
    }
    'words: for word in words {
        if standing.is_empty() {
            break;
        }
        let hash = (way == Way::Fast).then(|| shared(word));
        tries += u64::from(hash.is_some());
        let mut left = Vec::with_capacity(standing.len());
        for (n, row) in standing.iter().enumerate() {
            let is = match &hash {
                Some(hash) => row.text == *hash,
                None => {
                    if began.elapsed() >= time_max {
                        left.extend(&standing[n..]);
                        break 'words;
                    }
                    tries += 1;
                    row.is(word, way)
                }
            };
            match is {
                true => {
                    fallen.push(Fallen { person: row.person.clone(), word: word.to_owned(), at_us: at_us() })
                }
                false => left.push(*row),
            }
        }
        standing = left;
        tried += 1;
    }
    Attacked { way, fallen, tries, took_us: at_us(), words: tried, rows }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::passwords::{PEOPLE, words};
    use std::collections::{BTreeMap, HashSet};

    const LONG: Duration = Duration::from_secs(600);

    fn table(way: Way) -> Vec<Stored> {
        PEOPLE.iter().map(|(person, password)| Stored::new(person, password, way)).collect()
    }

    fn found(attacked: &Attacked) -> BTreeMap<&str, &str> {
        attacked.fallen.iter().map(|f| (f.person.as_str(), f.word.as_str())).collect()
    }

    #[test]
    fn what_is_in_the_list_is_found_and_nothing_else() {
        let list: HashSet<_> = words().collect();
        let weak: BTreeMap<_, _> =
            PEOPLE.into_iter().filter(|(_, password)| list.contains(password)).collect();
        assert_eq!(weak.len(), 8);
        for way in [Way::Fast, Way::Salted] {
            let attacked = attack(way, table(way), words(), LONG);
            assert_eq!(found(&attacked), weak, "{way:?}");
            assert_eq!(attacked.words, 2_000);
        }
        assert_eq!(attack(Way::Plain, table(Way::Plain), words(), LONG).fallen.len(), 10);
        // Slowly, and so with few words: two of them are somebody's.
        let few = ["copper", "qwerty", "123456"];
        let attacked = attack(Way::Slow, table(Way::Slow), few.into_iter(), LONG);
        assert_eq!(found(&attacked), BTreeMap::from([("ben", "123456"), ("wilma", "qwerty")]));
    }

    #[test]
    fn without_a_salt_one_try_does_for_everybody() {
        let tries = |way| attack(way, table(way), words(), LONG).tries;
        assert_eq!(tries(Way::Fast), 2_000);
        assert!(tries(Way::Salted) > 4_000, "two stand to the end, and each is tried by themselves");
        assert_eq!(tries(Way::Plain), 0);
    }

    #[test]
    fn an_attack_ends_when_its_time_is_over() {
        let attacked = attack(Way::Slow, table(Way::Slow), words(), Duration::ZERO);
        assert_eq!((attacked.tries, attacked.fallen.len(), attacked.words), (0, 0, 0));
        assert_eq!(attacked.rows.len(), 10);
    }
}
