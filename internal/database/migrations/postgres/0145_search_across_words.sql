-- +goose Up

-- pg_trgm passes over what is no letter or digit and knows no order, so that a
-- phrase of common words has it look at every text with these words. With a
-- letter for each frequent sign and blank, three characters in a row reach across
-- words. The letters are rare in SQL; what they are mistaken for is ruled out by
-- search_key.
ALTER TABLE execution_text ADD COLUMN search_spelt TEXT NOT NULL
    GENERATED ALWAYS AS (translate(search_key, E' _,.()\n=''\t\r', 'qzxjkkqvvqq')) STORED;

DROP INDEX execution_text_search;
-- Without fastupdate: texts are added seldom, and no search has to read a list of late ones.
CREATE INDEX execution_text_search ON execution_text USING gin (search_spelt gin_trgm_ops) WITH (fastupdate = off);

-- +goose Down
DROP INDEX execution_text_search;
CREATE INDEX execution_text_search ON execution_text USING gin (replace(search_key, '_', 'zq') gin_trgm_ops);
ALTER TABLE execution_text DROP COLUMN search_spelt;
