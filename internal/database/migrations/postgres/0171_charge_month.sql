-- +goose Up

-- A month is a range of instants by the zone of whoever asks (0146).
ALTER TABLE charge DROP COLUMN month;

-- +goose Down
ALTER TABLE charge ADD COLUMN month TEXT NOT NULL DEFAULT '';
