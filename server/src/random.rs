//! Random text from the operating system's generator, for secrets as well as for numbers of requests.

use bip39::Language;

/// `N` random bytes as `2 * N` hexadecimal digits.
pub fn hex<const N: usize>() -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digit = |half: u8| char::from(DIGITS[usize::from(half)]);
    bytes::<N>().iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

/// A password of six words, with spaces between: 66 random bits, hard to guess and easy to read out.
pub fn passphrase() -> String {
    let list = Language::English.word_list();
    let words = bytes::<12>();
    let pick = |pair: &[u8]| {
        // The list has 2,048 words, which divides 65,536, so every word is equally likely.
        let n = pair.iter().fold(0_usize, |n, byte| (n << 8) | usize::from(*byte));
        list[n % list.len()]
    };
    words.chunks(2).map(pick).collect::<Vec<_>>().join(" ")
}

fn bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("without the system's random source nothing here is safe to do");
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn random_text_has_its_length_and_never_repeats() {
        let many: HashSet<_> = (0..1_000).map(|_| hex::<16>()).collect();
        assert_eq!(many.len(), 1_000);
        assert!(many.iter().all(|text| text.len() == 32 && text.chars().all(|c| c.is_ascii_hexdigit())));
    }

    #[test]
    fn a_passphrase_has_six_words() {
        let phrase = passphrase();
        assert_eq!(phrase.split(' ').count(), 6, "{phrase}");
        assert_ne!(phrase, passphrase());
    }
}
