//! The tokens of code, marked within a budget.
//!
//! The grammars are lists of regular expressions, and some texts make them slow: quadratic in the length of a line. A line
//! cannot be interrupted. So there are few grammars, of which each was measured with lines stitched from its own tokens;
//! longer lines stay plain; and between two lines a budget of bytes, lines and time is looked at. What is beyond it stays
//! plain: every character is there, without colours.

use super::render::push_escaped;
use std::{
    sync::LazyLock,
    time::{Duration, Instant},
};
use syntect::{
    easy::ScopeRegionIterator,
    parsing::{ParseState, Scope, ScopeStack, SyntaxReference, SyntaxSet},
};

/// Longer lines are not highlighted: the time that a line takes grows faster than its length.
const LINE_BYTES_MAX: usize = 200;
/// The most bytes of one person's text that are highlighted.
const BYTES_MAX: usize = 12_000;
/// The most lines of it.
const LINES_MAX: usize = 400;
/// The longest that highlighting one person's text may take; looked at between lines.
const TIME_MAX: Duration = Duration::from_millis(100);
/// The words after the backticks that name a language, and the name of its grammar in syntect's set. The site is about these
/// languages; of others, such as makefiles and C#, one line of 200 bytes can take many times as long.
const GRAMMARS: [(&str, &str); 16] = [
    ("bash", "Bourne Again Shell (bash)"),
    ("console", "Bourne Again Shell (bash)"),
    ("css", "CSS"),
    ("diff", "Diff"),
    ("html", "HTML"),
    ("javascript", "JavaScript"),
    ("js", "JavaScript"),
    ("json", "JSON"),
    ("py", "Python"),
    ("python", "Python"),
    ("rs", "Rust"),
    ("rust", "Rust"),
    ("sh", "Bourne Again Shell (bash)"),
    ("shell", "Bourne Again Shell (bash)"),
    ("sql", "SQL"),
    ("sqlite", "SQL"),
];

/// What may still be highlighted of a text.
pub(super) struct Budget {
    bytes: usize,
    lines: usize,
    /// When it is over, whatever is left of the rest.
    deadline: Option<Instant>,
    /// Whether something stayed plain because time was up. Rendered again, it may come out better.
    is_late: bool,
}

impl Budget {
    /// For one text of a person's, from now on.
    pub fn of_a_person() -> Self {
        Self { bytes: BYTES_MAX, lines: LINES_MAX, deadline: Some(Instant::now() + TIME_MAX), is_late: false }
    }

    /// For a text of the site's own, which is as long as it is and is rendered once.
    pub fn of_the_site() -> Self {
        Self { bytes: usize::MAX, lines: usize::MAX, deadline: None, is_late: false }
    }

    /// The same, and over at this moment at the latest.
    pub fn until(self, deadline: Instant) -> Self {
        Self { deadline: Some(self.deadline.map_or(deadline, |own| own.min(deadline))), ..self }
    }

    /// Whether something stayed plain because time was up.
    pub fn is_late(&self) -> bool {
        self.is_late
    }

    /// Takes a line of this many bytes out of the budget; whether there was enough.
    fn take(&mut self, bytes: usize) -> bool {
        if bytes > LINE_BYTES_MAX || bytes > self.bytes || self.lines == 0 {
            return false;
        }
        if self.deadline.is_some_and(|deadline| Instant::now() >= deadline) {
            self.is_late = true;
            return false;
        }
        self.bytes -= bytes;
        self.lines -= 1;
        true
    }
}

/// A block of code with its tokens in spans, whose classes say what they are. Unknown languages, and what is beyond the
/// budget, stay plain text.
pub(super) fn highlighted(language: &str, code: &str, budget: &mut Budget) -> String {
    let mut html = String::from("<pre><code>");
    match find_grammar(language) {
        None => push_escaped(&mut html, code),
        Some((set, grammar)) => push_highlighted(&mut html, code, set, grammar, budget),
    }
    html.push_str("</code></pre>");
    html
}

fn find_grammar(language: &str) -> Option<(&'static SyntaxSet, &'static SyntaxReference)> {
    static SYNTAXES: LazyLock<SyntaxSet> = LazyLock::new(SyntaxSet::load_defaults_newlines);
    let (_, grammar) = GRAMMARS.into_iter().find(|(word, _)| word.eq_ignore_ascii_case(language))?;
    Some((&SYNTAXES, SYNTAXES.find_syntax_by_name(grammar)?))
}

fn push_highlighted(
    html: &mut String,
    code: &str,
    set: &SyntaxSet,
    grammar: &SyntaxReference,
    budget: &mut Budget,
) {
    let mut state = ParseState::new(grammar);
    let mut stack = ScopeStack::new();
    for line in code.split_inclusive('\n') {
        let parsed = if budget.take(line.len()) { state.parse_line(line, set).ok() } else { None };
        let Some(ops) = parsed else {
            // Beyond the budget, or not understood: the line is shown without colours.
            push_escaped(html, line);
            continue;
        };
        for (text, op) in ScopeRegionIterator::new(&ops, line) {
            if stack.apply(op).is_err() {
                stack = ScopeStack::new();
            }
            match highlight_class(&stack).filter(|_| !text.trim().is_empty()) {
                Some(class) => {
                    html.push_str(&format!("<span class=\"{class}\">"));
                    push_escaped(html, text);
                    html.push_str("</span>");
                }
                None => push_escaped(html, text),
            }
        }
    }
}

/// The class of a token: comment, string, number or keyword, by the innermost of its scopes that is one of them.
fn highlight_class(stack: &ScopeStack) -> Option<&'static str> {
    static KINDS: LazyLock<Vec<(Scope, &'static str)>> = LazyLock::new(|| {
        let kinds = [
            ("comment", "c"),
            ("string", "s"),
            ("constant.numeric", "n"),
            ("keyword", "k"),
            ("storage", "k"),
        ];
        kinds.into_iter().filter_map(|(name, class)| Some((Scope::new(name).ok()?, class))).collect()
    });
    stack
        .as_slice()
        .iter()
        .rev()
        .find_map(|scope| KINDS.iter().find(|(kind, _)| kind.is_prefix_of(*scope)).map(|(_, class)| *class))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a reader sees of markup: its text.
    fn seen(html: &str) -> String {
        let pieces = html.split('<').map(|piece| piece.split_once('>').map_or(piece, |(_, text)| text));
        let text: String = pieces.collect();
        text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&")
    }

    #[test]
    fn every_grammar_is_there() {
        for (word, grammar) in GRAMMARS {
            assert!(find_grammar(word).is_some_and(|(_, found)| found.name == grammar), "{word}");
        }
        assert!(find_grammar("makefile").is_none() && find_grammar("").is_none());
    }

    #[test]
    fn r1_the_worst_texts_of_each_grammar_stay_within_the_budget_and_lose_nothing() {
        // The lines that took longest when each grammar was measured, and the one that froze the site once.
        let worst = [
            "<a ",
            "*/ /* ",
            "x",
            "a.",
            "'a",
            "$a",
            "done",
            " ",
            "\t",
            "${a:0",
            "[a].",
            "0",
            "truefalse",
            "<script>",
        ];
        let mut grammars = GRAMMARS.map(|(_, grammar)| grammar).to_vec();
        grammars.sort_unstable();
        grammars.dedup();
        for grammar in grammars {
            let (word, _) = GRAMMARS.into_iter().find(|(_, of)| *of == grammar).unwrap();
            for token in worst {
                let line = |bytes: usize| token.repeat(bytes / token.len()) + "\n";
                let code = line(LINE_BYTES_MAX - 10).repeat(5) + &line(10 * LINE_BYTES_MAX);
                // Without a clock, so that a slow machine changes nothing, and small, for a slow one.
                let mut budget = Budget { bytes: 500, deadline: None, ..Budget::of_a_person() };
                let html = highlighted(word, &code, &mut budget);
                assert!(budget.bytes < LINE_BYTES_MAX, "{word} {token:?}: the budget was not used");
                assert_eq!(seen(&html), code, "{word} {token:?}");
            }
        }
    }

    #[test]
    fn r1_code_beyond_the_budget_stands_plain() {
        let marked = |html: &str| html.matches("<span class=\"n\">1</span>").count();
        let clockless = || Budget { deadline: None, ..Budget::of_a_person() };
        let short = "1\n".repeat(LINES_MAX + 5);
        let html = highlighted("json", &short, &mut clockless());
        assert_eq!((marked(&html), seen(&html)), (LINES_MAX, short));
        let long = format!("1{}\n", " ".repeat(98)).repeat(BYTES_MAX / 100 + 5);
        let html = highlighted("json", &long, &mut clockless());
        assert_eq!((marked(&html), seen(&html)), (BYTES_MAX / 100, long));
        let mut late = Budget::of_a_person().until(Instant::now());
        let html = highlighted("json", "1\n1\n", &mut late);
        assert!(late.is_late() && !html.contains("<span") && seen(&html) == "1\n1\n", "{html}");
    }

    #[test]
    fn r1_a_long_line_is_plain_and_the_others_are_marked() {
        let long = format!("SELECT {}", "x".repeat(LINE_BYTES_MAX));
        let html = highlighted("sql", &format!("{long}\nSELECT 1"), &mut Budget::of_a_person());
        assert_eq!(html.matches("<span class=\"k\">SELECT").count(), 1, "{html}");
    }
}
