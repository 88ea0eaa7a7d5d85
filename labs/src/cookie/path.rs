//! Default paths, and which paths a cookie is sent to (5.1.4).

/// The path of a cookie that names none: the folder of the address that set it, without its last slash.
pub fn default_path(path: &str) -> &str {
    match path.rfind('/') {
        Some(end) if end > 0 && path.starts_with('/') => &path[..end],
        _ => "/",
    }
}

/// Whether `path` is `cookie_path` or lies below it.
///
/// The two are compared octet by octet: nothing is percent-decoded, and case matters. `/docs` does not match `/documents`.
pub fn path_matches(path: &str, cookie_path: &str) -> bool {
    path.strip_prefix(cookie_path)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/') || cookie_path.ends_with('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_path_is_the_folder() {
        for (path, folder) in [
            ("", "/"),
            ("docs", "/"),
            ("docs/web", "/"),
            ("/", "/"),
            ("/docs", "/"),
            ("/docs/", "/docs"),
            ("/docs/web", "/docs"),
            ("/docs/web/", "/docs/web"),
            ("//", "/"),
        ] {
            assert_eq!(default_path(path), folder, "{path}");
        }
    }

    #[test]
    fn a_path_matches_itself_and_those_above() {
        for (path, cookie_path, matches) in [
            ("/docs", "/docs", true),
            ("/docs/", "/docs", true),
            ("/docs/web", "/docs", true),
            ("/docs/web", "/docs/", true),
            ("/docs", "/docs/", false),
            ("/docsets", "/docs", false),
            ("/Docs", "/docs", false),
            ("/d%6Fcs", "/docs", false),
            ("/", "/docs", false),
            ("/anything", "/", true),
            ("/", "/", true),
        ] {
            assert_eq!(path_matches(path, cookie_path), matches, "{path} {cookie_path}");
        }
    }
}
