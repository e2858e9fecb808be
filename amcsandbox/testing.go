package amcsandbox

import (
	"context"
	"fmt"
	"log/slog"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// testScale is enough data for every query to have rows.
const testScale = 0.1

// Server is a sandbox of a test, on a listener of its own.
type Server struct {
	*Sandbox
	// BaseURL is its address, without a slash at the end.
	BaseURL string
	// ClientID and ClientSecret are those of the registered application.
	ClientID, ClientSecret string

	http *httptest.Server
}

// Start runs a sandbox for the length of a test: profile Instant, little data
// that all tests of the machine share, and a folder that goes away. Changes are
// applied to the configuration in order.
func Start(t testing.TB, changes ...func(*Config)) *Server {
	t.Helper()
	config := Config{Profile: Instant, Scale: testScale, Logger: slog.New(slog.NewTextHandler(t.Output(), nil))}
	for _, change := range changes {
		change(&config)
	}
	if config.Dir == "" {
		config.Dir = t.TempDir()
	}
	if config.DataDir == "" {
		config.DataDir = sharedData(config)
	}
	sandbox, err := New(config)
	if err != nil {
		t.Fatalf("start sandbox: %v", err)
	}
	sandbox.Start(t.Context())
	server := &Server{
		Sandbox: sandbox, ClientID: sandbox.App().ClientID, ClientSecret: sandbox.App().ClientSecret,
		http: httptest.NewServer(sandbox),
	}
	server.BaseURL = server.http.URL
	t.Cleanup(func() {
		if err := server.Close(); err != nil {
			t.Errorf("stop sandbox: %v", err)
		}
	})
	return server
}

// sharedData is a folder that outlives the test, one per kind of data: a folder
// holds those of one seed, scale and time.
func sharedData(config Config) string {
	cache, err := os.UserCacheDir()
	if err != nil {
		cache = os.TempDir()
	}
	name := fmt.Sprintf("test-%d-%g", config.Seed, config.Scale)
	if config.Clock != nil {
		name += config.Clock.Now().UTC().Format("-20060102")
	}
	return filepath.Join(cache, "recomamp", "sandbox-data", name)
}

// Close ends the server before the test does; a second time changes nothing.
func (s *Server) Close() error {
	s.http.CloseClientConnections()
	s.http.Close()
	return s.Stop()
}

// RefreshToken consents as a person would and returns the refresh token.
func (s *Server) RefreshToken(t testing.TB) string {
	t.Helper()
	token, err := s.Connect(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return token
}

// WaitReady waits until executions can run.
func (s *Server) WaitReady(t testing.TB) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	select {
	case <-s.Ready():
	case <-ctx.Done():
		t.Fatal(fmt.Errorf("sandbox data not ready: %w", s.Progress().Err))
	}
}

// Advance moves the clock of the sandbox ahead.
func (s *Server) Advance(d time.Duration) {
	if err := s.Sandbox.Advance(context.Background(), d); err != nil {
		panic(err) // a test cannot go on with a clock that stands
	}
}

// Revoke ends all consents.
func (s *Server) Revoke(t testing.TB) {
	t.Helper()
	if err := s.Sandbox.Revoke(t.Context()); err != nil {
		t.Fatal(err)
	}
}
