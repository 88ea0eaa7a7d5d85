//! Excerpts of source code, taken from the very file that is compiled, so that a page cannot show an outdated program.

/// The body of a function in `source`, without its signature and its end, one level of indentation removed.
///
/// `head` is text from the signature's first line. The body begins after the line on which the signature ends (with `{`
/// in Rust, `:` in Python) and stops before the first line that equals one of `ends`.
pub fn body_of(source: &str, head: &str, ends: &[&str]) -> String {
    let lines = source.lines().skip_while(|line| !line.contains(head));
    let lines = lines.skip_while(|line| !line.ends_with(['{', ':'])).skip(1);
    let body = lines.take_while(|line| !ends.contains(line));
    body.map(|line| format!("{}\n", line.strip_prefix("    ").unwrap_or(line))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_stands_without_its_head_and_its_end() {
        let rust = "fn other() {\n    no();\n}\n\nfn serve(\n    port: u16,\n) -> io::Result<()> {\n    if on {\n        go();\n    }\n    Ok(())\n}\n";
        assert_eq!(body_of(rust, "fn serve(", &["}", "    Ok(())"]), "if on {\n    go();\n}\n");
        assert_eq!(body_of("def f(db):\n    return 1\n\n\nx = 2\n", "def f(", &[""]), "return 1\n");
    }
}
