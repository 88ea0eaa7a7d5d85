-- What a person's posts and comments take, in bytes, so that their bound is read and not summed up. Triggers keep it, whatever
-- statement changes a row; a hundred for each row is about what it takes beside its text. The last trigger is the bound: 32 MiB,
-- some sixteen thousand posts of two kilobytes. Who takes something away may always do that.
ALTER TABLE users ADD COLUMN written_bytes INTEGER NOT NULL DEFAULT 0;

UPDATE users
SET written_bytes = (SELECT COALESCE(SUM(OCTET_LENGTH(p.title) + OCTET_LENGTH(p.excerpt) + OCTET_LENGTH(p.body) + 100), 0)
                     FROM posts p WHERE p.author_id = users.id)
                  + (SELECT COALESCE(SUM(OCTET_LENGTH(c.body) + 100), 0) FROM comments c WHERE c.author_id = users.id);

CREATE TRIGGER posts_insert_bytes AFTER INSERT ON posts WHEN new.author_id IS NOT NULL BEGIN
    UPDATE users SET written_bytes = written_bytes
        + OCTET_LENGTH(new.title) + OCTET_LENGTH(new.excerpt) + OCTET_LENGTH(new.body) + 100 WHERE id = new.author_id;
END;

CREATE TRIGGER posts_delete_bytes AFTER DELETE ON posts WHEN old.author_id IS NOT NULL BEGIN
    UPDATE users SET written_bytes = written_bytes
        - (OCTET_LENGTH(old.title) + OCTET_LENGTH(old.excerpt) + OCTET_LENGTH(old.body) + 100) WHERE id = old.author_id;
END;

CREATE TRIGGER posts_update_bytes AFTER UPDATE OF title, excerpt, body ON posts WHEN new.author_id IS NOT NULL BEGIN
    UPDATE users SET written_bytes = written_bytes
        + OCTET_LENGTH(new.title) + OCTET_LENGTH(new.excerpt) + OCTET_LENGTH(new.body)
        - OCTET_LENGTH(old.title) - OCTET_LENGTH(old.excerpt) - OCTET_LENGTH(old.body) WHERE id = new.author_id;
END;

CREATE TRIGGER comments_insert_bytes AFTER INSERT ON comments WHEN new.author_id IS NOT NULL BEGIN
    UPDATE users SET written_bytes = written_bytes + OCTET_LENGTH(new.body) + 100 WHERE id = new.author_id;
END;

CREATE TRIGGER comments_delete_bytes AFTER DELETE ON comments WHEN old.author_id IS NOT NULL BEGIN
    UPDATE users SET written_bytes = written_bytes - (OCTET_LENGTH(old.body) + 100) WHERE id = old.author_id;
END;

CREATE TRIGGER comments_update_bytes AFTER UPDATE OF body ON comments WHEN new.author_id IS NOT NULL BEGIN
    UPDATE users SET written_bytes = written_bytes + OCTET_LENGTH(new.body) - OCTET_LENGTH(old.body)
    WHERE id = new.author_id;
END;

CREATE TRIGGER users_written_bytes_max BEFORE UPDATE OF written_bytes ON users
WHEN new.written_bytes > 33554432 AND new.written_bytes > old.written_bytes BEGIN
    SELECT RAISE(ABORT, 'written_bytes_max');
END;
