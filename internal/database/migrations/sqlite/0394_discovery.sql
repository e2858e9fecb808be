-- +goose Up

-- One look around a connection for accounts and instances.
CREATE TABLE discovery (
    id            TEXT PRIMARY KEY,
    connection_id TEXT REFERENCES connection (id) ON DELETE SET NULL,
    region        TEXT NOT NULL,
    person_id     TEXT REFERENCES person (id), -- who asked for it; nobody when the program looked by itself
    state         TEXT NOT NULL,
    accounts      INTEGER NOT NULL,
    instances     INTEGER NOT NULL,
    added         INTEGER NOT NULL,
    changed       INTEGER NOT NULL,
    returned      INTEGER NOT NULL,
    gone          INTEGER NOT NULL,
    problem       TEXT NOT NULL, -- why it is not complete
    started_at    TIMESTAMP NOT NULL,
    alive_at      TIMESTAMP NOT NULL, -- when it last came on
    ended_at      TIMESTAMP
);
CREATE INDEX discovery_by_connection ON discovery (connection_id, started_at);
CREATE INDEX discovery_by_start ON discovery (started_at);

-- What it changed, an instance a row.
CREATE TABLE discovery_change (
    discovery_id TEXT NOT NULL REFERENCES discovery (id) ON DELETE CASCADE,
    position     INTEGER NOT NULL,
    instance_id  TEXT NOT NULL REFERENCES instance (id),
    kind         TEXT NOT NULL,
    name         TEXT NOT NULL,
    facts        TEXT NOT NULL, -- JSON: [{"name", "before", "after"}]
    PRIMARY KEY (discovery_id, position)
);
CREATE INDEX discovery_change_by_instance ON discovery_change (instance_id);

-- +goose Down
DROP TABLE discovery_change;
DROP TABLE discovery;
