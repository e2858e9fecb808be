-- +goose Up

-- The provider is to ask for the person anew, whatever session it still has of them.
ALTER TABLE sign_in_request ADD COLUMN anew BOOLEAN NOT NULL DEFAULT FALSE;

-- +goose Down
ALTER TABLE sign_in_request DROP COLUMN anew;
