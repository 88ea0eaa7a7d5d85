//! The attack on one table: each word of the list in turn is tried on everybody whose password was not found yet.

use super::{
    password_row::{PasswordRow, unsalted_hash},
    scheme::Scheme,
};
use serde::{Deserialize, Serialize};
use std::time::{Duration, Instant};

/// A person whose password was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CrackedPassword {
    /// The person's name.
    pub person: String,
    /// The password.
    pub word: String,
    /// When it was found, in microseconds since the attack began.
    pub at_us: u64,
}

/// The result of the attack on one table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttackResult {
    /// How the table stores passwords.
    #[serde(rename = "way")]
    pub scheme: Scheme,
    /// The table as the thief has it.
    pub rows: Vec<PasswordRow>,
    /// The passwords that were found, in the order in which they were.
    #[serde(rename = "fallen")]
    pub cracked: Vec<CrackedPassword>,
    /// How many hashes were computed.
    pub tries: u64,
    /// How long the attack ran, in microseconds.
    pub took_us: u64,
    /// How many words were tried on everybody.
    pub words: usize,
}

impl AttackResult {
    /// Hashes per second. `None` when none had to be computed.
    pub fn tries_per_second(&self) -> Option<f64> {
        (self.tries > 0).then(|| self.tries as f64 / (self.took_us.max(1) as f64 / 1e6))
    }
}

/// Attacks a table with these words, for at most `time_max`.
pub(super) fn attack(
    scheme: Scheme,
    rows: Vec<PasswordRow>,
    words: impl Iterator<Item = &'static str>,
    time_max: Duration,
) -> AttackResult {
    let began = Instant::now();
    let at_us = || u64::try_from(began.elapsed().as_micros()).unwrap_or(u64::MAX);
    let (mut cracked, mut tries, mut tried) = (Vec::new(), 0, 0);
    let mut remaining: Vec<&PasswordRow> = rows.iter().collect();
    if scheme == Scheme::Plain {
        // The passwords are there to be read.
        let read = |row: &PasswordRow| CrackedPassword {
            person: row.person.clone(),
            word: row.text.clone(),
            at_us: 0,
        };
        cracked = remaining.drain(..).map(read).collect();
    }
    // Each word is tried on everybody before the next, since the most common words find the most passwords.
    'words: for word in words {
        if remaining.is_empty() {
            break;
        }
        // Without a salt one hash serves for all rows. With a salt each row needs a hash of its own, which is what a salt
        // is for.
        let hash = (scheme == Scheme::Fast).then(|| unsalted_hash(word));
        tries += u64::from(hash.is_some());
        let mut left = Vec::with_capacity(remaining.len());
        for (n, row) in remaining.iter().enumerate() {
            let is = match &hash {
                Some(hash) => row.text == *hash,
                None => {
                    // The clock is read before each slow hash, so that the attack exceeds its time by one hash at most.
                    // The word was not tried on everybody then and is not counted.
                    if began.elapsed() >= time_max {
                        left.extend(&remaining[n..]);
                        break 'words;
                    }
                    tries += 1;
                    row.matches(word, scheme)
                }
            };
            match is {
                true => cracked.push(CrackedPassword {
                    person: row.person.clone(),
                    word: word.to_owned(),
                    at_us: at_us(),
                }),
                false => left.push(*row),
            }
        }
        remaining = left;
        tried += 1;
    }
    AttackResult { scheme, cracked, tries, took_us: at_us(), words: tried, rows }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::passwords::{PEOPLE, common_passwords};
    use std::collections::{BTreeMap, HashSet};

    const LONG: Duration = Duration::from_secs(600);

    fn table(scheme: Scheme) -> Vec<PasswordRow> {
        PEOPLE.iter().map(|(person, password)| PasswordRow::new(person, password, scheme)).collect()
    }

    fn found(results: &AttackResult) -> BTreeMap<&str, &str> {
        results.cracked.iter().map(|f| (f.person.as_str(), f.word.as_str())).collect()
    }

    #[test]
    fn what_is_in_the_list_is_found_and_nothing_else() {
        let list: HashSet<_> = common_passwords().collect();
        let weak: BTreeMap<_, _> =
            PEOPLE.into_iter().filter(|(_, password)| list.contains(password)).collect();
        assert_eq!(weak.len(), 8);
        for scheme in [Scheme::Fast, Scheme::Salted] {
            let results = attack(scheme, table(scheme), common_passwords(), LONG);
            assert_eq!(found(&results), weak, "{scheme:?}");
            assert_eq!(results.words, 2_000);
        }
        assert_eq!(attack(Scheme::Plain, table(Scheme::Plain), common_passwords(), LONG).cracked.len(), 10);
        // Slowly, and so with few words: two of them are somebody's.
        let few = ["copper", "qwerty", "123456"];
        let results = attack(Scheme::Slow, table(Scheme::Slow), few.into_iter(), LONG);
        assert_eq!(found(&results), BTreeMap::from([("ben", "123456"), ("wilma", "qwerty")]));
    }

    #[test]
    fn without_a_salt_one_try_does_for_everybody() {
        let tries = |scheme| attack(scheme, table(scheme), common_passwords(), LONG).tries;
        assert_eq!(tries(Scheme::Fast), 2_000);
        assert!(tries(Scheme::Salted) > 4_000, "two stand to the end, and each is tried by themselves");
        assert_eq!(tries(Scheme::Plain), 0);
    }

    #[test]
    fn the_stored_form_has_the_field_names_that_it_always_had() {
        let json =
            serde_json::to_value(attack(Scheme::Plain, table(Scheme::Plain), common_passwords(), LONG));
        let json = json.unwrap();
        assert_eq!((&json["way"], &json["fallen"][0]["person"]), (&"plain".into(), &"ana".into()));
    }

    #[test]
    fn an_attack_ends_when_its_time_is_over() {
        let results = attack(Scheme::Slow, table(Scheme::Slow), common_passwords(), Duration::ZERO);
        assert_eq!((results.tries, results.cracked.len(), results.words), (0, 0, 0));
        assert_eq!(results.rows.len(), 10);
    }
}
