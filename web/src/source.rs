//! The source of the running build, as pages. Server only.
//!
//! The texts are compiled into the server (`server/build.rs`). The path in an address is only ever compared with their
//! names, so that it can never reach a file on the disk.

use std::collections::BTreeMap;

/// The source files that this build was made of. Cheap to copy.
#[derive(Clone, Copy)]
pub struct Source {
    /// Path and text of each file, sorted by path.
    pub files: &'static [(&'static str, &'static str)],
    /// A short hash over all files, which names the build.
    pub build: &'static str,
}

impl Source {
    /// The text of a file.
    pub fn find(&self, path: &str) -> Option<&'static str> {
        let at = self.files.binary_search_by(|(name, _)| (*name).cmp(path)).ok()?;
        self.files.get(at).map(|(_, text)| *text)
    }

    /// The page of a file or a folder as HTML, without its title. The empty path is the root. `None` where there is
    /// neither.
    pub fn html(&self, path: &str) -> Option<String> {
        let html = match self.find(path) {
            Some(text) => file(path, text),
            None => self.folder(path)?,
        };
        Some(self.crumbs(path) + &html)
    }

    /// Links to the folders around a path.
    fn crumbs(&self, path: &str) -> String {
        let build = format!("build {}", escaped(self.build));
        if path.is_empty() {
            return format!(r#"<p class="crumbs">{build}, {}</p>"#, count(self.files.len(), "file"));
        }
        let mut html = format!(r#"<nav class="crumbs" aria-label="Folders"><a href="/source">{build}</a>"#);
        for (end, _) in path.match_indices('/') {
            let folder = &path[..end];
            let name = folder.rsplit('/').next().unwrap_or(folder);
            html += &format!(r#" / <a href="/source/{}">{}</a>"#, escaped(folder), escaped(name));
        }
        html + "</nav>"
    }

    /// A folder's list: first the folders in it, then its files, each with its number of lines.
    fn folder(&self, path: &str) -> Option<String> {
        let begin = if path.is_empty() { String::new() } else { format!("{path}/") };
        let mut folders = BTreeMap::<&str, usize>::new();
        let mut files = Vec::new();
        for (name, text) in self.files {
            let Some(rest) = name.strip_prefix(begin.as_str()) else { continue };
            let lines = text.lines().count();
            match rest.split_once('/') {
                Some((folder, _)) => *folders.entry(folder).or_default() += lines,
                None => files.push((rest, lines)),
            }
        }
        if folders.is_empty() && files.is_empty() {
            return None;
        }
        let mut html = String::from(r#"<ul class="tree">"#);
        for (name, lines) in folders {
            html += &entry(&begin, name, "/", lines);
        }
        for (name, lines) in files {
            html += &entry(&begin, name, "", lines);
        }
        Some(html + "</ul>")
    }
}

/// One entry of a folder's list.
fn entry(begin: &str, name: &str, mark: &str, lines: usize) -> String {
    let (address, name, lines) = (escaped(&format!("{begin}{name}")), escaped(name), count(lines, "line"));
    format!(r#"<li><a href="/source/{address}">{name}{mark}</a> <span class="n">{lines}</span></li>"#)
}

/// A file as a table with one row for each line, which has an id that can be linked to. The links have `rel="external"`,
/// because leptos' router would otherwise follow them itself, and the browser would not mark the line as `:target`.
fn file(path: &str, text: &str) -> String {
    const ROW_BYTES: usize = 120;
    let mut html = String::with_capacity(text.len() + text.len() / 8 + text.lines().count() * ROW_BYTES);
    html += &format!(
        r#"<div class="source" tabindex="0" role="region" aria-label="{}"><table><tbody>"#,
        escaped(path)
    );
    for (at, line) in text.lines().enumerate() {
        let n = at + 1;
        html += &format!(
            r##"<tr id="L{n}"><th scope="row"><a href="#L{n}" rel="external">{n}</a></th><td><code>"##
        );
        html += &escaped(line);
        html += "</code></td></tr>";
    }
    html + "</tbody></table></div>"
}

fn count(n: usize, what: &str) -> String {
    format!("{n} {what}{}", if n == 1 { "" } else { "s" })
}

/// Escapes text for use in an element or in a quoted attribute.
fn escaped(text: &str) -> String {
    let mut html = String::with_capacity(text.len() + text.len() / 8);
    for c in text.chars() {
        match c {
            '&' => html += "&amp;",
            '<' => html += "&lt;",
            '>' => html += "&gt;",
            '"' => html += "&quot;",
            c => html.push(c),
        }
    }
    html
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOURCE: Source = Source {
        files: &[
            ("Cargo.toml", "[workspace]\n"),
            ("store/Cargo.toml", "[package]\nname = \"store\"\n"),
            ("store/src-notes.md", ""),
            ("store/src/lib.rs", "//! Rows.\n\npub fn first<T>(all: &[T]) -> &T {\n"),
            ("store/src/like.rs", "</code></table><script>alert(\"1 & 2\")</script>"),
        ],
        build: "0123abcd",
    };

    fn html(path: &str) -> String {
        SOURCE.html(path).unwrap_or_else(|| panic!("{path:?} is nothing"))
    }

    #[test]
    fn every_line_of_a_file_has_an_address() {
        let page = html("store/src/lib.rs");
        for (n, line) in
            [(1, "//! Rows."), (2, ""), (3, "pub fn first&lt;T&gt;(all: &amp;[T]) -&gt; &amp;T {")]
        {
            let row = format!(
                "<tr id=\"L{n}\"><th scope=\"row\"><a href=\"#L{n}\" rel=\"external\">{n}</a></th><td><code>{line}</code></td></tr>"
            );
            assert!(page.contains(&row), "{row} is not in {page}");
        }
        assert!(!page.contains("L4") && page.ends_with("</tr></tbody></table></div>"), "{page}");
        let region = r#"<div class="source" tabindex="0" role="region" aria-label="store/src/lib.rs">"#;
        assert!(page.contains(region), "{page}");
    }

    #[test]
    fn a_text_stays_text() {
        let page = html("store/src/like.rs");
        let line = "<code>&lt;/code&gt;&lt;/table&gt;&lt;script&gt;alert(&quot;1 &amp; 2&quot;)&lt;/script&gt;</code>";
        assert!(page.contains(line) && !page.contains("<script"), "{page}");
        assert_eq!(escaped("<a href=\"x\">&amp;</a>"), "&lt;a href=&quot;x&quot;&gt;&amp;amp;&lt;/a&gt;");
    }

    #[test]
    fn a_folder_lists_what_is_in_it_and_how_long() {
        let top = html("");
        assert!(
            top.starts_with(r#"<p class="crumbs">build 0123abcd, 5 files</p><ul class="tree">"#),
            "{top}"
        );
        assert!(
            top.contains(r#"<li><a href="/source/store">store/</a> <span class="n">6 lines</span></li>"#)
        );
        let file = r#"<li><a href="/source/Cargo.toml">Cargo.toml</a> <span class="n">1 line</span></li>"#;
        assert!(top.ends_with(&format!("{file}</ul>")), "{top}");
        let store = html("store");
        let names: Vec<_> = store
            .split("<li><a href=\"/source/store/")
            .skip(1)
            .map(|rest| rest.split('"').next().unwrap())
            .collect();
        assert_eq!(names, ["src", "Cargo.toml", "src-notes.md"], "{store}");
    }

    #[test]
    fn every_page_leads_back_to_its_folders() {
        let crumbs = r#"<nav class="crumbs" aria-label="Folders"><a href="/source">build 0123abcd</a> / <a href="/source/store">store</a> / <a href="/source/store/src">src</a></nav>"#;
        assert!(html("store/src/lib.rs").starts_with(crumbs));
        let top = r#"<nav class="crumbs" aria-label="Folders"><a href="/source">build 0123abcd</a></nav>"#;
        assert!(html("store").starts_with(top) && html("Cargo.toml").starts_with(top));
    }

    #[test]
    fn nothing_but_the_texts_has_an_address() {
        for path in [
            "..",
            ".",
            "/",
            "//",
            "../Cargo.toml",
            "store/../Cargo.toml",
            "./Cargo.toml",
            "/Cargo.toml",
            "/etc/passwd",
            "etc/passwd",
            "store/",
            "store//src",
            "store/src/",
            "store/src/lib.rs/",
            "store/src/lib.rs/x",
            "store/src/lib",
            "store/sr",
            "STORE",
            "store\\src",
            "store%2fsrc",
            "store/src/lib.rs\0",
            "\0",
            "\u{fffd}",
            " ",
            "Cargo.toml\n",
        ] {
            assert_eq!(SOURCE.html(path), None, "{path:?}");
            assert_eq!(SOURCE.find(path), None, "{path:?}");
        }
        assert_eq!(SOURCE.find(""), None);
        assert_eq!(SOURCE.find("Cargo.toml"), Some("[workspace]\n"));
    }
}
