-- +goose Up

-- A link that was made on the machine itself takes the second factor away as well.
ALTER TABLE person_link ADD COLUMN drops_factors BOOLEAN NOT NULL DEFAULT FALSE;

-- +goose Down
ALTER TABLE person_link DROP COLUMN drops_factors;
