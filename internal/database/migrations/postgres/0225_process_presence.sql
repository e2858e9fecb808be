-- +goose Up

-- The lock that a process holds for as long as its session lasts; NULL when it holds none.
ALTER TABLE execution_process ADD COLUMN presence_key BIGINT;
ALTER TABLE execution_process ADD COLUMN presence_server TIMESTAMPTZ; -- when the server of that session was started

-- +goose Down
ALTER TABLE execution_process DROP COLUMN presence_server;
ALTER TABLE execution_process DROP COLUMN presence_key;
