//! What a trial on which the answer's tables differ from the model's says about them: a sentence that is sure, because SQLite did
//! what it says.

use super::trial::{Outcome, Trial, What};
use crate::sandbox::{ForeignKey, Schema, SchemaTable};

/// What differs: the trial, and what became of it on the tables of the model and of the answer.
pub(super) struct Finding<'a> {
    pub trial: &'a Trial,
    pub expected: &'a Outcome,
    pub given: &'a Outcome,
    pub model: &'a Schema,
    pub answer: &'a Schema,
}

/// What was told already. One mistake shows in many trials, and is told once.
#[derive(Default)]
pub(super) struct Told(Vec<(String, &'static str, Vec<String>)>);

impl Told {
    /// Whether this says something new. What it says is noted.
    pub fn is_new(&mut self, finding: &Finding<'_>) -> bool {
        let Finding { trial, expected, given, .. } = finding;
        let (kind, columns): (_, Vec<String>) = match (&trial.what, given) {
            (_, Outcome::Refused(says)) if expected.is_done() && says.contains(" constraint failed: ") => {
                // The rule, or the columns, that SQLite names.
                ("rule", vec![says.clone()])
            }
            (What::Omitted(names), _) => ("column", names.clone()),
            (What::Null(name), _) => ("column", vec![name.clone()]),
            (What::Values(_), _) => ("values", Vec::new()),
            (What::Twice(names), _) => ("twice", names.clone()),
            (What::Near(_) | What::Compared(_), _) => ("near", vec![finding.says()]),
            (What::Orphan { columns, .. } | What::Moved { columns, .. }, _) => ("reference", columns.clone()),
            (What::Deleted { columns, .. }, _) => ("deletion", columns.clone()),
            _ => ("other", vec![finding.says()]),
        };
        // Who lets two rows have the same name lets them have the same name and city.
        let is_told = self.0.iter().any(|(table, told, names)| {
            *table == trial.table && *told == kind && names.iter().all(|name| columns.contains(name))
        });
        self.0.push((trial.table.clone(), kind, columns));
        !is_told
    }
}

impl Finding<'_> {
    /// What is wrong with the tables, as a sentence.
    pub fn problem(&self) -> String {
        match (self.expected, self.given) {
            (Outcome::Done(_), Outcome::Refused(says)) => self.too_strict(says),
            (Outcome::Refused(_), Outcome::Done(_)) => self.too_lenient(),
            _ => self.other_rows(),
        }
    }

    /// What the trial tries, in words.
    pub fn says(&self) -> String {
        let table = &self.trial.table;
        match &self.trial.what {
            What::Good => "a row like any other".to_owned(),
            What::Omitted(names) => format!("a row that says nothing of {}", listed(names)),
            What::Null(name) => format!("a row with NULL as `{name}`"),
            What::Values(values) => {
                let shown: Vec<String> =
                    values.iter().map(|(name, value)| format!("{value} as `{name}`")).collect();
                format!("a row with {}", shown.join(" and "))
            }
            What::Twice(names) => format!("a second row with the same {}", listed(names)),
            What::Near(name) => format!("a second row with nearly the same `{name}`"),
            What::Orphan { parent, .. } => format!("a row that refers to no row of `{parent}`"),
            What::Moved { parent, .. } => {
                format!("a row is changed, and then refers to no row of `{parent}`")
            }
            What::Deleted { parent, .. } => {
                format!("a row of `{parent}` that `{table}` refers to is deleted")
            }
            What::Renumbered { parent, .. } => {
                format!("a row of `{parent}` that `{table}` refers to gets another key")
            }
            What::Free { parent } => format!("a row of `{parent}` that nothing refers to is deleted"),
            What::Compared(name) => format!("`{name}` is compared with nearly the same text"),
            What::NextNumber(_) => "a row without a number, after all others were deleted".to_owned(),
            What::View => format!("the rows of `{table}`"),
        }
    }

    /// The model takes it, and the answer does not.
    fn too_strict(&self, says: &str) -> String {
        let table = &self.trial.table;
        if let Some(rule) = says.strip_prefix("CHECK constraint failed: ") {
            return format!(
                "The rule `{}` refuses a row that must be taken, as {}.",
                self.check_text(rule),
                self.says()
            );
        }
        if let Some(columns) = says.strip_prefix("UNIQUE constraint failed: ") {
            return self.too_unique(columns);
        }
        if says.starts_with("FOREIGN KEY")
            || says.starts_with("no such table")
            || says.starts_with("foreign key mismatch")
        {
            return self.refers_too_much(says);
        }
        match &self.trial.what {
            What::Null(name) if self.numbers_itself(std::slice::from_ref(name)) => self.next_number(name),
            What::Omitted(names) if self.numbers_itself(names) => self.next_number(&names.join("`, `")),
            What::Null(name) => format!("`{table}.{name}` must be allowed to be NULL."),
            What::Omitted(names) => match names.iter().find(|name| self.has_default(name)) {
                Some(name) => {
                    format!(
                        "`{table}.{name}` is to have a value of its own where a row says nothing of it: a `DEFAULT`."
                    )
                }
                None => format!("A row of `{table}` may leave out {}.", listed(names)),
            },
            What::Deleted { parent, .. } => self.of_deletion(parent, "the deletion is refused"),
            _ => format!("`{table}` refuses {}; it must be taken. SQLite says: {says}.", self.says()),
        }
    }

    /// The model refuses it, and the answer does not.
    fn too_lenient(&self) -> String {
        let table = &self.trial.table;
        match &self.trial.what {
            What::Null(name) => format!("`{table}.{name}` may be NULL, and must not.{}", self.of_type(name)),
            What::Omitted(names) => match names.as_slice() {
                [name] if self.answer_default(name) => {
                    format!(
                        "`{table}.{name}` has a `DEFAULT` that nobody asked for: a row must bring its own value."
                    )
                }
                _ => format!("A row of `{table}` may leave out {}, and must not.", listed(names)),
            },
            What::Twice(_) | What::Near(_) if !self.keeps_both() => format!(
                "{} of `{table}` is to be refused. Here it is passed over in silence, or takes the place of the first: \
                 `ON CONFLICT` does that.",
                capital(&self.says())
            ),
            What::Twice(names) => {
                format!("Two rows of `{table}` may have the same {}, and must not.", listed(names))
            }
            What::Near(name) => {
                format!("Two rows of `{table}` may have nearly the same `{name}`, and must not.")
            }
            What::Orphan { columns, parent } | What::Moved { columns, parent } => format!(
                "`{table}.{}` takes a value that no row of `{parent}` has. It is to refer to `{parent}`.",
                columns.join(", ")
            ),
            What::Deleted { parent, .. } => self.of_deletion(parent, "it can be deleted all the same"),
            What::Renumbered { parent, .. } => self.of_renumbering(parent),
            What::Values(_) => format!("`{table}` takes {}, and must refuse it.", self.says()),
            _ => format!("`{table}` takes {}, and must not.", self.says()),
        }
    }

    /// Both take it, and the rows are not the same afterwards.
    fn other_rows(&self) -> String {
        let table = &self.trial.table;
        match &self.trial.what {
            What::Omitted(names) if names.len() == 1 => {
                let name = &names[0];
                match (self.has_default(name), self.answer_default(name)) {
                    (true, true) => format!("`{table}.{name}` has another `DEFAULT` than the one asked for."),
                    (true, false) => format!(
                        "`{table}.{name}` is to have a value of its own where a row says nothing of it: a `DEFAULT`."
                    ),
                    (false, true) => format!("Nobody asked for a `DEFAULT` of `{table}.{name}`."),
                    _ => format!(
                        "A row of `{table}` that says nothing of `{name}` gets another value than it should.{}",
                        self.of_type(name)
                    ),
                }
            }
            What::Null(name) => {
                format!("`{table}.{name}` keeps NULL where it is to have a value.{}", self.of_type(name))
            }
            What::Compared(name) => format!(
                "`{table}.{name}` takes two different texts for the same (`COLLATE` does that); nobody asked for it."
            ),
            What::Deleted { parent, .. } => self.of_deletion(parent, "other rows are left than that"),
            What::Renumbered { parent, .. } => self.of_renumbering(parent),
            What::NextNumber(name) => {
                format!(
                    "The `{name}` of a deleted row comes again in `{table}`, and must not (`AUTOINCREMENT`)."
                )
            }
            What::View => format!("`{table}` does not show the rows asked for."),
            What::Twice(_) | What::Near(_) if !self.keeps_both() => format!(
                "{} of `{table}` is to be kept beside the first. Here one of the two is gone: `ON CONFLICT` does that.",
                capital(&self.says())
            ),
            _ => format!("After {}, `{table}` does not hold what was given.", self.says()),
        }
    }

    fn next_number(&self, name: &str) -> String {
        format!(
            "A row of `{}` that comes without `{name}` is to get the next number by itself. Only `INTEGER PRIMARY KEY`, in just \
             these words, does that.",
            self.trial.table
        )
    }

    /// Columns are unique that must not be. SQLite names them, as `users.name, users.city`, or an index of expressions.
    fn too_unique(&self, columns: &str) -> String {
        let table = &self.trial.table;
        if let Some(index) = columns.strip_prefix("index ") {
            return format!(
                "The index {} of `{table}` takes different values for the same.",
                index.replace('\'', "`")
            );
        }
        let names: Vec<String> = columns
            .split(", ")
            .map(|name| name.rsplit_once('.').map_or(name, |(_, name)| name).to_owned())
            .collect();
        let same = |schema: &Schema, unique: bool| {
            schema.table(table).is_some_and(|table| {
                table.indexes.iter().any(|index| {
                    let own: Vec<&String> = index.columns.iter().flatten().collect();
                    !index.of_constraint && index.unique == unique && own.iter().copied().eq(names.iter())
                })
            })
        };
        if same(self.answer, true) && same(self.model, false) {
            return format!(
                "The index on `{table} ({})` is there, and must not be UNIQUE: two rows may have the same.",
                names.join(", ")
            );
        }
        if let What::Near(name) = &self.trial.what {
            return format!(
                "Two different texts count as the same `{name}` in `{table}` (a `COLLATE` does that); nobody asked for it."
            );
        }
        format!("In `{table}` two rows must be allowed to have the same {}.", listed(&names))
    }

    /// A foreign key refuses what must be taken.
    fn refers_too_much(&self, says: &str) -> String {
        let table = &self.trial.table;
        match &self.trial.what {
            What::Deleted { parent, .. } => self.of_deletion(parent, "the deletion is refused"),
            _ if says.starts_with("FOREIGN KEY") => {
                format!(
                    "`{table}` refers to something that the story does not say: it refuses {}.",
                    self.says()
                )
            }
            _ => format!("`{table}` refers to something that cannot be referred to. SQLite says: {says}."),
        }
    }

    /// What is to become of rows when the row that they refer to is deleted.
    fn of_deletion(&self, parent: &str, here: &str) -> String {
        let table = &self.trial.table;
        match self.expected {
            Outcome::Refused(_) => {
                format!("A row of `{parent}` must not be deleted while `{table}` refers to it; here {here}.")
            }
            done if done.rows_of(table) == 0
                || self.key(self.model).is_some_and(|key| key.on_delete == "CASCADE") =>
            {
                format!(
                    "When a row of `{parent}` is deleted, the rows of `{table}` that refer to it are to go with it; here {here}."
                )
            }
            _ => format!(
                "When a row of `{parent}` is deleted, the rows of `{table}` that refer to it are to stay; here {here}."
            ),
        }
    }

    fn of_renumbering(&self, parent: &str) -> String {
        let table = &self.trial.table;
        match self.expected {
            Outcome::Refused(_) => format!(
                "The key of a row of `{parent}` can be changed while `{table}` refers to it (`ON UPDATE`); nobody asked for that."
            ),
            Outcome::Done(_) => {
                format!(
                    "When the key of a row of `{parent}` changes, `{table}` does not follow as it should (`ON UPDATE`)."
                )
            }
        }
    }

    /// The foreign key that the trial is about.
    fn key<'s>(&self, schema: &'s Schema) -> Option<&'s ForeignKey> {
        let What::Deleted { columns, .. } = &self.trial.what else { return None };
        let keys = &schema.table(&self.trial.table)?.foreign_keys;
        keys.iter().find(|key| {
            key.columns
                .iter()
                .map(|name| name.to_ascii_lowercase())
                .eq(columns.iter().map(|name| name.to_ascii_lowercase()))
        })
    }

    fn column<'s>(&self, schema: &'s Schema, name: &str) -> Option<(&'s SchemaTable, usize)> {
        let table = schema.table(&self.trial.table)?;
        Some((table, table.columns.iter().position(|column| column.name.eq_ignore_ascii_case(name))?))
    }

    fn has_default(&self, name: &str) -> bool {
        self.column(self.model, name).is_some_and(|(table, at)| table.columns[at].default.is_some())
    }

    fn answer_default(&self, name: &str) -> bool {
        self.column(self.answer, name).is_some_and(|(table, at)| table.columns[at].default.is_some())
    }

    fn numbers_itself(&self, names: &[String]) -> bool {
        names.iter().any(|name| {
            self.column(self.model, name).is_some_and(|(table, at)| table.columns[at].primary_key > 0)
        })
    }

    /// Why a primary key of this type may be NULL (<https://sqlite.org/lang_createtable.html>, section 3.5).
    fn of_type(&self, name: &str) -> String {
        let Some((table, at)) = self.column(self.answer, name) else { return String::new() };
        let column = &table.columns[at];
        let is_key = column.primary_key > 0 && !column.not_null;
        if !is_key || column.declared.eq_ignore_ascii_case("INTEGER") {
            return String::new();
        }
        format!(
            " In SQLite a primary key may be NULL unless its type is exactly INTEGER; here it is {}.",
            if column.declared.is_empty() { "missing" } else { &column.declared }
        )
    }

    /// Whether the answer's table has both rows after a second one was inserted.
    fn keeps_both(&self) -> bool {
        let at_first = self.trial.setup.iter().filter(|sql| sql.starts_with("INSERT INTO")).count();
        self.given.rows_of(&self.trial.table) > at_first
    }

    /// A `CHECK` as it was written. SQLite names the rule, or gives the text of it.
    fn check_text(&self, rule: &str) -> String {
        let is_name = rule.chars().all(|c| c.is_alphanumeric() || c == '_');
        let begin = if is_name { "CONSTRAINT " } else { "CHECK (" };
        let whole = format!("{begin}{rule}{}", if is_name { "" } else { ")" });
        whole.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

/// Column names in a sentence, as “`a` and `b`”.
fn listed(names: &[String]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(" and ")
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}
