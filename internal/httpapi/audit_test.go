package httpapi_test

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/internal/app"
	"github.com/recomamp/recomamp/internal/app/apptest"
	"github.com/recomamp/recomamp/internal/audit"
)

// line is an entry of the audit log as programs read it.
type line struct {
	ID, Act, Words, Outcome, Code, RequestID, Address string
	Actor                                             struct{ Kind, Name, PersonID, Via, ViaID string }
	Object                                            struct{ Kind, ID, Name string }
	Changes                                           map[string]map[string]any
	Place                                             int64
}

func auditOf(t *testing.T, by *apptest.Caller, query string) []line {
	t.Helper()
	var list struct{ Items []line }
	by.Get(t, "/api/v1/audit-entries?limit=200&"+query).Is(t, http.StatusOK).Into(t, &list)
	return list.Items
}

func actsOf(lines []line) (acts []string) {
	for _, l := range slices.Backward(lines) {
		acts = append(acts, l.Act+" "+l.Outcome)
	}
	return acts
}

func TestWhoSignsInAndOutIsInTheAuditLog(t *testing.T) {
	t.Parallel()
	apptest.OnBoth(t, func(t *testing.T, on func(*app.Config)) {
		t.Helper()
		p := apptest.Start(t, on)
		owner := p.SignedIn(t)
		start := func(who *apptest.Caller, email, word string) apptest.Answer {
			t.Helper()
			return who.Post(t, "/api/v1/session", map[string]string{"email": email, "password": word})
		}
		stranger := p.Browser(t)
		start(stranger, apptest.OwnerEmail, "a wrong password").Is(t, http.StatusUnauthorized)
		start(stranger, "my password typed into the wrong field", "x").Is(t, http.StatusUnauthorized)

		var made struct{ Link string }
		owner.Post(t, "/api/v1/invitations", map[string]any{"email": "ann@agency.example", "name": "Ann", "role": "member"}).Is(t, http.StatusCreated).Into(t, &made)
		link, err := url.Parse(made.Link)
		require.NoError(t, err)
		secret := strings.TrimPrefix(link.Fragment, "token=")
		ann, other := p.Browser(t), p.Browser(t)
		ann.Post(t, "/api/v1/invitations/accept", map[string]string{"token": secret, "password": apptest.OwnerPassword}).Is(t, http.StatusOK)
		start(other, "ann@agency.example", apptest.OwnerPassword).Is(t, http.StatusOK)
		var token struct{ Token struct{ ID string } }
		ann.Post(t, "/api/v1/tokens", map[string]string{"name": "nightly"}).Is(t, http.StatusCreated).Into(t, &token)
		ann.Do(t, http.MethodDelete, "/api/v1/tokens/"+token.Token.ID, nil).Is(t, http.StatusNoContent)
		var sessions struct {
			Items []struct {
				ID      string
				Current bool
			}
		}
		ann.Get(t, "/api/v1/me/sessions").Is(t, http.StatusOK).Into(t, &sessions)
		for _, s := range sessions.Items {
			if !s.Current {
				ann.Do(t, http.MethodDelete, "/api/v1/me/sessions/"+s.ID, nil).Is(t, http.StatusNoContent)
			}
		}
		ann.Post(t, "/api/v1/groups", map[string]string{"name": "Mine"}).Is(t, http.StatusForbidden)
		ann.Do(t, http.MethodDelete, "/api/v1/session", nil).Is(t, http.StatusNoContent)

		all := auditOf(t, owner, "")
		acts := actsOf(all)
		require.Equal(t, []string{
			"person.created done", "session.started done", "signin.failed refused", "signin.failed refused",
			"person.invited done", "person.joined done", "session.started done", "session.started done",
			"token.created done", "token.revoked done", "session.revoked done", "group.created refused", "session.ended done",
		}, acts)
		require.NotContains(t, string(owner.Get(t, "/api/v1/audit-entries").Body), "wrong field", "what was typed is not kept")
		require.NotContains(t, string(owner.Get(t, "/api/v1/audit-entries").Body), secret)
		failed := all[len(all)-3]
		require.Equal(t, []string{"nobody", "session.wrong_credentials", "owner"}, []string{failed.Actor.Kind, failed.Code, failed.Object.Name})
		require.Equal(t, "127.0.0.1", failed.Address)
		refused := auditOf(t, owner, "outcome=refused&act=group.created")[0]
		require.Equal(t, []string{"Ann", "session", "access.forbidden"}, []string{refused.Actor.Name, refused.Actor.Via, refused.Code})
		require.Len(t, auditOf(t, owner, "person=ann@agency.example&act=token.created,token.revoked"), 2)
		require.Len(t, auditOf(t, owner, "request="+refused.RequestID), 1)
		require.Empty(t, auditOf(t, owner, "to=2020-01-01"))
		require.Len(t, auditOf(t, owner, "from=2020-01-01"), len(all))
	})
}

func TestTheAuditLogIsExportedWholeAndVerifies(t *testing.T) {
	t.Parallel()
	p := apptest.Start(t)
	owner := p.SignedIn(t)
	for _, name := range []string{"=1+1", "Planners"} {
		owner.Post(t, "/api/v1/groups", map[string]string{"name": name}).Is(t, http.StatusCreated)
	}
	before := auditOf(t, owner, "")
	file := owner.Get(t, "/api/v1/audit-entries/export").Is(t, http.StatusOK)
	require.Equal(t, "text/csv; charset=utf-8", file.Header.Get("Content-Type"))
	require.Contains(t, file.Header.Get("Content-Disposition"), "audit-")
	rows, err := csv.NewReader(bytes.NewReader(file.Body)).ReadAll()
	require.NoError(t, err)
	require.Len(t, rows, len(before)+1)
	name := slices.Index(rows[0], "object_name")
	require.Equal(t, []string{"Planners", "'=1+1"}, []string{rows[1][name], rows[2][name]}, "no spreadsheet runs it")

	lines := owner.Get(t, "/api/v1/audit-entries/export?format=ndjson&act=group.created").Is(t, http.StatusOK)
	n := 0
	for scan := bufio.NewScanner(bytes.NewReader(lines.Body)); scan.Scan(); n++ {
		var l line
		require.NoError(t, json.Unmarshal(scan.Bytes(), &l))
		require.Equal(t, "group.created", l.Act)
	}
	require.Equal(t, 2, n)
	exported := auditOf(t, owner, "act=audit.exported")
	require.Len(t, exported, 2)
	require.Equal(t, "ndjson", exported[0].Changes["format"]["to"])

	require.Eventually(t, func() bool {
		var seal struct {
			Head          string
			Waiting, Late bool
		}
		owner.Get(t, "/api/v1/audit-seal").Is(t, http.StatusOK).Into(t, &seal)
		return !seal.Waiting && !seal.Late && seal.Head != ""
	}, time.Minute, 100*time.Millisecond)
	report, err := p.Core().Audit.Verify(t.Context(), audit.Head{})
	require.NoError(t, err)
	require.Empty(t, report.Problems)
	require.EqualValues(t, len(before)+2, report.Entries)
	require.NotZero(t, auditOf(t, owner, "")[0].Place)

	var acts struct{ Items []struct{ Act, Words string } }
	owner.Get(t, "/api/v1/audit-acts").Is(t, http.StatusOK).Into(t, &acts)
	require.Len(t, acts.Items, len(audit.Acts()))
}

func TestTheFirstAccountAndACancelledExecutionAreInTheAuditLog(t *testing.T) {
	t.Parallel()
	p := apptest.Start(t, func(c *app.Config) { c.Site.OwnerEmail, c.Site.OwnerPassword = "", "" })
	owner := p.Browser(t)
	_, secret, _ := strings.Cut(p.SetupLink(), "#token=")
	owner.Post(t, "/api/v1/setup", map[string]string{
		"token": secret, "name": "Owner", "email": apptest.OwnerEmail, "password": apptest.OwnerPassword,
	}).Is(t, http.StatusOK)
	connect(t, p, owner, "allow")
	instance := discovered(t, owner).Items[0].ID
	owner.Post(t, "/api/v1/instances/"+instance+"/pause", nil)
	var run struct{ ID string }
	owner.Post(t, "/api/v1/executions", map[string]any{
		"instanceId": instance, "sql": "SELECT 1 AS one", "window": map[string]string{"from": "2026-01-01", "to": "2026-01-02", "zone": "UTC"},
	}).Is(t, http.StatusCreated).Into(t, &run)
	owner.Post(t, "/api/v1/executions/"+run.ID+"/cancel", nil)
	require.Equal(t, []string{"execution.submitted done", "execution.cancelled done"}, actsOf(auditOf(t, owner, "object="+run.ID)))
	acts := actsOf(auditOf(t, owner, ""))
	for _, act := range []string{"person.created", "session.started", "connection.consent_asked", "connection.consented", "instance.found", "instance.paused"} {
		require.Contains(t, acts, act+" done")
	}
}
