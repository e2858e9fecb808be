-- +goose Up

-- What needs a person. While it is open there is one row per cause; what comes
-- after it was resolved is another row.
CREATE TABLE notice (
    id            TEXT PRIMARY KEY,
    kind          TEXT NOT NULL,
    severity      TEXT NOT NULL CHECK (severity IN ('info', 'warning', 'urgent')),
    cause         TEXT NOT NULL,
    title         TEXT NOT NULL,
    body          TEXT NOT NULL,
    next_label    TEXT NOT NULL,
    next_path     TEXT NOT NULL, -- in the web app
    client_id     TEXT, -- null when it belongs to none, or to several
    instance_id   TEXT, -- likewise
    count         INTEGER NOT NULL, -- of its subjects
    episode       INTEGER NOT NULL, -- counts the times it is told
    told_at       TIMESTAMPTZ NOT NULL, -- when the episode began
    first_seen_at TIMESTAMPTZ NOT NULL,
    last_seen_at  TIMESTAMPTZ NOT NULL,
    ends_at       TIMESTAMPTZ, -- when it resolves by itself
    resolved_at   TIMESTAMPTZ,
    resolved_by   TEXT REFERENCES person (id) -- null when its cause went away
);
CREATE UNIQUE INDEX notice_open ON notice (cause) WHERE resolved_at IS NULL;
CREATE INDEX notice_by_end ON notice (ends_at) WHERE resolved_at IS NULL AND ends_at IS NOT NULL;
CREATE INDEX notice_by_resolution ON notice (resolved_at) WHERE resolved_at IS NOT NULL;

CREATE TABLE notice_subject (
    notice_id   TEXT NOT NULL REFERENCES notice (id) ON DELETE CASCADE,
    kind        TEXT NOT NULL,
    subject_id  TEXT NOT NULL,
    name        TEXT NOT NULL,
    client_id   TEXT,
    instance_id TEXT,
    added_at    TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (notice_id, kind, subject_id)
);

-- Who has read a notice, and up to which episode.
CREATE TABLE notice_reading (
    person_id TEXT NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    notice_id TEXT NOT NULL REFERENCES notice (id) ON DELETE CASCADE,
    episode   INTEGER NOT NULL,
    read_at   TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (person_id, notice_id)
);

-- Where notices are sent besides the web app.
CREATE TABLE channel (
    id            TEXT PRIMARY KEY,
    name          TEXT NOT NULL,
    name_key      TEXT NOT NULL UNIQUE, -- as compared
    service       TEXT NOT NULL,
    address       BYTEA NOT NULL, -- sealed
    shown_address TEXT NOT NULL, -- without its secrets
    active        BOOLEAN NOT NULL,
    severities    TEXT NOT NULL, -- JSON; empty takes all, as in the next two
    kinds         TEXT NOT NULL,
    clients       TEXT NOT NULL,
    quiet_from    TEXT NOT NULL, -- 22:00, local; empty without quiet hours
    quiet_until   TEXT NOT NULL,
    quiet_zone    TEXT NOT NULL,
    urgent_passes BOOLEAN NOT NULL,
    state         TEXT NOT NULL CHECK (state IN ('untried', 'working', 'failing')),
    failure_code  TEXT NOT NULL, -- of the last try, empty when that went well
    failure       TEXT NOT NULL,
    failure_next  TEXT NOT NULL,
    failed_at     TIMESTAMPTZ,
    sent_at       TIMESTAMPTZ, -- when something last arrived
    version       INTEGER NOT NULL,
    created_by    TEXT NOT NULL REFERENCES person (id),
    created_at    TIMESTAMPTZ NOT NULL,
    updated_at    TIMESTAMPTZ NOT NULL
);

-- One message to one channel, about one notice or several.
CREATE TABLE message (
    id          TEXT PRIMARY KEY, -- also what receivers know it by
    channel_id  TEXT NOT NULL REFERENCES channel (id) ON DELETE CASCADE,
    severity    TEXT NOT NULL,
    title       TEXT NOT NULL,
    body        TEXT NOT NULL,
    link        TEXT NOT NULL,
    state       TEXT NOT NULL CHECK (state IN ('sending', 'waiting', 'sent', 'failed', 'dropped')),
    tries       INTEGER NOT NULL,
    due_at      TIMESTAMPTZ NOT NULL,
    lease_until TIMESTAMPTZ, -- while it is being sent
    fence       INTEGER NOT NULL, -- counts the leases
    failure     TEXT NOT NULL,
    created_at  TIMESTAMPTZ NOT NULL,
    ended_at    TIMESTAMPTZ
);
-- One at a time: a channel in trouble gathers the rest for its next message.
CREATE UNIQUE INDEX message_open ON message (channel_id) WHERE state IN ('sending', 'waiting');
CREATE INDEX message_by_end ON message (ended_at) WHERE ended_at IS NOT NULL;

-- The ledger: what is to be told to whom. A notice is told to a channel once per episode.
CREATE TABLE delivery (
    notice_id  TEXT NOT NULL REFERENCES notice (id) ON DELETE CASCADE,
    channel_id TEXT NOT NULL REFERENCES channel (id) ON DELETE CASCADE,
    episode    INTEGER NOT NULL,
    due_at     TIMESTAMPTZ NOT NULL,
    message_id TEXT REFERENCES message (id) ON DELETE SET NULL,
    dropped    TEXT NOT NULL, -- why it is not told: resolved, refused, off; empty otherwise
    created_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (notice_id, channel_id, episode)
);
CREATE INDEX delivery_due ON delivery (channel_id, due_at) WHERE message_id IS NULL AND dropped = '';
CREATE INDEX delivery_by_message ON delivery (message_id);

-- +goose Down
DROP TABLE delivery;
DROP TABLE message;
DROP TABLE channel;
DROP TABLE notice_reading;
DROP TABLE notice_subject;
DROP TABLE notice;
