//! Addresses of this site: whatever a redirect is told, it stays here (docs/security.md, O1).
//!
//! `local_path` is the rule, and is used as it stands for an address that a visitor may have written (`?next=`).
//! `local_path_of_url` reads a whole address first, by the rules that browsers use (WHATWG URL), so that both see the
//! same host; the outermost layer of the server applies it to every `Location`. The browser's half has the rule alone:
//! a parser of URLs would cost it more kilobytes than a page.

#[cfg(feature = "ssr")]
use {
    http::{HeaderMap, header},
    url::{Position, Url},
};

/// The path to go on to, or `/` where `raw` leads elsewhere or nowhere.
///
/// Browsers read `//host` and `/\host` as another host, and drop tabs and line ends (WHATWG URL, "basic URL parser"). So
/// nothing but visible ASCII is accepted, and a path has no backslash, no second slash at its start, and no escaped form
/// of either that a program which decodes once too often would turn into one. What follows `?` is data and may hold
/// anything visible. A fragment is refused: see `local_path_of_url`.
pub fn local_path(raw: &str) -> String {
    let path = raw.split('?').next().unwrap_or_default().to_ascii_lowercase();
    let leads_off = ["//", "/%2f", "/%5c"].iter().any(|start| path.starts_with(start))
        || ["\\", "%5c", "%2f%2f", "/../"].iter().any(|piece| path.contains(piece));
    let visible = raw.bytes().all(|b| b.is_ascii_graphic() && b != b'#');
    if raw.starts_with('/') && visible && !leads_off { raw.to_owned() } else { "/".to_owned() }
}

/// The path (with query and fragment) that the address `raw` has on the site at `origin`, or `/` where it leads
/// elsewhere. A fragment is kept if it could be the id of a figure or an exercise.
#[cfg(feature = "ssr")]
pub fn local_path_of_url(raw: &str, origin: &str) -> String {
    let is_id = |name: &&str| name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    match Url::parse(origin).and_then(|base| base.join(raw)) {
        Ok(url) if url.origin().ascii_serialization() == origin => match url.fragment().filter(is_id) {
            Some(id) => format!("{}#{id}", path_of(&url)),
            None => path_of(&url),
        },
        _ => "/".to_owned(),
    }
}

/// The page that a form was sent from, as the browser tells it (RFC 9110, 10.1.3), without the two parameters that
/// server functions add to an address when they refuse a plain form. Its host is not compared: the guard has made sure
/// that it was a page of this site, under whatever name that was reached.
#[cfg(feature = "ssr")]
pub fn page_before(headers: &HeaderMap) -> Option<String> {
    let mut url = Url::parse(headers.get(header::REFERER)?.to_str().ok()?).ok()?;
    let pairs: Vec<_> =
        url.query_pairs().into_owned().filter(|(key, _)| key != "__path" && key != "__err").collect();
    match pairs.is_empty() {
        true => url.set_query(None),
        false => drop(url.query_pairs_mut().clear().extend_pairs(&pairs)),
    }
    Some(path_of(&url))
}

/// Path and query of an address, if they may be used without its host.
#[cfg(feature = "ssr")]
fn path_of(url: &Url) -> String {
    local_path(&url[Position::BeforePath..Position::AfterQuery])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn o1_no_address_leads_off_the_site() {
        for good in
            ["/", "/write", "/post/1/half-a-plot?x=1", "/search?q=a%20b", "/search?q=a%5cb", "/user/ana"]
        {
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
            "/x/..//evil.example",
            "/x%2F%2Fevil.example",
            "/\n/evil",
            "/a\r\nSet-Cookie: x",
            "/search?q=a\r\nSet-Cookie: x",
            "/learn/sql#<b>",
            "/tag/ä",
        ] {
            assert_eq!(local_path(bad), "/", "{bad:?}");
        }
    }
}

#[cfg(all(test, feature = "ssr"))]
mod url_tests {
    use super::*;
    use http::HeaderValue;

    const HERE: &str = "https://square.example";

    #[test]
    fn the_fragment_of_a_page_is_kept() {
        assert_eq!(local_path_of_url("/learn/sql#kill-nine", HERE), "/learn/sql#kill-nine");
        assert_eq!(local_path_of_url("/learn/sql#<b>", HERE), "/learn/sql");
    }

    #[test]
    fn o1_no_redirect_leaves_the_site() {
        for bad in [
            "//evil.example",
            "/\\evil.example",
            "\\\\evil.example",
            "/%5cevil.example",
            "/%5Cevil.example",
            "/%2fevil.example",
            "\t//evil.example",
            "/\t/evil.example",
            "/\n/evil.example",
            "javascript:alert(1)",
            "https://evil.example/",
            "http://square.example/",
            "https://square.example.evil.example/",
            "https://square.example@evil.example/",
            "https://square.example//evil.example",
            "",
            "/",
        ] {
            assert_eq!(local_path_of_url(bad, HERE), "/", "{bad:?}");
        }
    }

    #[test]
    fn o1_addresses_of_the_site_stay_as_they_are() {
        for good in ["/write", "/post/1/half-a-plot?older=3", "/search?q=what*is(it)!", "/user/ana"] {
            assert_eq!(local_path_of_url(good, HERE), good);
        }
        assert_eq!(
            local_path_of_url("https://square.example/settings?done=profile", HERE),
            "/settings?done=profile"
        );
    }

    #[test]
    fn the_page_before_is_a_path_without_the_marks_of_a_refusal() {
        let check = |referer: &'static str, want: Option<&str>| {
            let mut headers = HeaderMap::new();
            headers.insert(header::REFERER, HeaderValue::from_static(referer));
            assert_eq!(page_before(&headers).as_deref(), want, "{referer:?}");
        };
        check("http://localhost:3000/write?__path=%2Fapi%2Fx&__err=abc", Some("/write"));
        check("http://localhost:3000/search?q=a+b&__err=x", Some("/search?q=a+b"));
        check("http://localhost:3000//evil.example/", Some("/"));
        check("about:blank", Some("/"));
        check("nonsense", None);
    }
}
