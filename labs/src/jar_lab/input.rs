//! What a learner types into the jar's form: lines, an address, and how the request comes about.

use crate::cookie::{Request, Url};
use serde::Deserialize;

/// The most text that is read, in octets.
pub const TEXT_OCTETS_MAX: usize = 16 * 1024;
/// The most lines that are read.
pub(super) const LINES_MAX: usize = 200;
/// The address that lines come from until the text names another.
const FROM: &str = "https://shop.example/";

/// How a request comes about, as forms and texts name it. Each stands for a `Request`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RequestKind {
    /// `Request::OWN`.
    Own,
    /// `Request::LINK_ELSEWHERE`.
    LinkElsewhere,
    /// `Request::FORM_ELSEWHERE`.
    FormElsewhere,
    /// `Request::EMBEDDED_ELSEWHERE`.
    EmbeddedElsewhere,
    /// `Request::SCRIPT`.
    Script,
}

impl RequestKind {
    /// All of them, in the order of the form.
    pub const ALL: [Self; 5] =
        [Self::Own, Self::LinkElsewhere, Self::FormElsewhere, Self::EmbeddedElsewhere, Self::Script];

    /// The name in forms and in the texts of exercises.
    pub fn name(self) -> &'static str {
        match self {
            Self::Own => "own",
            Self::LinkElsewhere => "link-elsewhere",
            Self::FormElsewhere => "form-elsewhere",
            Self::EmbeddedElsewhere => "embedded-elsewhere",
            Self::Script => "script",
        }
    }

    /// The kind of this name.
    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|how| how.name() == name)
    }

    /// The words in the form, which continue “because”.
    pub fn says(self) -> &'static str {
        match self {
            Self::Own => "you open it yourself, or from a page of the same site",
            Self::LinkElsewhere => "you follow a link on another site",
            Self::FormElsewhere => "another site posts a form there",
            Self::EmbeddedElsewhere => "another site shows an image from there, or fetches",
            Self::Script => "a script on that page reads document.cookie",
        }
    }

    /// What the jar is asked.
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

/// The jar's input: a text of `Set-Cookie` lines, and a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JarInput {
    /// Any text. A line that begins with `http://` or `https://` is the address that the lines below it come from.
    pub lines: String,
    /// The address of the request, as typed.
    pub to: String,
    /// How the request comes about.
    pub request_kind: RequestKind,
}

/// A line to be stored.
pub(super) struct SetCookieLine<'t> {
    /// The address that it comes from, or why the text names none.
    pub from: Result<Url, String>,
    /// What follows `Set-Cookie:`.
    pub set: &'t str,
}

impl JarInput {
    /// The lines in order, and a sentence for each thing in the text that could not be read.
    pub(super) fn lines(&self) -> (Vec<SetCookieLine<'_>>, Vec<String>) {
        let (mut lines, mut errors) = (Vec::new(), Vec::new());
        // The text is cut after a whole character, at the last one that begins within the limit.
        let text = match self.lines.char_indices().take_while(|(at, _)| *at < TEXT_OCTETS_MAX).last() {
            Some((at, c)) if self.lines.len() > at + c.len_utf8() => {
                errors.push(format!("Only the first {TEXT_OCTETS_MAX} bytes were read."));
                &self.lines[..at + c.len_utf8()]
            }
            _ => self.lines.as_str(),
        };
        let read = |address: &str| Url::parse(address).map_err(|why| why.to_string());
        // `from` is the address that the following lines come from. An address that is malformed stays in force, too: the
        // lines below it then have nowhere to come from, rather than coming from the address before it.
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
            // Whatever looks like an address is read as one, even if it turns out to be malformed: as a cookie it
            // would only confuse.
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
            // Lines may be pasted with the header's name or without it.
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
