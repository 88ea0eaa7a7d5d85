//! Passwords: how they are hashed and checked.
//!
//! A password itself is never stored. Its hash is slow on purpose: Argon2id with the parameters of
//! `model::Argon2Parameters`. Hashing runs on threads of its own, a few at a time and with a bounded queue. So a flood of
//! sign-ins slows down signing in and nothing else.

use crate::{Error, QueryLog, Result, WaitKind};
use argon2::{
    Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version,
    password_hash::{PasswordHash, SaltString, rand_core::OsRng},
};
use model::{Argon2Parameters, Field, Invalid, NewPassword, Reason};
use std::{
    sync::{Arc, OnceLock, atomic::AtomicUsize, atomic::Ordering},
    time::{Duration, Instant},
};
use tokio::sync::Semaphore;

/// Hashes that are computed at the same time. Each keeps a processor busy and takes 19 MiB.
const HASHES_AT_ONCE: usize = 2;

/// A password counts as common if a guesser would need fewer than ten to the power of this many guesses, by the estimate of
/// zxcvbn (D. Wheeler, "zxcvbn: Low-Budget Password Strength Estimation", USENIX Security 2016).
const GUESSES_LOG10_MIN: f64 = 8.0;

/// Hashes and checks passwords; cheap to clone.
#[derive(Clone, Debug)]
pub struct Hasher {
    permits: Arc<Semaphore>,
    waiting: Arc<AtomicUsize>,
    log: Option<QueryLog>,
}

impl Default for Hasher {
    fn default() -> Self {
        Self { permits: Arc::new(Semaphore::new(HASHES_AT_ONCE)), waiting: Arc::default(), log: None }
    }
}

impl Hasher {
    /// How many may wait for their turn. One more is refused with `Error::Busy`.
    pub const WAITING_MAX: usize = 64;
    /// After what time those who were refused should try again.
    pub const RETRY_AFTER: Duration = Duration::from_secs(5);

    /// The same hasher, whose waits are written to the log of one request.
    pub fn with_log(&self, log: QueryLog) -> Self {
        Self { log: Some(log), ..self.clone() }
    }

    /// The text for `users.password_hash`: a string in the PHC format, with a salt of its own. `own_words` are words that
    /// somebody who guesses would try for this person, such as their name.
    ///
    /// # Errors
    /// `Invalid` for `field` where the password is a common one; `Busy` where too many wait; `Hash`.
    pub async fn hash(&self, field: Field, password: NewPassword, own_words: Vec<String>) -> Result<String> {
        self.queued(move || {
            refuse_common(field, &password, &own_words)?;
            let salt = SaltString::generate(&mut OsRng);
            let hash = argon2()?.hash_password(password.reveal().as_bytes(), &salt);
            Ok(hash.map_err(|e| Error::Hash(e.to_string()))?.to_string())
        })
        .await
    }

    /// Whether `hash` was made of `password`. Where there is no hash, because nobody has the name, the password is compared
    /// with a hash that nothing fits. That takes the same time, so the time does not tell whether a name exists.
    ///
    /// # Errors
    /// `Busy` where too many wait; `Hash` where the stored hash cannot be read.
    pub async fn verify(&self, hash: Option<String>, password: String) -> Result<bool> {
        self.queued(move || {
            let known = hash.is_some();
            let hash = hash.map_or_else(|| dummy_hash().map(str::to_owned), Ok)?;
            let parsed = PasswordHash::new(&hash).map_err(|e| Error::Hash(e.to_string()))?;
            let fits = argon2()?.verify_password(password.as_bytes(), &parsed).is_ok();
            Ok(known && fits)
        })
        .await
    }

    /// Runs `work` on a blocking thread when its turn comes. The whole time is written to the request's log as one wait: it is
    /// the longest part of signing in and signing up, and it is no statement.
    async fn queued<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let started = Instant::now();
        let place = QueuePlace::take(&self.waiting)?;
        let permit = self.permits.clone().acquire_owned().await.map_err(|_| Error::Busy)?;
        drop(place);
        let done = tokio::task::spawn_blocking(move || {
            let _permit = permit; // held until the work ends, even where the request was given up meanwhile
            work()
        });
        let done = done.await;
        if let Some(log) = &self.log {
            log.wait(WaitKind::PasswordHash, started);
        }
        done.map_err(|e| Error::Hash(e.to_string()))?
    }
}

/// A place in the queue. It is given back when this is dropped, also where the request is given up while it waits.
struct QueuePlace(Arc<AtomicUsize>);

impl QueuePlace {
    fn take(waiting: &Arc<AtomicUsize>) -> Result<Self> {
        if waiting.fetch_add(1, Ordering::Relaxed) >= Hasher::WAITING_MAX {
            waiting.fetch_sub(1, Ordering::Relaxed);
            return Err(Error::Busy);
        }
        Ok(Self(waiting.clone()))
    }
}

impl Drop for QueuePlace {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

fn argon2() -> Result<Argon2<'static>> {
    let Argon2Parameters { memory_kib, passes, lanes } = Argon2Parameters::SITE;
    let params = Params::new(memory_kib, passes, lanes, None).map_err(|e| Error::Hash(e.to_string()))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

/// The hash of a random text that nobody knows, so no password fits it. It is made once.
fn dummy_hash() -> Result<&'static str> {
    static HASH: OnceLock<String> = OnceLock::new();
    if let Some(hash) = HASH.get() {
        return Ok(hash);
    }
    let (salt, secret) = (SaltString::generate(&mut OsRng), SaltString::generate(&mut OsRng));
    let hash =
        argon2()?.hash_password(secret.as_str().as_bytes(), &salt).map_err(|e| Error::Hash(e.to_string()))?;
    Ok(HASH.get_or_init(|| hash.to_string()))
}

/// Refuses passwords that are in lists of common ones, passwords that are made of such by repetition, rows of the keyboard or
/// dates, and those made of the person's own name or the site's (NIST SP 800-63B-4, 3.1.1.2).
fn refuse_common(field: Field, password: &NewPassword, own_words: &[String]) -> Result<(), Invalid> {
    let words: Vec<&str> = own_words.iter().map(String::as_str).chain(["vitrine", "glass"]).collect();
    if zxcvbn::zxcvbn(password.reveal(), &words).guesses_log10() < GUESSES_LOG10_MIN {
        return Err(Invalid::new(field, Reason::PasswordCommon));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn new(raw: &str) -> NewPassword {
        NewPassword::parse(Field::Password, raw).unwrap()
    }

    #[test]
    fn p3_passwords_that_are_tried_first_are_refused() {
        let check = |raw: &str, ok: bool| {
            let result = refuse_common(Field::Password, &new(raw), &["annemarie".to_owned()]);
            assert_eq!(result.is_ok(), ok, "{raw:?}");
        };
        check("passwordpassword", false);
        check("123456789012345", false);
        check("aaaaaaaaaaaaaaaa", false);
        check("qwertyuiopasdfgh", false);
        check("abcdefghijklmnopq", false);
        check("password12345678", false);
        check("annemarieannemarie", false);
        check("vitrinevitrinevitrine", false);
        check("ladder copper autumn whistle", true);
        check("my third loaf tastes of plums", true);
    }

    #[tokio::test]
    async fn p4_a_hash_says_how_it_was_made_and_fits_only_its_password() {
        let hasher = Hasher::default();
        let hash = hasher.hash(Field::Password, new("ladder copper autumn"), Vec::new()).await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        assert!(hasher.verify(Some(hash.clone()), "ladder copper autumn".into()).await.unwrap());
        assert!(!hasher.verify(Some(hash), "ladder copper autumm".into()).await.unwrap());
        assert!(!hasher.verify(None, "ladder copper autumn".into()).await.unwrap());
    }

    #[tokio::test]
    async fn p2_the_73rd_byte_of_a_password_matters() {
        let hasher = Hasher::default();
        let long = format!("{} the end", "plum ladder ".repeat(8));
        let hash = hasher.hash(Field::Password, new(&long), Vec::new()).await.unwrap();
        assert!(!hasher.verify(Some(hash), format!("{}x", &long[..long.len() - 1])).await.unwrap());
    }

    #[tokio::test]
    async fn p5_only_so_many_wait_for_a_hash() {
        let hasher = Hasher::default();
        let tries = (0..Hasher::WAITING_MAX + HASHES_AT_ONCE + 20).map(|_| hasher.verify(None, "x".into()));
        let results = futures::future::join_all(tries).await;
        let refused = results.iter().filter(|r| matches!(r, Err(Error::Busy))).count();
        assert!(refused >= 20, "{refused}");
        assert!(results.iter().any(|r| matches!(r, Ok(false))));
        assert!(hasher.verify(None, "x".into()).await.is_ok(), "the queue empties again");
    }
}
