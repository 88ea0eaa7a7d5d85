//! Mistakes that show in three or more words.

use crate::explain::{
    explanation::{Explanation, backticked},
    failed_statement::FailedStatement,
    function,
};

/// A function whose argument stands beside it and not in brackets.
pub(super) fn bare_function(statement: &FailedStatement<'_>, i: usize) -> Option<Explanation> {
    let before = i.checked_sub(1)?;
    let bare = statement.is_name(before) && function::is_own(statement.text(before)) && statement.is_name(i);
    bare.then(|| {
        let call = backticked(&format!("{}({})", statement.text(before), statement.text(i)));
        let says = format!(
            "{} is a function, and what it works on stands in brackets.",
            backticked(statement.text(before))
        );
        Explanation::new(says, statement.spans(before, i), format!("Write {call}."))
    })
}

/// An alias of several words without quotes: `AS Full Name`.
pub(super) fn long_alias(statement: &FailedStatement<'_>, i: usize) -> Option<Explanation> {
    let alias = i >= 2 && statement.is(i - 2, "AS") && !statement.is(i - 1, "(");
    if !alias || !(statement.is_name(i) || statement.is(i, "OF")) || statement.is_one_of(0, "CREATE WITH") {
        return None;
    }
    let end =
        (i..statement.words.len()).take_while(|&n| statement.is_name(n) || statement.is(n, "OF")).last()?;
    let name = statement.spans(i - 1, end).map_or("", |span| &statement.sql[span]);
    let says = format!("The name after `AS` has more than one word: {}.", backticked(name));
    let quoted = backticked(&format!("AS \"{}\"", name.replace('"', "")));
    Some(Explanation::new(
        says,
        statement.span(i),
        format!("Put it into double quotes, {quoted}, or write it with `_`."),
    ))
}

/// The direction before the column: `ORDER BY DESC name`.
pub(super) fn direction_first(statement: &FailedStatement<'_>, i: usize) -> Option<Explanation> {
    let wrong = i >= 2
        && statement.is_one_of(i - 1, "DESC ASC")
        && statement.is_one_of(i - 2, "BY ,")
        && statement.is_name(i);
    wrong.then(|| {
        let word = statement.text(i - 1).to_ascii_uppercase();
        let says = format!("{} stands behind the column that it is about.", backticked(&word));
        let whole = backticked(&format!("ORDER BY {} {word}", statement.text(i)));
        Explanation::new(says, statement.spans(i - 1, i), format!("Write {whole}."))
    })
}

/// `WITH`, `WHEN` and `IF` in place of `ON` and `WHERE`.
pub(super) fn other_word(statement: &FailedStatement<'_>, i: usize) -> Option<Explanation> {
    let replace = |at: usize, word: &str| {
        let says = format!("{} is not the word that fits here.", backticked(statement.text(at)));
        Some(Explanation::new(says, statement.span(at), format!("Write {}.", backticked(word))))
    };
    // Catches `JOIN users WITH …`.
    if statement.is(i, "WITH")
        && statement.find_back(i, "JOIN ON WHERE").is_some_and(|join| statement.is(join, "JOIN"))
    {
        return replace(i, "ON");
    }
    // Catches `FROM users IF id = 1`. In a `CASE` the `WHEN` is right.
    if statement.is_one_of(i, "WHEN IF")
        && statement.find_back(i, "FROM").is_some()
        && statement.find_back(i, "CASE").is_none()
    {
        return replace(i, "WHERE");
    }
    let before = i.checked_sub(1)?;
    if statement.is(before, "IF") && statement.find_back(i, "FROM").is_some() {
        return replace(before, "WHERE");
    }
    let condition = statement.find_back(i, "IF SELECT ELSE ,").filter(|&word| statement.is(word, "IF"));
    // Catches `SELECT IF id = 1 THEN …`.
    if let Some(condition) = condition.filter(|_| statement.find(i, "THEN").is_some()) {
        return replace(condition, "CASE WHEN");
    }
    None
}

/// A list in square brackets, which make one name of it.
pub(super) fn square_brackets(statement: &FailedStatement<'_>, i: usize) -> Option<Explanation> {
    let text = statement.text(i);
    (text.starts_with('[') && statement.is_name(i)).then(|| {
        let says = format!("Square brackets make one name of what is in them: {}.", backticked(text));
        let round = format!("({})", &text[1..text.len() - 1]);
        Explanation::new(says, statement.span(i), format!("Write round ones: {}.", backticked(&round)))
    })
}

/// A name of two words without quotes: `CREATE TABLE my plots (…)`.
pub(super) fn two_words(statement: &FailedStatement<'_>, i: usize) -> Option<Explanation> {
    let named = i >= 3
        && statement.is_one_of(0, "CREATE")
        && statement.is_name(i - 1)
        && statement.is_name(i)
        && statement.is(i + 1, "(");
    if !named || !statement.is_one_of(i - 2, "TABLE EXISTS") {
        return None;
    }
    let says = format!(
        "The name of a table is one word, and here are two: {} and {}.",
        backticked(statement.text(i - 1)),
        backticked(statement.text(i))
    );
    let whole = backticked(&format!("{}_{}", statement.text(i - 1), statement.text(i)));
    Some(Explanation::new(says, statement.spans(i - 1, i), format!("Write {whole}.")))
}

/// An assignment in `UPDATE … SET` that is written in another way.
pub(super) fn assignment(statement: &FailedStatement<'_>, i: usize) -> Option<Explanation> {
    if !statement.is(0, "UPDATE") || statement.find_back(i, "WHERE").is_some() || i < 2 {
        return None;
    }
    let open = statement.open_bracket(i);
    // Catches `SET (name = 'Ida')`.
    if statement.is(i, "=") && open.is_some_and(|open| statement.follows(open, "SET")) {
        let says = "After `SET` there are no brackets around the changes.";
        return Some(Explanation::new(
            says,
            open.and_then(|open| statement.span(open)),
            "Write `SET name = 'Ida', city = 'Delft'`.",
        ));
    }
    // Catches `SET u.name = 'Ida'`.
    if statement.is(i, ".") && statement.is_one_of(i - 2, "SET ,") {
        let says = format!("`SET` names the column alone, without {}.", backticked(statement.text(i - 1)));
        let column = backticked(&format!("SET {} = …", statement.text(i + 1)));
        return Some(Explanation::new(says, statement.spans(i - 1, i), format!("Write {column}.")));
    }
    // Catches `SET name 'Ida'`.
    if statement.is_value(i)
        && statement.is_name(i - 1)
        && statement.is_one_of(i - 2, "SET ,")
        && !statement.is_name(i)
    {
        let says =
            format!("Between {} and its new value there is no `=`.", backticked(statement.text(i - 1)));
        let whole = backticked(&format!("{} = {}", statement.text(i - 1), statement.text(i)));
        return Some(Explanation::new(says, statement.span(i), format!("Write {whole}.")));
    }
    None
}

/// Constraints of columns that are written in another way.
pub(super) fn reference(statement: &FailedStatement<'_>, i: usize) -> Option<Explanation> {
    if i < 2 || !statement.is(0, "CREATE") {
        return None;
    }
    // Catches `REFERENCES users.id`, and `CREATE INDEX i ON users.city`.
    if statement.is(i, ".") && statement.is_one_of(i - 2, "REFERENCES ON") {
        let call = backticked(&format!(
            "{} {} ({})",
            statement.text(i - 2),
            statement.text(i - 1),
            statement.text(i + 1)
        ));
        let says = "Here the column stands in brackets, and not after a dot.";
        return Some(Explanation::new(
            says,
            statement.spans(i - 1, i + 1).or_else(|| statement.span(i)),
            format!("Write {call}."),
        ));
    }
    // Catches `CREATE INDEX i ON users city`.
    if statement.is_name(i)
        && statement.is(i - 2, "ON")
        && statement.find(0, "INDEX").is_some_and(|index| index <= 2)
    {
        let call = backticked(&format!("ON {} ({})", statement.text(i - 1), statement.text(i)));
        return Some(Explanation::new(
            "The columns of an index stand in brackets.",
            statement.span(i),
            format!("Write {call}."),
        ));
    }
    // Catches `user_id INTEGER FOREIGN KEY REFERENCES users (id)`.
    if statement.is(i, "FOREIGN") && statement.open_bracket(i).is_some() && !statement.follows(i, ", (") {
        let says = "A column refers to another with `REFERENCES` alone.";
        return Some(Explanation::new(
            says,
            statement.spans(i, i + 1),
            "Write `user_id INTEGER REFERENCES users (id)`, with your names.",
        ));
    }
    // Catches `CREATE VIEW v AS users`.
    if statement.is(i - 1, "AS")
        && statement.is_name(i)
        && statement.find(0, "VIEW").is_some_and(|view| view <= 2)
    {
        let whole = backticked(&format!("AS SELECT * FROM {}", statement.text(i)));
        return Some(Explanation::new(
            "A view is made of a `SELECT`.",
            statement.span(i),
            format!("Write {whole}."),
        ));
    }
    None
}

/// `OVER` without brackets.
pub(super) fn over(statement: &FailedStatement<'_>, i: usize) -> Option<Explanation> {
    let over = statement.find_back(i + 1, "OVER")?;
    (!statement.is(over + 1, "(") && statement.is_one_of(i, "FROM , BY ORDER PARTITION")).then(|| {
        Explanation::new(
            "What `OVER` looks at stands in brackets.",
            statement.span(over),
            "Write `OVER (ORDER BY id)`, or `OVER ()` for all rows.",
        )
    })
}

/// `OFFSET` where it cannot follow.
pub(super) fn offset(statement: &FailedStatement<'_>, i: usize) -> Option<Explanation> {
    let i = if statement.is(i, "OFFSET") { i } else { i.checked_sub(1)? };
    if !statement.is(i, "OFFSET") {
        return None;
    }
    // Catches `LIMIT 5, 10 OFFSET 2`.
    if let Some(limit) = statement.find_back(i, "LIMIT") {
        let says = "A `LIMIT` of two numbers says already how many rows are left out: the first number.";
        let (skipped, shown) = (statement.text(limit + 1), statement.text(i - 1));
        let either = backticked(&format!("LIMIT {skipped}, {shown}"));
        let or = backticked(&format!("LIMIT {shown} OFFSET {skipped}"));
        let try_this = format!("Write either {either} or {or}, which mean the same.");
        return Some(Explanation::new(says, statement.spans(limit, i), try_this));
    }
    // PostgreSQL allows `OFFSET` without `LIMIT`.
    let says = "`OFFSET` leaves rows out after a `LIMIT`, and there is none.";
    let try_this = "Write `LIMIT -1 OFFSET 2` for all the rows after the second.";
    Some(Explanation::new(says, statement.span(i), try_this))
}
