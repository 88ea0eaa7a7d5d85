//! What the programs do, in their own words: the body of each, out of the very file that is compiled.

use crate::excerpt::body_of;
use std::sync::LazyLock;

/// The program with a variable.
pub static VARIABLE: LazyLock<String> = LazyLock::new(|| essence(include_str!("variable.rs")));
/// The program with a table.
pub static TABLE: LazyLock<String> = LazyLock::new(|| essence(include_str!("table.rs")));
/// The program that is killed.
pub static WRITER: LazyLock<String> = LazyLock::new(|| essence(include_str!("writer.rs")));

/// The lines of `serve`, without its last word.
fn essence(source: &str) -> String {
    body_of(source, "fn serve(", &["}", "    Ok(())"])
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
