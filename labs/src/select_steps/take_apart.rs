//! The job that takes a query apart, inside a worker of the sandbox.

use super::{
    clauses::{Clause, Clauses, Item, NotTakenApart, substitute},
    steps::{Agreement, Fate, Step, StepRow, agree},
};
use crate::sandbox::{Cell, Database, Fault, Job, OUTPUT_BYTES_MAX, RUN_TIME_MAX, Schema, UNREADABLE};
use rusqlite::Connection;
use serde::{Deserialize, Serialize};

/// The most rows of a step: more than anybody watches.
pub const ROWS_MAX: usize = 120;

/// The job that takes the query `sql` apart on a database.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct TakeApart {
    /// The bytes of the database; none are an empty one.
    pub image: Vec<u8>,
    /// The query.
    pub sql: String,
}

/// What came of it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum TakenApart {
    /// The steps.
    Walk(Walk),
    /// SQLite refuses the query itself.
    Fault {
        /// What SQLite says.
        fault: Fault,
        /// The tables, by which the fault is explained.
        schema: Schema,
    },
    /// SQLite answers the query, and it cannot be taken apart.
    Refused(NotTakenApart),
}

/// The steps of a query.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Walk {
    /// In the order in which they go. The last one's rows that stay are the answer.
    pub steps: Vec<Step>,
    pub agreement: Agreement,
}

impl Job for TakeApart {
    type Answer = TakenApart;
    const NAME: &'static str = "take-apart";

    fn run(self) -> Result<TakenApart, String> {
        let database = Database::of_image(&self.image).map_err(|_| UNREADABLE.to_owned())?;
        take_apart(&database, &self.sql).map_err(|e| e.to_string())
    }
}

/// Takes a query apart.
///
/// # Errors
/// Only when the database itself cannot be read.
fn take_apart(database: &Database, sql: &str) -> rusqlite::Result<TakenApart> {
    database.limit_time(RUN_TIME_MAX)?;
    let connection = database.connection();
    // A text without one query, and a statement that changes something, are refused before anything runs.
    let clauses = match Clauses::of(sql) {
        Err(why @ (NotTakenApart::Statements(_) | NotTakenApart::NoSelect)) => {
            return Ok(TakenApart::Refused(why));
        }
        clauses => clauses,
    };
    let answer = match query(connection, sql) {
        Ok(answer) => answer,
        Err(error) => {
            let fault = Fault::of(&error);
            database.limit_time(RUN_TIME_MAX)?;
            return Ok(TakenApart::Fault { fault, schema: Schema::of(connection)? });
        }
    };
    Ok(match clauses.and_then(|clauses| Walker { connection, clauses }.walk(&answer)) {
        Ok(mut walk) => {
            walk.shorten();
            TakenApart::Walk(walk)
        }
        Err(why) => TakenApart::Refused(why),
    })
}

impl Walk {
    /// The step of a clause; none where the query does not have it.
    pub fn step(&self, clause: Clause) -> Option<&Step> {
        self.steps.iter().find(|step| step.clause == clause)
    }

    /// Cuts long values, once they have been compared.
    fn shorten(&mut self) {
        for row in self.steps.iter_mut().flat_map(|step| &mut step.rows) {
            for cell in &mut row.cells {
                *cell = shortened(std::mem::replace(cell, Cell::Null));
            }
        }
    }
}

/// The value as a step shows it: a row is to be seen at a glance.
pub(super) fn shortened(cell: Cell) -> Cell {
    const CHARS: usize = 32;
    match cell {
        Cell::Text(text) if text.chars().count() > CHARS => {
            Cell::Text(text.chars().take(CHARS - 1).chain(['…']).collect())
        }
        Cell::Blob(bytes) => Cell::Blob(bytes.into_iter().take(CHARS).collect()),
        cell => cell,
    }
}

/// The columns and the rows of a query.
struct Answer {
    columns: Vec<String>,
    rows: Vec<Vec<Cell>>,
    /// Whether its values take more bytes than a run may answer with. The last rows are missing then.
    is_large: bool,
}

/// Runs a query, up to one row more than a step may have.
fn query(connection: &Connection, sql: &str) -> rusqlite::Result<Answer> {
    let mut statement = connection.prepare(sql)?;
    let columns: Vec<String> = statement.column_names().into_iter().map(str::to_owned).collect();
    let (mut rows, mut bytes) = (Vec::new(), 0);
    let mut found = statement.raw_query();
    while rows.len() <= ROWS_MAX && bytes <= OUTPUT_BYTES_MAX {
        let Some(row) = found.next()? else { break };
        let cells: Vec<Cell> =
            (0..columns.len()).map(|n| row.get_ref(n).map(Cell::of)).collect::<Result<_, _>>()?;
        bytes += cells.iter().map(Cell::size_bytes).sum::<usize>();
        rows.push(cells);
    }
    drop(found);
    Ok(Answer { columns, rows, is_large: bytes > OUTPUT_BYTES_MAX })
}

/// What takes one query apart.
struct Walker<'a> {
    connection: &'a Connection,
    clauses: Clauses,
}

impl Walker<'_> {
    fn walk(&self, answer: &Answer) -> Result<Walk, NotTakenApart> {
        let clauses = &self.clauses;
        let from = self.from()?;
        let kept = from.iter().filter(|step| step.clause == Clause::Where).map(Step::stay).next();
        let kept = kept.unwrap_or_else(|| from.iter().map(Step::stay).sum());
        let mut steps = from;
        let groups = if self.is_grouped() { self.groups()? } else { Vec::new() };
        let gathered = groups.first().map_or(kept, |step| step.rows.len());
        let groups_kept = groups.last().and_then(|step| step.groups);
        steps.extend(groups);

        let body = self.body();
        let select = self.made(Clause::Select, &clauses.list, format!("SELECT {}{body}", clauses.list))?;
        // The counts of the steps come from queries of their own. Where they do not fit together, the steps explain nothing.
        let fits = gathered == kept && select.rows.len() == groups_kept.unwrap_or(kept);
        steps.push(select);
        let distinct = if clauses.distinct { "DISTINCT " } else { "" };
        if clauses.distinct {
            let asked = format!("SELECT DISTINCT {}{body}", clauses.list);
            steps.push(self.made(Clause::Distinct, "", asked)?);
        }
        if let Some(order) = &clauses.order {
            let asked = format!("SELECT {distinct}{}{body} ORDER BY {order}", clauses.list);
            steps.push(self.made(Clause::OrderBy, order, asked)?);
        }
        steps.extend(self.limit(steps.last())?);
        let agreement = match steps.last_mut() {
            Some(last) if fits => agree(last, &answer.rows),
            _ => Agreement::Differs,
        };
        Ok(Walk { steps, agreement })
    }

    /// The rows of FROM, and what WHERE says of each.
    fn from(&self) -> Result<Vec<Step>, NotTakenApart> {
        let from = &self.clauses.from;
        let made = self.made(Clause::From, from, format!("SELECT * FROM {from}"))?;
        let Some(filter) = &self.clauses.filter else { return Ok(vec![made]) };
        let (asked, answer) = self.resolved(Clause::Where, |names| {
            // Twice NOT makes 1, 0 or NULL of whatever a condition may be.
            format!("SELECT *, NOT NOT ({}) FROM {from}", names(filter))
        })?;
        let rows = answer.rows.into_iter().map(|mut cells| {
            let fate = fate(cells.pop().as_ref());
            StepRow { fate, ..StepRow::stays(cells) }
        });
        let step =
            Step { clause: Clause::Where, text: filter.clone(), rows: rows.collect(), asked, ..made.clone() };
        // The rows of both steps are those of one query, so that they stand in one order.
        let all = step.rows.iter().map(|row| StepRow { fate: Fate::Stays, ..row.clone() }).collect();
        Ok(vec![Step { rows: all, ..made }, step])
    }

    /// Whether the query answers with a row for each group.
    fn is_grouped(&self) -> bool {
        let clauses = &self.clauses;
        // One in ORDER BY alone is refused by SQLite.
        let mut items = clauses.items.iter();
        !clauses.group.is_empty() || clauses.having.is_some() || items.any(|item| self.aggregates(&item.expr))
    }

    /// Whether an expression has an aggregate function of this query in it. SQLite itself says so: it refuses one in WHERE.
    fn aggregates(&self, expr: &str) -> bool {
        let asked = format!("SELECT 1 FROM {} WHERE ({expr}) IS NULL", self.clauses.from);
        self.connection.prepare(&asked).is_err_and(|e| e.to_string().contains("misuse of aggregate"))
    }

    /// The rows in their groups, and what HAVING says of each group.
    fn groups(&self) -> Result<Vec<Step>, NotTakenApart> {
        let clauses = &self.clauses;
        let from = self.rows_to_group();
        let (asked, answer) = self.resolved(Clause::GroupBy, |names| {
            let rank = match self.group_terms(names) {
                terms if terms.is_empty() => "1".to_owned(),
                terms => format!("dense_rank() OVER (ORDER BY {terms})"),
            };
            format!("SELECT *, {rank} AS \"the group\"{} ORDER BY \"the group\"", from(names))
        })?;
        let rows: Vec<StepRow> = answer
            .rows
            .into_iter()
            .map(|mut cells| {
                let group = match cells.pop() {
                    Some(Cell::Integer(n)) => usize::try_from(n).ok(),
                    _ => None,
                };
                StepRow { group, ..StepRow::stays(cells) }
            })
            .collect();
        let mut columns = answer.columns;
        columns.pop();
        let count = match clauses.group.is_empty() {
            true => 1,
            false => rows.iter().filter_map(|row| row.group).max().unwrap_or(0),
        };
        let text = clauses.group.join(", ");
        let group = Step { clause: Clause::GroupBy, text, columns, rows, groups: Some(count), asked };
        let Some(having) = &clauses.having else { return Ok(vec![group]) };

        let (asked, answer) = self.resolved(Clause::Having, |names| {
            let terms = self.group_terms(names);
            let by = if terms.is_empty() { terms } else { format!(" GROUP BY {terms} ORDER BY {terms}") };
            format!("SELECT NOT NOT ({}){}{by}", names(having), from(names))
        })?;
        // The groups come in the order of their numbers, because both are ordered by the same terms.
        let fates: Vec<Fate> = answer.rows.iter().map(|cells| fate(cells.first())).collect();
        let of_group = |row: &StepRow| row.group.and_then(|n| fates.get(n - 1)).copied();
        let rows = group
            .rows
            .iter()
            .map(|row| StepRow { fate: of_group(row).unwrap_or(Fate::Unknown), ..row.clone() });
        let kept = fates.iter().filter(|fate| **fate == Fate::Stays).count();
        let having = Step {
            clause: Clause::Having,
            text: having.clone(),
            rows: rows.collect(),
            groups: Some(kept),
            asked,
            ..group.clone()
        };
        Ok(vec![group, having])
    }

    /// `FROM` with `WHERE`, once the names in it are resolved.
    fn rows_to_group(&self) -> impl Fn(&dyn Fn(&str) -> String) -> String {
        let (from, filter) = (self.clauses.from.clone(), self.clauses.filter.clone());
        move |names| match &filter {
            Some(filter) => format!(" FROM {from} WHERE ({})", names(filter)),
            None => format!(" FROM {from}"),
        }
    }

    /// The terms of GROUP BY as expressions: a number there means a column of the result. Where a `*` stands for columns that
    /// are not written, the number stays: then all rows are one group, and the counts say so where that is wrong.
    fn group_terms(&self, names: &dyn Fn(&str) -> String) -> String {
        let is_star = |item: &Item| item.expr == "*" || item.expr.ends_with(".*");
        let has_star = self.clauses.items.iter().any(is_star);
        let expr = |term: &String| {
            let place = term.parse::<usize>().ok().and_then(|n| n.checked_sub(1));
            let item = place.and_then(|n| self.clauses.items.get(n));
            match item.filter(|_| !has_star) {
                Some(item) => format!("({})", item.expr),
                None => names(term),
            }
        };
        self.clauses.group.iter().map(expr).collect::<Vec<_>>().join(", ")
    }

    /// Everything between the list of SELECT and ORDER BY, as it was written.
    fn body(&self) -> String {
        let clauses = &self.clauses;
        let mut body = format!(" FROM {}", clauses.from);
        for (keywords, text) in [
            ("WHERE", clauses.filter.clone()),
            ("GROUP BY", (!clauses.group.is_empty()).then(|| clauses.group.join(", "))),
            ("HAVING", clauses.having.clone()),
        ] {
            if let Some(text) = text {
                body.push_str(&format!(" {keywords} {text}"));
            }
        }
        body
    }

    /// The rows of the step before, of which LIMIT keeps some.
    fn limit(&self, before: Option<&Step>) -> Result<Option<Step>, NotTakenApart> {
        let (Some(limit), Some(before)) = (&self.clauses.limit, before) else { return Ok(None) };
        let offset = self.clauses.offset.as_deref();
        let asked = format!("SELECT ({limit}), ({})", offset.unwrap_or("0"));
        let found = query(self.connection, &asked).map_err(|e| refused(Clause::Limit, &e))?;
        let number = |n: usize| match found.rows.first().and_then(|row| row.get(n)) {
            Some(Cell::Integer(number)) => Some(*number),
            _ => None,
        };
        // A negative limit is none, and a negative offset is 0 (<https://sqlite.org/lang_select.html>, section 5).
        let count = number(0).and_then(|n| usize::try_from(n).ok()).unwrap_or(usize::MAX);
        let skip = number(1).and_then(|n| usize::try_from(n).ok()).unwrap_or(0);
        let kept = skip..skip.saturating_add(count);
        let rows = before.rows.iter().enumerate().map(|(n, row)| StepRow {
            fate: if kept.contains(&n) { Fate::Stays } else { Fate::Cut },
            ..row.clone()
        });
        let text = match offset {
            Some(offset) => format!("{limit} OFFSET {offset}"),
            None => limit.clone(),
        };
        let rows = rows.collect();
        Ok(Some(Step { clause: Clause::Limit, text, rows, asked, ..before.clone() }))
    }

    /// A step whose rows are those of a query.
    fn made(&self, clause: Clause, text: &str, asked: String) -> Result<Step, NotTakenApart> {
        let answer = query(self.connection, &asked).map_err(|e| refused(clause, &e))?;
        few(clause, &answer)?;
        let rows = answer.rows.into_iter().map(StepRow::stays).collect();
        Ok(Step { clause, text: text.to_owned(), columns: answer.columns, rows, groups: None, asked })
    }

    /// Runs the query that `make` makes. SQLite takes a name that SELECT gives to a column in WHERE, GROUP BY and HAVING as
    /// well, where no table has such a column. There is no such name in a step by itself, so where SQLite misses one, the
    /// expression takes its place.
    fn resolved(
        &self,
        clause: Clause,
        make: impl Fn(&dyn Fn(&str) -> String) -> String,
    ) -> Result<(String, Answer), NotTakenApart> {
        let mut named: Vec<(String, String)> = Vec::new();
        loop {
            let names = |text: &str| {
                named.iter().fold(text.to_owned(), |text, (name, expr)| substitute(&text, name, expr))
            };
            let asked = make(&names);
            let error = match query(self.connection, &asked) {
                Ok(answer) => {
                    few(clause, &answer)?;
                    return Ok((asked, answer));
                }
                Err(error) => error,
            };
            let missing = missing_column(&error).filter(|name| named.iter().all(|(known, _)| known != name));
            let item = missing.and_then(|name| {
                let has_name = |alias: &String| alias.eq_ignore_ascii_case(&name);
                let item = self.clauses.items.iter().find(|item| item.alias.as_ref().is_some_and(has_name));
                item.map(|item| (name.clone(), item.expr.clone()))
            });
            named.push(item.ok_or_else(|| refused(clause, &error))?);
        }
    }
}

/// What a condition makes of a row.
fn fate(cell: Option<&Cell>) -> Fate {
    match cell {
        Some(Cell::Integer(0)) => Fate::False,
        Some(Cell::Integer(_)) => Fate::Stays,
        _ => Fate::Unknown,
    }
}

/// The column that SQLite does not find.
fn missing_column(error: &rusqlite::Error) -> Option<String> {
    let message = match error {
        rusqlite::Error::SqlInputError { msg, .. } => msg.clone(),
        other => other.to_string(),
    };
    message.strip_prefix("no such column: ").map(|name| name.trim_matches('"').to_owned())
}

fn few(clause: Clause, answer: &Answer) -> Result<(), NotTakenApart> {
    let keywords = || clause.keywords().to_owned();
    match answer.is_large {
        true => Err(NotTakenApart::TooLarge(keywords())),
        false if answer.rows.len() > ROWS_MAX => Err(NotTakenApart::TooManyRows(keywords())),
        false => Ok(()),
    }
}

fn refused(clause: Clause, error: &rusqlite::Error) -> NotTakenApart {
    let why = match error {
        rusqlite::Error::SqlInputError { msg, .. } => msg.clone(),
        other => other.to_string(),
    };
    NotTakenApart::Step { clause: clause.keywords().to_owned(), why }
}
