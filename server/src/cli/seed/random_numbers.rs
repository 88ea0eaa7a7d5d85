//! Pseudo-random numbers that are the same every time, so that measurements can be compared.

/// SplitMix64 (G. Steele, D. Lea, C. Flood, "Fast Splittable Pseudorandom Number Generators", 2014).
pub struct Random(u64);

impl Random {
    /// A generator; each `stream` has its own sequence of numbers.
    pub fn new(stream: u64) -> Self {
        let mut random = Self(stream);
        Self(random.number())
    }

    fn number(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number from 0 to `n - 1`, each equally likely; 0 where `n` is 0.
    pub fn below(&mut self, n: u64) -> u64 {
        ((u128::from(self.number()) * u128::from(n)) >> 64) as u64
    }

    /// A number from 0 to `n - 1`. Small ones are likelier, the more so the higher the `power`.
    pub fn low(&mut self, n: u64, power: u32) -> u64 {
        // 53 bits, so that the fraction is exact and below 1. Multiplying is exact in its rounding on every machine.
        let fraction = (self.number() >> 11) as f64 / (1_u64 << 53) as f64;
        let skewed = (1..power).fold(fraction, |product, _| product * fraction);
        ((skewed * n as f64) as u64).min(n.saturating_sub(1))
    }

    /// True once in `n` times, on average.
    pub fn one_in(&mut self, n: u64) -> bool {
        self.below(n) == 0
    }

    /// One of several texts, each equally likely.
    pub fn pick(&mut self, of: &[&'static str]) -> &'static str {
        of[self.below(of.len() as u64) as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_stream_gives_the_same_numbers() {
        let numbers = |stream| {
            let mut random = Random::new(stream);
            (0..5).map(|_| random.below(1_000)).collect::<Vec<_>>()
        };
        assert_eq!(numbers(1), numbers(1));
        assert_ne!(numbers(1), numbers(2));
    }

    #[test]
    fn numbers_stay_below_their_bound_and_reach_it() {
        let mut random = Random::new(1);
        let mut seen = [0; 4];
        (0..1_000).for_each(|_| seen[random.below(4) as usize] += 1);
        assert!(seen.iter().all(|n| (200..300).contains(n)), "{seen:?}");

        let mut seen = [0; 4];
        (0..1_000).for_each(|_| seen[random.low(4, 2) as usize] += 1);
        assert!(seen.is_sorted_by(|a, b| a > b) && seen[3] > 50, "{seen:?}");
        assert_eq!((random.below(0), random.below(1), random.low(0, 2), random.low(1, 2)), (0, 0, 0, 0));
    }
}
