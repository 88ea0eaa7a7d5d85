//! The value of a cookie, as a learner types it into an attack.

/// The cookie value that a learner typed, with or without `name=` before it.
///
/// # Errors
/// A sentence when no `Cookie` header could carry it.
pub(super) fn parse_cookie_value<'a>(raw: &'a str, name: &str) -> Result<&'a str, String> {
    const CHARS_MAX: usize = 200;
    let value = raw.trim();
    let value = value.strip_prefix(name).and_then(|rest| rest.strip_prefix('=')).unwrap_or(value);
    if value.is_empty() {
        Err("Nothing was sent: write a value for the cookie first.".to_owned())
    } else if raw.chars().count() > CHARS_MAX {
        Err(format!("Nothing was sent: a value may have {CHARS_MAX} characters here."))
    } else if value.contains(|c: char| c.is_control() || c == ';') {
        Err("Nothing was sent: a cookie’s value has neither control characters nor a semicolon in it."
            .to_owned())
    } else {
        Ok(value)
    }
}
