//! Markdown as people type it, HTML as a page may have it.
//!
//! Two defences, each of which would be enough: HTML that was typed is shown as text, and all output passes the sanitizer
//! (ammonia) with a short list of allowed tags. Images are replaced by their description, because loading one would tell
//! another host who reads what.

use super::{
    highlight::{Budget, highlighted},
    nesting::Nesting,
};
use ammonia::{Builder, UrlRelative};
use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Options, Parser, Tag, TagEnd, html::push_html};
use quick_cache::{Weighter, sync::Cache};
use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, LazyLock},
};

/// The most bytes that the cache of the site's own texts may hold, keys included.
const SITE_CACHE_BYTES_MAX: u64 = 4 << 20;

static SITE_CACHE: LazyLock<Cache<String, Arc<str>, Bytes>> =
    LazyLock::new(|| Cache::with_weighter(2_000, SITE_CACHE_BYTES_MAX, Bytes));

/// How many bytes the site's own texts take, and how many they may.
pub fn site_cached_bytes() -> (u64, u64) {
    (SITE_CACHE.weight(), SITE_CACHE.capacity())
}
/// The most characters of a post's text that lists show.
const EXCERPT_CHARS_MAX: usize = 280;

/// A person's text as sanitized HTML; code within the budget is highlighted.
pub(super) fn person_html(body: &str, budget: &mut Budget) -> String {
    USER_SANITIZER.clean(&render_unsanitized(body, budget)).to_string()
}

/// A text of the site's own as HTML. Unlike a person's, its links may lead to other pages of the site.
pub fn site_html(text: &str) -> Arc<str> {
    if let Some(html) = SITE_CACHE.get(text) {
        return html;
    }
    let html: Arc<str> = site_html_uncached(text).into();
    SITE_CACHE.insert(text.to_owned(), html.clone());
    html
}

/// As `site_html`, for sentences that quote what somebody typed. They are not cached: they would fill the cache with text
/// that never comes again, and nothing of what was typed should stay in memory.
pub fn site_html_uncached(text: &str) -> String {
    SITE_SANITIZER.clean(&render_unsanitized(text, &mut Budget::of_the_site())).to_string()
}

/// Weighs a cache's entries by their bytes.
#[derive(Clone)]
struct Bytes;

impl Weighter<String, Arc<str>> for Bytes {
    fn weight(&self, key: &String, html: &Arc<str>) -> u64 {
        (key.len() + html.len()) as u64
    }
}

/// The beginning of a text without Markdown's marks, for lists and descriptions. Headings, tables and code are left out,
/// unless the text has nothing else. It ends at a word and with an ellipsis where it was cut.
pub fn excerpt(body: &str) -> String {
    let words = plain_text(body, true);
    let words = if words.is_empty() { plain_text(body, false) } else { words };
    if words.chars().count() <= EXCERPT_CHARS_MAX {
        return words;
    }
    let cut: String = words.chars().take(EXCERPT_CHARS_MAX).collect();
    let end = cut.rfind(' ').unwrap_or(cut.len());
    format!("{}…", cut[..end].trim_end_matches(|c: char| c.is_ascii_punctuation()))
}

/// The words of a text, separated by single spaces; stops soon after there are enough for an excerpt.
fn plain_text(body: &str, prose_only: bool) -> String {
    let mut text = String::new();
    let mut depth_outside_prose = 0_usize;
    for event in parser(body) {
        match event {
            Event::Start(Tag::Heading { .. } | Tag::Table(_) | Tag::CodeBlock(_)) => depth_outside_prose += 1,
            Event::End(TagEnd::Heading(_) | TagEnd::Table | TagEnd::CodeBlock) => {
                depth_outside_prose = depth_outside_prose.saturating_sub(1)
            }
            Event::Text(piece) | Event::Code(piece) | Event::Html(piece) | Event::InlineHtml(piece)
                if depth_outside_prose == 0 || !prose_only =>
            {
                text.push_str(&piece);
            }
            Event::SoftBreak
            | Event::HardBreak
            | Event::End(TagEnd::Paragraph | TagEnd::Item | TagEnd::TableCell) => {
                text.push(' ');
            }
            _ => {}
        }
        if text.len() > 8 * EXCERPT_CHARS_MAX {
            break;
        }
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The events of CommonMark with two of GitHub's extensions: struck-out words and tables.
fn parser(body: &str) -> impl Iterator<Item = Event<'_>> {
    Parser::new_ext(body, Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TABLES)
}

/// Renders Markdown. HTML that was typed is escaped here, but nothing else is checked: the caller sanitizes.
fn render_unsanitized(body: &str, budget: &mut Budget) -> String {
    // The level of the last heading; the page's own title is the first.
    let mut deepest = HeadingLevel::H1 as usize;
    let mut events = Vec::new();
    let mut code: Option<(String, String)> = None;
    let mut in_image = false;
    let mut nesting = Nesting::default();
    for event in parser(body) {
        match nesting.flatten(event) {
            // The parts of a block of code are gathered and highlighted as a whole when the block ends.
            Event::Start(Tag::CodeBlock(kind)) => {
                let language = match kind {
                    CodeBlockKind::Fenced(info) => {
                        info.split_whitespace().next().unwrap_or_default().to_owned()
                    }
                    CodeBlockKind::Indented => String::new(),
                };
                code = Some((language, String::new()));
            }
            Event::End(TagEnd::CodeBlock) => {
                if let Some((language, text)) = code.take() {
                    events.push(Event::Html(highlighted(&language, &text, budget).into()));
                }
            }
            Event::Text(piece) if code.is_some() => {
                if let Some((_, text)) = &mut code {
                    text.push_str(&piece);
                }
            }
            Event::Start(Tag::Image { .. }) => in_image = true,
            Event::End(TagEnd::Image) => in_image = false,
            Event::Text(piece) if in_image => events.push(Event::Text(format!("[picture: {piece}]").into())),
            // Typed HTML becomes text, which `push_html` escapes.
            Event::Html(typed) | Event::InlineHtml(typed) => events.push(Event::Text(typed)),
            Event::Start(Tag::Heading { level, .. }) => {
                deepest = (level as usize + 1).min(deepest + 1);
                events.push(Event::Start(Tag::Heading {
                    level: heading_level(deepest),
                    id: None,
                    classes: vec![],
                    attrs: vec![],
                }));
            }
            Event::End(TagEnd::Heading(_)) => {
                events.push(Event::End(TagEnd::Heading(heading_level(deepest))))
            }
            other => events.push(other),
        }
    }
    let mut html = String::new();
    push_html(&mut html, events.into_iter());
    // An empty header cell is announced as a header without a name, so the corner of a table becomes a plain cell.
    html.replace("<th></th>", "<td></td>")
}

/// The level of a heading, at most 6. The page has the only `h1`, and no heading skips a level, whatever was typed, so
/// that screen readers list them as a tree (WCAG 2.2, 1.3.1).
fn heading_level(level: usize) -> HeadingLevel {
    HeadingLevel::try_from(level).unwrap_or(HeadingLevel::H6)
}

/// For people's texts: no link without a host, and none that search engines should count as the site's word.
static USER_SANITIZER: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut sanitizer = sanitizer();
    sanitizer.url_relative(UrlRelative::Deny).link_rel(Some("nofollow ugc noopener noreferrer"));
    sanitizer
});

/// For the site's own texts.
static SITE_SANITIZER: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut sanitizer = sanitizer();
    sanitizer.url_relative(UrlRelative::PassThrough).link_rel(None);
    sanitizer
});

/// What both sanitizers allow; everything else is dropped.
fn sanitizer() -> Builder<'static> {
    let tags = [
        "a",
        "blockquote",
        "br",
        "code",
        "del",
        "em",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
        "li",
        "ol",
        "p",
        "pre",
        "span",
        "strong",
        "table",
        "tbody",
        "td",
        "th",
        "thead",
        "tr",
        "ul",
    ];
    let mut sanitizer = Builder::empty();
    sanitizer
        .tags(HashSet::from(tags))
        .tag_attributes(HashMap::from([
            ("a", HashSet::from(["href", "title"])),
            ("ol", HashSet::from(["start"])),
        ]))
        .allowed_classes(HashMap::from([("span", HashSet::from(["k", "s", "c", "n"]))]))
        .url_schemes(HashSet::from(["http", "https", "mailto"]));
    sanitizer
}

/// Adds a text to markup, escaped.
pub(super) fn push_escaped(html: &mut String, text: &str) {
    text.chars().for_each(|c| push_escaped_char(html, c));
}

/// Adds a character of a text to markup, escaped.
pub fn push_escaped_char(html: &mut String, c: char) {
    match c {
        '&' => html.push_str("&amp;"),
        '<' => html.push_str("&lt;"),
        '>' => html.push_str("&gt;"),
        '"' => html.push_str("&quot;"),
        c => html.push(c),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn html(body: &str) -> String {
        person_html(body, &mut Budget::of_a_person())
    }

    #[test]
    fn markdown_becomes_html() {
        let check = |typed: &str, want: &str| assert_eq!(html(typed).trim(), want, "{typed:?}");
        check("*one* **two**", "<p><em>one</em> <strong>two</strong></p>");
        check("# One\n### Two", "<h2>One</h2>\n<h3>Two</h3>");
        check("#### Deep", "<h2>Deep</h2>");
        check(
            "[a](https://example.org/)",
            r#"<p><a href="https://example.org/" rel="nofollow ugc noopener noreferrer">a</a></p>"#,
        );
        check("- one\n- two", "<ul>\n<li>one</li>\n<li>two</li>\n</ul>");
    }

    #[test]
    fn html_that_was_typed_is_shown_as_text() {
        for typed in [
            "<script>alert(1)</script>",
            "</textarea><script>alert(1)</script>",
            "<img src=x onerror=alert(1)>",
            "a <b onclick=x>b</b>",
            "<style>*{}</style>",
            "<svg/onload=alert(1)>",
        ] {
            let html = html(typed);
            let tags: Vec<_> =
                html.match_indices('<').map(|(at, _)| &html[at..html.len().min(at + 4)]).collect();
            assert!(
                tags.iter().all(|tag| tag.starts_with("<p") || tag.starts_with("</p")),
                "{typed:?}: {html}"
            );
        }
    }

    #[test]
    fn no_link_runs_a_script_and_no_picture_is_fetched() {
        for typed in [
            "[a](javascript:alert(1))",
            "[a](data:text/html,x)",
            "<javascript:alert(1)>",
            "[a](//evil.example)",
        ] {
            assert!(!html(typed).contains("href"), "{typed:?}: {}", html(typed));
        }
        let html = html("![a cat](https://evil.example/cat.png)");
        assert!(!html.contains("<img") && html.contains("[picture: a cat]"), "{html}");
    }

    #[test]
    fn code_is_marked_by_kind_and_stays_what_it_was() {
        let sql = html("```sql\nSELECT 'a<b' -- note\n```");
        assert!(sql.contains(r#"<span class="k">SELECT</span>"#), "{sql}");
        assert!(sql.contains("a&lt;b"), "{sql}");
        assert!(html("```\n<script>\n```").contains("&lt;script&gt;"));
        assert!(html("```nonsense\nx\n```").contains("<pre><code>x"));
    }

    #[test]
    fn r1_what_is_nested_too_deeply_keeps_its_text_and_stays_small() {
        let max = super::super::nesting::DEPTH_MAX;
        for (mark, tag) in [(">", "<blockquote>"), ("+ ", "<ul>"), ("1. ", "<ol>"), ("> - ", "<blockquote>")]
        {
            let typed = mark.repeat(20_000 / mark.len() - 2) + " the end";
            let html = html(&typed);
            let tags = html.matches(tag).count();
            assert!((max / 2..=max).contains(&tags) && html.contains("the end"), "{mark:?}: {tags}");
            assert!(html.len() < 25_000, "{mark:?}: {}", html.len());
        }
        assert_eq!(html("> - *a*\n> - b\n\nc").matches("<li>").count(), 2);
    }

    #[test]
    fn an_excerpt_is_plain_text_and_ends_at_a_word() {
        assert_eq!(
            excerpt("# Title\n\nSome *text*, `code`.\n\n```\nlet x;\n```\n\n- one\n- two"),
            "Some text, code. one two"
        );
        assert_eq!(excerpt("# Only a title"), "Only a title");
        let long = excerpt(&"word ".repeat(200));
        assert!(long.ends_with("word…") && long.chars().count() <= EXCERPT_CHARS_MAX + 1);
    }
}
