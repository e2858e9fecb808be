package budget

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/clock"
	"github.com/recomamp/recomamp/internal/database"
	"github.com/recomamp/recomamp/internal/database/databasetest"
	"github.com/recomamp/recomamp/internal/event"
	"github.com/recomamp/recomamp/internal/notify"
)

// fixture is a service on a real database, with one client, instance and query.
type fixture struct {
	*Service

	notices *notify.Service

	t     *testing.T
	time  *clock.Manual
	owner actor.Actor
	what  Subject // all but the execution
}

var start = time.Date(2026, 3, 11, 0, 0, 0, 0, time.UTC) // ten of 31 days have passed

// on runs test on both databases.
func on(t *testing.T, test func(t *testing.T, f *fixture)) {
	t.Helper()
	databasetest.Run(t, func(t *testing.T, db *database.DB) {
		manual := clock.NewManual(start)
		events := event.NewLog(manual)
		notices := notify.New(notify.Dependencies{DB: db, Events: events, Clock: manual}, notify.Config{})
		f := &fixture{
			Service: New(Dependencies{DB: db, Events: events, Notices: notices, Clock: manual}), t: t, notices: notices, time: manual,
			owner: actor.Person("ada", "Ada", actor.Owner), what: Subject{InstanceID: "i1", ClientID: "c1", QueryID: "q1"},
		}
		for _, statement := range []string{
			`INSERT INTO person (id, email, email_key, name, role, password_hash, created_at, updated_at) VALUES ('ada', 'a', 'a', 'Ada', 'owner', '', ?0, ?0)`,
			`INSERT INTO client (id, advertiser, name, color, version, created_at, updated_at) VALUES ('c1', 'Kestrel', 'Kestrel', 'teal', 1, ?0, ?0)`,
			`INSERT INTO instance (id, amazon_id, client_id, amazon_account, marketplace_id, region, name, amazon_name, type, creation_status, version, seen_at, created_at, updated_at)
			 VALUES ('i1', 'amc1', 'c1', 'E', 'M', 'NA', 'US', 'US', 'STANDARD', 'COMPLETED', 1, ?0, ?0, ?0)`,
			`INSERT INTO query (id, name, name_key, description, version, revision, created_by, created_at, updated_by, updated_at)
			 VALUES ('q1', 'Reach', 'reach', '', 1, 1, 'ada', ?0, 'ada', ?0)`,
		} {
			f.write(func(ctx context.Context, tx bun.Tx) error {
				_, err := tx.NewRaw(statement, start).Exec(ctx)
				return err
			})
		}
		test(t, f)
	})
}

func (f *fixture) write(fn database.Func) {
	f.t.Helper()
	require.NoError(f.t, f.db.Write(f.t.Context(), f.owner, fn))
}

// card sets the price of a run, and nothing else.
func (f *fixture) card(perRun int64) {
	f.t.Helper()
	_, err := f.SetRate(f.t.Context(), f.owner, Rate{InstanceID: "i1", Currency: "EUR", PerRun: perRun})
	require.NoError(f.t, err)
}

// reserve asks for an execution.
func (f *fixture) reserve(id actor.ExecutionID) error {
	what := f.what
	what.ExecutionID = id
	return f.db.Write(f.t.Context(), f.owner, func(ctx context.Context, tx bun.Tx) error { return f.Reserve(ctx, tx, f.owner, what) })
}

// end settles an execution.
func (f *fixture) end(id actor.ExecutionID, usage Usage) {
	f.t.Helper()
	f.write(func(ctx context.Context, tx bun.Tx) error { return f.Settle(ctx, tx, f.owner, id, usage) })
}

// budget is the only one there is, as it stands.
func (f *fixture) budget() Standing {
	f.t.Helper()
	all, err := f.Budgets(f.t.Context(), f.owner)
	require.NoError(f.t, err)
	require.Len(f.t, all, 1)
	return all[0]
}

// events counts those of a kind.
func (f *fixture) events(kind event.Kind) (n int64) {
	f.t.Helper()
	require.NoError(f.t, f.db.Read(f.t.Context(), f.owner, func(ctx context.Context, tx bun.Tx) (err error) {
		n, err = tx.NewSelect().Model((*event.Event)(nil)).Where("kind = ?", kind).Count(ctx)
		return err
	}))
	return n
}

func of(n int64) *int64 { return &n }
