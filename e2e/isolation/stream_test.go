package isolation_test

import (
	"bufio"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/internal/app"
	"github.com/recomamp/recomamp/internal/app/apptest"
	"github.com/recomamp/recomamp/internal/database/databasetest"
)

// told is a message of the event stream.
type told struct{ Kind, ID, InstanceID string }

// listen opens the stream and hands over what it tells until it ends.
func listen(t *testing.T, who caller) <-chan told {
	t.Helper()
	lines := bufio.NewScanner(who.Stream(t, "/api/v1/events", who.headers...))
	messages := make(chan told, 1000)
	ready := make(chan struct{})
	go func() {
		defer close(messages)
		begun := false
		for lines.Scan() {
			data, is := strings.CutPrefix(lines.Text(), "data: ")
			if !is {
				continue
			}
			if !begun {
				begun = true
				close(ready)
				continue
			}
			var m told
			if json.Unmarshal([]byte(data), &m) == nil && m.Kind != "" {
				messages <- m
			}
		}
	}()
	select {
	case <-ready:
	case <-time.After(20 * time.Second):
		t.Fatal("the stream does not begin")
	}
	return messages
}

func await(t *testing.T, messages <-chan told, want func(told) bool) (before []told) {
	t.Helper()
	for {
		select {
		case m, open := <-messages:
			require.True(t, open, "the stream ended")
			if want(m) {
				return before
			}
			before = append(before, m)
		case <-time.After(20 * time.Second):
			t.Fatal("what was waited for is not told")
		}
	}
}

func ends(t *testing.T, messages <-chan told) {
	t.Helper()
	for {
		select {
		case _, open := <-messages:
			if !open {
				return
			}
		case <-time.After(20 * time.Second):
			t.Fatal("the stream goes on")
		}
	}
}

func TestTheStreamTellsNobodyOfAnotherClient(t *testing.T) {
	t.Parallel()
	apptest.OnBoth(t, func(t *testing.T, on func(*app.Config)) {
		t.Helper()
		stream(t, newSite(t, on))
	})
}

// While Go filters nothing, PostgreSQL alone keeps what is told apart: from now on, and what was missed.
func TestTheStreamTellsNobodyOfAnotherClientByRowLevelSecurityAlone(t *testing.T) {
	t.Parallel()
	url := databasetest.PostgresConfig(t).URL
	s := newSite(t, func(c *app.Config) { c.Storage.DatabaseURL = url })
	viewer := s.invite(t, "viewer", "member", map[string]any{"clientId": s.a.ids["clients"], "role": "viewer"})
	newcomer := s.invite(t, "newcomer", "member")
	s.overlooking(func() {
		watching, nothing := listen(t, viewer), listen(t, newcomer)
		s.plant(t, &s.b)
		s.plant(t, &s.a)
		last := func(m told) bool { return m.Kind == "notice" && m.ID == s.a.ids["notices"] }
		s.holdsNothingOfB(t, await(t, watching, last))
		require.Empty(t, nothing)

		missed := viewer
		missed.headers = append(slices.Clone(viewer.headers), "Last-Event-ID", "1")
		s.holdsNothingOfB(t, await(t, listen(t, missed), last))
	})
}

func (s *site) holdsNothingOfB(t *testing.T, heard []told) {
	t.Helper()
	require.NotEmpty(t, heard)
	for kind, id := range s.b.ids {
		if kind == "connections" || kind == "discoveries" {
			continue
		}
		for _, m := range heard {
			require.False(t, m.ID == id || m.InstanceID == id, "%+v is of the other client", m)
		}
	}
}

func stream(t *testing.T, s *site) {
	t.Helper()
	viewer := s.invite(t, "viewer", "member", map[string]any{"clientId": s.a.ids["clients"], "role": "viewer"})
	newcomer := s.invite(t, "newcomer", "member")
	watching, nothing := listen(t, viewer), listen(t, newcomer)
	s.plant(t, &s.b)
	s.plant(t, &s.a)
	of := map[string]bool{}
	for _, id := range s.b.ids {
		of[id] = true
	}
	delete(of, s.b.ids["connections"])
	before := await(t, watching, func(m told) bool { return m.Kind == "notice" && m.ID == s.a.ids["notices"] })
	kinds := map[string]bool{}
	for _, m := range before {
		require.False(t, of[m.ID] || of[m.InstanceID], "%+v is of the other client", m)
		kinds[m.Kind] = true
	}
	for _, kind := range []string{"instance", "client", "query", "rate", "budget", "retention", "data-set", "execution", "schedule", "occurrence", "backfill"} {
		require.True(t, kinds[kind], "nothing was told of kind %s", kind)
	}

	// Whose access changes is told so, and their stream ends.
	s.owner.Post(t, "/api/v1/grants", map[string]any{"personId": s.names["newcomer"], "clientId": s.a.ids["clients"], "role": "viewer"}).Is(t, http.StatusCreated)
	first := <-nothing
	require.Equal(t, "access", first.Kind, "until then there was nothing to tell")
	ends(t, nothing)
	again := listen(t, newcomer)
	s.owner.Post(t, "/api/v1/people/"+s.names["newcomer"]+"/disable", map[string]string{}).Is(t, http.StatusOK)
	ends(t, again)
	newcomer.Get(t, "/api/v1/events").Is(t, http.StatusUnauthorized)

	// A session that is ended from elsewhere takes its stream along, and no other.
	other := caller{name: "owner", Caller: s.SignedIn(t)}
	owners := listen(t, other)
	s.owner.Do(t, http.MethodDelete, "/api/v1/people/"+s.names["viewer"]+"/sessions/"+firstID(t, viewer, "/api/v1/me/sessions"), nil).Is(t, http.StatusNoContent)
	ends(t, watching)
	made := s.post(t, "/api/v1/groups", map[string]string{"name": "Planners"})
	await(t, owners, func(m told) bool { return m.Kind == "group" && m.ID == made })
}
