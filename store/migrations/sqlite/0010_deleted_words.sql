-- Who deletes their account is promised that no word of it stays. The index of a full-text search keeps what was deleted as a
-- mark beside the old entry until it is merged; with `secure-delete` it takes the entry itself out (SQLite's FTS5 documentation,
-- 6.11). The indexes are built anew, without what was deleted before.
INSERT INTO posts_search (posts_search, rank) VALUES ('secure-delete', 1);
INSERT INTO comments_search (comments_search, rank) VALUES ('secure-delete', 1);
INSERT INTO posts_search (posts_search) VALUES ('rebuild');
INSERT INTO comments_search (comments_search) VALUES ('rebuild');

-- A tag goes with the last post that has it.
DELETE FROM tags WHERE NOT EXISTS (SELECT 1 FROM post_tags WHERE tag_id = tags.id);
