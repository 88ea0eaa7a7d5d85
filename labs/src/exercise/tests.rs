//! Exercises as a whole: what reading refuses, what proving finds, and that no answer brings grading down.

use super::*;
use proptest::prelude::*;

const HEAD: &str = r#"
ability = "cookies"
title = "A title"
question = "A question"
hints = ["a", "b", "c"]
"#;

const ORDER: &str = r#"
kind = "order"
steps = [
    { text = "one" }, { text = "two", because = "2" }, { text = "three", because = "3" },
    { text = "four", because = "4" },
]
extra = [{ text = "x", because = "none" }, { text = "y", because = "none" }]
"#;

const SORT: &str = r#"
kind = "sort"
show = 3
bins = { a = "A", b = "B" }
cases = [
    { text = "1", bin = "a", because = "." }, { text = "2", bin = "a", because = "." },
    { text = "3", bin = "a", because = "." }, { text = "4", bin = "b", because = "." },
    { text = "5", bin = "b", because = "." }, { text = "6", bin = "b", because = "." },
]
"#;

const CHOOSE: &str = r#"
kind = "choose"
show = 3
options = [
    { text = "1", right = true, because = "." }, { text = "2", right = false, because = "." },
    { text = "3", right = false, because = "." }, { text = "4", right = false, because = "." },
]
"#;

const PREDICT: &str = r#"
kind = "predict"
show = 2
cookies = [
    { from = "https://shop.example/", set = "a={n}; Path=/a" }, { from = "https://shop.example/", set = "b={n}" },
    { from = "https://shop.example/", set = "c={n}; HttpOnly" }, { from = "https://shop.example/", set = "b={d}" },
]
requests = [
    { says = "a page", to = "https://shop.example/", how = "own" },
    { says = "a form", to = "https://shop.example/a", how = "form-elsewhere" },
    { says = "a script", to = "https://shop.example/a/b", how = "script" },
]
"#;

const REPAIR: &str = r#"
kind = "repair"
from = "https://shop.example/"
answer = "a={n}; Secure; HttpOnly"
faults = [{ line = "a={n}" }, { line = "a={n}; Secure" }, { line = "a={n}; HttpOnly" }]
demands = [
    { says = "kept", kept = true },
    { says = "hidden", to = "https://shop.example/", how = "script", sent = false },
    { says = "safe", to = "http://shop.example/", how = "own", sent = false },
]
"#;

const KINDS: [&str; 5] = [ORDER, SORT, CHOOSE, PREDICT, REPAIR];

fn read(kind: &str) -> Exercise {
    Exercise::read("an-exercise", &format!("{HEAD}{kind}")).unwrap()
}

/// What reading says to one of the texts, changed once.
#[track_caller]
fn check_read(kind: &str, old: &str, new: &str, says: &str) {
    assert!(kind.contains(old), "{old}");
    let seen = Exercise::read("an-exercise", &format!("{HEAD}{}", kind.replacen(old, new, 1))).unwrap_err();
    assert_eq!(seen, says);
}

/// What proving says to one of the texts, changed once.
#[track_caller]
fn check_proof(kind: &str, old: &str, new: &str, says: &str) {
    assert!(kind.contains(old), "{old}");
    let seen = read(&kind.replacen(old, new, 1)).prove().unwrap_err();
    assert!(seen.contains(says), "{seen}");
}

#[test]
fn every_kind_proves_itself() {
    for kind in KINDS {
        assert_eq!(read(kind).prove(), Ok(()), "{kind}");
    }
}

#[test]
fn what_a_kind_lacks_is_refused_with_a_reason() {
    check_read(ORDER, ", because = \"2\"", "", "“two” says no `because`.");
    check_read(ORDER, "\"x\", because = \"none\"", "\"x\"", "“x” says no `because`.");
    let few = "kind = \"order\"\nsteps = [{ text = \"one\" }, { text = \"two\", because = \"2\" }]";
    check_read(few, "one", "1", "There are three steps at least.");
    check_read(SORT, ", b = \"B\"", "", "There are 2 to 4 bins; here are 1.");
    check_read(SORT, "show = 3", "show = 1", "`show` is 1; every bin needs a case.");
    check_read(SORT, "show = 3", "show = 4", "With `show` at 4 there are 7 cases at least; here are 6.");
    check_read(CHOOSE, "right = true", "right = false", "No option is right.");
    check_read(CHOOSE, "show = 3", "show = 1", "`show` is 2 at least.");
    check_read(
        CHOOSE,
        "show = 3",
        "show = 4",
        "With `show` at 4 there are 4 wrong options at least; here are 3.",
    );
    check_read(PREDICT, "show = 2", "show = 3", "With `show` at 3 there are 5 cookies at least; here are 4.");
    check_read(PREDICT, "show = 2", "show = 1", "`show` is 2 at least.");
    check_read(
        PREDICT,
        "    { says = \"a page\", to = \"https://shop.example/\", how = \"own\" },\n",
        "",
        "There are three requests at least; here are 2.",
    );
    check_read(
        PREDICT,
        "\"form-elsewhere\"",
        "\"form\"",
        "line 15: The TOML has a mistake: unknown variant `form`, expected one of `own`, `link-elsewhere`, \
         `form-elsewhere`, `embedded-elsewhere`, `script`.",
    );
    check_read(REPAIR, "{ line = \"a={n}\" }, ", "", "There are three faults at least; here are 2.");
    check_read(
        REPAIR,
        "how = \"own\", ",
        "",
        "line 11: The TOML has a mistake: the demand “safe” needs either `named`, or `kept`, or `to`, `how` and `sent`, or \
         `lasts_min` and `lasts_max`.",
    );
    check_read(
        REPAIR,
        "answer = \"a={n}; Secure; HttpOnly\"\n",
        "",
        "line 1: The TOML has a mistake: missing field `answer`.",
    );
    check_read(
        "kind = \"repair\"\nfrom = \"x\"\nanswer = \"x\"\ndemands = []\nfaults = [{ line = \"1\" }, { line = \"2\" }, { line = \"3\" }]",
        "x",
        "y",
        "Nothing is demanded of the line.",
    );
}

#[test]
fn what_only_trying_shows_is_found() {
    check_proof(
        REPAIR,
        "a={n}\" }",
        "a={n}; HttpOnly; Secure\" }",
        "; HttpOnly; Secure` is none: it meets every demand.",
    );
    check_proof(
        REPAIR,
        "; Secure; HttpOnly\"",
        "; Secure\"",
        "misses “hidden”. It is sent. Nothing holds it back:",
    );
    check_proof(
        REPAIR,
        "https://shop.example/",
        "shop.example",
        "`shop.example` is no address: Begin the address",
    );
    check_proof(
        PREDICT,
        "https://shop.example/a\"",
        "https://\"",
        "`https://` is no address: The address has no host",
    );
    check_proof(PREDICT, "\"b={n}\"", "\" =;\"", "` =;` is no line of `Set-Cookie`.");
}

#[test]
fn a_request_that_divides_no_cookies_is_found() {
    let alike = PREDICT.replace("; Path=/a", "").replace("; HttpOnly", "");
    let seen = read(&alike).prove().unwrap_err();
    assert!(
        seen.ends_with("No request was found with which some of the cookies go and some do not."),
        "{seen}"
    );
}

#[test]
fn a_question_that_hardly_changes_is_found() {
    let fixed = REPAIR.replace("{n}", "x");
    let seen = read(&fixed).prove().unwrap_err();
    assert_eq!(seen, "200 variants ask 3 different questions; 8 are the least.");
}

#[test]
fn the_same_variant_is_the_same_everywhere() {
    // Written down, so that another machine or another version is compared with this one.
    let Form::Order { steps } = read(ORDER).question(7).form else { panic!() };
    let texts: Vec<&str> = steps.iter().map(|step| step.text.as_str()).collect();
    assert_eq!(texts, ["two", "four", "one", "three"]);
    let Form::Repair { line, .. } = read(REPAIR).question(7).form else { panic!() };
    assert_eq!(line, "a=SYZGl18pm0D2RYVeHVJ2PF");
}

#[test]
fn variants_differ_where_the_material_allows_it() {
    for kind in [ORDER, SORT, PREDICT, REPAIR] {
        let exercise = read(kind);
        let questions: std::collections::HashSet<Question> = (0..200).map(|v| exercise.question(v)).collect();
        assert!(questions.len() >= 20, "{}: {kind}", questions.len());
    }
}

#[test]
fn hints_have_the_variants_words() {
    let text = format!("{HEAD}{CHOOSE}\n[vary]\nwho = [\"Ana\"]").replace("\"b\"", "\"Ask {who}.\"");
    let exercise = Exercise::read("an-exercise", &text).unwrap();
    assert_eq!(exercise.hints_for(0), ["a", "Ask Ana.", "c"]);
}

fn answers() -> impl Strategy<Value = Answer> {
    let field = prop_oneof!["s[0-9]", Just("choice".to_owned()), Just("line".to_owned()), ".{0,8}"];
    let line = prop::collection::vec(
        prop_oneof![
            Just("a=b".to_owned()),
            Just("; Path=/".to_owned()),
            Just("; Domain=".to_owned()),
            Just("; Max-Age=".to_owned()),
            Just("; Expires=Sun, 15 Mar 2026 12:00:00 GMT".to_owned()),
            Just("; SameSite=None; Secure".to_owned()),
            Just("__Host-".to_owned()),
            "[0-9]{1,20}",
            ".{0,6}",
            "\\PC{0,4}\0?",
        ],
        0..8,
    );
    let value = prop_oneof![
        "-?[0-9]{1,21}",
        Just("none".to_owned()),
        Just("on".to_owned()),
        "s[0-9]",
        "[ab]",
        ".{0,40}",
        line.prop_map(|pieces| pieces.concat())
    ];
    prop::collection::btree_map(field, value, 0..12)
}

proptest! {
    #[test]
    fn no_answer_brings_grading_down(variant: u64, kind in 0..5_usize, answer in answers()) {
        let exercise = read(KINDS[kind]);
        let verdict = exercise.grade(variant, &answer);
        prop_assert!(verdict.complete || !verdict.right);
        prop_assert_eq!(verdict.right, verdict.difference.is_none());
        prop_assert_eq!(verdict.right, verdict.marks.iter().all(|mark| mark.right));
        prop_assert_eq!(&verdict, &exercise.grade(variant, &answer));
    }

    #[test]
    fn every_variant_has_a_right_answer(variant: u64, kind in 0..5_usize) {
        let exercise = read(KINDS[kind]);
        prop_assert!(exercise.grade(variant, &exercise.right_answer(variant)).right);
        prop_assert!(!exercise.grade(variant, &Answer::new()).right);
        prop_assert!(!exercise.worked_solution(variant).is_empty());
    }

    #[test]
    fn no_text_brings_reading_down(text in "(\\+\\+\\+\n)?[a-z=\"\\[\\]{}`#\n >~|-]{0,200}") {
        let _ = Exercise::read("an-exercise", &text);
        let _ = crate::chapter::Chapter::read("a", &text);
        let front = "+++\nnumber = 1\ntitle = \"a\"\nstandfirst = \"a\"\nabout = \"a\"\n+++\n";
        let _ = crate::chapter::Chapter::read("a", &format!("{front}{text}"));
    }
}
