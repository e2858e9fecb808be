-- +goose Up

ALTER TABLE client ADD COLUMN off_boarded_at TIMESTAMPTZ; -- nothing runs for it, and nothing of it comes back

-- A client that leaves. Its data are destroyed at destroy_at unless it is taken back, which removes the row.
CREATE TABLE off_boarding (
    client_id    TEXT PRIMARY KEY REFERENCES client (id),
    reason       TEXT NOT NULL,
    begun_by     TEXT NOT NULL REFERENCES person (id),
    begun_at     TIMESTAMPTZ NOT NULL,
    destroy_at   TIMESTAMPTZ NOT NULL,
    destroyed_at TIMESTAMPTZ, -- its key: from then on nothing can be read
    ended_at     TIMESTAMPTZ  -- all steps are done
);

CREATE TABLE off_boarding_step (
    client_id TEXT NOT NULL REFERENCES off_boarding (client_id) ON DELETE CASCADE,
    name      TEXT NOT NULL,
    position  INTEGER NOT NULL,
    left_over INTEGER NOT NULL, -- how much is to be done; -1: not known yet
    note      TEXT NOT NULL,
    problem   TEXT NOT NULL, -- why the last try did not go well
    done_at   TIMESTAMPTZ,
    PRIMARY KEY (client_id, name)
);

-- Owners, and the program.
SELECT secure('off_boarding', 'false');
SELECT secure('off_boarding_step', 'false');

-- +goose Down
DROP TABLE off_boarding_step;
DROP TABLE off_boarding;
ALTER TABLE client DROP COLUMN off_boarded_at;
