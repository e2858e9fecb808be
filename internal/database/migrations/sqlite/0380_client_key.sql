-- +goose Up

-- The keys that clients' results are sealed with. One of a client's seals; others are lost, or destroyed with it.
CREATE TABLE client_key (
    id           TEXT PRIMARY KEY,
    client_id    TEXT NOT NULL REFERENCES client (id),
    keyset       BLOB, -- sealed; NULL once it is destroyed
    created_at   TIMESTAMP NOT NULL,
    lost_at      TIMESTAMP, -- it opened with none of the keys at hand, and was given up
    destroyed_at TIMESTAMP,
    CHECK ((keyset IS NULL) = (destroyed_at IS NOT NULL))
);
CREATE UNIQUE INDEX client_key_in_use ON client_key (client_id) WHERE lost_at IS NULL;

ALTER TABLE result ADD COLUMN key_id TEXT REFERENCES client_key (id); -- what seals the file; NULL: it was stored before files were sealed
ALTER TABLE result ADD COLUMN unsealed_key TEXT;                      -- of the file that a sealed one stands for, until it is deleted
CREATE INDEX result_unsealed ON result (execution_id) WHERE key_id IS NULL AND dropped_at IS NULL;
CREATE INDEX result_unsealed_left ON result (execution_id) WHERE unsealed_key IS NOT NULL;

-- +goose Down
DROP INDEX result_unsealed_left;
DROP INDEX result_unsealed;
ALTER TABLE result DROP COLUMN unsealed_key;
ALTER TABLE result DROP COLUMN key_id;
DROP TABLE client_key;
