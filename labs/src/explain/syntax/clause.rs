//! The parts of a statement: which are missing, and which stand in the wrong order.

use super::bracket;
use crate::explain::{
    case::Case,
    explained::{Explained, tick},
};

/// The parts of a `SELECT` in their order.
const ORDER: &[&str] = &["FROM", "JOIN", "WHERE", "GROUP", "HAVING", "ORDER", "LIMIT"];

/// A word that the verb needs before word `i`.
pub(super) fn missing(case: &Case<'_>, i: usize) -> Option<Explained> {
    let before = i.checked_sub(1)?;
    let lacks = |says: String, at: usize, try_this: &str| Some(Explained::new(says, case.span(at), try_this));
    let word = tick(case.text(i));
    if case.is_one_of(before, "ORDER GROUP") && !case.is(i, "BY") {
        let whole = format!("{} BY", case.text(before).to_ascii_uppercase());
        let says = format!("Between {} and {word} there is no `BY`.", tick(case.text(before)));
        return lacks(says, i, &format!("Write {}.", tick(&format!("{whole} {}", case.text(i)))));
    }
    if let Some(join) = side_without_join(case, i) {
        let says = format!("After {} there is no `JOIN`.", tick(case.text(join)));
        return lacks(says, join, "Write `LEFT JOIN`, or `JOIN` alone.");
    }
    if let Some(at) = without_on(case, i) {
        let says = "The `JOIN` does not say how the tables belong together: `ON` is missing.".to_owned();
        return lacks(
            says,
            at,
            "Write `ON` before the condition, as in `JOIN users u ON p.author_id = u.id`.",
        );
    }
    if is_function_star(case, i) {
        let call = tick(&format!("{}(*)", case.text(before - 1)));
        return lacks(
            format!("The `*` after {} stands without brackets.", tick(case.text(before - 1))),
            before,
            &format!("Write {call}."),
        );
    }
    if case.is(0, "SELECT") && case.is(before, "*") && case.is_name(i) && case.find(0, "FROM").is_none() {
        return lacks(
            format!("Before {word} there is no `FROM`."),
            i,
            &format!("Write {}.", tick(&format!("FROM {}", case.text(i)))),
        );
    }
    let is_table = case.schema.table(&case.name(i)).is_some();
    if case.is(0, "SELECT") && is_table && case.find(0, "FROM").is_none() {
        return lacks(
            format!("Before {word} there is no `FROM`."),
            i,
            &format!("Write {}.", tick(&format!("FROM {}", case.text(i)))),
        );
    }
    if case.is(0, "UPDATE") && case.find(0, "SET").is_none_or(|set| set > i) && i >= 2 {
        let try_this = "Write `UPDATE users SET city = 'Delft' WHERE id = 1`, with your names: first `SET`, then `WHERE`.";
        return lacks(format!("Before {word} there is no `SET`."), i, try_this);
    }
    if case.is(0, "UPDATE")
        && case.is_name(before)
        && before > 0
        && case.is_one_of(before - 1, "SET ,")
        && case.is_one_of(i, "WHERE ; ,")
    {
        let says = format!("{} is to change, and no new value is given.", tick(case.text(before)));
        return lacks(
            says,
            before,
            &format!("Write {} and the value.", tick(&format!("{} =", case.text(before)))),
        );
    }
    if case.is_one_of(0, "INSERT REPLACE") && case.find(0, "VALUES SELECT").is_none() && case.is(i, "(") {
        return lacks(
            "Before the row there is no `VALUES`.".to_owned(),
            i,
            "Write `INSERT INTO users (…) VALUES (…)`.",
        );
    }
    None
}

/// What a verb does not take, or takes otherwise.
pub(super) fn of_another_verb(case: &Case<'_>, i: usize) -> Option<Explained> {
    let word = tick(case.text(i));
    let at = case.span(i);
    let table = case.schema.table(&case.name(i)).is_some()
        || (case.is_name(i) && case.is_one_of(i + 1, "WHERE SET ( VALUES ;"));
    if case.follows(i, "DELETE") && (case.is(i, "*") || case.is_one_of(i + 1, "FROM ,")) {
        let says = "`DELETE` takes whole rows, so it names no columns.";
        return Some(Explained::new(says, at, "Write `DELETE FROM users WHERE …`, with your table."));
    }
    if i == 1 && case.is(0, "UPDATE") && case.is_one_of(1, "FROM INTO") {
        let says = format!("`UPDATE` names its table directly, without {word}.");
        return Some(Explained::new(says, at, "Write `UPDATE users SET …`, with your table."));
    }
    if i == 1 && case.is(0, "DELETE") && table {
        let whole = tick(&format!("DELETE FROM {}", case.text(i)));
        return Some(Explained::new(
            format!("Between `DELETE` and {word} there is no `FROM`."),
            at,
            format!("Write {whole}."),
        ));
    }
    if i == 1 && case.is(0, "INSERT") && table {
        let whole = tick(&format!("INSERT INTO {}", case.text(i)));
        return Some(Explained::new(
            format!("Between `INSERT` and {word} there is no `INTO`."),
            at,
            format!("Write {whole}."),
        ));
    }
    if i == 1 && case.is(0, "INSERT") && case.is(2, "INTO") {
        let says = format!("{word} stands before the table, and the columns come after it.");
        return Some(Explained::new(
            says,
            at,
            "Write `INSERT INTO users (name) VALUES ('Ida')`, with your names.",
        ));
    }
    if i == 3 && case.are(0, "INSERT INTO") && case.is_name(i) && case.is(i + 1, "=") {
        let says = "`INSERT` gives its values after `VALUES`, and not with `=`.";
        return Some(Explained::new(
            says,
            at,
            "Write `INSERT INTO users (name) VALUES ('Ida')`, with your names.",
        ));
    }
    if case.is_one_of(0, "INSERT REPLACE") && case.is(i, "SET") && case.find(0, "CONFLICT").is_none() {
        let says = "`INSERT` with `SET` is a way of MySQL.";
        return Some(Explained::new(
            says,
            at,
            "Write `INSERT INTO users (name) VALUES ('Ida')`, with your names.",
        ));
    }
    if case.is(i, "TABLE") && case.follows(i, "INTO UPDATE FROM DELETE") && case.is_name(i + 1) {
        let says = format!("After {} the table’s name comes directly.", tick(case.text(i - 1)));
        return Some(Explained::new(says, at, "Leave `TABLE` away."));
    }
    let alias = case.is_name(i) && (case.are(0, "DELETE FROM") && i == 3 || case.is(0, "UPDATE") && i == 2);
    if alias && case.is_one_of(i + 1, "WHERE SET ;") && case.text(i).len() <= 2 {
        let says = format!("{} is meant as an alias, and here an alias needs `AS`.", word);
        let whole = tick(&format!("{} AS {}", case.text(i - 1), case.text(i)));
        return Some(Explained::new(says, at, format!("Write {whole}, or leave it away.")));
    }
    None
}

/// A part that stands after one that it belongs before, or a second time.
pub(super) fn out_of_order(case: &Case<'_>, i: usize) -> Option<Explained> {
    let rank = ORDER.iter().position(|word| case.is(i, word))?;
    let mut from = i;
    let mut twice = false;
    let mut later: Option<usize> = None;
    while let Some(clause) = case.find_back(
        from,
        "FROM JOIN WHERE GROUP HAVING ORDER LIMIT UNION INTERSECT EXCEPT SELECT UPDATE DELETE",
    ) {
        let Some(other) = ORDER.iter().position(|word| case.is(clause, word)) else { break };
        if other > rank {
            later = Some(clause);
        }
        twice |= other == rank && rank != 1;
        from = clause;
    }
    let name = clause_name(case, i);
    if let Some(open) = case.open_bracket(i).filter(|_| twice) {
        return Some(bracket::unclosed(case, open, i));
    }
    if twice {
        let how = match rank {
            2 => "Put the conditions together with `AND`.",
            0 => "Name all tables after one `FROM`, and join them.",
            _ => "Put them together with a comma.",
        };
        let says = format!("A `SELECT` has one {}, and this is the second.", tick(&name));
        let says = if case.is(0, "SELECT") {
            says
        } else {
            format!("There is one {} only, and this is the second.", tick(&name))
        };
        return Some(Explained::new(says, case.span(i), how));
    }
    let later = later?;
    let says = format!(
        "{} comes before {}, and here it stands after.",
        tick(&name),
        tick(&clause_name(case, later))
    );
    let try_this = match (rank, ORDER.iter().position(|word| case.is(later, word))) {
        (2, Some(3 | 4)) => "Move it there; to choose groups and not rows, use HAVING after `GROUP BY`.",
        _ => {
            "Move it there. The order is `FROM`, `JOIN`, `WHERE`, `GROUP BY`, `HAVING`, `ORDER BY`, `LIMIT`."
        }
    };
    Some(Explained::new(says, case.span(i), try_this))
}

fn clause_name(case: &Case<'_>, i: usize) -> String {
    let word = case.text(i).to_ascii_uppercase();
    if word == "ORDER" || word == "GROUP" { format!("{word} BY") } else { word }
}

/// `LEFT`, `INNER` and the like with a table directly behind.
fn side_without_join(case: &Case<'_>, i: usize) -> Option<usize> {
    let from = case.find(0, "FROM")?;
    let last = (from..=i.min(case.words.len()))
        .rev()
        .find(|&n| case.is_one_of(n, "LEFT RIGHT INNER CROSS FULL OUTER"))?;
    (!case.is_one_of(last + 1, "JOIN OUTER (")).then_some(last)
}

/// The begin of a condition after `JOIN` and a table, without `ON`.
fn without_on(case: &Case<'_>, i: usize) -> Option<usize> {
    let join = case.find_back(i, "JOIN ON USING WHERE").filter(|&word| case.is(word, "JOIN"))?;
    if case.is_one_of(i, ". =") && i > join + 2 && case.is_name(i - 1) {
        return Some(i - 1);
    }
    (case.is_name(i) && i > join + 1 && case.is_one_of(i + 1, ". =")).then_some(i)
}

/// `COUNT * FROM`
fn is_function_star(case: &Case<'_>, i: usize) -> bool {
    i >= 2 && case.is(i - 1, "*") && case.is(i - 2, "COUNT") && case.is_one_of(i, "FROM , ;")
}
