-- +goose Up

-- SQLite has no dead rows to sweep; see the other database's.
SELECT 1;

-- +goose Down
SELECT 1;
