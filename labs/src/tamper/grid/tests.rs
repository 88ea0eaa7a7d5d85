//! The grid fills by what was really tried.

use super::*;
use crate::tamper::flip_bit;

fn filled(state: &TamperState, kind: Kind) -> Vec<(&'static str, &'static str, String)> {
    let mut cells = Vec::new();
    for (attempt, row) in state.grid() {
        let cell = row.into_iter().find(|(of, _)| *of == kind).and_then(|(_, cell)| cell);
        cells.extend(cell.map(|cell| (attempt.name(), cell.outcome.name(), cell.says)));
    }
    cells
}

fn check(state: &TamperState, kind: Kind, expected: &[(&str, &str, &str)]) {
    let cells = filled(state, kind);
    let cells: Vec<_> =
        cells.iter().map(|(attempt, outcome, says)| (*attempt, *outcome, says.as_str())).collect();
    assert_eq!(cells, expected, "{kind:?}");
}

#[test]
fn an_own_cookie_in_force_and_a_made_up_text_are_no_attempts() {
    let mut state = TamperState::new();
    assert!(state.read(Kind::Plain).is_empty());
    for kind in Kind::ALL {
        state.present(kind, "user=17&role=member&basket=bread.3");
        let value = state.issue(kind, Person::Ana);
        state.present(kind, &value);
        state.present(kind, "hello");
        check(&state, kind, &[]);
    }
    assert_eq!(state.grid().len(), 5);
    assert!(state.grid().iter().all(|(_, row)| row.len() == 4));
}

/// Everything there is to try, with one kind.
fn everything(state: &mut TamperState, kind: Kind) {
    let ana = state.issue(kind, Person::Ana);
    let ben = state.issue(kind, Person::Ben);
    state.read(kind);
    state.present(kind, &flip_bit(&ana, 6, 0).unwrap());
    state.present(kind, &ben);
    state.sign_out(Person::Ana);
    state.present(kind, &ana);
    state.rotate_key();
    state.present(kind, &ana);
}

#[test]
fn each_kind_fails_and_holds_in_its_own_way() {
    let mut state = TamperState::new();
    Kind::ALL.into_iter().for_each(|kind| everything(&mut state, kind));
    let kept_nothing = "the server kept nothing to know better";
    let everybody = "with a new key, and for everybody at once";
    check(
        &state,
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
        &state,
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
        &state,
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
        &state,
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
    let mut state = TamperState::new();
    let value = state.issue(Kind::Signed, Person::Ana);
    state.sign_out(Person::Ana);
    state.rotate_key();
    state.present(Kind::Signed, &value);
    check(&state, Kind::Signed, &[("take-back", "refused", "with a new key, and for everybody at once")]);
}

#[test]
fn somebody_elses_sign_out_is_not_a_replay() {
    let mut state = TamperState::new();
    let value = state.issue(Kind::Plain, Person::Ana);
    state.sign_out(Person::Ben);
    state.present(Kind::Plain, &value);
    check(&state, Kind::Plain, &[]);
}
