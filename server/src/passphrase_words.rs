//! `GET /words.txt`: 2,048 words, one a line, from which a browser makes a passphrase.

use bip39::Language;
use http::{HeaderName, header};
use std::sync::LazyLock;

static WORDS: LazyLock<String> = LazyLock::new(|| Language::English.word_list().join("\n") + "\n");

/// The list (BIP 39, English): words of three to eight letters that no two share their first four of.
pub async fn list() -> ([(HeaderName, &'static str); 2], &'static str) {
    let headers = [
        (header::CONTENT_TYPE, "text/plain; charset=utf-8"),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
    ];
    (headers, WORDS.as_str())
}
