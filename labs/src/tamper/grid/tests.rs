//! The grid fills by what was really tried.

use super::*;
use crate::tamper::flip;

fn filled(bench: &Bench, kind: Kind) -> Vec<(&'static str, &'static str, String)> {
    let mut cells = Vec::new();
    for (attempt, row) in bench.grid() {
        let cell = row.into_iter().find(|(of, _)| *of == kind).and_then(|(_, cell)| cell);
        cells.extend(cell.map(|cell| (attempt.name(), cell.outcome.name(), cell.says)));
    }
    cells
}

fn check(bench: &Bench, kind: Kind, expected: &[(&str, &str, &str)]) {
    let cells = filled(bench, kind);
    let cells: Vec<_> =
        cells.iter().map(|(attempt, outcome, says)| (*attempt, *outcome, says.as_str())).collect();
    assert_eq!(cells, expected, "{kind:?}");
}

#[test]
fn an_own_cookie_in_force_and_a_made_up_text_are_no_attempts() {
    let mut bench = Bench::new();
    assert!(bench.read(Kind::Plain).is_empty());
    for kind in Kind::ALL {
        bench.present(kind, "user=17&role=member&basket=bread.3");
        let value = bench.issue(kind, Person::Ana);
        bench.present(kind, &value);
        bench.present(kind, "hello");
        check(&bench, kind, &[]);
    }
    assert_eq!(bench.grid().len(), 5);
    assert!(bench.grid().iter().all(|(_, row)| row.len() == 4));
}

/// Everything there is to try, with one kind.
fn everything(bench: &mut Bench, kind: Kind) {
    let ana = bench.issue(kind, Person::Ana);
    let ben = bench.issue(kind, Person::Ben);
    bench.read(kind);
    bench.present(kind, &flip(&ana, 6, 0).unwrap());
    bench.present(kind, &ben);
    bench.sign_out(Person::Ana);
    bench.present(kind, &ana);
    bench.rotate_key();
    bench.present(kind, &ana);
}

#[test]
fn each_kind_fails_and_holds_in_its_own_way() {
    let mut bench = Bench::new();
    Kind::ALL.into_iter().for_each(|kind| everything(&mut bench, kind));
    let kept_nothing = "the server kept nothing to know better";
    let everybody = "with a new key, and for everybody at once";
    check(
        &bench,
        Kind::Plain,
        &[
            ("read", "readable", "every word of it"),
            ("change", "believed", "“Hello, Ben”"),
            ("carry", "believed", "“Hello, Ben”"),
            ("replay", "believed", kept_nothing),
            ("take-back", "believed", "there is nothing to take back"),
        ],
    );
    check(
        &bench,
        Kind::Signed,
        &[
            ("read", "readable", "every word, and the signature says nothing"),
            ("change", "refused", "the signature does not fit"),
            ("carry", "believed", "a seal does not know its bearer"),
            ("replay", "believed", kept_nothing),
            ("take-back", "refused", everybody),
        ],
    );
    check(
        &bench,
        Kind::Encrypted,
        &[
            ("read", "unreadable", "only its length, and the number of the key"),
            ("change", "refused", "the seal is broken"),
            ("carry", "believed", "a seal does not know its bearer"),
            ("replay", "believed", kept_nothing),
            ("take-back", "refused", everybody),
        ],
    );
    check(
        &bench,
        Kind::Opaque,
        &[
            ("read", "readable", "but it says nothing"),
            ("change", "refused", "no row has that id"),
            ("carry", "believed", "“Hello, Ben”"),
            ("replay", "refused", "the server ended the row"),
            ("take-back", "refused", "the server ended the row"),
        ],
    );
}

#[test]
fn a_key_changed_after_the_sign_out_says_nothing_about_the_sign_out() {
    let mut bench = Bench::new();
    let value = bench.issue(Kind::Signed, Person::Ana);
    bench.sign_out(Person::Ana);
    bench.rotate_key();
    bench.present(Kind::Signed, &value);
    check(&bench, Kind::Signed, &[("take-back", "refused", "with a new key, and for everybody at once")]);
}

#[test]
fn somebody_elses_sign_out_is_not_a_replay() {
    let mut bench = Bench::new();
    let value = bench.issue(Kind::Plain, Person::Ana);
    bench.sign_out(Person::Ben);
    bench.present(Kind::Plain, &value);
    check(&bench, Kind::Plain, &[]);
}
