package connection_test

import (
	"context"
	"log/slog"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/amc"
	"github.com/recomamp/recomamp/amcsandbox"
	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/clock"
	"github.com/recomamp/recomamp/internal/connection"
	"github.com/recomamp/recomamp/internal/database"
	"github.com/recomamp/recomamp/internal/event"
	"github.com/recomamp/recomamp/internal/idempotency"
	"github.com/recomamp/recomamp/internal/instance"
	"github.com/recomamp/recomamp/internal/notify"
	"github.com/recomamp/recomamp/internal/seal"
)

var owner = actor.Actor{Kind: actor.KindPerson, PersonID: "p1", Name: "Owner", Role: actor.Owner, SessionID: "s1"}

// wire counts the calls to the token address and can be cut.
type wire struct {
	tokenCalls atomic.Int32
	cut        atomic.Bool
	gate       atomic.Pointer[gate]
	without    atomic.Pointer[string] // an account that is not listed
	refuse     atomic.Pointer[error]  // of every call for the accounts
}

// RoundTrip implements http.RoundTripper.
func (w *wire) RoundTrip(r *http.Request) (*http.Response, error) {
	if strings.HasSuffix(r.URL.Path, "/auth/o2/token") {
		w.tokenCalls.Add(1)
	}
	if w.cut.Load() {
		return nil, http.ErrServerClosed
	}
	if refused := w.refuse.Load(); refused != nil && strings.HasSuffix(r.URL.Path, "/amc/accounts") {
		return nil, *refused
	}
	return w.answer(r)
}

type bundle struct {
	db          *database.DB
	clock       *clock.Manual
	sandbox     *amcsandbox.Server
	wire        *wire
	keys        string
	connections *connection.Service
	instances   *instance.Service
}

func setup(t *testing.T, db *database.DB) *bundle {
	t.Helper()
	b := &bundle{
		db: db, clock: clock.NewManual(time.Now()), sandbox: amcsandbox.Start(t), wire: &wire{},
		keys: filepath.Join(t.TempDir(), "keyset.json"),
	}
	b.execute(t, `INSERT INTO person (id, email, email_key, name, role, password_hash, created_at, updated_at)
		VALUES ('p1', 'o@x.example', 'o@x.example', 'Owner', 'owner', '', ?0, ?0)`, b.clock.Now())
	b.connections, b.instances = b.service(t)
	return b
}

// service returns another process's services on the same database.
func (b *bundle) service(t *testing.T) (*connection.Service, *instance.Service) {
	t.Helper()
	box, err := seal.New(seal.Config{Path: b.keys})
	require.NoError(t, err)
	log := event.NewLog(b.clock)
	instances := instance.New(instance.Dependencies{DB: b.db, Clock: b.clock, Events: log})
	hosts := amc.Hosts{API: b.sandbox.BaseURL, Authorize: b.sandbox.BaseURL + "/ap/oa", Token: b.sandbox.BaseURL + "/auth/o2/token"}
	return connection.New(connection.Dependencies{
		DB: b.db, Clock: b.clock, Events: log, Box: box, Instances: instances, Notices: notify.New(notify.Dependencies{DB: b.db, Clock: b.clock, Events: log}, notify.Config{}), Logger: slog.New(slog.DiscardHandler),
		HTTPClient: &http.Client{Transport: b.wire},
	}, connection.Config{App: connection.App{
		ClientID: b.sandbox.ClientID, ClientSecret: b.sandbox.ClientSecret, RedirectURL: "http://localhost:1/oauth/callback",
		Hosts: map[amc.Region]amc.Hosts{amc.RegionNA: hosts, amc.RegionEU: hosts, amc.RegionFE: hosts},
	}}), instances
}

func (b *bundle) execute(t *testing.T, statement string, values ...any) {
	t.Helper()
	require.NoError(t, b.db.Write(t.Context(), owner, func(ctx context.Context, tx bun.Tx) error {
		_, err := tx.NewRaw(statement, values...).Exec(ctx)
		return err
	}))
}

// press answers the consent page with "allow" or "deny" and returns the query
// of the way back.
func (b *bundle) press(t *testing.T, page, decision string) url.Values {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, page, strings.NewReader("decision="+decision))
	require.NoError(t, err)
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	response, err := client.Do(request)
	require.NoError(t, err)
	defer response.Body.Close()
	target, err := response.Location()
	require.NoError(t, err)
	return target.Query()
}

func (b *bundle) begin(t *testing.T) connection.Request {
	t.Helper()
	request, err := b.connections.Begin(t.Context(), owner, "NA", idempotency.Key{})
	require.NoError(t, err)
	return request
}

// connect makes a healthy connection and looks around it.
func (b *bundle) connect(t *testing.T) actor.ConnectionID {
	t.Helper()
	request := b.begin(t)
	id, err := b.connections.Complete(t.Context(), owner, b.press(t, request.AuthorizeURL, "allow"))
	require.NoError(t, err)
	require.Equal(t, request.ConnectionID, id)
	_, err = b.connections.Discover(t.Context(), owner, id)
	require.NoError(t, err)
	return id
}

func (b *bundle) only(t *testing.T) connection.Connection {
	t.Helper()
	list, err := b.connections.List(t.Context(), owner)
	require.NoError(t, err)
	require.Len(t, list, 1)
	return list[0]
}

func (b *bundle) notices(t *testing.T, state notify.ListState) []notify.Notice {
	t.Helper()
	reader := notify.New(notify.Dependencies{DB: b.db, Clock: b.clock}, notify.Config{})
	found, err := reader.List(t.Context(), owner, notify.Filter{State: state}, 10)
	require.NoError(t, err)
	return found
}
