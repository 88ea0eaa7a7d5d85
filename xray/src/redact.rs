//! Makes a trace that may be shown to others: whatever a user typed is replaced by its kind and its length.
//!
//! The rule is a list of what may stay. A header, a field or a value that is not known to be harmless is replaced.

use super::{Failure, Row, Sending, SetCookie, Statement, Step, Trace, sentence::sentence_of};
use serde_json::Value;
use std::borrow::Cow;

/// What stands for a password or a token. The recorder writes it before a trace is kept, so the secret itself never
/// gets into one.
pub const DOTS: &str = "••••••••";

/// Headers whose values say nothing about a user, and may stay.
const PUBLIC_HEADERS: [&str; 23] = [
    "accept",
    "allow",
    "cache-control",
    "clear-site-data",
    "content-encoding",
    "content-length",
    "content-type",
    "cross-origin-opener-policy",
    "cross-origin-resource-policy",
    "date",
    "permissions-policy",
    "referrer-policy",
    "retry-after",
    "sec-fetch-dest",
    "sec-fetch-mode",
    "sec-fetch-site",
    "sec-fetch-user",
    "strict-transport-security",
    "transfer-encoding",
    "upgrade-insecure-requests",
    "vary",
    "x-content-type-options",
    "x-frame-options",
];

/// The names of the site's own cookies, with and without the prefix that they have over HTTPS, and of those of the labs
/// (`web/src/cookies.rs`). A browser may hold others, and whoever set those chose their names.
const PUBLIC_COOKIES: [&str; 11] = [
    "__Host-vitrine",
    "__Host-vitrine-device",
    "__Host-vitrine-form",
    "lab-counter",
    "lab-own",
    "lab-tamper",
    "theme",
    "listings",
    "vitrine",
    "vitrine-device",
    "vitrine-form",
];

/// The longest name of a field or of a part of a query that stays, in bytes. Those of the site are shorter.
const NAME_BYTES_MAX: usize = 32;

/// The same request, without anything that was typed and without what tells whose it is. Times, counts and the text of
/// statements stay.
pub fn redacted(trace: &Trace) -> Trace {
    let headers = |list: &[(String, String)]| list.iter().map(|(name, value)| header(name, value)).collect();
    Trace {
        id: String::new(),
        method: method(&trace.method),
        address: address(&trace.address, trace.status),
        request_headers: headers(&trace.request_headers),
        answer_headers: headers(&trace.answer_headers),
        body: pairs(&trace.fields),
        cookies: trace.cookies.iter().map(|(name, chars)| (cookie_name(name), *chars)).collect(),
        set_cookies: trace
            .set_cookies
            .iter()
            .map(|set| SetCookie { name: cookie_name(&set.name), ..set.clone() })
            .collect(),
        fields: trace.fields.iter().map(|(name, value)| (field_name(name), field(value))).collect(),
        before: trace.before.as_ref().map(row),
        after: trace.after.as_ref().map(row),
        statements: trace.statements.iter().map(statement).collect(),
        steps: trace
            .steps
            .iter()
            .map(|step| Step { failure: failure(&step.failure), ..step.clone() })
            .collect(),
        waits: trace.all_waits(),
        // The answer's text may repeat what was typed, so only its size is kept.
        sending: Sending::from(trace.sending.so_far()),
        ..trace.clone()
    }
}

/// The value of a header stays only if the header is on the list.
fn header(name: &str, value: &str) -> (String, String) {
    let value = if PUBLIC_HEADERS.contains(&name) { value.to_owned() } else { length_of(value) };
    (name.to_owned(), value)
}

/// A method that the site does not know may be any word (RFC 9110, 9.1), so its length takes its place.
fn method(method: &str) -> String {
    const KNOWN: [&str; 9] = ["CONNECT", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "TRACE"];
    if KNOWN.contains(&method) { method.to_owned() } else { replaced(method) }
}

/// The path as far as it names something of the site, and the query without its values.
fn address(address: &str, status: u16) -> String {
    let (path, query) = address.split_once('?').map_or((address, None), |(path, query)| (path, Some(query)));
    let path = self::path(path, status);
    let Some(query) = query else { return path.into_owned() };
    let of = |pair: &str| match pair.split_once('=') {
        Some((name, value)) => format!("{}=‹{}›", field_name(name), field(value)),
        // `/search?plums` has no name that the site could know.
        None => replaced(pair),
    };
    format!("{path}?{}", query.split('&').map(of).collect::<Vec<_>>().join("&"))
}

/// A path that was answered with something stays whole, because it names what is there. Of any other path only the words of
/// the site's own routes and numbers stay: the rest is what somebody typed.
fn path(path: &str, status: u16) -> Cow<'_, str> {
    if matches!(status, 200..=299 | 304) {
        return Cow::Borrowed(path);
    }
    let Some(sentence) = sentence_of(path) else {
        return Cow::Owned(format!("/{}", replaced(path.trim_start_matches('/'))));
    };
    let mut pattern = sentence.pattern.split('/');
    let mut segment = |here: &str| match pattern.next() {
        Some(part) if part == here => here.to_owned(),
        _ if !here.is_empty() && here.bytes().all(|byte| byte.is_ascii_digit()) => here.to_owned(),
        _ => replaced(here),
    };
    Cow::Owned(path.split('/').map(&mut segment).collect::<Vec<_>>().join("/"))
}

/// The name of a cookie stays only if the cookie is on the list.
fn cookie_name(name: &str) -> String {
    if PUBLIC_COOKIES.contains(&name) { name.to_owned() } else { replaced(name) }
}

/// The name of a field or of a part of a query stays if it looks like one of the site's.
fn field_name(name: &str) -> String {
    let is_name = (1..=NAME_BYTES_MAX).contains(&name.len())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-[]".contains(&byte));
    if is_name { name.to_owned() } else { replaced(name) }
}

/// Names with the lengths of their values, written as in a form.
fn pairs(list: &[(String, String)]) -> String {
    let pair = |(name, value): &(String, String)| format!("{}=‹{}›", field_name(name), field(value));
    list.iter().map(pair).collect::<Vec<_>>().join("&")
}

/// What takes the place of a text that was typed.
fn replaced(text: &str) -> String {
    format!("‹{}›", length_of(text))
}

/// The length of a field's value. Dots stay, because they already replace a secret.
fn field(value: &str) -> String {
    if value == DOTS { value.to_owned() } else { length_of(value) }
}

/// The code stays; the message stays only where it cannot repeat what was typed (`Failure::is_public`).
fn failure(failure: &Option<Failure>) -> Option<Failure> {
    failure.as_ref().map(|failure| match failure.is_public() {
        true => failure.clone(),
        false => Failure { code: failure.code, message: replaced(&failure.message) },
    })
}

/// The session's row without whose it is.
fn row(row: &Row) -> Row {
    let user_name = row.user_id.map(|_| "somebody".to_owned());
    Row { digest: String::new(), user_id: None, user_name, data: data(&row.data), ..row.clone() }
}

/// The session's JSON with the kind of each value in place of the value. Empty if it is no JSON object.
fn data(json: &str) -> String {
    let Ok(Value::Object(map)) = serde_json::from_str(json) else { return String::new() };
    let of = |value: &Value| match value {
        Value::String(text) => length_of(text),
        Value::Number(_) => "a number".to_owned(),
        Value::Bool(_) => "true or false".to_owned(),
        Value::Null => "null".to_owned(),
        Value::Array(list) => format!("{} entries", list.len()),
        Value::Object(map) => format!("{} entries", map.len()),
    };
    let entries: Vec<_> = map.iter().map(|(name, value)| format!("\"{name}\": ‹{}›", of(value))).collect();
    format!("{{{}}}", entries.join(", "))
}

/// The text of a statement is part of the program and stays; values and the ids of rows do not.
fn statement(statement: &Statement) -> Statement {
    Statement {
        values: statement.values.iter().map(|value| sql_value(value)).collect(),
        touched: Vec::new(),
        failure: failure(&statement.failure),
        ..statement.clone()
    }
}

/// The kind of an SQL literal: the length of a text, `NULL`, or that it is a number.
fn sql_value(value: &str) -> String {
    match value.strip_prefix('\'').and_then(|rest| rest.strip_suffix('\'')) {
        Some(DOTS) => value.to_owned(),
        Some(text) => length_of(&text.replace("''", "'")),
        None if value == "NULL" => value.to_owned(),
        None => "a number".to_owned(),
    }
}

/// The length of a text in words.
fn length_of(text: &str) -> String {
    match text.chars().count() {
        0 => "nothing".to_owned(),
        1 => "1 character".to_owned(),
        n => format!("{n} characters"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_keep_their_kind_and_length_and_nothing_else() {
        for (value, said) in [
            ("'half a plot'", "11 characters"),
            ("'it''s'", "4 characters"),
            ("''", "nothing"),
            ("12", "a number"),
            ("NULL", "NULL"),
            ("'••••••••'", "'••••••••'"),
            ("'• milk'", "6 characters"),
        ] {
            assert_eq!(sql_value(value), said);
        }
        assert_eq!(address("/search?q=plums&older=", 200), "/search?q=‹5 characters›&older=‹nothing›");
        assert_eq!(
            data(r#"{"user_id":17,"xray":true}"#),
            r#"{"user_id": ‹a number›, "xray": ‹true or false›}"#
        );
        assert_eq!(header("x-secret", "abc").1, "3 characters");
        assert_eq!(header("vary", "Cookie").1, "Cookie");
        let form = [("name", "ana"), ("password", DOTS)].map(|(n, v)| (n.to_owned(), v.to_owned()));
        assert_eq!(pairs(&form), "name=‹3 characters›&password=‹••••••••›");
    }

    #[test]
    fn what_was_typed_into_the_address_line_is_replaced() {
        crate::sentence!("/shelf/{book}/{*rest}", "You opened a book");
        for (typed, status, said) in [
            ("/search?my+secret", 200, "/search?‹9 characters›"),
            ("/search?my%20secret=1&q=x", 200, "/search?‹11 characters›=‹1 character›&q=‹1 character›"),
            ("/my-secret", 404, "/‹9 characters›"),
            ("/shelf/my-secret/7", 404, "/shelf/‹9 characters›/7"),
            ("/shelf/12/my-secret", 301, "/shelf/12/‹9 characters›"),
            ("/shelf/12/a-page-that-is-there", 200, "/shelf/12/a-page-that-is-there"),
        ] {
            assert_eq!(address(typed, status), said);
        }
        let trace = Trace {
            method: "SECRET".to_owned(),
            cookies: vec![("theme".to_owned(), 4), ("of-another-program".to_owned(), 4)],
            fields: vec![("my secret".to_owned(), String::new())],
            ..Trace::default()
        };
        let redacted = redacted(&trace);
        assert_eq!(redacted.method, "‹6 characters›");
        assert_eq!(redacted.cookies, [("theme".to_owned(), 4), ("‹18 characters›".to_owned(), 4)]);
        assert_eq!(redacted.fields, [("‹9 characters›".to_owned(), "nothing".to_owned())]);
    }

    #[test]
    fn a_failure_keeps_its_words_unless_they_may_repeat_what_was_typed() {
        let of = |code: Option<i32>, message: &str| {
            failure(&Some(Failure { code, message: message.to_owned() })).unwrap().message
        };
        assert_eq!(
            of(Some(2067), "UNIQUE constraint failed: users.name"),
            "UNIQUE constraint failed: users.name"
        );
        assert_eq!(of(Some(1), "fts5: syntax error near \"plum\""), "‹30 characters›");
        assert_eq!(of(None, "no such column"), "‹14 characters›");
    }
}
