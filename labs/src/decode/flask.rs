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

/// The most octets that a payload may unpack to. A cookie of 4 KiB can hold zlib data that unpacks to megabytes.
const PAYLOAD_OCTETS_MAX: usize = 64 * 1024;

/// The base64 of Flask. A signature of 20 octets takes 27 letters, whose last two bits mean nothing. Python ignores them,
/// so four different last letters stand for the same signature, and this decoder accepts all four, too.
const BASE64: GeneralPurpose =
    GeneralPurpose::new(&alphabet::URL_SAFE, NO_PAD.with_decode_allow_trailing_bits(true));

/// What anybody can read in a cookie of Flask's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FlaskSession {
    /// The whole session as JSON, one member per line, in the order in which Flask wrote them.
    pub payload_json: String,
    /// Whether it was packed with zlib. Flask does that where it makes the cookie shorter.
    pub compressed: bool,
    /// When it was signed, in seconds since 1970-01-01T00:00:00Z, also where the signer counted from another moment.
    pub signed_at: i64,
    /// The signature's length; 20 for a signature of Flask's.
    pub signature_bytes: usize,
    /// The three pieces as written, each with a sentence about it.
    pub parts: Vec<(String, String)>,
}

/// Why a value is no session cookie of Flask's. The message is shown to the learner.
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

/// Takes the value of a Flask session cookie apart. No secret is needed for that.
///
/// # Errors
/// The first thing that does not look like Flask.
pub fn parse_flask(value: &str) -> Result<FlaskSession, NotFlask> {
    if value.len() > OCTETS_MAX {
        return Err(NotFlask::TooLong);
    }
    // The value is split from its end, because a packed payload begins with a dot.
    let (signed, signature) = value.rsplit_once('.').ok_or(NotFlask::NotThreeParts)?;
    let (payload, time) = signed.rsplit_once('.').ok_or(NotFlask::NotThreeParts)?;
    // A dot before the payload says that it is packed with zlib.
    let packed = payload.strip_prefix('.');
    let payload_base64 = packed.unwrap_or(payload);
    if payload_base64.is_empty() || payload_base64.contains('.') {
        return Err(NotFlask::NotThreeParts);
    }
    let bytes = BASE64.decode(payload_base64).map_err(|_| NotFlask::PayloadNotBase64)?;
    let bytes = if packed.is_some() { inflate(&bytes)? } else { bytes };
    let json = String::from_utf8(bytes).map_err(|_| NotFlask::NotJson)?;
    let payload_json = pretty_json(&json).filter(|json| json.starts_with('{')).ok_or(NotFlask::NotJson)?;
    let seconds = read_time(time).ok_or(NotFlask::NotATime)?;
    let signed_at = signed_at(seconds);
    let signature_bytes = BASE64.decode(signature).map_err(|_| NotFlask::SignatureNotBase64)?.len();
    let parts = vec![
        (payload.to_owned(), describe_payload(packed.is_some())),
        (time.to_owned(), describe_time(seconds)),
        (signature.to_owned(), describe_signature(signature_bytes)),
    ];
    Ok(FlaskSession { payload_json, compressed: packed.is_some(), signed_at, signature_bytes, parts })
}

/// The first release of Flask, on 1 April 2010. No cookie of its was signed before.
const FLASK_BEGAN: i64 = 1_270_080_000;
/// Midnight UTC at the beginning of 1 January 2011, from which itsdangerous counted before its release 1.0 of 2018.
const OLD_EPOCH: i64 = 1_293_840_000;

/// When a cookie with this number of seconds was signed.
fn signed_at(seconds: i64) -> i64 {
    if seconds < FLASK_BEGAN { OLD_EPOCH + seconds } else { seconds }
}

/// The sentence about the second piece.
fn describe_time(seconds: i64) -> String {
    let at = Timestamp(signed_at(seconds)).full();
    if seconds >= FLASK_BEGAN {
        return format!("The time of signing, {at}, in base64.");
    }
    format!(
        "The time of signing, {at}, in base64. Counted from 1970, as today, it would be {}, before there was Flask. Until \
         its release 1.0 of 2018 the signer counted from 1 January 2011.",
        Timestamp(seconds).full()
    )
}

/// Whether the cookie was signed with this secret. Its age does not matter.
///
/// The signature is HMAC-SHA1 (RFC 2104) over all before it. Its key is the HMAC-SHA1 of the salt `cookie-session` under
/// the secret, which itsdangerous calls the key derivation `hmac`.
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

/// Unpacks zlib data, at most `PAYLOAD_OCTETS_MAX` octets of it.
fn inflate(packed: &[u8]) -> Result<Vec<u8>, NotFlask> {
    let mut bytes = Vec::new();
    // One octet more than allowed, so that a payload that is too long can be told from one that just fits.
    let mut reader = flate2::read::ZlibDecoder::new(packed).take(PAYLOAD_OCTETS_MAX as u64 + 1);
    reader.read_to_end(&mut bytes).map_err(|_| NotFlask::NotZlib)?;
    if bytes.len() > PAYLOAD_OCTETS_MAX { Err(NotFlask::Bomb) } else { Ok(bytes) }
}

/// The time of signing in seconds: big-endian, without leading zeros, in base64.
fn read_time(time: &str) -> Option<i64> {
    let bytes = BASE64.decode(time).ok()?;
    if bytes.is_empty() || bytes.len() > 8 {
        return None;
    }
    let seconds = bytes.iter().fold(0_u64, |sum, byte| sum << 8 | u64::from(*byte));
    // The year must have four digits, or it could not be printed. No clock has written anything later.
    i64::try_from(seconds).ok().filter(|seconds| *seconds < 253_402_300_800)
}

/// The sentence about the first piece.
fn describe_payload(packed: bool) -> String {
    let how = if packed { "packed with zlib (the dot says so), then written in base64" } else { "in base64" };
    format!("The session itself as JSON, {how}. That hides nothing: anyone can read it.")
}

/// The sentence about the third piece.
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
