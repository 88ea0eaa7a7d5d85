//! Programs in their own words: the lines of a function, out of the very file that is compiled.

/// The body of the function whose head begins with `head`, up to the first line that is one of `ends`, moved to the left.
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
