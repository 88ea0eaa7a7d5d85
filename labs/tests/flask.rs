//! What a chapter says of Flask's cookie, and of Django, held against Flask and Django themselves.
#![cfg(feature = "native")]

use labs::decode::{check_flask, parse_flask};
use std::{path::Path, process::Command};

/// Runs a script of `end2end/flask`, and gives back what it prints.
fn run(script: &str) -> Vec<u8> {
    let python = std::env::var_os("VITRINE_FLASK_PYTHON").expect(
        "VITRINE_FLASK_PYTHON names no Python that has Flask; `cargo xtask test unit` makes one and sets it",
    );
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../end2end/flask").join(script);
    let out =
        Command::new(python).arg("-B").arg(script).output().expect("VITRINE_FLASK_PYTHON can be started");
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    out.stdout
}

#[test]
fn the_django_example_signs_in_and_out_as_the_chapter_says() {
    assert!(run("django_check.py").is_empty(), "it prints nothing when all is as it should be");
}

#[test]
fn the_cookie_of_the_flask_example_is_read_and_checked() {
    let made: serde_json::Value = serde_json::from_slice(&run("check.py")).unwrap();
    let (value, secret) = (made["value"].as_str().unwrap(), made["secret"].as_str().unwrap());

    let read = parse_flask(value).unwrap();
    let session: serde_json::Value = serde_json::from_str(&read.payload_json).unwrap();
    assert_eq!(session, serde_json::json!({ "user_id": 7 }));
    assert!(read.signed_at > 1_700_000_000, "{}", read.signed_at);
    assert!(check_flask(value, secret));
    assert!(!check_flask(value, "another secret"));
    // Every byte but the last, of which two bits count for nothing.
    for at in 0..value.len() - 1 {
        let mut bytes = value.as_bytes().to_vec();
        bytes[at] ^= 1;
        let changed = String::from_utf8(bytes).unwrap();
        assert!(!check_flask(&changed, secret), "{changed}");
    }
}
