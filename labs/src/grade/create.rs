//! Grades statements that make tables: by the schema they leave, however it was written, and by rows that attack it.

use super::{
    data::{Data, Generator},
    state,
    table::{Table, bag},
};
use crate::{
    sandbox::{Database, Fault, Schema, SchemaColumn, SchemaTable},
    task::{Attack, Must, Task},
};
use serde::{Deserialize, Serialize};

/// What became of one attack.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Attacked {
    pub says: String,
    pub sql: String,
    /// Whether the row is to be refused.
    pub must_fail: bool,
    /// Whether it is a question, to be answered as the model's tables answer it.
    pub is_question: bool,
    pub is_right: bool,
}

/// How a schema compares with the model's.
#[derive(Clone, Debug, Default)]
pub(super) struct Judged {
    /// What is not as asked, in sentences.
    pub lacks: Vec<String>,
    pub attacks: Vec<Attacked>,
}

impl Judged {
    pub fn is_right(&self) -> bool {
        self.lacks.is_empty() && self.attacks.iter().all(|attack| attack.is_right)
    }
}

/// Makes the tables and attacks them.
pub(super) fn judge(task: &Task, generator: &Generator, data: &Data, answer: &str) -> Result<Judged, Fault> {
    let open = |sql: &str| {
        let database = generator.open(data).map_err(|e| Fault::of(&e))?;
        state::run(&database, sql)?;
        Ok::<_, Fault>(database)
    };
    let (model, given) = (open(&task.model)?, open(answer)?);
    let schema = |database: &Database| Schema::of(database.connection()).map_err(|e| Fault::of(&e));
    let lacks = compare(&schema(&model)?, &schema(&given)?);
    let attacks = if lacks.iter().any(|lack| lack.starts_with("There is no table")) {
        Vec::new()
    } else {
        task.attacks.iter().map(|attack| attacked(attack, &model, &given)).collect()
    };
    Ok(Judged { lacks, attacks })
}

fn attacked(attack: &Attack, model: &Database, given: &Database) -> Attacked {
    let works = |database: &Database| {
        let run =
            database.connection().execute_batch(&format!("SAVEPOINT attack; {}; RELEASE attack", attack.sql));
        if run.is_err() {
            let _ = database.connection().execute_batch("ROLLBACK TO attack; RELEASE attack");
        }
        run.is_ok()
    };
    let is_right = match attack.must {
        Must::Accept | Must::Refuse => {
            let (model, given) = (works(model), works(given));
            model == given
        }
        Must::Show => match (Table::ask(model, &attack.sql), Table::ask(given, &attack.sql)) {
            (Ok(asked), Ok(given)) => bag(&asked.rows) == bag(&given.rows),
            _ => false,
        },
    };
    Attacked {
        says: attack.says.clone(),
        sql: attack.sql.clone(),
        must_fail: attack.must == Must::Refuse,
        is_question: attack.must == Must::Show,
        is_right,
    }
}

/// What the given schema lacks or has too much.
fn compare(asked: &Schema, given: &Schema) -> Vec<String> {
    let mut lacks = Vec::new();
    for table in &asked.tables {
        match given.table(&table.name) {
            Some(other) if other.is_view == table.is_view => compare_table(table, other, &mut lacks),
            Some(_) => lacks.push(format!(
                "`{}` is to be a {}.",
                table.name,
                if table.is_view { "view" } else { "table" }
            )),
            None => lacks.push(format!("There is no table `{}`.", table.name)),
        }
    }
    for table in &given.tables {
        if asked.table(&table.name).is_none() {
            lacks.push(format!("Nobody asked for a table `{}`.", table.name));
        }
    }
    lacks
}

fn compare_table(asked: &SchemaTable, given: &SchemaTable, lacks: &mut Vec<String>) {
    let name = &asked.name;
    for column in &asked.columns {
        match given.columns.iter().find(|other| other.name.eq_ignore_ascii_case(&column.name)) {
            Some(other) => compare_column(name, column, other, lacks),
            None => lacks.push(format!("`{name}` has no column `{}`.", column.name)),
        }
    }
    for column in &given.columns {
        if !asked.columns.iter().any(|other| other.name.eq_ignore_ascii_case(&column.name)) {
            lacks.push(format!("Nobody asked for a column `{}` in `{name}`.", column.name));
        }
    }
    for key in &asked.foreign_keys {
        let there = given.foreign_keys.iter().any(|other| {
            let same_columns = same_names(&other.columns, &key.columns);
            same_columns && other.table.eq_ignore_ascii_case(&key.table) && other.on_delete == key.on_delete
        });
        if !there {
            let columns = key.columns.join(", ");
            let ending = if key.on_delete == "NO ACTION" {
                String::new()
            } else {
                format!(", with ON DELETE {}", key.on_delete)
            };
            lacks.push(format!("`{name}.{columns}` is to refer to `{}`{ending}.", key.table));
        }
    }
    if given.foreign_keys.len() > asked.foreign_keys.len() {
        lacks.push(format!("`{name}` refers to more tables than the story says."));
    }
    for index in asked.indexes.iter().filter(|index| !index.of_constraint) {
        let there =
            given.indexes.iter().any(|other| other.columns == index.columns && other.unique == index.unique);
        if !there {
            let columns = index.columns.iter().flatten().cloned().collect::<Vec<_>>().join(", ");
            let unique = if index.unique { "unique " } else { "" };
            lacks.push(format!("There is no {unique}index on `{name} ({columns})`."));
        }
    }
    let unique = |table: &SchemaTable| {
        let mut all: Vec<Vec<String>> = table
            .indexes
            .iter()
            .filter(|index| index.unique && !index.is_partial)
            .map(|index| {
                let mut columns: Vec<String> =
                    index.columns.iter().flatten().map(|c| c.to_ascii_lowercase()).collect();
                columns.sort();
                columns
            })
            .collect();
        // The key is compared by itself.
        let mut key: Vec<String> =
            table.columns.iter().filter(|c| c.primary_key > 0).map(|c| c.name.to_ascii_lowercase()).collect();
        key.sort();
        all.retain(|columns| *columns != key);
        all.sort();
        all.dedup();
        all
    };
    let (wanted, had) = (unique(asked), unique(given));
    for columns in wanted.iter().filter(|columns| !had.contains(columns)) {
        lacks.push(format!("Two rows of `{name}` may have the same {}.", columns.join(" and ")));
    }
    for columns in had.iter().filter(|columns| !wanted.contains(columns)) {
        lacks.push(format!("In `{name}` {} must not be unique.", columns.join(" and ")));
    }
}

fn compare_column(table: &str, asked: &SchemaColumn, given: &SchemaColumn, lacks: &mut Vec<String>) {
    let name = &asked.name;
    let (want, have) = (affinity(&asked.declared), affinity(&given.declared));
    if want != have {
        let has = if given.declared.is_empty() {
            "no type".to_owned()
        } else {
            format!("the type {}", given.declared)
        };
        lacks.push(format!("`{table}.{name}` has {has}; {want} is meant."));
    }
    if (asked.primary_key > 0) != (given.primary_key > 0) {
        let is = if asked.primary_key > 0 { "belongs to" } else { "is no part of" };
        lacks.push(format!("`{table}.{name}` {is} the primary key."));
    }
    // A whole-number key is never NULL, whether that is written down or not.
    let never_null = |column: &SchemaColumn| {
        column.not_null || (column.primary_key > 0 && affinity(&column.declared) == "INTEGER")
    };
    if never_null(asked) && !never_null(given) {
        lacks.push(format!("`{table}.{name}` may be NULL, and must not."));
    }
    if never_null(given) && !never_null(asked) {
        lacks.push(format!("`{table}.{name}` must be allowed to be NULL."));
    }
}

fn same_names(a: &[String], b: &[String]) -> bool {
    a.len() == b.len() && a.iter().all(|name| b.iter().any(|other| other.eq_ignore_ascii_case(name)))
}

/// What a declared type makes of values (<https://sqlite.org/datatype3.html>, §3.1).
fn affinity(declared: &str) -> &'static str {
    let declared = declared.to_ascii_uppercase();
    let has = |part: &str| declared.contains(part);
    if has("INT") {
        "INTEGER"
    } else if has("CHAR") || has("CLOB") || has("TEXT") {
        "TEXT"
    } else if has("BLOB") || declared.is_empty() {
        "BLOB"
    } else if has("REAL") || has("FLOA") || has("DOUB") {
        "REAL"
    } else {
        "NUMERIC"
    }
}
