-- +goose Up

-- The public half of a key that a device of a person keeps. Each lets in by itself, and is a second factor too.
CREATE TABLE passkey (
    id            TEXT PRIMARY KEY,
    person_id     TEXT NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    name          TEXT NOT NULL, -- as the person calls it
    host          TEXT NOT NULL, -- that it is bound to
    credential_id TEXT NOT NULL UNIQUE, -- as the device calls it, base64url
    public_key    BLOB NOT NULL, -- COSE
    counter       BIGINT NOT NULL, -- of uses; 0 when the device does not count
    transports    TEXT NOT NULL, -- with a space between
    synced        BOOLEAN NOT NULL, -- may be on several devices
    created_at    TIMESTAMP NOT NULL,
    used_at       TIMESTAMP,
    copied_at     TIMESTAMP -- since when its counter says that it may have been copied: it lets nobody in any more
);
CREATE INDEX passkey_by_person ON passkey (person_id);

-- A browser that was asked for a passkey and has not answered. The secret of the browser is stored as its
-- SHA-256 only.
CREATE TABLE passkey_request (
    browser_hash TEXT PRIMARY KEY,
    purpose      TEXT NOT NULL, -- register, sign_in, second_factor, proof
    person_id    TEXT REFERENCES person (id) ON DELETE CASCADE, -- whose passkey it must be; null for who signs in
    session_id   TEXT NOT NULL, -- of whom registers or proves; empty for who signs in
    step_hash    TEXT NOT NULL, -- of the step that is to be finished; empty without
    kept         BLOB NOT NULL, -- what was asked, with its challenge
    created_at   TIMESTAMP NOT NULL,
    expires_at   TIMESTAMP NOT NULL
);
CREATE INDEX passkey_request_by_expiry ON passkey_request (expires_at);

-- +goose Down
DROP TABLE passkey_request;
DROP TABLE passkey;
