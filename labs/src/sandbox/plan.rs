//! How SQLite means to answer, by `EXPLAIN QUERY PLAN` (<https://sqlite.org/eqp.html>).

use rusqlite::{Connection, Result};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanNode {
    pub id: i64,
    /// The node it stands below; 0 for the top.
    pub parent: i64,
    /// SQLite's words, as “SEARCH posts USING INDEX posts_author (author_id=?)”.
    pub detail: String,
}

/// The nodes in SQLite's order, parents before children.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan(pub Vec<PlanNode>);

const NODES_MAX: usize = 200;

impl Plan {
    /// The plan of a statement; empty where there is none, as for `CREATE TABLE`.
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

    /// Whether a whole table of this name (or, before `AS`, alias) is read.
    pub fn scans(&self, table: &str) -> bool {
        self.0.iter().any(|node| {
            let mut words = node.detail.split_whitespace();
            words.next() == Some("SCAN")
                && words.next().is_some_and(|name| name.eq_ignore_ascii_case(table))
                && !node.detail.contains("VIRTUAL TABLE")
        })
    }

    /// Whether an index of this name is searched.
    pub fn uses_index(&self, index: &str) -> bool {
        self.0.iter().any(|node| {
            node.detail.starts_with("SEARCH")
                && node.detail.split_whitespace().any(|word| word.eq_ignore_ascii_case(index))
        })
    }
}
