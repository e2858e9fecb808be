package notify

import (
	"context"
	"encoding/base64"
	"fmt"
	"log/slog"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/clock"
	"github.com/recomamp/recomamp/internal/courier"
	"github.com/recomamp/recomamp/internal/database"
	"github.com/recomamp/recomamp/internal/database/databasetest"
	"github.com/recomamp/recomamp/internal/event"
	"github.com/recomamp/recomamp/internal/seal"
)

// start is a Tuesday at noon in Berlin.
var start = time.Date(2026, 3, 10, 11, 0, 0, 0, time.UTC)

// fixture is a service on a real database with two clients. Nothing is sent but
// by its tell.
type fixture struct {
	*Service

	t     *testing.T
	time  *clock.Manual
	owner actor.Actor
	post  *post
}

// post is a courier that keeps what it is given.
type post struct {
	mu      sync.Mutex
	carried []carried
	answer  func(to courier.Address, m courier.Message) error // nil takes everything
}

type carried struct {
	to string
	courier.Message
}

// Send implements Courier.
func (p *post) Send(_ context.Context, to courier.Address, m courier.Message) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.carried = append(p.carried, carried{to.Secret(), m})
	if p.answer != nil {
		return p.answer(to, m)
	}
	return nil
}

// taken returns what was carried since it was last asked.
func (p *post) taken() []carried {
	p.mu.Lock()
	defer p.mu.Unlock()
	taken := p.carried
	p.carried = nil
	return taken
}

// on runs test on both databases.
func on(t *testing.T, test func(t *testing.T, f *fixture)) {
	t.Helper()
	databasetest.Run(t, func(t *testing.T, db *database.DB) { test(t, newFixture(t, db)) })
}

func newFixture(t *testing.T, db *database.DB) *fixture {
	t.Helper()
	keys, err := seal.Generate()
	require.NoError(t, err)
	f := &fixture{t: t, time: clock.NewManual(start), owner: actor.Person("ada", "Ada", actor.Owner), post: &post{}}
	f.Service = f.process(db, base64.StdEncoding.EncodeToString(keys))
	for _, statement := range []string{
		`INSERT INTO person (id, email, email_key, name, role, password_hash, created_at, updated_at) VALUES ('ada', 'a', 'a', 'Ada', 'owner', '', ?0, ?0), ('bob', 'b', 'b', 'Bob', 'owner', '', ?0, ?0),
			('eve', 'e', 'e', 'Eve', 'member', '', ?0, ?0)`,
	} {
		f.write(func(ctx context.Context, tx bun.Tx) error {
			_, err := tx.NewRaw(statement, start).Exec(ctx)
			return err
		})
	}
	return f
}

// process returns the service as another process has it.
func (f *fixture) process(db *database.DB, keys string) *Service {
	f.t.Helper()
	box, err := seal.New(seal.Config{Keyset: keys})
	require.NoError(f.t, err)
	return New(Dependencies{
		DB: db, Clock: f.time, Events: event.NewLog(f.time), Box: box, Courier: f.post, Logger: slog.New(slog.DiscardHandler),
	}, Config{SiteURL: "https://recomamp.example"})
}

func (f *fixture) write(fn database.Func) {
	f.t.Helper()
	require.NoError(f.t, f.db.Write(f.t.Context(), f.owner, fn))
}

func (f *fixture) raise(r Raise) {
	f.t.Helper()
	f.write(func(ctx context.Context, tx bun.Tx) error { return f.Raise(ctx, tx, f.owner, r) })
}

func (f *fixture) resolveCause(cause string) {
	f.t.Helper()
	f.write(func(ctx context.Context, tx bun.Tx) error { return f.Resolve(ctx, tx, f.owner, cause) })
}

// notices are all of them as rows, the oldest first.
func (f *fixture) notices() (all []Notice) {
	f.t.Helper()
	require.NoError(f.t, f.db.Read(f.t.Context(), f.owner, func(ctx context.Context, tx bun.Tx) error {
		return tx.NewSelect().Model(&all).Order("id").Scan(ctx)
	}))
	return all
}

// events counts those of a kind.
func (f *fixture) eventCount(kind event.Kind) (n int64) {
	f.t.Helper()
	require.NoError(f.t, f.db.Read(f.t.Context(), f.owner, func(ctx context.Context, tx bun.Tx) (err error) {
		n, err = tx.NewSelect().Model((*event.Event)(nil)).Where("kind = ?", kind).Count(ctx)
		return err
	}))
	return n
}

// paused is a schedule that a withdrawn consent stopped.
func paused(n int) Raise {
	return Raise{
		Kind: KindSchedule, Severity: Warning, Cause: "connection:c1",
		Title: fmt.Sprintf("Schedule “S%d” is paused", n), Many: "%d schedules are paused", Body: "Amazon no longer accepts the connection.",
		Next:     Next{Label: "Reconnect", Path: "/connections"},
		Subjects: []Subject{{Kind: "schedule", ID: fmt.Sprint(n), Name: fmt.Sprintf("S%d", n), ClientID: "kestrel", InstanceID: "i1"}},
	}
}
