-- +goose Up

-- Whose months a budget's are, an IANA name.
ALTER TABLE budget ADD COLUMN zone TEXT NOT NULL DEFAULT 'UTC';

-- A month is a range of instants by the zone of whoever asks, not a column.
DROP INDEX charge_by_client;
DROP INDEX charge_by_query;
CREATE INDEX charge_by_client ON charge (client_id, at, currency, cost, reserved);
CREATE INDEX charge_by_query ON charge (query_id, at, currency, cost, reserved);

-- +goose Down
DROP INDEX charge_by_query;
DROP INDEX charge_by_client;
CREATE INDEX charge_by_client ON charge (client_id, month, currency, cost, reserved);
CREATE INDEX charge_by_query ON charge (query_id, month, currency, cost, reserved);
ALTER TABLE budget DROP COLUMN zone;
