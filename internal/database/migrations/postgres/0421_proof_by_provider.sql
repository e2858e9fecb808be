-- +goose Up

-- Who was sent away is signed in, and is to prove that it is still them.
ALTER TABLE sign_in_request ADD COLUMN proves BOOLEAN NOT NULL DEFAULT FALSE;

-- +goose Down
ALTER TABLE sign_in_request DROP COLUMN proves;
