-- +goose Up

-- When work was asked for while somebody held its lease: due again at the
-- latest then, whatever the holder says on giving it back.
ALTER TABLE execution_work ADD COLUMN woken_for TIMESTAMPTZ;

-- +goose Down
ALTER TABLE execution_work DROP COLUMN woken_for;
