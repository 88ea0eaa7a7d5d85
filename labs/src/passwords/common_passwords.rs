//! The list of common passwords: words, names, rows of keys and digits, and what people append to them.

/// One password per line.
const TEXT: &str = include_str!("../../../content/learn/passwords.txt");

/// All passwords of the list, the most common first.
pub fn common_passwords() -> impl Iterator<Item = &'static str> {
    TEXT.lines()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn the_list_has_two_thousand_words_and_none_twice() {
        let all: Vec<_> = common_passwords().collect();
        assert_eq!(all.len(), 2_000);
        assert_eq!(all.iter().collect::<HashSet<_>>().len(), all.len());
        assert!(all.iter().all(|word| !word.is_empty() && word.trim() == *word));
    }
}
