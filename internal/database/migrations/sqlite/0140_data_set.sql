-- +goose Up

-- Tables of an advertiser's own, declared by people so that checks know them.
CREATE TABLE data_set (
    instance_id TEXT NOT NULL REFERENCES instance (id) ON DELETE CASCADE,
    name        TEXT NOT NULL, -- small letters
    declaration TEXT NOT NULL, -- JSON: kind, event time and columns
    version     INTEGER NOT NULL,
    updated_by  TEXT NOT NULL REFERENCES person (id),
    updated_at  TIMESTAMP NOT NULL,
    PRIMARY KEY (instance_id, name)
);

-- +goose Down
DROP TABLE data_set;
