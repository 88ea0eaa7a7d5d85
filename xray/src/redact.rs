//! Makes a trace that may be shown to others: whatever a user typed is replaced by its kind and its length.
//!
//! The rule is a list of what may stay. A header, a field or a value that is not known to be harmless is replaced.

use super::{Failure, Row, Sending, Statement, Step, Trace};
use serde_json::Value;

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

/// The same request, without anything that was typed and without what tells whose it is. Times, counts and the text of
/// statements stay.
pub fn redacted(trace: &Trace) -> Trace {
    let headers = |list: &[(String, String)]| list.iter().map(|(name, value)| header(name, value)).collect();
    Trace {
        id: String::new(),
        address: address(&trace.address),
        request_headers: headers(&trace.request_headers),
        answer_headers: headers(&trace.answer_headers),
        body: pairs(&trace.fields),
        fields: trace.fields.iter().map(|(name, value)| (name.clone(), field(value))).collect(),
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

/// The path stays, because it names a page; the values of the query do not.
fn address(address: &str) -> String {
    let Some((path, query)) = address.split_once('?') else { return address.to_owned() };
    let of = |pair: &str| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        (name.to_owned(), value.to_owned())
    };
    format!("{path}?{}", pairs(&query.split('&').map(of).collect::<Vec<_>>()))
}

/// Names with the lengths of their values, written as in a query or a form.
fn pairs(list: &[(String, String)]) -> String {
    list.iter().map(|(name, value)| format!("{name}=‹{}›", field(value))).collect::<Vec<_>>().join("&")
}

/// The length of a field's value. Dots stay, because they already replace a secret.
fn field(value: &str) -> String {
    if value == DOTS { value.to_owned() } else { length_of(value) }
}

/// The code stays; the message stays only where it cannot repeat what was typed (`Failure::is_public`).
fn failure(failure: &Option<Failure>) -> Option<Failure> {
    failure.as_ref().map(|failure| match failure.is_public() {
        true => failure.clone(),
        false => Failure { code: failure.code, message: format!("‹{}›", length_of(&failure.message)) },
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
        assert_eq!(address("/search?q=plums&older"), "/search?q=‹5 characters›&older=‹nothing›");
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
