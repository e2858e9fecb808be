package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/internal/apiclient"
	"github.com/recomamp/recomamp/internal/framed"
	"github.com/recomamp/recomamp/internal/httpapi"
)

// platform is a server with one execution and scripted answers.
type platform struct {
	*httptest.Server
	mu      sync.Mutex
	keys    []string
	bodies  []string
	answers []http.HandlerFunc // used up one by one, whatever is asked
	states  []string           // used up one by one by looks at the execution; the last stays
	rows    string
}

func newPlatform(t *testing.T) *platform {
	t.Helper()
	p := &platform{states: []string{stateSucceeded}}
	p.Server = httptest.NewServer(http.HandlerFunc(p.serve))
	t.Cleanup(p.Close)
	return p
}

func (p *platform) serve(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if r.Header.Get("Authorization") != "Bearer the-token" {
		problem(http.StatusUnauthorized, "session.required", "Sign in first.")(w, r)
		return
	}
	if r.Method == http.MethodPost {
		body, _ := io.ReadAll(r.Body)
		p.keys, p.bodies = append(p.keys, r.Header.Get("Idempotency-Key")), append(p.bodies, string(body))
	}
	if len(p.answers) > 0 {
		answer := p.answers[0]
		p.answers = p.answers[1:]
		if answer != nil {
			answer(w, r)
			return
		}
	}
	switch r.Method + " " + r.URL.Path {
	case "POST /api/v1/executions":
		w.WriteHeader(http.StatusCreated)
		fmt.Fprint(w, `{"id":"exe1","state":"queued","instance":{"name":"Northwind US"}}`)
	case "GET /api/v1/executions/exe1":
		state := p.states[0]
		if len(p.states) > 1 {
			p.states = p.states[1:]
		}
		fmt.Fprintf(w, `{"id":"exe1","state":%q,"instance":{"name":"Northwind US"},
			"error":{"message":"Amazon refused the query.","raw":"Object 'x' not found","next":"Correct the SQL."}}`, state)
	case "GET /api/v1/executions/exe1/export":
		_, _ = io.WriteString(w, framedOf(p.rows))
	default:
		problem(http.StatusNotFound, "route.not_found", "No such address.")(w, r)
	}
}

// framedOf is how the server sends a file.
func framedOf(rows string) string {
	var body bytes.Buffer
	out := framed.NewWriter(&body)
	_, _ = io.WriteString(out, rows[:len(rows)/2])
	_ = out.Progress(framed.Progress{Rows: 1})
	_, _ = io.WriteString(out, rows[len(rows)/2:])
	sum := sha256.Sum256([]byte(rows))
	_ = out.End(framed.End{Rows: 2, Bytes: int64(len(rows)), Checksum: hex.EncodeToString(sum[:])})
	return body.String()
}

func problem(status int, code, detail string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/problem+json")
		w.WriteHeader(status)
		_ = json.NewEncoder(w).Encode(httpapi.Problem{Status: status, Code: code, Detail: detail})
	}
}

func drop(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }

// cut sends the beginning of a body and breaks the connection.
func cut(beginning string, whole int) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", strconv.Itoa(whole))
		_, _ = io.WriteString(w, beginning)
		_ = http.NewResponseController(w).Flush()
		panic(http.ErrAbortHandler)
	}
}

// followerOf follows on the platform without waiting.
func followerOf(t *testing.T, p *platform) (*follower, *bytes.Buffer) {
	t.Helper()
	server, err := apiclient.New(p.URL, "the-token")
	require.NoError(t, err)
	var told bytes.Buffer
	return &follower{
		server:   server,
		progress: &progress{out: &told, now: time.Now, began: time.Now()},
		pause:    func(ctx context.Context, _ time.Duration) error { return ctx.Err() },
	}, &told
}

func TestRun_SubmitRepeatsWithTheSameKeyUntilAnswered(t *testing.T) {
	t.Parallel()
	p := newPlatform(t)
	p.answers = []http.HandlerFunc{drop, problem(http.StatusServiceUnavailable, "starting", "The server is starting.")}
	f, _ := followerOf(t, p)
	started, err := f.submit(t.Context(), "one-key", apiclient.Submission{InstanceID: "amc1"})
	require.NoError(t, err)
	require.EqualValues(t, "exe1", started.ID)
	require.Equal(t, []string{"one-key", "one-key", "one-key"}, p.keys)
}

func TestRun_ValuesGoToParametersAndPlaceholdersByWhatTheTextSays(t *testing.T) {
	t.Parallel()
	given, err := parseParameters([]string{
		"least=5", "id:STRING=007", "table:STRING=dsp_clicks", "word=spring", `rows=[["a",1]]`, "days:DATE[]=2026-05-01,2026-05-02", "free=x",
	})
	require.NoError(t, err)
	sent := runCmd{}.submission(`WITH v (a, b) AS (VALUES {{rows}}) SELECT '%{{word}}%' FROM {{table}}
		WHERE n > CUSTOM_PARAMETER('least') AND id = {{id}} AND d IN ({{days}}) AND c = {{free}}`, given)
	require.Equal(t, []httpapi.Parameter{{Name: "least", Type: "LONG"}}, sent.Parameters)
	require.Equal(t, []httpapi.Placeholder{
		{Name: "id", Type: "string"}, {Name: "word", Type: "string"}, {Name: "days", Type: "list", Items: "date"},
	}, sent.Placeholders)
	require.Len(t, sent.ParameterValues, 7)
}

func TestRun_SubmitTellsWhatIsWrongAndDoesNotInsist(t *testing.T) {
	t.Parallel()
	p := newPlatform(t)
	p.answers = []http.HandlerFunc{func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusUnprocessableEntity)
		_ = json.NewEncoder(w).Encode(httpapi.Problem{
			Detail: "The window is wrong.", Next: "Correct it.",
			Errors: []httpapi.ProblemField{{Pointer: "/window/to", Message: "comes before from"}},
		})
	}}
	f, _ := followerOf(t, p)
	_, err := f.submit(t.Context(), "k", apiclient.Submission{})
	require.EqualError(t, err, "The window is wrong. /window/to: comes before from. Correct it.")
	require.Len(t, p.keys, 1)
}

func TestRun_SubmitFailsAtOnceWhenNobodyListens(t *testing.T) {
	t.Parallel()
	p := newPlatform(t)
	f, _ := followerOf(t, p)
	p.Close()
	f.pause = func(context.Context, time.Duration) error { return errors.New("waited") }
	_, err := f.submit(t.Context(), "k", apiclient.Submission{})
	require.ErrorContains(t, err, "is it running?")
}

func TestRun_SubmitGivesUpWithTheServersLastWord(t *testing.T) {
	t.Parallel()
	p := newPlatform(t)
	p.answers = []http.HandlerFunc{problem(http.StatusServiceUnavailable, "starting", "The server is starting.")}
	f, _ := followerOf(t, p)
	f.pause = func(context.Context, time.Duration) error { return context.DeadlineExceeded }
	_, err := f.submit(t.Context(), "k", apiclient.Submission{})
	require.EqualError(t, err, "The server is starting.")
}

func TestRun_FollowsThroughARestartAndTellsEachStateOnce(t *testing.T) {
	t.Parallel()
	p := newPlatform(t)
	p.states = []string{"queued", "pending", "pending", "running", stateSucceeded}
	p.answers = []http.HandlerFunc{nil, drop, drop, problem(http.StatusBadGateway, "x", "x")}
	f, told := followerOf(t, p)
	finished, err := f.follow(t.Context(), httpapi.Execution{ExecutionSummary: httpapi.ExecutionSummary{
		ID: "exe1", State: "queued", Instance: httpapi.InstanceRef{Name: "Northwind US"},
	}})
	require.NoError(t, err)
	require.Equal(t, stateSucceeded, finished.State)
	for _, state := range []string{"queued", "pending", "running", stateSucceeded} {
		require.Contains(t, told.String(), "execution exe1 on Northwind US: "+state+"\n")
	}
	require.Equal(t, 1, bytes.Count(told.Bytes(), []byte(": pending\n")))
	require.Contains(t, told.String(), "trying again")
}

func TestRun_FollowStopsAtARefusalAndAtAnInterrupt(t *testing.T) {
	t.Parallel()
	p := newPlatform(t)
	p.answers = []http.HandlerFunc{problem(http.StatusNotFound, "execution.not_found", "No such execution.")}
	f, _ := followerOf(t, p)
	execution := httpapi.Execution{ExecutionSummary: httpapi.ExecutionSummary{ID: "exe1", State: "queued"}}
	_, err := f.follow(t.Context(), execution)
	require.EqualError(t, err, "No such execution.")
	require.ErrorContains(t, f.leave(t.Context(), "exe1", err), "execution exe1 goes on: "+p.URL+"/executions/exe1")

	ctx, interrupt := context.WithCancel(t.Context())
	interrupt()
	_, err = f.follow(ctx, execution)
	require.ErrorIs(t, err, context.Canceled)
}

var succeeded = httpapi.Execution{ExecutionSummary: httpapi.ExecutionSummary{ID: "exe1", State: stateSucceeded}}

func TestRun_ExportGoesOnWhereTheStreamBroke(t *testing.T) {
	t.Parallel()
	p := newPlatform(t)
	p.rows = "campaign,reach\nspring,1200\nsummer,900\n"
	whole := framedOf(p.rows)
	p.answers = []http.HandlerFunc{cut(whole[:20], len(whole)), drop, cut(whole[:8], len(whole)), cut(whole[:30], len(whole))}
	f, _ := followerOf(t, p)
	var rows bytes.Buffer
	end, err := f.export(t.Context(), succeeded, apiclient.ExportChoice{Format: "csv"}, &rows)
	require.NoError(t, err)
	require.Equal(t, p.rows, rows.String())
	require.EqualValues(t, len(p.rows), end.Bytes)
}

func TestRun_ExportNeverMixesTwoResults(t *testing.T) {
	t.Parallel()
	for name, second := range map[string]string{"other rows": "campaign,reach\nautumn,77\nsummer,900\n", "fewer rows": "campaign\n"} {
		p := newPlatform(t)
		p.rows = second
		var first bytes.Buffer
		_, _ = io.WriteString(framed.NewWriter(&first), "campaign,reach\nspring,")
		p.answers = []http.HandlerFunc{cut(first.String(), 100)}
		f, _ := followerOf(t, p)
		_, err := f.export(t.Context(), succeeded, apiclient.ExportChoice{Format: "csv"}, io.Discard)
		require.EqualError(t, err, "the rows changed while they were fetched", name)
	}
}

func TestExecutionExport_WritesAFileAndTellsWhatCame(t *testing.T) {
	t.Parallel()
	p := newPlatform(t)
	p.states, p.rows = []string{"succeeded"}, "campaign,reach\nspring,1200\n"
	name := filepath.Join(t.TempDir(), "rows.csv")
	flags := serverFlags{URL: p.URL, Token: "the-token"}
	require.NoError(t, executionExportCmd{ID: "exe1", exportFlags: exportFlags{Output: name}, serverFlags: flags}.Run(t.Context()))
	got, err := os.ReadFile(name)
	require.NoError(t, err)
	require.Equal(t, p.rows, string(got))

	broken := filepath.Join(t.TempDir(), "rows.parquet")
	p.answers = []http.HandlerFunc{nil, func(w http.ResponseWriter, _ *http.Request) {
		out := framed.NewWriter(w)
		_, _ = io.WriteString(out, "PAR1")
		_ = out.Fail(framed.Failure{Message: "The export broke off.", Next: "Try again."})
	}}
	err = executionExportCmd{ID: "exe1", exportFlags: exportFlags{Output: broken}, serverFlags: flags}.Run(t.Context())
	require.EqualError(t, err, "fetch rows of execution exe1: The export broke off. Try again.")
	left, err := os.ReadDir(filepath.Dir(broken))
	require.NoError(t, err)
	require.Empty(t, left)
}

func TestExecutionExport_AsksForAView(t *testing.T) {
	t.Parallel()
	p := newPlatform(t)
	p.states, p.rows = []string{"succeeded"}, "campaign,reach\nspring,1200\n"
	const view = `{"sort":[{"column":"c1"}]}`
	file := filepath.Join(t.TempDir(), "view.json")
	require.NoError(t, os.WriteFile(file, []byte("\n"+view+"\n"), 0o600))
	for given, want := range map[string]string{view: view, file: view, "": "", "{}": ""} {
		var asked string
		p.answers = []http.HandlerFunc{nil, func(w http.ResponseWriter, r *http.Request) {
			asked = r.URL.Query().Get("view")
			_, _ = io.WriteString(w, framedOf(p.rows))
		}}
		name := filepath.Join(t.TempDir(), "rows.csv")
		cmd := executionExportCmd{ID: "exe1", View: given, exportFlags: exportFlags{Output: name}, serverFlags: serverFlags{URL: p.URL, Token: "the-token"}}
		require.NoError(t, cmd.Run(t.Context()))
		require.Equal(t, want, asked)
	}
	_, err := executionExportCmd{View: `{"sorts":[]}`}.view()
	require.EqualError(t, err, "--view is no view: /sorts is not known")
	_, err = executionExportCmd{View: "nowhere.json"}.view()
	require.ErrorIs(t, err, os.ErrNotExist)
}

func TestExport_TheFormatIsToldByTheName(t *testing.T) {
	t.Parallel()
	for want, flags := range map[string]exportFlags{
		"csv": {}, "parquet": {Output: "a/b.PARQUET"}, "arrow": {Output: "x.arrows"}, "xlsx": {Format: "xlsx", Output: "rows.csv"},
	} {
		require.Equal(t, want, string(flags.format()))
	}
	require.ErrorContains(t, exportFlags{Output: "x.xlsx", AsStored: true}.check(), "--as-stored is for CSV")
}

func TestRun_AFileAppearsWholeOrNotAtAll(t *testing.T) {
	t.Parallel()
	name := filepath.Join(t.TempDir(), "rows.csv")
	broken := errors.New("broken")
	err := writeWhole(name, func(w io.Writer) error {
		_, _ = io.WriteString(w, "half")
		return broken
	})
	require.ErrorIs(t, err, broken)
	left, err := os.ReadDir(filepath.Dir(name))
	require.NoError(t, err)
	require.Empty(t, left)

	require.NoError(t, writeWhole(name, func(w io.Writer) error {
		_, err := io.WriteString(w, "whole")
		return err
	}))
	content, err := os.ReadFile(name)
	require.NoError(t, err)
	require.Equal(t, "whole", string(content))
}

func TestRun_FailureTellsAmazonsWordsAndTheNextStep(t *testing.T) {
	t.Parallel()
	err := failureOf(httpapi.Execution{ExecutionSummary: httpapi.ExecutionSummary{
		ID: "exe1", State: stateFailed,
		Error: &httpapi.ExecutionError{Message: "Amazon refused the query.", Raw: "Object 'x' not found", Next: "Correct the SQL."},
	}})
	require.EqualError(t, err, "execution exe1 failed: Amazon refused the query.\nObject 'x' not found\nCorrect the SQL.")
}

func TestRun_TellsWhatStandsInTheWayOnce(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 1, 1, 0, 0, 0, 0, time.Local)
	waiting := func(seconds int) httpapi.Execution {
		retryAt := at.Add(time.Duration(seconds) * time.Second)
		return httpapi.Execution{ExecutionSummary: httpapi.ExecutionSummary{
			ID: "exe1", State: "waiting", Instance: httpapi.InstanceRef{Name: "Northwind US"},
			Retry: &httpapi.ExecutionRetry{Number: 3, Of: 12, At: retryAt},
			Error: &httpapi.ExecutionError{Code: "amazon.throttled", Message: "Amazon asked for fewer calls.", Raw: "Too Many Requests\nrid", Next: "It goes on."},
		}}
	}
	going := httpapi.Execution{ExecutionSummary: httpapi.ExecutionSummary{ID: "exe1", State: "running", Instance: httpapi.InstanceRef{Name: "Northwind US"}}}
	var out bytes.Buffer
	p := &progress{out: &out, now: func() time.Time { return at }, began: at}
	for _, e := range []httpapi.Execution{waiting(1), waiting(1), waiting(9), going, waiting(20)} {
		p.show(e)
	}
	require.Equal(t, `Amazon asked for fewer calls. Amazon said: Too Many Requests It goes on.
execution exe1 on Northwind US: waiting; retry 3 of 12 at 00:00:01
execution exe1 on Northwind US: waiting; retry 3 of 12 at 00:00:09
execution exe1 on Northwind US: running
Amazon asked for fewer calls. Amazon said: Too Many Requests It goes on.
execution exe1 on Northwind US: waiting; retry 3 of 12 at 00:00:20
`, out.String())
	p.terminal = true
	require.Equal(t, "retry 3 of 12 in 20s", p.retry(*waiting(20).Retry))
	require.Equal(t, "retry 7 now", p.retry(httpapi.ExecutionRetry{Number: 7, At: at}))
}

func TestRun_ProgressOnATerminalIsOneLine(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	at := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	p := &progress{out: &out, terminal: true, now: func() time.Time { return at.Add(12 * time.Second) }, began: at}
	p.say("one")
	p.say("two")
	p.done("3 rows")
	require.Equal(t, "\r\x1b[Kone (12s)\r\x1b[Ktwo (12s)\r\x1b[K3 rows\n", out.String())
}

func TestParameters_ReadTypesFromValuesOrNames(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]givenParameter{
		`brand=Northwind`:       {"brand", "STRING", false, false, "Northwind"},
		`brand=`:                {"brand", "STRING", false, false, ""},
		`note=a=b,c`:            {"note", "STRING", false, false, "a=b,c"},
		`floor=5`:               {"floor", "LONG", false, false, json.Number("5")},
		`id=590000000000000017`: {"id", "LONG", false, false, json.Number("590000000000000017")},
		`rate=0.5`:              {"rate", "DOUBLE", false, false, json.Number("0.5")},
		`all=true`:              {"all", "BOOLEAN", false, false, true},
		`day=2026-01-01`:        {"day", "STRING", false, false, "2026-01-01"},
		`zip:STRING=01099`:      {"zip", "STRING", false, true, "01099"},
		`zip:string=5`:          {"zip", "STRING", false, true, "5"},
		`day:DATE=2026-01-01`:   {"day", "DATE", false, true, "2026-01-01"},
		`floor:LONG=many`:       {"floor", "LONG", false, true, "many"},
		`brands=["a","b"]`:      {"brands", "STRING", true, false, []any{"a", "b"}},
		`ids=[1,2]`:             {"ids", "LONG", true, false, []any{json.Number("1"), json.Number("2")}},
		`brands:STRING[]=a,b`:   {"brands", "STRING", true, true, []any{"a", "b"}},
		`ids:LONG[]=1,2`:        {"ids", "LONG", true, true, []any{json.Number("1"), json.Number("2")}},
		`none:LONG[]=`:          {"none", "LONG", true, true, []any{}},
		`open=[1`:               {"open", "STRING", false, false, "[1"},
		`several=1 2`:           {"several", "STRING", false, false, "1 2"},
		`object={"a":1}`:        {"object", "STRING", false, false, `{"a":1}`},
		`tail=5]`:               {"tail", "STRING", false, false, "5]"},
	} {
		parameters, err := parseParameters([]string{text})
		require.NoError(t, err, text)
		require.Equal(t, []givenParameter{want}, parameters, text)
	}
}

func TestParameters_WrongOnesAreWrongUsage(t *testing.T) {
	t.Parallel()
	for _, texts := range [][]string{
		{"novalue"}, {"=5"}, {":LONG=5"}, {"a:WORD=5"}, {`a=[1,"b"]`}, {`a=[null]`}, {"a=1", "a=2"},
	} {
		_, err := parseParameters(texts)
		var usage *exitError
		require.ErrorAs(t, err, &usage, "%v", texts)
		require.Equal(t, exitUsage, usage.code)
	}
}
