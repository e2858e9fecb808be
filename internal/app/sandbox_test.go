package app

import (
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/internal/clock"
	"github.com/recomamp/recomamp/internal/httpapi"
)

func TestAnOutsideSandboxIsAskedAndBelievedForAMoment(t *testing.T) {
	t.Parallel()
	var asked atomic.Int32
	answer := atomic.Pointer[string]{}
	say := func(text string) { answer.Store(&text) }
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked.Add(1)
		if r.URL.Path != "/box/status" {
			w.WriteHeader(http.StatusNotFound)
		}
		_, _ = w.Write([]byte(*answer.Load()))
	}))
	defer server.Close()
	now := clock.NewManual(time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC))
	outside := newOutsideSandbox(server.URL+"/box", now)

	say(`{"ready":false,"done":3,"total":12}`)
	making := httpapi.SandboxStatus{Enabled: true, Elsewhere: true, Reachable: true, Done: 3, Total: 12}
	require.Equal(t, making, outside.status(t.Context()))
	say(`{"ready":true,"done":12,"total":12}`)
	require.Equal(t, making, outside.status(t.Context()), "believed for a moment")
	require.EqualValues(t, 1, asked.Load())

	now.Advance(outsideLife)
	require.True(t, outside.status(t.Context()).Ready)
	now.Advance(outsideLife)
	say(`<html>some other program</html>`)
	require.Equal(t, httpapi.SandboxStatus{Enabled: true, Elsewhere: true}, outside.status(t.Context()), "not a sandbox")
	now.Advance(outsideLife)
	server.Close()
	require.False(t, outside.status(t.Context()).Reachable, "gone")
}
