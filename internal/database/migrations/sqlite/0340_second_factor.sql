-- +goose Up

-- A code generator of a person (RFC 6238). It counts once it is confirmed.
CREATE TABLE person_totp (
    person_id    TEXT PRIMARY KEY REFERENCES person (id) ON DELETE CASCADE,
    secret       BLOB NOT NULL, -- sealed
    created_at   TIMESTAMP NOT NULL,
    confirmed_at TIMESTAMP,
    last_step    BIGINT NOT NULL -- that of the code taken last: a code counts once
);

-- Codes for who has lost the generator. Each is stored as its SHA-256 only and counts once.
CREATE TABLE recovery_code (
    person_id TEXT NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    code_hash TEXT NOT NULL,
    used_at   TIMESTAMP,
    PRIMARY KEY (person_id, code_hash)
);

-- Somebody whose password was right and who has to give a code yet. The token is stored as its SHA-256 only.
CREATE TABLE sign_in_step (
    token_hash TEXT PRIMARY KEY,
    person_id  TEXT NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    created_at TIMESTAMP NOT NULL,
    expires_at TIMESTAMP NOT NULL
);
CREATE INDEX sign_in_step_by_expiry ON sign_in_step (expires_at);
CREATE INDEX sign_in_step_by_person ON sign_in_step (person_id);

-- What holds for everybody who signs in. One row at most.
CREATE TABLE sign_in_policy (
    id                     INTEGER PRIMARY KEY CHECK (id = 1),
    second_factor_required BOOLEAN NOT NULL,
    changed_by             TEXT NOT NULL REFERENCES person (id),
    changed_at             TIMESTAMP NOT NULL
);

-- +goose Down
DROP TABLE sign_in_policy;
DROP TABLE sign_in_step;
DROP TABLE recovery_code;
DROP TABLE person_totp;
