-- +goose Up

-- One run of the self-test: whether the program can do its work.
CREATE TABLE self_test (
    id         TEXT PRIMARY KEY,
    person_id  TEXT REFERENCES person (id), -- who asked for it
    host       TEXT NOT NULL, -- the machine that runs it
    outcomes   TEXT NOT NULL, -- JSON: how far each check is, in their order
    verdict    TEXT NOT NULL, -- the worst that was found so far: ok, warning or failed
    started_at TIMESTAMP NOT NULL,
    alive_at   TIMESTAMP NOT NULL, -- when its process last gave a sign
    ended_at   TIMESTAMP,
    worked_at  TIMESTAMP -- when a background worker has done the job it asked for
);
CREATE INDEX self_test_by_start ON self_test (started_at);


-- +goose Down
DROP TABLE self_test;
