//! Which host belongs to which domain, and which domains have no single owner.

use std::net::Ipv4Addr;

/// Whether `host` is `domain` or a host below it (5.1.3).
///
/// Both are expected in lower case. An IP address matches only itself: `1.2.3.4` is not below `3.4`.
pub fn domain_matches(host: &str, domain: &str) -> bool {
    host == domain
        || (!domain.is_empty()
            && !is_ip(host)
            && host.strip_suffix(domain).is_some_and(|front| front.ends_with('.')))
}

/// Whether `domain` is a public suffix, below which anybody may register names.
///
/// Both parts of the list of publicsuffix.org count, that of registries and that of companies. A name without a dot that
/// is not on the list is a public suffix by the list's own default rule.
pub fn is_public_suffix(domain: &str) -> bool {
    !is_ip(domain) && psl::suffix_str(domain) == Some(domain)
}

/// The public suffix of `host` together with the label before it, which is what one owner registers.
///
/// `None` for an IP address and for a public suffix itself.
pub fn registrable_domain(host: &str) -> Option<&str> {
    if is_ip(host) { None } else { psl::domain_str(host) }
}

/// Whether a host, in the form that `Url` gives it, is an IP address. IPv6 addresses stand in brackets there.
pub(super) fn is_ip(host: &str) -> bool {
    host.starts_with('[') || host.parse::<Ipv4Addr>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_matches_its_domain_and_those_above() {
        for (host, domain, matches) in [
            ("site.example", "site.example", true),
            ("www.site.example", "site.example", true),
            ("a.b.site.example", "site.example", true),
            ("site.example", "www.site.example", false),
            ("notsite.example", "site.example", false),
            ("site.example.evil.example", "site.example", false),
            ("site.example", "", false),
            ("127.0.0.1", "127.0.0.1", true),
            ("127.0.0.1", "0.0.1", false),
            ("127.0.0.1", "1", false),
            ("[::1]", "[::1]", true),
            ("[::ffff:1.2.3.4]", "4]", false),
        ] {
            assert_eq!(domain_matches(host, domain), matches, "{host} {domain}");
        }
    }

    #[test]
    fn a_registrable_domain_is_one_label_below_a_public_suffix() {
        for (host, owned) in [
            ("www.site.example", Some("site.example")),
            ("site.example", Some("site.example")),
            ("example", None),
            ("a.b.shop.co.uk", Some("shop.co.uk")),
            ("co.uk", None),
            ("ana.github.io", Some("ana.github.io")),
            ("b.kawasaki.jp", None),
            ("city.kawasaki.jp", Some("city.kawasaki.jp")),
            ("localhost", None),
            ("a.localhost", Some("a.localhost")),
            ("github.io", None),
            ("api.github.com", Some("github.com")),
            ("127.0.0.1", None),
            ("[::1]", None),
        ] {
            assert_eq!(registrable_domain(host), owned, "{host}");
        }
    }
}
