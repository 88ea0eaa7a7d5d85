//! Generated databases: they keep every constraint of the schema, and are full of cases in which wrong answers differ.
//!
//! The same number gives the same database everywhere. Values come from the pools of the exercise, and from near every
//! literal of its model. Shapes take turns: small, with many ties, without NULLs, with many NULLs, with an empty table.

use super::{generated_values, syntax::Literal};
use crate::{
    exercise::Random,
    sandbox::{Cell, Database, Schema, SchemaTable},
    sql_exercise::{ExerciseDatabase, SqlExercise},
};
use rusqlite::{Result, params_from_iter, types::Value};
use std::collections::{BTreeMap, BTreeSet};

/// Makes the databases of one exercise.
pub(super) struct Generator {
    schema_sql: String,
    /// Run on every database after its rows are inserted.
    setup_sql: String,
    /// The name of the exercise: two exercises do not get the same databases.
    name: String,
    /// The tables to fill, parents before children.
    tables: Vec<SchemaTable>,
    /// The usual values, by `table.column`.
    pools: BTreeMap<String, Vec<Cell>>,
    /// Values near the literals of the model, by `table.column`.
    boundary_values: BTreeMap<String, Vec<Cell>>,
}

/// The rows of a database, table by table, parents before children.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct DatabaseRows(pub Vec<TableRows>);

/// The rows of one table.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct TableRows {
    pub name: String,
    pub columns: Vec<String>,
    pub rows: Vec<Vec<Cell>>,
}

/// What one generated database is like.
struct DataShape {
    /// About how many rows a table has.
    rows: usize,
    /// How many of a hundred values are NULL, where NULL is allowed.
    nulls: usize,
    /// How many of a hundred values are boundary values.
    boundary_values: usize,
    /// How many different values of a pool are used. Few make many ties.
    values: usize,
    /// Whether primary keys begin with 0.
    keys_from_zero: bool,
    /// The table that has no rows, if any.
    empty: Option<usize>,
}

impl Generator {
    /// A generator for this exercise; `literals` are those of its model.
    ///
    /// # Errors
    /// When the schema of the exercises does not run.
    pub fn new(
        exercise_database: &ExerciseDatabase,
        exercise: &SqlExercise,
        literals: &[Literal],
    ) -> Result<Self> {
        let schema_sql =
            if exercise.tables.is_empty() { String::new() } else { exercise_database.schema.clone() };
        let database = Database::empty()?;
        database.connection().execute_batch(&schema_sql)?;
        // The schema is read from SQLite, so that it need not be parsed.
        let schema = Schema::of(database.connection())?;
        let tables = with_parents(&schema, &exercise.tables);
        let mut pools = BTreeMap::new();
        let mut boundary_values = BTreeMap::new();
        for (table, column) in tables.iter().flat_map(|t| t.columns.iter().map(move |c| (t, c))) {
            let key = format!("{}.{}", table.name, column.name);
            // A pool of the exercise replaces the usual one.
            let texts = exercise.pools.get(&key).or_else(|| exercise_database.pools.get(&key));
            let pool = generated_values::pool(texts, &column.declared);
            boundary_values.insert(
                key.clone(),
                generated_values::boundary_values(literals, &column.name, &column.declared, &pool),
            );
            pools.insert(key, pool);
        }
        Ok(Self {
            schema_sql,
            setup_sql: exercise.setup_sql.clone(),
            name: exercise.name.clone(),
            tables,
            pools,
            boundary_values,
        })
    }

    /// The tables that it fills, parents before children.
    pub fn tables(&self) -> &[SchemaTable] {
        &self.tables
    }

    /// A database with these rows, on which the setup of the exercise has run.
    ///
    /// # Errors
    /// When a row breaks a constraint, or the setup fails.
    pub fn open(&self, data: &DatabaseRows) -> Result<Database> {
        let database = self.empty_database()?;
        let connection = database.connection();
        connection.execute_batch("BEGIN")?;
        for table in &data.0 {
            let marks = vec!["?"; table.columns.len()].join(", ");
            let mut insert = connection.prepare(&format!("INSERT INTO {} VALUES ({marks})", table.name))?;
            for row in &table.rows {
                insert.execute(params_from_iter(row.iter().map(to_sqlite)))?;
            }
        }
        connection.execute_batch("COMMIT")?;
        connection.execute_batch(&self.setup_sql)?;
        Ok(database)
    }

    /// SQL that makes a database of these rows.
    pub fn to_sql(&self, data: &DatabaseRows) -> String {
        let mut sql = format!("{}\n", self.schema_sql);
        for table in &data.0 {
            for row in &table.rows {
                let cells: Vec<String> = row.iter().map(Cell::to_sql).collect();
                sql += &format!("INSERT INTO {} VALUES ({});\n", table.name, cells.join(", "));
            }
        }
        sql + &self.setup_sql
    }

    /// The tables without rows.
    fn empty_database(&self) -> Result<Database> {
        let database = Database::empty()?;
        database.connection().execute_batch(&self.schema_sql)?;
        Ok(database)
    }

    /// The rows of the database with this number.
    ///
    /// # Errors
    /// When SQLite fails.
    pub fn data(&self, number: u64) -> Result<DatabaseRows> {
        let mut random = Random::of(&self.name, "data", number);
        let shape = self.shape(number, &mut random);
        let database = self.empty_database()?;
        let mut all = DatabaseRows::default();
        for (at, table) in self.tables.iter().enumerate() {
            let rows = if shape.empty == Some(at) {
                Vec::new()
            } else {
                self.fill(&database, table, &shape, at, &all, &mut random)?
            };
            let columns = table.columns.iter().map(|column| column.name.clone()).collect();
            all.0.push(TableRows { name: table.name.clone(), columns, rows });
        }
        Ok(all)
    }

    /// The shape of the database with this number: eight shapes take turns.
    fn shape(&self, number: u64, random: &mut Random) -> DataShape {
        let usual = DataShape {
            rows: 7,
            nulls: 25,
            boundary_values: 40,
            values: 5,
            keys_from_zero: false,
            empty: None,
        };
        match number % 8 {
            0 => usual,
            1 => DataShape { rows: 2, ..usual },
            2 => DataShape { values: 2, rows: 9, ..usual },
            3 => DataShape { empty: Some(random.below(self.tables.len())), ..usual },
            4 => DataShape { nulls: 0, rows: 12, boundary_values: 60, keys_from_zero: true, ..usual },
            5 => DataShape { nulls: 60, rows: 6, values: 3, ..usual },
            6 => DataShape { rows: 16, values: 8, boundary_values: 20, ..usual },
            _ => DataShape { rows: 4, boundary_values: 80, values: 2, ..usual },
        }
    }

    /// Random rows of one table. Those that the database refuses, because they break a constraint, are left out.
    fn fill(
        &self,
        database: &Database,
        table: &SchemaTable,
        shape: &DataShape,
        at: usize,
        parents: &DatabaseRows,
        random: &mut Random,
    ) -> Result<Vec<Vec<Cell>>> {
        let marks = vec!["?"; table.columns.len()].join(", ");
        let mut insert = database
            .connection()
            .prepare(&format!("INSERT OR IGNORE INTO {} VALUES ({marks})", table.name))?;
        // Tables after the first refer to others, and get more rows than those: some parents have several children.
        let wanted = 1 + shape.rows / 2 + random.below(shape.rows + if at == 0 { 0 } else { shape.rows / 2 });
        let mut rows: Vec<Vec<Cell>> = Vec::new();
        // Primary keys count from 1, with gaps. In some databases they begin with 0, which is a valid key as well.
        let mut id = -i64::from(shape.keys_from_zero);
        for _ in 0..wanted {
            id += 1 + i64::from(id > 1 && random.below(4) == 0);
            let Some(row) = self.row(table, shape, id, &rows, parents, random) else { continue };
            if insert.execute(params_from_iter(row.iter().map(to_sqlite)))? == 1 {
                rows.push(row);
            }
        }
        Ok(rows)
    }

    /// One random row; none where it needs a parent and there is none.
    fn row(
        &self,
        table: &SchemaTable,
        shape: &DataShape,
        id: i64,
        before: &[Vec<Cell>],
        parents: &DatabaseRows,
        random: &mut Random,
    ) -> Option<Vec<Cell>> {
        let single = table.columns.iter().filter(|column| column.primary_key > 0).count() == 1;
        let mut row = Vec::new();
        for column in &table.columns {
            let reference = table.foreign_keys.iter().find(|key| key.columns == [column.name.clone()]);
            let may_be_null = !column.not_null && column.primary_key == 0;
            let null = may_be_null && random.below(100) < shape.nulls;
            // In this order: a primary key of its own, NULL, a foreign key, and any other value.
            let cell = if column.primary_key > 0 && single && reference.is_none() {
                Cell::Integer(id)
            } else if null {
                Cell::Null
            } else if let Some(key) = reference {
                let rows = if key.table == table.name {
                    before
                } else {
                    &parents.0.iter().find(|parent| parent.name == key.table)?.rows
                };
                // Early parents are picked more often than late ones, so some have many children and some have none.
                let few = rows.len().min(1 + random.below(rows.len().max(1)));
                match rows.get(random.below(few)) {
                    Some(parent) => parent[0].clone(),
                    None if may_be_null => Cell::Null,
                    None => return None,
                }
            } else {
                self.value(&format!("{}.{}", table.name, column.name), shape, random)
            };
            row.push(cell);
        }
        Some(row)
    }

    /// A random value of a column that is no key.
    fn value(&self, key: &str, shape: &DataShape, random: &mut Random) -> Cell {
        let boundary_values = self.boundary_values.get(key).map_or(&[] as &[Cell], Vec::as_slice);
        if !boundary_values.is_empty() && random.below(100) < shape.boundary_values {
            return random.pick(boundary_values).cloned().unwrap_or(Cell::Null);
        }
        let pool = self.pools.get(key).map_or(&[] as &[Cell], Vec::as_slice);
        // Each database uses the beginning or the end of a pool. Columns called `name` are unique, and need all of it.
        let few = if key.ends_with(".name") { pool.len() } else { shape.values.min(pool.len()) };
        let from = random.below(2) * pool.len().saturating_sub(few);
        random.pick(&pool[from..from + few]).cloned().unwrap_or(Cell::Null)
    }
}

/// These tables and all that they refer to, parents before children.
fn with_parents(schema: &Schema, names: &[String]) -> Vec<SchemaTable> {
    fn add(schema: &Schema, name: &str, seen: &mut BTreeSet<String>, all: &mut Vec<SchemaTable>) {
        let Some(table) = schema.table(name) else { return };
        if !seen.insert(table.name.clone()) {
            return;
        }
        for key in &table.foreign_keys {
            add(schema, &key.table, seen, all);
        }
        all.push(table.clone());
    }
    let (mut seen, mut all) = (BTreeSet::new(), Vec::new());
    names.iter().for_each(|name| add(schema, name, &mut seen, &mut all));
    all
}

/// A cell as a value that can be bound.
fn to_sqlite(cell: &Cell) -> Value {
    match cell {
        Cell::Null => Value::Null,
        Cell::Integer(i) => Value::Integer(*i),
        Cell::Real(r) => Value::Real(*r),
        Cell::Text(text) => Value::Text(text.clone()),
        Cell::Blob(bytes) => Value::Blob(bytes.clone()),
    }
}

impl DatabaseRows {
    /// The rows of these tables in a database.
    ///
    /// # Errors
    /// When a table is missing.
    pub fn of(database: &Database, tables: &[SchemaTable]) -> Result<Self> {
        let mut all = Self::default();
        for table in tables {
            let mut statement = database.connection().prepare(&format!("SELECT * FROM {}", table.name))?;
            let columns = table.columns.iter().map(|column| column.name.clone()).collect();
            let count = table.columns.len();
            let mut found = statement.query([])?;
            let mut rows = Vec::new();
            while let Some(row) = found.next()? {
                rows.push((0..count).map(|i| row.get_ref(i).map(Cell::of)).collect::<Result<_>>()?);
            }
            all.0.push(TableRows { name: table.name.clone(), columns, rows });
        }
        Ok(all)
    }
}
