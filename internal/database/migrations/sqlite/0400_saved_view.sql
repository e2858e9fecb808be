-- +goose Up

-- A view of a query's results that somebody gave a name, on the instance whose result it was made on.
CREATE TABLE saved_view (
    id          TEXT PRIMARY KEY,
    query_id    TEXT NOT NULL REFERENCES query (id) ON DELETE CASCADE,
    instance_id TEXT NOT NULL REFERENCES instance (id) ON DELETE CASCADE,
    owner_id    TEXT NOT NULL REFERENCES person (id),
    name        TEXT NOT NULL,
    name_key    TEXT NOT NULL, -- small letters
    shared      BOOLEAN NOT NULL, -- with all who see the instance
    state       TEXT NOT NULL, -- JSON: what the address of a result's page holds
    columns     TEXT NOT NULL, -- JSON: the names of the result's columns, in their order
    version     INTEGER NOT NULL,
    created_at  TIMESTAMP NOT NULL,
    updated_by  TEXT NOT NULL REFERENCES person (id),
    updated_at  TIMESTAMP NOT NULL,
    deleted_at  TIMESTAMP -- it can be restored for a while
);
CREATE UNIQUE INDEX saved_view_by_name ON saved_view (query_id, owner_id, name_key) WHERE deleted_at IS NULL;
CREATE INDEX saved_view_by_instance ON saved_view (instance_id);

-- The view that the results of a query open with, for each person who has chosen one.
CREATE TABLE saved_view_default (
    person_id TEXT NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    query_id  TEXT NOT NULL REFERENCES query (id) ON DELETE CASCADE,
    view_id   TEXT NOT NULL REFERENCES saved_view (id) ON DELETE CASCADE,
    PRIMARY KEY (person_id, query_id)
);
CREATE INDEX saved_view_default_by_view ON saved_view_default (view_id);

-- +goose Down
DROP TABLE saved_view_default;
DROP TABLE saved_view;
