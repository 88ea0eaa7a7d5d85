//! The Flask values were made by Flask 3.1 with itsdangerous 2.2; the others by Python's `hmac`.

use super::*;
use proptest::prelude::*;

const SECRET: &str = "a secret that only the server knows";
const PLAIN: &str =
    "eyJ1c2VyX2lkIjo3LCJuYW1lIjoiQW5hIiwiYWRtaW4iOmZhbHNlfQ.ahilAA.lGEOcaJIWrG_84VGuWl3f6ykbig";
const PACKED: &str = ".eJyrViotTi2Kz0xRsjLXUUpKLM5OLVGyilYqSE0sUtIZpQYvFaujlJdfkqpkpRRTamRgmBxTamCQaglmpyjExCjEKClUR-tYxdYq1QIAL4iRlw.ahilAA.Nl_Ru4c8BeyCBtdY0VGNIHbsBFg";
const BOMB: &str = ".eNrtwUENADAIBDAvJwM3c0FC8D4bPNpOXioNAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAnJX9yuUn1Q.ahilAA.lGEOcaJIWrG_84VGuWl3f6ykbig";
const EXPRESS: &str = "s%3AnXRbqS5Kq0T9kD8Fv2a1uWc7YzHmLpEo.9rccOTwU26yzNjB5JyJONvaV3E1E0x3S4JZR92%2Fcwp8";
const JWT: &str = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiI3Iiwicm9sZSI6Im1lbWJlciJ9.SgBSkPjey3lDQnbprwKR2nSy8WKHAUvlrRbG0E7Vp24";

#[test]
fn a_flask_cookie_is_read_without_the_secret() {
    let read = parse_flask(PLAIN).unwrap();
    assert_eq!(read.payload_json, "{\n  \"user_id\": 7,\n  \"name\": \"Ana\",\n  \"admin\": false\n}");
    assert_eq!((read.compressed, read.signed_at, read.signature_bytes), (false, 1_780_000_000, 20));
    assert_eq!(read.parts.len(), 3);
    assert!(read.parts[1].1.contains("28 May 2026, 20:26 UTC"), "{}", read.parts[1].1);
}

#[test]
fn a_packed_flask_cookie_is_unpacked() {
    let read = parse_flask(PACKED).unwrap();
    assert!(read.compressed);
    assert_eq!(read.payload_json.matches("    \"pear\"").count(), 60);
    assert!(read.payload_json.contains(r#"\" {[,:]}""#), "{}", read.payload_json);
    assert!(check_flask(PACKED, SECRET));
}

#[test]
fn the_secret_checks_the_signature_and_a_changed_letter_breaks_it() {
    assert!(check_flask(PLAIN, SECRET));
    assert!(!check_flask(PLAIN, "another"));
    assert!(!check_flask(&PLAIN.replace("ahilAA", "ahilAB"), SECRET));
    assert!(!check_flask("", SECRET));
}

#[test]
fn each_fault_has_its_sentence() {
    for (value, fault) in [
        ("x".repeat(OCTETS_MAX + 1), NotFlask::TooLong),
        ("abc".to_owned(), NotFlask::NotThreeParts),
        ("a.b".to_owned(), NotFlask::NotThreeParts),
        ("a.b.c.d".to_owned(), NotFlask::NotThreeParts),
        (PLAIN.replacen('J', "!", 1), NotFlask::PayloadNotBase64),
        (format!(".{PLAIN}"), NotFlask::NotZlib),
        (BOMB.to_owned(), NotFlask::Bomb),
        (PLAIN.replacen("ey", "aa", 1), NotFlask::NotJson),
        (PLAIN.replace("ahilAA", ""), NotFlask::NotATime),
        (PLAIN.replace("ahilAA", "AAAAAAAAAAAAAAAA"), NotFlask::NotATime),
        (PLAIN.replace("lGEO", "l+EO"), NotFlask::SignatureNotBase64),
    ] {
        assert_eq!(parse_flask(&value), Err(fault), "{value}");
    }
}

#[test]
fn a_value_is_read_as_what_it_is() {
    for (value, kind) in [
        (PLAIN, Kind::Flask),
        (&format!(" session={PLAIN}; HttpOnly; Path=/"), Kind::Flask),
        (EXPRESS, Kind::Express),
        ("k1o2hs6tz8f0e4w7y3q9abcm5nxpdr2v", Kind::Django),
        (JWT, Kind::Jwt),
        (r#"{"role": "member"}"#, Kind::Json),
        ("eyJyb2xlIjogIm1lbWJlciJ9", Kind::Base64Json),
        ("eyJyb2xlIjoibWVtYmVyIn0=", Kind::Base64Json),
        ("1041", Kind::Unknown),
        (BOMB, Kind::Unknown),
        ("", Kind::Unknown),
    ] {
        assert_eq!(decode(value).kind, kind, "{value}");
    }
    let jwt = decode(JWT).parts;
    assert_eq!(jwt[1].readable.as_deref(), Some("{\n  \"sub\": \"7\",\n  \"role\": \"member\"\n}"));
}

#[test]
fn an_express_cookie_has_an_id_and_a_signature() {
    let parts = parse_express(EXPRESS).unwrap();
    assert_eq!(parts[1].text, "nXRbqS5Kq0T9kD8Fv2a1uWc7YzHmLpEo");
    assert_eq!(parts[2].text, "9rccOTwU26yzNjB5JyJONvaV3E1E0x3S4JZR92/cwp8");
    assert_eq!(parse_express("s%3Aid"), Err(NotSessionId::NoSignature));
    assert_eq!(parse_express("id.signature"), Err(NotSessionId::NoMark));
    assert_eq!(parse_django("K1"), Err(NotSessionId::NotAKey));
}

#[test]
fn json_is_laid_out_in_its_own_order() {
    let pretty = |json| pretty_json::pretty_json(json).unwrap();
    assert_eq!(
        pretty(r#"{"b":[],"a":{ },"c":[1,2.50]}"#),
        "{\n  \"b\": [],\n  \"a\": {},\n  \"c\": [\n    1,\n    2.50\n  ]\n}"
    );
    assert_eq!(pretty(r#" "{\"a\":1}" "#), r#""{\"a\":1}""#);
    let deep = format!("{}{}{}", "[".repeat(100), "1,".repeat(5000) + "1", "]".repeat(100));
    assert!(pretty(&deep).len() < 2 * deep.len());
}

#[test]
fn json_is_found_behind_percent_digits_too() {
    for value in ["%7B%22a%22%3A1%7D", "j%3A%7B%22a%22%3A1%7D", "j:{\"a\":1}"] {
        let found = decode(value);
        assert_eq!(found.kind, Kind::Json, "{value}");
        assert_eq!(found.parts[0].readable.as_deref(), Some("{\n  \"a\": 1\n}"), "{value}");
    }
    assert_eq!(decode("eyJhIjoxfQ%3D%3D").kind, Kind::Base64Json);
}

#[test]
fn a_flask_session_is_an_object() {
    for value in ["MTc.AQ.AQ", "W10.AQ.AQ"] {
        assert_eq!(parse_flask(value), Err(NotFlask::NotJson), "{value}");
    }
}

#[test]
fn the_spare_bits_of_the_last_letter_count_for_nothing_as_in_flask() {
    let same = PLAIN.strip_suffix('g').unwrap();
    for last in ["g", "h", "i", "j"] {
        assert!(check_flask(&format!("{same}{last}"), SECRET), "{last}");
        assert_eq!(parse_flask(&format!("{same}{last}")).unwrap().signature_bytes, 20, "{last}");
    }
    assert!(!check_flask(&format!("{same}k"), SECRET));
}

#[test]
fn a_token_that_nobody_signed_says_so() {
    let found = decode("eyJhbGciOiJub25lIn0.eyJpc3MiOiJqb2UifQ.");
    assert_eq!(found.kind, Kind::Jwt);
    assert!(found.parts[2].says.starts_with("Here a signature would stand"), "{}", found.parts[2].says);
}

#[test]
fn j3_a_time_from_before_flask_is_counted_from_2011() {
    let read = parse_flask("eyJ1c2VyIjoia2ltIn0.CgtZoA.SIGN").unwrap();
    assert_eq!(read.signed_at, 1_462_356_000);
    let says = &read.parts[1].1;
    assert!(says.starts_with("The time of signing, 4 May 2016, 10:00 UTC"), "{says}");
    assert!(says.contains("5 May 1975") && says.contains("1 January 2011"), "{says}");
}

#[test]
fn j4_letters_written_by_their_number_are_shown_as_themselves() {
    let read = parse_flask("eyJjaXR5IjoiXHU2NzcxXHU0ZWFjIn0.ZVPxAA.SIGN").unwrap();
    assert_eq!(read.payload_json, "{\n  \"city\": \"東京\"\n}");
    for (json, shown) in [
        (r#""\ud835\udc9c""#, "\"𝒜\""),
        (r#""\u0041\\u0041""#, r#""A\\u0041""#),
        (r#""\u0022\u005c\u000a\u202e\ud835""#, r#""\u0022\u005c\u000a\u202e\ud835""#),
        (r#""\ud835\u0041""#, r#""\ud835A""#),
    ] {
        assert_eq!(pretty_json::pretty_json(json).as_deref(), Some(shown), "{json}");
    }
}

#[test]
fn j5_what_stands_around_a_value_is_left_out() {
    for pasted in [
        format!("Set-Cookie: session={PLAIN}; HttpOnly; Path=/"),
        format!("set-cookie: my_session=\"{PLAIN}\"; Path=/"),
        format!("Cookie: theme=dark; __Host-session={PLAIN}"),
        format!("\"{PLAIN}\""),
        format!("my_session={PLAIN}"),
        format!(" {PLAIN}; Secure"),
    ] {
        assert_eq!(decode(&pasted).kind, Kind::Flask, "{pasted}");
    }
    assert_eq!(decode("Cookie: id=1041; theme=dark").parts[0].text, "1041");
}

#[test]
fn j6_the_step_that_failed_is_told() {
    for (value, step) in [
        ("eyJ1c2Vy!!!.ZVPxAA.SIGN".to_owned(), NotFlask::PayloadNotBase64),
        (".eyJrVi.ZVPxAA.SIGN".to_owned(), NotFlask::NotZlib),
        (BOMB.to_owned(), NotFlask::Bomb),
        (format!("Set-Cookie: session={}; Path=/", PLAIN.replace("ahilAA", "!")), NotFlask::NotATime),
    ] {
        let read = decode(&value);
        assert_eq!(read.kind, Kind::Unknown, "{value}");
        assert!(read.parts[0].says.ends_with(&step.to_string()), "{value}: {}", read.parts[0].says);
    }
    // What has another shape is not measured by Flask's.
    assert!(decode("1041").parts[0].says.starts_with("Nothing that can be read"));
}

proptest! {
    #[test]
    fn nothing_typed_makes_it_stumble(value in ".{0,300}") {
        let _ = (parse_flask(&value), parse_express(&value), parse_django(&value), decode(&value), check_flask(&value, "secret"));
    }

    #[test]
    fn nothing_near_a_cookie_makes_it_stumble(
        at in 0..200_usize, new in "[ -~é]{0,3}", which in prop::sample::select(vec![PLAIN, PACKED, BOMB, EXPRESS, JWT]),
    ) {
        let mut value = which.to_owned();
        let at = at.min(value.len());
        value.replace_range(at..(at + 1).min(which.len()), &new);
        let _ = (parse_flask(&value), decode(&value));
        prop_assert!(value == which || !check_flask(&value, SECRET));
    }

    #[test]
    fn laying_out_changes_no_meaning(pairs in prop::collection::vec(("\\PC{0,5}", ".{0,9}"), 0..5)) {
        let value = serde_json::json!({ "pairs": pairs });
        let pretty = pretty_json::pretty_json(&value.to_string()).unwrap();
        prop_assert_eq!(serde_json::from_str::<serde_json::Value>(&pretty).unwrap(), value);
    }
}
