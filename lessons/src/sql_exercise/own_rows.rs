//! A learner's own activity on the site, in the shape of the exercises' community: they are person 1, and everybody else has
//! a made-up name. Nothing that others wrote is in it.

use labs::sandbox::Cell;
use model::{Timestamp, UserId};
use std::{collections::BTreeMap, fmt::Write as _};
use store::learner::OwnActivity;

/// The names of other people. There are no more people than names; who comes after them is left out.
const NAMES: [&str; 24] = [
    "Alder", "Beech", "Birch", "Cedar", "Cherry", "Elder", "Elm", "Fir", "Hawthorn", "Hazel", "Holly",
    "Hornbeam", "Juniper", "Larch", "Linden", "Maple", "Medlar", "Mulberry", "Oak", "Pear", "Plum", "Quince",
    "Rowan", "Willow",
];

/// The rows as `INSERT` statements for the exercises' schema.
pub fn to_sql(user: UserId, own: &OwnActivity) -> String {
    let mut people = People { numbers: BTreeMap::from([(user, 1)]) };
    let mut rows = String::new();
    // The oldest post gets the smallest number, as in a real table.
    let mut posts = BTreeMap::new();
    for post in own.posts.iter().rev() {
        let Some(author) = post.author_id.and_then(|author| people.number(author)) else { continue };
        let number = posts.len() + 1;
        posts.insert(post.id, number);
        let title = post.title.clone().unwrap_or_else(|| "A post of somebody’s".to_owned());
        let (title, at) = (Cell::Text(title).to_sql(), time(post.created_at));
        let _ = writeln!(rows, "INSERT INTO posts VALUES ({number}, {author}, {title}, '…', NULL, '{at}');");
    }
    // Comments and likes at posts that are left out are left out as well: the foreign keys hold.
    for (n, comment) in own.comments.iter().rev().enumerate() {
        if let Some(post) = posts.get(&comment.post_id) {
            let at = time(comment.created_at);
            let _ = writeln!(rows, "INSERT INTO comments VALUES ({}, {post}, 1, NULL, '…', '{at}');", n + 1);
        }
    }
    for like in &own.likes {
        if let (Some(post), Some(person)) = (posts.get(&like.post_id), people.number(like.user_id)) {
            let _ =
                writeln!(rows, "INSERT INTO likes VALUES ({person}, {post}, '{}');", time(like.created_at));
        }
    }
    for follow in &own.follows {
        if let (Some(a), Some(b)) = (people.number(follow.follower_id), people.number(follow.followee_id)) {
            let _ = writeln!(rows, "INSERT INTO follows VALUES ({a}, {b}, '{}');", day(follow.created_at));
        }
    }
    for (n, session) in own.sessions.iter().rev().enumerate() {
        let (device, at) = (device(&session.user_agent), time(session.created_at));
        let _ = writeln!(rows, "INSERT INTO sessions VALUES ({}, 1, '{device}', '{at}', NULL);", n + 1);
    }
    people.to_sql(own.joined_at.unwrap_or_default()) + &rows
}

/// The people in the rows, with the numbers they get there.
struct People {
    numbers: BTreeMap<UserId, usize>,
}

impl People {
    /// The number of a person in the rows; none where there are too many already.
    fn number(&mut self, user: UserId) -> Option<usize> {
        let next = self.numbers.len() + 1;
        if !self.numbers.contains_key(&user) && next > NAMES.len() + 1 {
            return None;
        }
        Some(*self.numbers.entry(user).or_insert(next))
    }

    fn to_sql(&self, joined_at: Timestamp) -> String {
        let mut sql = format!("INSERT INTO users VALUES (1, 'You', NULL, '{}');\n", day(joined_at));
        for number in 2..=self.numbers.len() {
            let _ = writeln!(
                sql,
                "INSERT INTO users VALUES ({number}, '{}', NULL, '2026-01-01');",
                NAMES[number - 2]
            );
        }
        sql
    }
}

/// A time as SQLite writes it: `2026-09-21 14:20:00`.
fn time(at: Timestamp) -> String {
    at.rfc3339().trim_end_matches('Z').replace('T', " ")
}

/// A day as SQLite writes it: `2026-09-21`.
fn day(at: Timestamp) -> String {
    at.rfc3339().chars().take(10).collect()
}

/// The kind of device only: a browser's description of itself may tell more than an exercise should.
fn device(user_agent: &str) -> &'static str {
    if user_agent.contains("Mobile") || user_agent.contains("Android") { "phone" } else { "laptop" }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sql_exercise::{COMMUNITY_SQL, COMMUNITY_VALUES, find_sql_exercise};
    use labs::{grade::Grader, sql_exercise::ExerciseDatabase};
    use model::PostId;
    use store::learner::{OwnLike, OwnPost};

    #[test]
    fn ones_own_rows_are_rows_of_the_community_and_nobody_elses_words_are_in_them() {
        let own = OwnActivity {
            joined_at: Some(Timestamp(1_790_000_000)),
            posts: vec![
                OwnPost {
                    id: PostId(9),
                    author_id: Some(UserId(70)),
                    title: None,
                    created_at: Timestamp(1_790_000_300),
                },
                OwnPost {
                    id: PostId(4),
                    author_id: Some(UserId(7)),
                    title: Some("It’s 'quoted'".to_owned()),
                    created_at: Timestamp(1_790_000_200),
                },
            ],
            likes: vec![OwnLike {
                user_id: UserId(7),
                post_id: PostId(9),
                created_at: Timestamp(1_790_000_400),
            }],
            ..OwnActivity::default()
        };
        let sql = to_sql(UserId(7), &own);
        assert!(sql.contains("INSERT INTO posts VALUES (1, 1, 'It’s ''quoted'''"), "{sql}");
        assert!(sql.contains("INSERT INTO likes VALUES (1, 2, '2026-09-21 14:20:00')"), "{sql}");
        let (square, pools) = (COMMUNITY_SQL, COMMUNITY_VALUES);
        let setting = ExerciseDatabase::read(square, pools).unwrap();
        let exercise = find_sql_exercise("your-own-diary").unwrap();
        assert!(Grader::new(&setting, exercise, Some(&sql)).unwrap().grade(&exercise.model).right);
    }
}
