//! Evaluating the jar's input: each line is stored, then the request is decided.

use super::JarInput;
use crate::cookie::{Decision, Jar, Localhost, NotSentReason, Request, SetCookie, Url};
use model::Timestamp;

/// The moment of the simulation. Each line comes a second after the one before, and the request a second after the last,
/// so that `Max-Age=1` and the order of cookies have something to show.
const NOW: Timestamp = Timestamp(1_800_000_000);

/// The jar's answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct JarOutput {
    /// What became of each line, in the order of the text.
    pub lines: Vec<LineResult>,
    /// Every cookie in the jar, in the order of the `Cookie` header.
    pub cookies: Vec<CookieResult>,
    /// The value of the `Cookie` header; empty when no cookie is sent.
    pub header: String,
    /// A sentence for each thing that could not be read.
    pub errors: Vec<String>,
}

/// One line, and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineResult {
    /// The line as typed, without the header's name.
    pub line: String,
    /// The address that it came from.
    pub from: String,
    /// Whether the jar accepted it. A line that removed a cookie counts as accepted.
    pub is_stored: bool,
    /// The jar's sentence about it.
    pub says: String,
    /// Each attribute as written, and what it means.
    pub attributes: Vec<(String, String)>,
}

/// A cookie in the jar, and whether it is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CookieResult {
    /// May be empty.
    pub name: String,
    /// May be empty.
    pub value: String,
    /// Whether it is sent.
    pub is_sent: bool,
    /// The jar's reason, in a sentence.
    pub why: String,
    /// The section of RFC 6265bis that decided.
    pub rule: &'static str,
}

/// Stores the lines one after the other in an empty jar, then decides the request. Plain HTTP to localhost counts as
/// secure here.
pub fn evaluate(input: &JarInput) -> JarOutput {
    let (set_cookie_lines, mut errors) = input.lines();
    let mut jar = Jar::new(Localhost::Trusted);
    let mut now = NOW;
    let mut lines = Vec::with_capacity(set_cookie_lines.len());
    for line in set_cookie_lines {
        now = now.plus(1);
        let Ok(from) = line.from else { continue };
        let result = jar.set(line.set, &from, Request::OWN, now);
        lines.push(LineResult {
            line: line.set.trim().to_owned(),
            from: from.to_string(),
            is_stored: result.is_ok(),
            says: result.map_or_else(|refused| refused.to_string(), |stored| stored.to_string()),
            attributes: attributes(line.set, from.host()),
        });
    }
    let to = match Url::parse(&input.to) {
        Ok(to) => to,
        Err(why) => {
            errors.push(format!("The request: {why}"));
            return JarOutput { lines, errors, ..JarOutput::default() };
        }
    };
    let how = input.request_kind.request();
    let decided = jar.decide(&to, how, now.plus(1)).into_iter().map(|(cookie, decision)| CookieResult {
        name: cookie.name.clone(),
        value: cookie.value.clone(),
        is_sent: decision == Decision::Sent,
        rule: rule(&decision),
        why: match decision {
            Decision::Sent => "Nothing holds it back.".to_owned(),
            Decision::NotSent(why) => why.to_string(),
        },
    });
    JarOutput { cookies: decided.collect(), header: jar.header(&to, how, now.plus(1)), lines, errors }
}

/// Each attribute of a line as written, with its meaning where `host` sets it. None when the line does not parse.
fn attributes(line: &str, host: &str) -> Vec<(String, String)> {
    let Ok(parted) = SetCookie::parse(line) else { return Vec::new() };
    let text = |attribute: &crate::cookie::Attribute| match &attribute.value {
        Some(value) => format!("{}={value}", attribute.name),
        None => attribute.name.clone(),
    };
    parted.attributes.iter().map(|attribute| (text(attribute), attribute.meaning.says_for(host))).collect()
}

/// The section of draft-ietf-httpbis-rfc6265bis (text of January 2026) that a decision follows.
fn rule(decision: &Decision) -> &'static str {
    match decision {
        Decision::Sent => "5.8.3",
        Decision::NotSent(why) => match why {
            NotSentReason::Expired { .. } => "5.7",
            NotSentReason::OtherHost { .. } | NotSentReason::OtherDomain { .. } => "5.1.3",
            NotSentReason::PublicSuffix { .. } => "5.7",
            NotSentReason::OtherPath { .. } => "5.1.4",
            NotSentReason::PlainHttp | NotSentReason::HttpOnly => "5.8.3",
            NotSentReason::Strict
            | NotSentReason::LaxNotNavigation { .. }
            | NotSentReason::LaxUnsafeMethod { .. }
            | NotSentReason::CrossSiteScript => "5.8.3",
        },
    }
}

#[cfg(test)]
mod tests;
