-- +goose Up

-- What was run, once per instance: a text search looks over these, not over
-- every execution.
CREATE TABLE execution_text (
    id          INTEGER PRIMARY KEY,
    instance_id TEXT NOT NULL REFERENCES instance (id),
    sql_hash    TEXT NOT NULL, -- SHA-256 of sql, hex
    query_name  TEXT NOT NULL, -- as it was; empty for SQL that was not saved
    sql         TEXT NOT NULL,
    search_key  TEXT NOT NULL, -- name and SQL, lower case
    UNIQUE (instance_id, sql_hash, query_name)
);

INSERT INTO execution_text (instance_id, sql_hash, query_name, sql, search_key)
SELECT instance_id, sql_hash, query_name, min(sql), min(search_key) FROM execution GROUP BY instance_id, sql_hash, query_name;

-- Every three characters of search_key, each with its places.
CREATE VIRTUAL TABLE execution_text_search USING fts5 (search_key, content = 'execution_text', content_rowid = 'id', tokenize = 'trigram');
INSERT INTO execution_text_search (execution_text_search) VALUES ('rebuild');

-- +goose StatementBegin
CREATE TRIGGER execution_text_added AFTER INSERT ON execution_text BEGIN
    INSERT INTO execution_text_search (rowid, search_key) VALUES (new.id, new.search_key);
END;
-- +goose StatementEnd

-- SQLite cannot add a column that must not be null; every row has a text.
ALTER TABLE execution ADD COLUMN text_id INTEGER REFERENCES execution_text (id);
UPDATE execution SET text_id = (SELECT id FROM execution_text t
    WHERE t.instance_id = execution.instance_id AND t.sql_hash = execution.sql_hash AND t.query_name = execution.query_name);
ALTER TABLE execution DROP COLUMN sql;
ALTER TABLE execution DROP COLUMN search_key;

-- Where it was asked for.
ALTER TABLE execution ADD COLUMN origin TEXT NOT NULL DEFAULT 'interactive';

-- The history is read newest first by one of these; the columns behind the id
-- are the other filters, so that what does not fit is passed over in the index.
DROP INDEX execution_by_instance;
DROP INDEX execution_by_query;
CREATE INDEX execution_by_instance ON execution (instance_id, id, state, created_by, query_id);
CREATE INDEX execution_by_query ON execution (query_id, id, state, instance_id, created_by);
CREATE INDEX execution_by_person ON execution (created_by, id, state, instance_id, query_id);
CREATE INDEX execution_by_text ON execution (text_id, id);
-- What has not simply succeeded is rare, and what people look for.
CREATE INDEX execution_by_instance_state ON execution (instance_id, state, id) WHERE state <> 'succeeded';

-- +goose Down
DROP INDEX execution_by_instance_state;
DROP INDEX execution_by_text;
DROP INDEX execution_by_person;
DROP INDEX execution_by_query;
DROP INDEX execution_by_instance;
ALTER TABLE execution ADD COLUMN sql TEXT NOT NULL DEFAULT '';
ALTER TABLE execution ADD COLUMN search_key TEXT NOT NULL DEFAULT '';
UPDATE execution SET sql = (SELECT sql FROM execution_text t WHERE t.id = text_id),
    search_key = (SELECT search_key FROM execution_text t WHERE t.id = text_id);
CREATE INDEX execution_by_instance ON execution (instance_id, id);
CREATE INDEX execution_by_query ON execution (query_id, id);
ALTER TABLE execution DROP COLUMN origin;
ALTER TABLE execution DROP COLUMN text_id;
DROP TRIGGER execution_text_added;
DROP TABLE execution_text_search;
DROP TABLE execution_text;
