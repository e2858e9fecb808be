-- +goose Up

-- What people and the program have done, and what they were refused. An entry is written with the act and never
-- changed: the sealer gives it its place, its batch and its digest, once. client_id and the like name what was there
-- then, so that they are no foreign keys.
CREATE TABLE audit_entry (
    id          TEXT PRIMARY KEY, -- in the order of time; places are in the order of sealing
    at          TIMESTAMP NOT NULL,
    act         TEXT NOT NULL,
    outcome     TEXT NOT NULL CHECK (outcome IN ('done', 'refused')),
    code        TEXT NOT NULL, -- why it was refused
    actor_kind  TEXT NOT NULL, -- person, system; empty for nobody
    person_id   TEXT,
    actor_name  TEXT NOT NULL,
    role        TEXT NOT NULL, -- in the organisation, then
    via         TEXT NOT NULL, -- session, token, command, program
    via_id      TEXT NOT NULL, -- of the session or token
    object_kind TEXT NOT NULL,
    object_id   TEXT NOT NULL,
    object_name TEXT NOT NULL,
    client_id   TEXT,
    instance_id TEXT,
    address     TEXT NOT NULL,
    request_id  TEXT NOT NULL,
    changes     TEXT NOT NULL, -- JSON: by name from what to what, without secrets
    place       INTEGER UNIQUE,
    batch       INTEGER,
    digest      TEXT
);
CREATE INDEX audit_entry_unsealed ON audit_entry (id) WHERE batch IS NULL;
CREATE INDEX audit_entry_batch ON audit_entry (batch) WHERE batch IS NOT NULL;
CREATE INDEX audit_entry_person ON audit_entry (person_id, id) WHERE person_id IS NOT NULL;
CREATE INDEX audit_entry_client ON audit_entry (client_id, id) WHERE client_id IS NOT NULL;
CREATE INDEX audit_entry_instance ON audit_entry (instance_id, id) WHERE instance_id IS NOT NULL;
CREATE INDEX audit_entry_object ON audit_entry (object_id, id);
CREATE INDEX audit_entry_act ON audit_entry (act, id);

-- The chain: each batch holds the hash of the one before.
CREATE TABLE audit_batch (
    number        INTEGER PRIMARY KEY,
    first_place   INTEGER NOT NULL,
    last_place    INTEGER NOT NULL,
    entries       INTEGER NOT NULL,
    sealed_at     TIMESTAMP NOT NULL,
    previous_hash TEXT NOT NULL,
    hash          TEXT NOT NULL
);

-- +goose StatementBegin
CREATE TRIGGER audit_entry_insert BEFORE INSERT ON audit_entry
WHEN NEW.batch IS NOT NULL OR NEW.place IS NOT NULL OR NEW.digest IS NOT NULL OR EXISTS (SELECT 1 FROM audit_entry WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER audit_entry_update BEFORE UPDATE ON audit_entry
WHEN NOT (
    OLD.batch IS NULL AND OLD.place IS NULL AND OLD.digest IS NULL
    AND NEW.batch IS NOT NULL AND NEW.place IS NOT NULL AND NEW.digest IS NOT NULL
    AND NEW.id IS OLD.id AND NEW.at IS OLD.at AND NEW.act IS OLD.act AND NEW.outcome IS OLD.outcome AND NEW.code IS OLD.code
    AND NEW.actor_kind IS OLD.actor_kind AND NEW.person_id IS OLD.person_id AND NEW.actor_name IS OLD.actor_name AND NEW.role IS OLD.role
    AND NEW.via IS OLD.via AND NEW.via_id IS OLD.via_id
    AND NEW.object_kind IS OLD.object_kind AND NEW.object_id IS OLD.object_id AND NEW.object_name IS OLD.object_name
    AND NEW.client_id IS OLD.client_id AND NEW.instance_id IS OLD.instance_id
    AND NEW.address IS OLD.address AND NEW.request_id IS OLD.request_id AND NEW.changes IS OLD.changes
)
BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER audit_entry_delete BEFORE DELETE ON audit_entry
BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER audit_batch_insert BEFORE INSERT ON audit_batch
WHEN EXISTS (SELECT 1 FROM audit_batch WHERE number = NEW.number)
BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER audit_batch_update BEFORE UPDATE ON audit_batch
BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER audit_batch_delete BEFORE DELETE ON audit_batch
BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
-- +goose StatementEnd

-- +goose Down
DROP TABLE audit_batch;
DROP TABLE audit_entry;
