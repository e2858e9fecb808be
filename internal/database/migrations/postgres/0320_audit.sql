-- +goose Up

-- What people and the program have done, and what they were refused. An entry is written with the act and never
-- changed: the sealer gives it its place, its batch and its digest, once. client_id and the like name what was there
-- then, so that they are no foreign keys.
CREATE TABLE audit_entry (
    id          TEXT PRIMARY KEY, -- in the order of time; places are in the order of sealing
    at          TIMESTAMPTZ NOT NULL,
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
    changes     TEXT NOT NULL, -- JSON: by name from what to what, without secrets; as text, for its digest
    place       BIGINT UNIQUE,
    batch       BIGINT,
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
    number        BIGINT PRIMARY KEY,
    first_place   BIGINT NOT NULL,
    last_place    BIGINT NOT NULL,
    entries       BIGINT NOT NULL,
    sealed_at     TIMESTAMPTZ NOT NULL,
    previous_hash TEXT NOT NULL,
    hash          TEXT NOT NULL
);

-- Whoever acts leaves entries, nobody too; they are read by who administers what they belong to. Who reads all of the
-- log does so with all in sight. The chain is nobody's: numbers and hashes.
SELECT secure('audit_entry', 'instance_id IN (SELECT administered_instances()) OR client_id IN (SELECT administered_clients())', 'true');

-- +goose StatementBegin
CREATE FUNCTION audit_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the audit log is append-only';
END;
$$;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE FUNCTION audit_sealed_once() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    before audit_entry := OLD;
BEGIN
    before.place := NEW.place;
    before.batch := NEW.batch;
    before.digest := NEW.digest;
    IF OLD.place IS NULL AND OLD.batch IS NULL AND OLD.digest IS NULL
        AND NEW.place IS NOT NULL AND NEW.batch IS NOT NULL AND NEW.digest IS NOT NULL
        AND before IS NOT DISTINCT FROM NEW THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'the audit log is append-only';
END;
$$;
-- +goose StatementEnd
CREATE TRIGGER audit_entry_insert BEFORE INSERT ON audit_entry FOR EACH ROW
    WHEN (NEW.batch IS NOT NULL OR NEW.place IS NOT NULL OR NEW.digest IS NOT NULL) EXECUTE FUNCTION audit_append_only();
CREATE TRIGGER audit_entry_update BEFORE UPDATE ON audit_entry FOR EACH ROW EXECUTE FUNCTION audit_sealed_once();
CREATE TRIGGER audit_entry_delete BEFORE DELETE ON audit_entry FOR EACH ROW EXECUTE FUNCTION audit_append_only();
CREATE TRIGGER audit_entry_truncate BEFORE TRUNCATE ON audit_entry FOR EACH STATEMENT EXECUTE FUNCTION audit_append_only();
CREATE TRIGGER audit_batch_change BEFORE UPDATE OR DELETE ON audit_batch FOR EACH ROW EXECUTE FUNCTION audit_append_only();
CREATE TRIGGER audit_batch_truncate BEFORE TRUNCATE ON audit_batch FOR EACH STATEMENT EXECUTE FUNCTION audit_append_only();

-- +goose Down
DROP TABLE audit_batch;
DROP TABLE audit_entry;
DROP FUNCTION audit_sealed_once;
DROP FUNCTION audit_append_only;
