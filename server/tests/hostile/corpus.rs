//! The hostile texts beside this file, read and written out. Two test programs use them.

use std::path::Path;

const CORPUS: &str =
    concat!(include_str!("reach.sql"), include_str!("exhaust.sql"), include_str!("leave.sql"));

/// A text that strangers have thought of.
pub struct Snippet {
    /// X1 to X17 (docs/security.md, X); 0 for one that is stitched.
    pub threat: u32,
    /// What it tries.
    pub what: String,
    /// The text.
    pub sql: String,
}

/// All of them. `folder` is the one that they try to reach.
pub fn corpus(folder: &Path) -> Vec<Snippet> {
    let read = |part: &str| {
        let (line, sql) = part.split_once('\n').unwrap();
        let (threat, what) = line.strip_prefix("-- X").and_then(|line| line.split_once(": ")).expect(line);
        Snippet { threat: threat.parse().unwrap(), what: what.to_owned(), sql: expand(sql, folder) }
    };
    // What stands before the first line of dashes of each file says how to read it.
    CORPUS
        .split("\n---\n")
        .filter(|part| part.starts_with("-- X"))
        .map(|part| read(part.trim_end()))
        .collect()
}

/// The text with its markers written out.
fn expand(text: &str, folder: &Path) -> String {
    let text = text.replace("{{folder}}", &folder.display().to_string()).replace("\\0", "\0");
    let mut parts = text.split("{{repeat ");
    let mut whole = parts.next().unwrap().to_owned();
    for part in parts {
        let (marker, rest) = part.split_once("\"}}").expect("a marker has an end");
        let (count, what) = marker.split_once(" \"").expect("a marker repeats something");
        for i in 0..count.parse::<usize>().unwrap() {
            whole += &what.replace("{i}", &i.to_string()).replace("{j}", &(i + 1).to_string());
        }
        whole += rest;
    }
    whole
}
