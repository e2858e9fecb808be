-- +goose Up

CREATE TABLE execution (
    id                  TEXT PRIMARY KEY,
    instance_id         TEXT NOT NULL REFERENCES instance (id),
    query_id            TEXT REFERENCES query (id),
    query_version       INTEGER,
    query_name          TEXT NOT NULL, -- as it was; empty for SQL that was not saved
    sql                 TEXT NOT NULL,
    sql_hash            TEXT NOT NULL, -- SHA-256 of sql, hex
    parameters          TEXT NOT NULL, -- JSON, as declared
    parameter_values    TEXT NOT NULL, -- JSON, as sent, without the mark
    window_start        TIMESTAMP NOT NULL, -- inclusive
    window_end          TIMESTAMP NOT NULL, -- exclusive
    window_zone         TEXT NOT NULL,
    local_start         TEXT NOT NULL, -- what Amazon is sent
    local_end           TEXT NOT NULL,
    synthetic           BOOLEAN NOT NULL,
    timeout_seconds     INTEGER NOT NULL,
    priority            TEXT NOT NULL CHECK (priority IN ('interactive', 'scheduled', 'backfill')),
    state               TEXT NOT NULL CHECK (state IN ('queued', 'submitting', 'pending', 'running', 'collecting',
                            'waiting', 'succeeded', 'failed', 'cancelled')),
    resume              TEXT CHECK (resume IN ('submitting', 'collecting')), -- where waiting goes on
    attempt             INTEGER NOT NULL, -- number of the newest row in execution_attempt
    tries               INTEGER NOT NULL, -- setbacks in a row
    retry_at            TIMESTAMP,
    error_class         TEXT NOT NULL, -- empty when nothing is wrong
    error_code          TEXT NOT NULL,
    error_message       TEXT NOT NULL,
    error_next          TEXT NOT NULL,
    error_raw           TEXT NOT NULL,
    output_columns      TEXT NOT NULL, -- JSON, as Amazon declared
    row_count           BIGINT,
    result_bytes        BIGINT,
    cancel_requested_at TIMESTAMP,
    rerun_of            TEXT,
    revision            BIGINT NOT NULL, -- counts every change; number of the newest row in execution_event
    created_by          TEXT NOT NULL REFERENCES person (id),
    created_at          TIMESTAMP NOT NULL,
    submitted_at        TIMESTAMP, -- accepted by Amazon
    running_at          TIMESTAMP,
    amazon_finished_at  TIMESTAMP,
    finished_at         TIMESTAMP,
    search_key          TEXT NOT NULL -- name and SQL, lower case
);
CREATE INDEX execution_by_instance ON execution (instance_id, id);
CREATE INDEX execution_by_query ON execution (query_id, id);
CREATE INDEX execution_by_state ON execution (state, id);

CREATE TABLE execution_attempt (
    id           TEXT PRIMARY KEY, -- also the mark that Amazon's list gives back
    execution_id TEXT NOT NULL REFERENCES execution (id) ON DELETE CASCADE,
    instance_id  TEXT NOT NULL REFERENCES instance (id),
    number       INTEGER NOT NULL,
    outcome      TEXT NOT NULL CHECK (outcome IN ('unsure', 'accepted', 'refused', 'absent')),
    adopted      BOOLEAN NOT NULL, -- found in Amazon's list after the answer was lost
    amazon_id    TEXT,
    status       TEXT NOT NULL, -- Amazon's last word
    request_id   TEXT NOT NULL, -- Amazon's id of the call
    sent_at      TIMESTAMP NOT NULL,
    settle_after TIMESTAMP NOT NULL, -- from then on, absent from the list means never started
    missing_since TIMESTAMP, -- Amazon's list stopped naming it
    finished_at  TIMESTAMP,
    error_class  TEXT NOT NULL,
    error_code   TEXT NOT NULL,
    error_message TEXT NOT NULL,
    error_next   TEXT NOT NULL,
    error_raw    TEXT NOT NULL,
    UNIQUE (execution_id, number)
);
CREATE INDEX execution_attempt_by_instance ON execution_attempt (instance_id, sent_at);

CREATE TABLE execution_event (
    execution_id TEXT NOT NULL REFERENCES execution (id) ON DELETE CASCADE,
    number       BIGINT NOT NULL,
    instance_id  TEXT NOT NULL REFERENCES instance (id),
    at           TIMESTAMP NOT NULL,
    state        TEXT NOT NULL,
    message      TEXT NOT NULL,
    actor        TEXT NOT NULL,
    PRIMARY KEY (execution_id, number)
);

-- Coordination: ids, instants and counters only, read across instances. --------

-- One row per execution that is not final (kind step) and per instance with
-- open runs (kind poll).
CREATE TABLE execution_work (
    kind        TEXT NOT NULL CHECK (kind IN ('step', 'poll')),
    id          TEXT NOT NULL,
    instance_id TEXT NOT NULL,
    due_at      TIMESTAMP, -- null: nothing to do until something happens
    holder      TEXT NOT NULL,
    lease_until TIMESTAMP,
    fence       BIGINT NOT NULL, -- grows with every holder; an older one cannot write
    failures    INTEGER NOT NULL,
    parked      BOOLEAN NOT NULL, -- only a slot is missing
    PRIMARY KEY (kind, id)
);
CREATE INDEX execution_work_by_due ON execution_work (due_at);
CREATE INDEX execution_work_by_instance ON execution_work (instance_id, kind, id);

-- One row per execution that is not final: what it counts for when slots are
-- given away, and the slot it holds. An open run at Amazon holds one.
CREATE TABLE execution_place (
    execution_id TEXT PRIMARY KEY,
    instance_id  TEXT NOT NULL,
    account      TEXT NOT NULL, -- Amazon's id
    client_id    TEXT NOT NULL,
    person_id    TEXT NOT NULL,
    priority     INTEGER NOT NULL, -- 0 interactive, 1 scheduled, 2 backfill
    since        TIMESTAMP NOT NULL,
    waiting      BOOLEAN NOT NULL, -- wants a slot right now
    slot         INTEGER, -- counted from 0; the limit is a setting
    UNIQUE (instance_id, slot)
);
CREATE INDEX execution_place_by_account ON execution_place (account, instance_id);
CREATE INDEX execution_place_waiting ON execution_place (account, instance_id, priority, person_id, since, execution_id) WHERE waiting;

-- One row per account and per instance on which slots were ever given away.
-- Whoever gives one away locks the account's row.
CREATE TABLE execution_lane (
    kind         TEXT NOT NULL CHECK (kind IN ('account', 'instance')),
    id           TEXT NOT NULL,
    paused_at    TIMESTAMP, -- no new runs since
    paused_by    TEXT NOT NULL,
    elsewhere    INTEGER NOT NULL, -- open runs that are not ours, such as from Amazon's console
    elsewhere_at TIMESTAMP, -- when they were counted
    PRIMARY KEY (kind, id)
);

-- +goose Down
DROP TABLE execution_lane;
DROP TABLE execution_place;
DROP TABLE execution_work;
DROP TABLE execution_event;
DROP TABLE execution_attempt;
DROP TABLE execution;
