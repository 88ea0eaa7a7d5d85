//! A `CREATE TABLE` as a form: three columns, and the rules that can be ticked for each. Eight rows try the table, three good
//! ones and five that nobody wants.

use serde::{Deserialize, Serialize};

/// The table that others refer to.
pub const PLOTS_SETUP: &str = "CREATE TABLE members (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
INSERT INTO members (id, name) VALUES (1, 'Ruth'), (2, 'Wilma');";

/// A rule that can be ticked, of one column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlotRule {
    NumberNotNull,
    NumberUnique,
    MemberReferences,
    MemberNotNull,
    AreaNotNull,
    AreaCheck,
}

/// The columns of the table with their types, in their order.
const COLUMNS: [(&str, &str); 3] = [("number", "INTEGER"), ("member_id", "INTEGER"), ("area", "INTEGER")];

impl PlotRule {
    /// All of them, in the order in which they are written.
    pub const ALL: [Self; 6] = [
        Self::NumberNotNull,
        Self::NumberUnique,
        Self::MemberNotNull,
        Self::MemberReferences,
        Self::AreaNotNull,
        Self::AreaCheck,
    ];

    /// The name of its field in the form.
    pub const fn name(self) -> &'static str {
        match self {
            Self::NumberNotNull => "number-not-null",
            Self::NumberUnique => "number-unique",
            Self::MemberReferences => "member-references",
            Self::MemberNotNull => "member-not-null",
            Self::AreaNotNull => "area-not-null",
            Self::AreaCheck => "area-check",
        }
    }

    /// The column that it is a rule of.
    pub const fn column(self) -> &'static str {
        match self {
            Self::NumberNotNull | Self::NumberUnique => "number",
            Self::MemberReferences | Self::MemberNotNull => "member_id",
            Self::AreaNotNull | Self::AreaCheck => "area",
        }
    }

    /// The rule as SQL.
    pub const fn sql(self) -> &'static str {
        match self {
            Self::NumberNotNull | Self::MemberNotNull | Self::AreaNotNull => "NOT NULL",
            Self::NumberUnique => "UNIQUE",
            Self::MemberReferences => "REFERENCES members (id)",
            Self::AreaCheck => "CHECK (area > 0)",
        }
    }

    /// What it says, in words.
    pub const fn says(self) -> &'static str {
        match self {
            Self::NumberNotNull => "every plot has a number",
            Self::NumberUnique => "no two plots have the same number",
            Self::MemberReferences => "whoever has a plot is a member",
            Self::MemberNotNull => "every plot belongs to somebody",
            Self::AreaNotNull => "the area is known",
            Self::AreaCheck => "the area is more than nothing",
        }
    }
}

/// The rules that are ticked, by the names of their fields.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChosenRules(Vec<String>);

impl ChosenRules {
    /// Those for which `is_ticked` says so.
    pub fn of(is_ticked: impl Fn(PlotRule) -> bool) -> Self {
        let ticked = PlotRule::ALL.into_iter().filter(|rule| is_ticked(*rule));
        Self(ticked.map(|rule| rule.name().to_owned()).collect())
    }

    /// Whether this rule is ticked.
    pub fn has(&self, rule: PlotRule) -> bool {
        self.0.iter().any(|name| name == rule.name())
    }

    /// Whether none is.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// The statement that makes the table with these rules.
pub fn create_plots(rules: &ChosenRules) -> String {
    let columns = COLUMNS.map(|(name, declared)| {
        let own = PlotRule::ALL.into_iter().filter(|rule| rule.column() == name && rules.has(*rule));
        let own: String = own.map(|rule| format!(" {}", rule.sql())).collect();
        format!("  {name:<9} {declared}{own}")
    });
    format!("CREATE TABLE plots (\n{}\n);", columns.join(",\n"))
}

/// A row that tries to get in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PlotRow {
    /// The values, as SQL.
    pub values: &'static str,
    /// What the row says.
    pub says: &'static str,
    /// Whether it ought to get in.
    pub is_good: bool,
}

/// The rows, in the order in which they try.
pub const ROWS: [PlotRow; 8] = [
    PlotRow { values: "1, 1, 40", says: "plot 1, Ruth’s, 40 square metres", is_good: true },
    PlotRow { values: "2, 1, 25", says: "plot 2, Ruth’s as well", is_good: true },
    PlotRow { values: "3, NULL, 30", says: "plot 3, which is nobody’s yet", is_good: true },
    PlotRow { values: "NULL, 2, 20", says: "a plot without a number", is_good: false },
    PlotRow { values: "1, 2, 35", says: "plot 1 again, now Wilma’s", is_good: false },
    PlotRow { values: "4, 9, 30", says: "the plot of member 9, and there is no member 9", is_good: false },
    PlotRow { values: "5, 2, -10", says: "a plot of less than nothing", is_good: false },
    PlotRow { values: "6, 2, NULL", says: "a plot of unknown size", is_good: false },
];

impl PlotRow {
    /// The statement by which it tries.
    pub fn insert(&self) -> String {
        format!("INSERT INTO plots (number, member_id, area) VALUES ({});", self.values)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{sandbox::Job, table_rules::TryStatements};

    /// Which rows get in with these rules.
    fn let_in(rules: &[PlotRule]) -> Vec<usize> {
        let rules = ChosenRules::of(|rule| rules.contains(&rule));
        let inserts = ROWS.iter().map(PlotRow::insert);
        let statements = [create_plots(&rules)].into_iter().chain(inserts).collect();
        let job = TryStatements { setup: PLOTS_SETUP.to_owned(), statements, table: "plots".to_owned() };
        let faults = job.run().unwrap().faults;
        assert_eq!(faults[0], None);
        (0..ROWS.len()).filter(|row| faults[row + 1].is_none()).collect()
    }

    #[test]
    fn without_a_rule_every_row_gets_in() {
        assert_eq!(let_in(&[]), [0, 1, 2, 3, 4, 5, 6, 7]);
    }

    #[test]
    fn each_rule_keeps_out_the_row_that_it_is_about() {
        use PlotRule as R;
        for (rule, out) in [
            (R::NumberNotNull, 3),
            (R::NumberUnique, 4),
            (R::MemberReferences, 5),
            (R::AreaCheck, 6),
            (R::AreaNotNull, 7),
            // This one is more than was asked for: it keeps out a plot that is nobody's yet.
            (R::MemberNotNull, 2),
        ] {
            let rest: Vec<usize> = (0..ROWS.len()).filter(|row| *row != out).collect();
            assert_eq!(let_in(&[rule]), rest, "{rule:?}");
        }
        // A number that is NULL is the same as no other, so UNIQUE does not keep it out; nor does CHECK keep out NULL.
        let all: Vec<R> = R::ALL.into_iter().filter(|rule| *rule != R::MemberNotNull).collect();
        assert_eq!(let_in(&all), [0, 1, 2]);
    }
}
