//! A guess at what a value is, from its shape.

use super::{
    NotFlask, OCTETS_MAX, parse_django, parse_express, parse_flask, pretty_json::pretty_json,
    session_id_cookies::percent_decode,
};
use base64::{
    Engine, alphabet,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecodedCookie {
    pub kind: Kind,
    pub parts: Vec<Part>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    Flask,
    Express,
    Django,
    /// A JSON Web Token (RFC 7519).
    Jwt,
    Base64Json,
    Json,
    Unknown,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// As it stands in the cookie.
    pub text: String,
    /// What it is and what it gives away.
    pub says: String,
    /// What can be read in it, when it is more than the text itself.
    pub readable: Option<String>,
}

/// Which names the frameworks give their cookie; a value may be pasted with it.
const NAMES: [&str; 3] = ["session=", "connect.sid=", "sessionid="];

/// Takes a value apart as what it most likely is.
pub fn decode(value: &str) -> DecodedCookie {
    if value.len() > OCTETS_MAX {
        let says = format!("A cookie has {OCTETS_MAX} octets at most; this is longer, so it is not read.");
        return DecodedCookie { kind: Kind::Unknown, parts: vec![Part::new("", &says)] };
    }
    let value = value.trim();
    let named = NAMES.iter().find_map(|name| value.strip_prefix(name));
    // What was pasted with its name may have attributes behind it.
    let value = named.map_or(value, |rest| rest.split(';').next().unwrap_or(rest).trim());
    if let Some(parts) = jwt(value) {
        return DecodedCookie { kind: Kind::Jwt, parts };
    }
    match parse_flask(value) {
        Ok(flask) => return DecodedCookie { kind: Kind::Flask, parts: flask_parts(flask) },
        Err(NotFlask::Bomb) => {
            return DecodedCookie {
                kind: Kind::Unknown,
                parts: vec![Part::new(value, &NotFlask::Bomb.to_string())],
            };
        }
        Err(_) => {}
    }
    if let Ok(parts) = parse_express(value) {
        return DecodedCookie { kind: Kind::Express, parts };
    }
    if let Ok(parts) = parse_django(value) {
        return DecodedCookie { kind: Kind::Django, parts };
    }
    // Express writes `j:` before its JSON.
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

fn flask_parts(flask: super::FlaskSession) -> Vec<Part> {
    let mut parts: Vec<Part> = flask.parts.iter().map(|(text, says)| Part::new(text, says)).collect();
    if let Some(payload) = parts.first_mut() {
        payload.readable = Some(flask.payload_json);
    }
    parts
}

/// `header.payload.signature` (RFC 7515, 3.1).
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

/// JSON laid out, when the text is an object.
fn pretty_object(text: &str) -> Option<String> {
    pretty_json(text).filter(|json| json.starts_with('{'))
}

/// In either alphabet, with or without its padding.
fn base64(text: &str) -> Option<String> {
    let config = GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
    [alphabet::URL_SAFE, alphabet::STANDARD]
        .iter()
        .find_map(|alphabet| String::from_utf8(GeneralPurpose::new(alphabet, config).decode(text).ok()?).ok())
}

impl Part {
    pub(super) fn new(text: &str, says: &str) -> Self {
        Self { text: text.to_owned(), says: says.to_owned(), readable: None }
    }

    fn readable(self, text: String) -> Self {
        Self { readable: Some(text), ..self }
    }
}
