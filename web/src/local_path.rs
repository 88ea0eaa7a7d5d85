//! Where to go after signing in: only ever to a page of this site.

/// The path to go on to, or `/` where `raw` leads elsewhere or nowhere.
///
/// Browsers read `//host` and `/\host` as another host and drop tabs and line ends, so anything but plain characters
/// is refused (WHATWG URL, "basic URL parser").
pub fn local_path(raw: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "/-_.~?&=%+:,@".contains(c);
    let lower = raw.to_ascii_lowercase();
    let local = raw.starts_with('/')
        && !raw.starts_with("//")
        && raw.chars().all(plain)
        && !lower.contains("%5c")
        && !lower.contains("%2f%2f")
        && !lower.starts_with("/%2f")
        && !lower.contains("/../")
        && raw.len() <= 500;
    if local { raw.to_owned() } else { "/".to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn o1_no_address_leads_off_the_site() {
        for good in ["/", "/write", "/post/1/half-a-plot?x=1", "/search?q=a%20b", "/user/ana"] {
            assert_eq!(local_path(good), good);
        }
        for bad in [
            "",
            "//evil.example",
            "/\\evil.example",
            "/%5cevil.example",
            "/%5Cevil",
            "\t//evil",
            "/\t/evil",
            "javascript:alert(1)",
            "https://evil.example",
            "evil.example",
            "/%2fevil.example",
            "/\n/evil",
            "/a\r\nSet-Cookie: x",
        ] {
            assert_eq!(local_path(bad), "/", "{bad:?}");
        }
    }
}
