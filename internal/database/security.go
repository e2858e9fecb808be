package database

import (
	"context"
	"fmt"
)

// Unforced lists the tables that hold what belongs to an instance or a client and
// are not under forced row level security. On SQLite, which has none, it is empty.
func (db *DB) Unforced(ctx context.Context) (tables []string, err error) {
	if db.dialect != PostgreSQL {
		return nil, nil
	}
	err = db.reader.NewRaw(`SELECT c.relname FROM pg_class AS c
		WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p') AND NOT (c.relrowsecurity AND c.relforcerowsecurity)
			AND EXISTS (SELECT FROM pg_attribute AS a WHERE a.attrelid = c.oid AND a.attname IN ('instance_id', 'client_id') AND NOT a.attisdropped)
		ORDER BY c.relname`).Scan(ctx, &tables)
	if err != nil {
		return nil, fmt.Errorf("read which tables are under row level security: %w", err)
	}
	return tables, nil
}

// Version is the newest migration that was applied.
func (db *DB) Version(ctx context.Context) (int64, error) {
	provider, err := db.provider(db.writer.DB.DB)
	if err != nil {
		return 0, err
	}
	found, err := versions(ctx, provider)
	return found.Current, err
}
