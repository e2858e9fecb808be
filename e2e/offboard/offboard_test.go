package offboard_test

import (
	"context"
	"log/slog"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/app"
	"github.com/recomamp/recomamp/internal/app/apptest"
	"github.com/recomamp/recomamp/internal/database"
	"github.com/recomamp/recomamp/internal/seal"
)

// agency is a running program with two clients of one connection.
type agency struct {
	*apptest.Program

	clock    *shifted
	log      *buffer
	owner    *apptest.Caller
	client   string // who leaves
	name     string
	instance string
	stays    string // an instance of a client that does not
	token    string // Amazon's, in plain text
}

func start(t *testing.T, on func(*app.Config)) *agency {
	t.Helper()
	a := &agency{clock: &shifted{}, log: &buffer{}}
	a.Program = apptest.Start(t, on, func(c *app.Config) {
		c.Clock, c.Logger = a.clock, slog.New(slog.NewJSONHandler(a.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
		c.Notify.Window = time.Millisecond
	})
	a.owner = a.API(t)
	a.connect(t)
	return a
}

type instanceOf struct {
	ID, Health string
	Client     struct{ ID, Name string }
}

func (a *agency) instances(t *testing.T) []instanceOf {
	t.Helper()
	var list struct{ Items []instanceOf }
	a.owner.Get(t, "/api/v1/instances").Is(t, http.StatusOK).Into(t, &list)
	return list.Items
}

// connect consents as a person does and waits for instances of two clients.
func (a *agency) connect(t *testing.T) {
	t.Helper()
	browser := a.SignedIn(t)
	var request struct{ ID, AuthorizeURL string }
	browser.Post(t, "/api/v1/connections", map[string]string{"region": "NA"}).Is(t, http.StatusCreated).Into(t, &request)
	back := browser.Form(t, request.AuthorizeURL, url.Values{"decision": {"allow"}}).Is(t, http.StatusSeeOther).Header.Get("Location")
	browser.Get(t, back).Is(t, http.StatusSeeOther)
	require.Eventually(t, func() bool { return len(a.instances(t)) >= 6 }, 60*time.Second, 50*time.Millisecond)
	for _, i := range a.instances(t) {
		switch {
		case i.Health != "healthy":
		case a.instance == "":
			a.instance, a.client, a.name = i.ID, i.Client.ID, i.Client.Name
		case a.stays == "" && i.Client.ID != a.client:
			a.stays = i.ID
		}
	}
	require.NotEmpty(t, a.stays)
	box, err := seal.New(a.Config.Storage.Keys())
	require.NoError(t, err)
	var sealed []byte
	require.NoError(t, a.Core().DB.Read(t.Context(), actor.System("test"), func(ctx context.Context, tx bun.Tx) error {
		return tx.NewSelect().Table("connection").Column("refresh_token").Where("id = ?", request.ID).Scan(ctx, &sealed)
	}))
	a.token, err = box.Open(sealed, seal.Place{Table: "connection", Row: request.ID, Column: "refresh_token"})
	require.NoError(t, err)
	require.NotEmpty(t, a.token)
}

func (a *agency) post(t *testing.T, path string, body any) (id string) {
	t.Helper()
	var made struct{ ID string }
	answer := a.owner.Post(t, path, body)
	require.Less(t, answer.Status, 300, "%s: %s", path, answer.Body)
	answer.Into(t, &made)
	return made.ID
}

var window = map[string]string{"from": "2026-01-01", "to": "2026-01-02", "zone": "UTC"}

// ended waits until an execution has.
func (a *agency) ended(t *testing.T, id string) (state string) {
	t.Helper()
	var seen struct{ State string }
	require.Eventually(t, func() bool {
		a.owner.Get(t, "/api/v1/executions/"+id).Is(t, http.StatusOK).Into(t, &seen)
		return seen.State == "succeeded" || seen.State == "failed" || seen.State == "cancelled"
	}, 120*time.Second, 50*time.Millisecond)
	return seen.State
}

func (a *agency) finished(t *testing.T, id string) {
	t.Helper()
	require.Equal(t, "succeeded", a.ended(t, id))
}

type offBoarding struct {
	State string
	Steps []struct {
		Name, Phase, Problem string
		Count                int
		Notes                []string
		DoneAt               *time.Time
	}
	DestroyedAt, EndedAt *time.Time
}

func (o offBoarding) step(t *testing.T, name string) (count int, notes string) {
	t.Helper()
	for _, s := range o.Steps {
		if s.Name == name {
			return s.Count, strings.Join(s.Notes, " ")
		}
	}
	t.Fatalf("there is no step %s", name)
	return 0, ""
}

func (a *agency) path() string { return "/api/v1/clients/" + a.client + "/off-boarding" }

func (a *agency) look(t *testing.T) (o offBoarding) {
	t.Helper()
	a.owner.Get(t, a.path()).Is(t, http.StatusOK).Into(t, &o)
	return o
}

func (a *agency) until(t *testing.T, state string) {
	t.Helper()
	require.Eventually(t, func() bool {
		if err := a.Core().OffBoarding.Advance(t.Context()); err != nil {
			t.Log(err)
		}
		return a.look(t).State == state
	}, 60*time.Second, 100*time.Millisecond, "%+v", a.look(t))
}

// folders are where the program keeps what it keeps, but for the sandbox, which
// is Amazon's side.
func (a *agency) files(t *testing.T, text string) []string {
	t.Helper()
	found := filesWith(t, a.Config.Storage.DataDir, text, "sandbox")
	if a.Core().DB.Dialect() == database.PostgreSQL {
		for _, folder := range postgresFolders(t, a.Core().DB) {
			found = append(found, filesWith(t, folder, text)...)
		}
	}
	return found
}

func TestNothingOfAClientIsReadableAfterItHasLeft(t *testing.T) {
	t.Parallel()
	apptest.OnBoth(t, func(t *testing.T, on func(*app.Config)) {
		t.Helper()
		a := start(t, on)
		p := a.plant(t)
		scratch := filepath.Join(a.Config.Storage.DataDir, "scratch")

		// Positive control: the scanner finds what lies in plain text, and results
		// and tokens do not.
		a.everyTableIsKnown(t, p)
		for of, text := range p.texts {
			require.NotEmpty(t, rowsWith(t, a.Core().DB, text), of)
			if a.Core().DB.Dialect() == database.SQLite || postgresFolders(t, a.Core().DB) != nil {
				require.NotEmpty(t, a.files(t, text), of)
			}
		}
		require.NotEmpty(t, filesWith(t, scratch, p.cell), "the unsealed cache")
		for _, file := range a.files(t, p.cell) {
			require.True(t, strings.HasPrefix(file, scratch), "a cell lies in %s", file)
		}
		require.Empty(t, a.files(t, a.token))
		require.Empty(t, rowsWith(t, a.Core().DB, p.cell))
		require.Empty(t, rowsWith(t, a.Core().DB, a.token))

		plan := a.look(t)
		require.Equal(t, "staying", plan.State)
		results, _ := plan.step(t, "key")
		require.Equal(t, 2, results)
		schedules, _ := plan.step(t, "schedules")
		require.Equal(t, 1, schedules)
		forgotten, why := plan.step(t, "connections")
		require.Zero(t, forgotten)
		require.Contains(t, why, "stays: it also serves")

		a.owner.Post(t, a.path(), map[string]any{"confirm": "somebody else", "reason": "left"}).Is(t, http.StatusUnprocessableEntity)
		a.owner.Post(t, a.path(), map[string]any{"confirm": a.name, "reason": "left", "graceDays": 0}).Is(t, http.StatusOK)
		a.owner.Post(t, a.path(), map[string]any{"confirm": a.name, "reason": "left"}).Is(t, http.StatusConflict)
		require.Eventually(t, func() bool {
			_ = a.Core().OffBoarding.Advance(t.Context()) // a job does so too
			return a.owner.Get(t, "/api/v1/executions/"+p.execution+"/rows").Status == http.StatusConflict
		}, 60*time.Second, 100*time.Millisecond, "rows are refused as soon as the key is destroyed")
		a.clock.advance(2 * time.Minute)
		a.until(t, "destroyed")

		for of, text := range p.texts {
			if p.named[of] != "" {
				require.Subset(t, []string{"audit_entry"}, rowsWith(t, a.Core().DB, text), of)
				continue
			}
			require.Empty(t, rowsWith(t, a.Core().DB, text), of)
			if a.Core().DB.Dialect() == database.SQLite {
				require.Empty(t, a.files(t, text), of)
			}
			require.Empty(t, filesWith(t, a.Config.Storage.DataDir, text, "sandbox"), of)
			require.False(t, a.log.Has(text), "%s is in the log", of)
		}
		for of, text := range map[string]string{"cell": p.cell, "token": a.token} {
			require.Empty(t, a.files(t, text), of)
			require.False(t, a.log.Has(text), "%s is in the log", of)
		}
		blobs, err := filepath.Glob(filepath.Join(a.Config.Storage.DataDir, "*", a.instance, "*"))
		require.NoError(t, err)
		for _, blob := range blobs {
			inside, err := os.ReadDir(blob)
			require.NoError(t, err)
			require.Empty(t, inside)
		}
		a.nothingComesBack(t, p)
	})
}

// nothingComesBack tries what would bring something of the client back.
func (a *agency) nothingComesBack(t *testing.T, p planted) {
	t.Helper()
	refused := a.owner.Post(t, "/api/v1/executions", map[string]any{"instanceId": a.instance, "sql": "SELECT 1 AS one", "window": window})
	require.Equal(t, http.StatusConflict, refused.Status, "%s", refused.Body)
	a.owner.Post(t, "/api/v1/executions/"+p.execution+"/rerun", map[string]any{}).Is(t, http.StatusConflict)
	a.owner.Do(t, http.MethodDelete, a.path(), nil).Is(t, http.StatusConflict)

	var connections struct{ Items []struct{ ID string } }
	a.owner.Get(t, "/api/v1/connections").Is(t, http.StatusOK).Into(t, &connections)
	require.Len(t, connections.Items, 1, "it serves others")
	before := a.instances(t)
	a.owner.Post(t, "/api/v1/connections/"+connections.Items[0].ID+"/discover", nil).Is(t, http.StatusOK)
	require.Len(t, a.instances(t), len(before))
	for _, i := range a.instances(t) {
		if i.Client.ID == a.client {
			require.Equal(t, "disconnected", i.Health, "no discovery reaches it any more")
		}
	}
	// Others go on.
	id := a.post(t, "/api/v1/executions", map[string]any{"instanceId": a.stays, "sql": "SELECT 1 AS one", "window": window})
	a.finished(t, id)
}

func TestAClientThatLeavesAtOnceIsInTheAuditLog(t *testing.T) {
	t.Parallel()
	a := start(t, func(*app.Config) {})
	a.owner.Post(t, a.path(), map[string]any{"confirm": a.name, "reason": "left"}).Is(t, http.StatusOK)
	a.owner.Post(t, a.path()+"/destruction", map[string]any{"confirm": "x"}).Is(t, http.StatusUnprocessableEntity)
	a.owner.Post(t, a.path()+"/destruction", map[string]any{"confirm": a.name}).Is(t, http.StatusOK)
	a.owner.Post(t, a.path()+"/destruction", map[string]any{"confirm": a.name}).Is(t, http.StatusOK)
	require.Eventually(t, func() bool {
		_ = a.Core().OffBoarding.Advance(t.Context())
		return a.look(t).State == "destroying"
	}, 60*time.Second, 100*time.Millisecond)
	a.clock.advance(2 * time.Minute)
	a.until(t, "destroyed")
	var list struct {
		Items []struct {
			Act    string
			Object struct{ ID string }
		}
	}
	a.owner.Get(t, "/api/v1/audit-entries?limit=100").Is(t, http.StatusOK).Into(t, &list)
	acts := map[string]int{}
	for _, e := range list.Items {
		if e.Object.ID == a.client {
			acts[e.Act]++
		}
	}
	require.Equal(t, map[string]int{"client.off_boarded": 1, "client.hastened": 1, "client.destroyed": 1}, acts)
}

func TestAClientIsTakenBackInTheGraceTime(t *testing.T) {
	t.Parallel()
	apptest.OnBoth(t, func(t *testing.T, on func(*app.Config)) {
		t.Helper()
		a := start(t, on)
		p := a.plant(t)
		a.owner.Post(t, a.path(), map[string]any{"confirm": a.name, "reason": "left"}).Is(t, http.StatusOK)
		a.until(t, "stopped")

		var seen struct {
			State string
			Pause *struct{ Cause, Message string }
		}
		a.owner.Get(t, "/api/v1/schedules/"+p.schedule).Is(t, http.StatusOK).Into(t, &seen)
		require.Equal(t, "paused", seen.State)
		require.Equal(t, "off_boarding", seen.Pause.Cause)
		require.Contains(t, seen.Pause.Message, "left")
		a.owner.Post(t, "/api/v1/schedules/"+p.schedule+"/resume", nil).Is(t, http.StatusConflict)
		a.owner.Get(t, "/api/v1/executions/"+p.execution+"/rows").Is(t, http.StatusOK)
		a.clock.advance(6 * 24 * time.Hour)
		require.NoError(t, a.Core().OffBoarding.Advance(t.Context()))
		require.Equal(t, "stopped", a.look(t).State)

		a.owner.Do(t, http.MethodDelete, a.path(), nil).Is(t, http.StatusOK)
		a.owner.Do(t, http.MethodDelete, a.path(), nil).Is(t, http.StatusConflict)
		require.Equal(t, "staying", a.look(t).State)
		seen.Pause = nil
		a.owner.Get(t, "/api/v1/schedules/"+p.schedule).Is(t, http.StatusOK).Into(t, &seen)
		require.Equal(t, "active", seen.State)
		require.Contains(t, string(a.owner.Get(t, "/api/v1/executions/"+p.execution+"/rows").Is(t, http.StatusOK).Body), p.cell)

		var connections struct{ Items []struct{ ID string } }
		a.owner.Get(t, "/api/v1/connections").Is(t, http.StatusOK).Into(t, &connections)
		a.owner.Post(t, "/api/v1/connections/"+connections.Items[0].ID+"/discover", nil).Is(t, http.StatusOK)
		id := a.post(t, "/api/v1/executions", map[string]any{"instanceId": a.instance, "sql": "SELECT 1 AS one", "window": window})
		a.finished(t, id)
	})
}
