BEGIN;

-- Whose permission a consent with the scope profile is.
CREATE TABLE profile (
  consent_id INTEGER PRIMARY KEY REFERENCES consent (id),
  user_id    TEXT NOT NULL,
  email      TEXT NOT NULL, -- empty: the account has none
  name       TEXT NOT NULL
) STRICT;

PRAGMA user_version = 2;
COMMIT;
