package apiclient_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/internal/apiclient"
	"github.com/recomamp/recomamp/internal/framed"
	"github.com/recomamp/recomamp/internal/httpapi"
)

func serve(t *testing.T, answer http.HandlerFunc) *apiclient.Client {
	t.Helper()
	server := httptest.NewServer(answer)
	t.Cleanup(server.Close)
	client, err := apiclient.New(server.URL+"/", "the-token")
	require.NoError(t, err)
	return client
}

func TestNew_RefusesWhatIsNoAddress(t *testing.T) {
	t.Parallel()
	for _, address := range []string{"", "localhost:8484", "ftp://x", "http://"} {
		_, err := apiclient.New(address, "t")
		require.Error(t, err, address)
	}
	_, err := apiclient.New("http://localhost:8484", "")
	require.Error(t, err)
}

func TestSubmit_SendsTheKeyTheTokenAndTheContract(t *testing.T) {
	t.Parallel()
	client := serve(t, func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if r.URL.Path != "/api/v1/executions" || err != nil || r.Header.Get("Idempotency-Key") != "k" || r.Header.Get("Authorization") != "Bearer the-token" {
			w.WriteHeader(http.StatusTeapot)
			return
		}
		var sent map[string]any
		if json.Unmarshal(body, &sent) != nil || sent["instanceId"] != "amc1" {
			w.WriteHeader(http.StatusTeapot)
			return
		}
		fmt.Fprint(w, `{"id":"e1","state":"queued"}`)
	})
	started, err := client.Submit(t.Context(), "k", apiclient.Submission{InstanceID: "amc1", SQL: "SELECT 1"})
	require.NoError(t, err)
	require.EqualValues(t, "e1", started.ID)
}

func TestProblem_IsReadFromAnyAnswer(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		body, text string
		status     int
		passing    bool
	}{
		"problem":         {`{"detail":"No.","next":"Do this.","errors":[{"pointer":"/sql","message":"is empty"}]}`, "No. /sql: is empty. Do this.", 422, false},
		"fault of server": {`{"detail":"Broken.","requestId":"r1"}`, "Broken. (request r1)", 500, false},
		"starting":        {`{"detail":"Starting."}`, "Starting.", 503, true},
		"proxy":           {`<html>`, "the server answered 502 Bad Gateway", 502, true},
		"busy":            {``, "the server answered 429 Too Many Requests", 429, true},
		"redirect":        {``, "the server answered 307 Temporary Redirect", 307, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client := serve(t, func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Retry-After", "7")
				w.Header().Set("Location", "https://elsewhere.example/")
				w.WriteHeader(c.status)
				_, _ = io.WriteString(w, c.body)
			})
			_, err := client.Execution(t.Context(), "e1")
			require.EqualError(t, err, c.text)
			require.Equal(t, c.passing, apiclient.Passing(err))
			problem, ok := errors.AsType[*apiclient.Problem](err)
			require.True(t, ok)
			require.Equal(t, c.status, problem.Status)
			require.Equal(t, 7*time.Second, problem.RetryAfter)
		})
	}
}

func TestLost_TellsWhetherAnythingWasAsked(t *testing.T) {
	t.Parallel()
	asked := serve(t, func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })
	_, err := asked.Cancel(t.Context(), "e1")
	lost, ok := errors.AsType[*apiclient.LostError](err)
	require.True(t, ok)
	require.False(t, lost.Unsent)
	require.True(t, apiclient.Passing(err))
	require.NotContains(t, err.Error(), "the-token")

	nobody, err := apiclient.New("http://127.0.0.1:9", "the-token")
	require.NoError(t, err)
	_, err = nobody.Instances(t.Context())
	lost, ok = errors.AsType[*apiclient.LostError](err)
	require.True(t, ok)
	require.True(t, lost.Unsent)

	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = nobody.System(ctx)
	require.ErrorIs(t, err, context.Canceled)
}

func TestExport_ABrokenStreamIsNoEnd(t *testing.T) {
	t.Parallel()
	client := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.RawQuery != "format=json&framed=true&raw=true" {
			w.WriteHeader(http.StatusTeapot)
			return
		}
		_, _ = io.WriteString(framed.NewWriter(w), `[{"a"`)
		_ = http.NewResponseController(w).Flush()
		panic(http.ErrAbortHandler)
	})
	rows, err := client.Export(t.Context(), "e1", apiclient.ExportChoice{Format: "json", AsStored: true}, nil)
	require.NoError(t, err)
	defer rows.Close()
	content, err := io.ReadAll(rows)
	require.Equal(t, `[{"a"`, string(content))
	require.True(t, apiclient.Passing(err))
}

func TestLists_AreRead(t *testing.T) {
	t.Parallel()
	client := serve(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/api/v1/instances":
			_ = json.NewEncoder(w).Encode(httpapi.List[httpapi.Instance]{Items: []httpapi.Instance{{AmazonID: "amc1"}}})
		case "/api/v1/system":
			_ = json.NewEncoder(w).Encode(httpapi.System{Version: "v1"})
		}
	})
	instances, err := client.Instances(t.Context())
	require.NoError(t, err)
	require.Equal(t, "amc1", instances[0].AmazonID)
	system, err := client.System(t.Context())
	require.NoError(t, err)
	require.Equal(t, "v1", system.Version)
}

func TestClient_HidesItsToken(t *testing.T) {
	t.Parallel()
	client, err := apiclient.New("http://localhost:1/", "the-token")
	require.NoError(t, err)
	require.Equal(t, "http://localhost:1 http://localhost:1", fmt.Sprintf("%v %#v", client, client))
}
