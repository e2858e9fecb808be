package httpapi_test

import (
	"bufio"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/internal/app/apptest"
)

type message struct {
	id, name, data string
}

// listen opens the event stream and hands its messages over until it ends.
func listen(t *testing.T, caller *apptest.Caller, headers ...string) <-chan message {
	t.Helper()
	body := caller.Stream(t, "/api/v1/events", headers...)
	messages := make(chan message, 100)
	go func() {
		defer close(messages)
		var m message
		lines := bufio.NewScanner(body)
		for lines.Scan() {
			switch field, value, _ := strings.Cut(lines.Text(), ": "); field {
			case "id":
				m.id = value
			case "event":
				m.name = value
			case "data":
				m.data = value
			case "":
				if m.name != "" {
					messages <- m
				}
				m = message{}
			}
		}
	}()
	return messages
}

func next(t *testing.T, messages <-chan message) message {
	t.Helper()
	select {
	case m, open := <-messages:
		require.True(t, open, "the stream ended")
		return m
	case <-time.After(20 * time.Second):
		t.Fatal("no message came")
		return message{}
	}
}

func TestTheStreamTellsOfChangesAndGoesOnWhereItWas(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, p *apptest.Program) {
		api, browser := p.API(t), p.SignedIn(t)
		messages := listen(t, api)
		require.Equal(t, "ready", next(t, messages).name)
		makeToken := func() { browser.Post(t, "/api/v1/tokens", map[string]string{"name": "x"}).Is(t, http.StatusCreated) }
		makeToken()
		first := next(t, messages)
		require.Equal(t, "change", first.name)
		var data struct{ Kind, ID string }
		require.NoError(t, json.Unmarshal([]byte(first.data), &data))
		require.Equal(t, "token", data.Kind)
		require.NotEmpty(t, data.ID)

		makeToken()
		second := next(t, messages)
		resumed := listen(t, api, "Last-Event-ID", first.id)
		require.Equal(t, message{id: first.id, name: "ready", data: "{}"}, next(t, resumed))
		require.Equal(t, second, next(t, resumed))

		require.Equal(t, "reset", next(t, listen(t, api, "Last-Event-ID", "99999999")).name)
		problemIn(t, api.Get(t, "/api/v1/events", "Last-Event-ID", "x"), http.StatusUnprocessableEntity, "event.last_id_invalid")
	})
}

func TestTheStreamEndsWithTheSession(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, p *apptest.Program) {
		browser, other := p.SignedIn(t), p.SignedIn(t)
		messages, others := listen(t, browser), listen(t, other)
		require.Equal(t, "ready", next(t, messages).name)
		require.Equal(t, "ready", next(t, others).name)
		browser.Do(t, http.MethodDelete, "/api/v1/session", nil).Is(t, http.StatusNoContent)
		select {
		case _, open := <-messages:
			require.False(t, open, "nothing is told any more")
		case <-time.After(20 * time.Second):
			t.Fatal("the stream goes on")
		}
		other.Post(t, "/api/v1/tokens", map[string]string{"name": "x"}).Is(t, http.StatusCreated)
		require.Equal(t, "change", next(t, others).name, "another session goes on")
	})
}
