//! The database that the exercises are about: the tables of a small community, a sample to look at, and values for generated
//! databases.

use crate::exercise::ParseError;
use serde::Deserialize;
use std::collections::BTreeMap;

/// The database of the exercises.
#[derive(Clone, Debug)]
pub struct ExerciseDatabase {
    /// The `CREATE` statements.
    pub schema: String,
    /// The `INSERT` statements, which make the sample that learners see.
    pub sample: String,
    /// The usual values of a column, by `table.column`.
    pub pools: BTreeMap<String, Vec<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Pools {
    #[serde(default)]
    pools: BTreeMap<String, Vec<String>>,
}

impl ExerciseDatabase {
    /// Reads the SQL, and the pools from TOML.
    ///
    /// # Errors
    /// What is wrong with the TOML.
    pub fn read(sql: &str, toml: &str) -> Result<Self, String> {
        let pools: Pools = toml::from_str(toml).map_err(|e| ParseError::at(toml, &e).to_string())?;
        let (mut schema, mut sample) = (String::new(), String::new());
        for span in crate::sql::split(sql) {
            let statement = &sql[span];
            // SQL knows no difference between capital and small letters in its words.
            let word = statement.get(..6).unwrap_or_default();
            let into = if word.eq_ignore_ascii_case("CREATE") { &mut schema } else { &mut sample };
            into.push_str(statement);
            // The last statement of a file may do without a semicolon, and is not the last one here.
            into.push_str(if statement.ends_with(';') { "\n" } else { ";\n" });
        }
        Ok(Self { schema, sample, pools: pools.pools })
    }
}
