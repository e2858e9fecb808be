-- +goose Up

CREATE TABLE schedule (
    id               TEXT PRIMARY KEY,
    client_id        TEXT REFERENCES client (id),
    query_id         TEXT NOT NULL REFERENCES query (id),
    query_version    INTEGER, -- null: the newest when it fires
    name             TEXT NOT NULL,
    name_key         TEXT NOT NULL, -- name and description as searched: lower case
    description      TEXT NOT NULL,
    parameter_values TEXT NOT NULL, -- JSON: name → value, for all targets
    window_spec      TEXT NOT NULL, -- JSON, as chosen
    rule             TEXT NOT NULL, -- JSON
    settle           TEXT NOT NULL CHECK (settle IN ('wait', 'run')),
    catch_up         TEXT NOT NULL CHECK (catch_up IN ('latest', 'all', 'none')),
    overlap          TEXT NOT NULL CHECK (overlap IN ('skip', 'queue', 'allow')),
    jitter_seconds   INTEGER NOT NULL,
    timeout_seconds  INTEGER NOT NULL,
    pause_after      INTEGER NOT NULL, -- failed occurrences in a row; 0: never
    state            TEXT NOT NULL CHECK (state IN ('active', 'paused')),
    failures         INTEGER NOT NULL, -- in a row
    pause_cause      TEXT NOT NULL, -- empty while active
    pause_class      TEXT NOT NULL,
    pause_message    TEXT NOT NULL,
    pause_next       TEXT NOT NULL,
    paused_at        TIMESTAMP,
    paused_by        TEXT REFERENCES person (id),
    responsible_id   TEXT NOT NULL REFERENCES person (id),
    version          INTEGER NOT NULL, -- counts the edits
    deleted_at       TIMESTAMP,
    created_by       TEXT NOT NULL REFERENCES person (id),
    created_at       TIMESTAMP NOT NULL,
    updated_by       TEXT NOT NULL REFERENCES person (id),
    updated_at       TIMESTAMP NOT NULL
);
CREATE INDEX schedule_by_name ON schedule (name_key, id) WHERE deleted_at IS NULL;
CREATE INDEX schedule_by_query ON schedule (query_id) WHERE deleted_at IS NULL;
CREATE INDEX schedule_disconnected ON schedule (id) WHERE pause_cause = 'connection';

CREATE TABLE schedule_target (
    schedule_id      TEXT NOT NULL REFERENCES schedule (id) ON DELETE CASCADE,
    instance_id      TEXT NOT NULL REFERENCES instance (id),
    position         INTEGER NOT NULL,
    parameter_values TEXT NOT NULL, -- JSON: beside and over those of the schedule
    PRIMARY KEY (schedule_id, instance_id)
);
CREATE INDEX schedule_target_by_instance ON schedule_target (instance_id, schedule_id);

-- A past range that a schedule is run over.
CREATE TABLE backfill (
    id          TEXT PRIMARY KEY,
    schedule_id TEXT NOT NULL REFERENCES schedule (id),
    from_at     TIMESTAMP NOT NULL, -- logical instants, inclusive
    until_at    TIMESTAMP NOT NULL, -- exclusive
    parallel    INTEGER NOT NULL, -- executions open at once
    state       TEXT NOT NULL CHECK (state IN ('running', 'cancelled', 'finished')),
    created_by  TEXT NOT NULL REFERENCES person (id),
    created_at  TIMESTAMP NOT NULL,
    ended_at    TIMESTAMP
);
CREATE INDEX backfill_by_schedule ON backfill (schedule_id, id);

-- One row per instant of a schedule that was due, or span of them that was
-- skipped for one reason; per run now; and per instant of a backfill.
CREATE TABLE occurrence (
    id              TEXT PRIMARY KEY,
    schedule_id     TEXT NOT NULL REFERENCES schedule (id),
    series          TEXT NOT NULL, -- due, manual, or the id of the backfill
    kind            TEXT NOT NULL CHECK (kind IN ('due', 'manual', 'catch_up', 'backfill')),
    due_at          TIMESTAMP NOT NULL,
    through_at      TIMESTAMP NOT NULL, -- the last instant of a span
    instants        INTEGER NOT NULL,
    local_due       TEXT NOT NULL, -- on the clocks of its zone
    zone            TEXT NOT NULL,
    state           TEXT NOT NULL CHECK (state IN ('waiting', 'running', 'succeeded', 'failed', 'partly_failed', 'cancelled', 'skipped')),
    reason_code     TEXT NOT NULL,
    reason_message  TEXT NOT NULL,
    reason_next     TEXT NOT NULL,
    start_at        TIMESTAMP NOT NULL, -- when it was to begin
    queued          BOOLEAN NOT NULL, -- waits for an earlier one
    resumes         BOOLEAN NOT NULL, -- its success ends the pause of the schedule
    window_start    TIMESTAMP,
    window_end      TIMESTAMP,
    window_zone     TEXT NOT NULL,
    query_id        TEXT NOT NULL,
    query_version   INTEGER NOT NULL,
    timeout_seconds INTEGER NOT NULL,
    error_class     TEXT NOT NULL, -- of its failed executions
    backfill_id     TEXT REFERENCES backfill (id),
    asked_by        TEXT REFERENCES person (id), -- of a run now or backfill
    created_at      TIMESTAMP NOT NULL,
    started_at      TIMESTAMP,
    finished_at     TIMESTAMP,
    UNIQUE (schedule_id, series, due_at)
);
CREATE INDEX occurrence_by_schedule ON occurrence (schedule_id, due_at, id);
CREATE INDEX occurrence_by_due ON occurrence (due_at, id);
CREATE INDEX occurrence_open ON occurrence (schedule_id, due_at) WHERE state IN ('waiting', 'running');
CREATE INDEX occurrence_by_backfill ON occurrence (backfill_id, due_at) WHERE backfill_id IS NOT NULL;

-- What an occurrence runs on each instance.
CREATE TABLE occurrence_execution (
    occurrence_id    TEXT NOT NULL REFERENCES occurrence (id) ON DELETE CASCADE,
    instance_id      TEXT NOT NULL REFERENCES instance (id),
    position         INTEGER NOT NULL,
    execution_id     TEXT, -- the newest; null before there is one
    parameter_values TEXT NOT NULL, -- JSON, resolved once
    refused_code     TEXT NOT NULL, -- why there is none
    refused_message  TEXT NOT NULL,
    refused_next     TEXT NOT NULL,
    PRIMARY KEY (occurrence_id, instance_id)
);
CREATE INDEX occurrence_execution_by_execution ON occurrence_execution (execution_id) WHERE execution_id IS NOT NULL;

ALTER TABLE execution ADD COLUMN occurrence_id TEXT;
CREATE INDEX execution_by_occurrence ON execution (occurrence_id) WHERE occurrence_id IS NOT NULL;

-- Coordination: ids, instants and counters only, read across instances. --------

-- When something is to be done about a schedule (its next instant), an
-- occurrence (it waits for its data) or a backfill (it may have room).
CREATE TABLE schedule_due (
    kind        TEXT NOT NULL CHECK (kind IN ('schedule', 'occurrence', 'backfill')),
    id          TEXT NOT NULL,
    schedule_id TEXT NOT NULL,
    due_at      TIMESTAMP, -- the instant of a schedule that is not accounted for yet
    at          TIMESTAMP, -- when to act; null: not by itself
    failures    INTEGER NOT NULL,
    noticed_at  TIMESTAMP, -- since when somebody was told that it is overdue
    PRIMARY KEY (kind, id)
);
CREATE INDEX schedule_due_by_time ON schedule_due (kind, at) WHERE at IS NOT NULL;

-- Occurrences of which an execution has ended: somebody is to look.
CREATE TABLE occurrence_look (
    id            INTEGER PRIMARY KEY AUTOINCREMENT,
    occurrence_id TEXT NOT NULL,
    at            TIMESTAMP NOT NULL
);

-- +goose Down
DROP TABLE occurrence_look;
DROP TABLE schedule_due;
DROP INDEX execution_by_occurrence;
ALTER TABLE execution DROP COLUMN occurrence_id;
DROP TABLE occurrence_execution;
DROP TABLE occurrence;
DROP TABLE backfill;
DROP TABLE schedule_target;
DROP TABLE schedule;
