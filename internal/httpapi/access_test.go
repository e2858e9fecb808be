package httpapi_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/internal/app/apptest"
)

// invited makes a person with grants and signs them in.
func invited(t *testing.T, p *apptest.Program, name string, grants ...map[string]any) *apptest.Caller {
	t.Helper()
	var made struct{ Link string }
	p.API(t).Post(t, "/api/v1/invitations", map[string]any{
		"email": strings.ToLower(name) + "@agency.example", "name": name, "role": "member", "grants": grants,
	}).Is(t, http.StatusCreated).Into(t, &made)
	link, err := url.Parse(made.Link)
	require.NoError(t, err)
	require.Equal(t, "/welcome", link.Path)
	require.Empty(t, link.RawQuery, "a secret in the query would reach logs")
	browser := p.Browser(t)
	token := strings.TrimPrefix(link.Fragment, "token=")
	var who struct{ Kind, Email, Name string }
	browser.Post(t, "/api/v1/invitations/check", map[string]string{"token": token}).Is(t, http.StatusOK).Into(t, &who)
	require.Equal(t, name, who.Name)
	accept := map[string]string{"token": token, "password": "correct horse battery"}
	browser.Post(t, "/api/v1/invitations/accept", accept).Is(t, http.StatusOK)
	problemIn(t, p.Browser(t).Post(t, "/api/v1/invitations/accept", accept), http.StatusForbidden, "invitation.link_invalid")
	return browser
}

func TestWhoMayNotIsToldWhichRoleItTakesAndWhoGivesIt(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, p *apptest.Program) {
		owner := p.SignedIn(t)
		connect(t, p, owner, "allow")
		on := discovered(t, owner).Items[0]
		invited(t, p, "Adele", map[string]any{"clientId": on.Client.ID, "role": "administrator"})
		viewer := invited(t, p, "Vera", map[string]any{"instanceId": on.ID, "role": "viewer"})

		refused := problemIn(t, viewer.Post(t, "/api/v1/instances/"+on.ID+"/pause", nil), http.StatusForbidden, "access.forbidden")
		require.Equal(t, "This takes the role manager on this instance; you have the role viewer.", refused.Detail)
		require.True(t, strings.HasPrefix(refused.Next, "Ask Adele or "), refused.Next)
		require.Equal(t, "manager", refused.Details["role"])
		refused = problemIn(t, viewer.Post(t, "/api/v1/groups", map[string]string{"name": "x"}), http.StatusForbidden, "access.forbidden")
		require.Contains(t, refused.Next, "owner")

		var me struct {
			Person  struct{ Role string }
			Rights  map[string]bool
			Clients []struct {
				Client    struct{ ID string }
				Role      string
				Instances []struct{ ID, Role string }
			}
		}
		viewer.Get(t, "/api/v1/me").Is(t, http.StatusOK).Into(t, &me)
		require.Equal(t, "member", me.Person.Role)
		require.True(t, me.Rights["see"])
		require.False(t, me.Rights["run"] || me.Rights["all"] || me.Rights["organise"])
		require.Len(t, me.Clients, 1)
		require.Empty(t, me.Clients[0].Role, "a role on an instance is none on its client")
		require.Equal(t, "viewer", me.Clients[0].Instances[0].Role)

		var seen struct{ ConnectionID, AccountName, Role string }
		viewer.Get(t, "/api/v1/instances/"+on.ID).Is(t, http.StatusOK).Into(t, &seen)
		require.Empty(t, seen.ConnectionID+seen.AccountName, "connections are for owners")
		require.Equal(t, "viewer", seen.Role)

		review := owner.Get(t, "/api/v1/access?instance="+on.ID, "Accept", "text/csv").Is(t, http.StatusOK)
		require.Contains(t, review.Header.Get("Content-Type"), "text/csv")
		require.Contains(t, string(review.Body), "Vera,vera@agency.example,viewer,grant on the instance: viewer")
		require.Contains(t, string(review.Body), "owner of the organisation")
	})
}
