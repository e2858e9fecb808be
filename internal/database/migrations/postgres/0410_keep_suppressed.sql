-- +goose Up

-- Whether AMC was asked to keep rows of too few users, without the values that would show them.
ALTER TABLE execution ADD COLUMN keep_suppressed BOOLEAN NOT NULL DEFAULT FALSE;

-- +goose Down
ALTER TABLE execution DROP COLUMN keep_suppressed;
