package offboard_test

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/notify"
)

// planted are canaries by what they stand in.
type planted struct {
	texts     map[string]string // kept in plain text until the client leaves
	named     map[string]string // of them, those that the audit log names objects by: there they stay
	cell      string            // of a result
	execution string
	schedule  string
	query     string
}

// plant makes one of everything that holds texts of the client's.
func (a *agency) plant(t *testing.T) planted {
	t.Helper()
	mark := strings.ReplaceAll(uuid.NewString(), "-", "")
	p := planted{texts: map[string]string{}, named: map[string]string{}, cell: "xqzcell" + mark}
	canary := func(of string) string {
		p.texts[of] = "xqz" + of + mark
		return p.texts[of]
	}
	name := func(of string) string {
		p.named[of] = canary(of)
		return p.named[of]
	}
	p.query = a.post(t, "/api/v1/queries", map[string]any{
		"name": name("query"), "description": canary("description"), "instanceId": a.instance, "note": canary("note"),
		// The cell is not in the text: Amazon puts it together.
		"sql":          "SELECT CONCAT('xqzcell', '" + mark + "') AS cell, '" + canary("sql") + "' AS " + canary("column") + ", CUSTOM_PARAMETER('who') AS who, {{share}} AS part",
		"parameters":   []map[string]any{{"name": "who", "type": "STRING", "array": false, "description": canary("parameter")}},
		"placeholders": []map[string]any{{"name": "share", "type": "string", "description": canary("placeholder")}},
	})
	p.execution = a.post(t, "/api/v1/executions", map[string]any{
		"instanceId": a.instance, "queryId": p.query, "window": window, "parameterValues": map[string]any{"who": canary("value"), "share": canary("filling")},
	})
	p.schedule = a.post(t, "/api/v1/schedules", map[string]any{
		"name": name("series"), "description": canary("schedule"), "clientId": a.client, "query": map[string]any{"id": p.query},
		"targets": []map[string]any{{"instanceId": a.instance, "values": map[string]any{"who": canary("target"), "share": "y"}}},
		"window":  map[string]string{"preset": "yesterday"}, "settle": "run",
		"rule": map[string]any{"frequency": "daily", "at": []string{"06:30"}, "zone": "UTC"},
	})
	set := a.owner.Do(t, http.MethodPut, "/api/v1/instances/"+a.instance+"/data-sets/offline_set", map[string]any{
		"name": "offline_set", "kind": "DIMENSION", "description": canary("dataset"),
		"columns": []map[string]any{{"name": "one", "type": "STRING", "description": ""}},
	}, "If-Match", `"0"`)
	require.Less(t, set.Status, 300, "%s", set.Body)
	a.finished(t, p.execution)
	require.Contains(t, string(a.owner.Get(t, "/api/v1/executions/"+p.execution+"/rows").Is(t, http.StatusOK).Body), p.cell)

	brand := a.post(t, "/api/v1/clients/"+a.client+"/brands", map[string]any{"name": name("brand")})
	pack := a.post(t, "/api/v1/brands/"+brand+"/packs", map[string]any{"name": name("pack"), "kind": "value"})
	a.owner.Do(t, http.MethodPut, "/api/v1/packs/"+pack+"/values", map[string]any{"text": canary("entry"), "mode": "add"}, "If-Match", `"1"`).Is(t, http.StatusOK)
	a.post(t, "/api/v1/executions/"+p.execution+"/saved-views", map[string]any{
		"name": name("view"), "shared": true, "state": map[string]any{"view": map[string]any{}, "note": canary("filter")},
	})
	group := a.post(t, "/api/v1/groups", map[string]string{"name": "Planners"})
	a.post(t, "/api/v1/grants", map[string]any{"groupId": group, "clientId": a.client, "role": "viewer", "reason": name("reason")})
	a.post(t, "/api/v1/channels", map[string]any{"name": name("channel"), "address": "http://127.0.0.1:9/x", "clientIds": []string{a.client}})
	a.fail(t, name("wrong"))
	a.raise(t, canary("notice"))
	a.occur(t, p.schedule, canary("occasion"))
	a.write(t, canary, p.execution)
	return p
}

// fail has an execution fail for what its text says.
func (a *agency) fail(t *testing.T, text string) {
	t.Helper()
	id := a.post(t, "/api/v1/executions", map[string]any{"instanceId": a.instance, "sql": "SELECT " + text + " FROM dsp_impressions", "window": window})
	require.Equal(t, "failed", a.ended(t, id))
}

// raise tells of the client: with what is to be sent to its channel.
func (a *agency) raise(t *testing.T, text string) {
	t.Helper()
	by := actor.System("test")
	require.NoError(t, a.Core().DB.Write(t.Context(), by, func(ctx context.Context, tx bun.Tx) error {
		return a.Core().Notices.Raise(ctx, tx, by, notify.Raise{
			Kind: notify.KindExecution, Severity: notify.Warning, Cause: notify.Cause("test", "one"), Title: text, Body: text,
			ClientID: actor.ClientID(a.client), InstanceID: actor.InstanceID(a.instance),
			Subjects: []notify.Subject{{Kind: "instance", ID: a.instance, Name: text, InstanceID: actor.InstanceID(a.instance)}},
		})
	}))
	require.Eventually(t, func() bool { return slices.Contains(rowsWith(t, a.Core().DB, text), "message") }, 60*time.Second, 50*time.Millisecond)
}

// occur runs a schedule, and has its occurrence say why it did not go well.
func (a *agency) occur(t *testing.T, schedule, text string) {
	t.Helper()
	id := a.post(t, "/api/v1/schedules/"+schedule+"/run", nil)
	require.Eventually(t, func() bool {
		var seen struct{ State string }
		a.owner.Get(t, "/api/v1/occurrences/"+id).Is(t, http.StatusOK).Into(t, &seen)
		return seen.State != "waiting" && seen.State != "running"
	}, 120*time.Second, 50*time.Millisecond)
	a.statement(t, "UPDATE occurrence SET reason_message = ? WHERE id = ?", text, id)
}

// write has texts stand where it would take long to have them come.
func (a *agency) write(t *testing.T, canary func(string) string, execution string) {
	t.Helper()
	a.statement(t, `INSERT INTO instance_data_source (instance_id, data, fetched_at) VALUES (?0, ?1, ?2)
		ON CONFLICT (instance_id) DO UPDATE SET data = excluded.data`, a.instance, []byte(`[{"dataSourceId":"`+canary("source")+`"}]`), time.Now())
	a.statement(t, `INSERT INTO discovery_change (discovery_id, position, instance_id, kind, name, facts)
		SELECT id, 1000, ?, 'changed', ?, '[]' FROM discovery LIMIT 1`, a.instance, canary("found"))
	for of, on := range map[string][2]string{
		"large_export": {"/api/v1/executions/" + execution + "/export?view=" + canary("exported"), ""},
		"high_role":    {"/api/v1/grants", `{"clientId":"` + a.client + `","reason":"` + canary("asked") + `"}`},
	} {
		a.statement(t, `INSERT INTO approval (id, kind, words, method, target, version, body, digest, asked_by, asked_at, expires_at)
			SELECT ?0, ?0, 'Do it', 'POST', ?1, '', ?2, '', id, ?3, ?3 FROM person LIMIT 1`, of, on[0], on[1], time.Now())
	}
}

func (a *agency) statement(t *testing.T, text string, values ...any) {
	t.Helper()
	require.NoError(t, a.Core().DB.Write(t.Context(), actor.System("test"), func(ctx context.Context, tx bun.Tx) error {
		done, err := tx.NewRaw(text, values...).Exec(ctx)
		if err != nil {
			return err
		}
		n, err := done.RowsAffected()
		require.Positive(t, n, text)
		return err
	}))
}
