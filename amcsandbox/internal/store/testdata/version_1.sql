-- The tables of version 1, before consents kept whose they are.
BEGIN;

CREATE TABLE setting (
  key   TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT;

CREATE TABLE account (
  id             TEXT PRIMARY KEY,
  name           TEXT NOT NULL,
  marketplace_id TEXT NOT NULL,
  region         TEXT NOT NULL,
  position       INTEGER NOT NULL
) STRICT;

CREATE TABLE instance (
  id           TEXT PRIMARY KEY,
  account_id   TEXT NOT NULL REFERENCES account (id),
  position     INTEGER NOT NULL,
  requested_at INTEGER NOT NULL,
  working_at   INTEGER NOT NULL, -- REQUESTED until then
  completed_at INTEGER NOT NULL, -- IN_PROGRESS until then
  deleted_at   INTEGER,
  idempotency_token TEXT NOT NULL DEFAULT '',
  document     TEXT NOT NULL
) STRICT;
CREATE INDEX instance_account ON instance (account_id, position);

CREATE TABLE advertiser_update (
  instance_id  TEXT NOT NULL REFERENCES instance (id),
  id           INTEGER NOT NULL,
  requested_at INTEGER NOT NULL,
  working_at   INTEGER NOT NULL,
  completed_at INTEGER NOT NULL,
  applied      INTEGER NOT NULL DEFAULT 0,
  document     TEXT NOT NULL,
  PRIMARY KEY (instance_id, id)
) STRICT;

CREATE TABLE consent (
  id         INTEGER PRIMARY KEY,
  client_id  TEXT NOT NULL,
  scope      TEXT NOT NULL,
  granted_at INTEGER NOT NULL,
  revoked_at INTEGER
) STRICT;

CREATE TABLE code (
  hash         TEXT PRIMARY KEY,
  consent_id   INTEGER NOT NULL REFERENCES consent (id),
  redirect_uri TEXT NOT NULL,
  challenge    TEXT NOT NULL,
  challenge_method TEXT NOT NULL,
  expires_at   INTEGER NOT NULL,
  used_at      INTEGER
) STRICT;

CREATE TABLE token (
  hash       TEXT PRIMARY KEY,
  kind       TEXT NOT NULL, -- access, refresh
  consent_id INTEGER NOT NULL REFERENCES consent (id),
  expires_at INTEGER,       -- NULL: never
  uses_left  INTEGER        -- NULL: any number; set on a refresh token that was rotated away
) STRICT;
CREATE INDEX token_expiry ON token (expires_at);

CREATE TABLE workflow (
  instance_id TEXT NOT NULL,
  id          TEXT NOT NULL,
  created_at  INTEGER NOT NULL,
  document    TEXT NOT NULL,
  PRIMARY KEY (instance_id, id)
) STRICT;

CREATE TABLE execution (
  id           TEXT PRIMARY KEY,
  sequence     INTEGER NOT NULL UNIQUE, -- order of arrival
  instance_id  TEXT NOT NULL,
  account_id   TEXT NOT NULL,
  workflow_id  TEXT NOT NULL,
  created_at   INTEGER NOT NULL,
  visible_at   INTEGER NOT NULL,
  ready_at     INTEGER NOT NULL, -- may start from then on, when a slot is free
  run_time     INTEGER NOT NULL, -- microseconds it takes at least
  started_at   INTEGER,
  computed_at  INTEGER,          -- the outcome is known since then
  ended_at     INTEGER,
  status       TEXT NOT NULL,    -- final state once ended_at is set, else what was last seen
  document     TEXT NOT NULL,    -- what was asked; never changes
  outcome      TEXT NOT NULL DEFAULT '{}'
) STRICT;
CREATE INDEX execution_open ON execution (sequence) WHERE ended_at IS NULL;
CREATE INDEX execution_ended ON execution (ended_at);
CREATE INDEX execution_created ON execution (instance_id, created_at, sequence);
CREATE INDEX execution_workflow ON execution (instance_id, workflow_id, created_at, sequence);

CREATE TABLE schedule (
  instance_id   TEXT NOT NULL,
  id            TEXT NOT NULL,
  workflow_id   TEXT NOT NULL,
  created_at    INTEGER NOT NULL,
  fired_through INTEGER NOT NULL, -- every due instant up to here has had its execution
  document      TEXT NOT NULL,
  PRIMARY KEY (instance_id, id)
) STRICT;

CREATE TABLE request (
  id           INTEGER PRIMARY KEY,
  at           INTEGER NOT NULL,
  method       TEXT NOT NULL,
  path         TEXT NOT NULL,
  query        TEXT NOT NULL,
  status       INTEGER NOT NULL, -- 0: the connection was dropped
  request_id   TEXT NOT NULL,
  instance_id  TEXT NOT NULL,
  execution_id TEXT NOT NULL,
  fault        TEXT NOT NULL,
  duration     INTEGER NOT NULL,
  body         TEXT NOT NULL
) STRICT;
CREATE INDEX request_execution ON request (execution_id) WHERE execution_id <> '';

PRAGMA user_version = 1;
COMMIT;
