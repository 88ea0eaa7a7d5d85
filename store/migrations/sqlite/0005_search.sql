-- Search over posts and comments. An FTS5 index keeps the words; the text itself stays in its own table ("external
-- content", SQLite's FTS5 documentation, 4.4.3), and triggers keep the two in step whatever statement changes a row. Beginnings of two
-- and three letters are indexed too: the last word of a search may be just begun.
CREATE VIRTUAL TABLE posts_search USING fts5 (
    title, body, content = 'posts', content_rowid = 'id', tokenize = "unicode61 remove_diacritics 2", prefix = '2 3'
);

CREATE TRIGGER posts_search_insert AFTER INSERT ON posts BEGIN
    INSERT INTO posts_search (rowid, title, body) VALUES (new.id, new.title, new.body);
END;

CREATE TRIGGER posts_search_delete AFTER DELETE ON posts BEGIN
    INSERT INTO posts_search (posts_search, rowid, title, body) VALUES ('delete', old.id, old.title, old.body);
END;

CREATE TRIGGER posts_search_update AFTER UPDATE OF title, body ON posts BEGIN
    INSERT INTO posts_search (posts_search, rowid, title, body) VALUES ('delete', old.id, old.title, old.body);
    INSERT INTO posts_search (rowid, title, body) VALUES (new.id, new.title, new.body);
END;

CREATE VIRTUAL TABLE comments_search USING fts5 (
    body, content = 'comments', content_rowid = 'id', tokenize = "unicode61 remove_diacritics 2", prefix = '2 3'
);

CREATE TRIGGER comments_search_insert AFTER INSERT ON comments BEGIN
    INSERT INTO comments_search (rowid, body) VALUES (new.id, new.body);
END;

CREATE TRIGGER comments_search_delete AFTER DELETE ON comments BEGIN
    INSERT INTO comments_search (comments_search, rowid, body) VALUES ('delete', old.id, old.body);
END;

CREATE TRIGGER comments_search_update AFTER UPDATE OF body ON comments BEGIN
    INSERT INTO comments_search (comments_search, rowid, body) VALUES ('delete', old.id, old.body);
    INSERT INTO comments_search (rowid, body) VALUES (new.id, new.body);
END;
