//! Writes numbers, times and names of headers in the form in which people read them.

use leptos::prelude::*;
use model::Timestamp;

/// What the X-ray says if the session was found without a statement.
pub const STILL_IN_MEMORY: &str =
    "The session was still in memory: it was read this very second, and nothing was written since.";

/// A duration, given in microseconds, with two or three significant digits: `0.13 ms`, `4.6 ms`, `120 ms`, `1.2 s`.
/// More would only show noise.
pub fn duration(us: u64) -> String {
    let ms = us as f64 / 1e3;
    match us {
        0..1_000 => format!("{ms:.2} ms"),
        1_000..100_000 => format!("{ms:.1} ms"),
        100_000..1_000_000 => format!("{ms:.0} ms"),
        _ => format!("{:.1} s", ms / 1e3),
    }
}

/// An age, given in seconds, rounded down to one unit: `a moment`, `4 minutes`, `3 days`. A negative one, which a clock
/// that was set back can cause, is `a moment` too.
pub fn age(seconds: i64) -> String {
    let of = |n: i64, one: &str, many: &str| count(n.unsigned_abs(), one, many);
    match seconds {
        ..60 => "a moment".to_owned(),
        60..3_600 => of(seconds / 60, "minute", "minutes"),
        3_600..86_400 => of(seconds / 3_600, "hour", "hours"),
        _ => of(seconds / 86_400, "day", "days"),
    }
}

/// The time of day in UTC: `14:32:07`.
pub fn clock(at: Timestamp) -> String {
    let of_day = at.0.rem_euclid(86_400);
    format!("{:02}:{:02}:{:02}", of_day / 3_600, of_day / 60 % 60, of_day % 60)
}

/// A number with a comma after every three digits: `1,200,000`.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (n, digit) in digits.chars().enumerate() {
        if n > 0 && (digits.len() - n).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// Draws a sentence, with the parts between backticks as code. Backticks must come in pairs.
pub fn coded(text: &str) -> AnyView {
    // Split at backticks, every second part stood between two of them.
    let piece = |(n, part): (usize, &str)| match n % 2 {
        1 => view! { <code>{part.to_owned()}</code> }.into_any(),
        _ => part.to_owned().into_any(),
    };
    text.split('`').enumerate().map(piece).collect::<Vec<_>>().into_any()
}

/// A number of things in words: `no statements`, `one statement`, `4 statements`.
pub fn count(n: u64, one: &str, many: &str) -> String {
    match n {
        0 => format!("no {many}"),
        1 => format!("one {one}"),
        n => format!("{n} {many}"),
    }
}

/// What an HTTP header is for, in a sentence. `name` is in lower case; `None` for a header that is not in the list.
pub fn header(name: &str) -> Option<&'static str> {
    const HEADERS: [(&str, &str); 26] = [
        ("accept", "What kind of answer the browser can use."),
        ("accept-encoding", "How the answer may be packed for the way."),
        ("accept-language", "The languages its owner reads."),
        (
            "cache-control",
            "Whether the browser may keep the answer; no-store: not at all, for it is personal.",
        ),
        ("clear-site-data", "Asks the browser to forget what it kept of this site."),
        ("content-encoding", "How the answer is packed: br is Brotli."),
        ("content-length", "How many bytes follow."),
        (
            "content-security-policy",
            "What this page may load and run. The nonce changes with every page, so a script that somebody smuggled in has none.",
        ),
        ("content-type", "What the bytes are."),
        ("cross-origin-opener-policy", "Keeps other sites’ windows away from this one."),
        ("cross-origin-resource-policy", "Keeps other sites from embedding this answer."),
        ("date", "The server’s clock."),
        ("host", "Which site is meant; many may share one machine."),
        ("location", "Where to go next; with a status of 302 the browser goes there by itself."),
        ("origin", "The site whose page sent this. The server refuses writes from any other."),
        ("permissions-policy", "What the page does without: camera, place and the like."),
        ("referer", "The page it was asked for from."),
        ("referrer-policy", "How much of this address other sites may learn."),
        (
            "sec-fetch-dest",
            "What the answer is for: a document, a script, an image. Only the browser can set it.",
        ),
        (
            "sec-fetch-mode",
            "How it was asked for: by a click, or by a script of the page. Only the browser can set it.",
        ),
        (
            "sec-fetch-site",
            "Whether this site or another caused it. The server refuses writes from others; scripts can’t forge it.",
        ),
        (
            "server-timing",
            "The number of this trace, so that the browser’s own clock can be put beside the server’s.",
        ),
        ("strict-transport-security", "From now on, come by HTTPS only."),
        ("user-agent", "What the browser calls itself."),
        ("vary", "What else the answer depends on."),
        ("x-content-type-options", "Take the bytes for what they are said to be, and nothing else."),
    ];
    HEADERS.iter().find(|(known, _)| *known == name).map(|(_, words)| *words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_duration_has_the_digits_one_can_use() {
        for (us, said) in
            [(0, "0.00 ms"), (130, "0.13 ms"), (4_600, "4.6 ms"), (120_400, "120 ms"), (1_240_000, "1.2 s")]
        {
            assert_eq!(duration(us), said);
        }
        assert_eq!(count(1, "statement", "statements"), "one statement");
    }
}
