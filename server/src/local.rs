//! Addresses of this site: whatever a redirect is told, it stays here (docs/security.md, O1).
//!
//! Read by the same rules as a browser reads them (WHATWG URL), so that both see the same host.

use http::{HeaderMap, header};
use url::{Position, Url};

/// The path (with query and place) that `raw` has on this site, or `/` where it leads elsewhere.
pub fn path(raw: &str, origin: &str) -> String {
    let url = Url::parse(origin).and_then(|base| base.join(raw));
    match url {
        Ok(url) if url.origin().ascii_serialization() == origin => match url.fragment() {
            Some(place) if is_name(place) => format!("{}#{place}", path_of(&url)),
            _ => path_of(&url),
        },
        _ => "/".to_owned(),
    }
}

/// The page a form was sent from, as the browser tells it, without the marks of an earlier refusal. Its host is not
/// asked for: the guard has made sure that it was a page of this site, under whatever name it was reached.
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

/// A figure or an exercise has such a name.
fn is_name(place: &str) -> bool {
    place.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
}

fn path_of(url: &Url) -> String {
    let path = &url[Position::BeforePath..Position::AfterQuery];
    // `//host` would be another host; `%5c` is a backslash to whoever decodes once too often.
    let second = path.get(1..).unwrap_or_default().to_ascii_lowercase();
    let leads_off =
        !path.starts_with('/') || ["/", "\\", "%5c", "%2f"].iter().any(|start| second.starts_with(start));
    if leads_off { "/".to_owned() } else { path.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderValue;

    const HERE: &str = "https://square.example";

    #[test]
    fn the_place_on_a_page_is_kept() {
        assert_eq!(path("/learn/sql#kill-nine", HERE), "/learn/sql#kill-nine");
        assert_eq!(path("/learn/sql#<b>", HERE), "/learn/sql");
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
            assert_eq!(path(bad, HERE), "/", "{bad:?}");
        }
    }

    #[test]
    fn o1_addresses_of_the_site_stay_as_they_are() {
        for good in ["/write", "/post/1/half-a-plot?older=3", "/search?q=what*is(it)!", "/user/ana"] {
            assert_eq!(path(good, HERE), good);
        }
        assert_eq!(path("https://square.example/settings?done=profile", HERE), "/settings?done=profile");
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
