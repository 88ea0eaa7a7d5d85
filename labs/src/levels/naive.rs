//! Level 1: session ids are counted, so whoever has one can guess the others.

use super::{
    browser::Browser,
    cookie_value::parse_cookie_value,
    level::{AttackForm, AttackOutcome, DefenceOutcome, Introduction},
    seeded_random::SeededRandom,
};
use crate::cookie::Request;
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use std::collections::BTreeMap;

/// The key of the attack's form.
pub(super) const KEY: &str = "cookie";
/// The id of the shop's first session.
const FIRST_NUMBER: u64 = 1036;
/// Those who signed in before the learner, and whether they still are. The ids of the others open nothing.
const EARLIER_USERS: [(&str, bool); 5] =
    [("Cleo", true), ("Dana", false), ("Ema", true), ("Finn", false), ("Ben", true)];
/// The learner's name in the shop's table.
const YOU: &str = "you";
/// How many values on either side of the learner's own the attacker tries.
const NEIGHBOURS_EACH_SIDE: u128 = 500;

/// How the shop makes session ids.
#[derive(Clone, Copy, PartialEq)]
enum IdScheme {
    /// A number that is counted up.
    Counted,
    /// The same number, written in base64.
    CountedInBase64,
    /// 128 random bits.
    Random,
}

/// The shop.
struct Server {
    ids: IdScheme,
    /// What follows the value in `Set-Cookie`.
    attributes: &'static str,
    /// The next number to be given out.
    next: u64,
    random: SeededRandom,
    /// The name of the person by session id.
    rows: BTreeMap<String, &'static str>,
}

impl Server {
    /// A shop in which the others have signed in and the learner has not.
    fn new(seed: u64, ids: IdScheme, attributes: &'static str) -> Self {
        let mut server = Self {
            ids,
            attributes,
            next: FIRST_NUMBER,
            random: SeededRandom::new(seed),
            rows: BTreeMap::new(),
        };
        for (name, stays) in EARLIER_USERS {
            let id = server.sign_in(name);
            if !stays {
                server.rows.remove(&id);
            }
        }
        server
    }

    /// Makes a session for this person and returns its id.
    fn sign_in(&mut self, name: &'static str) -> String {
        let number = self.next;
        self.next += 1;
        let id = match self.ids {
            IdScheme::Counted => number.to_string(),
            IdScheme::CountedInBase64 => BASE64_URL_SAFE_NO_PAD.encode(number.to_string()),
            IdScheme::Random => self.random.id::<16>(),
        };
        self.rows.insert(id.clone(), name);
        id
    }

    /// The value of the `Set-Cookie` header.
    fn set_cookie(&self, id: &str) -> String {
        format!("id={id}; Path=/{}", self.attributes)
    }

    /// Whose session this is.
    fn user_of(&self, id: &str) -> Option<&'static str> {
        self.rows.get(id).copied()
    }
}

/// See `Level::introduction`.
pub(super) fn introduction(seed: u64) -> Introduction {
    let mut server = Server::new(seed, IdScheme::Counted, "");
    let own = server.sign_in(YOU);
    Introduction {
        own_cookie: format!("Set-Cookie: {}", server.set_cookie(&own)),
        says: "This shop counts its sessions and uses the number as the id. Ben signed in just before you. \
               Send a cookie that makes the shop take you for somebody else."
            .to_owned(),
        attack_form: AttackForm::Text { key: KEY, label: "The cookie’s value", value: own, chars_max: 200 },
        defences: vec![
            ("random", "Make each id of 128 random bits"),
            ("http-only", "Hide the cookie from scripts with HttpOnly"),
            ("base64", "Write the number in base64"),
            ("secure", "Send the cookie over HTTPS alone, with Secure"),
        ],
    }
}

/// Sends the value and reports whom the shop takes the learner for. The error is a sentence.
pub(super) fn attack(seed: u64, value: &str) -> Result<AttackOutcome, String> {
    let value = parse_cookie_value(value, "id")?;
    let mut server = Server::new(seed, IdScheme::Counted, "");
    server.sign_in(YOU);
    let (worked, answer) = match server.user_of(value) {
        None => (false, "The server finds no session of that id: “Please sign in.”".to_owned()),
        Some(YOU) => (false, "The server finds your own session: “Hello, you.”".to_owned()),
        Some(name) => (
            true,
            format!("The server finds a session of that id: “Hello, {name}.” It takes you for {name}."),
        ),
    };
    Ok(AttackOutcome { worked, steps: vec![format!("You send `Cookie: id={value}`."), answer] })
}

/// See `level::defend`. `None` when there is no such defence.
pub(super) fn defend(seed: u64, defence: &str) -> Option<DefenceOutcome> {
    let (ids, attributes, why) = match defence {
        "random" => (
            IdScheme::Random,
            "",
            "One’s own id says nothing of anyone else’s, and 2¹²⁸ are too many to try.",
        ),
        "http-only" => (
            IdScheme::Counted,
            "; HttpOnly",
            "HttpOnly keeps scripts on the page from reading a cookie; this attacker writes a number of their own.",
        ),
        "base64" => (
            IdScheme::CountedInBase64,
            "",
            "Base64 is a way of writing, not a secret: the attacker turns it back, counts, and writes it again.",
        ),
        "secure" => (
            IdScheme::Counted,
            "; Secure",
            "Secure keeps a cookie off the open network; this attacker reads nobody’s cookie but counts.",
        ),
        _ => return None,
    };
    let mut server = Server::new(seed, ids, attributes);
    let own = server.sign_in(YOU);
    let mut steps = vec![format!("You sign in. `Set-Cookie: {}`", server.set_cookie(&own))];
    // The attack is tried for real: the shop is asked about every value that a counting attacker would send.
    let guesses = neighbours(&own);
    let hit = guesses
        .iter()
        .find_map(|guess| server.user_of(guess).filter(|name| *name != YOU).map(|name| (guess, name)));
    steps.push(match hit {
        Some((guess, name)) => {
            format!("Neighbours of your value are tried; `Cookie: id={guess}` opens {name}’s session.")
        }
        None => format!(
            "{} neighbours of your value are tried; none of them opens anybody’s session.",
            guesses.len()
        ),
    });
    let use_works = ordinary_use(&mut server, &mut steps);
    Some(DefenceOutcome::new(hit.is_none(), use_works, steps, why))
}

/// The values that a counting attacker tries. `own` is read in each way in which it can be: as a number, as a number in
/// base64, as 128 bits in base64. So the attacker is not fooled by another way of writing the same number.
fn neighbours(own: &str) -> Vec<String> {
    let around = |middle: u128, write: &dyn Fn(u128) -> String| -> Vec<String> {
        let both = |step| [middle.checked_sub(step), middle.checked_add(step)];
        (1..=NEIGHBOURS_EACH_SIDE).flat_map(both).flatten().map(write).collect()
    };
    if let Ok(number) = own.parse() {
        return around(number, &|n| n.to_string());
    }
    let Ok(bytes) = BASE64_URL_SAFE_NO_PAD.decode(own) else { return Vec::new() };
    let number = std::str::from_utf8(&bytes).ok().and_then(|text| text.parse().ok());
    if let Some(number) = number {
        return around(number, &|n| BASE64_URL_SAFE_NO_PAD.encode(n.to_string()));
    }
    let Ok(bits) = <[u8; 16]>::try_from(bytes) else { return Vec::new() };
    around(u128::from_be_bytes(bits), &|n| BASE64_URL_SAFE_NO_PAD.encode(n.to_be_bytes()))
}

/// Ana signs in and comes back. Returns whether the shop knows her then.
fn ordinary_use(server: &mut Server, steps: &mut Vec<String>) -> bool {
    let mut ana = Browser::new();
    let id = server.sign_in("Ana");
    let kept = ana.receive(&server.set_cookie(&id));
    steps.push(format!("Ana signs in; her browser gets her cookie. {kept}"));
    let shown = ana.sent_value("id", Request::OWN);
    let known = shown.and_then(|id| server.user_of(&id)) == Some("Ana");
    steps.push(
        if known { "Ana comes back, and the shop knows her." } else { "Ana comes back as a stranger." }
            .to_owned(),
    );
    known
}
