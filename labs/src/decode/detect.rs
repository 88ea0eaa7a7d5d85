//! Guessing what a cookie's value is, from its shape alone.

use super::{
    NotFlask, OCTETS_MAX, parse_django, parse_express, parse_flask, pretty_json::pretty_json,
    session_id_cookies::percent_decode,
};
use base64::{
    Engine, alphabet,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};
use serde::{Deserialize, Serialize};

/// A value taken apart.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecodedCookie {
    /// What it most likely is.
    pub kind: Kind,
    /// Its pieces, in the order of the value.
    pub parts: Vec<Part>,
}

/// What a value can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// Flask's signed session.
    Flask,
    /// The signed id of express-session.
    Express,
    /// Django's session key.
    Django,
    /// A JSON Web Token (RFC 7519).
    Jwt,
    /// A JSON object in base64.
    Base64Json,
    /// A JSON object, percent-encoded or not.
    Json,
    /// None of these.
    Unknown,
}

/// One piece of a value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// As it stands in the cookie.
    pub text: String,
    /// A sentence or two: what it is and what it gives away.
    pub says: String,
    /// What it says when it is decoded, where that differs from the text itself.
    pub readable: Option<String>,
}

/// The names that the three frameworks give their cookie. People paste a value together with its name.
const NAMES: [&str; 3] = ["session=", "connect.sid=", "sessionid="];

/// Takes a value apart as what it most likely is. No key is used, so what is said is what anybody can find out.
pub fn decode(value: &str) -> DecodedCookie {
    if value.len() > OCTETS_MAX {
        let says = format!("A cookie has {OCTETS_MAX} octets at most; this is longer, so it is not read.");
        return DecodedCookie { kind: Kind::Unknown, parts: vec![Part::new("", &says)] };
    }
    let value = value.trim();
    let named = NAMES.iter().find_map(|name| value.strip_prefix(name));
    // A line that was pasted with its name may have attributes after the value.
    let value = named.map_or(value, |rest| rest.split(';').next().unwrap_or(rest).trim());
    // The narrower shape goes first: a JSON Web Token also has three parts in base64, as a Flask cookie has.
    if let Some(parts) = jwt(value) {
        return DecodedCookie { kind: Kind::Jwt, parts };
    }
    match parse_flask(value) {
        Ok(flask) => return DecodedCookie { kind: Kind::Flask, parts: flask_parts(flask) },
        // It is Flask's by its shape, and saying that it is unknown would be less than the truth.
        Err(NotFlask::Bomb) => {
            return DecodedCookie {
                kind: Kind::Unknown,
                parts: vec![Part::new(value, &NotFlask::Bomb.to_string())],
            };
        }
        Err(_) => {}
    }
    // Then the two shapes of an id, and at last plain JSON, percent-encoded or in base64.
    if let Ok(parts) = parse_express(value) {
        return DecodedCookie { kind: Kind::Express, parts };
    }
    if let Ok(parts) = parse_django(value) {
        return DecodedCookie { kind: Kind::Django, parts };
    }
    // `res.cookie` of Express writes `j:` before an object that it stores as JSON.
    let text = percent_decode(value);
    if let Some(json) = pretty_object(text.strip_prefix("j:").unwrap_or(&text)) {
        let part = Part::new(
            value,
            "Plain JSON, perhaps with `%` and two digits for a letter. Anyone can read it, and whoever has it can change it.",
        );
        return DecodedCookie { kind: Kind::Json, parts: vec![part.readable(json)] };
    }
    if let Some(json) = base64(&text).and_then(|text| pretty_object(&text)) {
        let part = Part::new(
            value,
            "JSON in base64, without a signature. Anyone can turn it back, change it and write it again.",
        );
        return DecodedCookie { kind: Kind::Base64Json, parts: vec![part.readable(json)] };
    }
    let says = "Nothing that can be read without more knowledge: an id, something encrypted, or another \
                framework’s way.";
    DecodedCookie { kind: Kind::Unknown, parts: vec![Part::new(value, says)] }
}

/// The parts of a Flask cookie, with the session beside the payload.
fn flask_parts(flask: super::FlaskSession) -> Vec<Part> {
    let mut parts: Vec<Part> = flask.parts.iter().map(|(text, says)| Part::new(text, says)).collect();
    if let Some(payload) = parts.first_mut() {
        payload.readable = Some(flask.payload_json);
    }
    parts
}

/// The parts of a signed JSON Web Token, `header.payload.signature` (RFC 7515, 3.1). `None` when it is none.
fn jwt(value: &str) -> Option<Vec<Part>> {
    let [header, payload, signature] = value.split('.').collect::<Vec<_>>().try_into().ok()?;
    let (head, body) = (pretty_object(&base64(header)?)?, pretty_object(&base64(payload)?)?);
    if !head.contains("\"alg\"") {
        return None;
    }
    let says = match signature {
        "" => "Here a signature would stand. There is none, so anyone could have written this token.",
        _ => "The signature over both. Only a key can make it, and only a key can check it.",
    };
    Some(vec![
        Part::new(header, "The header, JSON in base64: how the token was signed.").readable(head),
        Part::new(
            payload,
            "What the token says, JSON in base64. It is signed, not hidden: anyone can read it.",
        )
        .readable(body),
        Part::new(signature, says),
    ])
}

/// The text as laid out JSON, when it is an object.
fn pretty_object(text: &str) -> Option<String> {
    pretty_json(text).filter(|json| json.starts_with('{'))
}

/// Decodes base64 in the alphabet for URLs or in the standard one, with or without padding, when the result is text.
fn base64(text: &str) -> Option<String> {
    let config = GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
    [alphabet::URL_SAFE, alphabet::STANDARD]
        .iter()
        .find_map(|alphabet| String::from_utf8(GeneralPurpose::new(alphabet, config).decode(text).ok()?).ok())
}

impl Part {
    /// A part that is not decoded further.
    pub(super) fn new(text: &str, says: &str) -> Self {
        Self { text: text.to_owned(), says: says.to_owned(), readable: None }
    }

    /// The same part with its decoded text.
    fn readable(self, text: String) -> Self {
        Self { readable: Some(text), ..self }
    }
}
