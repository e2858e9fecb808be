-- +goose Up

-- A channel's name is compared with those of its kind only, lest another's be told: name_key begins with whose it is
-- and a line feed, unless the channel is for all. Those for clients take their final form when they are saved next.
UPDATE channel SET name_key = 'person ' || person_id || char(10) || name_key WHERE person_id IS NOT NULL;
UPDATE channel SET name_key = 'channel ' || id || char(10) || name_key WHERE person_id IS NULL AND clients <> '[]';

-- +goose Down
UPDATE channel SET name_key = lower(name) || ' ' || id WHERE instr(name_key, char(10)) > 0;
