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

/// The longest text that is looked through, in octets: a cookie, and room for a header's name and for attributes.
const PASTED_OCTETS_MAX: usize = 2 * OCTETS_MAX;

/// Takes a value apart as what it most likely is. No key is used, so what is said is what anybody can find out.
///
/// People paste more than the value: a header's name before it, the cookie's name, attributes after it, quotes around it.
/// So the text itself is tried first, and then each value that may stand in it; the first that is known counts.
pub fn decode(pasted: &str) -> DecodedCookie {
    if pasted.len() > PASTED_OCTETS_MAX {
        return unknown("", &too_long());
    }
    let pasted = pasted.trim();
    let mut first = None;
    for value in [pasted].into_iter().chain(values_in(pasted)) {
        let decoded = decode_value(value);
        if decoded.kind != Kind::Unknown {
            return decoded;
        }
        first.get_or_insert(decoded);
    }
    // None is known. What is said is about the value of a line that was pasted whole, or else about the text.
    values_in(pasted).next().map(decode_value).or(first).unwrap_or_else(|| unknown(pasted, NOTHING))
}

const NOTHING: &str = "Nothing that can be read without more knowledge: an id, something encrypted, or another \
                       framework’s way.";

fn too_long() -> String {
    format!("Name and value of a cookie have {OCTETS_MAX} octets at most; this is longer, so it is not read.")
}

/// The values that may stand in a header that was pasted whole, `Set-Cookie: name=value; Path=/`, or in a part of one.
fn values_in(pasted: &str) -> impl Iterator<Item = &str> {
    let header = ["set-cookie:", "cookie:"].iter().find_map(|name| {
        let start = pasted.get(..name.len())?;
        start.eq_ignore_ascii_case(name).then(|| &pasted[name.len()..])
    });
    header.unwrap_or(pasted).split(';').filter_map(|piece| {
        // A cookie's name is a token (RFC 9110, 5.6.2); what is no token is a part of the value.
        let is_name = |name: &str| {
            !name.is_empty()
                && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&b))
        };
        let piece = piece.trim();
        let named = piece.split_once('=').filter(|(name, value)| is_name(name.trim()) && !value.is_empty());
        let value = named.map_or(piece, |(_, value)| value.trim());
        let bare = value.strip_prefix('"').and_then(|value| value.strip_suffix('"')).unwrap_or(value);
        (!bare.is_empty()).then_some(bare)
    })
}

/// What is in no form that is known, with a sentence about it.
fn unknown(value: &str, says: &str) -> DecodedCookie {
    DecodedCookie { kind: Kind::Unknown, parts: vec![Part::new(value, says)] }
}

/// Takes one value apart, without anything around it.
fn decode_value(value: &str) -> DecodedCookie {
    if value.len() > OCTETS_MAX {
        return unknown("", &too_long());
    }
    // The narrower shape goes first: a JSON Web Token also has three parts in base64, as a Flask cookie has.
    if let Some(parts) = jwt(value) {
        return DecodedCookie { kind: Kind::Jwt, parts };
    }
    let not_flask = match parse_flask(value) {
        Ok(flask) => return DecodedCookie { kind: Kind::Flask, parts: flask_parts(flask) },
        Err(why) => why,
    };
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
            "Plain JSON, perhaps with `%` and two digits for a letter. Anyone who has it can read it and change it.",
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
    match not_flask {
        NotFlask::NotThreeParts | NotFlask::TooLong => unknown(value, NOTHING),
        // It has the dots of Flask's cookie, and saying nothing about it would be less than the truth.
        step => unknown(
            value,
            &format!("It has three parts, as a Flask cookie has, but it can’t be read as one. {step}"),
        ),
    }
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
