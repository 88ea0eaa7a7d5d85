//! A table of comments that grows by one `INSERT` after the other.

/// The tables with their first rows. The numbers of the comments have a gap.
pub const COMMENTS_SETUP: &str = "CREATE TABLE posts (
  id    INTEGER PRIMARY KEY,
  title TEXT NOT NULL
);
INSERT INTO posts (id, title) VALUES (1, 'Half a plot by the pump'), (2, 'Rye at seventy-two hours');
CREATE TABLE comments (
  id      INTEGER PRIMARY KEY,
  post_id INTEGER NOT NULL REFERENCES posts (id),
  text    TEXT NOT NULL,
  likes   INTEGER NOT NULL DEFAULT 0
);
INSERT INTO comments (id, post_id, text) VALUES (1, 1, 'I want it.'), (2, 2, 'It tastes of plums.'), (7, 1, 'On my way.');";

/// The most statements that the table keeps. They are all run again for each new one.
pub const STATEMENTS_MAX: usize = 12;

/// The statement that inserts a comment, from what was typed into a field for each column. An empty field is a column that
/// the statement does not name.
pub fn insert_comment(typed: &[(&str, &str)]) -> String {
    let named: Vec<_> = typed.iter().filter(|(_, value)| !value.trim().is_empty()).collect();
    if named.is_empty() {
        return "INSERT INTO comments DEFAULT VALUES;".to_owned();
    }
    let names: Vec<&str> = named.iter().map(|(name, _)| *name).collect();
    let values: Vec<String> = named.iter().map(|(_, value)| literal(value.trim())).collect();
    format!("INSERT INTO comments ({}) VALUES ({});", names.join(", "), values.join(", "))
}

/// What was typed as SQL: NULL, a whole number, or else a text.
fn literal(typed: &str) -> String {
    if typed.eq_ignore_ascii_case("null") {
        "NULL".to_owned()
    } else if typed.parse::<i64>().is_ok() {
        typed.to_owned()
    } else {
        format!("'{}'", typed.replace('\'', "''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        sandbox::{Cell, Job},
        table_rules::{Tried, TryStatements},
    };

    fn insert(typed: &[(&str, &str)]) -> Tried {
        let statements = vec![insert_comment(typed)];
        TryStatements { setup: COMMENTS_SETUP.to_owned(), statements, table: "comments".to_owned() }
            .run()
            .unwrap()
    }

    #[test]
    fn a_comment_without_a_number_gets_the_one_after_the_highest() {
        let answer = insert(&[("id", ""), ("post_id", "2"), ("text", "It’s mine")]);
        let text = Cell::Text("It’s mine".to_owned());
        assert_eq!(answer.rows[3], [Cell::Integer(8), Cell::Integer(2), text, Cell::Integer(0)]);
    }

    #[test]
    fn each_rule_refuses_its_row() {
        for (typed, says) in [
            ([("id", "7"), ("post_id", "1"), ("text", "a")], "UNIQUE"),
            ([("id", ""), ("post_id", "9"), ("text", "a")], "FOREIGN KEY"),
            ([("id", ""), ("post_id", ""), ("text", "a")], "NOT NULL"),
            ([("id", ""), ("post_id", "1"), ("text", "null")], "NOT NULL"),
            ([("id", ""), ("post_id", ""), ("text", "")], "NOT NULL"),
        ] {
            let answer = insert(&typed);
            assert!(format!("{:?}", answer.faults[0]).contains(says), "{typed:?}: {:?}", answer.faults);
            assert_eq!(answer.rows.len(), 3);
        }
        assert_eq!(insert_comment(&[("text", "it's")]), "INSERT INTO comments (text) VALUES ('it''s');");
    }
}
