//! The mutants of one column: other ways to write it, and whatever may be wrong with it.

use super::{Add, Column, Draft};

impl Draft {
    /// Other ways to write the same column.
    pub(super) fn rewritten(&self, at: usize, column: &Column, add: &mut Add<'_>) {
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
    pub(super) fn of_null(&self, at: usize, column: &Column, add: &mut Add<'_>) {
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
    pub(super) fn of_key(&self, at: usize, column: &Column, add: &mut Add<'_>) {
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
    pub(super) fn of_value(&self, at: usize, column: &Column, add: &mut Add<'_>) {
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
        if !column.is_text() && !column.has("PRIMARY KEY") {
            let index = format!("CREATE UNIQUE INDEX odd_{name} ON {} ({name} % 2)", self.name);
            add(format!("{};\n{index}", self.written()), format!("a UNIQUE INDEX on {name} % 2"), false);
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
    pub(super) fn of_reference(&self, at: usize, column: &Column, add: &mut Add<'_>) {
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
}
