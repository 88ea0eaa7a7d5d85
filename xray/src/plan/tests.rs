use super::*;

const NAMES: [(&str, &str); 8] = [
    ("p", "posts"),
    ("u", "users"),
    ("pt", "post_tags"),
    ("t", "tags"),
    ("h", "post_hits"),
    ("h", "comment_hits"),
    ("j", "json_each"),
    ("x", "x"),
];

fn rows(rows: &[(i64, i64, &str)]) -> Vec<Row> {
    rows.iter().map(|&(id, parent, detail)| Row { id, parent, detail: detail.to_owned() }).collect()
}

fn alone(detail: &str) -> Node {
    tree_named(rows(&[(2, 0, detail)]), &NAMES).remove(0)
}

#[track_caller]
fn check(detail: &str, kind: Kind, explanation: &str) {
    let node = alone(detail);
    assert_eq!((node.kind, node.explanation.as_str()), (kind, explanation), "{detail}");
    assert_eq!(format!("{} {}", node.operation, node.rest).trim_end(), detail);
}

#[test]
fn a_search_goes_straight_to_its_place() {
    let check = |detail, explanation| check(detail, Kind::Search, explanation);
    check("SEARCH p USING INTEGER PRIMARY KEY (rowid=?)", "goes straight to the row of posts by its key");
    check(
        "SEARCH u USING INTEGER PRIMARY KEY (rowid=?) LEFT-JOIN",
        "goes straight to the row of users by its key; where there is none, NULL stands in its place",
    );
    check(
        "SEARCH p USING INTEGER PRIMARY KEY (rowid<?)",
        "reads only the rows of posts on one side of a key, in their order",
    );
    check(
        "SEARCH t USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)",
        "reads only the rows of tags between two keys, in their order",
    );
    check(
        "SEARCH likes USING PRIMARY KEY (post_id=? AND user_id=?)",
        "goes straight to the rows of likes by its key (post_id, user_id)",
    );
    check(
        "SEARCH p USING INDEX posts_author (author_id=? AND id>? AND id<?)",
        "goes straight to the rows of posts by the index posts_author (author_id, id)",
    );
    check(
        "SEARCH pt USING COVERING INDEX post_tags_post (post_id=?)",
        "goes straight to the rows of post_tags by the index post_tags_post (post_id), and never opens the table: \
         all it needs stands in the index",
    );
    check(
        "SEARCH users USING INDEX sqlite_autoindex_users_1 (name>?)",
        "goes straight to the rows of users by the UNIQUE index (name)",
    );
    check("SEARCH a USING INDEX i ((b,c)>(?,?))", "goes straight to the rows of a by the index i (b, c)");
    check("SEARCH a USING INDEX i (ANY(b) AND c=?)", "goes straight to the rows of a by the index i (b, c)");
    check(
        "SEARCH a USING INDEX i (<expr>=?)",
        "goes straight to the rows of a by the index i (an expression)",
    );
    check("SEARCH a b USING INDEX i", "goes straight to one end of the index i of a b"); // MAX(…)
    check("SEARCH p", "goes straight to the first or the last row of posts"); // MIN(id)
    check(
        "SEARCH p EXISTS USING INDEX i (b=?)",
        "goes straight to the rows of posts by the index i (b), and stops at the first that fits",
    );
    check("SEARCH p USING AUTOMATIC COVERING INDEX (b=?)", "builds an index of posts (b) for this one query");
}

#[test]
fn a_scan_says_what_it_reads() {
    let check = |detail, explanation| check(detail, Kind::Scan, explanation);
    check("SCAN deleted_posts", "reads every row of deleted_posts");
    check("SCAN p LEFT-JOIN", "reads every row of posts; where there is none, NULL stands in its place");
    check("SCAN p USING INDEX i", "reads along the index i of posts, in its order");
    check(
        "SCAN users USING COVERING INDEX sqlite_autoindex_users_1",
        "reads along the UNIQUE index of users, in its order, and never opens the table: \
         all it needs stands in the index",
    );
    check("SCAN posts_search VIRTUAL TABLE INDEX 192:M2", "asks the full-text index posts_search");
    check("SCAN posts_search VIRTUAL TABLE INDEX 0:", "asks the virtual table posts_search");
    check("SCAN j VIRTUAL TABLE INDEX 1:", "makes rows of a JSON text");
    check(
        "SCAN pragma_foreign_key_check VIRTUAL TABLE INDEX 0:",
        "asks SQLite about itself (pragma_foreign_key_check)",
    );
}

#[test]
fn other_steps_have_their_sentence_too() {
    use Kind::*;
    check("CORRELATED SCALAR SUBQUERY 12", Subquery, "once for each row found so far");
    check("SCALAR SUBQUERY 1", Subquery, "once, before the rest");
    check("LIST SUBQUERY 4", Subquery, "once, before the rest: the list that IN looks into");
    check("CO-ROUTINE recent", Subquery, "makes the rows of recent one by one, as they are wanted");
    check(
        "MATERIALIZE (subquery-2)",
        Subquery,
        "makes all rows of the inner query once, and keeps them in memory",
    );
    check("SCAN (subquery-2)", Subquery, "takes the rows of the inner query, made above");
    check("MERGE (UNION ALL)", Subquery, "two queries, their rows put into one order");
    check("UNION USING TEMP B-TREE", Subquery, "one more query: only rows not yet there are added");
    check("SCAN CONSTANT ROW", Other, "makes a row from the values given");
    check("SCAN 5 CONSTANT ROWS", Other, "makes 5 rows from the values given");
    check("SCAN 3-ROW VALUES CLAUSE", Other, "makes 3 rows from the values given");
    check("MULTI-INDEX OR", Other, "asks once for each side of the OR, and takes each row once");
    check("INDEX 2", Other, "one side of the OR");
    check(
        "CREATE BLOOM FILTER",
        Other,
        "notes what is in the list in a few bits, so that most misses end there",
    );
    check("BLOOM FILTER ON p (x=?)", Other, "asks a few bits first, and passes over rows that cannot match");
    check("USING INDEX i FOR IN-OPERATOR", Other, "looks the values of IN up in the index i");
    check("RIGHT-JOIN users", Other, "adds the rows of users that had no match");
    check("USE TEMP B-TREE FOR ORDER BY", Sort, "sorts what was found, in memory");
    check(
        "USE TEMP B-TREE FOR GROUP BY",
        Sort,
        "sorts what was found, in memory, so that each group stands together",
    );
    check(
        "USE TEMP B-TREE FOR LAST 2 TERMS OF ORDER BY",
        Sort,
        "sorts what was found, in memory, by the last 2 terms only: so far it is in order",
    );
    check("USE TEMP B-TREE FOR string_agg(ORDER BY)", Sort, "sorts what goes into string_agg, in memory");
    check(
        "USE TEMP B-TREE FOR count(DISTINCT)",
        Sort,
        "sorts what goes into count, in memory, so that doubles drop out",
    );
    check("HYPERDRIVE 9", Other, ""); // unknown: its own words must do
}

#[test]
fn a_limit_ends_what_is_read_first_and_is_not_sorted() {
    let first = |details: &[&str]| {
        let rows =
            details.iter().zip(1..).map(|(detail, id)| Row { id, parent: 0, detail: (*detail).to_owned() });
        let mut nodes = tree_named(rows.collect(), &NAMES);
        end_early(&mut nodes);
        nodes.into_iter().map(|node| node.explanation).collect::<Vec<_>>()
    };
    let explanation = first(&["SCAN p", "SCAN u"]);
    assert_eq!(explanation[0], "reads the rows of posts from one end, until the LIMIT has enough");
    assert_eq!(explanation[1], "reads every row of users", "for each of those rows");
    assert_eq!(first(&["SCAN p", "USE TEMP B-TREE FOR ORDER BY"])[0], "reads every row of posts");
    assert_eq!(first(&["SCAN p", "USE TEMP B-TREE FOR GROUP BY"])[0], "reads every row of posts");
    assert_eq!(
        first(&["SCAN p", "USE TEMP B-TREE FOR DISTINCT"])[0],
        explanation[0],
        "each is shown when it is new"
    );
    let along = first(&["SCAN p USING COVERING INDEX i"]).remove(0);
    assert!(
        along.starts_with("reads along the index i of posts, in its order, until the LIMIT has enough, and"),
        "{along}"
    );
    let below = first(&["SEARCH p USING INTEGER PRIMARY KEY (rowid<?)"]).remove(0);
    assert!(below.ends_with("on one side of a key, in their order, until the LIMIT has enough"), "{below}");
    assert_eq!(first(&["SEARCH p USING INDEX i (a=?)"]), [alone("SEARCH p USING INDEX i (a=?)").explanation]);
}

#[test]
fn only_a_table_without_an_index_is_slow() {
    for slow in ["SCAN sessions", "SCAN p LEFT-JOIN", "SEARCH p USING AUTOMATIC COVERING INDEX (x=?)"] {
        assert!(is_slow(&alone(slow)), "{slow}");
    }
    for quick in [
        "SCAN CONSTANT ROW",
        "SCAN (subquery-1)",
        "SCAN posts_search VIRTUAL TABLE INDEX 0:",
        "SCAN p USING INDEX i",
        "SEARCH p",
        "USE TEMP B-TREE FOR ORDER BY",
    ] {
        assert!(!is_slow(&alone(quick)), "{quick}");
    }
}

#[test]
fn the_steps_of_a_search_for_words_make_a_tree() {
    fn lines(nodes: &[Node], indent: usize) -> String {
        let line = |node: &Node| {
            assert!(!is_slow(node));
            format!("{:indent$}{}\n{}", "", node.explanation, lines(&node.children, indent + 1))
        };
        nodes.iter().map(line).collect()
    }
    let rows = rows(&[
        (4, 0, "MERGE (UNION ALL)"),
        (6, 4, "LEFT"),
        (8, 6, "CO-ROUTINE post_hits"),
        (12, 8, "SCAN posts_search VIRTUAL TABLE INDEX 192:M2"),
        (43, 6, "SCAN h"),
        (46, 6, "SEARCH p USING INTEGER PRIMARY KEY (rowid=?)"),
        (74, 6, "USE TEMP B-TREE FOR ORDER BY"),
        (89, 4, "RIGHT"),
        (91, 89, "CO-ROUTINE comment_hits"),
        (95, 91, "SCAN comments_search VIRTUAL TABLE INDEX 192:M1"),
        (120, 89, "SCAN h"),
    ]);
    let want = "\
two queries, their rows put into one order
 the first of the two
  makes the rows of post_hits one by one, as they are wanted
   asks the full-text index posts_search
  takes the rows of post_hits, made above
  goes straight to the row of posts by its key
  sorts what was found, in memory
 the second of the two
  makes the rows of comment_hits one by one, as they are wanted
   asks the full-text index comments_search
  takes the rows of comment_hits, made above
";
    assert_eq!(lines(&tree_named(rows, &NAMES), 0), want);
}

#[test]
fn no_row_is_lost_and_no_tree_is_deep() {
    fn size(nodes: &[Node]) -> (usize, usize) {
        nodes
            .iter()
            .map(|node| size(&node.children))
            .fold((0, 0), |(n, deep), (m, d)| (n + 1 + m, deep.max(d + 1)))
    }
    // Orphans, a row that is its own parent, a ring, an id given twice.
    let odd = tree_named(
        rows(&[
            (1, 9, "a"),
            (2, 2, "b"),
            (3, 4, "c"),
            (4, 3, "d"),
            (4, 1, "e"),
            (5, 4, "f"),
            (0, 5, "g"),
            (6, 0, ""),
        ]),
        &[],
    );
    assert_eq!(size(&odd), (8, 4));
    assert_eq!(odd.iter().map(|node| node.operation.as_str()).collect::<Vec<_>>(), ["a", "b", "c", ""]);
    let chain = (1..=50_000).map(|id| Row { id, parent: id - 1, detail: "SCAN x".to_owned() }).collect();
    assert_eq!(size(&tree_named(chain, &[])), (50_000, DEPTH_MAX));
    assert_eq!(tree_named(Vec::new(), &[]), []);
}
