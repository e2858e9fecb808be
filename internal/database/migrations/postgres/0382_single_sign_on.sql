-- +goose Up

-- Since when somebody can sign in: by a password, or by a provider that knows them.
ALTER TABLE person ADD COLUMN joined_at TIMESTAMPTZ;
UPDATE person SET joined_at = updated_at WHERE password_hash <> '';

-- How a session was begun, and whether that was worth both factors.
ALTER TABLE session ADD COLUMN method TEXT NOT NULL DEFAULT 'password';
ALTER TABLE session ADD COLUMN both_factors BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE sign_in_step ADD COLUMN method TEXT NOT NULL DEFAULT 'password';

-- The provider that people of the organisation sign in with. One row at most.
CREATE TABLE single_sign_on (
    id            TEXT PRIMARY KEY CHECK (id = 'organisation'),
    enabled       BOOLEAN NOT NULL,
    required      BOOLEAN NOT NULL, -- of everybody but owners
    label         TEXT NOT NULL,
    issuer        TEXT NOT NULL,
    app_id        TEXT NOT NULL, -- what the provider calls this program
    app_secret    BYTEA NOT NULL, -- sealed; empty when it is a setting of the program, or when there is none
    scopes        TEXT NOT NULL, -- with a space between
    mail_claim    TEXT NOT NULL,
    mail_domains  TEXT NOT NULL, -- with a space between; empty: any
    trust_mail    BOOLEAN NOT NULL, -- the provider vouches for addresses of these domains
    newcomers     BOOLEAN NOT NULL, -- an account is made for who comes uninvited
    factor        TEXT NOT NULL, -- when the provider counts as both factors: never, told, always
    changed_by    TEXT NOT NULL REFERENCES person (id),
    changed_at    TIMESTAMPTZ NOT NULL
);

-- Who somebody is at a provider. One of a kind per person, and each leads to one person.
CREATE TABLE person_identity (
    issuer     TEXT NOT NULL,
    subject    TEXT NOT NULL,
    person_id  TEXT NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    provider   TEXT NOT NULL, -- single_sign_on
    mail       TEXT NOT NULL, -- as the provider told it last
    created_at TIMESTAMPTZ NOT NULL,
    used_at    TIMESTAMPTZ,
    PRIMARY KEY (issuer, subject)
);
CREATE UNIQUE INDEX person_identity_by_person ON person_identity (person_id, provider);

-- Somebody who was sent to a provider and has not come back. State and the secret of the browser are
-- stored as their SHA-256 only.
CREATE TABLE sign_in_request (
    state_hash   TEXT PRIMARY KEY,
    browser_hash TEXT NOT NULL,
    provider     TEXT NOT NULL,
    session_id   TEXT NOT NULL, -- of who adds the identity to their account; empty for who signs in
    person_id    TEXT REFERENCES person (id) ON DELETE CASCADE, -- they
    link_hash    TEXT NOT NULL, -- of the one-time link by which somebody comes; empty without
    next         TEXT NOT NULL, -- path to go to afterwards
    created_at   TIMESTAMPTZ NOT NULL,
    expires_at   TIMESTAMPTZ NOT NULL
);
CREATE INDEX sign_in_request_by_expiry ON sign_in_request (expires_at);

-- +goose Down
DROP TABLE sign_in_request;
DROP TABLE person_identity;
DROP TABLE single_sign_on;
ALTER TABLE sign_in_step DROP COLUMN method;
ALTER TABLE session DROP COLUMN both_factors;
ALTER TABLE session DROP COLUMN method;
ALTER TABLE person DROP COLUMN joined_at;
