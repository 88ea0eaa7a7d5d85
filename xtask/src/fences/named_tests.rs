//! Every test exists that `docs/security.md` and `docs/durability.md` name as the proof of a requirement, and
//! `content/promises.md` of a promise.
//!
//! Two shapes in backticks are read as names: `server/tests/it/session.rs::signing_out_ends_the_session`, and
//! `end2end/pages/like.spec.ts: "a like survives a reload"`. A browser test whose title is put together in a loop
//! cannot be named. Never here: whether the test proves what the page says of it; that is for a reader.

use anyhow::{Context, Result, bail};
use std::fs;

const PAGES: [&str; 3] = ["docs/security.md", "docs/durability.md", "content/promises.md"];

/// Checks both pages.
///
/// # Errors
/// With a line for each test that does not exist, or when a page cannot be read or names none at all.
pub fn check() -> Result<()> {
    let mut missing = Vec::new();
    for page in PAGES {
        let text = fs::read_to_string(page).with_context(|| format!("{page} cannot be read"))?;
        let named = named_tests(&text);
        if named.is_empty() {
            bail!("{page} names no test as `path/file.rs::test_name` or `path/file.spec.ts: \"title\"`");
        }
        let gone =
            named.iter().filter(|test| !fs::read_to_string(&test.path).is_ok_and(|text| test.is_in(&text)));
        missing.extend(
            gone.map(|test| format!("{page} names a test that is not there: {}: {}", test.path, test.name)),
        );
    }
    if !missing.is_empty() {
        bail!("{}", missing.join("\n"));
    }
    Ok(())
}

/// A test as the page names it.
#[derive(Debug, PartialEq)]
struct NamedTest {
    path: String,
    /// The name of a function, or the title of a browser test.
    name: String,
    kind: Kind,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Kind {
    Rust,
    Browser,
}

/// What stands in backticks and has the shape of a test's name.
fn named_tests(page: &str) -> Vec<NamedTest> {
    // Every second piece is between two backticks; a fence of three does not change that.
    page.split('`').skip(1).step_by(2).filter_map(named_test).collect()
}

fn named_test(span: &str) -> Option<NamedTest> {
    // A long title may go over a line's end, which Markdown reads as a space.
    let span = span.split_whitespace().collect::<Vec<_>>().join(" ");
    let (path, name, kind) = if let Some((path, name)) = span.split_once(".rs::") {
        // Modules may stand before the name of the function.
        (format!("{path}.rs"), name.rsplit("::").next()?, Kind::Rust)
    } else {
        let (path, title) = span.split_once(".spec.ts: ")?;
        (format!("{path}.spec.ts"), title.strip_prefix('"')?.strip_suffix('"')?, Kind::Browser)
    };
    Some(NamedTest { path, name: name.to_owned(), kind })
}

impl NamedTest {
    /// Whether the text of a file holds this test, and as a test.
    fn is_in(&self, text: &str) -> bool {
        match self.kind {
            Kind::Rust => has_rust_test(text, &self.name),
            Kind::Browser => {
                let title = format!("\"{}\"", self.name);
                text.match_indices(&title).any(|(at, _)| text[..at].trim_end().ends_with("test("))
            }
        }
    }
}

/// Whether a function of that name follows an attribute such as `#[test]` or `#[tokio::test(…)]`.
fn has_rust_test(text: &str, name: &str) -> bool {
    let mut is_test = false;
    for line in text.lines().map(str::trim) {
        if line.starts_with("#[") {
            let attribute = line.trim_start_matches("#[").trim_end_matches(']');
            let path = attribute.split('(').next().unwrap_or_default();
            is_test |= path.rsplit("::").next() == Some("test");
        } else if !line.starts_with("//") {
            let function = line.split_once("fn ").map(|(_, rest)| rest);
            if is_test && function.is_some_and(|rest| rest.split(['(', '<']).next() == Some(name)) {
                return true;
            }
            // Attributes belong to what follows them, be it this test or another item.
            is_test = false;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rust(path: &str, name: &str) -> NamedTest {
        NamedTest { path: path.to_owned(), name: name.to_owned(), kind: Kind::Rust }
    }

    #[test]
    fn both_shapes_are_read_and_other_code_is_not() {
        let page = "K5 | `a/b.rs::tests::ends`, `Cookie: a=b` and `a/c.spec.ts: \"a like\n  stays\"`\n\
                    ```\nlet x = 1;\n```\n`a/b.rs` and a/d.rs::not_in_backticks, `a/e.rs::last`";
        let title = NamedTest {
            path: "a/c.spec.ts".to_owned(),
            name: "a like stays".to_owned(),
            kind: Kind::Browser,
        };
        assert_eq!(named_tests(page), [rust("a/b.rs", "ends"), title, rust("a/e.rs", "last")]);
    }

    #[test]
    fn a_rust_test_is_a_function_below_a_test_attribute() {
        let text = "#[test]\nfn plain() {}\n\
                    /// Says why.\n#[tokio::test(start_paused = true)]\n#[ignore]\n// A remark.\nasync fn waits() {}\n\
                    fn helper() {}\n#[cfg(test)]\nfn under_cfg() {}\n#[test]\nfn generic<T>() {}\n";
        for name in ["plain", "waits", "generic"] {
            assert!(rust("", name).is_in(text), "{name}");
        }
        for name in ["helper", "under_cfg", "plai", "wait", "ends"] {
            assert!(!rust("", name).is_in(text), "{name}");
        }
    }

    #[test]
    fn a_browser_test_is_known_by_its_whole_title() {
        let text =
            "test(\"a like survives\", async () => {});\ntest(\n  \"a long one\",\n  f);\nclick(\"Like\");";
        let test = |name: &str| NamedTest { name: name.to_owned(), kind: Kind::Browser, ..rust("", "") };
        assert!(test("a like survives").is_in(text) && test("a long one").is_in(text));
        assert!(!test("a like").is_in(text) && !test("Like").is_in(text));
    }
}
