-- +goose Up

-- Kinds of act that take a second person. Those without a row take none.
CREATE TABLE approval_rule (
    kind       TEXT PRIMARY KEY,
    changed_by TEXT NOT NULL REFERENCES person (id),
    changed_at TIMESTAMPTZ NOT NULL
);

-- An act that somebody asked for and that takes the approval of somebody else. What was sent is kept to the letter;
-- its digest says whether what is sent later is the same.
CREATE TABLE approval (
    id         TEXT PRIMARY KEY,
    kind       TEXT NOT NULL,
    words      TEXT NOT NULL, -- what it is, for people
    method     TEXT NOT NULL,
    target     TEXT NOT NULL, -- path and query
    version    TEXT NOT NULL, -- If-Match
    body       TEXT NOT NULL, -- JSON
    digest     TEXT NOT NULL, -- SHA-256 over the four
    asked_by   TEXT NOT NULL REFERENCES person (id),
    asked_at   TIMESTAMPTZ NOT NULL,
    expires_at TIMESTAMPTZ NOT NULL, -- decided by then, or never
    decision   TEXT CHECK (decision IN ('approved', 'refused', 'withdrawn')),
    decided_by TEXT REFERENCES person (id),
    decided_at TIMESTAMPTZ,
    reason     TEXT NOT NULL DEFAULT '',
    use_by     TIMESTAMPTZ, -- of an approved one: done by then, or never
    used_at    TIMESTAMPTZ, -- done, once
    CHECK (decision IS NULL OR decision = 'withdrawn' OR decided_by <> asked_by)
);
CREATE INDEX approval_by_asker ON approval (asked_by, digest);

-- Owners, and who asked.
SELECT secure('approval', 'asked_by = (SELECT acting_person())');

-- +goose Down
DROP TABLE approval;
DROP TABLE approval_rule;
