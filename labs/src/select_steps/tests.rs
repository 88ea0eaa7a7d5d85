//! Queries taken apart on the community's tables, held against SQLite's own answers.

use super::*;
use crate::{
    own_database::DATA_SETS,
    sandbox::{Cell, Database, Job, Rows, run_script},
    split_mix64::SplitMix64,
};

/// The community that every sandbox begins with, as bytes.
fn community() -> Vec<u8> {
    run_script(&Database::empty().unwrap(), DATA_SETS[0].sql).unwrap().image.unwrap()
}

fn taken_apart(image: &[u8], sql: &str) -> TakenApart {
    TakeApart { image: image.to_vec(), sql: sql.to_owned() }.run().unwrap()
}

fn walk(sql: &str) -> Walk {
    match taken_apart(&community(), sql) {
        TakenApart::Walk(walk) => walk,
        other => panic!("{sql}: {other:?}"),
    }
}

/// The rows of a query, by the way every run of the sandbox goes.
fn rows(image: &[u8], sql: &str) -> Rows {
    let mut ran = run_script(&Database::of_image(image).unwrap(), sql).unwrap();
    ran.outcomes.pop().and_then(|outcome| outcome.rows).unwrap_or_else(|| panic!("{sql}"))
}

fn step(walk: &Walk, clause: Clause) -> &Step {
    walk.step(clause).unwrap()
}

fn stayed(step: &Step) -> Vec<Vec<Cell>> {
    let stays = step.rows.iter().filter(|row| row.fate == Fate::Stays);
    stays.map(|row| row.cells.clone()).collect()
}

#[test]
fn each_clause_is_a_step_in_the_order_of_the_language() {
    let walk = walk(
        "SELECT DISTINCT author_id, COUNT(*) AS n FROM posts WHERE tag = 'bread' \
         GROUP BY author_id HAVING COUNT(*) > 1 ORDER BY n DESC, author_id LIMIT 1",
    );
    let clauses: Vec<_> = walk.steps.iter().map(|step| (step.clause, step.rows.len(), step.stay())).collect();
    assert_eq!(
        clauses,
        [
            (Clause::From, 14, 14),
            (Clause::Where, 14, 4),
            (Clause::GroupBy, 4, 4),
            (Clause::Having, 4, 4),
            (Clause::Select, 2, 2),
            (Clause::Distinct, 2, 2),
            (Clause::OrderBy, 2, 2),
            (Clause::Limit, 2, 1),
        ]
    );
    assert_eq!(walk.agreement, Agreement::Same);
    let not = |fate| step(&walk, Clause::Where).rows.iter().filter(|row| row.fate == fate).count();
    assert_eq!((not(Fate::False), not(Fate::Unknown)), (7, 3), "three posts have no tag");
}

#[test]
fn having_marks_the_rows_of_the_groups_that_go() {
    let walk = walk("SELECT tag, COUNT(*) FROM posts GROUP BY tag HAVING MAX(author_id) > 4");
    let having = step(&walk, Clause::Having);
    // The groups by their order: NULL, bees, bread, garden, help, lost, plots.
    let fate = |group| having.rows.iter().find(|row| row.group == Some(group)).unwrap().fate;
    assert_eq!([1, 2, 3, 4].map(fate), [Fate::Stays, Fate::Stays, Fate::Stays, Fate::False]);
    assert_eq!(having.groups, Some(3));
    assert_eq!(walk.agreement, Agreement::Same);
}

#[test]
fn a_query_that_counts_without_group_by_has_one_group_also_without_rows() {
    for (sql, gathered) in [
        ("SELECT COUNT(*), MAX(id) FROM posts", 14),
        ("SELECT COUNT(*) FROM posts WHERE 0", 0),
        ("SELECT COUNT(*) FROM users HAVING COUNT(*) > 99", 8),
    ] {
        let walk = walk(sql);
        assert_eq!(step(&walk, Clause::GroupBy).rows.len(), gathered, "{sql}");
        assert_eq!(step(&walk, Clause::GroupBy).groups, Some(1), "{sql}");
        assert_eq!(walk.agreement, Agreement::Same, "{sql}");
    }
    let plain = walk("SELECT max(id, 3), (SELECT COUNT(*) FROM likes) FROM users");
    assert!(plain.steps.iter().all(|step| step.clause != Clause::GroupBy), "no aggregate of its own");
    let window = walk("SELECT id, COUNT(*) OVER () FROM users ORDER BY id");
    assert!(window.steps.iter().all(|step| step.clause != Clause::GroupBy), "a window gathers nothing");
}

#[test]
fn names_that_select_makes_are_known_where_sqlite_knows_them() {
    for sql in [
        "SELECT author_id AS who, COUNT(*) AS n FROM posts GROUP BY who HAVING n > 1 ORDER BY n, who",
        "SELECT length(title) AS long FROM posts WHERE long > 20",
        "SELECT substr(created_at, 1, 7) month, COUNT(*) FROM posts GROUP BY 1 ORDER BY 1",
        "SELECT length(name) % 3 AS city, COUNT(*) FROM users GROUP BY city",
    ] {
        assert_eq!(walk(sql).agreement, Agreement::Same, "{sql}");
    }
}

#[test]
fn a_limit_among_equals_shows_what_sqlite_took() {
    let image = community();
    let sql = "SELECT title, tag FROM posts ORDER BY tag LIMIT 2 OFFSET 3";
    let walk = walk(sql);
    assert_ne!(walk.agreement, Agreement::Differs);
    let mut answer = rows(&image, sql).rows;
    let mut shown = stayed(walk.steps.last().unwrap());
    let by_text = |rows: &mut Vec<Vec<Cell>>| rows.sort_by_key(|cells| format!("{cells:?}"));
    by_text(&mut answer);
    by_text(&mut shown);
    assert_eq!(shown, answer);
}

#[test]
fn a_number_that_counts_columns_of_a_star_is_not_explained_wrongly() {
    let image = community();
    for sql in [
        "SELECT *, COUNT(*) FROM users GROUP BY 3",
        "SELECT u.*, 1 FROM users u GROUP BY 2 HAVING COUNT(*) > 0",
    ] {
        match taken_apart(&image, sql) {
            TakenApart::Walk(walk) => assert_eq!(walk.agreement, Agreement::Differs, "{sql}"),
            TakenApart::Refused(why) => assert!(matches!(why, NotTakenApart::Step { .. }), "{sql}"),
            TakenApart::Fault { .. } => panic!("{sql}"),
        }
    }
}

#[test]
fn comments_and_a_semicolon_are_no_part_of_a_clause() {
    let walk =
        walk("-- first\nSELECT name /* the name */ FROM users -- all\nWHERE id > 2 -- most\n; -- the end");
    assert_eq!(walk.agreement, Agreement::Same);
    assert_eq!(step(&walk, Clause::Where).text, "id > 2");
}

#[test]
fn chance_is_no_explanation() {
    let walk = walk("SELECT random() FROM users");
    assert_eq!(walk.agreement, Agreement::Differs);
}

#[test]
fn what_sqlite_refuses_is_a_fault_and_what_is_too_much_is_said() {
    let image = community();
    assert!(matches!(taken_apart(&image, "SELECT nmae FROM users"), TakenApart::Fault { .. }));
    assert!(matches!(taken_apart(&image, "SELECT * FROM users WHERE"), TakenApart::Fault { .. }));
    for (sql, why) in [
        ("DROP TABLE likes", NotTakenApart::NoSelect),
        ("SELECT 1 FROM users; DROP TABLE likes", NotTakenApart::Statements(2)),
        ("SELECT * FROM users, posts, tags", NotTakenApart::NoFrom),
        ("SELECT * FROM users, posts, likes", NotTakenApart::TooManyRows("FROM".to_owned())),
        ("SELECT zeroblob(90000) FROM likes", NotTakenApart::TooLarge("SELECT".to_owned())),
    ] {
        match taken_apart(&image, sql) {
            TakenApart::Refused(said) => assert_eq!(said, why, "{sql}"),
            TakenApart::Fault { .. } => assert!(sql.contains("tags"), "{sql}"),
            TakenApart::Walk(_) => panic!("{sql}"),
        }
    }
}

#[test]
fn long_values_are_cut_after_they_were_compared() {
    let walk = walk("SELECT text || 'a', title FROM posts ORDER BY id");
    let cells = walk.steps.iter().flat_map(|step| &step.rows).flat_map(|row| &row.cells);
    for cell in cells {
        assert!(!matches!(cell, Cell::Text(text) if text.chars().count() > 32), "{cell:?}");
    }
    assert_eq!(walk.agreement, Agreement::Same);
}

/// One of these, by chance.
fn any<'a>(random: &mut SplitMix64, of: &[&'a str]) -> &'a str {
    of[(random.next() % of.len() as u64) as usize]
}

/// A query of any shape over the community's tables. Its order is total, so that only one answer is right.
fn any_query(random: &mut SplitMix64) -> String {
    let (from, column, other) = *[
        ("posts", "tag", "author_id"),
        ("users", "city", "id"),
        ("posts JOIN users ON users.id = posts.author_id", "city", "author_id"),
        ("users LEFT JOIN posts ON posts.author_id = users.id", "tag", "users.id"),
        ("likes AS l NATURAL JOIN (SELECT id AS post_id, tag FROM posts)", "tag", "user_id"),
        ("sessions", "device", "user_id"),
    ]
    .get((random.next() % 6) as usize)
    .unwrap();
    let filter = any(
        random,
        &[
            "",
            " WHERE {c} IN ('bread', 'Delft', 'phone') -- only these\n",
            " WHERE {c} <> 'Delft'",
            " WHERE NOT {c} IN ('bread', NULL) OR {o} = 1",
            " WHERE {o} > 2 OR {c} IS NULL",
            " WHERE {o} IN (SELECT user_id FROM likes WHERE post_id < 4)",
            " WHERE length({c})",
        ],
    );
    let grouped = random.next().is_multiple_of(2);
    let (list, group, having) = if grouped {
        (
            any(
                random,
                &["{c} AS k, COUNT(*) AS n", "{c} k, COUNT({o}) n, MAX({o})", "COUNT(*) + 0 AS n, {c} AS k"],
            ),
            any(random, &[" GROUP BY {c}", " GROUP BY k"]),
            any(
                random,
                &["", " HAVING COUNT(*) > 1", " HAVING n < 3", " HAVING MIN({o}) = 1", " HAVING k <> 'help'"],
            ),
        )
    } else {
        (
            any(
                random,
                &["*", "{c}, {o}", "DISTINCT {c}", "DISTINCT {o}, length({c}) AS n", "{o} || {c} AS x"],
            ),
            "",
            "",
        )
    };
    // All columns of the result are in the order, so that only equal rows tie.
    let order = match (grouped, list) {
        (true, _) => any(random, &["", " ORDER BY n DESC, k", " ORDER BY k DESC NULLS LAST"]),
        (_, "{c}, {o}" | "DISTINCT {o}, length({c}) AS n") => any(random, &["", " ORDER BY 2, 1 DESC"]),
        (_, "*") => "",
        _ => any(random, &["", " ORDER BY 1"]),
    };
    let limit = match order {
        "" => "",
        _ => any(random, &["", " LIMIT 3", " LIMIT 1 + 1 OFFSET 1", " LIMIT 1, 2", " LIMIT -1", " LIMIT 0"]),
    };
    format!("SELECT {list} FROM {from}{filter}{group}{having}{order}{limit}")
        .replace("{c}", column)
        .replace("{o}", other)
}

#[test]
fn the_last_step_of_a_thousand_queries_is_sqlites_own_answer() {
    let image = community();
    let mut random = SplitMix64::new(15);
    let (mut kinds, mut empty) = (std::collections::BTreeMap::<Clause, usize>::new(), 0);
    for _ in 0..1_000 {
        let sql = any_query(&mut random);
        let TakenApart::Walk(walk) = taken_apart(&image, &sql) else { panic!("{sql}") };
        assert_eq!(walk.agreement, Agreement::Same, "{sql}");
        // The values of the community are short, but for texts of posts, which are cut the same way on both sides.
        let answer: Vec<Vec<Cell>> = rows(&image, &sql)
            .rows
            .into_iter()
            .map(|cells| cells.into_iter().map(take_apart::shortened).collect())
            .collect();
        assert_eq!(stayed(walk.steps.last().unwrap()), answer, "{sql}");
        empty += usize::from(answer.is_empty());
        for step in &walk.steps {
            *kinds.entry(step.clause).or_default() += 1;
        }
    }
    assert!(kinds.len() == 8 && kinds.values().all(|times| *times > 100), "{kinds:?}");
    assert!(empty < 500, "{empty} of the answers are empty");
}
