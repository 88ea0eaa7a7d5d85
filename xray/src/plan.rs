//! How SQLite intends to run a statement: its `EXPLAIN QUERY PLAN` as a tree, each step explained in a plain sentence.
//!
//! The steps are those of SQLite 3.51 (`ExplainQueryPlan` and `sqlite3WhereAddExplainText` in its source). SQLite does
//! not promise to keep their wording (sqlite.org/eqp.html), so a step that is unknown here is shown in SQLite's own
//! words, without an explanation. A plan says which way is taken, not how many rows are read, and it does not mention a
//! LIMIT. Steps that only check foreign keys stand at the root of the plan of an INSERT or DELETE, like all others.

use std::collections::HashMap;

/// A row that `EXPLAIN QUERY PLAN` returns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// SQLite's number of the step.
    pub id: i64,
    /// The id of the earlier row that this step is part of; 0 for a step at the root.
    pub parent: i64,
    /// The step in SQLite's words: `SEARCH posts USING INDEX …`.
    pub detail: String,
}

/// A step of a plan, with the steps that are part of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// What sort of step it is.
    pub kind: Kind,
    /// The leading words in capitals: `SEARCH`, `CORRELATED SCALAR SUBQUERY 1`.
    pub operation: String,
    /// What follows the operation, in SQLite's words; often empty.
    pub rest: String,
    /// The step in plain words; empty for a step that is unknown here.
    pub explanation: String,
    /// The steps that are part of this one, in SQLite's order.
    pub children: Vec<Node>,
}

/// What sort of step it is; the pages draw each kind in its own way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Finds rows by a key or an index, without reading the others.
    Search,
    /// Reads a whole table or index, from one end to the other.
    Scan,
    /// An inner query, or a step that reads the rows an inner query produced.
    Subquery,
    /// Sorts, groups or removes duplicates in a temporary B-tree.
    Sort,
    /// Anything else, including steps that are unknown here.
    Other,
}

/// The greatest depth of the tree. Steps that are nested more deeply become siblings at this depth, so that a visitor's
/// statement cannot make the drawing, which is recursive, overflow the stack.
pub const DEPTH_MAX: usize = 16;

/// The plan as a tree. `names` are pairs of an alias and its table, as `sql::aliases` returns them, so that the
/// explanations can name the tables. A row whose parent did not come before it becomes a root.
pub fn tree_named(rows: Vec<Row>, names: &[(&str, &str)]) -> Vec<Node> {
    let mut made = Vec::new();
    let mut places = HashMap::new();
    let mut nodes = Vec::new();
    let mut parents: Vec<(Option<usize>, usize)> = Vec::new(); // index of the parent, and own depth
    for (place, row) in rows.into_iter().enumerate() {
        let parent = places.get(&row.parent).filter(|_| row.parent != 0).copied();
        parents.push(match parent.map(|parent: usize| (parent, parents[parent])) {
            Some((_, (above, DEPTH_MAX))) => (above, DEPTH_MAX),
            Some((parent, (_, depth))) => (Some(parent), depth + 1),
            None => (None, 1),
        });
        nodes.push(node(&row.detail, names, &mut made));
        places.insert(row.id, place);
    }
    // A parent always precedes its children. Going from the last node to the first, each node therefore has all of its
    // children when it is moved into its own parent.
    let mut children: Vec<Vec<Node>> = vec![Vec::new(); nodes.len()];
    let mut roots = Vec::new();
    for (place, mut node) in nodes.into_iter().enumerate().rev() {
        node.children = std::mem::take(&mut children[place]);
        node.children.reverse();
        match parents[place].0 {
            Some(parent) => children[parent].push(node),
            None => roots.push(node),
        }
    }
    roots.reverse();
    roots
}

/// Adds to the explanation of the first table that the statement's LIMIT can end the reading early. Does nothing where
/// rows are sorted or grouped in memory, because that needs all of them first.
pub fn end_early(nodes: &mut [Node]) {
    let waits_for_all =
        |node: &Node| ["ORDER BY", "GROUP BY"].iter().any(|clause| node.operation.ends_with(clause));
    if nodes.iter().any(|node| node.kind == Kind::Sort && waits_for_all(node)) {
        return;
    }
    let Some(first) = nodes.first_mut() else { return };
    if let Some(table) = first.explanation.strip_prefix(EVERY_ROW) {
        first.explanation = format!("reads the rows of {table} from one end, until the LIMIT has enough");
    }
    for order in [", in its order", ", in their order"] {
        first.explanation =
            first.explanation.replacen(order, &format!("{order}, until the LIMIT has enough"), 1);
    }
}

/// Whether a step reads a whole table because an index is missing. That includes building an automatic index, which
/// SQLite does for one query alone (sqlite.org/optoverview.html, "Automatic Query-Time Indexes"). Reading given values,
/// a virtual table or the rows of an inner query is not slow in itself.
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
// Operations that are followed by a name, of a table or an index.
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

/// One step without children. The name of an inner query's result is added to `made`, for the steps that read it.
fn node(detail: &str, names: &[(&str, &str)], made: &mut Vec<String>) -> Node {
    let (operation, rest) = split(detail);
    let (kind, explanation) = match operation {
        "SEARCH" | "SCAN" => access(operation, rest, names, made),
        _ => other(operation, rest, names, made),
    };
    if matches!(operation, "CO-ROUTINE" | "MATERIALIZE") {
        made.push(rest.to_owned());
    }
    Node { kind, operation: operation.to_owned(), rest: rest.to_owned(), explanation, children: Vec::new() }
}

/// Divides a row's detail into the operation and what follows it.
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

/// The table behind an alias. Where an alias stands for several tables in different parts of the statement, the one
/// that an inner query produced last is the best guess; without one, the alias itself is returned.
fn named<'a>(name: &'a str, names: &[(&str, &'a str)], made: &[String]) -> &'a str {
    let of_name = || names.iter().filter(|(alias, _)| *alias == name).map(|(_, table)| *table);
    let Some(first) = of_name().next() else { return name };
    if of_name().all(|table| table == first) {
        return first;
    }
    made.iter().rev().find_map(|made| of_name().find(|table| table == made)).unwrap_or(name)
}

/// Explains a `SEARCH` or a `SCAN`.
fn access(operation: &str, rest: &str, names: &[(&str, &str)], made: &[String]) -> (Kind, String) {
    // SQLite writes: table, EXISTS, USING or VIRTUAL TABLE INDEX with details, LEFT-JOIN; all but the table are
    // optional.
    let (rest, left) = rest.strip_suffix(" LEFT-JOIN").map_or((rest, false), |rest| (rest, true));
    let how = rest.find(" USING ").or_else(|| rest.find(VIRTUAL));
    let (name, how) = how.map_or((rest, ""), |at| (&rest[..at], &rest[at + 1..]));
    let (name, exists) = name.strip_suffix(" EXISTS").map_or((name, false), |name| (name, true));
    let inner = name.starts_with("(subquery-") || name.starts_with("(join-");
    let table = if inner { "the inner query" } else { named(name, names, made) };
    let made = inner || made.iter().any(|made| made == table);

    let mut explanation = if how.contains("AUTOMATIC ") {
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
        explanation += ", and never opens the table: all it needs stands in the index";
    }
    if exists {
        explanation += ", and stops at the first that fits";
    }
    if left {
        explanation += "; where there is none, NULL stands in its place";
    }
    let kind = match operation {
        _ if made => Kind::Subquery,
        "SEARCH" => Kind::Search,
        _ => Kind::Scan,
    };
    (kind, explanation)
}

/// Explains a `SEARCH` that uses no virtual table and no automatic index.
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

/// Explains the reading of a virtual table; `asked` is the strategy that the table chose, as `number:text`.
fn virtual_table(table: &str, asked: &str) -> String {
    // After the colon FTS5 names the strategy that it chose: M is MATCH, L is LIKE, G is GLOB, r is the order by rank.
    let full_text = asked.split_once(':').is_some_and(|(_, way)| way.starts_with(['M', 'L', 'G', 'r']));
    match table {
        "json_each" | "json_tree" => "makes rows of a JSON text".to_owned(),
        _ if table.starts_with("pragma_") => format!("asks SQLite about itself ({table})"),
        _ if full_text => format!("asks the full-text index {table}"),
        _ => format!("asks the virtual table {table}"),
    }
}

/// The index in words. One that SQLite made itself, for a UNIQUE rule or a key, has a name that means nothing to a
/// reader.
fn index(how: &str) -> Option<String> {
    let name = how.strip_prefix("USING COVERING INDEX ").or_else(|| how.strip_prefix("USING INDEX "))?;
    Some(index_words(name.split_once(" (").map_or(name, |(name, _)| name)))
}

fn index_words(name: &str) -> String {
    let own = name.starts_with("sqlite_autoindex_");
    if own { "the UNIQUE index".to_owned() } else { format!("the index {name}") }
}

/// The columns of `(a=? AND b<?)`, each once, as ` (a, b)` with the leading space; empty where there are none.
fn columns(how: &str) -> String {
    let Some((_, terms)) = how.split_once(" (") else { return String::new() };
    let mut columns = Vec::new();
    for term in terms.strip_suffix(')').unwrap_or(terms).split(" AND ") {
        let compared = term.rfind(['=', '<', '>']).map_or(term, |at| &term[..at]);
        // `ANY(a)` is a skip-scan over every value of a; `(a,b)>(?,?)` compares two columns as one value.
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

/// Explains every step other than `SEARCH` and `SCAN`. The list follows the order of SQLite's source.
fn other(operation: &str, rest: &str, names: &[(&str, &str)], made: &[String]) -> (Kind, String) {
    if let Some(what) = operation.strip_prefix("USE TEMP B-TREE FOR") {
        return (Kind::Sort, sort(what.trim_start(), rest));
    }
    // A VALUES list, which SQLite reports as a scan of constant rows: `SCAN 3-ROW VALUES CLAUSE`.
    if operation.starts_with("SCAN ") {
        let count = operation.split([' ', '-']).find_map(|word| word.parse::<u32>().ok()).unwrap_or(1);
        let rows = if count == 1 { "a row".to_owned() } else { format!("{count} rows") };
        return (Kind::Other, format!("makes {rows} from the values given"));
    }
    let table = if rest.starts_with('(') { "the inner query" } else { rest };
    let (kind, explanation) = match operation.trim_end_matches(|c: char| c == ' ' || c.is_ascii_digit()) {
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
    (kind, explanation.to_owned())
}

/// Explains a temporary B-tree, which sorts for a clause (`ORDER BY`) or for the argument of an aggregate function.
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
