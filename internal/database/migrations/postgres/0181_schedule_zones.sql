-- +goose Up

-- The release of the zone data by which due_at of a schedule was worked out;
-- empty before this was noted.
ALTER TABLE schedule_due ADD COLUMN zones TEXT NOT NULL DEFAULT '';

-- +goose Down
ALTER TABLE schedule_due DROP COLUMN zones;
