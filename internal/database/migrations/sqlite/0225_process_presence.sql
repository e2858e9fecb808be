-- +goose Up

-- The lock that a process holds for as long as its session lasts; NULL when it holds none.
ALTER TABLE execution_process ADD COLUMN presence_key BIGINT;
ALTER TABLE execution_process ADD COLUMN present_since TIMESTAMP; -- by the database's clock

-- +goose Down
ALTER TABLE execution_process DROP COLUMN present_since;
ALTER TABLE execution_process DROP COLUMN presence_key;
