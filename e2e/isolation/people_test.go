package isolation_test

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/app/apptest"
)

const password = "correct horse battery"

// caller is somebody who tries.
type caller struct {
	name string
	*apptest.Caller

	headers []string
	rank    actor.Rank // on all of side a
	// neighbour has an instance of the other side's client on which nothing was
	// planted: what belongs to the client as a whole they may know the name of.
	neighbour bool
}

// invite makes a person who has set a password, and signs them in.
func (s *site) invite(t *testing.T, name, role string, grants ...map[string]any) caller {
	t.Helper()
	var made struct {
		Link       string
		Invitation struct{ Person struct{ ID string } }
	}
	s.owner.Post(t, "/api/v1/invitations", map[string]any{
		"email": name + "@agency.example", "name": name, "role": role, "grants": grants,
	}).Is(t, http.StatusCreated).Into(t, &made)
	s.names[name] = made.Invitation.Person.ID
	link, err := url.Parse(made.Link)
	require.NoError(t, err)
	browser := s.Browser(t)
	browser.Post(t, "/api/v1/invitations/accept", map[string]string{
		"token": strings.TrimPrefix(link.Fragment, "token="), "password": password,
	}).Is(t, http.StatusOK)
	return caller{name: name, Caller: browser}
}

func (s *site) tokenOf(t *testing.T, of caller, scope string) caller {
	t.Helper()
	var made struct{ Secret string }
	of.Post(t, "/api/v1/tokens", map[string]string{"name": scope, "scope": scope}).Is(t, http.StatusCreated).Into(t, &made)
	return caller{name: "token " + scope, Caller: s.Browser(t), headers: []string{"Authorization", "Bearer " + made.Secret}}
}

// strangers are the kinds of person who have no grant on side b: all that they
// have is on side a. The one with every role there is by its name.
func (s *site) strangers(t *testing.T) (all []caller, roles map[string]caller) {
	t.Helper()
	on := s.a.ids["clients"]
	roles = map[string]caller{"owner": {name: "owner", Caller: s.SignedIn(t)}}
	for _, role := range []string{"viewer", "runner", "author", "manager", "administrator"} {
		who := s.invite(t, role, "member", map[string]any{"clientId": on, "role": role, "reason": s.a.canary})
		who.rank, _ = actor.ParseRank(role)
		roles[role] = who
		all = append(all, who)
	}
	all = append(all, s.invite(t, "auditor", "auditor"), s.invite(t, "newcomer", "member"))

	neighbour := s.invite(t, "neighbour", "member", map[string]any{"instanceId": s.b.ids["second"], "role": "manager"})
	neighbour.neighbour = true
	neighbour.Get(t, "/api/v1/instances/"+s.b.ids["second"]).Is(t, http.StatusOK)
	all = append(all, neighbour)

	group := s.post(t, "/api/v1/groups", map[string]string{"name": "Planners"})
	s.post(t, "/api/v1/grants", map[string]any{"groupId": group, "instanceId": s.a.ids["instances"], "role": "manager"})
	inGroup := s.invite(t, "grouped", "member")
	s.owner.Do(t, http.MethodPut, "/api/v1/groups/"+group+"/members/"+s.names["grouped"], nil).Is(t, http.StatusOK)
	all = append(all, inGroup)
	s.a.ids["groups"], s.b.ids["groups"] = group, group

	past := s.invite(t, "past", "member", map[string]any{"clientId": s.b.ids["clients"], "role": "administrator"})
	past.Get(t, "/api/v1/instances/"+s.b.ids["instances"]).Is(t, http.StatusOK)
	var held struct{ Items []struct{ ID string } }
	s.owner.Get(t, "/api/v1/grants?person="+s.names["past"]).Is(t, http.StatusOK).Into(t, &held)
	soon := map[string]any{"until": time.Now().Add(2 * time.Second).UTC().Format(time.RFC3339Nano)}
	s.owner.Do(t, http.MethodPatch, "/api/v1/grants/"+held.Items[0].ID, soon, "If-Match", `"1"`).Is(t, http.StatusOK)
	require.Eventually(t, func() bool {
		return past.Get(t, "/api/v1/instances/"+s.b.ids["instances"]).Status == http.StatusNotFound
	}, 20*time.Second, 100*time.Millisecond, "a grant whose time is over gives nothing")
	all = append(all, past)

	programs := s.invite(t, "programs", "member", map[string]any{"clientId": on, "role": "administrator"})
	for _, scope := range []string{"read", "run", "write", "administer"} {
		token := s.tokenOf(t, programs, scope)
		token.rank = actor.Administrator
		all = append(all, token)
	}
	gone := s.invite(t, "disabled", "member", map[string]any{"clientId": s.b.ids["clients"], "role": "administrator"})
	left := s.tokenOf(t, gone, "administer")
	s.owner.Post(t, "/api/v1/people/"+s.names["disabled"]+"/disable", map[string]string{}).Is(t, http.StatusOK)
	left.name = "token of a disabled person"
	all = append(all, gone, left, caller{name: "nobody", Caller: s.Browser(t)})

	for _, of := range []*side{&s.a, &s.b} {
		person := "insider " + of.canary[3:]
		inside := s.invite(t, strings.ReplaceAll(person, " ", "-"), "member", map[string]any{
			"instanceId": of.ids["instances"], "role": "author", "reason": of.canary,
		})
		of.ids["people"] = s.names[strings.ReplaceAll(person, " ", "-")]
		of.ids["personId"] = of.ids["people"]
		of.ids["tokenId"] = tokenID(t, inside, "laptop")
		of.ids["sessionId"] = firstID(t, inside, "/api/v1/me/sessions")
		of.ids["grants"] = firstID(t, caller{Caller: s.owner}, "/api/v1/grants?person="+of.ids["people"])
		of.ids["passkeys"] = s.passkey(t, *of)
		of.ids["invitations"] = s.pending(t, "later-"+of.canary[3:])
	}
	return all, roles
}

func tokenID(t *testing.T, of caller, name string) string {
	t.Helper()
	var made struct{ Token struct{ ID string } }
	of.Post(t, "/api/v1/tokens", map[string]string{"name": name}).Is(t, http.StatusCreated).Into(t, &made)
	return made.Token.ID
}

func firstID(t *testing.T, of caller, path string) string {
	t.Helper()
	var list struct{ Items []struct{ ID string } }
	of.Get(t, path).Is(t, http.StatusOK).Into(t, &list)
	require.NotEmpty(t, list.Items, path)
	return list.Items[0].ID
}

// passkey gives the person of a side one. No browser made it, so that it lets
// nobody in.
func (s *site) passkey(t *testing.T, of side) string {
	t.Helper()
	id := string(actor.NewID[actor.PasskeyID]())
	require.NoError(t, s.Core().DB.Write(t.Context(), actor.System("test"), func(ctx context.Context, tx bun.Tx) error {
		_, err := tx.NewRaw(`INSERT INTO passkey (id, person_id, name, host, credential_id, public_key, counter, transports, synced, created_at)
			VALUES (?0, ?1, ?2, 'localhost', ?2, ?3, 0, '', ?4, ?5)`, id, of.ids["people"], of.canary, []byte("none"), false, time.Now().UTC()).Exec(ctx)
		return err
	}))
	return id
}

// pending invites somebody who does not come.
func (s *site) pending(t *testing.T, name string) string {
	t.Helper()
	var made struct{ Invitation struct{ ID string } }
	s.owner.Post(t, "/api/v1/invitations", map[string]any{"email": name + "@agency.example", "name": "Later", "role": "member"}).
		Is(t, http.StatusCreated).Into(t, &made)
	return made.Invitation.ID
}
