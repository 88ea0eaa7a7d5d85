#!/usr/bin/env python3
"""The race of chapter five measured a second time: by Python's sqlite3, and by Python's clock.

    vitrine race --json | python3 bench/race.py

The input (stdin, or a file that is named) says what was raced: the size of the table, the lanes with the texts of their
statements, and the times that the site measured. This script makes the tables itself from content/sql/square.sql,
fetches the same page in the same ways, makes sure that all of them give the same answer, and prints both medians beside
each other. With `--tsv` it prints the same for a program: a line with both versions of SQLite, ours and Python's, and
then for each lane its name, our median, Python's median, and Python's first and third quartile, in nanoseconds.

Only Python's standard library is needed. `cargo xtask bench race` makes Python use the SQLite of the site.

Both clocks count the time for which their thread had a processor, so other programs on the machine hardly matter.
Expect the same times where SQLite does the work, and longer ones here where a loop does it, because Python runs a loop
slowly.
"""

import json
import random
import sqlite3
import sys
from pathlib import Path
from statistics import median, quantiles
from time import thread_time_ns

SQUARE = Path(__file__).parent.parent / "content" / "sql" / "square.sql"
RUNS = 30
# All runs of one lane together take no longer than this, but there are at least three.
NANOSECONDS_MAX = 1_500_000_000

POSTS = """\
SELECT id, author_id, title
FROM posts
ORDER BY id DESC
LIMIT ?1"""
NAME = "SELECT name FROM users WHERE id = ?1"
LIKES = "SELECT COUNT(*) FROM likes WHERE post_id = ?1"
NAMES = "SELECT id, name FROM users WHERE id IN (?1, ?2)"
COUNTS = """\
SELECT post_id, COUNT(*)
FROM likes
WHERE post_id IN (?1, ?2)
GROUP BY post_id"""
PAGE = """\
SELECT p.id, p.title, u.name, COUNT(l.post_id)
FROM posts AS p
JOIN users AS u ON u.id = p.author_id
LEFT JOIN likes AS l ON l.post_id = p.id
GROUP BY p.id
ORDER BY p.id DESC
LIMIT ?1"""


# The ways of fetching a page. The site reads these functions out of this file and shows each beside the same way in
# Rust, so their names and the comments inside them are what learners see.


def fetch_loop(db, length):
    # db = sqlite3.connect(…, cached_statements=0): every text is compiled anew.
    page = []
    for id, author_id, title in db.execute(POSTS, [length]).fetchall():
        [author] = db.execute(NAME, [author_id]).fetchone()
        [likes] = db.execute(LIKES, [id]).fetchone()
        page.append((id, title, author, likes))
    return page


def fetch_prepared(db, length):
    # db = sqlite3.connect(…): a text that ran before is compiled already.
    page = []
    for id, author_id, title in db.execute(POSTS, [length]).fetchall():
        [author] = db.execute(NAME, [author_id]).fetchone()
        [likes] = db.execute(LIKES, [id]).fetchone()
        page.append((id, title, author, likes))
    return page


def fetch_in(db, length):
    posts = db.execute(POSTS, [length]).fetchall()
    names, counts = {}, {}
    for at in range(0, len(posts), 500):
        some = posts[at : at + 500]
        names.update(pairs(db, NAMES, {author_id for _, author_id, _ in some}))
        counts.update(pairs(db, COUNTS, {id for id, _, _ in some}))
    return [(id, title, names[author_id], counts.get(id, 0)) for id, author_id, title in posts]


def fetch_join(db, length):
    return db.execute(PAGE, [length]).fetchall()


# Runs a statement for all these ids at once, and returns its two columns.
def pairs(db, sql, ids):
    marks = ", ".join(f"?{n + 1}" for n in range(len(ids)))
    return db.execute(sql.replace("?1, ?2", marks), sorted(ids)).fetchall()


WAYS = {
    "loop": (fetch_loop, [POSTS, NAME, LIKES]),
    "prepared": (fetch_prepared, [POSTS, NAME, LIKES]),
    "in": (fetch_in, [POSTS, NAMES, COUNTS]),
    "join": (fetch_join, [PAGE]),
}


# The data.


def community():
    """The users, posts and likes of the square, numbered from 0; only users who wrote or liked something."""
    db = sqlite3.connect(":memory:")
    db.executescript(SQUARE.read_text(encoding="utf-8"))
    posts = db.execute("SELECT id, author_id, title FROM posts ORDER BY id").fetchall()
    likes = db.execute("SELECT user_id, post_id FROM likes ORDER BY user_id, post_id").fetchall()
    names = dict(db.execute("SELECT id, name FROM users"))
    people = sorted({author for _, author, _ in posts} | {user for user, _ in likes})
    person = {id: at for at, id in enumerate(people)}
    post = {id: at for at, (id, _, _) in enumerate(posts)}
    return (
        [names[id] for id in people],
        [(person[author], title) for _, author, title in posts],
        [(person[user], post[id]) for user, id in likes],
    )


def fill(db, rows):
    """Fills an empty database with copies of the community until there are so many posts."""
    users, posts, likes = community()
    copies = range((rows + len(posts) - 1) // len(posts))
    db.executescript(
        """
        CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
        CREATE TABLE posts (id INTEGER PRIMARY KEY, author_id INTEGER NOT NULL, title TEXT NOT NULL);
        CREATE TABLE likes (
          user_id INTEGER NOT NULL, post_id INTEGER NOT NULL, PRIMARY KEY (user_id, post_id)
        );
        """
    )
    user_id = lambda copy, at: copy * len(users) + at + 1
    post_id = lambda copy, at: copy * len(posts) + at + 1
    with db:
        db.executemany(
            "INSERT INTO users VALUES (?, ?)",
            ((user_id(copy, at), name) for copy in copies for at, name in enumerate(users)),
        )
        db.executemany(
            "INSERT INTO posts VALUES (?, ?, ?)",
            (
                (post_id(copy, at), user_id(copy, author), title)
                for copy in copies
                for at, (author, title) in enumerate(posts)
                if post_id(copy, at) <= rows
            ),
        )
        db.executemany(
            "INSERT INTO likes VALUES (?, ?)",
            (
                (user_id(copy, user), post_id(copy, post))
                for copy in copies
                for user, post in likes
                if post_id(copy, post) <= rows
            ),
        )


# The race.


def race(measured):
    """Runs each lane that the site has measured; returns the times of each, in nanoseconds."""
    rows, length = measured["posts_in_table"], measured["page"]
    # Python keeps compiled statements by connection, so "prepared" needs a connection of its own.
    uncached = sqlite3.connect(":memory:", cached_statements=0)
    cached = sqlite3.connect(":memory:")
    times, answer = {}, None
    for db in (uncached, cached):
        fill(db, rows)
    # All lanes with the index first, then all without: each needs the tables as they are for it.
    for index in (True, False):
        for db in (uncached, cached):
            db.execute(
                "CREATE INDEX likes_post ON likes (post_id)" if index else "DROP INDEX likes_post"
            )
        lanes = [lane for lane in measured["lanes"] if lane["index"] == index and lane["times_ns"]]
        runs = {}
        for lane in lanes:
            fetch, texts = WAYS[lane["way"]]
            if lane["texts"] != texts:
                sys.exit(f"{lane['lane']} runs other statements here than there")
            db = cached if fetch is fetch_prepared else uncached
            runs[lane["lane"]] = lambda fetch=fetch, db=db: fetch(db, length)
            page = runs[lane["lane"]]()  # not timed: a warm-up, whose answer is compared
            answer = answer or page
            if page != answer:
                sys.exit(f"{lane['lane']} does not answer as the others do")
            times[lane["lane"]] = []
        # In random order within each turn, so that no lane always follows the same other one.
        for turn in range(RUNS):
            for name in random.sample(sorted(runs), len(runs)):
                if turn < 3 or sum(times[name]) < NANOSECONDS_MAX:
                    times[name].append(timed(runs[name]))
    return times


def timed(run):
    """How many nanoseconds of processor time a call takes."""
    began = thread_time_ns()
    run()
    return thread_time_ns() - began


def main():
    files = [word for word in sys.argv[1:] if word != "--tsv"]
    measured = json.loads(Path(files[0]).read_text() if files else sys.stdin.read())
    times = race(measured)
    tsv = "--tsv" in sys.argv
    if tsv:
        print(measured["sqlite"], sqlite3.sqlite_version, sep="\t")
    else:
        versions = f"ours by SQLite {measured['sqlite']}, Python’s by {sqlite3.sqlite_version}"
        print(f"{measured['page']} of {measured['posts_in_table']} posts; {versions}")
        print(f"{'':16}{'ours':>12}{'Python':>12}   {'middle half of Python’s':26}{'ratio':>6}")
    for lane in measured["lanes"]:
        name = lane["lane"]
        if name not in times:
            continue
        ours, here = median(lane["times_ns"]), median(times[name])
        first, _, third = quantiles(times[name], n=4, method="inclusive")
        if tsv:
            print(name, round(ours), round(here), round(first), round(third), sep="\t")
        else:
            spread = f"{first / 1e6:.3f} to {third / 1e6:.3f} ms"
            print(f"{name:16}{ours / 1e6:9.3f} ms{here / 1e6:9.3f} ms   {spread:26}{here / ours:6.2f}")


if __name__ == "__main__":
    main()
