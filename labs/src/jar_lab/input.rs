//! What somebody asks of the jar.

use crate::cookie::{Request, Url};
use serde::Deserialize;

/// The most text that is read.
pub const TEXT_OCTETS_MAX: usize = 16 * 1024;
/// The most lines of it.
pub(super) const LINES_MAX: usize = 200;
/// Where lines come from until an address is named.
const FROM: &str = "https://shop.example/";

/// How the request comes about, in the words of forms and texts; each is a `Request`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RequestKind {
    Own,
    LinkElsewhere,
    FormElsewhere,
    EmbeddedElsewhere,
    Script,
}

impl RequestKind {
    pub const ALL: [Self; 5] =
        [Self::Own, Self::LinkElsewhere, Self::FormElsewhere, Self::EmbeddedElsewhere, Self::Script];

    /// As forms write it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Own => "own",
            Self::LinkElsewhere => "link-elsewhere",
            Self::FormElsewhere => "form-elsewhere",
            Self::EmbeddedElsewhere => "embedded-elsewhere",
            Self::Script => "script",
        }
    }

    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|how| how.name() == name)
    }

    /// As people say it.
    pub fn says(self) -> &'static str {
        match self {
            Self::Own => "you open it yourself, or from a page of the same site",
            Self::LinkElsewhere => "you follow a link on another site",
            Self::FormElsewhere => "another site posts a form there",
            Self::EmbeddedElsewhere => "another site shows an image from there, or fetches",
            Self::Script => "a script on that page reads document.cookie",
        }
    }

    pub fn request(self) -> Request {
        match self {
            Self::Own => Request::OWN,
            Self::LinkElsewhere => Request::LINK_ELSEWHERE,
            Self::FormElsewhere => Request::FORM_ELSEWHERE,
            Self::EmbeddedElsewhere => Request::EMBEDDED_ELSEWHERE,
            Self::Script => Request::SCRIPT,
        }
    }
}

/// A text of `Set-Cookie` lines, and a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JarInput {
    /// A line that begins with `http://` or `https://` says where those below it came from.
    pub lines: String,
    pub to: String,
    pub request_kind: RequestKind,
}

/// A line to be stored, and where it came from.
pub(super) struct SetCookieLine<'t> {
    pub from: Result<Url, String>,
    pub set: &'t str,
}

impl JarInput {
    /// The lines in order, and what could not be read of the text.
    pub(super) fn lines(&self) -> (Vec<SetCookieLine<'_>>, Vec<String>) {
        let (mut lines, mut errors) = (Vec::new(), Vec::new());
        let text = match self.lines.char_indices().take_while(|(at, _)| *at < TEXT_OCTETS_MAX).last() {
            Some((at, c)) if self.lines.len() > at + c.len_utf8() => {
                errors.push(format!("Only the first {TEXT_OCTETS_MAX} bytes were read."));
                &self.lines[..at + c.len_utf8()]
            }
            _ => self.lines.as_str(),
        };
        let read = |address: &str| Url::parse(address).map_err(|why| why.to_string());
        let mut from = read(FROM);
        for (n, line) in text.split('\n').enumerate() {
            if n >= LINES_MAX {
                errors.push(format!("Only the first {LINES_MAX} lines were read."));
                break;
            }
            let line = line.strip_suffix('\r').unwrap_or(line);
            let bare = line.trim_start();
            if bare.is_empty() {
                continue;
            }
            let is_address = ["http://", "https://"]
                .iter()
                .any(|begin| bare.get(..begin.len()).is_some_and(|start| start.eq_ignore_ascii_case(begin)));
            if is_address {
                from = read(bare);
                if let Err(why) = &from {
                    errors.push(format!(
                        "Line {}: {why} The lines below it have no place to come from.",
                        n + 1
                    ));
                }
                continue;
            }
            let header = "set-cookie:";
            let named = bare.get(..header.len()).is_some_and(|start| start.eq_ignore_ascii_case(header));
            lines.push(SetCookieLine {
                from: from.clone(),
                set: if named { &bare[header.len()..] } else { line },
            });
        }
        (lines, errors)
    }
}
