//! Schemas made from a model by one change of which it is known whether it matters. A change is known to matter when there is a
//! row, a deletion or a question that only one of the two answers; it is known not to when SQLite documents the two as the same.
//!
//! They prove the judge: each that matters must be refused, each that does not must be accepted.

mod column;

use crate::grade::syntax;
use sqlparser::ast::{CreateIndex, CreateTable, Statement};

/// A schema with one thing changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::grade) struct SchemaMutant {
    pub sql: String,
    /// What was changed.
    pub what: String,
    /// Whether it means the same as the model.
    pub is_same: bool,
}

/// One column as text.
#[derive(Clone)]
struct Column {
    name: String,
    declared: String,
    options: Vec<String>,
}

/// A `CREATE TABLE` in parts, which can be changed one by one.
#[derive(Clone)]
struct Draft {
    name: String,
    columns: Vec<Column>,
    constraints: Vec<String>,
    /// What follows the last bracket.
    end: String,
}

/// All such mutants of a model; none where it cannot be parsed.
pub(in crate::grade) fn schema_mutants(model: &str) -> Vec<SchemaMutant> {
    let Some(statements) = syntax::parse(model) else { return Vec::new() };
    let mut all = Vec::new();
    for (at, statement) in statements.iter().enumerate() {
        let whole = |changed: &str| -> String {
            let texts = statements.iter().enumerate().map(|(i, other)| {
                let text = if i == at { changed.to_owned() } else { other.to_string() };
                if text.is_empty() { text } else { format!("{text};\n") }
            });
            texts.collect()
        };
        let mut add = |changed: String, what: String, is_same: bool| {
            all.push(SchemaMutant { sql: whole(&changed), what, is_same });
        };
        match statement {
            Statement::CreateTable(table) => Draft::of(table).mutants(&mut add),
            Statement::CreateIndex(index) => index_mutants(index, &mut add),
            _ => {}
        }
    }
    all.push(SchemaMutant {
        sql: format!("{model};\nCREATE TABLE one_more (id INTEGER);"),
        what: "a table more".to_owned(),
        is_same: false,
    });
    let mut seen = std::collections::BTreeSet::new();
    all.retain(|mutant| seen.insert(mutant.sql.clone()));
    all
}

/// Takes a changed statement, what was changed, and whether that means the same.
type Add<'a> = dyn FnMut(String, String, bool) + 'a;

impl Column {
    fn has(&self, word: &str) -> bool {
        self.options.iter().any(|option| option.starts_with(word))
    }

    fn at(&self, word: &str) -> Option<usize> {
        self.options.iter().position(|option| option.starts_with(word))
    }

    fn is_text(&self) -> bool {
        self.declared == "TEXT"
    }
}

impl Draft {
    fn of(table: &CreateTable) -> Self {
        let column = |column: &sqlparser::ast::ColumnDef| Column {
            name: column.name.to_string(),
            declared: column.data_type.to_string(),
            options: column.options.iter().map(|option| option.option.to_string()).collect(),
        };
        Self {
            name: table.name.to_string(),
            columns: table.columns.iter().map(column).collect(),
            constraints: table.constraints.iter().map(ToString::to_string).collect(),
            end: String::new(),
        }
    }

    fn written(&self) -> String {
        let columns = self.columns.iter().map(|column| {
            let options: String = column.options.iter().map(|option| format!(" {option}")).collect();
            format!("{} {}{options}", column.name, column.declared)
        });
        let parts: Vec<String> = columns.chain(self.constraints.iter().cloned()).collect();
        format!("CREATE TABLE {} ({}){}", self.name, parts.join(", "), self.end)
    }

    /// The whole with one column changed.
    fn with(&self, at: usize, change: impl FnOnce(&mut Column)) -> String {
        let mut copy = self.clone();
        change(&mut copy.columns[at]);
        copy.written()
    }

    /// The whole with one constraint more.
    fn and(&self, constraint: String) -> String {
        let mut copy = self.clone();
        copy.constraints.push(constraint);
        copy.written()
    }

    fn mutants(&self, add: &mut Add<'_>) {
        for (at, column) in self.columns.iter().enumerate() {
            self.rewritten(at, column, add);
            self.of_null(at, column, add);
            self.of_key(at, column, add);
            self.of_value(at, column, add);
            self.of_reference(at, column, add);
        }
        self.of_constraints(add);
        self.of_table(add);
    }

    fn is_in_key(&self, column: &Column) -> bool {
        let of_table = self.constraints.iter().filter(|constraint| constraint.contains("PRIMARY KEY"));
        column.has("PRIMARY KEY")
            || of_table.into_iter().any(|constraint| names(constraint).contains(&column.name))
    }

    /// The rules below the columns.
    fn of_constraints(&self, add: &mut Add<'_>) {
        for (at, constraint) in self.constraints.iter().enumerate() {
            let with = |text: Option<String>| {
                let mut copy = self.clone();
                match text {
                    Some(text) => copy.constraints[at] = text,
                    None => {
                        copy.constraints.remove(at);
                    }
                }
                copy.written()
            };
            add(with(None), format!("{constraint} dropped"), false);
            add(with(Some(format!("CONSTRAINT named {constraint}"))), format!("{constraint} named"), true);
            if let Some(rule) = constraint.strip_prefix("CHECK ") {
                add(
                    with(Some(format!("CHECK (NOT (NOT {rule}))"))),
                    format!("{constraint} by NOT NOT"),
                    true,
                );
                for (from, to) in
                    [(" > ", " >= "), (" > ", " <> "), (" > ", " < "), (" < ", " <= "), (" < ", " <> ")]
                {
                    if rule.contains(from) {
                        let text = format!("CHECK {}", rule.replacen(from, to, 1));
                        add(with(Some(text)), format!("{constraint} with{to}"), false);
                    }
                }
                for more in ["AND length(#) < 30", "AND # < '2100'", "OR # = '2026-09-01 08:00:00'"] {
                    let Some(column) = self.columns.iter().find(|column| rule.contains(&column.name)) else {
                        continue;
                    };
                    let text = format!("CHECK ({rule} {})", more.replace('#', &column.name));
                    add(with(Some(text)), format!("{constraint} {more}"), false);
                }
            }
            let columns = names(constraint);
            if columns.len() > 1 {
                let kind = constraint.split('(').next().unwrap_or_default().trim();
                let turned: Vec<String> = columns.iter().rev().cloned().collect();
                add(
                    with(Some(format!("{kind} ({})", turned.join(", ")))),
                    format!("{kind} turned"),
                    kind == "UNIQUE",
                );
                let fewer = format!("{kind} ({})", columns[..columns.len() - 1].join(", "));
                add(with(Some(fewer)), format!("{kind} with a column less"), false);
                if kind == "PRIMARY KEY" {
                    add(
                        with(Some(format!("UNIQUE ({})", columns.join(", ")))),
                        "UNIQUE for the key".to_owned(),
                        false,
                    );
                }
            }
        }
    }

    /// The table as a whole.
    fn of_table(&self, add: &mut Add<'_>) {
        let mut turned = self.clone();
        turned.columns.reverse();
        add(turned.written(), "columns in another order".to_owned(), true);
        let mut strict = self.clone();
        strict.end = " STRICT".to_owned();
        if self
            .columns
            .iter()
            .all(|column| matches!(column.declared.as_str(), "TEXT" | "INTEGER" | "REAL" | "BLOB"))
        {
            add(strict.written(), "STRICT".to_owned(), true);
        }
        let numbers = self.columns.iter().any(|column| column.has("PRIMARY KEY"));
        if numbers || self.constraints.iter().any(|constraint| constraint.contains("PRIMARY KEY")) {
            let mut plain = self.clone();
            plain.end = " WITHOUT ROWID".to_owned();
            // Without a rowid nothing gives a row its number. A key that is a reference is not to get one in any case.
            let refers =
                self.columns.iter().any(|column| column.has("PRIMARY KEY") && column.has("REFERENCES"));
            add(plain.written(), "WITHOUT ROWID".to_owned(), !numbers || refers);
        }
        add(self.written().replacen("TABLE", "TABLE IF NOT EXISTS", 1), "IF NOT EXISTS".to_owned(), true);
        add(self.written().to_lowercase(), "in small letters".to_owned(), !self.written().contains('\''));
        add(self.written().replacen("TABLE", "TEMP TABLE", 1), "TEMP".to_owned(), false);
        let mut more = self.clone();
        more.columns.push(Column {
            name: "one_more".to_owned(),
            declared: "TEXT".to_owned(),
            options: Vec::new(),
        });
        add(more.written(), "a column more".to_owned(), false);
        for at in (0..self.columns.len()).filter(|_| self.columns.len() > 1) {
            let mut fewer = self.clone();
            fewer.columns.remove(at);
            fewer.constraints.retain(|constraint| !names(constraint).contains(&self.columns[at].name));
            add(fewer.written(), format!("{} dropped", self.columns[at].name), false);
            let renamed = self.with(at, |column| column.name += "s");
            add(renamed, format!("{} renamed", self.columns[at].name), false);
        }
        let trigger = format!(
            "CREATE TRIGGER quiet BEFORE INSERT ON {} WHEN NEW.{} IS 424242 BEGIN SELECT RAISE(IGNORE); END",
            self.name, self.columns[0].name
        );
        add(format!("{};\n{trigger}", self.written()), "a trigger".to_owned(), false);
        let row = format!("INSERT OR IGNORE INTO {} ({}) VALUES (1)", self.name, self.columns[0].name);
        let takes = self.columns[1..].iter().all(|column| !column.has("NOT NULL") && !column.has("CHECK"));
        if takes {
            add(format!("{};\n{row}", self.written()), "a row left in it".to_owned(), false);
        }
    }
}

/// The column names in the first brackets of a key.
fn names(constraint: &str) -> Vec<String> {
    if constraint.starts_with("CHECK") {
        return Vec::new();
    }
    let within =
        constraint.split_once('(').and_then(|(_, rest)| rest.split_once(')')).map_or("", |(names, _)| names);
    within.split(',').map(|name| name.trim().to_owned()).collect()
}

/// The mutants of an index.
fn index_mutants(index: &CreateIndex, add: &mut Add<'_>) {
    let name = index.name.as_ref().map_or_else(|| "an_index".to_owned(), ToString::to_string);
    let columns: Vec<String> = index.columns.iter().map(ToString::to_string).collect();
    let written = |columns: &[String], end: &str| {
        let unique = if index.unique { "UNIQUE " } else { "" };
        format!("CREATE {unique}INDEX {name} ON {} ({}){end}", index.table_name, columns.join(", "))
    };
    let changed = |change: &dyn Fn(&String) -> String| columns.iter().map(change).collect::<Vec<_>>();
    add(String::new(), "no index".to_owned(), false);
    add(written(&changed(&|column| format!("{column} DESC")), ""), "an index DESC".to_owned(), true);
    add(
        written(&changed(&|column| format!("{column} COLLATE BINARY")), ""),
        "COLLATE BINARY".to_owned(),
        true,
    );
    add(written(&columns, "").replacen("INDEX", "INDEX IF NOT EXISTS", 1), "IF NOT EXISTS".to_owned(), true);
    add(
        written(&changed(&|column| format!("{column} COLLATE NOCASE")), ""),
        "COLLATE NOCASE".to_owned(),
        false,
    );
    add(written(&changed(&|column| format!("lower({column})")), ""), "an index on lower()".to_owned(), false);
    add(written(&columns, " WHERE rowid > 5"), "a partial index".to_owned(), false);
    add(written(&columns, &format!(" WHERE {} > 'm'", columns[0])), "a partial index".to_owned(), false);
    if !index.unique {
        add(written(&columns, "").replacen("INDEX", "UNIQUE INDEX", 1), "a UNIQUE INDEX".to_owned(), false);
    }
    if columns.len() > 1 {
        let turned: Vec<String> = columns.iter().rev().cloned().collect();
        add(written(&turned, ""), "an index turned".to_owned(), false);
        add(written(&columns[..columns.len() - 1], ""), "an index with a column less".to_owned(), false);
    }
}
