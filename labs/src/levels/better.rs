//! Level 2: the id is random, but the cookie also says the role, and the server believes it.

use super::{
    browser::Browser,
    cookie_value::parse_cookie_value,
    level::{AttackForm, AttackOutcome, DefenceOutcome, Introduction},
    seeded_random::SeededRandom,
};
use crate::cookie::Request;
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use hmac::{Hmac, Mac};
use sha2::Sha256;
use std::collections::{BTreeMap, BTreeSet};

/// The key of the attack's form.
pub(super) const KEY: &str = "cookie";
const MEMBER: &str = "member";
const ADMINISTRATOR: &str = "administrator";

/// Where the shop keeps a person's role. The variants' comments show the cookie's value.
#[derive(Clone, Copy, PartialEq)]
enum RolePlace {
    /// `id.member`
    Plain,
    /// `id.bWVtYmVy`
    Base64,
    /// `id.member.signature`
    Signed,
    /// `id`. The role is in the server's row.
    InRow,
}

/// The shop.
struct Server {
    role: RolePlace,
    /// What follows the value and `Secure` in `Set-Cookie`.
    attributes: &'static str,
    random: SeededRandom,
    /// The key of the signatures.
    key: [u8; 32],
    /// The role that the shop gave, by session id.
    rows: BTreeMap<String, &'static str>,
}

impl Server {
    /// A shop in which nobody has signed in.
    fn new(seed: u64, role: RolePlace, attributes: &'static str) -> Self {
        let mut random = SeededRandom::new(seed);
        let key = random.octets();
        Self { role, attributes, random, key, rows: BTreeMap::new() }
    }

    /// Makes a session in this role and returns the cookie's value.
    fn sign_in(&mut self, role: &'static str) -> String {
        let id = self.random.id::<16>();
        self.rows.insert(id.clone(), role);
        match self.role {
            RolePlace::Plain => format!("{id}.{role}"),
            RolePlace::Base64 => format!("{id}.{}", BASE64_URL_SAFE_NO_PAD.encode(role)),
            RolePlace::Signed => {
                let text = format!("{id}.{role}");
                let signature = BASE64_URL_SAFE_NO_PAD.encode(self.mac(&text).finalize().into_bytes());
                format!("{text}.{signature}")
            }
            RolePlace::InRow => id,
        }
    }

    /// The value of the `Set-Cookie` header.
    fn set_cookie(&self, value: &str) -> String {
        format!("session={value}; Path=/; Secure{}", self.attributes)
    }

    /// The role in which the shop sees whoever sends this value. `None` when it knows no such session.
    fn role_of(&self, value: &str) -> Option<String> {
        let row = |id: &str| self.rows.get(id).copied();
        match self.role {
            RolePlace::Plain => {
                value.split_once('.').filter(|(id, _)| row(id).is_some()).map(|(_, role)| role.to_owned())
            }
            RolePlace::Base64 => {
                let (_, role) = value.split_once('.').filter(|(id, _)| row(id).is_some())?;
                String::from_utf8(BASE64_URL_SAFE_NO_PAD.decode(role).ok()?).ok()
            }
            RolePlace::Signed => {
                let (text, signature) = value.rsplit_once('.')?;
                self.mac(text).verify_slice(&BASE64_URL_SAFE_NO_PAD.decode(signature).ok()?).ok()?;
                text.split_once('.').filter(|(id, _)| row(id).is_some()).map(|(_, role)| role.to_owned())
            }
            RolePlace::InRow => row(value).map(str::to_owned),
        }
    }

    /// The HMAC of a text under the shop's key.
    fn mac(&self, text: &str) -> Hmac<Sha256> {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.key).expect("HMAC takes keys of any length");
        mac.update(text.as_bytes());
        mac
    }
}

/// See `Level::introduction`.
pub(super) fn introduction(seed: u64) -> Introduction {
    let mut server = Server::new(seed, RolePlace::Plain, "");
    let own = server.sign_in(MEMBER);
    Introduction {
        own_cookie: format!("Set-Cookie: {}", server.set_cookie(&own)),
        says: "This shop’s ids are random. Behind the id the cookie says in plain text what you are, so \
               that the server need not look it up. Its pages say “Hello, member.” or “Hello, \
               administrator.” Make it say the second to you."
            .to_owned(),
        attack_form: AttackForm::Text { key: KEY, label: "The cookie’s value", value: own, chars_max: 200 },
        defences: vec![
            ("signed", "Sign the id and the role (HMAC) and check the signature"),
            ("server", "Keep the role in the server’s row, and only the id in the cookie"),
            ("base64", "Write the role in base64"),
            ("http-only", "Hide the cookie from scripts with HttpOnly"),
        ],
    }
}

/// Sends the value and reports the role that the shop sees. The error is a sentence.
pub(super) fn attack(seed: u64, value: &str) -> Result<AttackOutcome, String> {
    let value = parse_cookie_value(value, "session")?;
    let mut server = Server::new(seed, RolePlace::Plain, "");
    server.sign_in(MEMBER);
    let role = server.role_of(value);
    let answer = match role.as_deref() {
        Some(ADMINISTRATOR) => "The server finds the id and believes the rest: “Hello, administrator.”",
        Some(MEMBER) => "The server finds the id and believes the rest: “Hello, member.”",
        Some(_) => "The server finds the id, but it knows no such role: “Hello, guest.”",
        None => "The server finds no session of that id: “Please sign in.”",
    };
    let steps = vec![format!("You send `Cookie: session={value}`."), answer.to_owned()];
    Ok(AttackOutcome { worked: role.as_deref() == Some(ADMINISTRATOR), steps })
}

/// See `level::defend`. `None` when there is no such defence.
pub(super) fn defend(seed: u64, defence: &str) -> Option<DefenceOutcome> {
    let (role, attributes, why) = match defence {
        "signed" => (
            RolePlace::Signed,
            "",
            "Anyone can still read the role, but without the server’s key nobody can make the signature for \
             another one.",
        ),
        "server" => (
            RolePlace::InRow,
            "",
            "What is not in the cookie can’t be changed there; the row is the server’s own.",
        ),
        "base64" => (
            RolePlace::Base64,
            "",
            "Base64 is a way of writing, not a secret: the attacker turns it back, edits it, and writes it again.",
        ),
        "http-only" => (
            RolePlace::Plain,
            "; HttpOnly",
            "HttpOnly keeps scripts on the page away; whoever owns the browser, or writes requests by hand, \
             edits at will.",
        ),
        _ => return None,
    };
    let mut server = Server::new(seed, role, attributes);
    let own = server.sign_in(MEMBER);
    let mut steps = vec![format!("You sign in. `Set-Cookie: {}`", server.set_cookie(&own))];
    // The attack is tried for real: the shop is sent every edit that the attacker can think of.
    let edits = edits(&own);
    let hit = edits.iter().find(|edit| server.role_of(edit).as_deref() == Some(ADMINISTRATOR));
    steps.push(match hit {
        Some(edit) => format!(
            "Your value is edited; `Cookie: session={edit}` makes the server say “Hello, administrator.”"
        ),
        None => format!("{} edits of your value are tried; none makes you an administrator.", edits.len()),
    });
    let use_works = ordinary_use(&mut server, &mut steps);
    Some(DefenceOutcome::new(hit.is_none(), use_works, steps, why))
}

/// The values that an attacker makes by editing their own: the other role in place of the word for theirs, in place of
/// each part, before each part and after all of them. Each is tried in plain text and in base64, with and without the
/// parts that follow.
fn edits(own: &str) -> BTreeSet<String> {
    let parts: Vec<&str> = own.split('.').collect();
    let in_base64 = BASE64_URL_SAFE_NO_PAD.encode(ADMINISTRATOR);
    let mut edits = BTreeSet::from([own.replace(MEMBER, ADMINISTRATOR)]);
    for role in [ADMINISTRATOR, &in_base64] {
        for at in 0..=parts.len() {
            let before = parts[..at].iter().copied().chain([role]);
            edits.insert(before.clone().collect::<Vec<_>>().join("."));
            for skip in [at, at + 1] {
                let behind = parts.iter().copied().skip(skip);
                edits.insert(before.clone().chain(behind).collect::<Vec<_>>().join("."));
            }
            edits.insert(before.chain([""]).collect::<Vec<_>>().join("."));
        }
    }
    edits
}

/// A member and the administrator sign in and come back. Returns whether each is seen in their own role.
fn ordinary_use(server: &mut Server, steps: &mut Vec<String>) -> bool {
    [("Ana", MEMBER), ("Mona", ADMINISTRATOR)].into_iter().fold(true, |works, (name, role)| {
        let mut browser = Browser::new();
        let value = server.sign_in(role);
        let kept = browser.receive(&server.set_cookie(&value));
        let seen = browser.sent_value("session", Request::OWN).and_then(|value| server.role_of(&value));
        let known = seen.as_deref() == Some(role);
        let seen = if known { format!("is known as {role}") } else { format!("is not known as {role}") };
        steps.push(format!("{name} signs in. {kept} On coming back, {name} {seen}."));
        works && known
    })
}
