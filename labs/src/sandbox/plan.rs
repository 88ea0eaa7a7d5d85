//! The query plan: how SQLite is going to run a statement, by `EXPLAIN QUERY PLAN` (<https://sqlite.org/eqp.html>).

use crate::sql;
use rusqlite::{Connection, Result};
use serde::{Deserialize, Serialize};

/// One step of a plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanNode {
    /// SQLite's number for the node, which only `parent` refers to.
    pub id: i64,
    /// The node above it in the tree; 0 for the top.
    pub parent: i64,
    /// SQLite's words, as “SEARCH posts USING INDEX posts_author (author_id=?)”.
    pub detail: String,
}

/// The nodes in SQLite's order, parents before children.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan(pub Vec<PlanNode>);

/// The most nodes that are kept of a plan.
const NODES_MAX: usize = 200;

impl Plan {
    /// The plan of a statement; empty where it has none, as for `CREATE TABLE`.
    ///
    /// # Errors
    /// When SQLite does not take the statement.
    pub fn of(connection: &Connection, sql: &str) -> Result<Self> {
        let mut statement = connection.prepare(&format!("EXPLAIN QUERY PLAN {sql}"))?;
        let mut rows = statement.raw_query();
        let mut nodes = Vec::new();
        while let Some(row) = rows.next()? {
            if nodes.len() == NODES_MAX {
                break;
            }
            nodes.push(PlanNode { id: row.get(0)?, parent: row.get(1)?, detail: row.get(3)? });
        }
        Ok(Self(nodes))
    }

    /// The nodes in SQLite's words, each in backticks, with commas between them.
    pub fn steps(&self) -> String {
        let steps: Vec<String> = self.0.iter().map(|node| format!("`{}`", node.detail)).collect();
        steps.join(", ")
    }

    /// Whether the plan reads the whole of a table, which it calls by its name or by an alias that `sql` gives it.
    pub fn scans(&self, table: &str, sql: &str) -> bool {
        let names = names_of(table, sql);
        self.0.iter().any(|node| {
            let mut words = node.detail.split_whitespace();
            words.next() == Some("SCAN")
                && words.next().is_some_and(|name| names.iter().any(|known| known.eq_ignore_ascii_case(name)))
        })
    }

    /// Whether the plan searches the index of this name.
    pub fn uses_index(&self, index: &str) -> bool {
        self.0.iter().any(|node| {
            node.detail.starts_with("SEARCH")
                && node.detail.split_whitespace().any(|word| word.eq_ignore_ascii_case(index))
        })
    }
}

/// A table's name and the aliases that follow it in `sql`, with or without `AS`. A keyword is no alias.
fn names_of(table: &str, sql: &str) -> Vec<String> {
    let tokens: Vec<_> = sql::tokens(sql)
        .into_iter()
        .filter(|token| !matches!(token.kind, sql::TokenKind::Space | sql::TokenKind::Comment))
        .map(|token| (token.kind, &sql[token.span]))
        .collect();
    let mut names = vec![table.to_owned()];
    for (at, _) in tokens.iter().enumerate().filter(|(_, (_, text))| text.eq_ignore_ascii_case(table)) {
        let mut after = tokens[at + 1..].iter().skip_while(|(_, text)| text.eq_ignore_ascii_case("AS"));
        if let Some((sql::TokenKind::Name, alias)) = after.next() {
            names.push((*alias).to_owned());
        }
    }
    names
}
