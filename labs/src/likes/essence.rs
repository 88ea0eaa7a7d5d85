//! What the programs do, in their own words: the body of each, out of the very file that is compiled.

use std::sync::LazyLock;

/// The program with a variable.
pub static VARIABLE: LazyLock<String> = LazyLock::new(|| body_of(include_str!("variable.rs")));
/// The program with a table.
pub static TABLE: LazyLock<String> = LazyLock::new(|| body_of(include_str!("table.rs")));
/// The program that is killed.
pub static WRITER: LazyLock<String> = LazyLock::new(|| body_of(include_str!("writer.rs")));

/// The lines of `serve`, without its head and its last word, moved to the left.
fn body_of(source: &str) -> String {
    let lines = source.lines().skip_while(|line| !line.contains("fn serve("));
    let lines = lines.skip_while(|line| !line.ends_with('{')).skip(1);
    let body = lines.take_while(|line| *line != "}" && *line != "    Ok(())");
    body.map(|line| format!("{}\n", line.strip_prefix("    ").unwrap_or(line))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_shown_of_a_program_is_what_it_does() {
        assert!(VARIABLE.starts_with("let mut likes = 0;\n") && VARIABLE.ends_with("}\n"), "{}", *VARIABLE);
        assert!(TABLE.contains("UPDATE posts SET likes = likes + 1 WHERE id = 1"), "{}", *TABLE);
        assert!(WRITER.starts_with("let database") && WRITER.contains("COMMIT"), "{}", *WRITER);
        assert!(WRITER.lines().count() < 16 && !WRITER.contains("fn "), "{}", *WRITER);
    }
}
