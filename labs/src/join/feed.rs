//! The query behind a page of a feed, built up in pieces over the tables that everybody's sandbox begins with.

use crate::sandbox::Schema;

/// The id of the user whom the sandbox takes for its owner.
pub const OWNER_ID: i64 = 1;

/// A piece of the query. Each adds something to the one before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece {
    /// The posts alone.
    Posts,
    /// The name of the author, by a JOIN.
    Authors,
    /// The number of comments, in four ways of which one is wrong.
    Comments,
    /// Whether the owner likes the post.
    Liked,
}

/// A query of a piece.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Query {
    /// How it is written, in words for a page: a piece may have several queries.
    pub way: &'static str,
    pub sql: &'static str,
}

const POSTS: &str = "\
SELECT p.id,
       p.title,
       p.author_id
FROM posts AS p
ORDER BY p.created_at DESC, p.id DESC
LIMIT 10";

const AUTHORS: &str = "\
SELECT p.id,
       p.title,
       u.name AS author
FROM posts AS p
JOIN users AS u ON u.id = p.author_id
ORDER BY p.created_at DESC, p.id DESC
LIMIT 10";

const SUBQUERY: &str = "\
SELECT p.id,
       p.title,
       u.name AS author,
       (SELECT COUNT(*)
        FROM comments AS c
        WHERE c.post_id = p.id) AS comments
FROM posts AS p
JOIN users AS u ON u.id = p.author_id
ORDER BY p.created_at DESC, p.id DESC
LIMIT 10";

const MULTIPLIED: &str = "\
SELECT p.id,
       p.title,
       u.name AS author,
       COUNT(c.id) AS comments,
       COUNT(l.user_id) AS likes
FROM posts AS p
JOIN users AS u ON u.id = p.author_id
LEFT JOIN comments AS c ON c.post_id = p.id
LEFT JOIN likes AS l ON l.post_id = p.id
GROUP BY p.id, u.id
ORDER BY p.created_at DESC, p.id DESC
LIMIT 10";

const GROUPED: &str = "\
SELECT p.id,
       p.title,
       u.name AS author,
       COALESCE(g.comments, 0) AS comments
FROM posts AS p
JOIN users AS u ON u.id = p.author_id
LEFT JOIN (SELECT post_id, COUNT(*) AS comments
           FROM comments
           GROUP BY post_id) AS g ON g.post_id = p.id
ORDER BY p.created_at DESC, p.id DESC
LIMIT 10";

const DISTINCT: &str = "\
SELECT p.id,
       p.title,
       u.name AS author,
       COUNT(DISTINCT c.id) AS comments,
       COUNT(DISTINCT l.user_id) AS likes
FROM posts AS p
JOIN users AS u ON u.id = p.author_id
LEFT JOIN comments AS c ON c.post_id = p.id
LEFT JOIN likes AS l ON l.post_id = p.id
GROUP BY p.id, u.id
ORDER BY p.created_at DESC, p.id DESC
LIMIT 10";

const LIKED: &str = "\
SELECT p.id,
       p.title,
       u.name AS author,
       (SELECT COUNT(*)
        FROM comments AS c
        WHERE c.post_id = p.id) AS comments,
       EXISTS (SELECT 1
               FROM likes AS l
               WHERE l.post_id = p.id
                 AND l.user_id = 1) AS liked_by_me
FROM posts AS p
JOIN users AS u ON u.id = p.author_id
ORDER BY p.created_at DESC, p.id DESC
LIMIT 10";

/// The index of the column with the number of comments, in every query that has one.
pub const COMMENTS_COLUMN: usize = 3;

impl Piece {
    /// In their order.
    pub const ALL: [Self; 4] = [Self::Posts, Self::Authors, Self::Comments, Self::Liked];

    /// The word for it in forms.
    pub fn name(self) -> &'static str {
        match self {
            Self::Posts => "posts",
            Self::Authors => "authors",
            Self::Comments => "comments",
            Self::Liked => "liked",
        }
    }

    /// The piece that a form means.
    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|piece| piece.name() == name)
    }

    /// Its queries. The first is the one to which the next piece is added. The second one of the comments is wrong: its two
    /// LEFT JOINs multiply the rows.
    pub fn queries(self) -> &'static [Query] {
        match self {
            Self::Posts => &[Query { way: "One table", sql: POSTS }],
            Self::Authors => &[Query { way: "A JOIN", sql: AUTHORS }],
            Self::Comments => &[
                Query { way: "A subquery", sql: SUBQUERY },
                Query { way: "Two LEFT JOINs", sql: MULTIPLIED },
                Query { way: "Grouped first", sql: GROUPED },
                Query { way: "COUNT(DISTINCT)", sql: DISTINCT },
            ],
            Self::Liked => &[Query { way: "All of it", sql: LIKED }],
        }
    }

    /// The lines of one of its queries, each with whether it is new in this piece.
    pub fn lines(self, query: &Query) -> Vec<(&'static str, bool)> {
        let bare = |line: &'static str| line.trim_end_matches(',');
        let place = Self::ALL.iter().position(|piece| *piece == self).unwrap_or_default();
        let before = place.checked_sub(1).map_or("", |n| Self::ALL[n].queries()[0].sql);
        let before: Vec<&str> = before.lines().map(bare).collect();
        query.sql.lines().map(|line| (line, !before.is_empty() && !before.contains(&bare(line)))).collect()
    }

    /// All its queries, as one script.
    pub fn script(self) -> String {
        self.queries().iter().map(|query| format!("{};\n", query.sql)).collect()
    }
}

/// The tables that the queries read, out of a schema; none where a table or a column is missing.
pub fn tables_of_feed(schema: &Schema) -> Option<Schema> {
    const TABLES: [(&str, &[&str]); 4] = [
        ("users", &["id", "name"]),
        ("posts", &["id", "author_id", "title", "created_at"]),
        ("comments", &["id", "post_id"]),
        ("likes", &["user_id", "post_id"]),
    ];
    let tables = TABLES.iter().map(|(name, columns)| {
        let table = schema.tables.iter().find(|table| table.name.eq_ignore_ascii_case(name))?;
        let has = |column: &&str| table.columns.iter().any(|one| one.name.eq_ignore_ascii_case(column));
        columns.iter().all(has).then(|| table.clone())
    });
    Some(Schema { tables: tables.collect::<Option<_>>()? })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sandbox::{Cell, Database, Rows, run_script};

    const SQUARE: &str = include_str!("../../../content/sql/square.sql");

    fn square() -> Vec<u8> {
        run_script(&Database::empty().unwrap(), SQUARE).unwrap().image.unwrap()
    }

    fn answers(image: &[u8], piece: Piece) -> Vec<Rows> {
        let ran = run_script(&Database::of_image(image).unwrap(), &piece.script()).unwrap();
        ran.outcomes
            .into_iter()
            .map(|outcome| outcome.rows.unwrap_or_else(|| panic!("{:?}", outcome.fault)))
            .collect()
    }

    #[test]
    fn every_piece_runs_and_gives_the_same_posts_in_the_same_order() {
        let image = square();
        let ids = |rows: &Rows| rows.rows.iter().map(|row| row[0].clone()).collect::<Vec<_>>();
        let newest = ids(&answers(&image, Piece::Posts)[0]);
        assert_eq!(newest.len(), 10);
        for piece in Piece::ALL {
            let answers = answers(&image, piece);
            assert_eq!(answers.len(), piece.queries().len());
            assert!(answers.iter().all(|rows| ids(rows) == newest), "{piece:?}");
        }
    }

    #[test]
    fn two_left_joins_multiply_and_the_other_ways_do_not() {
        let answers = answers(&square(), Piece::Comments);
        let comments =
            |n: usize| answers[n].rows.iter().map(|row| row[COMMENTS_COLUMN].clone()).collect::<Vec<_>>();
        assert!(answers.iter().all(|rows| rows.columns[COMMENTS_COLUMN].name == "comments"));
        assert_eq!(comments(0), comments(2));
        assert_eq!(comments(0), comments(3));
        let of_rye = answers[0].rows.iter().position(|row| row[0] == Cell::Integer(6)).unwrap();
        assert_eq!((&comments(0)[of_rye], &comments(1)[of_rye]), (&Cell::Integer(4), &Cell::Integer(20)));
    }

    #[test]
    fn the_lines_that_a_piece_adds_are_known() {
        let new = |piece: Piece, n: usize| {
            let lines = piece.lines(&piece.queries()[n]).into_iter();
            lines.filter(|(_, is_new)| *is_new).map(|(line, _)| line.trim()).collect::<Vec<_>>()
        };
        assert_eq!(new(Piece::Posts, 0), [""; 0]);
        assert_eq!(new(Piece::Authors, 0), ["u.name AS author", "JOIN users AS u ON u.id = p.author_id"]);
        assert_eq!(new(Piece::Comments, 0).len(), 3);
        assert_eq!(new(Piece::Comments, 1).len(), 5);
        assert_eq!(new(Piece::Liked, 0).len(), 4);
    }

    #[test]
    fn a_database_without_the_tables_is_none_for_it() {
        let of = |sql: &str| tables_of_feed(&run_script(&Database::empty().unwrap(), sql).unwrap().schema);
        let names: Vec<_> = of(SQUARE).unwrap().tables.into_iter().map(|table| table.name).collect();
        assert_eq!(names, ["users", "posts", "comments", "likes"]);
        assert_eq!(of(""), None);
        assert_eq!(
            of(&SQUARE.replace("title      TEXT", "titel      TEXT").replace("title,", "titel,")),
            None
        );
    }

    #[test]
    fn i_am_the_person_whom_the_last_piece_asks_for() {
        assert!(Piece::Liked.queries()[0].sql.contains(&format!("l.user_id = {OWNER_ID})")));
    }
}
