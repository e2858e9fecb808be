-- +goose Up

-- The advertiser as Amazon last told it; empty until the next discovery. Whose the
-- instance is, and with it who may see it, is its client and does not follow.
ALTER TABLE instance ADD COLUMN advertiser TEXT NOT NULL DEFAULT '';

-- +goose Down
ALTER TABLE instance DROP COLUMN advertiser;
