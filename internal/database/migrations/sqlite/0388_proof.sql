-- +goose Up

-- When the person last proved that it is them; signing in counts.
ALTER TABLE session ADD COLUMN proven_at TIMESTAMP;
UPDATE session SET proven_at = created_at;

-- What sensitive acts take. One row at most; without it the defaults hold.
CREATE TABLE sensitive_policy (
    id           INTEGER PRIMARY KEY CHECK (id = 1),
    window_s     INTEGER NOT NULL CHECK (window_s >= 0), -- how long a proof counts; 0: none is asked for
    tokens       TEXT NOT NULL CHECK (tokens IN ('administer', 'never')),
    export_rows  INTEGER NOT NULL CHECK (export_rows >= 0), -- an export of more is sensitive
    changed_by   TEXT NOT NULL REFERENCES person (id),
    changed_at   TIMESTAMP NOT NULL
);

-- +goose Down
DROP TABLE sensitive_policy;
ALTER TABLE session DROP COLUMN proven_at;
