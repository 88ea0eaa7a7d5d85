//! `GET /words.txt`: 2,048 words, one a line, from which the form for signing up makes a passphrase in the browser.

use bip39::Language;
use http::{HeaderName, header};
use std::sync::LazyLock;

static WORDS: LazyLock<String> = LazyLock::new(|| Language::English.word_list().join("\n") + "\n");

/// Answers with the English list of BIP 39: words of three to eight letters, each known by its first four. The list is
/// final, so browsers may keep it.
pub async fn list() -> ([(HeaderName, &'static str); 2], &'static str) {
    let headers = [
        (header::CONTENT_TYPE, "text/plain; charset=utf-8"),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
    ];
    (headers, WORDS.as_str())
}
