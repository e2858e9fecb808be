-- +goose Up

-- People and how they prove who they are ------------------------------------

CREATE TABLE person (
    id            TEXT PRIMARY KEY,
    email         TEXT NOT NULL,
    email_key     TEXT NOT NULL UNIQUE, -- the address as compared: trimmed, lower case
    name          TEXT NOT NULL,
    role          TEXT NOT NULL CHECK (role IN ('owner')),
    password_hash TEXT NOT NULL,
    created_at    TIMESTAMPTZ NOT NULL,
    updated_at    TIMESTAMPTZ NOT NULL,
    disabled_at   TIMESTAMPTZ
);

-- The token of a session or link is stored as its SHA-256 only.
CREATE TABLE session (
    token_hash TEXT PRIMARY KEY,
    session_id TEXT NOT NULL, -- names the session where its token must not appear
    person_id  TEXT NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    data       BYTEA NOT NULL,
    expires_at TIMESTAMPTZ NOT NULL,
    ended_at   TIMESTAMPTZ -- kept until it expires, so that a late save cannot bring it back
);
CREATE INDEX session_by_expiry ON session (expires_at);
CREATE INDEX session_by_person ON session (person_id);
CREATE UNIQUE INDEX session_by_id ON session (session_id);

CREATE TABLE setup_link (
    token_hash TEXT PRIMARY KEY,
    created_at TIMESTAMPTZ NOT NULL,
    expires_at TIMESTAMPTZ NOT NULL
);

CREATE TABLE api_token (
    id           TEXT PRIMARY KEY,
    person_id    TEXT NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    name         TEXT NOT NULL,
    token_hash   TEXT NOT NULL UNIQUE,
    created_at   TIMESTAMPTZ NOT NULL,
    last_used_at TIMESTAMPTZ
);
CREATE INDEX api_token_by_person ON api_token (person_id, created_at);

-- One row per thing that is counted: a hashed address, or a network origin.
CREATE TABLE sign_in_throttle (
    key           TEXT PRIMARY KEY,
    failures      INTEGER NOT NULL,
    counted_since TIMESTAMPTZ NOT NULL,
    blocked_until TIMESTAMPTZ
);

-- Requests that must happen once ---------------------------------------------

CREATE TABLE idempotency_key (
    person_id    TEXT NOT NULL,
    key          TEXT NOT NULL,
    request_hash TEXT NOT NULL, -- the same key for another request is refused
    subject_id   TEXT NOT NULL, -- what the request made
    created_at   TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (person_id, key)
);
CREATE INDEX idempotency_key_by_age ON idempotency_key (created_at);

-- Amazon ----------------------------------------------------------------------

CREATE TABLE connection (
    id                  TEXT PRIMARY KEY,
    person_id           TEXT NOT NULL REFERENCES person (id),
    region              TEXT NOT NULL CHECK (region IN ('NA', 'EU', 'FE')),
    state               TEXT NOT NULL CHECK (state IN ('pending', 'healthy', 'expired', 'needs_reconnect')),
    problem_code        TEXT NOT NULL,
    problem             TEXT NOT NULL,
    access_token        BYTEA, -- sealed
    refresh_token       BYTEA, -- sealed
    access_expires_at   TIMESTAMPTZ,
    token_version       INTEGER NOT NULL, -- counts the writes of the tokens
    lease_holder        TEXT NOT NULL,    -- who refreshes the tokens right now
    lease_until         TIMESTAMPTZ,
    consented_at        TIMESTAMPTZ,
    refreshed_at        TIMESTAMPTZ,
    discovered_at       TIMESTAMPTZ,
    discovery_problem   TEXT NOT NULL,
    created_at          TIMESTAMPTZ NOT NULL,
    updated_at          TIMESTAMPTZ NOT NULL
);

CREATE TABLE consent_request (
    state_hash    TEXT PRIMARY KEY,
    connection_id TEXT NOT NULL REFERENCES connection (id) ON DELETE CASCADE,
    person_id     TEXT NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    session_hash  TEXT NOT NULL, -- the browser session that asked; empty for the command line
    verifier      BYTEA NOT NULL, -- sealed
    redirect_uri  TEXT NOT NULL,
    created_at    TIMESTAMPTZ NOT NULL,
    expires_at    TIMESTAMPTZ NOT NULL
);

CREATE TABLE account (
    id             TEXT PRIMARY KEY,
    connection_id  TEXT NOT NULL REFERENCES connection (id) ON DELETE CASCADE,
    amazon_id      TEXT NOT NULL,
    name           TEXT NOT NULL,
    marketplace_id TEXT NOT NULL,
    seen_at        TIMESTAMPTZ NOT NULL,
    UNIQUE (connection_id, amazon_id, marketplace_id)
);

CREATE TABLE client (
    id            TEXT PRIMARY KEY,
    advertiser    TEXT NOT NULL UNIQUE, -- the advertiser's name as Amazon gives it
    name          TEXT NOT NULL,
    color         TEXT NOT NULL,
    version       INTEGER NOT NULL,
    created_at    TIMESTAMPTZ NOT NULL,
    updated_at    TIMESTAMPTZ NOT NULL
);

CREATE TABLE instance (
    id              TEXT PRIMARY KEY,
    amazon_id       TEXT NOT NULL,
    client_id       TEXT NOT NULL REFERENCES client (id),
    connection_id   TEXT REFERENCES connection (id) ON DELETE SET NULL,
    account_id      TEXT REFERENCES account (id) ON DELETE SET NULL,
    amazon_account  TEXT NOT NULL,
    marketplace_id  TEXT NOT NULL,
    region          TEXT NOT NULL,
    name            TEXT NOT NULL, -- ours to edit; starts as Amazon's
    amazon_name     TEXT NOT NULL,
    type            TEXT NOT NULL, -- STANDARD, SANDBOX, or whatever Amazon adds
    creation_status TEXT NOT NULL,
    amazon_created  TIMESTAMPTZ,
    version         INTEGER NOT NULL,
    seen_at         TIMESTAMPTZ NOT NULL,
    gone_at         TIMESTAMPTZ, -- when a discovery no longer found it
    created_at      TIMESTAMPTZ NOT NULL,
    updated_at      TIMESTAMPTZ NOT NULL,
    UNIQUE (amazon_id, region)
);
CREATE INDEX instance_by_client ON instance (client_id);

CREATE TABLE instance_data_source (
    instance_id TEXT NOT NULL REFERENCES instance (id) ON DELETE CASCADE,
    data        BYTEA NOT NULL, -- the list as Amazon gave it, JSON
    fetched_at  TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (instance_id)
);

-- Saved queries ---------------------------------------------------------------

CREATE TABLE query (
    id          TEXT PRIMARY KEY,
    client_id   TEXT REFERENCES client (id),
    instance_id TEXT REFERENCES instance (id),
    name        TEXT NOT NULL,
    name_key    TEXT NOT NULL, -- the name as searched: lower case
    description TEXT NOT NULL,
    version     INTEGER NOT NULL, -- number of the newest row in query_version
    revision    INTEGER NOT NULL, -- counts every change, also of the name
    archived_at TIMESTAMPTZ,
    created_by  TEXT NOT NULL REFERENCES person (id),
    created_at  TIMESTAMPTZ NOT NULL,
    updated_by  TEXT NOT NULL REFERENCES person (id),
    updated_at  TIMESTAMPTZ NOT NULL
);
CREATE INDEX query_by_change ON query (updated_at DESC, id DESC);
CREATE INDEX query_by_instance ON query (instance_id);
CREATE INDEX query_by_client ON query (client_id);

CREATE TABLE query_version (
    query_id    TEXT NOT NULL REFERENCES query (id) ON DELETE CASCADE,
    number      INTEGER NOT NULL,
    instance_id TEXT REFERENCES instance (id),
    sql         TEXT NOT NULL,
    parameters  TEXT NOT NULL, -- JSON
    note        TEXT NOT NULL,
    created_by  TEXT NOT NULL REFERENCES person (id),
    created_at  TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (query_id, number)
);

-- What changed, for whoever is watching ---------------------------------------

CREATE TABLE event (
    id          BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,
    at          TIMESTAMPTZ NOT NULL,
    kind        TEXT NOT NULL,
    subject_id  TEXT NOT NULL,
    instance_id TEXT,
    actor       TEXT NOT NULL
);
CREATE INDEX event_by_age ON event (at);

-- +goose Down
DROP TABLE event;
DROP TABLE query_version;
DROP TABLE query;
DROP TABLE instance_data_source;
DROP TABLE instance;
DROP TABLE client;
DROP TABLE account;
DROP TABLE consent_request;
DROP TABLE connection;
DROP TABLE idempotency_key;
DROP TABLE sign_in_throttle;
DROP TABLE api_token;
DROP TABLE setup_link;
DROP TABLE session;
DROP TABLE person;
