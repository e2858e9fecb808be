-- +goose Up

ALTER TABLE notice ADD COLUMN person_id TEXT REFERENCES person (id); -- for whom alone it is; null: for all
ALTER TABLE channel ADD COLUMN person_id TEXT REFERENCES person (id); -- whose own it is, for what is for that person alone; null: for what is for all

-- Who wants to be told when something ends. Rows go when it has.
CREATE TABLE notice_wish (
    kind       TEXT NOT NULL CHECK (kind IN ('execution', 'occurrence')),
    subject_id TEXT NOT NULL,
    person_id  TEXT NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    asked_at   TIMESTAMP NOT NULL,
    PRIMARY KEY (kind, subject_id, person_id)
);

-- +goose Down
DROP TABLE notice_wish;
ALTER TABLE channel DROP COLUMN person_id;
ALTER TABLE notice DROP COLUMN person_id;
