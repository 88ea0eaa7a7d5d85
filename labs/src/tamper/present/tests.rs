//! What the server says to cookies that were left alone, changed, and made up.

use super::*;
use crate::tamper::flip_bit;
use proptest::prelude::*;

fn user(reply: &Reply) -> Option<Person> {
    match &reply.verdict {
        Verdict::Believed { user, .. } => Some(*user),
        Verdict::Refused => None,
    }
}

fn bits(value: &str) -> impl Iterator<Item = String> {
    (0..value.len()).flat_map(move |byte| (0..8).filter_map(move |bit| flip_bit(value, byte, bit)))
}

#[test]
fn an_unchanged_cookie_is_believed_whatever_its_kind() {
    for kind in Kind::ALL {
        let mut state = TamperState::new();
        for (person, body) in [
            (Person::Ana, "Hello, Ana. You are member here, and your basket holds 3 × bread."),
            (Person::Ben, "Hello, Ben. You are member here, and your basket holds 1 × milk."),
        ] {
            let value = state.issue(kind, person);
            let reply = state.present(kind, &value);
            assert_eq!((reply.status, user(&reply), reply.body.as_str()), (200, Some(person), body));
            assert_eq!(reply.outcome, Outcome::Believed);
            assert!(!reply.checked.is_empty());
        }
    }
}

#[test]
fn every_single_bit_turned_over_is_refused_unless_the_cookie_is_plain() {
    for kind in [Kind::Signed, Kind::Encrypted, Kind::Opaque] {
        let mut state = TamperState::new();
        let value = state.issue(kind, Person::Ana);
        assert_eq!(bits(&value).count(), value.len() * 8);
        for changed in bits(&value) {
            let reply = state.present(kind, &changed);
            assert_eq!((user(&reply), reply.outcome), (None, Outcome::Refused), "{kind:?} {changed}");
        }
        assert_eq!(state.present(kind, &value).outcome, Outcome::Believed);
    }
}

#[test]
fn a_bit_turned_over_in_a_plain_cookie_changes_the_answer() {
    let mut state = TamperState::new();
    let value = state.issue(Kind::Plain, Person::Ana);
    let before = state.present(Kind::Plain, &value).body;
    let mut believed = 0;
    for changed in bits(&value) {
        let reply = state.present(Kind::Plain, &changed);
        assert_ne!(reply.body, before, "{changed}");
        believed += usize::from(reply.outcome == Outcome::Believed);
    }
    assert!(believed > 50, "{believed}");
    let reply = state.present(Kind::Plain, &flip_bit(&value, 6, 0).unwrap());
    assert_eq!(reply.body, "Hello, Ben. You are member here, and your basket holds 3 × bread.");
}

#[test]
fn a_change_that_says_the_same_is_ignored() {
    let mut state = TamperState::new();
    let value = state.issue(Kind::Plain, Person::Ana);
    assert_eq!(state.present(Kind::Plain, &format!("{value}&vip=1")).outcome, Outcome::Ignored);
    assert_eq!(state.present(Kind::Plain, &format!("{value}9")).outcome, Outcome::Believed);
}

#[test]
fn the_server_says_what_it_checked() {
    let mut state = TamperState::new();
    let value = state.issue(Kind::Signed, Person::Ana);
    let changed = value.replace("user=17", "user=16");
    let theirs = &value.rsplit_once('.').unwrap().1[..8];
    let ours = &state.key.sign("user=16&role=member&basket=bread.3")[..8];
    let reply = state.present(Kind::Signed, &changed);
    let expected = [
        "It split the value at the last dot: the text before it, the signature after it.".to_owned(),
        format!(
            "It made the signature of `user=16&role=member&basket=bread.3` itself and got `{ours}…`; the cookie says \
             `{theirs}…`."
        ),
    ];
    assert_eq!((reply.status, reply.checked.as_slice()), (401, &expected[..]));
    assert_eq!(reply.body, "The signature does not fit the text.");
}

#[test]
fn after_a_sign_out_only_the_opaque_cookie_is_refused() {
    let mut state = TamperState::new();
    for kind in Kind::ALL {
        let values = Person::ALL.map(|person| state.issue(kind, person));
        state.sign_out(Person::Ana);
        let expected = if kind == Kind::Opaque { None } else { Some(Person::Ana) };
        assert_eq!(user(&state.present(kind, &values[0])), expected, "{kind:?}");
        assert_eq!(user(&state.present(kind, &values[1])), Some(Person::Ben), "{kind:?}");
    }
    assert!(state.is_signed_out(Person::Ana) && !state.is_signed_out(Person::Ben));
    let again = state.issue(Kind::Opaque, Person::Ana);
    assert!(!state.is_signed_out(Person::Ana));
    assert_eq!(user(&state.present(Kind::Opaque, &again)), Some(Person::Ana));
    let old = state.earlier(Kind::Opaque, Person::Ana).unwrap().to_owned();
    assert_eq!(state.present(Kind::Opaque, &old).body, "The session is over.");
}

#[test]
fn a_new_key_ends_signed_and_encrypted_cookies_of_everybody() {
    let mut state = TamperState::new();
    let values = Kind::ALL.map(|kind| (kind, Person::ALL.map(|person| state.issue(kind, person))));
    state.rotate_key();
    for (kind, values) in values {
        let survives = matches!(kind, Kind::Plain | Kind::Opaque);
        for value in values {
            assert_eq!(user(&state.present(kind, &value)).is_some(), survives, "{kind:?}");
        }
        let fresh = state.issue(kind, Person::Ana);
        assert_eq!(user(&state.present(kind, &fresh)), Some(Person::Ana));
    }
    assert_eq!(state.key_id(), 2);
}

#[test]
fn an_old_signature_is_called_old() {
    let mut state = TamperState::new();
    let value = state.issue(Kind::Signed, Person::Ana);
    state.rotate_key();
    let reply = state.present(Kind::Signed, &value);
    assert_eq!(reply.body, "The cookie was signed with a key that is out of use.");
    assert_eq!(reply.checked.last().unwrap(), "The signature was made with key 1, which is out of use.");
}

#[test]
fn a_cookie_of_one_kind_is_none_of_another_kind_and_of_another_bench() {
    let (mut state, mut other) = (TamperState::new(), TamperState::new());
    for kind in [Kind::Signed, Kind::Encrypted, Kind::Opaque] {
        let value = state.issue(kind, Person::Ana);
        assert_eq!(user(&other.present(kind, &value)), None, "{kind:?}");
        for elsewhere in
            [Kind::Signed, Kind::Encrypted, Kind::Opaque].into_iter().filter(|other| *other != kind)
        {
            assert_eq!(user(&state.present(elsewhere, &value)), None, "{kind:?} as {elsewhere:?}");
        }
    }
}

#[test]
fn what_cannot_be_a_cookie_is_refused_with_a_sentence() {
    let check = |value: &str, status: u16, body: &str| {
        let reply = TamperState::new().present(Kind::Plain, value);
        assert_eq!((reply.status, reply.body.as_str(), reply.outcome), (status, body, Outcome::Refused));
    };
    check("", 401, "There is no cookie.");
    check(&"é".repeat(4097), 431, "The cookie is longer than 4096 characters.");
    check(&"x".repeat(4096), 401, "The server can make nothing of the text.");
    check("user=17;x", 400, "A cookie’s value cannot have a `;` in it.");
    check("user=17\r\n", 400, "A cookie’s value cannot have the character 0x0d in it.");
    check("user=1\u{b7}", 400, "A cookie’s value cannot have the character 0xb7 in it.");
}

#[test]
fn every_value_is_made_of_cookie_octets() {
    let mut state = TamperState::new();
    for _ in 0..50 {
        for kind in Kind::ALL {
            let value = state.issue(kind, Person::Ana);
            assert!(value.len() <= 90 && value.chars().all(is_cookie_octet), "{value}");
        }
        state.rotate_key();
    }
}

#[test]
fn a_bench_stays_under_four_kib_and_comes_back_from_json_as_it_was() {
    let mut state = TamperState::new();
    let mut longest = 0;
    for n in 0..500_usize {
        let kind = Kind::ALL[n % 4];
        let person = Person::ALL[n / 4 % 2];
        let value = state.issue(kind, person);
        state.read(kind);
        state.present(kind, &value);
        state.present(kind, &flip_bit(&value, n % value.len(), 0).unwrap());
        match n % 7 {
            0 => state.sign_out(person),
            1 => state.rotate_key(),
            _ => {}
        }
        state.present(kind, &value);
        let json = serde_json::to_string(&state).unwrap();
        longest = longest.max(json.len());
        let back: TamperState = serde_json::from_str(&json).unwrap();
        assert_eq!(back, state);
        assert!(serde_json::from_str::<TamperState>(&json.replacen('{', r#"{"more":1,"#, 1)).is_err());
        state = back;
    }
    assert!(longest < TamperState::JSON_MAX, "{longest}");
    assert!(longest > 3000, "the bench was full: {longest}");
}

proptest! {
    #[test]
    fn the_server_answers_any_text(value in "(\\PC|user=17|&|\\.|role=a|basket=b\\.1|AAAB|[A-Za-z0-9_-]){0,80}") {
        let mut state = TamperState::new();
        for kind in Kind::ALL {
            state.issue(kind, Person::Ana);
            let reply = state.present(kind, &value);
            prop_assert!(matches!(reply.status, 200 | 400 | 401));
            prop_assert!(kind == Kind::Plain || reply.verdict == Verdict::Refused);
            prop_assert!(reply.checked.iter().all(|sentence| sentence.len() < 200));
        }
    }
}
