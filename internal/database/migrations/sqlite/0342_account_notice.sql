-- +goose Up
SELECT 1; -- SQLite has no policies

-- +goose Down
SELECT 1;
