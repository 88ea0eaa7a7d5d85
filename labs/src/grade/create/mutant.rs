//! Schemas made from a model by one change of which it is known whether it matters. A change is known to matter when there is a
//! row, a deletion or a question that only one of the two answers; it is known not to when SQLite documents the two as the same.
//!
//! They prove the judge: each that matters must be refused, each that does not must be accepted.

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

    /// Other ways to write the same column.
    fn rewritten(&self, at: usize, column: &Column, add: &mut Add<'_>) {
        let name = &column.name;
        let declared: &[&str] = match column.declared.as_str() {
            "TEXT" => &["VARCHAR(20)", "CHARACTER(1)", "NVARCHAR", "CLOB"],
            "INTEGER" if !column.has("PRIMARY KEY") => &["INT", "BIGINT", "TINYINT(1)", "UNSIGNED BIG INT"],
            "REAL" => &["DOUBLE PRECISION", "FLOAT"],
            _ => &[],
        };
        for &other in declared {
            add(self.with(at, |column| column.declared = other.to_owned()), format!("{name} {other}"), true);
        }
        let quoted = self.with(at, |column| column.name = format!("\"{name}\""));
        add(quoted, format!("{name} in quotes"), true);
        if let Some(option) = column.at("NOT NULL") {
            let check = |rule: String| self.with(at, |column| column.options[option] = rule);
            add(check(format!("CHECK ({name} IS NOT NULL)")), format!("{name} by a CHECK"), true);
            add(check(format!("CHECK (NOT {name} IS NULL)")), format!("{name} by a CHECK with NOT"), true);
            add(check("CONSTRAINT needed NOT NULL".to_owned()), format!("{name} by a named rule"), true);
        } else if !self.is_in_key(column) {
            add(self.with(at, |column| column.options.push("NULL".to_owned())), format!("{name} NULL"), true);
            if !column.has("DEFAULT") {
                let default = self.with(at, |column| column.options.push("DEFAULT NULL".to_owned()));
                add(default, format!("{name} DEFAULT NULL"), true);
            }
        }
        if let Some(option) = column.at("UNIQUE") {
            let mut apart = self.clone();
            apart.columns[at].options.remove(option);
            add(apart.and(format!("UNIQUE ({name})")), format!("{name} UNIQUE below"), true);
            let index = format!("CREATE UNIQUE INDEX of_{name} ON {} ({name})", self.name);
            add(format!("{};\n{index}", apart.written()), format!("{name} by a UNIQUE INDEX"), true);
        }
        if let Some(option) = column.at("PRIMARY KEY") {
            let mut apart = self.clone();
            apart.columns[at].options.remove(option);
            add(apart.and(format!("PRIMARY KEY ({name})")), format!("PRIMARY KEY ({name}) below"), true);
            if column.declared == "INTEGER" {
                let counted = self.with(at, |column| column.options[option] += " AUTOINCREMENT");
                add(counted, format!("{name} AUTOINCREMENT"), true);
            }
        }
        // A rule that every value of the right type keeps.
        let typed = format!("CHECK (typeof({name}) <> 'blob')");
        add(self.with(at, |column| column.options.push(typed)), format!("{name} by its type"), true);
        let plain = format!("CREATE INDEX more_{name} ON {} ({name})", self.name);
        add(format!("{};\n{plain}", self.written()), format!("an index on {name} more"), true);
    }

    /// Whether a column may be left out.
    fn of_null(&self, at: usize, column: &Column, add: &mut Add<'_>) {
        let name = &column.name;
        if column.has("PRIMARY KEY") {
            return;
        }
        if let Some(option) = column.at("NOT NULL") {
            let with = |text: &str| self.with(at, |column| column.options[option] = text.to_owned());
            let loose = self.with(at, |column| {
                column.options.remove(option);
            });
            add(loose, format!("NOT NULL dropped from {name}"), false);
            for does in ["IGNORE", "REPLACE"] {
                // Without a default, REPLACE fails as NOT NULL does (<https://sqlite.org/lang_conflict.html>).
                let is_same = does == "REPLACE" && !column.has("DEFAULT");
                add(
                    with(&format!("NOT NULL ON CONFLICT {does}")),
                    format!("{name} ON CONFLICT {does}"),
                    is_same,
                );
            }
            add(with(&format!("CHECK ({name} <> '')")), format!("NOT NULL of {name} became <> ''"), false);
        } else if !self.is_in_key(column) {
            let strict = self.with(at, |column| column.options.push("NOT NULL".to_owned()));
            add(strict, format!("NOT NULL added to {name}"), false);
        }
    }

    /// Keys and uniqueness.
    fn of_key(&self, at: usize, column: &Column, add: &mut Add<'_>) {
        let name = &column.name;
        if let Some(option) = column.at("PRIMARY KEY") {
            let gone = self.with(at, |column| {
                column.options.remove(option);
            });
            add(gone, format!("PRIMARY KEY dropped from {name}"), false);
            if column.declared == "INTEGER" {
                for declared in ["INT", "BIGINT"] {
                    let other = self.with(at, |column| column.declared = declared.to_owned());
                    add(other, format!("{name} {declared} PRIMARY KEY"), false);
                }
                let falls = self.with(at, |column| column.options[option] = "PRIMARY KEY DESC".to_owned());
                add(falls, format!("{name} PRIMARY KEY DESC"), false);
                let unique = self.with(at, |column| column.options[option] = "NOT NULL UNIQUE".to_owned());
                add(unique, format!("{name} NOT NULL UNIQUE, no key"), false);
            }
            return;
        }
        if let Some(option) = column.at("UNIQUE") {
            let gone = self.with(at, |column| {
                column.options.remove(option);
            });
            add(gone.clone(), format!("UNIQUE dropped from {name}"), false);
            for does in ["IGNORE", "REPLACE"] {
                let text = format!("UNIQUE ON CONFLICT {does}");
                add(
                    self.with(at, |column| column.options[option] = text),
                    format!("{name} ON CONFLICT {does}"),
                    false,
                );
            }
            let on = format!("ON {} ({name}", self.name);
            for index in [format!("{on} COLLATE NOCASE)"), format!("{on}) WHERE length({name}) < 4")] {
                let index = format!("CREATE UNIQUE INDEX of_{name} {index}");
                add(format!("{gone};\n{index}"), format!("{name} by {index}"), false);
            }
        } else {
            let unique = self.with(at, |column| column.options.push("UNIQUE".to_owned()));
            add(unique, format!("UNIQUE added to {name}"), false);
            let index =
                format!("CREATE UNIQUE INDEX more_{name} ON {} ({name}) WHERE {name} IS NOT NULL", self.name);
            add(format!("{};\n{index}", self.written()), format!("a partial UNIQUE INDEX on {name}"), false);
        }
    }

    /// Types, defaults, collations, and rules about values.
    fn of_value(&self, at: usize, column: &Column, add: &mut Add<'_>) {
        let name = &column.name;
        // What is greater than another text is not empty.
        let is_greater = self.constraints.iter().any(|constraint| constraint.contains(&format!("{name} > ")));
        let others: &[&str] =
            if column.is_text() { &["INTEGER", "REAL", "BLOB", "DATE"] } else { &["TEXT", "REAL"] };
        for &other in others.iter().filter(|other| **other != column.declared) {
            add(self.with(at, |column| column.declared = other.to_owned()), format!("{name} {other}"), false);
        }
        let rules: &[&str] = if column.is_text() {
            &[
                "# < 'zz'",
                "length(#) <= 200",
                "length(#) > 0",
                "# NOT LIKE 'Z%'",
                "# = trim(#)",
                "# GLOB '[A-Z]*'",
                "instr(#, 'qq') = 0",
            ]
        } else {
            &["# < 1000000", "# >= 0", "# <> 77", "# % 7 <> 3"]
        };
        for rule in rules {
            let check = format!("CHECK ({})", rule.replace('#', name));
            let is_same = is_greater && *rule == "length(#) > 0";
            let with = self.with(at, |column| column.options.push(check.clone()));
            add(with, format!("{check} added"), is_same);
            add(self.and(format!("CONSTRAINT more {check}")), format!("{check} added below"), is_same);
        }
        if column.is_text() && !self.is_in_key(column) {
            let collated = self.with(at, |column| column.options.push("COLLATE NOCASE".to_owned()));
            add(collated, format!("COLLATE NOCASE added to {name}"), false);
            let trimmed = self.with(at, |column| column.options.push("COLLATE RTRIM".to_owned()));
            add(trimmed, format!("COLLATE RTRIM added to {name}"), false);
        }
        match column.at("DEFAULT") {
            Some(option) => {
                let gone = self.with(at, |column| {
                    column.options.remove(option);
                });
                add(gone, format!("DEFAULT dropped from {name}"), false);
                let other = self.with(at, |column| column.options[option] = "DEFAULT 41".to_owned());
                add(other, format!("another DEFAULT of {name}"), false);
            }
            None if !column.has("PRIMARY KEY") => {
                let value = if column.is_text() { "DEFAULT ''" } else { "DEFAULT 1" };
                let with = self.with(at, |column| column.options.push(value.to_owned()));
                add(with, format!("{value} added to {name}"), is_greater && value == "DEFAULT ''");
            }
            None => {}
        }
    }

    /// Where a column refers to.
    fn of_reference(&self, at: usize, column: &Column, add: &mut Add<'_>) {
        let name = &column.name;
        let Some(option) = column.at("REFERENCES") else {
            if !column.has("PRIMARY KEY") {
                let to = format!("REFERENCES {} ({name})", self.name);
                // A row whose value is unique refers to itself, and nothing is refused.
                let is_same = column.has("UNIQUE");
                add(
                    self.with(at, |column| column.options.push(to)),
                    format!("{name} refers to itself"),
                    is_same,
                );
            }
            return;
        };
        let text = column.options[option].clone();
        let gone = self.with(at, |column| {
            column.options.remove(option);
        });
        add(gone, format!("REFERENCES dropped from {name}"), false);
        let nowhere = text.replacen("REFERENCES ", "REFERENCES no_", 1);
        add(
            self.with(at, |column| column.options[option] = nowhere),
            format!("{name} refers to nothing"),
            false,
        );
        let (to, deletes) = match text.split_once(" ON DELETE ") {
            Some((to, rest)) => (to.to_owned(), rest.to_owned()),
            None => (text.clone(), "NO ACTION".to_owned()),
        };
        // Where a column must not be NULL and has no default, SET NULL and SET DEFAULT refuse the deletion as NO ACTION does.
        let fixed = (column.has("NOT NULL") || column.has("PRIMARY KEY")) && !column.has("DEFAULT");
        let refuses = |action: &str| {
            matches!(action, "NO ACTION" | "RESTRICT")
                || (fixed && matches!(action, "SET NULL" | "SET DEFAULT"))
        };
        for action in ["NO ACTION", "RESTRICT", "CASCADE", "SET NULL", "SET DEFAULT"] {
            // A key that is set to NULL is given a number instead, which is another matter.
            if action == deletes || (column.has("PRIMARY KEY") && action.starts_with("SET")) {
                continue;
            }
            let is_same = refuses(action) && refuses(&deletes);
            let text = format!("{to} ON DELETE {action}");
            add(
                self.with(at, |column| column.options[option] = text),
                format!("{name} ON DELETE {action}"),
                is_same,
            );
        }
        let follows = format!("{text} ON UPDATE CASCADE");
        add(
            self.with(at, |column| column.options[option] = follows),
            format!("{name} ON UPDATE CASCADE"),
            false,
        );
        let late = format!("{text} DEFERRABLE INITIALLY DEFERRED");
        add(self.with(at, |column| column.options[option] = late), format!("{name} DEFERRABLE"), true);
        let mut below = self.clone();
        below.columns[at].options.remove(option);
        add(below.and(format!("FOREIGN KEY ({name}) {text}")), format!("{name} refers below"), true);
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
