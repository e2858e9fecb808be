-- +goose Up

-- What executions of an instance cost, in minor units of the currency.
CREATE TABLE rate_card (
    instance_id TEXT PRIMARY KEY REFERENCES instance (id),
    currency    TEXT NOT NULL, -- ISO 4217
    per_run     BIGINT NOT NULL,
    per_minute  BIGINT NOT NULL, -- of computing at Amazon, begun ones whole
    per_gb      BIGINT NOT NULL, -- 10^9 bytes of result
    version     INTEGER NOT NULL,
    updated_by  TEXT NOT NULL REFERENCES person (id),
    updated_at  TIMESTAMP NOT NULL
);

-- One row per execution on an instance with a rate card: what it is expected
-- to cost, and what it has cost once it has ended.
CREATE TABLE charge (
    execution_id TEXT PRIMARY KEY,
    instance_id  TEXT NOT NULL REFERENCES instance (id),
    client_id    TEXT NOT NULL REFERENCES client (id),
    query_id     TEXT,
    month        TEXT NOT NULL, -- 2026-03, in UTC, when it was asked for
    currency     TEXT NOT NULL,
    reserved     BIGINT NOT NULL,
    cost         BIGINT, -- null until it has ended; never changes afterwards
    at           TIMESTAMP NOT NULL
);
CREATE INDEX charge_by_client ON charge (client_id, month, currency, cost, reserved);
CREATE INDEX charge_by_query ON charge (query_id, month, currency, cost, reserved);
CREATE INDEX charge_by_instance ON charge (instance_id, query_id, at);

-- What a client or a query may cost in a month.
CREATE TABLE budget (
    id           TEXT PRIMARY KEY,
    client_id    TEXT UNIQUE REFERENCES client (id),
    query_id     TEXT UNIQUE REFERENCES query (id),
    currency     TEXT NOT NULL,
    soft         BIGINT, -- warns
    hard         BIGINT, -- stops
    warned_month TEXT NOT NULL, -- the last month in which soft was passed
    version      INTEGER NOT NULL,
    updated_by   TEXT NOT NULL REFERENCES person (id),
    updated_at   TIMESTAMP NOT NULL,
    CHECK ((client_id IS NULL) <> (query_id IS NULL))
);

-- +goose Down
DROP TABLE budget;
DROP TABLE charge;
DROP TABLE rate_card;
