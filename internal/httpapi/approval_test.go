package httpapi_test

import (
	"net/http"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/internal/app/apptest"
)

const (
	approvalsPath = "/api/v1/approvals"
	rulesPath     = "/api/v1/approval-rules"
)

// asksSecond checks that an act waits for a second person and gives the path of the request.
func asksSecond(t *testing.T, answer apptest.Answer) string {
	t.Helper()
	asked := problemIn(t, answer, http.StatusForbidden, "approval.required")
	id, _ := asked.Details["approvalId"].(string)
	require.NotEmpty(t, id)
	return approvalsPath + "/" + id
}

// secondOwner is signed in as another owner than the first.
func secondOwner(t *testing.T, p *apptest.Program) *apptest.Caller {
	t.Helper()
	second := invited(t, p, "Bo")
	first := p.SignedIn(t)
	var found struct{ Items []struct{ ID string } }
	first.Get(t, "/api/v1/people?search=Bo").Is(t, http.StatusOK).Into(t, &found)
	bo := "/api/v1/people/" + found.Items[0].ID
	first.Do(t, http.MethodPatch, bo, map[string]string{"role": "owner"}, "If-Match", first.Get(t, bo).Header.Get("ETag")).Is(t, http.StatusOK)
	return second
}

func TestASecondPersonApprovesOnceAndOnlyThat(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, p *apptest.Program) {
		ada, bo, mia := p.SignedIn(t), secondOwner(t, p), invited(t, p, "Mia")
		elsewhere, token := p.SignedIn(t), p.API(t) // also Ada
		all := map[string]any{"kinds": []string{"high_role", "key_rotation", "off_boarding", "large_export"}}
		ada.Do(t, http.MethodPut, rulesPath, all).Is(t, http.StatusOK)

		invite := map[string]string{"email": "cy@agency.example", "role": "owner"}
		waits := asksSecond(t, ada.Post(t, "/api/v1/invitations", invite, "Idempotency-Key", "one"))
		require.Equal(t, waits, asksSecond(t, token.Post(t, "/api/v1/invitations", invite)), "the same, by a token of the same person")
		ada.Post(t, "/api/v1/invitations", map[string]string{"email": "di@agency.example", "role": "member"}).Is(t, http.StatusCreated)

		yes := map[string]string{}
		for _, self := range []*apptest.Caller{ada, elsewhere, token} {
			problemIn(t, self.Post(t, waits+"/approve", yes), http.StatusForbidden, "approval.own")
		}
		problemIn(t, mia.Post(t, waits+"/approve", yes), http.StatusNotFound, "approval.not_found")
		problemIn(t, mia.Post(t, waits+"/refuse", map[string]string{"reason": "x"}), http.StatusNotFound, "approval.not_found")
		problemIn(t, mia.Get(t, waits), http.StatusNotFound, "approval.not_found")
		var mias struct{ Items []any }
		mia.Get(t, approvalsPath).Is(t, http.StatusOK).Into(t, &mias)
		require.Empty(t, mias.Items)

		var notices struct {
			Items []struct{ Title, Body string }
		}
		bo.Get(t, "/api/v1/notices").Is(t, http.StatusOK).Into(t, &notices)
		require.Contains(t, notices.Items[0].Body, "Invite cy@agency.example as owner")

		var found struct {
			State, Words string
			Request      struct{ Method, Target, Body string }
		}
		bo.Post(t, waits+"/approve", yes).Is(t, http.StatusOK).Into(t, &found)
		require.Equal(t, "approved", found.State)
		require.Equal(t, "/api/v1/invitations", found.Request.Target)
		problemIn(t, bo.Post(t, waits+"/approve", yes), http.StatusConflict, "approval.decided")

		other := map[string]string{"email": "cy@other.example", "role": "owner"}
		changed := asksSecond(t, ada.Post(t, "/api/v1/invitations", other))
		require.NotEqual(t, waits, changed)
		problemIn(t, bo.Do(t, http.MethodDelete, changed, nil), http.StatusForbidden, "access.forbidden")
		ada.Do(t, http.MethodDelete, changed, nil).Is(t, http.StatusOK)
		again := asksSecond(t, ada.Post(t, "/api/v1/invitations", other))
		bo.Post(t, again+"/refuse", map[string]string{"reason": "who is that?"}).Is(t, http.StatusOK)

		var done, asked atomic.Int32
		var tries sync.WaitGroup
		for range 4 {
			tries.Go(func() {
				switch ada.Post(t, "/api/v1/invitations", invite).Status {
				case http.StatusCreated:
					done.Add(1)
				case http.StatusForbidden:
					asked.Add(1)
				}
			})
		}
		tries.Wait()
		require.EqualValues(t, 1, done.Load())
		require.EqualValues(t, 3, asked.Load())
		ada.Get(t, waits).Is(t, http.StatusOK).Into(t, &found)
		require.Equal(t, "used", found.State)

		require.Subset(t, actsOf(auditOf(t, ada, "act=approval.asked,approval.given,approval.refused,approval.withdrawn,approval.used,person.invited")), []string{
			"approval.asked done", "approval.given done", "approval.refused done", "approval.withdrawn done", "approval.used done",
			"approval.given refused", "person.invited refused", "person.invited done",
		})
	})
}

// Whoever did not hear the answer sends the request again: it was done, and nobody is
// asked about it anew.
func TestARepeatedRequestIsAskedAboutOnce(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, p *apptest.Program) {
		ada, bo := p.SignedIn(t), secondOwner(t, p)
		ada.Do(t, http.MethodPut, rulesPath, map[string]any{"kinds": []string{"high_role"}}).Is(t, http.StatusOK)
		invite := map[string]string{"email": "cy@agency.example", "role": "owner"}
		send := func(body any, key string) apptest.Answer {
			return ada.Post(t, "/api/v1/invitations", body, "Idempotency-Key", key)
		}
		bo.Post(t, asksSecond(t, send(invite, "one"))+"/approve", map[string]string{}).Is(t, http.StatusOK)
		send(invite, "one").Is(t, http.StatusCreated)
		problemIn(t, send(invite, "one"), http.StatusConflict, "invitation.already_made")
		asksSecond(t, send(invite, "two"))
		problemIn(t, send(map[string]string{"email": "di@agency.example", "role": "owner"}, "one"), http.StatusUnprocessableEntity, "idempotency.key_reused")
	})
}

func TestEveryWayToAHighRoleAndWhatElseIsRuledAsksASecondPerson(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, p *apptest.Program) {
		ada, bo := p.SignedIn(t), secondOwner(t, p)
		connect(t, p, ada, "allow")
		discovered(t, ada)
		var clients, people struct{ Items []struct{ ID, Name string } }
		ada.Get(t, "/api/v1/clients").Is(t, http.StatusOK).Into(t, &clients)
		client := clients.Items[0]
		invited(t, p, "Mia")
		ada.Get(t, "/api/v1/people?search=Mia").Is(t, http.StatusOK).Into(t, &people)
		mia := people.Items[0].ID
		var group struct{ ID string }
		ada.Post(t, "/api/v1/groups", map[string]string{"name": "Leads"}).Is(t, http.StatusCreated).Into(t, &group)
		lead := map[string]any{"groupId": group.ID, "clientId": client.ID, "role": "administrator"}
		ada.Post(t, "/api/v1/grants", lead).Is(t, http.StatusCreated)
		var grant struct{ ID string }
		ada.Post(t, "/api/v1/grants", map[string]any{"personId": mia, "clientId": client.ID, "role": "viewer"}).Is(t, http.StatusCreated).Into(t, &grant)

		ada.Do(t, http.MethodPut, rulesPath, map[string]any{"kinds": []string{"high_role", "off_boarding", "key_rotation"}}).Is(t, http.StatusOK)
		admin := map[string]any{"role": "administrator"}
		on := map[string]any{"clientId": client.ID, "role": "administrator"}
		person := "/api/v1/people/" + mia
		offBoard := map[string]any{"confirm": client.Name, "reason": "left"}
		for name, answer := range map[string]apptest.Answer{
			"grant":                   ada.Post(t, "/api/v1/grants", map[string]any{"personId": mia, "clientId": client.ID, "role": "administrator"}),
			"raise":                   ada.Do(t, http.MethodPatch, "/api/v1/grants/"+grant.ID, admin, "If-Match", `"1"`),
			"owner":                   ada.Do(t, http.MethodPatch, person, map[string]string{"role": "owner"}, "If-Match", ada.Get(t, person).Header.Get("ETag")),
			"invitation with a grant": ada.Post(t, "/api/v1/invitations", map[string]any{"email": "e@agency.example", "role": "member", "grants": []any{on}}),
			"invitation into a group": ada.Post(t, "/api/v1/invitations", map[string]any{"email": "f@agency.example", "role": "member", "groupIds": []string{group.ID}}),
			"member of a group":       ada.Do(t, http.MethodPut, "/api/v1/groups/"+group.ID+"/members/"+mia, nil),
			"keys":                    ada.Post(t, "/api/v1/encryption-keys/rotation", nil),
			"off-boarding":            ada.Post(t, "/api/v1/clients/"+client.ID+"/off-boarding", offBoard),
			"fewer rules":             ada.Do(t, http.MethodPut, rulesPath, map[string]any{"kinds": []string{"high_role"}}),
		} {
			t.Log(name)
			asksSecond(t, answer)
		}
		ada.Do(t, http.MethodPut, rulesPath, map[string]any{"kinds": []string{"high_role", "off_boarding", "key_rotation", "large_export"}}).Is(t, http.StatusOK) // more takes none

		// What was approved and then refused by the act itself may be tried again.
		wrong := map[string]any{"confirm": "another name", "reason": "left"}
		waits := asksSecond(t, ada.Post(t, "/api/v1/clients/"+client.ID+"/off-boarding", wrong))
		bo.Post(t, waits+"/approve", map[string]string{}).Is(t, http.StatusOK)
		for range 2 {
			ada.Post(t, "/api/v1/clients/"+client.ID+"/off-boarding", wrong).Is(t, http.StatusUnprocessableEntity)
		}
	})
}

// Whatever kind is ruled, nobody gets hold of a second owner's account alone, to approve as them.
func TestNobodyMakesTheirOwnSecondPerson(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, p *apptest.Program) {
		ada := p.SignedIn(t)
		secondOwner(t, p)
		invited(t, p, "Mia")
		var found struct{ Items []struct{ ID string } }
		ada.Get(t, "/api/v1/people?search=Bo").Is(t, http.StatusOK).Into(t, &found)
		bo := "/api/v1/people/" + found.Items[0].ID
		ada.Get(t, "/api/v1/people?search=Mia").Is(t, http.StatusOK).Into(t, &found)
		mia := "/api/v1/people/" + found.Items[0].ID
		ada.Do(t, http.MethodPut, rulesPath, map[string]any{"kinds": []string{"off_boarding"}}).Is(t, http.StatusOK)
		ada.Post(t, mia+"/recovery", nil).Is(t, http.StatusCreated)
		asksSecond(t, ada.Post(t, bo+"/recovery", nil))
		asksSecond(t, ada.Post(t, bo+"/second-factor/reset", nil))
		asksSecond(t, ada.Post(t, "/api/v1/invitations", map[string]string{"email": "puppet@agency.example", "role": "owner"}))
		asksSecond(t, ada.Do(t, http.MethodPatch, mia, map[string]string{"role": "owner"}, "If-Match", ada.Get(t, mia).Header.Get("ETag")))
	})
}
