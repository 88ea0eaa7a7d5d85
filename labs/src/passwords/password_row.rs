//! A password as it is stored in a table, and checking whether a word is that password.

use super::scheme::Scheme;
use crate::random_bytes::random_bytes;
use argon2::{
    Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version,
    password_hash::{PasswordHash, SaltString},
};
use model::Argon2Parameters;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fmt::Write;

/// Bytes of the salt of `Scheme::Salted`.
const SALT_BYTES: usize = 8;

/// A row of the table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PasswordRow {
    /// The person's name.
    pub person: String,
    /// The content of the column `password`.
    pub text: String,
}

impl PasswordRow {
    /// The row of a person who chose this password.
    pub fn new(person: &str, password: &str, scheme: Scheme) -> Self {
        let text = match scheme {
            Scheme::Plain => password.to_owned(),
            Scheme::Fast => hex(&sha256(b"", password)),
            Scheme::Salted => {
                let salt = random_bytes::<SALT_BYTES>();
                format!("{}${}", hex(&salt), hex(&sha256(&salt, password)))
            }
            Scheme::Slow => argon2_hash(password),
        };
        Self { person: person.to_owned(), text }
    }

    /// Whether this word is the password. This is one try of the attack.
    pub fn matches(&self, word: &str, scheme: Scheme) -> bool {
        match scheme {
            Scheme::Plain => self.text == word,
            Scheme::Fast => self.text == hex(&sha256(b"", word)),
            Scheme::Salted => self.text.split_once('$').is_some_and(|(salt, hash)| {
                unhex(salt).is_some_and(|salt| hash == hex(&sha256(&salt, word)))
            }),
            Scheme::Slow => PasswordHash::new(&self.text)
                .is_ok_and(|hash| argon2().verify_password(word.as_bytes(), &hash).is_ok()),
        }
    }
}

/// The hash of `Scheme::Fast`. It is the same for everybody with that password, so one computation tests all rows.
pub(super) fn unsalted_hash(word: &str) -> String {
    hex(&sha256(b"", word))
}

/// SHA-256 (FIPS 180-4) of the salt followed by the password.
fn sha256(salt: &[u8], password: &str) -> [u8; 32] {
    let mut digest = Sha256::new();
    digest.update(salt);
    digest.update(password.as_bytes());
    digest.finalize().into()
}

/// The hash of `Scheme::Slow`, in the PHC string format with its own salt.
fn argon2_hash(password: &str) -> String {
    let salt = SaltString::encode_b64(&random_bytes::<16>()).expect("sixteen bytes are a salt");
    let hash = argon2().hash_password(password.as_bytes(), &salt);
    hash.expect("a short password and a sound salt can be hashed").to_string()
}

/// Argon2id with the site's parameters.
fn argon2() -> Argon2<'static> {
    let Argon2Parameters { memory_kib, passes, lanes } = Argon2Parameters::SITE;
    let params = Params::new(memory_kib, passes, lanes, None).expect("these are within Argon2’s bounds");
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

/// Bytes as lower-case hexadecimal digits.
fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}"); // a String takes everything
        text
    })
}

/// The bytes of hexadecimal digits. `None` when the text is something else.
fn unhex(text: &str) -> Option<Vec<u8>> {
    let digits = text.as_bytes().chunks(2);
    digits.map(|two| u8::from_str_radix(std::str::from_utf8(two).ok()?, 16).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_knows_its_password_and_no_other() {
        for scheme in Scheme::ALL {
            let row = PasswordRow::new("ana", "sunshine", scheme);
            assert!(row.matches("sunshine", scheme), "{scheme:?}");
            assert!(!row.matches("sunshinf", scheme) && !row.matches("", scheme), "{scheme:?}");
        }
    }

    #[test]
    fn two_with_one_password_look_alike_only_where_there_is_no_salt() {
        let alike = |scheme| {
            PasswordRow::new("ana", "sunshine", scheme).text
                == PasswordRow::new("ida", "sunshine", scheme).text
        };
        assert_eq!(Scheme::ALL.map(alike), [true, true, false, false]);
        // FIPS 180-4, as every other program makes it.
        assert_eq!(
            PasswordRow::new("x", "abc", Scheme::Fast).text,
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
    }
}
