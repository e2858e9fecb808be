package apiclient

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/httpapi"
)

// Submission asks for one execution of SQL that is not saved.
type Submission struct {
	InstanceID      string                `json:"instanceId"` // ours or Amazon's
	SQL             string                `json:"sql"`
	Parameters      []httpapi.Parameter   `json:"parameters,omitempty"`
	Placeholders    []httpapi.Placeholder `json:"placeholders,omitempty"` // those that stand in the SQL may be left out
	ParameterValues map[string]any        `json:"parameterValues,omitempty"`
	Window          httpapi.WindowChoice  `json:"window"`
	KeepSuppressed  bool                  `json:"keepSuppressed,omitempty"`
}

// Submit starts an execution. Sent again with the same key it answers the
// execution that the first one started.
func (c *Client) Submit(ctx context.Context, key string, submission Submission) (httpapi.Execution, error) {
	var started httpapi.Execution
	header := http.Header{"Idempotency-Key": {key}}
	err := c.call(ctx, http.MethodPost, "/executions", header, submission, &started)
	return started, err
}

// Execution returns one execution as it is now.
func (c *Client) Execution(ctx context.Context, id actor.ExecutionID) (httpapi.Execution, error) {
	var found httpapi.Execution
	err := c.call(ctx, http.MethodGet, executionPath(id), nil, nil, &found)
	return found, err
}

// ExecutionFilter says which executions to list; its zero values leave them all.
type ExecutionFilter struct {
	States   []string
	Instance string // ours or Amazon's id
	Client   actor.ClientID
	Query    actor.QueryID
	Person   string // an id, an e-mail address, or me
	Search   string // part of the query's name or of the SQL
	From, To string // dates, or instants in RFC 3339; To is not included
	Zone     string // of dates
	Limit    int    // per page; the server's default for 0
	Cursor   string // NextCursor of the page before
}

// Executions lists one page of executions, newest first.
func (c *Client) Executions(ctx context.Context, f ExecutionFilter) (httpapi.Page[httpapi.ExecutionSummary], error) {
	words := url.Values{}
	set := func(name, value string) {
		if value != "" {
			words.Set(name, value)
		}
	}
	set("state", strings.Join(f.States, ","))
	set("instance", f.Instance)
	set("client", string(f.Client))
	set("query", string(f.Query))
	set("person", f.Person)
	set("search", f.Search)
	set("from", f.From)
	set("to", f.To)
	set("zone", f.Zone)
	set("cursor", f.Cursor)
	if f.Limit > 0 {
		set("limit", strconv.Itoa(f.Limit))
	}
	var page httpapi.Page[httpapi.ExecutionSummary]
	err := c.call(ctx, http.MethodGet, "/executions?"+words.Encode(), nil, nil, &page)
	return page, err
}

// Cancel asks an execution to stop; it ends some time later.
func (c *Client) Cancel(ctx context.Context, id actor.ExecutionID) (httpapi.Execution, error) {
	var asked httpapi.Execution
	err := c.call(ctx, http.MethodPost, executionPath(id)+"/cancel", nil, nil, &asked)
	return asked, err
}

// Rerun starts what an execution ran once more, with changes unless they are
// nil. The same key starts it once.
func (c *Client) Rerun(ctx context.Context, key string, id actor.ExecutionID, changes *httpapi.RerunChanges) (httpapi.Execution, error) {
	var started httpapi.Execution
	header := http.Header{"Idempotency-Key": {key}}
	var in any
	if changes != nil {
		in = changes
	}
	err := c.call(ctx, http.MethodPost, executionPath(id)+"/rerun", header, in, &started)
	return started, err
}

// exported turns a broken stream into a LostError.
type exported struct {
	io.ReadCloser
	client *Client
}

func (e exported) Read(p []byte) (int, error) {
	n, err := e.ReadCloser.Read(p)
	if err != nil && err != io.EOF { //nolint:errorlint // io.EOF is never wrapped by a Reader
		err = e.client.lost(err)
	}
	return n, err
}

func executionPath(id actor.ExecutionID) string { return "/executions/" + url.PathEscape(string(id)) }

// Chart gives what a chart draws of a view of a result. Both are JSON; empty
// means every row, and the chart that suits the columns best.
func (c *Client) Chart(ctx context.Context, id actor.ExecutionID, view, chart string) (httpapi.ResultChartData, error) {
	words := url.Values{}
	if view != "" {
		words.Set("view", view)
	}
	if chart != "" {
		words.Set("chart", chart)
	}
	var data httpapi.ResultChartData
	err := c.call(ctx, http.MethodGet, executionPath(id)+"/chart?"+words.Encode(), nil, nil, &data)
	return data, err
}

// Explanation says what a result is made of and what is not in it.
func (c *Client) Explanation(ctx context.Context, id actor.ExecutionID) (httpapi.Explanation, error) {
	var told httpapi.Explanation
	err := c.call(ctx, http.MethodGet, executionPath(id)+"/explanation", nil, nil, &told)
	return told, err
}
