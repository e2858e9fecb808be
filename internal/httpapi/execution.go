package httpapi

import (
	"context"
	"net/http"
	"time"

	"github.com/recomamp/recomamp/internal/actor"
)

// ExecutionSummary is an execution as lists show it.
type ExecutionSummary struct {
	ID         actor.ExecutionID `json:"id"`
	State      string            `json:"state" enum:"queued,submitting,pending,running,collecting,waiting,succeeded,failed,cancelled"`
	Instance   InstanceRef       `json:"instance"`
	QueryID    actor.QueryID     `json:"queryId,omitempty" doc:"Absent for SQL that was not saved."`
	QueryName  string            `json:"queryName,omitempty"`
	Version    int               `json:"queryVersion,omitempty"`
	Window     Window            `json:"window"`
	Error      *ExecutionError   `json:"error,omitempty"`
	RowCount   *int64            `json:"rowCount,omitempty"`
	Bytes      *int64            `json:"bytes,omitempty"`
	CreatedAt  time.Time         `json:"createdAt"`
	CreatedBy  PersonRef         `json:"createdBy"`
	FinishedAt *time.Time        `json:"finishedAt,omitempty"`
	RetryAt    *time.Time        `json:"retryAt,omitempty" doc:"When a waiting execution goes on."`
	QueueMs    int64             `json:"queueMs" doc:"Waiting for a slot and for AMC to begin."`
	AMCMs      int64             `json:"amcMs" doc:"Running at AMC."`
	CollectMs  int64             `json:"collectMs" doc:"Fetching and storing the rows."`
}

// Execution is one run of one query version with all that happened to it.
type Execution struct {
	ExecutionSummary
	SQL             string           `json:"sql"`
	Parameters      []Parameter      `json:"parameters"`
	ParameterValues map[string]any   `json:"parameterValues"`
	TimeoutSeconds  int              `json:"timeoutSeconds"`
	CancelRequested bool             `json:"cancelRequested"`
	Attempts        []Attempt        `json:"attempts"`
	Events          []ExecutionEvent `json:"events"`
}

// ExecutionError says why an execution failed or waits.
type ExecutionError struct {
	Class   string `json:"class" enum:"transient,needs_reconnect,permanent,privacy,unknown"`
	Code    string `json:"code"`
	Message string `json:"message"`
	Next    string `json:"next,omitempty"`
	Raw     string `json:"raw,omitempty" doc:"Amazon's own words."`
}

// Attempt is one submission to AMC.
type Attempt struct {
	Number            int             `json:"number"`
	AmazonExecutionID string          `json:"amazonExecutionId,omitempty"`
	SubmittedAt       *time.Time      `json:"submittedAt,omitempty"`
	FinishedAt        *time.Time      `json:"finishedAt,omitempty"`
	Status            string          `json:"status" doc:"AMC's last word on it, empty before there is one."`
	Error             *ExecutionError `json:"error,omitempty"`
}

// ExecutionEvent is one change of an execution's state.
type ExecutionEvent struct {
	At      time.Time `json:"at"`
	State   string    `json:"state"`
	Message string    `json:"message"`
}

type createExecutionInput struct {
	OnceOnly
	Body struct {
		InstanceID      actor.InstanceID `json:"instanceId" minLength:"1" doc:"Ours or Amazon's id."`
		QueryID         actor.QueryID    `json:"queryId,omitempty"`
		QueryVersion    int              `json:"queryVersion,omitempty" minimum:"1" doc:"The newest when absent."`
		SQL             string           `json:"sql,omitempty" maxLength:"262144" doc:"Instead of queryId."`
		Parameters      []Parameter      `json:"parameters,omitempty" maxItems:"100" doc:"Declared with sql."`
		ParameterValues map[string]any   `json:"parameterValues,omitempty"`
		Window          WindowChoice     `json:"window"`
		TimeoutSeconds  int              `json:"timeoutSeconds,omitempty" minimum:"900" maximum:"86400"`
	}
}

type listExecutionsInput struct {
	Paging
	State      []string         `query:"state" enum:"queued,submitting,pending,running,collecting,waiting,succeeded,failed,cancelled"`
	InstanceID actor.InstanceID `query:"instanceId"`
	ClientID   actor.ClientID   `query:"clientId"`
	QueryID    actor.QueryID    `query:"queryId"`
	Search     string           `query:"search" maxLength:"200" doc:"Part of the query's name."`
}

// ExecutionInput names one execution.
type ExecutionInput struct {
	ID actor.ExecutionID `path:"id"`
}

type rerunExecutionInput struct {
	OnceOnly
	ExecutionInput
}

func (s *Server) executionRoutes() {
	signedIn(s, failing(created(operation(http.MethodPost, "/executions", "createExecution", "executions", "Run a query")),
		http.StatusNotFound, http.StatusConflict), s.createExecution)
	signedIn(s, operation(http.MethodGet, "/executions", "listExecutions", "executions", "Executions, newest first"), s.listExecutions)
	signedIn(s, failing(operation(http.MethodGet, "/executions/{id}", "getExecution", "executions", "One execution"),
		http.StatusNotFound), s.getExecution)
	signedIn(s, failing(operation(http.MethodPost, "/executions/{id}/cancel", "cancelExecution", "executions", "Ask an execution to stop"),
		http.StatusNotFound, http.StatusConflict), s.cancelExecution)
	signedIn(s, failing(created(operation(http.MethodPost, "/executions/{id}/rerun", "rerunExecution", "executions", "Run the same again")),
		http.StatusNotFound, http.StatusConflict), s.rerunExecution)
}

func (s *Server) createExecution(context.Context, actor.Actor, *createExecutionInput) (*body[Execution], error) {
	return nil, errLater
}

func (s *Server) listExecutions(context.Context, actor.Actor, *listExecutionsInput) (*body[Page[ExecutionSummary]], error) {
	return nil, errLater
}

func (s *Server) getExecution(context.Context, actor.Actor, *ExecutionInput) (*body[Execution], error) {
	return nil, errLater
}

func (s *Server) cancelExecution(context.Context, actor.Actor, *ExecutionInput) (*body[Execution], error) {
	return nil, errLater
}

func (s *Server) rerunExecution(context.Context, actor.Actor, *rerunExecutionInput) (*body[Execution], error) {
	return nil, errLater
}
