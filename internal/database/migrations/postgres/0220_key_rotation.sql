-- +goose Up

-- When each key that seals secrets was added, and by whom. The key itself is in the keyset.
CREATE TABLE key_rotation (
    key_id BIGINT PRIMARY KEY,
    at     TIMESTAMPTZ NOT NULL,
    by     TEXT NOT NULL -- the actor
);

-- +goose Down
DROP TABLE key_rotation;
