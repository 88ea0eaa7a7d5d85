//! Mistakes that show in three words or more.

use crate::explain::{
    case::Case,
    explained::{Explained, tick},
    function,
};

/// A word that is a function, with what it works on beside it and not in brackets.
pub(super) fn bare_function(case: &Case<'_>, i: usize) -> Option<Explained> {
    let before = i.checked_sub(1)?;
    let bare = case.is_name(before) && function::is_own(case.text(before)) && case.is_name(i);
    bare.then(|| {
        let call = tick(&format!("{}({})", case.text(before), case.text(i)));
        let says =
            format!("{} is a function, and what it works on stands in brackets.", tick(case.text(before)));
        Explained::new(says, case.spans(before, i), format!("Write {call}."))
    })
}

/// `AS Full Name`
pub(super) fn long_alias(case: &Case<'_>, i: usize) -> Option<Explained> {
    let alias = i >= 2 && case.is(i - 2, "AS") && case.is_name(i - 1);
    if !alias || !(case.is_name(i) || case.is(i, "OF")) || case.is_one_of(0, "CREATE WITH") {
        return None;
    }
    let end = (i..case.words.len()).take_while(|&n| case.is_name(n) || case.is(n, "OF")).last()?;
    let name = case.spans(i - 1, end).map_or("", |span| &case.sql[span]);
    let says = format!("The name after `AS` has more than one word: {}.", tick(name));
    let quoted = tick(&format!("AS \"{}\"", name.replace('"', "")));
    Some(Explained::new(
        says,
        case.span(i),
        format!("Put it into double quotes, {quoted}, or write it with `_`."),
    ))
}

/// `ORDER BY DESC name`
pub(super) fn direction_first(case: &Case<'_>, i: usize) -> Option<Explained> {
    let wrong =
        i >= 2 && case.is_one_of(i - 1, "DESC ASC") && case.is_one_of(i - 2, "BY ,") && case.is_name(i);
    wrong.then(|| {
        let word = case.text(i - 1).to_ascii_uppercase();
        let says = format!("{} stands behind the column that it is about.", tick(&word));
        let whole = tick(&format!("ORDER BY {} {word}", case.text(i)));
        Explained::new(says, case.spans(i - 1, i), format!("Write {whole}."))
    })
}

/// `WITH`, `WHEN` and `IF` in the place of `ON` and `WHERE`.
pub(super) fn other_word(case: &Case<'_>, i: usize) -> Option<Explained> {
    let replace = |at: usize, word: &str| {
        let says = format!("{} is not the word that fits here.", tick(case.text(at)));
        Some(Explained::new(says, case.span(at), format!("Write {}.", tick(word))))
    };
    if case.is(i, "WITH") && case.find_back(i, "JOIN ON WHERE").is_some_and(|join| case.is(join, "JOIN")) {
        return replace(i, "ON");
    }
    if case.is_one_of(i, "WHEN IF")
        && case.find_back(i, "FROM").is_some()
        && case.find_back(i, "CASE").is_none()
    {
        return replace(i, "WHERE");
    }
    let before = i.checked_sub(1)?;
    if case.is(before, "IF") && case.find_back(i, "FROM").is_some() {
        return replace(before, "WHERE");
    }
    if case.is(before, "IF") && case.find(i, "THEN").is_some() {
        return replace(before, "CASE WHEN");
    }
    None
}

/// What stands in square brackets is one name.
pub(super) fn square_brackets(case: &Case<'_>, i: usize) -> Option<Explained> {
    let text = case.text(i);
    (text.starts_with('[') && case.is_name(i)).then(|| {
        let says = format!("Square brackets make one name of what is in them: {}.", tick(text));
        let round = format!("({})", &text[1..text.len() - 1]);
        Explained::new(says, case.span(i), format!("Write round ones: {}.", tick(&round)))
    })
}

/// `CREATE TABLE my plots (…)`
pub(super) fn two_words(case: &Case<'_>, i: usize) -> Option<Explained> {
    let named = i >= 3
        && case.is_one_of(0, "CREATE")
        && case.is_name(i - 1)
        && case.is_name(i)
        && case.is(i + 1, "(");
    if !named || !case.is_one_of(i - 2, "TABLE EXISTS") {
        return None;
    }
    let says = format!(
        "The name of a table is one word, and here are two: {} and {}.",
        tick(case.text(i - 1)),
        tick(case.text(i))
    );
    let whole = tick(&format!("{}_{}", case.text(i - 1), case.text(i)));
    Some(Explained::new(says, case.spans(i - 1, i), format!("Write {whole}.")))
}

/// `UPDATE users SET …` that goes another way.
pub(super) fn assignment(case: &Case<'_>, i: usize) -> Option<Explained> {
    if !case.is(0, "UPDATE") || case.find_back(i, "WHERE").is_some() || i < 2 {
        return None;
    }
    let open = case.open_bracket(i);
    if case.is(i, "=") && open.is_some_and(|open| case.follows(open, "SET")) {
        let says = "After `SET` there are no brackets around the changes.";
        return Some(Explained::new(
            says,
            open.and_then(|open| case.span(open)),
            "Write `SET name = 'Ida', city = 'Delft'`.",
        ));
    }
    if case.is(i, ".") && case.is_one_of(i - 2, "SET ,") {
        let says = format!("`SET` names the column alone, without {}.", tick(case.text(i - 1)));
        let column = tick(&format!("SET {} = …", case.text(i + 1)));
        return Some(Explained::new(says, case.spans(i - 1, i), format!("Write {column}.")));
    }
    if case.is_value(i) && case.is_name(i - 1) && case.is_one_of(i - 2, "SET ,") && !case.is_name(i) {
        let says = format!("Between {} and its new value there is no `=`.", tick(case.text(i - 1)));
        let whole = tick(&format!("{} = {}", case.text(i - 1), case.text(i)));
        return Some(Explained::new(says, case.span(i), format!("Write {whole}.")));
    }
    None
}

/// Rules of columns that are written in another way.
pub(super) fn reference(case: &Case<'_>, i: usize) -> Option<Explained> {
    if i < 2 || !case.is(0, "CREATE") {
        return None;
    }
    if case.is(i, ".") && case.is_one_of(i - 2, "REFERENCES ON") {
        let call = tick(&format!("{} {} ({})", case.text(i - 2), case.text(i - 1), case.text(i + 1)));
        let says = "Here the column stands in brackets, and not after a dot.";
        return Some(Explained::new(
            says,
            case.spans(i - 1, i + 1).or_else(|| case.span(i)),
            format!("Write {call}."),
        ));
    }
    if case.is_name(i) && case.is(i - 2, "ON") && case.find(0, "INDEX").is_some_and(|index| index <= 2) {
        let call = tick(&format!("ON {} ({})", case.text(i - 1), case.text(i)));
        return Some(Explained::new(
            "The columns of an index stand in brackets.",
            case.span(i),
            format!("Write {call}."),
        ));
    }
    if case.is(i, "FOREIGN") && case.open_bracket(i).is_some() && !case.follows(i, ", (") {
        let says = "A column refers to another with `REFERENCES` alone.";
        return Some(Explained::new(
            says,
            case.spans(i, i + 1),
            "Write `user_id INTEGER REFERENCES users (id)`, with your names.",
        ));
    }
    if case.is(i - 1, "AS") && case.is_name(i) && case.find(0, "VIEW").is_some_and(|view| view <= 2) {
        let whole = tick(&format!("AS SELECT * FROM {}", case.text(i)));
        return Some(Explained::new(
            "A view is made of a `SELECT`.",
            case.span(i),
            format!("Write {whole}."),
        ));
    }
    None
}

/// `OVER` without its brackets.
pub(super) fn over(case: &Case<'_>, i: usize) -> Option<Explained> {
    let over = case.find_back(i + 1, "OVER")?;
    (!case.is(over + 1, "(") && case.is_one_of(i, "FROM , BY ORDER PARTITION")).then(|| {
        Explained::new(
            "What `OVER` looks at stands in brackets.",
            case.span(over),
            "Write `OVER (ORDER BY id)`, or `OVER ()` for all rows.",
        )
    })
}
