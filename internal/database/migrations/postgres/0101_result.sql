-- +goose Up

CREATE TABLE result (
    execution_id   TEXT PRIMARY KEY REFERENCES execution (id) ON DELETE CASCADE,
    instance_id    TEXT NOT NULL REFERENCES instance (id),
    columns        TEXT NOT NULL, -- JSON
    row_count      BIGINT NOT NULL,
    received_bytes BIGINT NOT NULL,
    bytes          BIGINT NOT NULL,
    checksum       TEXT NOT NULL, -- SHA-256 of the stored file, hex
    blob_key       TEXT NOT NULL,
    created_at     TIMESTAMPTZ NOT NULL
);
CREATE INDEX result_by_instance ON result (instance_id);

-- +goose Down
DROP TABLE result;
