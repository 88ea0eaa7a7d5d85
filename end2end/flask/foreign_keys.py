"""What the exercises on foreign keys say of Python: a constraint does nothing before the pragma."""

import sqlite3

for pragma in ["", "PRAGMA foreign_keys = ON"]:
    db = sqlite3.connect(":memory:")
    db.execute(pragma)
    db.execute("CREATE TABLE posts (id INTEGER PRIMARY KEY)")
    db.execute("CREATE TABLE comments (post_id INTEGER NOT NULL REFERENCES posts (id))")
    try:
        db.execute("INSERT INTO comments VALUES (99)")
        print("taken")
    except sqlite3.IntegrityError as refused:
        print(refused)
