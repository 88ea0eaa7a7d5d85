//! The five kinds of JOIN, with a query for each.

use serde::{Deserialize, Serialize};

/// The kind of a JOIN. It decides which rows the result has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum JoinKind {
    Inner,
    #[default]
    Left,
    Right,
    Full,
    Cross,
}

impl JoinKind {
    /// In the order in which they are shown.
    pub const ALL: [Self; 5] = [Self::Inner, Self::Left, Self::Right, Self::Full, Self::Cross];

    /// The word for it in forms.
    pub fn name(self) -> &'static str {
        match self {
            Self::Inner => "inner",
            Self::Left => "left",
            Self::Right => "right",
            Self::Full => "full",
            Self::Cross => "cross",
        }
    }

    /// The kind that a form means.
    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// Its keywords in SQL.
    pub fn keywords(self) -> &'static str {
        match self {
            Self::Inner => "INNER JOIN",
            Self::Left => "LEFT JOIN",
            Self::Right => "RIGHT JOIN",
            Self::Full => "FULL JOIN",
            Self::Cross => "CROSS JOIN",
        }
    }

    /// The query, over the tables that `Tables::to_sql` makes.
    pub fn query(self) -> String {
        let on = if self.has_condition() { "\n  ON people.id = posts.author_id" } else { "" };
        format!(
            "SELECT people.id, people.name, posts.author_id, posts.title\nFROM people\n{} posts{on};",
            self.keywords()
        )
    }

    /// Whether it has an `ON`, and so compares rows.
    pub fn has_condition(self) -> bool {
        self != Self::Cross
    }

    /// Whether a row of the left table without a partner is in the result.
    pub fn keeps_left(self) -> bool {
        matches!(self, Self::Left | Self::Full)
    }

    /// Whether a row of the right table without a partner is in the result.
    pub fn keeps_right(self) -> bool {
        matches!(self, Self::Right | Self::Full)
    }
}
