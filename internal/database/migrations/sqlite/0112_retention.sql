-- +goose Up

-- How long the results of a client or of an instance are kept. What a rule of
-- the instance says stands for that of its client.
CREATE TABLE retention_rule (
    id          TEXT PRIMARY KEY,
    client_id   TEXT UNIQUE REFERENCES client (id),
    instance_id TEXT UNIQUE REFERENCES instance (id),
    keep_days   INTEGER, -- everything this young is kept
    keep_last   INTEGER, -- the newest of each query are kept
    version     INTEGER NOT NULL,
    updated_by  TEXT NOT NULL REFERENCES person (id),
    updated_at  TIMESTAMP NOT NULL,
    CHECK ((client_id IS NULL) <> (instance_id IS NULL))
);

ALTER TABLE result ADD COLUMN pinned_at TIMESTAMP;  -- somebody wants it kept
ALTER TABLE result ADD COLUMN pinned_by TEXT REFERENCES person (id);
ALTER TABLE result ADD COLUMN drop_at TIMESTAMP;    -- announced: not before then
ALTER TABLE result ADD COLUMN dropped_at TIMESTAMP; -- the rows are gone, or go; the file is named by blob_key until it has
CREATE INDEX result_by_drop ON result (drop_at) WHERE drop_at IS NOT NULL AND dropped_at IS NULL;
CREATE INDEX result_dropping ON result (dropped_at) WHERE dropped_at IS NOT NULL AND blob_key <> '';

-- +goose Down
DROP INDEX result_dropping;
DROP INDEX result_by_drop;
ALTER TABLE result DROP COLUMN dropped_at;
ALTER TABLE result DROP COLUMN drop_at;
ALTER TABLE result DROP COLUMN pinned_by;
ALTER TABLE result DROP COLUMN pinned_at;
DROP TABLE retention_rule;
