-- +goose Up

-- Whether AMC is asked to keep rows of too few users; an occurrence keeps what its schedule said.
ALTER TABLE schedule ADD COLUMN keep_suppressed BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE occurrence ADD COLUMN keep_suppressed BOOLEAN NOT NULL DEFAULT FALSE;

-- +goose Down
ALTER TABLE occurrence DROP COLUMN keep_suppressed;
ALTER TABLE schedule DROP COLUMN keep_suppressed;
