-- +goose Up

-- One row per process that does the work of executions: coordination only.
CREATE TABLE execution_process (
    holder      TEXT PRIMARY KEY, -- as in execution_work
    alive_until TIMESTAMP NOT NULL -- unless it says so again, it is dead or frozen from then on
);

-- +goose Down
DROP TABLE execution_process;
