//! Drawing from pseudorandom numbers that are the same on every machine.
//!
//! The generator is SplitMix64. Its seed is the FNV-1a hash (draft-eastlake-fnv) of what the numbers are for. Changing
//! anything in this file changes every question that was ever asked. It must not be used for secrets: anybody who knows
//! an exercise's name can compute all of its numbers.

use crate::split_mix64::SplitMix64;

/// A stream of numbers.
pub(crate) struct Random(SplitMix64);

impl Random {
    /// The stream for this exercise, purpose and variant. Each purpose has its own stream, so that one more draw for one
    /// purpose does not change what is drawn for another.
    pub(crate) fn of(exercise: &str, purpose: &str, variant: u64) -> Self {
        let bytes = [exercise.as_bytes(), &[0], purpose.as_bytes(), &[0], &variant.to_le_bytes()].concat();
        Self(SplitMix64::new(fnv_1a(&bytes)))
    }

    /// A number from 0 up to but not including `end`; 0 when `end` is 0.
    ///
    /// The high half of a product replaces the usual remainder (Lemire, "Fast random integer generation in an interval",
    /// 2019). The rejection step that would make it exact is left out: for the small ranges here, one number is favoured
    /// over another by less than one in 2^50.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        let wide = u128::from(self.0.next()) * end as u128;
        (wide >> 64) as usize // less than `end`, which is one
    }

    /// One of the items; `None` when there are none.
    pub(crate) fn pick<'a, T>(&mut self, from: &'a [T]) -> Option<&'a T> {
        from.get(self.below(from.len()))
    }

    /// Shuffles the items by the method of Fisher and Yates, in Durstenfeld's form (Algorithm 235, CACM 7/1964).
    pub(crate) fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            let other = self.below(last + 1);
            items.swap(last, other);
        }
    }

    /// `count` of the items in random order, or all of them when there are fewer.
    pub(crate) fn draw<T: Clone>(&mut self, from: &[T], count: usize) -> Vec<T> {
        let mut items = from.to_vec();
        self.shuffle(&mut items);
        items.truncate(count);
        items
    }

    /// A text of this many letters and digits, as in the value of a cookie.
    pub(crate) fn token(&mut self, chars: usize) -> String {
        const LETTERS: &[u8; 62] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
        (0..chars).map(|_| char::from(LETTERS[self.below(LETTERS.len())])).collect()
    }
}

/// The 64-bit FNV-1a hash.
fn fnv_1a(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_is_that_of_the_draft() {
        // draft-eastlake-fnv, test vectors: the hash of nothing and of "a".
        assert_eq!(fnv_1a(b""), 0xcbf2_9ce4_8422_2325);
        assert_eq!(fnv_1a(b"a"), 0xaf63_dc4c_8601_ec8c);
    }

    #[test]
    fn every_place_of_a_shuffle_is_reached_about_equally_often() {
        let mut seen = [[0_u32; 4]; 4];
        for variant in 0..4_000 {
            let mut items = [0, 1, 2, 3];
            Random::of("some-exercise", "shuffle", variant).shuffle(&mut items);
            items.iter().enumerate().for_each(|(place, item)| seen[place][*item] += 1);
        }
        for count in seen.iter().flatten() {
            assert!((850..1_150).contains(count), "{seen:?}");
        }
    }

    #[test]
    fn another_purpose_or_variant_draws_another_stream() {
        let token = |exercise, purpose, variant| Random::of(exercise, purpose, variant).token(22);
        let tokens = [token("a", "b", 0), token("a", "b", 1), token("a", "c", 0), token("ab", "", 0)];
        assert!(tokens.iter().all(|token| token.len() == 22));
        assert!((1..4).all(|i| !tokens[..i].contains(&tokens[i])), "{tokens:?}");
        assert_eq!(token("a", "b", 7), token("a", "b", 7));
    }

    #[test]
    fn nothing_is_drawn_from_nothing() {
        let mut random = Random(SplitMix64::new(0));
        assert_eq!(random.below(0), 0);
        assert_eq!(random.pick::<u8>(&[]), None);
        assert!(random.draw::<u8>(&[], 3).is_empty());
        assert_eq!(random.draw(&[1], 3), [1]);
    }
}
