-- +goose Up
SELECT 1; -- SQLite has no policies: the rule stands in Go alone

-- +goose Down
SELECT 1;
