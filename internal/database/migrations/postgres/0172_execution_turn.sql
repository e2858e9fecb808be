-- +goose Up

-- Whose turn it is is looked up by one priority after the other.
DROP INDEX execution_place_waiting;
CREATE INDEX execution_place_waiting ON execution_place (account, priority, instance_id, person_id, since, execution_id) WHERE waiting;

-- +goose Down
DROP INDEX execution_place_waiting;
CREATE INDEX execution_place_waiting ON execution_place (account, instance_id, priority, person_id, since, execution_id) WHERE waiting;
