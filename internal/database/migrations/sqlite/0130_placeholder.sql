-- +goose Up

-- {{name}} of the SQL: declared with a version of a query, filled once for an
-- execution.
ALTER TABLE query_version ADD COLUMN placeholders TEXT NOT NULL DEFAULT '[]'; -- JSON
ALTER TABLE execution ADD COLUMN placeholders TEXT NOT NULL DEFAULT '[]'; -- JSON, as declared or found

-- What an execution with placeholders sends: written with it, never changed.
CREATE TABLE execution_filling (
    execution_id       TEXT PRIMARY KEY REFERENCES execution (id) ON DELETE CASCADE,
    instance_id        TEXT NOT NULL REFERENCES instance (id),
    sql                TEXT NOT NULL, -- what execution.sql_hash is of
    placeholder_values TEXT NOT NULL -- JSON
);

-- +goose Down
DROP TABLE execution_filling;
ALTER TABLE execution DROP COLUMN placeholders;
ALTER TABLE query_version DROP COLUMN placeholders;
