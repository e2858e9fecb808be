package amc_test

import (
	"context"
	"io"
	"iter"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/amc"
)

const (
	accountID   = "ENTITY4TESTACCT01"
	marketplace = "ATVPDKIKX0DER"
	instanceID  = "amcq7x2k9ab"
	clientID    = "amzn1.application-oa2-client.0123456789abcdef0123456789abcdef"
	accessToken = "Atza|invented-access-token"
	executionID = "5d0c7f0e-3a37-4c0e-9b43-0a6f1c2b7e55"
)

// received is a request as the server saw it.
type received struct {
	Method, Path, Query string
	Header              http.Header
	Body                string
}

// amazon is a server with scripted answers that keeps what it was asked.
type amazon struct {
	*httptest.Server
	mu       sync.Mutex
	requests []received
}

// serve answers every request with answer.
func serve(t *testing.T, answer http.HandlerFunc) *amazon {
	t.Helper()
	server := &amazon{}
	server.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		server.mu.Lock()
		server.requests = append(server.requests, received{r.Method, r.URL.EscapedPath(), r.URL.RawQuery, r.Header.Clone(), string(body)})
		server.mu.Unlock()
		w.Header().Set("X-Amz-Rid", "RID0123456789ABCDEFG")
		answer(w, r)
	}))
	t.Cleanup(server.Close)
	return server
}

// serveFile answers every request with status and a file of testdata, under a
// content type that says nothing, as Amazon does.
func serveFile(t *testing.T, status int, name string) *amazon {
	t.Helper()
	content := fixture(t, name)
	return serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/octet-stream")
		w.WriteHeader(status)
		_, _ = w.Write(content)
	})
}

func (a *amazon) got() []received {
	a.mu.Lock()
	defer a.mu.Unlock()
	return append([]received(nil), a.requests...)
}

func fixture(tb testing.TB, name string) []byte {
	tb.Helper()
	content, err := os.ReadFile(filepath.Join("testdata", name))
	require.NoError(tb, err)
	return content
}

// clientOf builds a client that waits for nothing between tries.
func clientOf(t *testing.T, baseURL string, change ...func(*amc.Config)) *amc.Client {
	t.Helper()
	config := amc.Config{
		BaseURL:     baseURL,
		ClientID:    clientID,
		TokenSource: amc.StaticToken(accessToken),
		Sleep:       func(context.Context, time.Duration) error { return nil },
	}
	for _, apply := range change {
		apply(&config)
	}
	client, err := amc.New(config)
	require.NoError(t, err)
	return client
}

func instanceOf(t *testing.T, server *amazon, change ...func(*amc.Config)) *amc.InstanceClient {
	t.Helper()
	return clientOf(t, server.URL, change...).Account(accountID, marketplace).Instance(instanceID)
}

// collect reads a whole sequence.
func collect[T any](sequence iter.Seq2[T, error]) ([]T, error) {
	var all []T
	for entry, err := range sequence {
		if err != nil {
			return all, err
		}
		all = append(all, entry)
	}
	return all, nil
}

// failureOf returns the *amc.Error within err.
func failureOf(t *testing.T, err error) *amc.Error {
	t.Helper()
	var failure *amc.Error
	require.ErrorAs(t, err, &failure)
	return failure
}

func explicitWindow(t *testing.T) amc.Window {
	t.Helper()
	return amc.ExplicitWindow(amc.LocalDate(2025, time.May, 1), amc.LocalDate(2025, time.May, 8), "America/New_York")
}

func answerWith(status int, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(status)
		_, _ = io.Copy(w, strings.NewReader(body))
	}
}
