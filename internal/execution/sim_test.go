package execution

import (
	"cmp"
	"context"
	"encoding/base64"
	"encoding/json"
	"log/slog"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/clock"
	"github.com/recomamp/recomamp/internal/database"
	"github.com/recomamp/recomamp/internal/database/databasetest"
	"github.com/recomamp/recomamp/internal/datakey"
	"github.com/recomamp/recomamp/internal/event"
	"github.com/recomamp/recomamp/internal/idempotency"
	"github.com/recomamp/recomamp/internal/query"
	"github.com/recomamp/recomamp/internal/result"
	"github.com/recomamp/recomamp/internal/seal"
	"github.com/recomamp/recomamp/internal/window"
)

// sim runs the machine on a real database without goroutines: it does what is
// due, and moves the clock to the next due instant when nothing is.
type sim struct {
	*Service

	t         testing.TB
	time      *clock.Manual
	amazon    *fakeAmazon
	instances *fakeInstances
	instance  actor.InstanceID
	owner     actor.Actor
}

var simStart = time.Date(2026, 3, 10, 12, 0, 0, 0, time.UTC)

// simulate runs test on both databases.
func simulate(t *testing.T, test func(t *testing.T, m *sim)) {
	t.Helper()
	databasetest.Run(t, func(t *testing.T, db *database.DB) { test(t, newSim(t, db, Config{})) })
}

func newSim(t testing.TB, db *database.DB, config Config) *sim {
	t.Helper()
	config.Pace.Least = cmp.Or(config.Pace.Least, 5*time.Second) // no waiting in place
	manual := clock.NewManual(simStart)
	owner, instance := seed(t, db)
	m := &sim{t: t, time: manual, amazon: newFake(manual), instance: instance, owner: owner}
	m.instances = &fakeInstances{
		known:  map[actor.InstanceID]Instance{instance: {ID: instance, Account: "ENTITY1"}},
		amazon: map[actor.InstanceID]Amazon{instance: m.amazon},
	}
	m.Service = m.process(db, config)
	return m
}

// process builds one more server process on the same database.
func (m *sim) process(db *database.DB, config Config) *Service {
	m.t.Helper()
	s, err := New(Dependencies{
		DB: db, Events: event.NewLog(m.time), Results: newResults(m.t, m.time, db), Instances: m.instances,
		Queries: query.New(query.Dependencies{DB: db, Clock: m.time, Events: event.NewLog(m.time)}),
		Clock:   m.time, Logger: slog.New(slog.DiscardHandler), Config: config,
	})
	require.NoError(m.t, err)
	return s
}

// testKeyset is what all processes seal with.
var testKeyset = sync.OnceValue(func() string {
	encoded, err := seal.Generate()
	if err != nil {
		panic(err)
	}
	return base64.StdEncoding.EncodeToString(encoded)
})

func newResults(t testing.TB, c clock.Clock, db *database.DB) *result.Service {
	t.Helper()
	box, err := seal.New(seal.Config{Keyset: testKeyset()})
	require.NoError(t, err)
	bucket, err := result.OpenBucket(t.Context(), "", t.TempDir())
	require.NoError(t, err)
	results, err := result.New(result.Dependencies{Bucket: bucket, ScratchDir: t.TempDir(), Clock: c, Keys: datakey.New(datakey.Dependencies{DB: db, Clock: c, Box: box})})
	require.NoError(t, err)
	t.Cleanup(func() {
		require.NoError(t, results.Close())
		require.NoError(t, bucket.Close())
	})
	return results
}

// seed makes what other packages own: a person and an instance.
func seed(t testing.TB, db *database.DB) (actor.Actor, actor.InstanceID) {
	t.Helper()
	person, instance := actor.NewID[actor.PersonID](), actor.NewID[actor.InstanceID]()
	client := actor.NewID[actor.ClientID]()
	require.NoError(t, db.Write(t.Context(), actor.System("test"), func(ctx context.Context, tx bun.Tx) error {
		for _, statement := range []struct {
			sql  string
			args []any
		}{
			{`INSERT INTO person (id, email, email_key, name, role, password_hash, created_at, updated_at)
			  VALUES (?, ?, ?, 'Ada', 'owner', '', ?, ?)`, []any{person, person, person, simStart, simStart}},
			{`INSERT INTO client (id, advertiser, name, color, version, created_at, updated_at)
			  VALUES (?, ?, 'Kestrel', 'teal', 1, ?, ?)`, []any{client, client, simStart, simStart}},
			{
				`INSERT INTO instance (id, amazon_id, client_id, amazon_account, marketplace_id, region, name, amazon_name,
			  type, creation_status, version, seen_at, created_at, updated_at)
			  VALUES (?, ?, ?, 'ENTITY1', 'M', 'NA', 'Kestrel US', 'kestrel', 'STANDARD', 'COMPLETED', 1, ?, ?, ?)`,
				[]any{instance, instance, client, simStart, simStart, simStart},
			},
		} {
			if _, err := tx.NewRaw(statement.sql, statement.args...).Exec(ctx); err != nil {
				return err
			}
		}
		return nil
	}))
	return actor.Person(person, "Ada", actor.Owner), instance
}

func (m *sim) params() CreateParams {
	return CreateParams{
		InstanceID: m.instance, SQL: "SELECT 1",
		Window: window.Spec{From: "2026-02-01", To: "2026-03-01", Zone: "America/New_York"},
	}
}

func (m *sim) create() actor.ExecutionID {
	m.t.Helper()
	made, err := m.Create(m.t.Context(), m.owner, m.params())
	require.NoError(m.t, err)
	require.Equal(m.t, Queued, made.State)
	return made.ID
}

func (m *sim) get(id actor.ExecutionID) *Detail {
	m.t.Helper()
	d, err := m.Get(m.t.Context(), m.owner, id)
	require.NoError(m.t, err)
	return d
}

// turn does what is due now, or moves the clock; false when nothing will ever be due.
func (m *sim) turn() bool {
	m.t.Helper()
	claimed, next, err := m.claimDue(m.t.Context())
	require.NoError(m.t, err)
	if len(claimed) == 0 {
		if next.IsZero() {
			return false
		}
		m.time.Advance(max(next.Sub(m.time.Now()), time.Millisecond))
		return true
	}
	for _, l := range claimed {
		m.work(m.t.Context(), l)
	}
	return true
}

// until turns until the condition holds.
func (m *sim) until(what string, done func() bool) {
	m.t.Helper()
	for range 400 {
		if done() {
			return
		}
		if !m.turn() {
			break
		}
	}
	require.True(m.t, done(), "never happened: %s", what)
}

func (m *sim) untilState(id actor.ExecutionID, state State) *Detail {
	m.t.Helper()
	m.until(string(state), func() bool { return m.get(id).State == state })
	return m.get(id)
}

// untilFinal runs an execution to its end.
func (m *sim) untilFinal(id actor.ExecutionID) *Detail {
	m.t.Helper()
	m.until("the end", func() bool { return m.get(id).State.IsFinal() })
	return m.get(id)
}

// quiet checks that nothing is left: no slot, no work on executions.
func (m *sim) quiet() {
	m.t.Helper()
	m.until("quiet", func() bool { return m.openWork() == 0 })
	var slots int64
	require.NoError(m.t, m.db.Read(m.t.Context(), m.owner, func(ctx context.Context, tx bun.Tx) (err error) {
		slots, err = tx.NewSelect().Model((*place)(nil)).Count(ctx)
		return err
	}))
	require.Zero(m.t, slots)
	require.LessOrEqual(m.t, m.amazon.open(), 0)
}

func (m *sim) openWork() (n int64) {
	m.t.Helper()
	require.NoError(m.t, m.db.Read(m.t.Context(), m.owner, func(ctx context.Context, tx bun.Tx) (err error) {
		n, err = tx.NewSelect().Model((*work)(nil)).Where("kind = 'step' OR due_at IS NOT NULL").Count(ctx)
		return err
	}))
	return n
}

func (d *Detail) states() []State {
	var states []State
	for _, e := range d.Events {
		if len(states) == 0 || states[len(states)-1] != e.State {
			states = append(states, e.State)
		}
	}
	return states
}

func raw(text string) json.RawMessage { return json.RawMessage(text) }

func key(t *testing.T, value string, input any) idempotency.Key {
	t.Helper()
	k, err := idempotency.NewKey(value, "test", input)
	require.NoError(t, err)
	return k
}
