//! The example that authors begin with: one exercise about boats and their trips, with a database of its own. It is proved
//! by a test, as the site's own exercises are.

/// The tables of the example and their rows: a `square.sql`.
pub const EXAMPLE_SQL: &str = include_str!("example/square.sql");
/// The values of the example's generated databases: a `square.toml`.
pub const EXAMPLE_VALUES: &str = include_str!("example/square.toml");
/// The name of the example's file without `.md`.
pub const EXAMPLE_FILE: &str = "select-01-long-trips";
/// What that file says.
pub const EXAMPLE_EXERCISE: &str = include_str!("example/exercise.md");

/// The example under another title.
pub fn example_titled(title: &str) -> String {
    // A title in TOML: a basic string, in which a quote and a backslash are escaped.
    let title = title.replace('\\', "\\\\").replace('"', "\\\"");
    EXAMPLE_EXERCISE.replacen("Long trips", &title, 1)
}
