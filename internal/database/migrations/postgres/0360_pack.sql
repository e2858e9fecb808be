-- +goose Up

-- A brand of a client.
CREATE TABLE brand (
    id          TEXT PRIMARY KEY,
    client_id   TEXT NOT NULL REFERENCES client (id) ON DELETE CASCADE,
    name        TEXT NOT NULL,
    name_key    TEXT NOT NULL, -- small letters
    version     INTEGER NOT NULL,
    archived_at TIMESTAMPTZ,
    created_by  TEXT NOT NULL REFERENCES person (id),
    created_at  TIMESTAMPTZ NOT NULL,
    updated_by  TEXT NOT NULL REFERENCES person (id),
    updated_at  TIMESTAMPTZ NOT NULL
);
CREATE UNIQUE INDEX brand_by_name ON brand (client_id, name_key) WHERE archived_at IS NULL;

-- A list of values of a brand that parameters of queries are filled with.
CREATE TABLE pack (
    id          TEXT PRIMARY KEY,
    brand_id    TEXT NOT NULL REFERENCES brand (id) ON DELETE CASCADE,
    client_id   TEXT NOT NULL REFERENCES client (id) ON DELETE CASCADE, -- the brand's
    name        TEXT NOT NULL,
    name_key    TEXT NOT NULL, -- small letters
    kind        TEXT NOT NULL,
    type        TEXT NOT NULL, -- of each value
    size        INTEGER NOT NULL, -- values
    version     INTEGER NOT NULL,
    archived_at TIMESTAMPTZ,
    created_by  TEXT NOT NULL REFERENCES person (id),
    created_at  TIMESTAMPTZ NOT NULL,
    updated_by  TEXT NOT NULL REFERENCES person (id),
    updated_at  TIMESTAMPTZ NOT NULL
);
CREATE UNIQUE INDEX pack_by_name ON pack (brand_id, name_key) WHERE archived_at IS NULL;
CREATE INDEX pack_by_client ON pack (client_id);

-- The values of a pack: one text, a line each, in their order. Lists of packs leave it alone.
CREATE TABLE pack_content (
    pack_id   TEXT PRIMARY KEY REFERENCES pack (id) ON DELETE CASCADE,
    client_id TEXT NOT NULL REFERENCES client (id) ON DELETE CASCADE, -- the pack's
    content   TEXT NOT NULL
);
CREATE INDEX pack_content_by_client ON pack_content (client_id);

SELECT secure(guarded, 'client_id IN (SELECT seen_clients())') FROM unnest(ARRAY['brand', 'pack', 'pack_content']::regclass[]) AS guarded;

-- +goose Down
DROP TABLE pack_content;
DROP TABLE pack;
DROP TABLE brand;
