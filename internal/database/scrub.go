package database

import (
	"context"
	"fmt"
)

// textTables are those that off-boarding removes texts from.
const textTables = "execution, execution_text, execution_event, execution_attempt, execution_filling, query, query_version, " +
	"schedule, schedule_version, schedule_target, occurrence, occurrence_execution, data_set, instance_data_source, notice, notice_subject, message, client_key"

// Scrub clears what was deleted or overwritten out of the files of the database,
// as far as the database can, and reports whether it could; when it could not,
// because somebody reads an older state, call it again later.
//
// SQLite writes the whole database anew and empties its log: nothing is left.
// PostgreSQL gives the room of dead rows free for others, online; until it is
// used, and in its write-ahead log and backups, they may still be found.
func (db *DB) Scrub(ctx context.Context) (complete bool, err error) {
	if db.dialect == PostgreSQL {
		if _, err := db.SQL().ExecContext(ctx, "VACUUM "+textTables); err != nil {
			return false, fmt.Errorf("vacuum: %w", Named(err))
		}
		return true, nil
	}
	if _, err := db.SQL().ExecContext(ctx, "VACUUM"); err != nil {
		return false, fmt.Errorf("vacuum: %w", Named(err))
	}
	var busy, pages, moved int
	if err := db.SQL().QueryRowContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)").Scan(&busy, &pages, &moved); err != nil {
		return false, fmt.Errorf("empty the log: %w", Named(err))
	}
	return busy == 0, nil
}
