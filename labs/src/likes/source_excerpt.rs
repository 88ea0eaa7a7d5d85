//! The source of the three programs as the page shows it, taken from the very files that are compiled.
//!
//! So the comments, names and line breaks inside `serve` in these files are read by learners.

use crate::excerpt::body_of;
use std::sync::LazyLock;

/// The program with a variable.
pub static VARIABLE_SOURCE: LazyLock<String> = LazyLock::new(|| body_of_serve(include_str!("variable.rs")));
/// The program with a table.
pub static TABLE_SOURCE: LazyLock<String> = LazyLock::new(|| body_of_serve(include_str!("table.rs")));
/// The program that is killed.
pub static WRITER_SOURCE: LazyLock<String> = LazyLock::new(|| body_of_serve(include_str!("writer.rs")));

/// The body of `serve`, without the `Ok(())` at its end.
fn body_of_serve(source: &str) -> String {
    body_of(source, "fn serve(", &["}", "    Ok(())"])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_shown_of_a_program_is_what_it_does() {
        assert!(
            VARIABLE_SOURCE.starts_with("let mut likes = 0;\n") && VARIABLE_SOURCE.ends_with("}\n"),
            "{}",
            *VARIABLE_SOURCE
        );
        assert!(
            TABLE_SOURCE.contains("UPDATE posts SET likes = likes + 1 WHERE id = 1"),
            "{}",
            *TABLE_SOURCE
        );
        assert!(
            WRITER_SOURCE.starts_with("let database") && WRITER_SOURCE.contains("COMMIT"),
            "{}",
            *WRITER_SOURCE
        );
        assert!(WRITER_SOURCE.lines().count() < 16 && !WRITER_SOURCE.contains("fn "), "{}", *WRITER_SOURCE);
    }
}
