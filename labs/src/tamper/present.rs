//! Presenting a cookie to the model server, which verifies it and says what it checked.

use super::claim::{Basket, Claim};
use super::grid::Outcome;
use super::key::Key;
use super::state::TamperState;
use super::{Kind, Person};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;

/// The longest value, in characters. A longer one is refused without being read.
pub const VALUE_CHARS_MAX: usize = 4096;

/// The server's answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Reply {
    /// 200, 400, 401 or 431 (RFC 9110, section 15; RFC 6585, section 5).
    pub status: u16,
    /// Whether the cookie was believed.
    pub verdict: Verdict,
    /// What the server checked, a sentence each, in this order. They quote at most a line of the value.
    pub checked: Vec<String>,
    /// The page, or why there is none. Plain text.
    pub body: String,
    /// The outcome for the grid. `Ignored` when the value was changed and the server still sees the same person and data.
    pub outcome: Outcome,
}

/// What the server concluded from the cookie.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// It accepts this person, role and basket.
    Believed { user: Person, role: String, basket: Basket },
    /// It refuses the cookie.
    Refused,
}

/// Why a value is refused: the status, and a sentence that is the page's body.
struct Refusal(u16, String);

/// What was checked so far. The functions below push to it also when they fail, since a learner wants to know how far the
/// server came.
type Checked = Vec<String>;

impl TamperState {
    /// Presents a value as a cookie of that kind. Any text is answered. What the learner tried by it goes into the grid.
    pub fn present(&mut self, kind: Kind, value: &str) -> Reply {
        let mut checked = Checked::new();
        let found = self.judge(kind, value, &mut checked);
        let outcome = match &found {
            Ok(claim) if self.changes_nothing(kind, value, claim) => Outcome::Ignored,
            Ok(_) => Outcome::Believed,
            Err(_) => Outcome::Refused,
        };
        self.note_presented(kind, value, outcome, found.as_ref().ok().map(|claim| claim.person));
        match found {
            Ok(claim) => {
                let body = claim.greeting();
                let Claim { person: user, role, basket } = claim;
                Reply {
                    status: 200,
                    verdict: Verdict::Believed { user, role, basket },
                    checked,
                    body,
                    outcome,
                }
            }
            Err(Refusal(status, body)) => Reply { status, verdict: Verdict::Refused, checked, body, outcome },
        }
    }

    /// Whether a changed value still says what the cookie it was made from said.
    fn changes_nothing(&self, kind: Kind, value: &str, claim: &Claim) -> bool {
        let unchanged = self.issued.exactly(kind, value).is_some();
        !unchanged
            && self.issued.nearest(kind, value).is_some_and(|issued| Claim::of(issued.person) == *claim)
    }

    /// Verifies a value and returns its claim.
    fn judge(&self, kind: Kind, value: &str, checked: &mut Checked) -> Result<Claim, Refusal> {
        well_formed(value)?;
        match kind {
            Kind::Plain => {
                checked.push(format!("It read the text {} and took it at its word.", quoted(value)));
                read(value, checked)
            }
            Kind::Signed => self.judge_signed(value, checked),
            Kind::Encrypted => self.judge_encrypted(value, checked),
            Kind::Opaque => self.judge_opaque(value, checked),
        }
    }

    /// Verifies the signature before the text is parsed.
    fn judge_signed(&self, value: &str, checked: &mut Checked) -> Result<Claim, Refusal> {
        let (text, theirs) = value.rsplit_once('.').ok_or_else(|| {
            checked.push("It looked for a dot with a signature after it, and found none.".to_owned());
            refused("The cookie has no signature.")
        })?;
        checked.push(
            "It split the value at the last dot: the text before it, the signature after it.".to_owned(),
        );
        let ours = self.key.sign(text);
        let made = format!("It made the signature of {} itself and got {}", quoted(text), abbreviated(&ours));
        if self.key.verifies(text, theirs) {
            checked.push(format!("{made}; the cookie says the same."));
            return read(text, checked);
        }
        match theirs {
            "" => checked.push(format!("{made}; the cookie says nothing there.")),
            _ => checked.push(format!("{made}; the cookie says {}.", abbreviated(theirs))),
        }
        // It is refused in any case. The earlier keys only make the reason more precise.
        if let Some(old) = self.retired.iter().find(|old| old.verifies(text, theirs)) {
            checked.push(format!("The signature was made with key {}, which is out of use.", old.id));
            return Err(refused("The cookie was signed with a key that is out of use."));
        }
        Err(refused("The signature does not fit the text."))
    }

    /// Checks the key's number, then the tag, and only then decrypts.
    fn judge_encrypted(&self, value: &str, checked: &mut Checked) -> Result<Claim, Refusal> {
        const HEADER: usize = Key::ID_BYTES + Key::NONCE_BYTES;
        let bytes = URL_SAFE_NO_PAD.decode(value).ok();
        let split = bytes.as_deref().and_then(|bytes| bytes.split_first_chunk::<HEADER>());
        let Some((&[a, b, c, ref nonce @ ..], sealed)) = split else {
            checked.push("It read the value as base64url, and that is not what it is.".to_owned());
            return Err(refused("The cookie is not in the form that this server writes."));
        };
        // The key's number is not secret. A wrong one is told apart from a wrong tag only to explain more.
        let length = HEADER + sealed.len();
        checked.push(format!(
            "It read the value as base64url: {length} bytes, with the number of a key in front."
        ));
        let id = u32::from_be_bytes([0, a, b, c]);
        if id != self.key.id {
            checked.push(format!("It looked for key {id}; the one in use is key {}.", self.key.id));
            return Err(refused("The cookie was encrypted with a key that is not in use."));
        }
        let mut number = [0; Key::NONCE_BYTES];
        number.copy_from_slice(nonce);
        // The cipher checks the tag first and returns nothing when it does not fit. A change of any bit, also of the key's
        // number or the nonce, is noticed here, before any of the text is used.
        let Some(text) = self.key.open(number, sealed) else {
            checked.push(
                "It worked out the tag over all of it with key and nonce, and got another one.".to_owned(),
            );
            checked.push("So it decrypted nothing.".to_owned());
            return Err(refused("The seal is broken."));
        };
        checked.push(
            "It worked out the tag over all of it with key and nonce, and got the same one.".to_owned(),
        );
        checked.push(format!("So it decrypted the rest and read {}.", quoted(&text)));
        read(&text, checked)
    }

    /// Looks the id up in the server's table.
    fn judge_opaque(&self, value: &str, checked: &mut Checked) -> Result<Claim, Refusal> {
        checked.push(format!("It looked for the row of {} in its table.", quoted(value)));
        let Some(row) = self.rows().find(|row| row.id == value) else {
            checked.push("There is no such row.".to_owned());
            return Err(refused("The server knows no such id."));
        };
        let name = row.claim.person.name();
        if row.ended {
            checked.push(format!("The row is there, and says that {name} has signed out."));
            return Err(refused("The session is over."));
        }
        checked.push(format!("The row is there, and says {name}, with the role and the basket."));
        Ok(row.claim.clone())
    }
}

/// Checks that a value can be one of a cookie: not empty, not too long, and all cookie-octets (RFC 6265, section 4.1.1).
fn well_formed(value: &str) -> Result<(), Refusal> {
    if value.is_empty() {
        return Err(refused("There is no cookie."));
    }
    if value.chars().nth(VALUE_CHARS_MAX).is_some() {
        return Err(Refusal(431, format!("The cookie is longer than {VALUE_CHARS_MAX} characters.")));
    }
    match value.chars().find(|c| !is_cookie_octet(*c)) {
        None => Ok(()),
        Some(c) if c.is_ascii_graphic() => {
            Err(Refusal(400, format!("A cookie’s value cannot have a `{c}` in it.")))
        }
        Some(c) => Err(Refusal(
            400,
            format!("A cookie’s value cannot have the character {:#04x} in it.", u32::from(c)),
        )),
    }
}

/// Whether a character is a cookie-octet (RFC 6265, section 4.1.1).
pub(super) fn is_cookie_octet(c: char) -> bool {
    c.is_ascii_graphic() && !matches!(c, '"' | ',' | ';' | '\\')
}

/// Parses the text of a claim that was accepted so far.
fn read(text: &str, checked: &mut Checked) -> Result<Claim, Refusal> {
    Claim::parse(text).map_err(|sentence| {
        checked.push(sentence);
        refused("The server can make nothing of the text.")
    })
}

/// A refusal because the cookie proves nothing (RFC 9110, section 15.5.2).
fn refused(why: &str) -> Refusal {
    Refusal(401, why.to_owned())
}

/// The text in backticks, cut after a line. Every text that reaches this is ASCII.
fn quoted(text: &str) -> String {
    const LINE: usize = 60;
    match text.get(..LINE) {
        Some(line) if text.len() > LINE => format!("`{line}…`"),
        _ => format!("`{text}`"),
    }
}

/// The first few characters of a signature: enough to compare by eye, too few to copy it.
fn abbreviated(signature: &str) -> String {
    match signature.get(..8) {
        Some(first) if signature.len() > 8 => format!("`{first}…`"),
        _ => format!("`{signature}`"),
    }
}

#[cfg(test)]
mod tests;
