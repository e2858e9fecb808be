package audit_test

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/audit"
	"github.com/recomamp/recomamp/internal/clock"
	"github.com/recomamp/recomamp/internal/database"
	"github.com/recomamp/recomamp/internal/database/databasetest"
)

var ann = actor.Person("person-1", "Ann", actor.Owner)

// bundle is a service on a real database.
type bundle struct {
	*audit.Service

	db    *database.DB
	clock *clock.Manual
}

func setup(t *testing.T, db *database.DB) bundle {
	t.Helper()
	c := clock.NewManual(time.Date(2026, 3, 10, 12, 0, 0, 0, time.UTC))
	return bundle{serviceOn(t, db, c), db, c}
}

// serviceOn seals in small batches, so that few entries make several.
func serviceOn(t *testing.T, db *database.DB, c clock.Clock) *audit.Service {
	t.Helper()
	return audit.New(audit.Dependencies{DB: db, Clock: c, Logger: slog.New(slog.NewTextHandler(t.Output(), nil))}, audit.Config{MostInBatch: 4})
}

// on runs test on both databases.
func on(t *testing.T, test func(t *testing.T, b bundle)) {
	t.Helper()
	databasetest.Run(t, func(t *testing.T, db *database.DB) { test(t, setup(t, db)) })
}

// record has Ann save a query n times, a second apart.
func (b bundle) record(t *testing.T, n int) {
	t.Helper()
	for i := range n {
		err := b.db.Write(t.Context(), ann, func(ctx context.Context, tx bun.Tx) error {
			return audit.Record(ctx, tx, ann, b.clock.Advance(time.Second), audit.What{
				Act: audit.QuerySaved, ID: "query-1", Name: "Reach", Changes: audit.Changes{}.Is("version", i+1),
			})
		})
		require.NoError(t, err)
	}
}

// sealed has n entries sealed.
func (b bundle) sealed(t *testing.T, n int) {
	t.Helper()
	b.record(t, n)
	sealed, err := b.Seal(t.Context())
	require.NoError(t, err)
	require.EqualValues(t, n, sealed)
}

func (b bundle) verify(t *testing.T, known audit.Head) audit.Report {
	t.Helper()
	report, err := b.Verify(t.Context(), known)
	require.NoError(t, err)
	return report
}

// kinds are those of the problems of a report.
func kinds(r audit.Report) (found []audit.ProblemKind) {
	for _, p := range r.Problems {
		found = append(found, p.Kind)
	}
	return found
}

// exec runs a statement as it is.
func (b bundle) exec(t *testing.T, statement string, args ...any) error {
	t.Helper()
	return b.db.Write(t.Context(), actor.System("test"), func(ctx context.Context, tx bun.Tx) error {
		_, err := tx.ExecContext(ctx, statement, args...)
		return err
	})
}

// unguarded is what somebody does who owns the database: take the triggers away
// and change what they like.
func (b bundle) unguarded(t *testing.T, statements ...string) {
	t.Helper()
	if b.db.Dialect() == database.PostgreSQL {
		statements = append([]string{
			"SELECT set_config('recomamp.migrating', 'on', true)",
			"ALTER TABLE audit_entry DISABLE TRIGGER USER", "ALTER TABLE audit_batch DISABLE TRIGGER USER",
		}, statements...)
	} else {
		var drops []string
		for _, name := range []string{"audit_entry_insert", "audit_entry_update", "audit_entry_delete", "audit_batch_update", "audit_batch_delete"} {
			drops = append(drops, "DROP TRIGGER IF EXISTS "+name)
		}
		statements = append(drops, statements...)
	}
	tx, err := b.db.SQL().BeginTx(t.Context(), nil)
	require.NoError(t, err)
	defer func() { _ = tx.Rollback() }()
	for _, statement := range statements {
		_, err := tx.ExecContext(t.Context(), statement)
		require.NoError(t, err)
	}
	require.NoError(t, tx.Commit())
}
