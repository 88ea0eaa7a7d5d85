//! Parsing a `Set-Cookie` header (5.6).

use super::{Ignored, Meaning, MissingAttribute, Refused, SameSite, parse_date};
use model::Timestamp;
use serde::{Deserialize, Serialize};

/// A `Set-Cookie` header by itself. Whether the cookie is stored depends on where it came from, which is the jar's part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetCookie {
    /// May be empty.
    pub name: String,
    /// May be empty, but not together with the name.
    pub value: String,
    /// In the order of the header. Of several with the same name at most one has an effect.
    pub attributes: Vec<Attribute>,
}

/// One attribute as written, without the white space around its name and value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attribute {
    /// As written; names are compared without regard to case.
    pub name: String,
    /// `None` where no `=` was written.
    pub value: Option<String>,
    /// What a browser understands of it.
    pub meaning: Meaning,
}

/// The prefix of a name that promises how the cookie was set (4.1.3). Case makes no difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Prefix {
    /// `__Secure-`: it was set with `Secure`, over a secure connection.
    Secure,
    /// `__Host-`: the same, by this very host and for all of its paths.
    Host,
}

impl SetCookie {
    /// Octets of name and value together (5.6).
    pub const OCTETS_MAX: usize = 4096;
    /// Octets of one attribute's value (5.6, attribute parsing).
    pub const ATTRIBUTE_OCTETS_MAX: usize = 1024;

    /// Parses the value of a `Set-Cookie` header, that is, what follows `Set-Cookie:`.
    ///
    /// # Errors
    /// When it has a control character other than a tab, is too long, or has neither name nor value.
    pub fn parse(header: &str) -> Result<Self, Refused> {
        if header.bytes().any(|b| b.is_ascii_control() && b != b'\t') {
            return Err(Refused::Control);
        }
        let (pair, rest) = header.split_once(';').unwrap_or((header, ""));
        // Without a `=` all of it is the value, and the name is empty (5.6).
        let (name, value) = pair.split_once('=').unwrap_or(("", pair));
        let (name, value) = (trim(name), trim(value));
        match name.len() + value.len() {
            0 => Err(Refused::Empty),
            octets if octets > Self::OCTETS_MAX => Err(Refused::TooLong { octets }),
            _ => {
                Ok(Self { name: name.to_owned(), value: value.to_owned(), attributes: read_attributes(rest) })
            }
        }
    }

    /// The value of `Max-Age` in seconds.
    pub(super) fn max_age(&self) -> Option<i64> {
        self.find(|meaning| if let Meaning::MaxAge(seconds) = meaning { Some(*seconds) } else { None })
    }

    /// The moment of `Expires`, unless `Max-Age` goes before it.
    pub(super) fn expires(&self) -> Option<Timestamp> {
        self.find(|meaning| if let Meaning::Expires(at) = meaning { Some(*at) } else { None })
    }

    /// The value of `Domain`; `None` where it is missing or empty.
    pub(super) fn domain(&self) -> Option<&str> {
        self.find(|meaning| if let Meaning::Domain(domain) = meaning { Some(domain.as_str()) } else { None })
            .filter(|domain| !domain.is_empty())
    }

    /// The value of `Path`; `Some(None)` where it is there and does not begin with a slash.
    pub(super) fn path(&self) -> Option<Option<&str>> {
        self.find(|meaning| if let Meaning::Path(path) = meaning { Some(path.as_deref()) } else { None })
    }

    /// Whether `Secure` is there.
    pub fn secure(&self) -> bool {
        self.has("Secure")
    }

    /// Whether `HttpOnly` is there.
    pub fn http_only(&self) -> bool {
        self.has("HttpOnly")
    }

    /// The value of `SameSite`; `Default` where it is missing or unknown.
    pub fn same_site(&self) -> SameSite {
        self.find(|meaning| if let Meaning::SameSite(which) = meaning { Some(*which) } else { None })
            .unwrap_or(SameSite::Default)
    }

    /// The prefix of the cookie's name.
    pub fn prefix(&self) -> Option<Prefix> {
        Prefix::of(&self.name)
    }

    /// The attributes that the header does not have, so that their defaults apply.
    pub fn missing_attributes(&self) -> Vec<MissingAttribute> {
        let missing = |attribute: &MissingAttribute| match attribute {
            MissingAttribute::MaxAge => !self.has("Max-Age") && !self.has("Expires"),
            other => !self.has(other.attribute()),
        };
        MissingAttribute::ALL.into_iter().filter(missing).collect()
    }

    /// Whether the attribute of this usual spelling has an effect.
    fn has(&self, attribute: &str) -> bool {
        self.attributes.iter().any(|a| a.meaning.attribute() == Some(attribute))
    }

    /// The first attribute that `pick` takes.
    fn find<'a, T>(&'a self, pick: impl Fn(&'a Meaning) -> Option<T>) -> Option<T> {
        self.attributes.iter().find_map(|attribute| pick(&attribute.meaning))
    }
}

impl Prefix {
    /// The prefix that a name begins with, or the value of a cookie that has no name.
    pub fn of(text: &str) -> Option<Self> {
        let begins =
            |prefix: &str| text.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix));
        match () {
            () if begins("__Secure-") => Some(Self::Secure),
            () if begins("__Host-") => Some(Self::Host),
            () => None,
        }
    }
}

/// The attributes of what follows the first semicolon. Of several with one name the last one counts (5.7), and
/// `Max-Age` goes before `Expires`.
fn read_attributes(rest: &str) -> Vec<Attribute> {
    let pieces = rest.split(';').filter(|piece| !trim(piece).is_empty());
    let mut attributes: Vec<Attribute> = pieces.map(read_attribute).collect();
    // From the end, so that the first attribute met of each name is the last one written.
    let mut seen: Vec<&str> = Vec::new();
    for attribute in attributes.iter_mut().rev() {
        match attribute.meaning.attribute() {
            Some(name) if seen.contains(&name) => attribute.meaning = Meaning::Ignored(Ignored::Repeated),
            Some(name) => seen.push(name),
            None => {}
        }
    }
    if seen.contains(&"Max-Age") {
        let expires = attributes.iter_mut().filter(|a| a.meaning.attribute() == Some("Expires"));
        expires.for_each(|a| a.meaning = Meaning::Ignored(Ignored::MaxAgeGoesFirst));
    }
    attributes
}

/// One attribute between two semicolons.
fn read_attribute(piece: &str) -> Attribute {
    let (name, value) = match piece.split_once('=') {
        Some((name, value)) => (trim(name), Some(trim(value))),
        None => (trim(piece), None),
    };
    let meaning = read_meaning(name, value.unwrap_or_default());
    Attribute { name: name.to_owned(), value: value.map(str::to_owned), meaning }
}

/// What a browser understands of an attribute (5.6.1 to 5.6.7).
fn read_meaning(name: &str, value: &str) -> Meaning {
    if value.len() > SetCookie::ATTRIBUTE_OCTETS_MAX {
        return Meaning::Ignored(Ignored::TooLong);
    }
    match name.to_ascii_lowercase().as_str() {
        "expires" => parse_date(value).map_or(Meaning::Ignored(Ignored::NotADate), Meaning::Expires),
        "max-age" => read_seconds(value).map_or(Meaning::Ignored(Ignored::NotANumber), Meaning::MaxAge),
        "domain" => Meaning::Domain(value.strip_prefix('.').unwrap_or(value).to_ascii_lowercase()),
        "path" => Meaning::Path(value.starts_with('/').then(|| value.to_owned())),
        "secure" => Meaning::Secure,
        "httponly" => Meaning::HttpOnly,
        "samesite" => Meaning::SameSite(match value.to_ascii_lowercase().as_str() {
            "none" => SameSite::None,
            "lax" => SameSite::Lax,
            "strict" => SameSite::Strict,
            _ => SameSite::Default,
        }),
        _ => Meaning::Ignored(Ignored::Unknown),
    }
}

/// The number of `Max-Age`: digits, with a minus before them at most. A number beyond `i64` becomes the nearest `i64`.
fn read_seconds(value: &str) -> Option<i64> {
    let digits = value.strip_prefix('-').unwrap_or(value);
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    Some(value.parse().unwrap_or(if value.starts_with('-') { i64::MIN } else { i64::MAX }))
}

/// Only spaces and tabs are white space in this header.
fn trim(text: &str) -> &str {
    text.trim_matches([' ', '\t'])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cookie::StoredCookie;

    fn meanings(header: &str) -> Vec<Meaning> {
        let parsed = SetCookie::parse(header).expect(header);
        parsed.attributes.into_iter().map(|attribute| attribute.meaning).collect()
    }

    #[test]
    fn a_header_is_a_name_a_value_and_attributes() {
        for (header, name, value) in [
            ("SID=31d4d96e407aad42", "SID", "31d4d96e407aad42"),
            (" a\t= b c ;Path=/", "a", "b c"),
            ("a=b=c", "a", "b=c"),
            ("a=\"b\"", "a", "\"b\""),
            ("a=", "a", ""),
            ("=value", "", "value"),
            ("==value", "", "=value"),
            ("value", "", "value"),
            ("a=%3B;", "a", "%3B"),
            ("ä=ö", "ä", "ö"),
        ] {
            let parsed = SetCookie::parse(header).expect(header);
            assert_eq!((parsed.name.as_str(), parsed.value.as_str()), (name, value), "{header}");
        }
    }

    #[test]
    fn attributes_are_kept_as_written() {
        let parsed = SetCookie::parse("a=b; hTTPoNLY;; Color = blue ;=x; Secure=false").expect("a header");
        let seen: Vec<_> = parsed.attributes.iter().map(|a| (a.name.as_str(), a.value.as_deref())).collect();
        assert_eq!(
            seen,
            [("hTTPoNLY", None), ("Color", Some("blue")), ("", Some("x")), ("Secure", Some("false"))]
        );
        assert_eq!(parsed.attributes[1].meaning, Meaning::Ignored(Ignored::Unknown));
        assert!(parsed.http_only() && parsed.secure());
        assert_eq!(
            parsed.missing_attributes(),
            [
                MissingAttribute::MaxAge,
                MissingAttribute::Domain,
                MissingAttribute::Path,
                MissingAttribute::SameSite
            ],
        );
    }

    #[test]
    fn headers_that_say_nothing_or_too_much_are_refused() {
        for header in ["", " ", "=", " = ;Path=/", ";Secure"] {
            assert_eq!(SetCookie::parse(header), Err(Refused::Empty), "{header}");
        }
        for header in ["a=b\0", "a=b\r\nc=d", "a\x7f=b", "a=b; Path=/\x1b"] {
            assert_eq!(SetCookie::parse(header), Err(Refused::Control), "{header:?}");
        }
        assert!(SetCookie::parse("a=b\tc").is_ok());
    }

    #[test]
    fn sizes_are_counted_in_octets() {
        let most = format!("name={}", "v".repeat(4092));
        assert!(SetCookie::parse(&most).is_ok());
        assert_eq!(SetCookie::parse(&format!("{most}v")), Err(Refused::TooLong { octets: 4097 }));
        assert_eq!(SetCookie::parse(&"é".repeat(2049)), Err(Refused::TooLong { octets: 4098 }));
        let path = format!("/{}", "p".repeat(1023));
        assert_eq!(meanings(&format!("a=b; Path={path}")), [Meaning::Path(Some(path.clone()))]);
        assert_eq!(
            meanings(&format!("a=b; Path=/short; Path={path}p")),
            [Meaning::Path(Some("/short".to_owned())), Meaning::Ignored(Ignored::TooLong)],
        );
    }

    #[test]
    fn max_age_is_a_whole_number_of_seconds() {
        let check = |value: &str, meaning: Meaning| {
            assert_eq!(meanings(&format!("a=b; Max-Age={value}")), [meaning], "{value}");
        };
        check("0", Meaning::MaxAge(0));
        check("-1", Meaning::MaxAge(-1));
        check("0060", Meaning::MaxAge(60));
        check("99999999999999999999", Meaning::MaxAge(i64::MAX));
        check("-99999999999999999999", Meaning::MaxAge(i64::MIN));
        for other in ["", "-", "+60", "60s", "6 0", "1.5", "1e3", "--1", "\"60\"", "٣"] {
            check(other, Meaning::Ignored(Ignored::NotANumber));
        }
    }

    #[test]
    fn the_last_of_several_counts() {
        let repeated = Meaning::Ignored(Ignored::Repeated);
        assert_eq!(
            meanings("a=b; Domain=one.example; DOMAIN=.Two.Example"),
            [repeated.clone(), Meaning::Domain("two.example".to_owned())],
        );
        assert_eq!(meanings("a=b; Path=/x; Path=y"), [repeated.clone(), Meaning::Path(None)]);
        // What cannot be read does not count as the last one.
        assert_eq!(
            meanings("a=b; Max-Age=1; Max-Age=2; Max-Age=soon"),
            [repeated.clone(), Meaning::MaxAge(2), Meaning::Ignored(Ignored::NotANumber)],
        );
        // An unknown value of SameSite does count, and so it wins.
        assert_eq!(
            meanings("a=b; SameSite=strict; SameSite=Lacks"),
            [repeated, Meaning::SameSite(SameSite::Default)],
        );
        assert_eq!(
            meanings("a=b; Max-Age=60; Expires=Wed, 09 Jun 2021 10:18:14 GMT"),
            [Meaning::MaxAge(60), Meaning::Ignored(Ignored::MaxAgeGoesFirst)],
        );
        assert_eq!(
            meanings("a=b; Max-Age=x; Expires=Wed, 09 Jun 2021 10:18:14 GMT")[1],
            Meaning::Expires(Timestamp(1_623_233_894)),
        );
    }

    #[test]
    fn every_attribute_says_what_it_means() {
        for (meaning, sentence) in [
            (Meaning::MaxAge(0), "Removes the cookie: its life is over at once."),
            (Meaning::MaxAge(1), "Lasts 1 second from its arrival."),
            (Meaning::MaxAge(1_209_600), "Lasts 14 days from its arrival."),
            (Meaning::MaxAge(StoredCookie::LIFE_MAX), "Lasts 400 days from its arrival."),
            (Meaning::MaxAge(i64::MAX), "Asks for more than 400 days. Browsers stop there, so 400 days."),
            (Meaning::Path(Some("/".to_owned())), "Goes to every path of the host."),
            (Meaning::Ignored(Ignored::NotADate), "Ignored: no date can be read from it."),
            (
                Meaning::Expires(Timestamp(1_623_233_894)),
                "Lasts until 9 Jun 2021, 10:18 UTC, and 400 days at most. A moment in the past removes the cookie.",
            ),
        ] {
            assert_eq!(meaning.to_string(), sentence);
        }
    }

    #[test]
    fn a_prefix_is_seen_whatever_its_capitals() {
        for (name, prefix) in [
            ("__Host-a", Some(Prefix::Host)),
            ("__hOST-", Some(Prefix::Host)),
            ("__SECURE-a", Some(Prefix::Secure)),
            ("__Host", None),
            ("_Host-a", None),
            ("a__Host-", None),
            ("__Http-a", None),
            ("__Hos\u{1F36A}", None),
        ] {
            assert_eq!(Prefix::of(name), prefix, "{name}");
        }
    }
}
