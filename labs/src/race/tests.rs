//! What a batch promises, on tables small enough to count by hand. The large ones are in `labs/tests/race.rs`, because SQLite
//! has one limit of memory for the whole process.

use super::*;
use super::{
    community::{Community, CommunityPost},
    database::RaceDatabase,
    meter::Meter,
    time_budget::TimeBudget,
};
use crate::exercise::Random;
use crate::sandbox::{Database, run_script};
use std::time::{Duration, Instant};

const SQUARE: &str = include_str!("../../../content/sql/square.sql");

fn community(posts: &[(usize, &[usize])]) -> Community {
    let users = 1 + posts.iter().flat_map(|(author, likers)| likers.iter().chain([author])).max().unwrap();
    let post = |(n, (author, likers)): (usize, &(usize, &[usize]))| CommunityPost {
        author: *author,
        title: format!("Post {n}"),
        liked_by: likers.to_vec(),
    };
    Community {
        users: (0..users).map(|user| format!("User {user}")).collect(),
        posts: posts.iter().enumerate().map(post).collect(),
    }
}

fn image(sql: &str) -> Vec<u8> {
    let database = Database::empty().unwrap();
    database.connection().execute_batch(sql).unwrap();
    database.image().unwrap()
}

fn batch(image: Vec<u8>, rows: u32) -> Batch {
    let page = PageLength::Newest(20);
    Batch { image, square_sql: SQUARE.to_owned(), rows, page, lanes: Lane::ALL.to_vec(), seed: 7 }
}

/// Time enough for anything here, on any machine.
fn end() -> Instant {
    Instant::now() + Duration::from_secs(600)
}

fn budget() -> TimeBudget {
    TimeBudget::from_now(Duration::from_secs(60), end())
}

fn read(image: &[u8], posts_max: usize) -> Option<Community> {
    Community::of_image(image, posts_max, TimeBudget::from_now(Duration::from_secs(1), end()))
}

fn made(community: &Community, rows: u32) -> RaceDatabase {
    RaceDatabase::of(community, rows, budget()).unwrap()
}

/// Every row of a query, its cells as text.
fn rows(data: &RaceDatabase, sql: &str) -> Vec<String> {
    let mut statement = data.connection.prepare(sql).unwrap();
    statement.query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap()
}

#[test]
fn a_community_is_copied_with_its_users_and_likes() {
    let data = made(&community(&[(0, &[1]), (1, &[]), (0, &[0, 1])]), 5);
    let all = |sql| rows(&data, sql);
    assert_eq!(all("SELECT id || name FROM users"), ["1User 0", "2User 1", "3User 0", "4User 1"]);
    assert_eq!(
        all("SELECT id || ' by ' || author_id || ': ' || title FROM posts"),
        ["1 by 1: Post 0", "2 by 2: Post 1", "3 by 1: Post 2", "4 by 3: Post 0", "5 by 4: Post 1"]
    );
    // The sixth post would have been liked by two.
    assert_eq!(
        all("SELECT user_id || ' ' || post_id FROM likes ORDER BY post_id, user_id"),
        ["2 1", "1 3", "2 3", "4 4"]
    );
    assert_eq!(data.likes, 4);
    assert!(all("SELECT name FROM sqlite_schema WHERE name LIKE 'one%' OR name = 'copy'").is_empty());
}

#[test]
fn there_are_exactly_as_many_posts_as_are_wanted() {
    let community = Community::of_sql(SQUARE, 1_000).unwrap();
    for rows_wanted in [1, 13, 14, 15, 1_000] {
        let data = made(&community, rows_wanted);
        let counted = rows(&data, "SELECT COUNT(*) || ' ' || MIN(id) || ' ' || MAX(id) FROM posts");
        assert_eq!(counted, [format!("{rows_wanted} 1 {rows_wanted}")]);
    }
    assert!(RaceDatabase::of(&Community { users: Vec::new(), posts: Vec::new() }, 10, budget()).is_err());
    let over = TimeBudget::from_now(Duration::ZERO, Instant::now());
    assert!(RaceDatabase::of(&community, 100_000, over).is_err());
}

/// What a lane shows, asks and looks at.
fn counted(data: &RaceDatabase, lane: Lane, length: u32) -> (Vec<fetch::PostRow>, u64, u64) {
    data.set_index(lane.indexed, budget()).unwrap();
    let meter = Meter::profiling(&data.connection, budget(), data.likes > 0).unwrap();
    let shown = lane.way.fetch(&meter, length).unwrap();
    let reading = meter.read();
    let rows = rows(data, "SELECT CAST(COUNT(*) AS TEXT) FROM posts")[0].parse().unwrap();
    let visited = reading.rows_scanned + runner::rows_found_by_key(lane, &shown, reading.users_found, rows);
    (shown, reading.statements, visited)
}

#[test]
fn statements_and_rows_are_those_that_a_finger_counts() {
    // Four posts of two people; likes of the posts, from the oldest: 1, 0, 2, 1, so four rows in `likes`.
    let data = made(&community(&[(0, &[1]), (1, &[]), (0, &[0, 1]), (0, &[1])]), 4);
    let count = |way, indexed, length| {
        let (_, statements, visited) = counted(&data, Lane { way, indexed }, length);
        (statements, visited)
    };
    for way in [Way::Loop, Way::Prepared] {
        // Three posts, three users, three likes of them; without the index the four likes three times.
        assert_eq!(count(way, true, 3), (7, 3 + 3 + 3));
        assert_eq!(count(way, false, 3), (7, 3 + 3 + 3 * 4));
    }
    // Three posts, two users, three likes; without the index all four likes, once.
    assert_eq!(count(Way::Collected, true, 3), (3, 3 + 2 + 3));
    assert_eq!(count(Way::Collected, false, 3), (3, 3 + 2 + 4));
    // Four posts, for the end of a post's rows shows only at the next one, each with its user, three likes; without the
    // index four likes go into one, and three are found in it.
    assert_eq!(count(Way::Join, true, 3), (1, 4 + 4 + 3));
    assert_eq!(count(Way::Join, false, 3), (1, 4 + 4 + 4 + 3));
    assert_eq!(count(Way::Join, true, 4), (1, 4 + 4 + 4));
    assert_eq!(count(Way::Join, false, 4), (1, 4 + 4 + 4 + 4));
}

#[test]
fn nothing_is_counted_where_nobody_likes_anything() {
    let data = made(&community(&[(0, &[])]), 4);
    let visited = |way, indexed| counted(&data, Lane { way, indexed }, 2).2;
    for indexed in [true, false] {
        assert_eq!([Way::Loop, Way::Prepared, Way::Collected].map(|way| visited(way, indexed)), [4; 3]);
        assert_eq!(visited(Way::Join, indexed), 6);
    }
}

#[test]
fn all_lanes_show_the_same_on_communities_by_chance() {
    for case in 0..300 {
        let mut random = Random::of("race", "tests", case);
        let users = 1 + random.below(6);
        let people: Vec<usize> = (0..users).collect();
        let posts: Vec<(usize, Vec<usize>)> = (0..=random.below(8))
            .map(|_| {
                let likes = random.below(users + 1);
                (random.below(users), random.draw(&people, likes))
            })
            .collect();
        let posts: Vec<(usize, &[usize])> =
            posts.iter().map(|(author, likers)| (*author, &likers[..])).collect();
        let rows = 1 + random.below(60);
        let length = 1 + random.below(70) as u32;
        let data = made(&community(&posts), rows as u32);
        let expected = by_hand(&posts, rows, length as usize);
        for lane in Lane::ALL {
            assert_eq!(counted(&data, lane, length).0, expected, "case {case}, {}", lane.key());
        }
    }
}

/// The newest posts, without SQL.
fn by_hand(posts: &[(usize, &[usize])], rows: usize, length: usize) -> Vec<fetch::PostRow> {
    let shown = |at: usize| fetch::PostRow {
        id: at as i64 + 1,
        title: format!("Post {}", at % posts.len()),
        author: format!("User {}", posts[at % posts.len()].0),
        likes: posts[at % posts.len()].1.len() as i64,
    };
    (0..rows).rev().take(length).map(shown).collect()
}

#[test]
fn more_ids_than_one_statement_takes_are_asked_for_in_parts() {
    let data = made(&community(&[(0, &[1]), (1, &[])]), 1_203);
    let lane = |way| Lane { way, indexed: true };
    let (shown, statements, _) = counted(&data, lane(Way::Collected), 1_203);
    assert_eq!(statements, 1 + 2 * 3);
    assert_eq!(shown, counted(&data, lane(Way::Join), 1_203).0);
}

#[test]
fn the_join_needs_no_sorting_and_its_index_is_used() {
    let batch_results = batch(Vec::new(), 30).run_until(end()).unwrap();
    let plan = |way, indexed| {
        let (_, texts) = batch_results.plans.iter().find(|(lane, _)| *lane == Lane { way, indexed }).unwrap();
        texts.iter().flat_map(|(_, plan)| plan.0.iter().map(|node| node.detail.as_str())).collect::<Vec<_>>()
    };
    assert_eq!(
        plan(Way::Join, true),
        [
            "SCAN p",
            "SEARCH u USING INTEGER PRIMARY KEY (rowid=?)",
            "SEARCH l USING COVERING INDEX likes_post (post_id=?) LEFT-JOIN"
        ]
    );
    assert!(plan(Way::Join, false).iter().any(|detail| detail.contains("AUTOMATIC")));
    assert!(plan(Way::Loop, true).contains(&"SEARCH likes USING COVERING INDEX likes_post (post_id=?)"));
    assert!(plan(Way::Loop, false).iter().any(|detail| detail.starts_with("SCAN likes")));
    assert!(plan(Way::Collected, true).iter().all(|detail| !detail.contains("TEMP B-TREE")));
}

#[test]
fn a_batch_has_a_point_for_every_lane_with_its_runs() {
    let batch_results = batch(Vec::new(), 100).run_until(end()).unwrap();
    assert!(!batch_results.own);
    let mut lanes: Vec<Lane> = batch_results.points.iter().map(|point| point.lane).collect();
    lanes.sort();
    let mut all = Lane::ALL.to_vec();
    all.sort();
    assert_eq!(lanes, all);
    for point in &batch_results.points {
        assert_eq!((point.rows, point.stopped), (100, false));
        assert!((1..=10).contains(&point.times_ns.len()), "{point:?}");
        assert!(point.parts.prepare_ns > 0 && point.parts.step_ns > 0, "{point:?}");
        let statements = if point.lane.way == Way::Join { 1 } else { 41 };
        assert_eq!(point.statements, if point.lane.way == Way::Collected { 3 } else { statements });
    }
}

#[test]
fn ways_that_do_not_answer_alike_are_not_timed() {
    let data = made(&community(&[(0, &[1]), (1, &[])]), 10);
    let (rows, length, random) = (10, 5, Random::of("race", "tests", 0));
    let mut runner =
        runner::Runner { database: data, rows, length, deadline: end().into(), answer: None, random };
    let (first, other) = (Lane::ALL[0], Lane::ALL[3]);
    let mut batch_results = BatchResults::default();
    runner.run_block(&[first], Duration::ZERO, &mut batch_results).unwrap();
    // As if the first had counted one like too many.
    runner.answer.as_mut().unwrap().1[4].likes += 1;
    let refused = runner.run_block(&[other], Duration::ZERO, &mut batch_results);
    assert_eq!(refused, Err("loop and join do not answer alike".to_owned()));
    assert!(batch_results.points.iter().all(|point| point.lane == first));
}

#[test]
fn only_the_lanes_that_were_asked_for_are_run() {
    let lanes = vec![Lane { way: Way::Join, indexed: false }];
    let batch_results = Batch { lanes: lanes.clone(), ..batch(Vec::new(), 10) }.run_until(end()).unwrap();
    assert_eq!(batch_results.points.iter().map(|point| point.lane).collect::<Vec<_>>(), lanes);
    assert_eq!(
        Batch { lanes: Vec::new(), ..batch(Vec::new(), 10) }
            .run_until(end())
            .map(|batch_results| batch_results.points),
        Ok(vec![])
    );
}

#[test]
fn the_order_is_by_chance_and_the_same_for_the_same_seed() {
    let order = |seed| {
        let batch = Batch { seed, ..batch(Vec::new(), 10) };
        batch.blocks(&mut batch.random()).concat()
    };
    assert_eq!(order(3), order(3));
    assert!((0..20).any(|seed| order(seed) != order(0)));
}

/// Tables as the race wants them, and what makes them something else.
fn tables(rest: &str) -> Vec<u8> {
    image(&format!(
        "CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT);
         CREATE TABLE posts (id INTEGER PRIMARY KEY, author_id INTEGER, title TEXT);
         CREATE TABLE likes (user_id INTEGER, post_id INTEGER);
         INSERT INTO users VALUES (10, 'Ann'), (20, 'Bo'), (30, 'Cy');
         {rest}"
    ))
}

#[test]
fn a_learners_own_posts_are_taken_where_there_are_any() {
    let own = tables(
        "INSERT INTO posts VALUES (5, 30, 'old'), (7, 10, 'new'), (8, 99, 'by nobody'), (9, 10, NULL);
         INSERT INTO likes VALUES (20, 7), (20, 7), (10, 7), (99, 7), (10, 8), (NULL, 5);",
    );
    let own_base = read(&own, 1_000).unwrap();
    let post = |author, title: &str, liked_by: &[usize]| CommunityPost {
        author,
        title: title.to_owned(),
        liked_by: liked_by.to_vec(),
    };
    assert_eq!(own_base.users, ["Ann", "Bo", "Cy"]);
    assert_eq!(own_base.posts, [post(2, "old", &[]), post(0, "new", &[0, 1])]);
    assert!(batch(own.clone(), 30).run_until(end()).unwrap().own);
    let newest = read(&own, 1).unwrap();
    assert_eq!((newest.users.len(), newest.posts), (2, vec![post(0, "new", &[0, 1])]));
}

#[test]
fn whatever_else_a_database_is_the_square_takes_its_place() {
    let endless = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i";
    let changed = |rest: &str| image(rest);
    for (what, image) in [
        ("nothing", Vec::new()),
        ("no database", b"SQLite format 3 or so".to_vec()),
        ("no tables", changed("CREATE TABLE t (a)")),
        ("no posts", tables("")),
        ("posts of nobody", tables("INSERT INTO posts VALUES (1, 4, 'x')")),
        (
            "a column gone",
            tables("INSERT INTO posts VALUES (1, 10, 'x'); ALTER TABLE likes DROP COLUMN user_id"),
        ),
        ("a table gone", tables("INSERT INTO posts VALUES (1, 10, 'x'); DROP TABLE likes")),
        (
            "posts without end",
            tables(&format!(
                "DROP TABLE posts; CREATE VIEW posts (id, author_id, title) AS {endless}, 10, 'x' FROM n"
            )),
        ),
        (
            "likes that count for ever",
            tables(&format!(
                "INSERT INTO posts VALUES (1, 10, 'x'); DROP TABLE likes;
                 CREATE VIEW likes (user_id, post_id) AS {endless}, 1 FROM n WHERE i < 0"
            )),
        ),
        ("a view of itself", tables("DROP TABLE users; CREATE VIEW users AS SELECT * FROM users")),
        (
            "pictures for titles",
            tables("DROP TABLE posts; CREATE VIEW posts AS SELECT 1 AS id, 10 AS author_id, x'ff' AS title"),
        ),
    ] {
        assert_eq!(read(&image, 1_000), None, "{what}");
        assert!(batch(image, 10).run_until(end()).is_ok_and(|batch_results| !batch_results.own), "{what}");
    }
}

#[test]
fn long_texts_are_cut_and_much_is_left_out() {
    let much = tables(
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1500)
         INSERT INTO users SELECT 1000 + i, 'User ' || i FROM n;
         WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1200)
         INSERT INTO posts SELECT i, 10, 'x' FROM n;
         UPDATE posts SET title = replace(hex(zeroblob(20000)), '0', 'é') WHERE id = 1200;
         UPDATE users SET name = replace(hex(zeroblob(50)), '0', 'n') WHERE id = 10;
         INSERT INTO likes SELECT u.id, p.id FROM users AS u, posts AS p WHERE u.id < 1020 AND p.id % 40 = 0;",
    );
    let read = read(&much, 5_000).unwrap();
    assert_eq!((read.posts.len(), read.users[0].len()), (1_000, 40));
    let (oldest, newest) = (&read.posts[0], &read.posts[999]);
    assert_eq!((oldest.title.as_str(), newest.title.as_str()), ("x", &*"é".repeat(100)));
    // Twenty-two like each fortieth post.
    assert_eq!((oldest.liked_by.len(), newest.liked_by.len()), (0, 12));
}

#[test]
fn likes_are_as_many_as_fit_a_hundred_thousand_posts() {
    let liked = tables(
        "INSERT INTO posts VALUES (1, 10, 'x'), (2, 10, 'y');
         WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20)
         INSERT INTO users SELECT 100 + i, 'User' FROM n;
         INSERT INTO likes SELECT u.id, p.id FROM users AS u, posts AS p;",
    );
    let likes: Vec<usize> = read(&liked, 100).unwrap().posts.iter().map(|p| p.liked_by.len()).collect();
    assert_eq!(likes, [3, 3]);
}

#[test]
fn what_takes_too_long_is_broken_off_and_nothing_else() {
    let data = made(&community(&[(0, &[1])]), 1_000);
    for way in Way::ALL {
        let no_time = TimeBudget::from_now(Duration::ZERO, end());
        let meter = Meter::new(&data.connection, no_time).unwrap();
        let broken_off = way.fetch(&meter, 1_000).unwrap_err();
        assert_eq!(
            broken_off.sqlite_error_code(),
            Some(rusqlite::ErrorCode::OperationInterrupted),
            "{way:?}"
        );
        assert!(no_time.took_too_long());
    }
    // No statement of these is long enough for SQLite to look at the clock.
    for way in [Way::Loop, Way::Prepared] {
        let no_time = TimeBudget::from_now(Duration::ZERO, end());
        assert!(way.fetch(&Meter::new(&data.connection, no_time).unwrap(), 300).is_err(), "{way:?}");
    }
    let over = TimeBudget::from_now(Duration::from_secs(60), Instant::now());
    assert!(Way::Loop.fetch(&Meter::new(&data.connection, over).unwrap(), 1_000).is_err());
    assert!(!over.took_too_long(), "the end of a batch is nobody's fault");
}

#[test]
fn what_is_shown_of_a_way_is_what_it_does() {
    for way in Way::ALL {
        let lines = way.rust().lines().count();
        assert!((3..=20).contains(&lines), "{}", way.rust());
        assert!(!way.rust().contains("fn "), "{}", way.rust());
    }
    assert!(Way::Loop.rust().starts_with("let mut page = Vec::new();\n"), "{}", Way::Loop.rust());
    assert!(Way::Loop.rust().ends_with("Ok(page)\n"), "{}", Way::Loop.rust());
    for way in Way::ALL {
        let python = way.python();
        assert!((1..=15).contains(&python.lines().count()) && python.contains("return "), "{python}");
    }
    for code in [Way::Collected.rust(), Way::Collected.python()] {
        let marks = code.rfind("replace(\"?1, ?2\"").expect("how an IN gets its marks");
        assert!(
            code[..marks].contains("pairs(database, sql, ids):")
                || code[..marks].contains("pairs(db, sql, ids):")
        );
    }
    assert_eq!(Way::Join.python(), "return db.execute(PAGE, [length]).fetchall()\n");
}

#[test]
fn python_sends_the_same_statements() {
    let script = include_str!("../../../bench/race.py");
    for text in Way::ALL.into_iter().flat_map(Way::statements) {
        assert!(script.contains(text), "{text}");
    }
}

#[test]
fn a_learners_database_stays_as_it_is() {
    // The image is only read: what a batch does is done elsewhere.
    let own = tables("INSERT INTO posts VALUES (1, 10, 'x')");
    let before = own.clone();
    let batch = batch(own, 30);
    batch.run_until(end()).unwrap();
    assert_eq!(batch.image, before);
    let ran = run_script(&Database::of_image(&batch.image).unwrap(), "SELECT COUNT(*) FROM posts").unwrap();
    assert_eq!(ran.image, None);
}
