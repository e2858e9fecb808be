package offboard_test

import (
	"context"
	"net/http"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/amcsandbox/fault"
	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/app"
	"github.com/recomamp/recomamp/internal/app/apptest"
	"github.com/recomamp/recomamp/internal/seal"
)

const runs = "/workflowExecutions"

// begin off-boards the client.
func (a *agency) begin(t *testing.T, graceDays int) {
	t.Helper()
	a.owner.Post(t, a.path(), map[string]any{"confirm": a.name, "reason": "left", "graceDays": graceDays}).Is(t, http.StatusOK)
}

// running has an execution open at Amazon, where it stays until the sandbox's clock moves on.
func (a *agency) running(t *testing.T, rules ...fault.Rule) (id string) {
	t.Helper()
	rules = append(rules, fault.Rule{
		Match: fault.Match{Method: "POST", Route: runs, Body: "AS held"}, Action: fault.Action{Kind: fault.Hold, State: "RUNNING", DelayMS: time.Hour.Milliseconds()},
	})
	for _, rule := range rules {
		_, err := a.Sandbox().Faults().Add(rule)
		require.NoError(t, err)
	}
	id = a.post(t, "/api/v1/executions", map[string]any{"instanceId": a.instance, "sql": "SELECT 1 AS held", "window": window})
	require.Eventually(t, func() bool { return a.state(t, id) == "running" }, 60*time.Second, 50*time.Millisecond)
	return id
}

func (a *agency) state(t *testing.T, execution string) string {
	t.Helper()
	var seen struct{ State string }
	a.owner.Get(t, "/api/v1/executions/"+execution).Is(t, http.StatusOK).Into(t, &seen)
	return seen.State
}

func TestARunThatIsOpenAtAmazonIsCancelledThereBeforeAnythingElse(t *testing.T) {
	t.Parallel()
	a := start(t, func(*app.Config) {})
	id := a.running(t)
	open, _ := a.look(t).step(t, "executions")
	require.Equal(t, 1, open)
	a.begin(t, 7)
	a.until(t, "stopped")
	require.Equal(t, "cancelled", a.state(t, id))
	require.NoError(t, a.Sandbox().Advance(t.Context(), 2*time.Hour)) // it would have ended by now
	a.owner.Get(t, "/api/v1/executions/"+id+"/rows").Is(t, http.StatusNotFound)
}

func TestTheResultOfARunThatCannotBeStoppedIsNeverStored(t *testing.T) {
	t.Parallel()
	apptest.OnBoth(t, func(t *testing.T, on func(*app.Config)) {
		t.Helper()
		a := start(t, on)
		id := a.running(t, fault.Rule{Match: fault.Match{Method: "DELETE", Route: runs + "/*"}, Action: fault.Action{Kind: fault.Status, Status: 500}},
			fault.Rule{Match: fault.Match{Method: "PUT", Route: runs + "/*"}, Action: fault.Action{Kind: fault.Status, Status: 500}})
		a.begin(t, 7)
		require.NoError(t, a.Core().OffBoarding.Advance(t.Context()))
		_, waits := a.look(t).step(t, "executions")
		require.Contains(t, waits, "Amazon has not said")
		require.Equal(t, "running", a.state(t, id), "it is waited for, as long as the grace time lasts")

		a.owner.Post(t, a.path()+"/destruction", map[string]any{"confirm": a.name}).Is(t, http.StatusOK)
		require.Eventually(t, func() bool {
			_ = a.Core().OffBoarding.Advance(t.Context()) // a job does so too
			return a.look(t).State == "destroying" && a.state(t, id) == "cancelled"
		}, 60*time.Second, 100*time.Millisecond)
		require.NoError(t, a.Sandbox().Advance(t.Context(), 2*time.Hour)) // and now Amazon has a result
		a.clock.advance(2 * time.Minute)
		a.until(t, "destroyed")
		require.Equal(t, "cancelled", a.state(t, id))
		stored, err := filepath.Glob(filepath.Join(a.Config.Storage.DataDir, "results", a.instance, "*"))
		require.NoError(t, err)
		require.Empty(t, stored)
	})
}

func TestAConnectionThatServesNobodyElseIsForgottenWithItsTokens(t *testing.T) {
	t.Parallel()
	apptest.OnBoth(t, func(t *testing.T, on func(*app.Config)) {
		t.Helper()
		a := start(t, on)
		// All that it reaches is the client's.
		a.statement(t, "UPDATE instance SET client_id = ?", a.client)
		plan := a.look(t)
		forgotten, why := plan.step(t, "connections")
		require.Equal(t, 1, forgotten)
		require.Empty(t, why)
		a.begin(t, 7)
		a.until(t, "stopped")
		var list struct{ Items []any }
		a.owner.Get(t, "/api/v1/connections").Is(t, http.StatusOK).Into(t, &list)
		require.Empty(t, list.Items)
		require.NoError(t, a.Core().DB.Read(t.Context(), actor.System("test"), func(ctx context.Context, tx bun.Tx) error {
			n, err := tx.NewSelect().Table("connection").Count(ctx)
			require.Zero(t, n, "its row had the tokens")
			return err
		}))
		for _, i := range a.instances(t) {
			require.Equal(t, "disconnected", i.Health)
		}

		a.owner.Do(t, http.MethodDelete, a.path(), nil).Is(t, http.StatusOK)
		require.Equal(t, "staying", a.look(t).State)
		for _, i := range a.instances(t) {
			require.Equal(t, "disconnected", i.Health, "it takes a new consent")
		}
	})
}

func TestAConnectionThatServesOthersStaysAndOnlyTheseInstancesLeaveIt(t *testing.T) {
	t.Parallel()
	a := start(t, func(*app.Config) {})
	a.begin(t, 7)
	a.until(t, "stopped")
	for _, i := range a.instances(t) {
		require.Equal(t, i.Client.ID == a.client, i.Health == "disconnected", "%+v", i)
	}
	box, err := seal.New(a.Config.Storage.Keys())
	require.NoError(t, err)
	var row struct {
		ID           string `bun:"id"`
		RefreshToken []byte `bun:"refresh_token"`
	}
	require.NoError(t, a.Core().DB.Read(t.Context(), actor.System("test"), func(ctx context.Context, tx bun.Tx) error {
		return tx.NewSelect().Table("connection").Column("id", "refresh_token").Scan(ctx, &row)
	}))
	token, err := box.Open(row.RefreshToken, seal.Place{Table: "connection", Row: row.ID, Column: "refresh_token"})
	require.NoError(t, err)
	require.Equal(t, a.token, token)
}

type cell struct {
	InstanceID, State string
	Refused           *struct{ Code string }
}

// runSchedule runs a schedule by hand and gives what became of it on each instance.
func (a *agency) runSchedule(t *testing.T, id string) map[string]cell {
	t.Helper()
	occurrence := a.post(t, "/api/v1/schedules/"+id+"/run", nil)
	var seen struct {
		State      string
		Executions []cell
	}
	require.Eventually(t, func() bool {
		seen.Executions = nil
		a.owner.Get(t, "/api/v1/occurrences/"+occurrence).Is(t, http.StatusOK).Into(t, &seen)
		return seen.State != "waiting" && seen.State != "running"
	}, 120*time.Second, 50*time.Millisecond)
	cells := map[string]cell{}
	for _, c := range seen.Executions {
		cells[c.InstanceID] = c
	}
	return cells
}

func TestAScheduleForSeveralClientsStopsForThisOneAlone(t *testing.T) {
	t.Parallel()
	apptest.OnBoth(t, func(t *testing.T, on func(*app.Config)) {
		t.Helper()
		a := start(t, on)
		query := a.post(t, "/api/v1/queries", map[string]any{"name": "Reach", "sql": "SELECT 1 AS one"})
		schedule := a.post(t, "/api/v1/schedules", map[string]any{
			"name": "Daily", "query": map[string]any{"id": query}, "targets": []map[string]any{{"instanceId": a.instance}, {"instanceId": a.stays}},
			"window": map[string]string{"preset": "yesterday"}, "settle": "run",
			"rule": map[string]any{"frequency": "daily", "at": []string{"06:30"}, "zone": "UTC"},
		})
		_, shared := a.look(t).step(t, "schedules")
		require.Contains(t, shared, "1 schedule runs for other clients too")
		a.begin(t, 7)
		a.until(t, "stopped")

		cells := a.runSchedule(t, schedule)
		require.Equal(t, "succeeded", cells[a.stays].State)
		require.NotNil(t, cells[a.instance].Refused, "%+v", cells)
		require.Equal(t, "client.off_boarding", cells[a.instance].Refused.Code)
		for range 3 { // however often: it is no failure of the schedule's
			a.runSchedule(t, schedule)
		}
		var seen struct {
			State   string
			Targets []struct{ InstanceID string }
		}
		a.owner.Get(t, "/api/v1/schedules/"+schedule).Is(t, http.StatusOK).Into(t, &seen)
		require.Equal(t, "active", seen.State)
		require.Len(t, seen.Targets, 2)

		a.owner.Post(t, a.path()+"/destruction", map[string]any{"confirm": a.name}).Is(t, http.StatusOK)
		require.Eventually(t, func() bool {
			_ = a.Core().OffBoarding.Advance(t.Context())
			return a.look(t).DestroyedAt != nil
		}, 60*time.Second, 100*time.Millisecond)
		a.clock.advance(2 * time.Minute)
		a.until(t, "destroyed")
		seen.Targets = nil
		a.owner.Get(t, "/api/v1/schedules/"+schedule).Is(t, http.StatusOK).Into(t, &seen)
		require.Len(t, seen.Targets, 1)
		require.Equal(t, a.stays, seen.Targets[0].InstanceID)
		cells = a.runSchedule(t, schedule)
		require.Len(t, cells, 1)
		require.Equal(t, "succeeded", cells[a.stays].State)
	})
}
