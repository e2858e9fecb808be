package database_test

import (
	"bytes"
	"context"
	"errors"
	"net"
	"net/url"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/stretchr/testify/require"
	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/database"
	"github.com/recomamp/recomamp/internal/database/databasetest"
)

// wire stands between a client and PostgreSQL and counts how often the client
// speaks after having been answered.
type wire struct {
	sync.Mutex

	trips    int
	answered bool
}

func (w *wire) heard(fromClient bool) {
	w.Lock()
	defer w.Unlock()
	if fromClient && w.answered {
		w.trips++
	}
	w.answered = !fromClient
}

func (w *wire) count() int {
	w.Lock()
	defer w.Unlock()
	return w.trips
}

// between gives the settings that lead through the wire.
func (w *wire) between(t *testing.T, config database.Config) database.Config {
	t.Helper()
	server, err := pgx.ParseConfig(config.URL)
	require.NoError(t, err)
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, listener.Close()) })
	go func() {
		for {
			client, err := listener.Accept()
			if err != nil {
				return
			}
			network, address := pgconn.NetworkAddress(server.Host, server.Port)
			upstream, err := (&net.Dialer{}).DialContext(context.WithoutCancel(t.Context()), network, address)
			if err != nil {
				client.Close()
				return
			}
			go w.pass(upstream, client, true)
			go w.pass(client, upstream, false)
		}
	}()
	address, err := url.Parse(config.URL)
	require.NoError(t, err)
	address.Host = listener.Addr().String()
	query := address.Query()
	query.Del("host")
	address.RawQuery = query.Encode()
	return database.Config{URL: address.String(), MaxConnections: 1}
}

func (w *wire) pass(to, from net.Conn, fromClient bool) {
	defer to.Close()
	buffer := make([]byte, 64<<10)
	for {
		n, err := from.Read(buffer)
		if n > 0 {
			// A connection that was idle for a second is looked at first.
			w.heard(fromClient && !bytes.Contains(buffer[:n], []byte("-- ping")))
			if _, err := to.Write(buffer[:n]); err != nil {
				return
			}
		}
		if err != nil {
			return // io.EOF, or the other side has gone
		}
	}
}

func TestAStatementTakesOneRoundTrip(t *testing.T) {
	t.Parallel()
	w := new(wire)
	db, err := database.Open(t.Context(), w.between(t, databasetest.PostgresConfig(t)))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	before := w.count()
	var n int
	require.NoError(t, db.Read(t.Context(), tester, func(ctx context.Context, tx bun.Tx) error {
		return errors.Join(tx.NewRaw("SELECT ?", 1).Scan(ctx, &n), tx.NewRaw("SELECT ?", 2).Scan(ctx, &n))
	}))
	require.Equal(t, 2, n)
	require.Equal(t, 4, w.count()-before, "begin with the actor, two statements, commit")
}

func TestATransactionIsBoundToItsActor(t *testing.T) {
	t.Parallel()
	db := databasetest.Postgres(t)
	for _, a := range []actor.Actor{tester, actor.System(`o'hara \'; DROP TABLE person; --`), {}} {
		for _, run := range []func(context.Context, actor.Actor, database.Func) error{db.Read, db.Write} {
			var bound string
			require.NoError(t, run(t.Context(), a, func(ctx context.Context, tx bun.Tx) error {
				return tx.NewRaw("SELECT current_setting('recomamp.actor')").Scan(ctx, &bound)
			}))
			require.Equal(t, a.Setting(), bound)
		}
	}
	var left string
	require.NoError(t, db.SQL().QueryRowContext(t.Context(), "SELECT COALESCE(current_setting('recomamp.actor', true), '')").Scan(&left))
	require.Empty(t, left, "it ends with the transaction")
}

func TestReadsOfPostgresAreReadOnlyAndOfOneMoment(t *testing.T) {
	t.Parallel()
	db := databasetest.Postgres(t)
	settings := func(run func(context.Context, actor.Actor, database.Func) error) (level, readOnly string) {
		require.NoError(t, run(t.Context(), tester, func(ctx context.Context, tx bun.Tx) error {
			return tx.NewRaw("SELECT current_setting('transaction_isolation'), current_setting('transaction_read_only')").Scan(ctx, &level, &readOnly)
		}))
		return level, readOnly
	}
	level, readOnly := settings(db.Read)
	require.Equal(t, []string{"repeatable read", "on"}, []string{level, readOnly})
	level, readOnly = settings(db.Write)
	require.Equal(t, []string{"read committed", "off"}, []string{level, readOnly})
}

func TestValuesOfEveryKindComeBackFromPostgres(t *testing.T) {
	t.Parallel()
	db := databasetest.Postgres(t)
	var (
		at      time.Time
		yes     bool
		big     int64
		part    float64
		octets  []byte
		text    string
		nothing *string
	)
	moment := time.Date(2026, 3, 29, 1, 30, 0, 123456000, time.UTC)
	require.NoError(t, db.Read(t.Context(), tester, func(ctx context.Context, tx bun.Tx) error {
		return tx.NewRaw("SELECT ?::timestamptz, ?::boolean, ?::bigint, ?::float8, ?::bytea, ?, ?",
			moment, true, int64(1)<<60, 0.1, []byte{0, 255, '\\'}, "it's \\ ünïcode", nil).Scan(ctx, &at, &yes, &big, &part, &octets, &text, &nothing)
	}))
	require.Equal(t, moment, at)
	require.True(t, yes)
	require.Equal(t, int64(1)<<60, big)
	require.InDelta(t, 0.1, part, 0)
	require.Equal(t, []byte{0, 255, '\\'}, octets)
	require.Equal(t, "it's \\ ünïcode", text)
	require.Nil(t, nothing)
}
