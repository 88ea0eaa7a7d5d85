//! Placeholders such as `{person}` in the texts of an exercise, and what stands for them in one variant.
//!
//! A placeholder's word is drawn from the list of its name under `[vary]`. Two need no list: `{n}` is a token of 22
//! characters, as in a session id, and `{d}` a number of three digits. `{{` and `}}` stand for braces. A word that was
//! put in is not searched for placeholders again, so the words of a list may contain braces.

use super::random::Random;
use std::collections::BTreeMap;

/// The lists of words under `[vary]`, by the name of their placeholder.
pub(super) type WordLists = BTreeMap<String, Vec<String>>;

/// The words of one variant, by the name of their placeholder.
pub(super) struct Placeholders(BTreeMap<String, String>);

impl Placeholders {
    /// Draws a word from each list. Each list has its own random stream, so a new list changes no other word.
    pub(super) fn draw(vary: &WordLists, exercise: &str, variant: u64) -> Self {
        let draw = |(name, list): (&String, &Vec<String>)| {
            let word = Random::of(exercise, &format!("word {name}"), variant).pick(list)?.clone();
            Some((name.clone(), word))
        };
        Self(vary.iter().filter_map(draw).collect()).with_numbers(exercise, "numbers", variant)
    }

    /// The same words with another `{n}` and `{d}`, for one of several lines that must not have the same value.
    pub(super) fn with_numbers(&self, exercise: &str, purpose: &str, variant: u64) -> Self {
        let mut random = Random::of(exercise, purpose, variant);
        let mut words = self.0.clone();
        words.insert("n".to_owned(), random.token(22));
        words.insert("d".to_owned(), (100 + random.below(900)).to_string());
        Self(words)
    }

    /// The text with the words in place of the placeholders.
    pub(super) fn fill(&self, text: &str) -> String {
        let filled = replace(text, |word| self.0.get(word).map(String::as_str));
        filled.expect("check() has read the same text with the same names when the exercise was read")
    }
}

/// Checks the lists themselves. The error is a sentence for the author.
pub(super) fn check_lists(vary: &WordLists) -> Result<(), String> {
    for (name, list) in vary {
        match name.as_str() {
            "n" | "d" => return Err(format!("`{{{name}}}` is drawn by itself; name the list otherwise.")),
            _ if !is_name(name) => {
                return Err(format!("A word’s name has small letters, digits and `_`; `{name}` has others."));
            }
            _ if list.is_empty() => return Err(format!("The list `{name}` under [vary] is empty.")),
            _ => {}
        }
    }
    Ok(())
}

/// Checks that every placeholder of a text has a list, and that no brace stands alone. The error is a sentence.
pub(super) fn check(text: &str, vary: &WordLists) -> Result<(), String> {
    let known = |word: &str| (vary.contains_key(word) || ["n", "d"].contains(&word)).then_some("");
    replace(text, known).map(|_| ())
}

/// Replaces each placeholder by what `word` gives for its name. Checking and filling both use it, so that a text which
/// passed the check can always be filled.
fn replace<'a>(text: &str, word: impl Fn(&str) -> Option<&'a str>) -> Result<String, String> {
    let mut filled = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['{', '}']) {
        filled.push_str(&rest[..at]);
        let brace = &rest[at..];
        rest = if let Some(rest) = brace.strip_prefix("{{") {
            filled.push('{');
            rest
        } else if let Some(rest) = brace.strip_prefix("}}") {
            filled.push('}');
            rest
        } else if brace.starts_with('}') {
            return Err("A `}` stands alone; write `}}` for the brace itself.".to_owned());
        } else {
            let Some((name, rest)) = brace[1..].split_once('}').filter(|(name, _)| is_name(name)) else {
                return Err(
                    "A `{` begins no word such as `{person}`; write `{{` for the brace itself.".to_owned()
                );
            };
            filled.push_str(
                word(name).ok_or_else(|| format!("Nothing under [vary] says what `{{{name}}}` is."))?,
            );
            rest
        };
    }
    filled.push_str(rest);
    Ok(filled)
}

/// Whether a placeholder may have this name.
fn is_name(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vary() -> WordLists {
        [("person".to_owned(), vec!["Ana".to_owned(), "{Ben}".to_owned()])].into()
    }

    #[test]
    fn words_are_drawn_and_put_in() {
        let filled: Vec<String> = (0..50)
            .map(|v| Placeholders::draw(&vary(), "x", v).fill("{person} and {person} {{n}}"))
            .collect();
        assert!(filled.contains(&"Ana and Ana {n}".to_owned()), "{filled:?}");
        assert!(filled.contains(&"{Ben} and {Ben} {n}".to_owned()), "{filled:?}");
        let numbers = Placeholders::draw(&vary(), "x", 3).fill("{n}{d}");
        assert_eq!(numbers.len(), 25);
        assert!(numbers[22..].parse::<u32>().unwrap() >= 100, "{numbers}");
        assert_eq!(numbers, Placeholders::draw(&WordLists::new(), "x", 3).fill("{n}{d}"));
    }

    #[test]
    fn what_is_no_word_is_refused_with_a_reason() {
        let check = |text: &str, says: &str| assert_eq!(check(text, &vary()).unwrap_err(), says, "{text}");
        check("{persons}", "Nothing under [vary] says what `{persons}` is.");
        check("a } b", "A `}` stands alone; write `}}` for the brace itself.");
        for text in ["{", "{}", "{ person }", "{Person}", "a {person", "{{{"] {
            check(text, "A `{` begins no word such as `{person}`; write `{{` for the brace itself.");
        }
        for text in ["", "{person}{n}{d}", "{{}}", "{{{person}}}"] {
            assert_eq!(super::check(text, &vary()), Ok(()), "{text}");
        }
    }

    #[test]
    fn lists_have_names_and_words() {
        let list = |name: &str, words: &[&str]| -> WordLists {
            [(name.to_owned(), words.iter().map(|&w| w.to_owned()).collect())].into()
        };
        let check = |vary: WordLists, says: &str| assert_eq!(check_lists(&vary).unwrap_err(), says);
        check(list("n", &["x"]), "`{n}` is drawn by itself; name the list otherwise.");
        check(list("Who", &["x"]), "A word’s name has small letters, digits and `_`; `Who` has others.");
        check(list("who", &[]), "The list `who` under [vary] is empty.");
        assert_eq!(check_lists(&list("who", &["x"])), Ok(()));
    }
}
