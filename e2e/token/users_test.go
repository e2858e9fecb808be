package token_test

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptrace"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"
)

// user is one person's question that only Amazon can answer.
type user struct {
	server int
	status int    // 0: no answer came
	code   string // of the problem
}

// crowd is many users at once, spread over servers.
type crowd struct {
	users []user
	sent  atomic.Int64
	group sync.WaitGroup
}

// begin sends that many users to the servers.
func (w *world) begin(t *testing.T, many int, servers ...int) *crowd {
	t.Helper()
	if len(servers) == 0 {
		servers = []int{0, 1, 2}
	}
	c := &crowd{users: make([]user, many)}
	client := &http.Client{Transport: &http.Transport{}, Timeout: patience}
	t.Cleanup(client.CloseIdleConnections)
	for i := range c.users {
		c.users[i].server = servers[i%len(servers)]
		c.group.Go(func() { c.ask(t.Context(), client, w, i) })
	}
	return c
}

func (c *crowd) ask(ctx context.Context, client *http.Client, w *world, i int) {
	u := &c.users[i]
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{WroteRequest: func(httptrace.WroteRequestInfo) { c.sent.Add(1) }})
	url := w.servers[u.server].URL() + "/api/v1/instances/" + w.instances[i%len(w.instances)] + "/data-sources"
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return
	}
	request.Header.Set("Authorization", "Bearer "+w.token)
	response, err := client.Do(request)
	if err != nil {
		return // whoever looks at the status sees it
	}
	defer response.Body.Close()
	var answer struct {
		Code  string
		Items []any
	}
	if err := json.NewDecoder(response.Body).Decode(&answer); err != nil {
		return
	}
	if response.StatusCode == http.StatusOK && len(answer.Items) == 0 {
		return // no answer at all
	}
	u.status, u.code = response.StatusCode, answer.Code
}

// there waits until all of them have asked.
func (c *crowd) there(t *testing.T) {
	t.Helper()
	until(t, "everybody has asked", func() bool { return c.sent.Load() >= int64(len(c.users)) })
}

// served checks that each user of the servers has got an answer.
func (c *crowd) served(t *testing.T, except ...int) {
	t.Helper()
	c.answered(t, http.StatusOK, "", except...)
}

// answered checks that each user has got the same answer, apart from those of some server.
func (c *crowd) answered(t *testing.T, status int, code string, except ...int) {
	t.Helper()
	c.group.Wait()
	got := map[user]int{}
	for _, u := range c.users {
		if len(except) > 0 && u.server == except[0] {
			continue
		}
		u.server = 0
		got[u]++
	}
	require.Len(t, got, 1, "%v", got)
	require.Positive(t, got[user{status: status, code: code}], "%v", got)
}
