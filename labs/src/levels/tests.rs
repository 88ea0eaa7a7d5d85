use super::*;
use proptest::prelude::*;
use std::collections::BTreeMap;

const SEED: u64 = 11;

fn input(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
}

fn deeds(keys: &[&str]) -> BTreeMap<String, String> {
    keys.iter().enumerate().map(|(at, key)| (format!("deed-{}", at + 1), (*key).to_owned())).collect()
}

fn works(level: Level, input: &BTreeMap<String, String>) -> bool {
    let outcome = attack(level, SEED, input);
    assert!(!outcome.steps.is_empty());
    outcome.worked
}

/// The value that the learner was given.
fn own(level: Level, seed: u64) -> String {
    let line = level.introduction(seed).own_cookie;
    line.split_once('=').unwrap().1.split(';').next().unwrap().to_owned()
}

#[test]
fn a_number_that_names_another_session_works() {
    for (value, expected) in [
        ("1040", true),
        ("id=1040", true),
        (" 1036 ", true),
        ("1041", false),
        ("1039", false),
        ("1042", false),
        ("", false),
        ("1040; id=1041", false),
        (&"1".repeat(201), false),
    ] {
        assert_eq!(works(Level::Naive, &input(&[("cookie", value)])), expected, "{value}");
    }
    assert_eq!(own(Level::Naive, SEED), "1041");
}

#[test]
fn the_word_administrator_in_ones_own_cookie_works() {
    let own = own(Level::Better, SEED);
    let edited = own.replace("member", "administrator");
    for (value, expected) in
        [(edited.as_str(), true), (&own, false), ("administrator", false), ("x.administrator", false)]
    {
        assert_eq!(works(Level::Better, &input(&[("cookie", value)])), expected, "{value}");
    }
}

#[test]
fn a_planted_id_works_once_the_victim_has_signed_in_with_it() {
    for (order, expected) in [
        (&["get-id", "plant", "victim-signs-in", "use-id"][..], true),
        (&["plant", "victim-signs-in", "use-made-up-id"], true),
        (&["get-id", "plant", "victim-signs-in", "use-made-up-id"], false),
        (&["get-id", "victim-signs-in", "plant", "use-id"], false),
        (&["plant", "get-id", "victim-signs-in", "use-id"], false),
        (&["victim-signs-in", "get-id", "plant", "", "victim-signs-in", "use-id"], true),
        (&["use-id"], false),
        (&["get-id", "dance"], false),
        (&[], false),
    ] {
        assert_eq!(works(Level::Strong, &deeds(order)), expected, "{order:?}");
    }
}

#[test]
fn only_another_sites_form_changes_the_basket() {
    for (way, expected) in
        [("link", false), ("image", false), ("form-post", true), ("script-read", false), ("", false)]
    {
        assert_eq!(works(Level::Production, &input(&[("way", way)])), expected, "{way}");
    }
}

/// The defences of a level with what came of each: the attack fails, ordinary use works.
fn verdicts(level: Level, seed: u64) -> Vec<(&'static str, bool, bool)> {
    let tried = |key| (key, defend(level, seed, key));
    let keys = level.introduction(seed).defences.into_iter().map(|(key, _)| tried(key));
    keys.map(|(key, defence)| (key, defence.attack_fails, defence.use_works)).collect()
}

fn passing(level: Level, seed: u64) -> Vec<&'static str> {
    verdicts(level, seed)
        .into_iter()
        .filter(|(_, fails, works)| *fails && *works)
        .map(|(key, ..)| key)
        .collect()
}

#[test]
fn strict_stops_the_attack_and_the_shops_own_mail() {
    assert!(verdicts(Level::Production, SEED).contains(&("strict", true, false)));
    let says = defend(Level::Production, SEED, "strict").says;
    assert!(says.starts_with("The attack fails, but so does ordinary use."), "{says}");
}

#[test]
fn what_does_not_help_does_not_harm_either() {
    for level in Level::ALL {
        for (key, fails, works) in verdicts(level, SEED) {
            assert!(works || key == "strict", "{level:?} {key}");
            assert!(fails || works, "{level:?} {key}");
        }
    }
}

#[test]
fn an_unknown_defence_is_answered() {
    for level in Level::ALL {
        let defence = defend(level, SEED, "prayer");
        assert!(!defence.passes() && defence.says.ends_with('.'));
        assert_eq!(Level::of_name(level.name()), Some(level));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn exactly_the_good_defences_pass(seed: u64) {
        prop_assert_eq!(passing(Level::Naive, seed), ["random"]);
        prop_assert_eq!(passing(Level::Better, seed), ["signed", "server"]);
        prop_assert_eq!(passing(Level::Strong, seed), ["new-id-at-sign-in"]);
        prop_assert_eq!(passing(Level::Production, seed), ["lax", "origin-check"]);
    }

    #[test]
    fn each_level_can_be_won(seed: u64) {
        let edited = own(Level::Better, seed).replace("member", "administrator");
        for (level, input) in [
            (Level::Naive, input(&[("cookie", "1040")])),
            (Level::Better, input(&[("cookie", &edited)])),
            (Level::Strong, deeds(&["get-id", "plant", "victim-signs-in", "use-id"])),
            (Level::Production, input(&[("way", "form-post")])),
        ] {
            prop_assert!(attack(level, seed, &input).worked, "{:?}", level);
        }
    }
}

proptest! {
    #[test]
    fn nothing_typed_makes_it_stumble(
        seed: u64,
        text in ".{0,250}",
        keys in prop::collection::vec(".{0,9}|get-id|plant|victim-signs-in|use-id|use-made-up-id", 0..9),
    ) {
        let mut all = input(&[("cookie", &text), ("way", &text)]);
        all.extend(keys.iter().enumerate().map(|(at, key)| (format!("deed-{}", at + 1), key.clone())));
        for level in Level::ALL {
            let outcome = attack(level, seed, &all);
            prop_assert!(!outcome.steps.is_empty() && outcome.steps.len() <= 6);
            prop_assert!(!defend(level, seed, &text).passes());
        }
    }
}
