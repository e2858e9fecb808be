-- +goose Up

-- What a schedule said, edit by edit.
CREATE TABLE schedule_version (
    schedule_id TEXT NOT NULL REFERENCES schedule (id) ON DELETE CASCADE,
    version     INTEGER NOT NULL,
    content     TEXT NOT NULL, -- JSON
    saved_by    TEXT NOT NULL REFERENCES person (id),
    saved_at    TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (schedule_id, version)
);

-- +goose Down
DROP TABLE schedule_version;
