-- +goose Up

-- Tries of each class since something last went well: a JSON object, class → number.
ALTER TABLE execution ADD COLUMN spent TEXT NOT NULL DEFAULT '{}';
-- How long earlier runs of the query were open at Amazon, in milliseconds; null when not known.
ALTER TABLE execution ADD COLUMN usual_ms BIGINT;

-- Whose slots an instance's runs take; empty for accounts.
ALTER TABLE execution_lane ADD COLUMN account TEXT NOT NULL DEFAULT '';
UPDATE execution_lane SET account = COALESCE((SELECT amazon_account FROM instance WHERE instance.id = execution_lane.id), '')
WHERE kind = 'instance';
CREATE INDEX execution_lane_by_account ON execution_lane (account);
-- Until when retries of an instance are booked, in milliseconds since 1970.
ALTER TABLE execution_lane ADD COLUMN retries_until BIGINT NOT NULL DEFAULT 0;

CREATE INDEX execution_place_held ON execution_place (account, instance_id, client_id, person_id) WHERE slot IS NOT NULL;

-- +goose Down
DROP INDEX execution_place_held;
DROP INDEX execution_lane_by_account;
ALTER TABLE execution_lane DROP COLUMN retries_until;
ALTER TABLE execution_lane DROP COLUMN account;
ALTER TABLE execution DROP COLUMN usual_ms;
ALTER TABLE execution DROP COLUMN spent;
