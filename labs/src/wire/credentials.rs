//! The name and the password that a learner typed, and their encoding in a form.

use super::WireError;
use std::fmt;

/// A name and a password that passed the rules.
///
/// Nobody should type a real password here, but somebody will. So this type cannot be serialised, and its `Debug` hides
/// the password.
#[derive(Clone, PartialEq, Eq)]
pub struct Credentials {
    name: String,
    password: String,
}

impl Credentials {
    /// The most characters of each of the two.
    pub const CHARS_MAX: usize = 40;

    /// Accepts 1 to 40 characters each, none of them a control character. Nothing is trimmed.
    ///
    /// # Errors
    /// A sentence that says what to change.
    pub fn parse(name: &str, password: &str) -> Result<Self, WireError> {
        check(name, "Please type a name.", "Please keep the name under 41 characters.")?;
        check(password, "Please type a password.", "Please keep the password under 41 characters.")?;
        Ok(Self { name: name.to_owned(), password: password.to_owned() })
    }

    /// The name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The password.
    pub fn password(&self) -> &str {
        &self.password
    }

    /// The body of the form's request, at most 980 bytes of ASCII.
    pub(super) fn form(&self) -> String {
        format!("name={}&password={}", form_encoded(&self.name), form_encoded(&self.password))
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credentials").field("name", &self.name).field("password", &"…").finish()
    }
}

/// Checks one of the two fields.
fn check(text: &str, empty: &'static str, long: &'static str) -> Result<(), WireError> {
    match text.chars().count() {
        0 => Err(WireError::Credentials(empty)),
        n if n > Credentials::CHARS_MAX => Err(WireError::Credentials(long)),
        _ if text.chars().any(char::is_control) => {
            Err(WireError::Credentials("Please leave out line breaks and other control characters."))
        }
        _ => Ok(()),
    }
}

/// Encodes a text as browsers do in a form (the urlencoded serialiser of the WHATWG URL Standard): letters, digits and
/// `*-._` stay, a space becomes `+`, every other byte becomes `%` and two digits.
pub(super) fn form_encoded(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b' ' => encoded.push('+'),
            b'*' | b'-' | b'.' | b'_' => encoded.push(char::from(byte)),
            _ if byte.is_ascii_alphanumeric() => encoded.push(char::from(byte)),
            _ => encoded.push_str(&format!("%{byte:02X}")),
        }
    }
    encoded
}

/// Decodes what `form_encoded` writes. `None` for a text that it never writes.
pub(super) fn form_decoded(encoded: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(encoded.len());
    let mut rest = encoded.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'+' => b' ',
            b'%' => {
                let (high, low) = (digit(rest.next()?)?, digit(rest.next()?)?);
                high << 4 | low
            }
            _ => byte,
        });
    }
    String::from_utf8(bytes).ok()
}

/// The value of a hexadecimal digit.
fn digit(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(name: &str, password: &str, expected: Option<&str>) {
        let said = Credentials::parse(name, password).err().map(|error| error.to_string());
        assert_eq!(said.as_deref(), expected, "{name:?} {password:?}");
    }

    #[test]
    fn a_name_and_a_password_are_short_and_without_control_characters() {
        check("ana", "correct horse", None);
        check(&"é".repeat(40), " ", None);
        check("", "x", Some("Please type a name."));
        check("ana", "", Some("Please type a password."));
        check(&"x".repeat(41), "x", Some("Please keep the name under 41 characters."));
        check("ana", &"x".repeat(41), Some("Please keep the password under 41 characters."));
        let control = Some("Please leave out line breaks and other control characters.");
        check("ana\r\nX-Smuggled: 1", "x", control);
        check("ana", "x\u{85}", control);
    }

    #[test]
    fn a_form_writes_what_is_not_plain_in_percent_digits() {
        assert_eq!(form_encoded("a b+c&d=é*-._~"), "a+b%2Bc%26d%3D%C3%A9*-._%7E");
    }

    #[test]
    fn a_password_prints_as_dots() {
        let credentials = Credentials::parse("ana", "correct horse").unwrap();
        assert_eq!(format!("{credentials:?}"), r#"Credentials { name: "ana", password: "…" }"#);
    }

    proptest! {
        #[test]
        fn a_form_is_harmless_ascii_and_comes_back_as_typed(text in "\\PC{0,40}") {
            let encoded = form_encoded(&text);
            prop_assert!(encoded.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+%*-._".contains(&byte)));
            prop_assert_eq!(form_decoded(&encoded), Some(text));
        }

        #[test]
        fn a_broken_form_is_read_or_refused_without_panic(text in "[%+a-fA-F0-9é]{0,20}") {
            form_decoded(&text);
        }
    }
}
