package httpapi_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/internal/app"
	"github.com/recomamp/recomamp/internal/app/apptest"
	"github.com/recomamp/recomamp/internal/config"
)

type channelAnswer struct {
	ID, Name, Service, Address, State string
	Version                           int
	Failure                           *struct{ Code, Message, Next string }
	Quiet                             *struct{ From, Until, Zone string }
}

func TestChannelsOverHTTP(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, p *apptest.Program) {
		problemIn(t, p.Browser(t).Get(t, "/api/v1/channels"), http.StatusUnauthorized, "session.required")
		browser := p.SignedIn(t)
		called := false
		inside := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { called = true }))
		defer inside.Close()
		wanted := map[string]any{
			"name": "Ops", "address": inside.URL + "/hunter2", "severities": []string{"urgent"},
			"quiet": map[string]any{"from": "22:00", "until": "07:00", "zone": "Europe/Berlin", "urgentPasses": true},
		}
		var made channelAnswer
		answer := browser.Do(t, http.MethodPost, "/api/v1/channels", wanted, "Idempotency-Key", "k1").Is(t, http.StatusCreated)
		answer.Into(t, &made)
		require.Equal(t, "webhook", made.Service)
		require.Equal(t, "untried", made.State)
		require.Equal(t, "Europe/Berlin", made.Quiet.Zone)
		var again channelAnswer
		browser.Do(t, http.MethodPost, "/api/v1/channels", wanted, "Idempotency-Key", "k1").Is(t, http.StatusCreated).Into(t, &again)
		require.Equal(t, made.ID, again.ID, "a repeated request makes one")
		problemIn(t, browser.Post(t, "/api/v1/channels", wanted), http.StatusConflict, "channel.name_taken")
		refused := problemIn(t, browser.Post(t, "/api/v1/channels", map[string]any{"name": "x", "address": "hunter2"}), http.StatusUnprocessableEntity, "channel.address_invalid")
		require.Equal(t, "/address", refused.Errors[0].Pointer)

		path := "/api/v1/channels/" + made.ID
		var tried struct {
			Arrived bool
			Problem *struct{ Code, Message, Next string }
		}
		browser.Post(t, path+"/test", nil).Is(t, http.StatusOK).Into(t, &tried)
		require.False(t, tried.Arrived)
		require.False(t, called, "this machine is not reached unless the operator allows it")
		require.Equal(t, "channel.refused_address", tried.Problem.Code)
		require.NotEmpty(t, tried.Problem.Next)

		change := map[string]any{"name": "Ops at night"}
		problemIn(t, browser.Do(t, http.MethodPut, path, change, "If-Match", `"7"`), http.StatusConflict, "channel.version_conflict")
		list := browser.Do(t, http.MethodPut, path, change, "If-Match", `"1"`).Is(t, http.StatusOK).Body
		require.NotContains(t, string(list), "hunter2")
		require.NotContains(t, string(answer.Body), "hunter2")
		require.NotContains(t, string(browser.Get(t, "/api/v1/channels").Is(t, http.StatusOK).Body), "hunter2")
		problemIn(t, browser.Post(t, "/api/v1/channels/none/test", nil), http.StatusNotFound, "channel.not_found")
		browser.Do(t, http.MethodDelete, path, nil, "If-Match", `"2"`).Is(t, http.StatusNoContent)
		problemIn(t, browser.Do(t, http.MethodDelete, path, nil, "If-Match", `"2"`), http.StatusNotFound, "channel.not_found")
	})
}

type noticeAnswer struct {
	ID, Kind, Severity, Title string
	Read, ByPerson            bool
	Count                     int
	ResolvedAt                *string
	Next                      *struct{ Label, Path string }
}

// A withdrawn consent is one notice; the channel is told once; the consent
// given anew resolves it.
func TestAWithdrawnConsentIsToldOnce(t *testing.T) {
	t.Parallel()
	quick := func(c *app.Config) { c.Notify = config.Notify{AllowPrivate: true, Window: 10 * time.Millisecond} }
	apptest.OnBoth(t, func(t *testing.T, on func(*app.Config)) {
		t.Helper()
		tellOfConsent(t, apptest.Start(t, quick, on))
	})
}

// revoke withdraws the consent at Amazon, has it noticed and returns the connection.
func revoke(t *testing.T, p *apptest.Program, browser *apptest.Caller) (id string) {
	t.Helper()
	require.NoError(t, p.Sandbox().Revoke(t.Context()))
	var connections struct{ Items []struct{ ID string } }
	browser.Get(t, "/api/v1/connections").Is(t, http.StatusOK).Into(t, &connections)
	id = connections.Items[0].ID
	problemIn(t, browser.Post(t, "/api/v1/connections/"+id+"/discover", nil), http.StatusConflict, "connection.needs_reconnect")
	return id
}

func tellOfConsent(t *testing.T, p *apptest.Program) {
	t.Helper()
	told := make(chan string, 100)
	receiver := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err == nil {
			told <- string(body)
		}
	}))
	t.Cleanup(receiver.Close)
	browser := p.SignedIn(t)
	connect(t, p, browser, "allow")
	discovered(t, browser)
	browser.Post(t, "/api/v1/channels", map[string]any{"name": "Ops", "address": receiver.URL}).Is(t, http.StatusCreated)
	list := func(words string) (found []noticeAnswer) {
		var page struct{ Items []noticeAnswer }
		browser.Get(t, "/api/v1/notices"+words).Is(t, http.StatusOK).Into(t, &page)
		return page.Items
	}
	require.Empty(t, list(""))

	id := revoke(t, p, browser)
	open := list("?state=unread&severity=urgent&kind=connection")
	require.Len(t, open, 1)
	require.Equal(t, "Reconnect", open[0].Next.Label)
	var counts struct {
		Open, Unread int
		Worst        string
	}
	browser.Get(t, "/api/v1/notice-counts").Is(t, http.StatusOK).Into(t, &counts)
	require.Equal(t, "urgent", counts.Worst)
	var read noticeAnswer
	browser.Post(t, "/api/v1/notices/"+open[0].ID+"/read", nil).Is(t, http.StatusOK).Into(t, &read)
	require.True(t, read.Read)
	require.Empty(t, list("?state=unread"))
	browser.Post(t, "/api/v1/notices/"+open[0].ID+"/unread", nil).Is(t, http.StatusOK)
	require.JSONEq(t, `{"read": 1}`, string(browser.Post(t, "/api/v1/notices/read-all", nil).Is(t, http.StatusOK).Body))
	problemIn(t, browser.Post(t, "/api/v1/notices/none/read", nil), http.StatusNotFound, "notice.not_found")

	var message struct{ Title, Message, ID, Severity string }
	require.NoError(t, json.Unmarshal([]byte(<-told), &message)) // after the grouping window
	require.Equal(t, open[0].Title, message.Title)
	require.Contains(t, message.Message, "Reconnect: "+p.URL()+"/connections")
	require.True(t, strings.HasPrefix(message.ID, "0"))

	var request struct{ AuthorizeURL string }
	browser.Post(t, "/api/v1/connections/"+id+"/reconnect", nil).Is(t, http.StatusOK).Into(t, &request)
	back := browser.Form(t, request.AuthorizeURL, url.Values{"decision": {"allow"}}).Is(t, http.StatusSeeOther).Header.Get("Location")
	browser.Get(t, back).Is(t, http.StatusSeeOther)
	require.Empty(t, list("?state=open"))
	resolved := list("?state=resolved")
	require.Len(t, resolved, 1)
	require.False(t, resolved[0].ByPerson)
	require.Empty(t, told, "one message is all")
}
