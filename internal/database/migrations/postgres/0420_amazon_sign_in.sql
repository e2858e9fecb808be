-- +goose Up

-- Whether people sign in with Amazon, and as which app. One row at most.
CREATE TABLE amazon_sign_in (
    id         TEXT PRIMARY KEY CHECK (id = 'organisation'),
    issuer     TEXT NOT NULL, -- which Amazon it was set for: the real one, or the sandbox
    enabled    BOOLEAN NOT NULL,
    region     TEXT NOT NULL, -- of the consent page
    app_id     TEXT NOT NULL, -- empty: the program's own app
    app_secret BYTEA NOT NULL, -- sealed; empty with the program's own app
    changed_by TEXT NOT NULL REFERENCES person (id),
    changed_at TIMESTAMPTZ NOT NULL
);

-- +goose Down
DROP TABLE amazon_sign_in;
