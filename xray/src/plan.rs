//! How SQLite means to answer a statement: its `EXPLAIN QUERY PLAN` as a tree, each step in a plain sentence.
//!
//! The steps are those of SQLite 3.51 (`ExplainQueryPlan` and `sqlite3WhereAddExplainText` in its source). Their wording
//! is no promise of SQLite's: a step unknown here keeps its own words and has no sentence.
//! A plan tells what may be done, not how often or how far; a LIMIT is not in it. Steps that only foreign keys need stand
//! at the root of an INSERT or DELETE like the rest.

use std::collections::HashMap;

/// A row of the answer to `EXPLAIN QUERY PLAN`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    pub id: i64,
    /// The id of an earlier row, or 0.
    pub parent: i64,
    pub detail: String,
}

/// A step, and the steps within it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    pub kind: Kind,
    /// The words in capitals: `SEARCH`, `CORRELATED SCALAR SUBQUERY 1`.
    pub operation: String,
    /// What follows them, as SQLite says it; often nothing.
    pub rest: String,
    /// For people; empty for a step that is unknown here.
    pub says: String,
    pub children: Vec<Node>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Finds its place by a key or an index.
    Search,
    /// Reads a table or an index from one end.
    Scan,
    /// An inner query, or reading what one made.
    Subquery,
    Sort,
    Other,
}

/// Steps nested more deeply stand beside each other, at this depth.
pub const DEPTH_MAX: usize = 16;

/// The plan as a tree, with the tables' own names in the sentences: `names` are pairs of a short name and a table, as
/// from `sql::aliases`. A row whose parent did not come before it stands at the root.
pub fn tree_named(rows: Vec<Row>, names: &[(&str, &str)]) -> Vec<Node> {
    let mut made = Vec::new();
    let mut places = HashMap::new();
    let mut nodes = Vec::new();
    let mut hangs: Vec<(Option<usize>, usize)> = Vec::new(); // under which node, and how deep
    for (place, row) in rows.into_iter().enumerate() {
        let parent = places.get(&row.parent).filter(|_| row.parent != 0).copied();
        hangs.push(match parent.map(|parent: usize| (parent, hangs[parent])) {
            Some((_, (above, DEPTH_MAX))) => (above, DEPTH_MAX),
            Some((parent, (_, depth))) => (Some(parent), depth + 1),
            None => (None, 1),
        });
        nodes.push(node(&row.detail, names, &mut made));
        places.insert(row.id, place);
    }
    // From the last to the first, so that each node is complete when it goes into its parent.
    let mut children: Vec<Vec<Node>> = vec![Vec::new(); nodes.len()];
    let mut roots = Vec::new();
    for (place, mut node) in nodes.into_iter().enumerate().rev() {
        node.children = std::mem::take(&mut children[place]);
        node.children.reverse();
        match hangs[place].0 {
            Some(parent) => children[parent].push(node),
            None => roots.push(node),
        }
    }
    roots.reverse();
    roots
}

/// Says of the table that is read first that a LIMIT of the statement can end it. Not where rows are sorted or grouped in
/// memory: all have to be there for that.
pub fn end_early(nodes: &mut [Node]) {
    let waits_for_all =
        |node: &Node| ["ORDER BY", "GROUP BY"].iter().any(|clause| node.operation.ends_with(clause));
    if nodes.iter().any(|node| node.kind == Kind::Sort && waits_for_all(node)) {
        return;
    }
    let Some(first) = nodes.first_mut() else { return };
    if let Some(table) = first.says.strip_prefix(EVERY_ROW) {
        first.says = format!("reads the rows of {table} from one end, until the LIMIT has enough");
    }
    for order in [", in its order", ", in their order"] {
        first.says = first.says.replacen(order, &format!("{order}, until the LIMIT has enough"), 1);
    }
}

/// Whether a step reads a whole table for want of an index, be it to build one for this query alone. Reading given
/// values, a virtual table or what an inner query made is not slow in itself.
pub fn is_slow(node: &Node) -> bool {
    let has = |words| node.rest.contains(words);
    match node.kind {
        Kind::Scan => !has(" USING ") && !has(VIRTUAL),
        Kind::Search => has(" USING AUTOMATIC "),
        _ => false,
    }
}

const EVERY_ROW: &str = "reads every row of ";
const VIRTUAL: &str = " VIRTUAL TABLE INDEX ";
// After these comes a name.
const NAMED: [&str; 8] = [
    "SEARCH",
    "SCAN",
    "CO-ROUTINE",
    "MATERIALIZE",
    "RIGHT-JOIN",
    "BLOOM FILTER ON",
    "USING INDEX",
    "USING ROWID SEARCH ON TABLE",
];

/// A step alone; what an inner query makes is added to `made`.
fn node(detail: &str, names: &[(&str, &str)], made: &mut Vec<String>) -> Node {
    let (operation, rest) = split(detail);
    let (kind, says) = match operation {
        "SEARCH" | "SCAN" => access(operation, rest, names, made),
        _ => other(operation, rest, names, made),
    };
    if matches!(operation, "CO-ROUTINE" | "MATERIALIZE") {
        made.push(rest.to_owned());
    }
    Node { kind, operation: operation.to_owned(), rest: rest.to_owned(), says, children: Vec::new() }
}

/// The words in capitals, and what follows.
fn split(detail: &str) -> (&str, &str) {
    let values = ["CONSTANT ROW", "CONSTANT ROWS", "VALUES CLAUSE"];
    if values.iter().any(|values| detail.ends_with(values)) {
        return (detail, "");
    }
    let sorted = detail.strip_prefix("USE TEMP B-TREE FOR ").filter(|what| what.contains('('));
    if let Some(function) = sorted {
        return ("USE TEMP B-TREE FOR", function);
    }
    let named = |words: &&'static str| Some((*words, detail.strip_prefix(words)?.strip_prefix(' ')?));
    NAMED.iter().find_map(named).unwrap_or((detail, ""))
}

/// The table behind a short name. Where it stands for several, what an inner query made last is meant.
fn named<'a>(name: &'a str, names: &[(&str, &'a str)], made: &[String]) -> &'a str {
    let of_name = || names.iter().filter(|(alias, _)| *alias == name).map(|(_, table)| *table);
    let Some(first) = of_name().next() else { return name };
    if of_name().all(|table| table == first) {
        return first;
    }
    made.iter().rev().find_map(|made| of_name().find(|table| table == made)).unwrap_or(name)
}

/// What SEARCH and SCAN do.
fn access(operation: &str, rest: &str, names: &[(&str, &str)], made: &[String]) -> (Kind, String) {
    let (rest, left) = rest.strip_suffix(" LEFT-JOIN").map_or((rest, false), |rest| (rest, true));
    let how = rest.find(" USING ").or_else(|| rest.find(VIRTUAL));
    let (name, how) = how.map_or((rest, ""), |at| (&rest[..at], &rest[at + 1..]));
    let (name, exists) = name.strip_suffix(" EXISTS").map_or((name, false), |name| (name, true));
    let inner = name.starts_with("(subquery-") || name.starts_with("(join-");
    let table = if inner { "the inner query" } else { named(name, names, made) };
    let made = inner || made.iter().any(|made| made == table);

    let mut says = if how.contains("AUTOMATIC ") {
        format!("builds an index of {table}{} for this one query", columns(how))
    } else if made {
        format!("takes the rows of {table}, made above")
    } else if let Some(asked) = how.strip_prefix(VIRTUAL.trim_start()) {
        virtual_table(table, asked)
    } else if operation == "SEARCH" {
        search(table, how)
    } else if let Some(index) = index(how) {
        format!("reads along {index} of {table}, in its order")
    } else {
        format!("{EVERY_ROW}{table}")
    };
    if how.starts_with("USING COVERING") {
        says += ", and never opens the table: all it needs stands in the index";
    }
    if exists {
        says += ", and stops at the first that fits";
    }
    if left {
        says += "; where there is none, NULL stands in its place";
    }
    let kind = match operation {
        _ if made => Kind::Subquery,
        "SEARCH" => Kind::Search,
        _ => Kind::Scan,
    };
    (kind, says)
}

fn search(table: &str, how: &str) -> String {
    let columns = columns(how);
    if how == "USING INTEGER PRIMARY KEY (rowid=?)" {
        return format!("goes straight to the row of {table} by its key");
    }
    if how == "USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)" {
        return format!("reads only the rows of {table} between two keys, in their order");
    }
    if how.starts_with("USING INTEGER PRIMARY KEY") {
        return format!("reads only the rows of {table} on one side of a key, in their order");
    }
    match index(how) {
        _ if how.starts_with("USING PRIMARY KEY") => {
            format!("goes straight to the rows of {table} by its key{columns}")
        }
        Some(index) if columns.is_empty() => format!("goes straight to one end of {index} of {table}"),
        Some(index) => format!("goes straight to the rows of {table} by {index}{columns}"),
        None => format!("goes straight to the first or the last row of {table}"),
    }
}

fn virtual_table(table: &str, asked: &str) -> String {
    // FTS5 notes which of its own ways it takes: M is MATCH, L is LIKE, G is GLOB, r is the order by rank.
    let full_text = asked.split_once(':').is_some_and(|(_, way)| way.starts_with(['M', 'L', 'G', 'r']));
    match table {
        "json_each" | "json_tree" => "makes rows of a JSON text".to_owned(),
        _ if table.starts_with("pragma_") => format!("asks SQLite about itself ({table})"),
        _ if full_text => format!("asks the full-text index {table}"),
        _ => format!("asks the virtual table {table}"),
    }
}

/// The index by its name; one that SQLite made for a UNIQUE rule or a key has a name that says nothing.
fn index(how: &str) -> Option<String> {
    let name = how.strip_prefix("USING COVERING INDEX ").or_else(|| how.strip_prefix("USING INDEX "))?;
    Some(index_words(name.split_once(" (").map_or(name, |(name, _)| name)))
}

fn index_words(name: &str) -> String {
    let own = name.starts_with("sqlite_autoindex_");
    if own { "the UNIQUE index".to_owned() } else { format!("the index {name}") }
}

/// The columns of `(a=? AND b<?)`, each once, in parentheses after a blank; nothing where there are none.
fn columns(how: &str) -> String {
    let Some((_, terms)) = how.split_once(" (") else { return String::new() };
    let mut columns = Vec::new();
    for term in terms.strip_suffix(')').unwrap_or(terms).split(" AND ") {
        let compared = term.rfind(['=', '<', '>']).map_or(term, |at| &term[..at]);
        // ANY(a): every value of a in turn. (a,b)>(?,?): two columns as one.
        let compared = term.strip_prefix("ANY").unwrap_or(compared);
        for column in compared.trim_matches(['(', ')']).split(',') {
            let column = if column == "<expr>" { "an expression" } else { column };
            if !columns.contains(&column) {
                columns.push(column);
            }
        }
    }
    format!(" ({})", columns.join(", "))
}

/// What all other steps do.
fn other(operation: &str, rest: &str, names: &[(&str, &str)], made: &[String]) -> (Kind, String) {
    if let Some(what) = operation.strip_prefix("USE TEMP B-TREE FOR") {
        return (Kind::Sort, sort(what.trim_start(), rest));
    }
    if operation.starts_with("SCAN ") {
        let count = operation.split([' ', '-']).find_map(|word| word.parse::<u32>().ok()).unwrap_or(1);
        let rows = if count == 1 { "a row".to_owned() } else { format!("{count} rows") };
        return (Kind::Other, format!("makes {rows} from the values given"));
    }
    let table = if rest.starts_with('(') { "the inner query" } else { rest };
    let (kind, says) = match operation.trim_end_matches(|c: char| c == ' ' || c.is_ascii_digit()) {
        "CORRELATED SCALAR SUBQUERY" => (Kind::Subquery, "once for each row found so far"),
        "SCALAR SUBQUERY" => (Kind::Subquery, "once, before the rest"),
        "CORRELATED LIST SUBQUERY" => {
            (Kind::Subquery, "once for each row found so far: the list that IN looks into")
        }
        "LIST SUBQUERY" => (Kind::Subquery, "once, before the rest: the list that IN looks into"),
        "REUSE SUBQUERY" | "REUSE LIST SUBQUERY" => (Kind::Subquery, "takes what an earlier query found"),
        "CO-ROUTINE" => {
            return (Kind::Subquery, format!("makes the rows of {table} one by one, as they are wanted"));
        }
        "MATERIALIZE" => {
            return (Kind::Subquery, format!("makes all rows of {table} once, and keeps them in memory"));
        }
        "COMPOUND QUERY" => (Kind::Subquery, "several queries, one after another"),
        "LEFT-MOST SUBQUERY" => (Kind::Subquery, "the first query"),
        "UNION ALL" => (Kind::Subquery, "one more query: its rows come after the others"),
        "UNION USING TEMP B-TREE" => (Kind::Subquery, "one more query: only rows not yet there are added"),
        "EXCEPT USING TEMP B-TREE" => (Kind::Subquery, "one more query: its rows are taken away"),
        "INTERSECT USING TEMP B-TREE" => (Kind::Subquery, "one more query: only rows that both have stay"),
        "MERGE (UNION ALL)" => (Kind::Subquery, "two queries, their rows put into one order"),
        "MERGE (UNION)" => (Kind::Subquery, "two queries, their rows put into one order, each once"),
        "MERGE (EXCEPT)" => {
            (Kind::Subquery, "two queries in one order: rows of the first that the second lacks")
        }
        "MERGE (INTERSECT)" => (Kind::Subquery, "two queries in one order: rows that both have"),
        "LEFT" => (Kind::Subquery, "the first of the two"),
        "RIGHT" => (Kind::Subquery, "the second of the two"),
        "SETUP" => (Kind::Subquery, "the rows to begin with"),
        "RECURSIVE STEP" => (Kind::Subquery, "again for each row that was added, until none comes"),
        "MULTI-INDEX OR" => (Kind::Other, "asks once for each side of the OR, and takes each row once"),
        "INDEX" => (Kind::Other, "one side of the OR"),
        "CREATE BLOOM FILTER" => {
            (Kind::Other, "notes what is in the list in a few bits, so that most misses end there")
        }
        "BLOOM FILTER ON" => (Kind::Other, "asks a few bits first, and passes over rows that cannot match"),
        "USING INDEX" => {
            let index = rest.strip_suffix(" FOR IN-OPERATOR").unwrap_or(rest);
            return (Kind::Other, format!("looks the values of IN up in {}", index_words(index)));
        }
        "USING ROWID SEARCH ON TABLE" => {
            let table = rest.strip_suffix(" FOR IN-OPERATOR").unwrap_or(rest);
            return (Kind::Other, format!("looks the values of IN up among the keys of {table}"));
        }
        "RIGHT-JOIN" => {
            let table = named(rest, names, made);
            return (Kind::Other, format!("adds the rows of {table} that had no match"));
        }
        _ => (Kind::Other, ""),
    };
    (kind, says.to_owned())
}

/// What is sorted: a clause, or what a function takes.
fn sort(clause: &str, function: &str) -> String {
    let (of, clause) = match function.split_once('(') {
        Some((function, clause)) => (format!("goes into {function}"), clause.trim_end_matches(')')),
        None => ("was found".to_owned(), clause),
    };
    let why = match clause.split_once("OF ORDER BY") {
        Some((terms, _)) => {
            format!(", by the {} only: so far it is in order", terms.trim().to_ascii_lowercase())
        }
        None if clause == "GROUP BY" => ", so that each group stands together".to_owned(),
        None if clause == "DISTINCT" => ", so that doubles drop out".to_owned(),
        None => String::new(),
    };
    format!("sorts what {of}, in memory{why}")
}

#[cfg(test)]
mod tests;
