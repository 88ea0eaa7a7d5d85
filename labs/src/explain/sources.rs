//! The tables that a statement names, as far as its words show them.

use super::case::Case;

/// One table, view, subquery or `WITH` of a statement.
pub(super) struct Source {
    /// Empty for a subquery.
    pub name: String,
    pub alias: Option<String>,
    /// None where they are not known.
    pub columns: Option<Vec<String>>,
}

const SOURCES_MAX: usize = 50;

impl Source {
    /// What the statement must call it.
    pub fn called(&self) -> &str {
        self.alias.as_deref().unwrap_or(&self.name)
    }

    pub fn has(&self, column: &str) -> bool {
        self.columns.iter().flatten().any(|own| own.eq_ignore_ascii_case(column))
    }
}

/// All of them, those of subqueries as well, in their order.
pub(super) fn sources(case: &Case<'_>) -> Vec<Source> {
    let shared = commons(case);
    let mut found = Vec::new();
    for i in 0..case.words.len() {
        if !case.is_one_of(i, "FROM JOIN INTO UPDATE") {
            continue;
        }
        let mut next = Some(i + 1);
        while let Some(at) = next
            && found.len() < SOURCES_MAX
        {
            let Some((source, after)) = source(case, at, &shared) else { break };
            found.push(source);
            next = (case.is(i, "FROM") && case.is(after, ",")).then_some(after + 1);
        }
    }
    found
}

/// The source that begins at `i`, and the word after it.
fn source(case: &Case<'_>, i: usize, shared: &[Source]) -> Option<(Source, usize)> {
    let (name, columns, mut after) = if case.is(i, "(") {
        let close = case.close_bracket(i)?;
        (String::new(), selected(case, i + 1, close), close + 1)
    } else if case.is_name(i) {
        let i = if case.is(i + 1, ".") { i + 2 } else { i };
        let name = case.name(i);
        let common = shared.iter().find(|common| common.name.eq_ignore_ascii_case(&name));
        let columns = match common {
            Some(common) => common.columns.clone(),
            None => {
                case.schema.table(&name).map(|table| table.columns.iter().map(|c| c.name.clone()).collect())
            }
        };
        (name, columns, i + 1)
    } else {
        return None;
    };
    if case.is(after, "AS") {
        after += 1;
    }
    let alias = case.is_name(after).then(|| case.name(after));
    after += usize::from(alias.is_some());
    Some((Source { name, alias, columns }, after))
}

/// What `WITH` names.
pub(super) fn commons(case: &Case<'_>) -> Vec<Source> {
    let mut found = Vec::new();
    for i in 1..case.words.len() {
        if !case.is_name(i) || !case.follows(i, "WITH RECURSIVE ,") || found.len() == SOURCES_MAX {
            continue;
        }
        let head = if case.is(i + 1, "(") { case.close_bracket(i + 1) } else { Some(i) };
        let Some(head) = head.filter(|&head| case.is(head + 1, "AS") && case.is(head + 2, "(")) else {
            continue;
        };
        let columns = if head > i {
            Some((i + 2..head).filter(|&n| case.is_name(n)).map(|n| case.name(n)).collect())
        } else {
            case.close_bracket(head + 2).and_then(|close| selected(case, head + 3, close))
        };
        found.push(Source { name: case.name(i), alias: None, columns });
    }
    found
}

/// The names of the columns of the `SELECT` between two words; none where a `*` hides them.
fn selected(case: &Case<'_>, from: usize, to: usize) -> Option<Vec<String>> {
    if !case.is(from, "SELECT") {
        return None;
    }
    let mut names = Vec::new();
    let mut depth = 0_usize;
    for i in from + 1..=to {
        match case.text(i) {
            "(" => depth += 1,
            ")" if depth > 0 => depth -= 1,
            "*" if depth == 0 && case.follows(i, "SELECT , .") => return None,
            _ if depth == 0 && (i == to || case.is_one_of(i, ", FROM UNION")) => {
                names.push(case.name(i - 1));
                if !case.is(i, ",") {
                    break;
                }
            }
            _ => {}
        }
    }
    Some(names)
}

/// The names that `SELECT` gives its columns, with the first word of what they stand for.
pub(super) fn aliases(case: &Case<'_>) -> Vec<(String, usize)> {
    let named =
        (1..case.words.len()).filter(|&i| case.is(i - 1, "AS") && case.is_name(i) && !case.is(i + 1, "("));
    let begin =
        |i: usize| case.find_back(i - 1, "SELECT , DISTINCT ALL").map(|before| (case.name(i), before + 1));
    named.take(SOURCES_MAX).filter_map(begin).collect()
}
