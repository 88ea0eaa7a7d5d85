//! Clauses that are missing, belong to another verb, or stand in the wrong order.

use super::bracket;
use crate::explain::{
    explanation::{Explanation, backticked},
    failed_statement::FailedStatement,
};

/// The clauses of a `SELECT` in their order.
const ORDER: &[&str] = &["FROM", "JOIN", "WHERE", "GROUP", "HAVING", "ORDER", "LIMIT"];

/// A clause that the verb needs before the word `i`.
pub(super) fn missing(statement: &FailedStatement<'_>, i: usize) -> Option<Explanation> {
    let before = i.checked_sub(1)?;
    let lacks =
        |says: String, at: usize, try_this: &str| Some(Explanation::new(says, statement.span(at), try_this));
    let word = backticked(statement.text(i));
    // Catches `ORDER name`.
    if statement.is_one_of(before, "ORDER GROUP") && !statement.is(i, "BY") {
        let whole = format!("{} BY", statement.text(before).to_ascii_uppercase());
        let says = format!("Between {} and {word} there is no `BY`.", backticked(statement.text(before)));
        return lacks(says, i, &format!("Write {}.", backticked(&format!("{whole} {}", statement.text(i)))));
    }
    // Catches `FROM posts LEFT users ON …`.
    if let Some(join) = side_without_join(statement, i) {
        let says = format!("After {} there is no `JOIN`.", backticked(statement.text(join)));
        return lacks(
            says,
            join,
            &format!(
                "Write {}, or `JOIN` alone.",
                backticked(&format!("{} JOIN", statement.text(join).to_ascii_uppercase()))
            ),
        );
    }
    // Catches `JOIN users u p.author_id = u.id`.
    if let Some(at) = without_on(statement, i) {
        let says = "The `JOIN` does not say how the tables belong together: `ON` is missing.".to_owned();
        return lacks(
            says,
            at,
            "Write `ON` before the condition, as in `JOIN users u ON p.author_id = u.id`.",
        );
    }
    // Catches `SELECT COUNT * FROM users`.
    if is_function_star(statement, i) {
        let call = backticked(&format!("{}(*)", statement.text(before - 1)));
        return lacks(
            format!("The `*` after {} stands without brackets.", backticked(statement.text(before - 1))),
            before,
            &format!("Write {call}."),
        );
    }
    // Catches `SELECT * users`, also where no such table exists.
    if statement.is(0, "SELECT")
        && statement.is(before, "*")
        && statement.is_name(i)
        && statement.find(0, "FROM").is_none()
    {
        return lacks(
            format!("Before {word} there is no `FROM`."),
            i,
            &format!("Write {}.", backticked(&format!("FROM {}", statement.text(i)))),
        );
    }
    let is_table = statement.schema.table(&statement.name(i)).is_some();
    // The same after other columns. Only the schema shows that the word is a table and not an alias.
    if statement.is(0, "SELECT") && is_table && statement.find(0, "FROM").is_none() {
        return lacks(
            format!("Before {word} there is no `FROM`."),
            i,
            &format!("Write {}.", backticked(&format!("FROM {}", statement.text(i)))),
        );
    }
    missing_in_change(statement, i)
}

/// A clause that `UPDATE` or `INSERT` needs before the word `i`.
fn missing_in_change(statement: &FailedStatement<'_>, i: usize) -> Option<Explanation> {
    let before = i.checked_sub(1)?;
    let lacks =
        |says: String, at: usize, try_this: &str| Some(Explanation::new(says, statement.span(at), try_this));
    let word = backticked(statement.text(i));
    // Catches `UPDATE users city = 'Delft'`.
    if statement.is(0, "UPDATE") && statement.find(0, "SET").is_none_or(|set| set > i) && i >= 2 {
        let try_this = "Write `UPDATE users SET city = 'Delft' WHERE id = 1`, with your names: first `SET`, then `WHERE`.";
        return lacks(format!("Before {word} there is no `SET`."), i, try_this);
    }
    // Catches `UPDATE users SET city WHERE …`.
    if statement.is(0, "UPDATE")
        && statement.is_name(before)
        && before > 0
        && statement.is_one_of(before - 1, "SET ,")
        && statement.is_one_of(i, "WHERE ; ,")
    {
        let says = format!("{} is to change, and no new value is given.", backticked(statement.text(before)));
        return lacks(
            says,
            before,
            &format!("Write {} and the value.", backticked(&format!("{} =", statement.text(before)))),
        );
    }
    // Catches `INSERT INTO users (name) ('Ida')`.
    if statement.is_one_of(0, "INSERT REPLACE")
        && statement.find(0, "VALUES SELECT").is_none()
        && statement.is(i, "(")
    {
        return lacks(
            "Before the row there is no `VALUES`.".to_owned(),
            i,
            "Write `INSERT INTO users (…) VALUES (…)`.",
        );
    }
    None
}

/// A clause that the verb does not have, or has in another form.
pub(super) fn of_another_verb(statement: &FailedStatement<'_>, i: usize) -> Option<Explanation> {
    let word = backticked(statement.text(i));
    let at = statement.span(i);
    let table = statement.schema.table(&statement.name(i)).is_some()
        || (statement.is_name(i) && statement.is_one_of(i + 1, "WHERE SET ( VALUES ;"));
    // Catches `DELETE * FROM users`.
    if statement.follows(i, "DELETE") && (statement.is(i, "*") || statement.is_one_of(i + 1, "FROM ,")) {
        let says = "`DELETE` takes whole rows, so it names no columns.";
        return Some(Explanation::new(says, at, "Write `DELETE FROM users WHERE …`, with your table."));
    }
    // Catches `UPDATE FROM users`.
    if i == 1 && statement.is(0, "UPDATE") && statement.is_one_of(1, "FROM INTO") {
        let says = format!("`UPDATE` names its table directly, without {word}.");
        return Some(Explanation::new(says, at, "Write `UPDATE users SET …`, with your table."));
    }
    // Catches `DELETE users`.
    if i == 1 && statement.is(0, "DELETE") && table {
        let whole = backticked(&format!("DELETE FROM {}", statement.text(i)));
        return Some(Explanation::new(
            format!("Between `DELETE` and {word} there is no `FROM`."),
            at,
            format!("Write {whole}."),
        ));
    }
    if let Some(found) = in_insert(statement, i, table) {
        return Some(found);
    }
    // Catches `DELETE FROM TABLE users`.
    if statement.is(i, "TABLE") && statement.follows(i, "INTO UPDATE FROM DELETE") && statement.is_name(i + 1)
    {
        let says = format!("After {} the table’s name comes directly.", backticked(statement.text(i - 1)));
        return Some(Explanation::new(says, at, "Leave `TABLE` away."));
    }
    // Catches `UPDATE users u SET …`. A longer word is rather a mistake of another kind.
    let alias = statement.is_name(i)
        && (statement.are(0, "DELETE FROM") && i == 3 || statement.is(0, "UPDATE") && i == 2);
    if alias && statement.is_one_of(i + 1, "WHERE SET ;") && statement.text(i).len() <= 2 {
        let says = format!("{} is meant as an alias, and here an alias needs `AS`.", word);
        let whole = backticked(&format!("{} AS {}", statement.text(i - 1), statement.text(i)));
        return Some(Explanation::new(says, at, format!("Write {whole}, or leave it away.")));
    }
    None
}

/// What `INSERT` does not have; `table` is whether the word `i` seems to be the name of a table.
fn in_insert(statement: &FailedStatement<'_>, i: usize, table: bool) -> Option<Explanation> {
    let word = backticked(statement.text(i));
    let at = statement.span(i);
    // Catches `INSERT users VALUES …`.
    if i == 1 && statement.is(0, "INSERT") && table {
        let whole = backticked(&format!("INSERT INTO {}", statement.text(i)));
        return Some(Explanation::new(
            format!("Between `INSERT` and {word} there is no `INTO`."),
            at,
            format!("Write {whole}."),
        ));
    }
    // Catches `INSERT name INTO users`.
    if i == 1 && statement.is(0, "INSERT") && statement.is(2, "INTO") {
        let says = format!("{word} stands before the table, and the columns come after it.");
        return Some(Explanation::new(
            says,
            at,
            "Write `INSERT INTO users (name) VALUES ('Ida')`, with your names.",
        ));
    }
    // Catches `INSERT INTO users name = 'Ida'`.
    if i == 3 && statement.are(0, "INSERT INTO") && statement.is_name(i) && statement.is(i + 1, "=") {
        let says = "`INSERT` gives its values after `VALUES`, and not with `=`.";
        return Some(Explanation::new(
            says,
            at,
            "Write `INSERT INTO users (name) VALUES ('Ida')`, with your names.",
        ));
    }
    // Catches `INSERT INTO users SET name = 'Ida'`. The `SET` of an `ON CONFLICT` is right.
    if statement.is_one_of(0, "INSERT REPLACE")
        && statement.is(i, "SET")
        && statement.find(0, "CONFLICT").is_none()
    {
        let says = "`INSERT` with `SET` is a way of MySQL.";
        return Some(Explanation::new(
            says,
            at,
            "Write `INSERT INTO users (name) VALUES ('Ida')`, with your names.",
        ));
    }
    None
}

/// A clause that stands after one which it must come before, or stands there twice.
pub(super) fn out_of_order(statement: &FailedStatement<'_>, i: usize) -> Option<Explanation> {
    let rank = ORDER.iter().position(|word| statement.is(i, word))?;
    // Goes back through the clauses in the same brackets, up to the beginning of this `SELECT`.
    let mut from = i;
    let mut twice = false;
    let mut later: Option<usize> = None;
    while let Some(clause) = statement.find_back(
        from,
        "FROM JOIN WHERE GROUP HAVING ORDER LIMIT UNION INTERSECT EXCEPT SELECT UPDATE DELETE",
    ) {
        let Some(other) = ORDER.iter().position(|word| statement.is(clause, word)) else { break };
        if other > rank {
            later = Some(clause);
        }
        twice |= other == rank && rank != 1;
        from = clause;
    }
    let name = clause_name(statement, i);
    // A second clause inside a bracket is more likely the outer one, after a bracket that was not closed.
    if let Some(open) = statement.open_bracket(i).filter(|_| twice) {
        return Some(bracket::unclosed(statement, open, i));
    }
    if twice {
        let how = match rank {
            2 => "Put the conditions together with `AND`.",
            0 => "Name all tables after one `FROM`, and join them.",
            _ => "Put them together with a comma.",
        };
        let says = format!("A `SELECT` has one {}, and this is the second.", backticked(&name));
        let says = if statement.is(0, "SELECT") {
            says
        } else {
            format!("There is one {} only, and this is the second.", backticked(&name))
        };
        return Some(Explanation::new(says, statement.span(i), how));
    }
    // Nothing is twice, so the clause is explained only if it stands after one that must come later.
    let later = later?;
    let says = format!(
        "{} comes before {}, and here it stands after.",
        backticked(&name),
        backticked(&clause_name(statement, later))
    );
    let try_this = match (rank, ORDER.iter().position(|word| statement.is(later, word))) {
        (2, Some(3 | 4)) => "Move it there; to choose groups and not rows, use HAVING after `GROUP BY`.",
        _ => {
            "Move it there. The order is `FROM`, `JOIN`, `WHERE`, `GROUP BY`, `HAVING`, `ORDER BY`, `LIMIT`."
        }
    };
    Some(Explanation::new(says, statement.span(i), try_this))
}

/// The name of the clause at the word: `GROUP BY` and `ORDER BY` have two words.
fn clause_name(statement: &FailedStatement<'_>, i: usize) -> String {
    let word = statement.text(i).to_ascii_uppercase();
    if word == "ORDER" || word == "GROUP" { format!("{word} BY") } else { word }
}

/// `LEFT`, `INNER` and the like, directly followed by a table.
fn side_without_join(statement: &FailedStatement<'_>, i: usize) -> Option<usize> {
    let from = statement.find(0, "FROM")?;
    let last = (from..=i.min(statement.words.len()))
        .rev()
        .find(|&n| statement.is_one_of(n, "LEFT RIGHT INNER CROSS FULL OUTER"))?;
    (!statement.is_one_of(last + 1, "JOIN OUTER (")).then_some(last)
}

/// The first word of a condition after `JOIN` and a table, without `ON` between them.
fn without_on(statement: &FailedStatement<'_>, i: usize) -> Option<usize> {
    let join = statement.find_back(i, "JOIN ON USING WHERE").filter(|&word| statement.is(word, "JOIN"))?;
    if statement.is_one_of(i, ". =") && i > join + 2 && statement.is_name(i - 1) {
        return Some(i - 1);
    }
    (statement.is_name(i) && i > join + 1 && statement.is_one_of(i + 1, ". =")).then_some(i)
}

/// Whether a function is written like `COUNT * FROM`.
fn is_function_star(statement: &FailedStatement<'_>, i: usize) -> bool {
    i >= 2 && statement.is(i - 1, "*") && statement.is(i - 2, "COUNT") && statement.is_one_of(i, "FROM , ;")
}
