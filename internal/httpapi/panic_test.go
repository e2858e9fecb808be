package httpapi_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/internal/access"
	"github.com/recomamp/recomamp/internal/clock"
	"github.com/recomamp/recomamp/internal/database/databasetest"
	"github.com/recomamp/recomamp/internal/event"
	"github.com/recomamp/recomamp/internal/httpapi"
	"github.com/recomamp/recomamp/internal/logging"
)

// lines is a log that a test can read while it is written.
type lines struct {
	mu  sync.Mutex
	all bytes.Buffer
}

// Write implements io.Writer.
func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.all.Write(p)
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.all.String()
}

func (l *lines) logger() *slog.Logger {
	return slog.New(slog.NewJSONHandler(l, &slog.HandlerOptions{Level: slog.LevelDebug}))
}

// brokenFiles panic when they are looked at.
type brokenFiles struct{}

// Open implements fs.FS.
func (brokenFiles) Open(string) (fs.File, error) { panic("internals of the files") }

func TestWhatBreaksTellsTheRequestAndNothingElse(t *testing.T) {
	t.Parallel()
	log := &lines{}
	people := access.New(access.Dependencies{DB: databasetest.SQLite(t), Clock: clock.System{}, Events: event.NewLog(clock.System{})}, access.Config{})
	handler := httpapi.New(httpapi.Dependencies{
		Logger: logging.New(log.logger()), Clock: clock.System{}, Access: people, Sessions: people.NewSessions(), App: brokenFiles{},
		Ready: func(context.Context) error { return errors.New("internals of the database") },
		SandboxHandler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(http.StatusOK)
			io.WriteString(w, "a part") //nolint:errcheck // the connection breaks
			panic("in the middle")
		}),
	}).Handler()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	get := func(path string) (*http.Response, string, error) {
		asked, err := http.NewRequestWithContext(t.Context(), http.MethodGet, server.URL+path, nil)
		require.NoError(t, err)
		response, err := server.Client().Do(asked)
		if err != nil {
			return nil, "", err
		}
		defer response.Body.Close()
		body, err := io.ReadAll(response.Body)
		return response, string(body), err
	}

	response, body, err := get("/anything")
	require.NoError(t, err)
	require.Equal(t, http.StatusInternalServerError, response.StatusCode)
	require.Equal(t, "application/problem+json", response.Header.Get("Content-Type"))
	require.NotContains(t, body, "internals")
	require.NotContains(t, body, ".go")
	id := response.Header.Get("X-Request-Id")
	require.Contains(t, body, id)
	require.Contains(t, body, `"code":"internal"`)
	found := false
	for line := range strings.Lines(log.String()) {
		found = found || strings.Contains(line, id) && strings.Contains(line, "internals of the files") && strings.Contains(line, "brokenFiles")
	}
	require.True(t, found, "the log has the rest, by the request's id: %s", log)

	response, body, err = get("/readyz")
	require.NoError(t, err)
	require.Equal(t, http.StatusServiceUnavailable, response.StatusCode)
	require.NotContains(t, body, "internals")

	_, _, err = get("/sandbox/x")
	require.Error(t, err, "nobody takes a part for the whole")
}
