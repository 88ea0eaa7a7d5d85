//! The little community that exercises are about: its tables, a sample to look at, and values for generated data.

use serde::Deserialize;
use std::collections::BTreeMap;

#[derive(Clone, Debug)]
pub struct ExerciseDatabase {
    /// `CREATE` statements.
    pub schema: String,
    /// `INSERT` statements.
    pub sample: String,
    /// Usual values, by `table.column`.
    pub pools: BTreeMap<String, Vec<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Pools {
    pools: BTreeMap<String, Vec<String>>,
}

impl ExerciseDatabase {
    /// The database of exercises from a text of SQL, and one of TOML with its pools.
    ///
    /// # Errors
    /// What is wrong with the TOML.
    pub fn read(sql: &str, toml: &str) -> Result<Self, String> {
        let pools: Pools = toml::from_str(toml).map_err(|e| e.to_string())?;
        let (mut schema, mut sample) = (String::new(), String::new());
        for span in crate::sql::split(sql) {
            let statement = &sql[span];
            let into = if statement.starts_with("CREATE") { &mut schema } else { &mut sample };
            into.push_str(statement);
            into.push('\n');
        }
        Ok(Self { schema, sample, pools: pools.pools })
    }
}
