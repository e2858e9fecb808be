package isolation_test

import (
	"context"
	"maps"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/app"
	"github.com/recomamp/recomamp/internal/app/apptest"
	"github.com/recomamp/recomamp/internal/notify"
)

// side is what was planted in one client: the ids of its objects by their kind,
// as the paths of the API name it.
type side struct {
	canary string // in every text field but the client's name, in small letters
	client string // the client's name
	amount int64  // in every amount
	ids    map[string]string
	named  bool // the client is
}

// missing has ids of the same form that nothing has.
func (s side) missing() side {
	gone := side{canary: "xqznothing", client: "xqznoclient", amount: s.amount, ids: map[string]string{}}
	for kind := range s.ids {
		gone.ids[kind] = "019a0000-0000-7000-8000-00000000" + strconv.Itoa(1000+len(kind))
	}
	gone.ids["data-sets"] = "xqznothing_set"
	return gone
}

// site is the running program with both sides.
type site struct {
	*apptest.Program

	base  string // of other addresses than the program's; empty for that
	owner *apptest.Caller
	a, b  side
	names map[string]string // person id by name

	actSeen, refusalSeen map[string]bool  // in the audit log, by route
	routes               map[string]route // by their ids
}

// newSite starts the program, which tells at once what it has to tell, and finds
// both clients.
func newSite(t *testing.T, on func(*app.Config)) *site {
	t.Helper()
	p := apptest.Start(t, on, func(c *app.Config) { c.Notify.Window = time.Millisecond })
	s := &site{
		Program: p, owner: p.API(t), names: map[string]string{}, actSeen: map[string]bool{}, refusalSeen: map[string]bool{},
		a: side{canary: "xqzcanarya", client: "xqzclienta", amount: 918273641, ids: map[string]string{}},
		b: side{canary: "xqzcanaryb", client: "xqzclientb", amount: 918273642, ids: map[string]string{}},
	}
	s.connect(t)
	return s
}

func (s *site) post(t *testing.T, path string, body any) (id string) {
	t.Helper()
	var made struct{ ID string }
	answer := s.owner.Post(t, path, body)
	require.Less(t, answer.Status, 300, "%s: %s", path, answer.Body)
	answer.Into(t, &made)
	return made.ID
}

func (s *site) put(t *testing.T, path, version string, body any) {
	t.Helper()
	answer := s.owner.Do(t, http.MethodPut, path, body, "If-Match", `"`+version+`"`)
	require.Less(t, answer.Status, 300, "%s: %s", path, answer.Body)
}

// connect consents as a person does and waits for instances of two clients.
func (s *site) connect(t *testing.T) {
	t.Helper()
	browser := s.SignedIn(t)
	var request struct{ ID, AuthorizeURL string }
	browser.Post(t, "/api/v1/connections", map[string]string{"region": "NA"}).Is(t, http.StatusCreated).Into(t, &request)
	back := browser.Form(t, request.AuthorizeURL, url.Values{"decision": {"allow"}}).Is(t, http.StatusSeeOther).Header.Get("Location")
	browser.Get(t, back).Is(t, http.StatusSeeOther)
	type found struct {
		ID, Health, Type string
		Version          int
		Client           struct{ ID string }
	}
	var list struct{ Items []found }
	require.Eventually(t, func() bool {
		list.Items = nil
		s.owner.Get(t, "/api/v1/instances").Is(t, http.StatusOK).Into(t, &list)
		return len(list.Items) >= 6
	}, 60*time.Second, 50*time.Millisecond)
	for _, i := range list.Items {
		switch {
		case i.Health != "healthy":
		case s.b.ids["second"] == "" && s.b.ids["clients"] != "" && i.Client.ID != s.a.ids["clients"]:
			s.b.ids["second"] = i.ID
		case s.a.ids["instances"] == "":
			s.a.ids["instances"], s.a.ids["clients"] = i.ID, i.Client.ID
		case s.b.ids["instances"] == "" && i.Client.ID != s.a.ids["clients"]:
			s.b.ids["instances"], s.b.ids["clients"] = i.ID, i.Client.ID
		}
	}
	require.NotEmpty(t, s.b.ids["second"], "two clients are needed, and an instance more")
	by := actor.System("test")
	require.NoError(t, s.Core().DB.Write(t.Context(), by, func(ctx context.Context, tx bun.Tx) error {
		_, err := tx.NewRaw("UPDATE instance SET client_id = ? WHERE id = ?", s.b.ids["clients"], s.b.ids["second"]).Exec(ctx)
		return err
	}))
	s.a.ids["connections"], s.b.ids["connections"] = request.ID, request.ID
	var looks struct{ Items []struct{ ID string } }
	s.owner.Get(t, "/api/v1/discoveries?connectionId="+request.ID).Is(t, http.StatusOK).Into(t, &looks)
	require.NotEmpty(t, looks.Items)
	s.a.ids["discoveries"], s.b.ids["discoveries"] = looks.Items[0].ID, looks.Items[0].ID
	tested := actor.NewID[actor.SelfTestID]() // one that runs would run a query, in the middle of what is compared
	require.NoError(t, s.Core().DB.Write(t.Context(), actor.System("test"), func(ctx context.Context, tx bun.Tx) error {
		_, err := tx.NewRaw("INSERT INTO self_test (id, host, outcomes, verdict, started_at, alive_at, ended_at) VALUES (?0, 'planted', '[]', 'ok', ?1, ?1, ?1)", tested, time.Now().UTC()).Exec(ctx)
		return err
	}))
	s.a.ids["self-tests"], s.b.ids["self-tests"] = string(tested), string(tested)
}

var window = map[string]string{"from": "2026-01-01", "to": "2026-01-02", "zone": "UTC"}

func queryContent(s side) map[string]any {
	return map[string]any{
		"name": s.canary, "description": s.canary, "instanceId": s.ids["instances"], "note": s.canary,
		"sql": "SELECT '" + s.canary + "' AS " + s.canary,
	}
}

func scheduleContent(s side, name string, targets ...string) map[string]any {
	on := make([]map[string]any, len(targets))
	for i, id := range targets {
		on[i] = map[string]any{"instanceId": id}
	}
	return map[string]any{
		"name": name, "description": s.canary, "clientId": s.ids["clients"], "query": map[string]any{"id": s.ids["queries"]},
		"targets": on, "window": map[string]string{"preset": "yesterday"}, "settle": "run",
		"rule": map[string]any{"frequency": "daily", "at": []string{"06:30"}, "zone": "UTC"},
	}
}

func dataSet(s side) map[string]any {
	return map[string]any{
		"name": s.canary + "_set", "kind": "DIMENSION", "description": s.canary,
		"columns": []map[string]any{{"name": s.canary + "_column", "type": "STRING", "description": s.canary}},
	}
}

func channel(s side, name string) map[string]any {
	return map[string]any{"name": name, "address": "http://127.0.0.1:9/" + s.canary, "clientIds": []string{s.ids["clients"]}}
}

// plant makes one of each kind of object in a client.
func (s *site) plant(t *testing.T, on *side) {
	t.Helper()
	instance, client := on.ids["instances"], on.ids["clients"]
	s.rename(t, "/api/v1/instances/"+instance, on.canary)
	s.nameClient(t, on)
	on.ids["queries"] = s.post(t, "/api/v1/queries", queryContent(*on))
	s.put(t, "/api/v1/instances/"+instance+"/rate", "0", map[string]any{"currency": "EUR", "perRun": on.amount, "perMinute": on.amount, "perGB": on.amount})
	s.put(t, "/api/v1/budgets/client/"+client, "0", map[string]any{"currency": "EUR", "soft": on.amount, "hard": on.amount * 1000})
	s.put(t, "/api/v1/budgets/query/"+on.ids["queries"], "0", map[string]any{"currency": "EUR", "soft": on.amount})
	s.put(t, "/api/v1/retention-rules/client/"+client, "0", map[string]any{"keepDays": 30})
	s.put(t, "/api/v1/retention-rules/instance/"+instance, "0", map[string]any{"keepDays": 40})
	s.put(t, "/api/v1/instances/"+instance+"/data-sets/"+on.canary+"_set", "0", dataSet(*on))
	on.ids["data-sets"] = on.canary + "_set"
	on.ids["brands"] = s.post(t, "/api/v1/clients/"+client+"/brands", map[string]any{"name": on.canary})
	on.ids["packs"] = s.post(t, "/api/v1/brands/"+on.ids["brands"]+"/packs", map[string]any{"name": on.canary, "kind": "value"})
	s.put(t, "/api/v1/packs/"+on.ids["packs"]+"/values", "1", map[string]any{"text": on.canary, "mode": "add"})
	on.ids["executions"] = s.post(t, "/api/v1/executions", map[string]any{"instanceId": instance, "queryId": on.ids["queries"], "window": window})
	on.ids["schedules"] = s.post(t, "/api/v1/schedules", scheduleContent(*on, on.canary, instance))
	on.ids["occurrences"] = s.post(t, "/api/v1/schedules/"+on.ids["schedules"]+"/run", nil)
	on.ids["backfills"] = s.post(t, "/api/v1/schedules/"+on.ids["schedules"]+"/backfills", map[string]any{"from": "2026-01-01", "to": "2026-01-03"})
	on.ids["channels"] = s.post(t, "/api/v1/channels", channel(*on, on.canary))
	on.ids["notices"] = s.raise(t, *on)
	s.finish(t, on.ids["executions"])
	on.ids["saved-views"] = s.post(t, "/api/v1/executions/"+on.ids["executions"]+"/saved-views", map[string]any{
		"name": on.canary, "shared": true, "state": map[string]any{"view": map[string]any{}, "note": on.canary},
	})
	s.settle(t, on.ids["instances"])
	s.tried(t, on.ids["channels"])
	s.plantEntry(t, on)
}

// tried waits until a channel has nothing to tell any more.
func (s *site) tried(t *testing.T, channel string) {
	t.Helper()
	require.Eventually(t, func() bool {
		var list struct {
			Items []struct {
				ID, State string
				Waiting   int
			}
		}
		s.owner.Get(t, "/api/v1/channels").Is(t, http.StatusOK).Into(t, &list)
		for _, c := range list.Items {
			if c.ID == channel {
				return c.State == "failing" && c.Waiting == 0
			}
		}
		return false
	}, 120*time.Second, 100*time.Millisecond, "a channel is not told")
}

// nameClient gives the client of a side its name, once.
func (s *site) nameClient(t *testing.T, on *side) {
	t.Helper()
	if !on.named {
		s.rename(t, "/api/v1/clients/"+on.ids["clients"], on.client)
		on.named = true
	}
}

func (s *site) rename(t *testing.T, path, name string) {
	t.Helper()
	s.owner.Do(t, http.MethodPatch, path, map[string]string{"name": name}, "If-Match", `"1"`).Is(t, http.StatusOK)
}

// settle waits for all that runs on an instance to end.
func (s *site) settle(t *testing.T, instance string) {
	t.Helper()
	require.Eventually(t, func() bool {
		var list struct{ Items []struct{ State string } }
		s.owner.Get(t, "/api/v1/occurrences?instance="+instance).Is(t, http.StatusOK).Into(t, &list)
		for _, o := range list.Items {
			if o.State == "running" || o.State == "waiting" {
				return false
			}
		}
		return true
	}, 120*time.Second, 100*time.Millisecond, "occurrences go on")
	require.Eventually(t, func() bool {
		var list struct{ Items []struct{ State string } }
		s.owner.Get(t, "/api/v1/executions?instance="+instance).Is(t, http.StatusOK).Into(t, &list)
		for _, e := range list.Items {
			if e.State != "succeeded" && e.State != "failed" && e.State != "cancelled" {
				return false
			}
		}
		return true
	}, 120*time.Second, 100*time.Millisecond, "executions go on")
}

// raise has a notice about an instance.
func (s *site) raise(t *testing.T, on side) (id string) {
	t.Helper()
	by := actor.System("test")
	require.NoError(t, s.Core().DB.Write(t.Context(), by, func(ctx context.Context, tx bun.Tx) error {
		cause := notify.Cause("test", on.canary)
		err := s.Core().Notices.Raise(ctx, tx, by, notify.Raise{
			Kind: notify.KindExecution, Severity: notify.Warning, Cause: cause, Title: on.canary, Body: on.canary,
			Next: notify.Next{Label: on.canary, Path: "/executions"}, ClientID: actor.ClientID(on.ids["clients"]), InstanceID: actor.InstanceID(on.ids["instances"]),
			Subjects: []notify.Subject{{Kind: "instance", ID: on.ids["instances"], Name: on.canary, InstanceID: actor.InstanceID(on.ids["instances"])}},
		})
		if err != nil {
			return err
		}
		return tx.NewSelect().Table("notice").Column("id").Where("cause = ?", cause).Scan(ctx, &id)
	}))
	return id
}

// plantShared makes what belongs to both sides: a schedule that was once on the
// other side alone, an occurrence of it, and a notice.
func (s *site) plantShared(t *testing.T) (both side) {
	t.Helper()
	both = side{canary: s.a.canary, amount: s.a.amount, ids: maps.Clone(s.a.ids)}
	of := func(on side, targets ...string) map[string]any {
		content := scheduleContent(on, "Of both", targets...)
		content["clientId"] = s.b.ids["clients"]
		return content
	}
	id := s.post(t, "/api/v1/schedules", of(s.b, s.b.ids["instances"]))
	s.put(t, "/api/v1/schedules/"+id, "1", of(s.a, s.a.ids["instances"], s.b.ids["instances"]))
	both.ids["schedules"], both.ids["occurrences"] = id, s.post(t, "/api/v1/schedules/"+id+"/run", nil)
	s.raiseShared(t)
	return both
}

func (s *site) raiseShared(t *testing.T) {
	t.Helper()
	by := actor.System("test")
	require.NoError(t, s.Core().DB.Write(t.Context(), by, func(ctx context.Context, tx bun.Tx) error {
		subjects := make([]notify.Subject, 0, 2)
		for _, on := range []side{s.b, s.a} {
			subjects = append(subjects, notify.Subject{Kind: "instance", ID: on.ids["instances"], Name: on.canary, InstanceID: actor.InstanceID(on.ids["instances"])})
		}
		return s.Core().Notices.Raise(ctx, tx, by, notify.Raise{
			Kind: notify.KindSchedule, Severity: notify.Urgent, Cause: notify.Cause("test", "both"),
			Title: s.b.canary + " needs somebody", Body: s.b.canary, Subjects: subjects,
		})
	}))
}

// finish waits for an execution to have its rows.
func (s *site) finish(t *testing.T, id string) {
	t.Helper()
	var seen struct{ State string }
	require.Eventually(t, func() bool {
		s.owner.Get(t, "/api/v1/executions/"+id).Is(t, http.StatusOK).Into(t, &seen)
		return seen.State == "succeeded" || seen.State == "failed"
	}, 120*time.Second, 50*time.Millisecond)
	require.Equal(t, "succeeded", seen.State)
}

// leaksOf says which of the side's canaries an answer holds.
func (s side) leaksIn(answer apptest.Answer) (found []string) {
	text := strings.ToLower(string(answer.Body))
	for name, values := range answer.Header {
		text += "\n" + strings.ToLower(name+": "+strings.Join(values, ", "))
	}
	for _, canary := range []string{s.canary, s.client, strconv.FormatInt(s.amount, 10)} {
		if strings.Contains(text, canary) {
			found = append(found, canary)
		}
	}
	return found
}
