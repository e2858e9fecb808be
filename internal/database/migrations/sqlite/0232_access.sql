-- +goose Up

-- People may be more than owners. SQLite changes no constraint, so that the column is made anew.
ALTER TABLE person ADD COLUMN organisation_role TEXT NOT NULL DEFAULT 'member' CHECK (organisation_role IN ('owner', 'auditor', 'member'));
UPDATE person SET organisation_role = role;
ALTER TABLE person DROP COLUMN role;
ALTER TABLE person RENAME COLUMN organisation_role TO role;
ALTER TABLE person ADD COLUMN revision INTEGER NOT NULL DEFAULT 1; -- counts the edits
ALTER TABLE person ADD COLUMN access_revision INTEGER NOT NULL DEFAULT 0; -- counts the changes of what grants come to

-- One-time links with which a person sets a password. The token is stored as its SHA-256 only.
CREATE TABLE person_link (
    id         TEXT PRIMARY KEY,
    person_id  TEXT NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    kind       TEXT NOT NULL CHECK (kind IN ('invitation', 'recovery')),
    token_hash TEXT NOT NULL UNIQUE,
    created_by TEXT NOT NULL REFERENCES person (id),
    created_at TIMESTAMP NOT NULL,
    expires_at TIMESTAMP NOT NULL
);
CREATE INDEX person_link_by_person ON person_link (person_id);
CREATE INDEX person_link_by_expiry ON person_link (expires_at);

CREATE TABLE person_group (
    id          TEXT PRIMARY KEY,
    name        TEXT NOT NULL,
    name_key    TEXT NOT NULL UNIQUE, -- the name as compared: trimmed, lower case
    description TEXT NOT NULL,
    revision    INTEGER NOT NULL, -- counts the edits
    created_by  TEXT NOT NULL REFERENCES person (id),
    created_at  TIMESTAMP NOT NULL,
    updated_at  TIMESTAMP NOT NULL
);

CREATE TABLE group_member (
    group_id  TEXT NOT NULL REFERENCES person_group (id) ON DELETE CASCADE,
    person_id TEXT NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    added_by  TEXT NOT NULL REFERENCES person (id),
    added_at  TIMESTAMP NOT NULL,
    PRIMARY KEY (group_id, person_id)
);
CREATE INDEX group_member_by_person ON group_member (person_id);

-- A role for a person or a group, on a client with all its instances or on one instance.
CREATE TABLE access_grant (
    id          TEXT PRIMARY KEY,
    person_id   TEXT REFERENCES person (id) ON DELETE CASCADE,
    group_id    TEXT REFERENCES person_group (id) ON DELETE CASCADE,
    client_id   TEXT REFERENCES client (id),
    instance_id TEXT REFERENCES instance (id),
    rank        INTEGER NOT NULL CHECK (rank BETWEEN 1 AND 5), -- viewer, runner, author, manager, administrator
    until       TIMESTAMP NOT NULL, -- 9999-12-31: it does not end by itself
    reason      TEXT NOT NULL,
    given_by    TEXT NOT NULL REFERENCES person (id),
    revision    INTEGER NOT NULL, -- counts the edits
    created_at  TIMESTAMP NOT NULL,
    updated_at  TIMESTAMP NOT NULL,
    CHECK ((person_id IS NULL) <> (group_id IS NULL)),
    CHECK ((client_id IS NULL) <> (instance_id IS NULL))
);
CREATE INDEX access_grant_by_person ON access_grant (person_id) WHERE person_id IS NOT NULL;
CREATE INDEX access_grant_by_group ON access_grant (group_id) WHERE group_id IS NOT NULL;
CREATE INDEX access_grant_by_client ON access_grant (client_id) WHERE client_id IS NOT NULL;
CREATE INDEX access_grant_by_instance ON access_grant (instance_id) WHERE instance_id IS NOT NULL;

-- What grants come to, one row per person, instance and distinct end. It is
-- written with every change it depends on; readers check that until has not come.
CREATE TABLE instance_access (
    person_id   TEXT NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    instance_id TEXT NOT NULL REFERENCES instance (id) ON DELETE CASCADE,
    client_id   TEXT NOT NULL REFERENCES client (id),
    rank        INTEGER NOT NULL,
    until       TIMESTAMP NOT NULL,
    PRIMARY KEY (person_id, instance_id, until)
);
CREATE INDEX instance_access_by_instance ON instance_access (instance_id);

-- The same for clients as wholes. Rank 0 is for a client that is known by a
-- grant on one of its instances only.
CREATE TABLE client_access (
    person_id TEXT NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    client_id TEXT NOT NULL REFERENCES client (id) ON DELETE CASCADE,
    rank      INTEGER NOT NULL,
    until     TIMESTAMP NOT NULL,
    PRIMARY KEY (person_id, client_id, until)
);

ALTER TABLE session ADD COLUMN created_at TIMESTAMP;
ALTER TABLE session ADD COLUMN used_at TIMESTAMP;
ALTER TABLE session ADD COLUMN origin TEXT NOT NULL DEFAULT ''; -- network address it was begun from
ALTER TABLE session ADD COLUMN agent TEXT NOT NULL DEFAULT ''; -- how the browser names itself

ALTER TABLE api_token ADD COLUMN scope TEXT NOT NULL DEFAULT 'administer' CHECK (scope IN ('read', 'run', 'write', 'administer'));
ALTER TABLE api_token ADD COLUMN expires_at TIMESTAMP;

ALTER TABLE event ADD COLUMN client_id TEXT; -- whose it is, when it belongs to no instance
ALTER TABLE event ADD COLUMN person_id TEXT; -- whom alone it concerns

-- +goose Down
ALTER TABLE event DROP COLUMN person_id;
ALTER TABLE event DROP COLUMN client_id;
ALTER TABLE api_token DROP COLUMN expires_at;
ALTER TABLE api_token DROP COLUMN scope;
ALTER TABLE session DROP COLUMN agent;
ALTER TABLE session DROP COLUMN origin;
ALTER TABLE session DROP COLUMN used_at;
ALTER TABLE session DROP COLUMN created_at;
DROP TABLE client_access;
DROP TABLE instance_access;
DROP TABLE access_grant;
DROP TABLE group_member;
DROP TABLE person_group;
DROP TABLE person_link;
ALTER TABLE person DROP COLUMN access_revision;
ALTER TABLE person DROP COLUMN revision;
-- Whoever may not do everything may do nothing before.
UPDATE person SET disabled_at = strftime('%Y-%m-%d %H:%M:%f+00:00', 'now') WHERE role <> 'owner' AND disabled_at IS NULL;
ALTER TABLE person ADD COLUMN organisation_role TEXT NOT NULL DEFAULT 'owner' CHECK (organisation_role IN ('owner'));
ALTER TABLE person DROP COLUMN role;
ALTER TABLE person RENAME COLUMN organisation_role TO role;
