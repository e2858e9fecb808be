-- +goose Up

ALTER TABLE budget ADD COLUMN stopped_month TEXT NOT NULL DEFAULT ''; -- the last month in which hard was reached

-- +goose Down
ALTER TABLE budget DROP COLUMN stopped_month;
