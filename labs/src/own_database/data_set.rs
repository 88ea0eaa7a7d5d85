//! The data sets that a learner's own database may begin with. Each is an SQL script whose first comment is its title.

/// A data set.
pub struct DataSet {
    /// Its name in forms.
    pub name: &'static str,
    /// The script that makes the database.
    pub sql: &'static str,
}

/// All data sets. The first is the one that every learner begins with.
pub const DATA_SETS: [DataSet; 4] = [
    DataSet { name: "square", sql: include_str!("../../../content/sql/square.sql") },
    DataSet { name: "seeds", sql: include_str!("../../../content/sql/sets/seeds.sql") },
    DataSet { name: "buses", sql: include_str!("../../../content/sql/sets/buses.sql") },
    DataSet { name: "empty", sql: "-- Nothing at all: an empty database.\n" },
];

impl DataSet {
    /// The data set of this name; `None` if there is none.
    pub fn find(name: &str) -> Option<&'static Self> {
        DATA_SETS.iter().find(|set| set.name == name)
    }

    /// Its index in `DATA_SETS`.
    pub fn index(&self) -> usize {
        DATA_SETS.iter().position(|set| set.name == self.name).unwrap_or_default()
    }

    /// Its title: the first comment of the script, without the full stop.
    pub fn title(&self) -> &'static str {
        let line = self.sql.lines().next().unwrap_or_default();
        line.trim_start_matches("--").trim().trim_end_matches('.')
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sandbox::{Database, run_script};

    #[test]
    fn every_set_has_a_title_and_makes_a_sound_database() {
        for set in &DATA_SETS {
            assert!(set.title().len() > 10, "{}", set.name);
            let ran = run_script(&Database::empty().unwrap(), set.sql).unwrap();
            let faults: Vec<_> = ran.outcomes.iter().filter_map(|outcome| outcome.fault.clone()).collect();
            assert_eq!(faults, [], "{}", set.name);
            assert_eq!(ran.schema.tables.is_empty(), set.name == "empty");
            assert!(ran.schema.tables.iter().all(|table| table.rows > Some(0)), "{}", set.name);
            let check = "SELECT count(*) FROM pragma_foreign_key_check";
            let broken =
                run_script(&Database::of_image(&ran.image.unwrap_or_default()).unwrap(), check).unwrap();
            let rows = broken.outcomes[0].rows.as_ref().unwrap();
            assert_eq!(rows.rows[0][0].to_sql(), "0", "{}", set.name);
        }
    }
}
