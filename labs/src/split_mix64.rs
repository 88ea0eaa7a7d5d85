//! SplitMix64, a pseudorandom generator whose numbers are the same on every machine.
//!
//! It is that of Guy L. Steele Jr., Doug Lea and Christine H. Flood, "Fast splittable pseudorandom number generators",
//! OOPSLA 2014. Exercises and the simulated sessions depend on it, so changing it changes every question that was ever
//! asked. It must not be used for secrets: whoever knows the seed knows all numbers.

/// A stream of numbers.
pub(crate) struct SplitMix64(u64);

impl SplitMix64 {
    /// The stream of this seed. Similar seeds give streams that do not look alike.
    pub(crate) const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next 64 bits. The mixing function is David Stafford's variant 13, which the paper's `mix64` uses.
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_numbers_are_those_of_the_paper() {
        // The first outputs for the seed 1234567, as published with other implementations' tests.
        let mut random = SplitMix64::new(1_234_567);
        let first: Vec<u64> = (0..3).map(|_| random.next()).collect();
        assert_eq!(first, [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423]);
    }
}
