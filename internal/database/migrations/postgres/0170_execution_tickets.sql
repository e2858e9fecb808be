-- +goose Up

-- How many jobs were handed out for the work since it was last begun or given
-- back. More than one: the first has not come yet, and any of them may begin.
ALTER TABLE execution_work ADD COLUMN tickets INTEGER NOT NULL DEFAULT 0;

-- +goose Down
ALTER TABLE execution_work DROP COLUMN tickets;
