-- +goose Up

-- Set while an execution stops, or has stopped, because its backfill was cancelled.
ALTER TABLE occurrence_execution ADD COLUMN stopped BOOLEAN NOT NULL DEFAULT FALSE;
UPDATE occurrence_execution SET stopped = TRUE WHERE execution_id IS NOT NULL
    AND occurrence_id IN (SELECT o.id FROM occurrence AS o JOIN backfill AS b ON b.id = o.backfill_id WHERE b.state = 'cancelled');

-- +goose Down
ALTER TABLE occurrence_execution DROP COLUMN stopped;
