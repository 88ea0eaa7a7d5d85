//! As much of a URL as cookies depend on.

use super::domain::{is_ip, registrable_domain};
use serde::{Deserialize, Serialize};
use std::{
    fmt,
    net::{Ipv4Addr, Ipv6Addr},
};

/// An http or https URL in the form that browsers give it: the host in lower case, the path without `.` and `..`.
///
/// Query and fragment are left out, for no rule about cookies looks at them.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Url {
    scheme: Scheme,
    host: String,
    port: u16,
    path: String,
}

/// The scheme of a URL.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Scheme {
    /// Plain HTTP.
    Http,
    /// HTTP over TLS.
    Https,
}

/// Why a text is refused as a URL. The message tells a learner what to change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum UrlError {
    #[error("An address may have {} octets here; this one is longer.", Url::OCTETS_MAX)]
    TooLong,
    #[error("Begin the address with `http://` or `https://`.")]
    Scheme,
    #[error("There is an invisible control character in the address.")]
    Control,
    #[error("The address has no host that cookies could belong to.")]
    Host,
    #[error("Write the host in its ASCII form, the one that begins with `xn--`.")]
    NotAscii,
    #[error("A host that ends in a number is an IP address; write it as four numbers from 0 to 255.")]
    NotIpv4,
    #[error("Leave out the dot at the end of the host.")]
    FinalDot,
    #[error("The port is a number from 0 to 65535.")]
    Port,
}

impl Url {
    /// The longest text that is read, in octets.
    pub const OCTETS_MAX: usize = 2048;

    /// Parses a URL as the WHATWG URL Standard does, but is stricter where that standard repairs: it refuses a scheme
    /// without `//`, an IPv4 address in any form but four decimal numbers, and a host that is not ASCII or ends in a dot.
    /// A user name and a password are dropped.
    ///
    /// # Errors
    /// When the text is too long, or is no http or https URL with a host.
    pub fn parse(raw: &str) -> Result<Self, UrlError> {
        let raw = raw.trim_matches(|c: char| c <= ' ');
        if raw.len() > Self::OCTETS_MAX {
            return Err(UrlError::TooLong);
        }
        if raw.contains(|c: char| c.is_ascii_control()) {
            return Err(UrlError::Control);
        }
        let (scheme, rest) = raw.split_once("://").ok_or(UrlError::Scheme)?;
        let scheme = match scheme {
            s if s.eq_ignore_ascii_case("http") => Scheme::Http,
            s if s.eq_ignore_ascii_case("https") => Scheme::Https,
            _ => return Err(UrlError::Scheme),
        };
        // The standard treats a backslash as a slash in these schemes.
        let (authority, rest) = rest.split_at(rest.find(['/', '\\', '?', '#']).unwrap_or(rest.len()));
        let place = authority.rsplit_once('@').map_or(authority, |(_, place)| place);
        // A colon inside brackets belongs to an IPv6 address and begins no port.
        let (host, port) = match place.rsplit_once(':') {
            Some((host, port)) if !port.contains(']') => (host, port),
            _ => (place, ""),
        };
        let path = &rest[..rest.find(['?', '#']).unwrap_or(rest.len())];
        Ok(Self { scheme, host: read_host(host)?, port: read_port(port, scheme)?, path: read_path(path) })
    }

    /// The scheme.
    pub fn scheme(&self) -> Scheme {
        self.scheme
    }

    /// The host in lower case; an IPv6 address in its brackets.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// The port, also where the default one was left out. Cookies do not depend on it.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The path. It begins with a slash.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Whether both belong to one site, as `SameSite` counts it (5.2): the same scheme, and the same registrable domain
    /// or the same host.
    pub fn same_site(&self, other: &Self) -> bool {
        let owned = registrable_domain(&self.host);
        self.scheme == other.scheme
            && (self.host == other.host || (owned.is_some() && owned == registrable_domain(&other.host)))
    }

    /// Whether the host is the browser's own machine: `localhost`, a name below it, 127.0.0.0/8 or `[::1]`.
    pub fn is_localhost(&self) -> bool {
        let ip = self.host.parse::<Ipv4Addr>();
        self.host == "localhost"
            || self.host.ends_with(".localhost")
            || self.host == "[::1]"
            || ip.is_ok_and(|ip| ip.is_loopback())
    }
}

impl Scheme {
    /// The default port.
    fn port(self) -> u16 {
        match self {
            Self::Http => 80,
            Self::Https => 443,
        }
    }
}

impl fmt::Display for Url {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scheme = if self.scheme == Scheme::Https { "https" } else { "http" };
        write!(f, "{scheme}://{}", self.host)?;
        if self.port != self.scheme.port() {
            write!(f, ":{}", self.port)?;
        }
        f.write_str(&self.path)
    }
}

/// The host in its normal form.
fn read_host(raw: &str) -> Result<String, UrlError> {
    if let Some(rest) = raw.strip_prefix('[') {
        let ip: Option<Ipv6Addr> = rest.strip_suffix(']').and_then(|ip| ip.parse().ok());
        return ip.map(|ip| format!("[{ip}]")).ok_or(UrlError::Host);
    }
    if !raw.is_ascii() {
        return Err(UrlError::NotAscii);
    }
    let host = raw.to_ascii_lowercase();
    if host.len() > 1 && host.ends_with('.') {
        return Err(UrlError::FinalDot);
    }
    // Labels have letters, digits and hyphens (5.1.2). The underscore is no part of the rule, but browsers accept it.
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
    };
    if host.len() > 253 || !host.split('.').all(is_label) {
        return Err(UrlError::Host);
    }
    // By the URL Standard a host whose last label is a number is an IPv4 address, or nothing.
    let last = host.rsplit('.').next().unwrap_or_default();
    let is_number = last.bytes().all(|b| b.is_ascii_digit())
        || last.strip_prefix("0x").is_some_and(|hex| hex.bytes().all(|b| b.is_ascii_hexdigit()));
    if is_number && !is_ip(&host) { Err(UrlError::NotIpv4) } else { Ok(host) }
}

/// The port as written, or the scheme's default.
fn read_port(raw: &str, scheme: Scheme) -> Result<u16, UrlError> {
    match raw {
        "" => Ok(scheme.port()),
        _ if raw.bytes().all(|b| b.is_ascii_digit()) => raw.parse().map_err(|_| UrlError::Port),
        _ => Err(UrlError::Port),
    }
}

/// The path in its normal form: backslashes become slashes, `.` and `..` are resolved, also as `%2e`, and what may not
/// stand in a path is percent-encoded.
fn read_path(raw: &str) -> String {
    let mut steps: Vec<String> = Vec::new();
    let mut folder = false;
    for step in raw.split(['/', '\\']).skip(1) {
        let plain = step.to_ascii_lowercase().replace("%2e", ".");
        folder = plain == "." || plain == "..";
        match plain.as_str() {
            "." => {}
            ".." => drop(steps.pop()),
            _ => steps.push(percent_encode(step)),
        }
    }
    let end = if folder && !steps.is_empty() { "/" } else { "" };
    format!("/{}{end}", steps.join("/"))
}

/// The path percent-encode set of the URL Standard.
fn percent_encode(step: &str) -> String {
    let mut out = String::with_capacity(step.len());
    for b in step.bytes() {
        match b {
            b' ' | b'"' | b'<' | b'>' | b'^' | b'`' | b'{' | b'}' | 0x7F.. => out += &format!("%{b:02X}"),
            _ => out.push(char::from(b)),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_written_as_a_browser_writes_it() {
        for (raw, written) in [
            ("https://site.example", "https://site.example/"),
            ("  HTTPS://Site.Example:443/A/b?q=/x#y ", "https://site.example/A/b"),
            ("http://site.example:8080?q", "http://site.example:8080/"),
            ("http://site.example:/", "http://site.example/"),
            ("https://good.example@evil.example/", "https://evil.example/"),
            ("https://evil.example\\@good.example/", "https://evil.example/@good.example/"),
            ("https://site.example/a/./b/../c", "https://site.example/a/c"),
            ("https://site.example/a/b/..", "https://site.example/a/"),
            ("https://site.example/../%2E%2e/a/.", "https://site.example/a/"),
            ("https://site.example/a//b/", "https://site.example/a//b/"),
            ("https://site.example/é x", "https://site.example/%C3%A9%20x"),
            ("http://127.0.0.1:3000/", "http://127.0.0.1:3000/"),
            ("http://[0:0::1]:3000/", "http://[::1]:3000/"),
            ("https://a_b.site.example/", "https://a_b.site.example/"),
        ] {
            assert_eq!(Url::parse(raw).map(|url| url.to_string()).as_deref(), Ok(written), "{raw}");
        }
    }

    #[test]
    fn what_is_no_address_says_why() {
        let long = format!("https://site.example/{}", "a".repeat(2048));
        let label = format!("https://{}.example/", "a".repeat(64));
        for (raw, why) in [
            ("", UrlError::Scheme),
            ("site.example/a", UrlError::Scheme),
            ("ftp://site.example/", UrlError::Scheme),
            (&long, UrlError::TooLong),
            ("https://site\n.example/", UrlError::Control),
            ("https:///a", UrlError::Host),
            ("https://.", UrlError::Host),
            ("https://a..b/", UrlError::Host),
            ("https://a b/", UrlError::Host),
            ("https://site.example%2f/", UrlError::Host),
            (&label, UrlError::Host),
            ("https://[::1", UrlError::Host),
            ("https://[::g]/", UrlError::Host),
            ("https://bücher.example/", UrlError::NotAscii),
            ("http://127.1/", UrlError::NotIpv4),
            ("http://0x7f.0.0.0x1/", UrlError::NotIpv4),
            ("http://256.0.0.1/", UrlError::NotIpv4),
            ("http://site.example./", UrlError::FinalDot),
            ("http://site.example:65536/", UrlError::Port),
            ("http://site.example:+80/", UrlError::Port),
        ] {
            assert_eq!(Url::parse(raw), Err(why), "{raw}");
        }
    }

    #[test]
    fn a_site_is_a_scheme_and_what_one_owner_owns() {
        for (one, other, same) in [
            ("https://a.site.example/x", "https://b.site.example:8443/", true),
            ("https://site.example/", "http://site.example/", false),
            ("https://site.example/", "https://other.example/", false),
            ("https://ana.github.io/", "https://ben.github.io/", false),
            ("https://github.io/", "https://ben.github.io/", false),
            ("http://localhost:3000/", "http://localhost:4000/", true),
            ("http://127.0.0.1/", "http://127.0.0.2/", false),
        ] {
            let url = |raw| Url::parse(raw).expect("an address");
            assert_eq!(url(one).same_site(&url(other)), same, "{one} {other}");
        }
    }
}
