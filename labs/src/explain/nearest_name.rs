//! Finds the name that somebody may have meant.

/// The longest name that is compared, in characters.
const CHARS_MAX: usize = 64;

/// The candidate nearest to `name`, if one is near enough: at most one wrong character in three, and never more than three; or
/// the same word in singular or plural. It is never the name itself: what somebody wrote is nothing to propose.
pub(super) fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wanted = name.to_lowercase();
    let length = wanted.chars().count();
    if length > CHARS_MAX {
        return None;
    }
    let slips_max = (length / 3).clamp(1, 3);
    candidates
        .into_iter()
        .filter(|candidate| candidate.chars().count() <= CHARS_MAX && candidate.to_lowercase() != wanted)
        .map(|candidate| (distance(&wanted, &candidate.to_lowercase()), candidate))
        .filter(|(slips, candidate)| *slips <= slips_max && *slips < candidate.chars().count())
        .min_by_key(|(slips, _)| *slips)
        .map(|(_, candidate)| candidate)
}

/// The distance of two names: insertions, deletions, replacements and swapped neighbours (the optimal string alignment distance).
/// Singular for plural, or another way to separate words, counts as one.
fn distance(a: &str, b: &str) -> usize {
    if bare(a) == bare(b) { 1 } else { strsim::osa_distance(a, b) }
}

/// A name without what people often get wrong: `_`, spaces, and the ending of the plural.
fn bare(name: &str) -> String {
    let name: String = name.chars().filter(|c| *c != '_' && *c != ' ').collect();
    let Some(stem) = name.strip_suffix("ies").map(|stem| format!("{stem}y")) else {
        let stem = name.strip_suffix("ses").or_else(|| name.strip_suffix('s')).unwrap_or(&name);
        return stem.strip_suffix('s').unwrap_or(stem).to_owned();
    };
    stem
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLES: [&str; 4] = ["users", "posts", "comments", "cities"];

    #[test]
    fn a_slip_and_another_number_are_near() {
        for (name, meant) in
            [("uesrs", "users"), ("Post", "posts"), ("commentses", "comments"), ("city", "cities")]
        {
            assert_eq!(nearest(name, TABLES), Some(meant), "{name}");
        }
    }

    #[test]
    fn a_name_is_never_proposed_in_its_own_place() {
        assert_eq!(nearest("Users", ["users", "user"]), Some("user"));
        assert_eq!(nearest("sqrt", ["sqrt"]), None);
    }

    #[test]
    fn another_word_is_not_near() {
        for name in ["flowers", "x", "", "likes"] {
            assert_eq!(nearest(name, TABLES), None, "{name}");
        }
        assert_eq!(nearest(&"users".repeat(1_000), TABLES), None);
    }
}
