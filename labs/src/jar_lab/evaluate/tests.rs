use super::super::RequestKind;
use super::*;
use proptest::prelude::*;

fn ask(lines: &str, to: &str, how: RequestKind) -> JarOutput {
    evaluate(&JarInput { lines: lines.to_owned(), to: to.to_owned(), request_kind: how })
}

#[test]
fn lines_come_from_the_address_above_them() {
    let text = "Set-Cookie: a=1; Path=/\nhttps://other.example/x/y\nb=2\n\nhttp://nowhere..\nc=3";
    let answer = ask(text, "https://other.example/x/", RequestKind::Own);
    let kept: Vec<_> = answer.lines.iter().map(|kept| (kept.line.as_str(), kept.from.as_str())).collect();
    assert_eq!(kept, [("a=1; Path=/", "https://shop.example/"), ("b=2", "https://other.example/x/y")]);
    assert_eq!(answer.header, "b=2");
    assert_eq!(answer.errors.len(), 1);
    assert!(answer.errors[0].starts_with("Line 5: "), "{:?}", answer.errors);
}

#[test]
fn every_cookie_says_why_it_goes_or_stays() {
    let answer =
        ask("a=1; Secure; HttpOnly\nb=2; SameSite=Strict", "https://shop.example/", RequestKind::Script);
    let said: Vec<_> = answer.cookies.iter().map(|sent| (sent.name.as_str(), sent.is_sent)).collect();
    assert_eq!(said, [("a", false), ("b", true)]);
    assert!(answer.cookies.iter().all(|sent| !sent.why.is_empty() && sent.rule.starts_with("5.")));
}

#[test]
fn j2_a_domain_that_is_a_public_suffix_and_the_host_itself_is_told_to_be_dropped() {
    for (from, host, below) in [
        ("http://localhost/", "localhost", "http://a.localhost/"),
        ("https://github.io/", "github.io", "https://ana.github.io/"),
    ] {
        let lines = format!("{from}\nid=7; Domain={host}");
        let kept = ask(&lines, from, RequestKind::Own);
        assert!(kept.lines[0].is_stored && kept.header == "id=7", "{kept:?}");
        let says = &kept.lines[0].attributes[0].1;
        assert!(says.ends_with("the cookie goes to this one host."), "{says}");
        assert_eq!(ask(&lines, below, RequestKind::Own).header, "", "{below}");
    }
    let wide = ask("a=1; Domain=shop.example", "https://shop.example/", RequestKind::Own);
    assert!(wide.lines[0].attributes[0].1.starts_with("Goes to `shop.example` and every host below it"));
}

#[test]
fn what_is_too_much_is_said() {
    let long = ask(&"a=1\n".repeat(10_000), "https://shop.example/", RequestKind::Own);
    assert!(long.errors.iter().any(|said| said.contains("lines")), "{:?}", long.errors);
    let broad = ask(&format!("a={}", "é".repeat(20_000)), "https://shop.example/", RequestKind::Own);
    assert!(broad.errors.iter().any(|said| said.contains("bytes")), "{:?}", broad.errors);
    assert_eq!(ask("", "", RequestKind::Own).errors.len(), 1);
}

/// How many texts are tried: `VITRINE_FUZZ=1000000 cargo test --release --package labs jar_lab` for a night's worth.
fn cases() -> u32 {
    std::env::var("VITRINE_FUZZ").ok().and_then(|n| n.parse().ok()).unwrap_or(500)
}

fn line() -> impl Strategy<Value = String> {
    let name =
        prop_oneof!["[a-zA-Z_]{0,6}", Just("__Host-id".to_owned()), Just("__Secure-id".to_owned()), ".{0,8}"];
    let value = prop_oneof!["[a-z0-9]{0,8}", "\\PC{0,12}", "x{4080,4100}"];
    let attribute = prop_oneof![
        Just("Secure".to_owned()),
        Just("HttpOnly".to_owned()),
        Just(" sEcUre ".to_owned()),
        "Path=(/|/a|/a/b|a|)",
        "Domain=(shop\\.example|\\.shop\\.example|example|co\\.uk|other\\.example|127\\.0\\.0\\.1|)",
        "Max-Age=(-1|0|60|99999999999999999999|1h|)",
        "Expires=(Wed, 01 Jan 2031 00:00:00 GMT|Thu, 01-Jan-70 00:00:01 GMT|soon|)",
        "SameSite=(Lax|Strict|None|lax|Lacks)",
        "[a-z]{0,5}=?\\PC{0,6}",
        "y{1020,1030}",
    ];
    (name, value, proptest::collection::vec(attribute, 0..6), any::<bool>()).prop_map(
        |(name, value, attributes, header)| {
            let begin = if header { "Set-Cookie: " } else { "" };
            format!("{begin}{name}={value};{}", attributes.join(";"))
        },
    )
}

fn address() -> impl Strategy<Value = String> {
    prop_oneof![
        "https?://(www\\.|help\\.)?shop\\.example(:[0-9]{1,6})?(/[ab.]{0,3}){0,3}",
        Just("http://localhost:3000/".to_owned()),
        Just("https://[::1]/".to_owned()),
        Just("http://127.0.0.1/".to_owned()),
        Just("https://ana.github.io/".to_owned()),
        "https?://\\PC{0,12}",
        "\\PC{0,20}",
    ]
}

fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![4 => line(), 1 => address(), 1 => ".{0,30}"];
    proptest::collection::vec(piece, 0..12).prop_map(|lines| lines.join("\n"))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), ..ProptestConfig::default() })]
    #[test]
    fn nothing_that_is_typed_makes_the_jar_fail(text in text(), to in address(), how in 0..RequestKind::ALL.len()) {
        let answer = ask(&text, &to, RequestKind::ALL[how]);
        let pairs: Vec<_> = answer.cookies.iter().filter(|sent| sent.is_sent).map(|sent| match sent.name.as_str() {
            "" => sent.value.clone(),
            name => format!("{name}={}", sent.value),
        }).collect();
        prop_assert_eq!(pairs.join("; "), &answer.header[..]);
        prop_assert!(answer.cookies.len() <= answer.lines.iter().filter(|kept| kept.is_stored).count());
        for kept in answer.lines.iter().filter(|kept| kept.is_stored && kept.line.to_ascii_lowercase().starts_with("__host-")) {
            let said = kept.line.to_ascii_lowercase();
            prop_assert!(said.contains("secure"), "{}", kept.line);
        }
        let html = super::super::html(&answer);
        prop_assert!(!html.contains("<script") && html.matches('<').count() == html.matches('>').count());
    }

    #[test]
    fn any_text_at_all_is_answered(text in any::<String>(), to in any::<String>()) {
        let _ = super::super::html(&ask(&text, &to, RequestKind::Own));
    }
}
