-- +goose Up

CREATE EXTENSION IF NOT EXISTS pg_trgm;

-- What was run, once per instance: a text search looks over these, not over
-- every execution.
CREATE TABLE execution_text (
    id          BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    instance_id TEXT NOT NULL REFERENCES instance (id),
    sql_hash    TEXT NOT NULL, -- SHA-256 of sql, hex
    query_name  TEXT NOT NULL, -- as it was; empty for SQL that was not saved
    sql         TEXT NOT NULL,
    search_key  TEXT NOT NULL, -- name and SQL, lower case
    UNIQUE (instance_id, sql_hash, query_name)
) WITH (toast_tuple_target = 8160); -- texts are read often and stay readable where they lie

INSERT INTO execution_text (instance_id, sql_hash, query_name, sql, search_key)
SELECT instance_id, sql_hash, query_name, min(sql), min(search_key) FROM execution GROUP BY instance_id, sql_hash, query_name;

-- Every three characters of search_key. pg_trgm passes over what is no letter
-- or digit, so the underscores, which nearly every name has, are spelt.
CREATE INDEX execution_text_search ON execution_text USING gin (replace(search_key, '_', 'zq') gin_trgm_ops);

ALTER TABLE execution ADD COLUMN text_id BIGINT REFERENCES execution_text (id);
UPDATE execution SET text_id = (SELECT id FROM execution_text t
    WHERE t.instance_id = execution.instance_id AND t.sql_hash = execution.sql_hash AND t.query_name = execution.query_name);
ALTER TABLE execution ALTER COLUMN text_id SET NOT NULL;
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
UPDATE execution SET sql = t.sql, search_key = t.search_key FROM execution_text t WHERE t.id = text_id;
CREATE INDEX execution_by_instance ON execution (instance_id, id);
CREATE INDEX execution_by_query ON execution (query_id, id);
ALTER TABLE execution DROP COLUMN origin;
ALTER TABLE execution DROP COLUMN text_id;
DROP TABLE execution_text;
