package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/database"
)

// bulk loads many rows into an empty database: references are not looked up
// row by row, and indexes are built once, over all rows.
type bulk struct{ db *database.DB }

// index is one that comes back after the rows.
type index struct{ name, definition string }

// begin takes the indexes off the tables, but for those that are constraints.
func (b bulk) begin(ctx context.Context, tables ...string) (later []index, err error) {
	find := "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name IN (?)"
	if b.db.Dialect() == database.PostgreSQL {
		find = "SELECT indexname, indexdef FROM pg_indexes WHERE tablename IN (?) AND indexname NOT IN (SELECT conname FROM pg_constraint)"
	} else if _, err := b.db.SQL().ExecContext(ctx, "PRAGMA foreign_keys = OFF"); err != nil { // of the only connection that writes
		return nil, fmt.Errorf("begin loading: %w", err)
	}
	err = b.load(ctx, func(ctx context.Context, tx bun.Tx) error {
		var names, definitions []string
		if err := tx.NewRaw(find, bun.List(tables)).Scan(ctx, &names, &definitions); err != nil {
			return err
		}
		later = make([]index, len(names))
		for i := range later {
			later[i] = index{names[i], definitions[i]}
			if _, err := tx.ExecContext(ctx, "DROP INDEX "+names[i]); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("take indexes off: %w", err)
	}
	return later, nil
}

// write runs a statement that inserts.
func (b bulk) write(ctx context.Context, statement string) error {
	return b.load(ctx, func(ctx context.Context, tx bun.Tx) error {
		_, err := tx.ExecContext(ctx, statement)
		return err
	})
}

// load writes as whoever signed in, a superuser, and not as a role of the program.
// Triggers of references do not run.
func (b bulk) load(ctx context.Context, fn database.Func) error {
	return b.db.Write(ctx, actor.System("bench"), func(ctx context.Context, tx bun.Tx) error {
		if b.db.Dialect() == database.PostgreSQL {
			if _, err := tx.ExecContext(ctx, "SET LOCAL ROLE NONE; SET LOCAL session_replication_role = replica"); err != nil {
				return fmt.Errorf("begin loading: %w", err)
			}
		}
		return fn(ctx, tx)
	})
}

// end brings the indexes back and has every reference looked up again from now on.
func (b bulk) end(ctx context.Context, later []index) error {
	var errs []error
	if b.db.Dialect() == database.SQLite {
		_, err := b.db.SQL().ExecContext(ctx, "PRAGMA foreign_keys = ON")
		errs = append(errs, err)
	}
	for _, i := range later {
		if _, err := b.db.SQL().ExecContext(ctx, i.definition); err != nil {
			errs = append(errs, fmt.Errorf("build index %s: %w", i.name, err))
		}
	}
	return errors.Join(errs...)
}
