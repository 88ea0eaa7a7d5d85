//! What the jar answers.

use super::JarInput;
use crate::cookie::{Decision, Jar, Localhost, NotSentReason, Request, SetCookie, Url};
use model::Timestamp;

/// When all of it happens: lines are set one after another, the request comes a second later.
const NOW: Timestamp = Timestamp(1_800_000_000);

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct JarOutput {
    pub lines: Vec<LineResult>,
    pub cookies: Vec<CookieResult>,
    /// The `Cookie` header; empty where nothing goes.
    pub header: String,
    /// What could not be read, in sentences.
    pub errors: Vec<String>,
}

/// One line, and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineResult {
    pub line: String,
    pub from: String,
    pub is_stored: bool,
    /// The jar's sentence.
    pub says: String,
    /// Each attribute and what it means.
    pub attributes: Vec<(String, String)>,
}

/// A cookie in the jar, and whether it goes along.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CookieResult {
    pub name: String,
    pub value: String,
    pub is_sent: bool,
    pub why: String,
    /// The section of RFC 6265bis that decided.
    pub rule: &'static str,
}

/// Stores the lines, then asks.
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
            attributes: attributes(line.set),
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

fn attributes(line: &str) -> Vec<(String, String)> {
    let Ok(parted) = SetCookie::parse(line) else { return Vec::new() };
    let text = |attribute: &crate::cookie::Attribute| match &attribute.value {
        Some(value) => format!("{}={value}", attribute.name),
        None => attribute.name.clone(),
    };
    parted.attributes.iter().map(|attribute| (text(attribute), attribute.meaning.to_string())).collect()
}

/// Where the draft says so (draft-ietf-httpbis-rfc6265bis, text of January 2026).
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
