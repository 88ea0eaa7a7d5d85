//! Flask's session cookie: `payload.timestamp.signature`, as itsdangerous 2 writes it for Flask 3.

use super::{OCTETS_MAX, pretty_json::pretty_json};
use base64::{
    Engine, alphabet,
    engine::general_purpose::{GeneralPurpose, NO_PAD},
};
use hmac::{Hmac, Mac};
use model::Timestamp;
use serde::{Deserialize, Serialize};
use sha1::Sha1;
use std::io::Read;

/// Octets that a payload may unpack to.
const PAYLOAD_OCTETS_MAX: usize = 64 * 1024;

/// 20 octets are 27 letters less two bits. Flask passes over those two, so four last letters are as good as one.
const BASE64: GeneralPurpose =
    GeneralPurpose::new(&alphabet::URL_SAFE, NO_PAD.with_decode_allow_trailing_bits(true));

/// What everyone can read in the cookie.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FlaskSession {
    /// The whole session, a member a line, in the order in which they were written.
    pub payload_json: String,
    /// It was packed with zlib; Flask does so where that makes it shorter.
    pub compressed: bool,
    /// Seconds since 1970-01-01T00:00:00Z.
    pub signed_at: i64,
    pub signature_bytes: usize,
    /// The pieces as written, each with what it says.
    pub parts: Vec<(String, String)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "kebab-case")]
pub enum NotFlask {
    #[error("A cookie has {OCTETS_MAX} octets at most; this is longer.")]
    TooLong,
    #[error("A Flask cookie has three parts with dots between them: payload, time and signature.")]
    NotThreeParts,
    #[error("The first part is not base64 in its form for addresses (letters, digits, `-` and `_`).")]
    PayloadNotBase64,
    #[error("The first part begins with a dot, so it should be packed with zlib, but it can’t be unpacked.")]
    NotZlib,
    #[error("The first part unpacks to more than {PAYLOAD_OCTETS_MAX} octets, so it is left packed.")]
    Bomb,
    #[error("The first part is not a session written as JSON.")]
    NotJson,
    #[error("The second part is not a time: up to eight octets in base64.")]
    NotATime,
    #[error("The third part is not base64, so it can’t be a signature.")]
    SignatureNotBase64,
}

/// Takes the cookie's value apart. No secret is needed, and none is asked for.
pub fn parse_flask(value: &str) -> Result<FlaskSession, NotFlask> {
    if value.len() > OCTETS_MAX {
        return Err(NotFlask::TooLong);
    }
    let (signed, signature) = value.rsplit_once('.').ok_or(NotFlask::NotThreeParts)?;
    let (payload, time) = signed.rsplit_once('.').ok_or(NotFlask::NotThreeParts)?;
    let packed = payload.strip_prefix('.');
    let payload_base64 = packed.unwrap_or(payload);
    if payload_base64.is_empty() || payload_base64.contains('.') {
        return Err(NotFlask::NotThreeParts);
    }
    let bytes = BASE64.decode(payload_base64).map_err(|_| NotFlask::PayloadNotBase64)?;
    let bytes = if packed.is_some() { inflate(&bytes)? } else { bytes };
    let json = String::from_utf8(bytes).map_err(|_| NotFlask::NotJson)?;
    let payload_json = pretty_json(&json).filter(|json| json.starts_with('{')).ok_or(NotFlask::NotJson)?;
    let signed_at = read_time(time).ok_or(NotFlask::NotATime)?;
    let signature_bytes = BASE64.decode(signature).map_err(|_| NotFlask::SignatureNotBase64)?.len();
    let parts = vec![
        (payload.to_owned(), describe_payload(packed.is_some())),
        (time.to_owned(), format!("The time of signing, {}, in base64.", Timestamp(signed_at).full())),
        (signature.to_owned(), describe_signature(signature_bytes)),
    ];
    Ok(FlaskSession { payload_json, compressed: packed.is_some(), signed_at, signature_bytes, parts })
}

/// Whether the cookie was signed with this secret: HMAC-SHA1 (RFC 2104) under a key made from the secret and the salt
/// `cookie-session`. Its age is not looked at.
pub fn check_flask(value: &str, secret: &str) -> bool {
    let Some((signed, signature)) = value.rsplit_once('.').filter(|_| value.len() <= OCTETS_MAX) else {
        return false;
    };
    let Ok(signature) = BASE64.decode(signature) else { return false };
    let key = hmac_sha1(secret.as_bytes(), b"cookie-session").finalize().into_bytes();
    hmac_sha1(&key, signed.as_bytes()).verify_slice(&signature).is_ok()
}

fn hmac_sha1(key: &[u8], text: &[u8]) -> Hmac<Sha1> {
    let mut mac = Hmac::<Sha1>::new_from_slice(key).expect("HMAC takes keys of any length");
    mac.update(text);
    mac
}

fn inflate(packed: &[u8]) -> Result<Vec<u8>, NotFlask> {
    let mut bytes = Vec::new();
    let mut reader = flate2::read::ZlibDecoder::new(packed).take(PAYLOAD_OCTETS_MAX as u64 + 1);
    reader.read_to_end(&mut bytes).map_err(|_| NotFlask::NotZlib)?;
    if bytes.len() > PAYLOAD_OCTETS_MAX { Err(NotFlask::Bomb) } else { Ok(bytes) }
}

/// Big-endian, without leading zeros.
fn read_time(time: &str) -> Option<i64> {
    let bytes = BASE64.decode(time).ok()?;
    if bytes.is_empty() || bytes.len() > 8 {
        return None;
    }
    let seconds = bytes.iter().fold(0_u64, |sum, byte| sum << 8 | u64::from(*byte));
    // A calendar of four-digit years: anything later was not written by a clock.
    i64::try_from(seconds).ok().filter(|seconds| *seconds < 253_402_300_800)
}

fn describe_payload(packed: bool) -> String {
    let how = if packed { "packed with zlib (the dot says so), then written in base64" } else { "in base64" };
    format!("The session itself as JSON, {how}. That is no secret writing: anyone can turn it back.")
}

fn describe_signature(octets: usize) -> String {
    match octets {
        20 => "The signature, 20 octets: HMAC-SHA1 over all before it. Without the secret nobody can make \
               it for another payload."
            .to_owned(),
        _ => format!(
            "The signature, {octets} octets. Flask’s own has 20, so this one was made otherwise or cut."
        ),
    }
}
