//! Brings in a script of SQL: it is run as it is, with the time and the length of statements that a file needs.

use crate::sandbox::{Allowance, Database, IMPORT_KILL_AFTER, Job, ScriptResult, UNREADABLE, run_script};
use serde::{Deserialize, Serialize};

/// The job that runs a script from a file.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ImportScript {
    /// The bytes of the database that it runs on; none are an empty one.
    #[serde(with = "serde_bytes")]
    pub image: Vec<u8>,
    /// The script.
    pub sql: String,
    /// The largest that the database may become, in bytes.
    pub image_bytes_max: usize,
    /// Whether foreign keys are checked when it begins. The script may set that itself.
    pub checks_foreign_keys: bool,
}

impl Job for ImportScript {
    type Answer = ScriptResult;
    const NAME: &'static str = "import-script";
    const KILL_AFTER: std::time::Duration = IMPORT_KILL_AFTER;

    fn run(self) -> Result<ScriptResult, String> {
        let allowance = Allowance::import(self.image_bytes_max);
        let database = Database::with_allowance(&self.image, allowance).map_err(|_| UNREADABLE.to_owned())?;
        if !self.checks_foreign_keys {
            let off = database.connection().execute_batch("PRAGMA foreign_keys = OFF");
            off.map_err(|e| e.to_string())?;
        }
        run_script(&database, &self.sql).map_err(|e| e.to_string())
    }
}
