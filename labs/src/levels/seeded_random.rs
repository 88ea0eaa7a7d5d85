//! Numbers that look random and come from a seed, so that a page shows the same ids again.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};

/// A series of numbers: SHA-256 of the seed and a counter. A real server asks its operating system instead.
pub(super) struct SeededRandom {
    seed: u64,
    /// How many numbers were drawn.
    taken: u64,
}

impl SeededRandom {
    /// The series of this seed.
    pub(super) fn new(seed: u64) -> Self {
        Self { seed, taken: 0 }
    }

    /// An id of `N` octets, at most 32, in base64url.
    pub(super) fn id<const N: usize>(&mut self) -> String {
        BASE64_URL_SAFE_NO_PAD.encode(self.octets::<N>())
    }

    /// The next `N` octets, at most 32.
    pub(super) fn octets<const N: usize>(&mut self) -> [u8; N] {
        self.taken += 1;
        let mut hash = Sha256::new();
        hash.update(self.seed.to_be_bytes());
        hash.update(self.taken.to_be_bytes());
        let digest: [u8; 32] = hash.finalize().into();
        std::array::from_fn(|at| digest[at % 32])
    }
}
