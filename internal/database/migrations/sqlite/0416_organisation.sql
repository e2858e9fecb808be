-- +goose Up

-- What the agency calls itself, once somebody has said it.
CREATE TABLE organisation (
    id         INTEGER PRIMARY KEY CHECK (id = 1),
    name       TEXT NOT NULL,
    zone       TEXT NOT NULL, -- IANA name
    version    INTEGER NOT NULL,
    changed_by TEXT NOT NULL REFERENCES person (id),
    changed_at TIMESTAMP NOT NULL
);

-- Steps of the set-up that somebody left out. Whether a step is done is seen by what it is for.
CREATE TABLE set_up_step (
    step       TEXT PRIMARY KEY,
    skipped_by TEXT NOT NULL REFERENCES person (id),
    skipped_at TIMESTAMP NOT NULL
);

-- +goose Down
DROP TABLE set_up_step;
DROP TABLE organisation;
