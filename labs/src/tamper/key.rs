//! The model server's keys: signing, and authenticated encryption.

use crate::random_bytes::random_bytes;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{ChaCha20Poly1305, KeyInit};
use hmac::{Hmac, Mac};
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use std::fmt;

/// Prefixed to every signed text, so that a signature of this lab is valid nowhere else (domain separation).
const SIGNED: &str = "lab-tamper-v1|signed|";
/// Authenticated with every encrypted text, for the same reason.
const ENCRYPTED: &str = "lab-tamper-v1|encrypted|";

/// A pair of keys, one for signatures and one for encryption, because no key should serve two purposes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Key {
    /// The number of the pair, 24 bits. An encrypted cookie begins with it.
    pub id: u32,
    /// For signatures.
    sign: Secret,
    /// For encryption.
    seal: Secret,
}

/// 32 random bytes, in JSON as 43 characters. `Debug` hides them, although they open nothing but cookies of the lab.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
struct Secret([u8; 32]);

impl Key {
    /// Bytes of the key's number in an encrypted cookie.
    pub const ID_BYTES: usize = 3;
    /// Bytes of the nonce (RFC 8439, section 2.8).
    pub const NONCE_BYTES: usize = 12;

    /// A new pair of random keys with this number.
    pub fn generate(id: u32) -> Self {
        Self { id: id & 0x00ff_ffff, sign: Secret(random_bytes()), seal: Secret(random_bytes()) }
    }

    /// The signature of a text, in base64url.
    pub fn sign(&self, text: &str) -> String {
        URL_SAFE_NO_PAD.encode(self.mac(text).finalize().into_bytes())
    }

    /// Whether this is the signature of the text. The comparison takes the same time wherever the two differ, so that its
    /// duration tells an attacker nothing.
    pub fn verifies(&self, text: &str, signature: &str) -> bool {
        let signature = URL_SAFE_NO_PAD.decode(signature).unwrap_or_default();
        self.mac(text).verify_slice(&signature).is_ok()
    }

    /// Encrypts a text. The result is base64url of the key's number, a random nonce, and the ciphertext with its tag of 16
    /// bytes. The number is authenticated as well, though it can be read.
    pub fn seal(&self, text: &str) -> String {
        let nonce: [u8; Self::NONCE_BYTES] = random_bytes();
        let id = self.id_bytes();
        let payload = Payload { msg: text.as_bytes(), aad: &bound_to(id) };
        let sealed =
            self.cipher().encrypt(&nonce.into(), payload).expect("a short text can always be encrypted");
        URL_SAFE_NO_PAD.encode([&id[..], &nonce, &sealed].concat())
    }

    /// Decrypts a text. `None` when tag, nonce, key or purpose do not fit; nothing is decrypted before they are checked.
    pub fn open(&self, nonce: [u8; Self::NONCE_BYTES], sealed: &[u8]) -> Option<String> {
        let payload = Payload { msg: sealed, aad: &bound_to(self.id_bytes()) };
        let opened = self.cipher().decrypt(&nonce.into(), payload).ok()?;
        String::from_utf8(opened).ok()
    }

    /// The HMAC of a text, with its prefix.
    fn mac(&self, text: &str) -> Hmac<Sha256> {
        let mut mac =
            <Hmac<Sha256> as Mac>::new_from_slice(&self.sign.0).expect("HMAC takes a key of any length");
        mac.update(SIGNED.as_bytes());
        mac.update(text.as_bytes());
        mac
    }

    /// The cipher under the key for encryption.
    fn cipher(&self) -> ChaCha20Poly1305 {
        ChaCha20Poly1305::new(&self.seal.0.into())
    }

    /// The three low bytes of the number.
    fn id_bytes(&self) -> [u8; Self::ID_BYTES] {
        let [_, id @ ..] = self.id.to_be_bytes();
        id
    }
}

/// The associated data of an encrypted text: its purpose and the key's number.
fn bound_to(id: [u8; Key::ID_BYTES]) -> Vec<u8> {
    [ENCRYPTED.as_bytes(), &id].concat()
}

impl TryFrom<String> for Secret {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok().and_then(|bytes| bytes.try_into().ok());
        bytes.map(Self).ok_or("a key has 32 bytes")
    }
}

impl From<Secret> for String {
    fn from(secret: Secret) -> Self {
        URL_SAFE_NO_PAD.encode(secret.0)
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("…")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sha2::Digest;

    /// HMAC as RFC 2104 defines it, from the hash alone.
    fn hmac_by_hand(key: &[u8; 32], message: &str) -> String {
        let pad = |with: u8| {
            let mut block = [with; 64];
            block.iter_mut().zip(key).for_each(|(byte, key)| *byte ^= key);
            block
        };
        let inner = Sha256::new().chain_update(pad(0x36)).chain_update(message).finalize();
        URL_SAFE_NO_PAD.encode(Sha256::new().chain_update(pad(0x5c)).chain_update(inner).finalize())
    }

    #[test]
    fn a_signature_is_the_hmac_of_purpose_and_text() {
        let key = Key::generate(1);
        let signature = key.sign("user=17");
        assert_eq!(signature, hmac_by_hand(&key.sign.0, "lab-tamper-v1|signed|user=17"));
        assert!(key.verifies("user=17", &signature));
        assert!(!key.verifies("user=16", &signature));
        assert!(!key.verifies("user=17", ""));
        assert!(!key.verifies("user=17", &signature[..40]), "thirty bytes of it");
        assert!(!Key::generate(1).verifies("user=17", &signature));
    }

    #[test]
    fn a_signature_for_another_purpose_does_not_pass() {
        let key = Key::generate(1);
        for purpose in ["", "lab-tamper-v2|signed|", "lab-tamper-v1|encrypted|", "site|session|"] {
            let signature = hmac_by_hand(&key.sign.0, &format!("{purpose}user=17"));
            assert!(!key.verifies("user=17", &signature), "{purpose}");
        }
    }

    #[test]
    fn a_seal_for_another_purpose_does_not_open() {
        let (key, nonce) = (Key::generate(1), [7; Key::NONCE_BYTES]);
        let sealed =
            |aad: &[u8]| key.cipher().encrypt(&nonce.into(), Payload { msg: b"user=17", aad }).unwrap();
        assert_eq!(key.open(nonce, &sealed(b"lab-tamper-v1|encrypted|\0\0\x01")).as_deref(), Some("user=17"));
        for aad in [
            &b""[..],
            b"lab-tamper-v1|signed|",
            b"lab-tamper-v1|encrypted|",
            b"lab-tamper-v1|encrypted|\0\0\x02",
        ] {
            assert_eq!(key.open(nonce, &sealed(aad)), None);
        }
    }

    #[test]
    fn a_key_prints_as_dots_and_comes_back_from_json_only_whole() {
        let key = Key::generate(7);
        assert_eq!(format!("{key:?}"), "Key { id: 7, sign: …, seal: … }");
        let json = serde_json::to_string(&key).unwrap();
        assert_eq!(serde_json::from_str::<Key>(&json).unwrap(), key);
        assert!(serde_json::from_str::<Key>(r#"{"id":1,"sign":"AAAA","seal":"AAAA"}"#).is_err());
    }
}
