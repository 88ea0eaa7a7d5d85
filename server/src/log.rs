//! The log: lines for people if stderr is a terminal, JSON otherwise; on stderr in either case.
//!
//! Never here: cookies, passwords, and addresses of people. Text from a client goes through [`sanitize`] first, so that
//! nobody can forge a line or send codes to the terminal (docs/security.md, L1; CWE-117).

use anyhow::{Context, Result};
use std::{fmt::Write, io::IsTerminal, panic};
use tracing_subscriber::{EnvFilter, fmt, layer::SubscriberExt, util::SubscriberInitExt};

/// Levels for libraries that warn about what is normal here.
const LIBRARY_LEVELS: &str =
    "tower_sessions=off,tower_sessions_core=off,memory_serve=warn,sqlx=warn,hyper=warn";

/// The filter that these directives make. They come after those for the libraries, and so override them.
///
/// # Errors
/// If the directives are not a filter.
pub fn filter(directives: &str) -> Result<EnvFilter> {
    EnvFilter::try_new(format!("{LIBRARY_LEVELS},{directives}"))
        .context("it is not a filter such as `info,store=debug`")
}

/// Starts the log of the process. A panic becomes a line in it, in place of a text on stderr.
///
/// # Errors
/// If the directives are not a filter, or if a log was started already.
pub fn init(directives: &str) -> Result<()> {
    let terminal = std::io::stderr().is_terminal();
    let human = terminal.then(|| fmt::layer().with_writer(std::io::stderr).with_target(false));
    let json = (!terminal)
        .then(|| fmt::layer().json().flatten_event(true).with_writer(std::io::stderr).with_span_list(false));
    tracing_subscriber::registry().with(filter(directives)?).with(human).with(json).try_init()?;
    panic::set_hook(Box::new(|info| {
        let place = info.location().map_or_else(String::new, ToString::to_string);
        let what = info.payload_as_str().unwrap_or("no words");
        tracing::error!(place, "a panic at {place}: {what}");
    }));
    Ok(())
}

/// Makes text from a client safe to log: at most `chars_max` of its characters, with control characters, backslashes and
/// everything outside ASCII written as escapes.
pub fn sanitize(raw: &str, chars_max: usize) -> String {
    let mut text = String::new();
    for c in raw.chars().take(chars_max) {
        if c.is_control() || !c.is_ascii() || c == '\\' {
            let _ = write!(text, "{}", c.escape_default());
        } else {
            text.push(c);
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn l1_nobody_forges_a_line_of_the_log() {
        assert_eq!(sanitize("/a\r\nINFO all is well", 100), "/a\\r\\nINFO all is well");
        assert_eq!(sanitize("\u{1b}[31mred\u{202e}", 100), "\\u{1b}[31mred\\u{202e}");
        assert_eq!(sanitize("long path", 4), "long");
    }

    #[test]
    fn a_filter_is_refused_before_anything_starts() {
        assert!(filter("info,store=debug").is_ok());
        assert!(filter("store=loud").is_err());
    }
}
