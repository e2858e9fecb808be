package httpapi

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/execution"
	"github.com/recomamp/recomamp/internal/idempotency"
)

// ExecutionSummary is an execution as lists show it.
type ExecutionSummary struct {
	ID         actor.ExecutionID `json:"id"`
	State      string            `json:"state" enum:"queued,submitting,pending,running,collecting,waiting,succeeded,failed,cancelled"`
	Instance   InstanceRef       `json:"instance"`
	QueryID    actor.QueryID     `json:"queryId,omitempty" doc:"Absent for SQL that was not saved."`
	QueryName  string            `json:"queryName,omitempty"`
	Version    int               `json:"queryVersion,omitempty"`
	SQLStart   string            `json:"sqlStart" doc:"The comment the SQL opens with, or its first words: what to call SQL that was not saved."`
	Window     Window            `json:"window"`
	Error      *ExecutionError   `json:"error,omitempty"`
	RowCount   *int64            `json:"rowCount,omitempty"`
	Bytes      *int64            `json:"bytes,omitempty"`
	Cost       *Money            `json:"cost,omitempty" doc:"Fixed when it ended; absent before, and without a rate card."`
	Estimate   *Money            `json:"estimate,omitempty" doc:"What is reserved of the budgets until then."`
	CreatedAt  time.Time         `json:"createdAt"`
	CreatedBy  PersonRef         `json:"createdBy"`
	Origin     string            `json:"origin" enum:"interactive,api,cli" doc:"Where it was asked for: in the web app, by a program, on the command line."`
	RerunOf    actor.ExecutionID `json:"rerunOf,omitempty" doc:"The execution it repeats, exactly or with changes."`
	AmazonID   string            `json:"amazonExecutionId,omitempty" doc:"AMC's id of the newest attempt's run."`
	FinishedAt *time.Time        `json:"finishedAt,omitempty"`
	RetryAt    *time.Time        `json:"retryAt,omitempty" doc:"When a waiting execution goes on."`
	Tries      int               `json:"tries" doc:"Setbacks since something last went well."`
	QueueMs    int64             `json:"queueMs" doc:"Waiting for a slot and for AMC to begin."`
	AMCMs      int64             `json:"amcMs" doc:"Running at AMC."`
	CollectMs  int64             `json:"collectMs" doc:"Fetching and storing the rows."`
}

// Execution is one run of one query version with all that happened to it.
type Execution struct {
	ExecutionSummary
	SQL             string                     `json:"sql"`
	Parameters      []Parameter                `json:"parameters"`
	ParameterValues map[string]json.RawMessage `json:"parameterValues" doc:"As sent to AMC, defaults filled in."`
	TimeoutSeconds  int                        `json:"timeoutSeconds"`
	Priority        string                     `json:"priority" enum:"interactive,scheduled,backfill" doc:"Who is given a slot first."`
	Standing        *Standing                  `json:"standing,omitempty" doc:"While it waits for a slot."`
	CancelRequested bool                       `json:"cancelRequested"`
	Keeping         Keeping                    `json:"keeping"`
	Attempts        []Attempt                  `json:"attempts"`
	Events          []ExecutionEvent           `json:"events"`
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
	Outcome           string          `json:"outcome" enum:"unsure,accepted,refused,absent" doc:"Whether a run began at AMC: unsure while nobody can tell, absent when the submission never arrived."`
	Adopted           bool            `json:"adopted" doc:"The answer was lost and the run was found in AMC's list."`
	SubmittedAt       time.Time       `json:"submittedAt"`
	FinishedAt        *time.Time      `json:"finishedAt,omitempty"`
	Status            string          `json:"status" doc:"AMC's last word on it, empty before there is one."`
	RequestID         string          `json:"requestId,omitempty" doc:"Amazon's id of the call."`
	Error             *ExecutionError `json:"error,omitempty"`
}

// ExecutionEvent is one change of an execution's state.
type ExecutionEvent struct {
	At      time.Time `json:"at"`
	State   string    `json:"state"`
	Message string    `json:"message"`
}

// Standing is how an execution that waits for a slot stands.
type Standing struct {
	Ahead     int        `json:"ahead" doc:"How many on the instance are given a slot before it."`
	PausedAt  *time.Time `json:"pausedAt,omitempty" doc:"The instance has been paused since then."`
	Elsewhere int        `json:"elsewhere" doc:"Slots taken by runs that RecomAMP did not begin, such as from Amazon's console."`
	StartAt   *time.Time `json:"startAt,omitempty" doc:"When it is expected to be given a slot; absent when nobody can tell."`
}

type createExecutionInput struct {
	OnceOnly
	Asking
	Body struct {
		InstanceID      actor.InstanceID           `json:"instanceId" minLength:"1" doc:"Ours or Amazon's id."`
		QueryID         actor.QueryID              `json:"queryId,omitempty"`
		QueryVersion    int                        `json:"queryVersion,omitempty" minimum:"1" doc:"The newest when absent."`
		SQL             string                     `json:"sql,omitempty" maxLength:"262144" doc:"Instead of queryId."`
		Parameters      []Parameter                `json:"parameters,omitempty" maxItems:"100" doc:"Declared with sql."`
		ParameterValues map[string]json.RawMessage `json:"parameterValues,omitempty" doc:"Numbers may be text, for ids that exceed what JSON readers hold."`
		Window          WindowChoice               `json:"window"`
		TimeoutSeconds  int                        `json:"timeoutSeconds,omitempty" minimum:"900" maximum:"86400"`
		Priority        string                     `json:"priority,omitempty" enum:"interactive,scheduled,backfill" doc:"interactive when absent."`
		RerunOf         actor.ExecutionID          `json:"rerunOf,omitempty" doc:"The execution that this one repeats with changes."`
	}
}

// ExecutionInput names one execution.
type ExecutionInput struct {
	ID actor.ExecutionID `path:"id"`
}

func (s *Server) executionRoutes() {
	signedIn(s, failing(created(operation(http.MethodPost, "/executions", "createExecution", "executions", "Run a query")),
		http.StatusNotFound, http.StatusConflict), s.createExecution)
	signedIn(s, operation(http.MethodGet, "/executions", "listExecutions", "executions", "Executions, newest first"), s.listExecutions)
	signedIn(s, failing(operation(http.MethodGet, "/executions/{id}", "getExecution", "executions", "One execution"),
		http.StatusNotFound), s.getExecution)
	signedIn(s, failing(operation(http.MethodPost, "/executions/{id}/cancel", "cancelExecution", "executions", "Ask an execution to stop"),
		http.StatusNotFound, http.StatusConflict), s.cancelExecution)
	signedIn(s, failing(created(operation(http.MethodPost, "/executions/{id}/rerun", "rerunExecution", "executions", "Run it again, the same or with other values or window")),
		http.StatusNotFound, http.StatusConflict), s.rerunExecution)
}

func (s *Server) createExecution(ctx context.Context, a actor.Actor, in *createExecutionInput) (*body[Execution], error) {
	key, err := idempotency.NewKey(in.IdempotencyKey, "createExecution", in.Body)
	if err != nil {
		return nil, err
	}
	b := in.Body
	made, err := s.deps.Executions.Create(ctx, a, execution.CreateParams{
		InstanceID: b.InstanceID, QueryID: b.QueryID, QueryVersion: b.QueryVersion,
		SQL: b.SQL, Parameters: parametersIn(b.Parameters), Values: b.ParameterValues,
		Window: b.Window.spec(), Timeout: time.Duration(b.TimeoutSeconds) * time.Second,
		Priority: execution.Priority(b.Priority), Origin: in.origin(a), RerunOf: b.RerunOf, Key: key,
	})
	return s.executionAnswer(ctx, a, made, err)
}

func (s *Server) getExecution(ctx context.Context, a actor.Actor, in *ExecutionInput) (*body[Execution], error) {
	found, err := s.deps.Executions.Get(ctx, a, in.ID)
	return s.executionAnswer(ctx, a, found, err)
}

func (s *Server) cancelExecution(ctx context.Context, a actor.Actor, in *ExecutionInput) (*body[Execution], error) {
	cancelled, err := s.deps.Executions.Cancel(ctx, a, in.ID)
	return s.executionAnswer(ctx, a, cancelled, err)
}

func (s *Server) executionAnswer(ctx context.Context, a actor.Actor, d *execution.Detail, err error) (*body[Execution], error) {
	if err != nil {
		return nil, err
	}
	found, err := s.deps.Instances.Find(ctx, a, d.InstanceID)
	if err != nil {
		return nil, err
	}
	out, err := executionOf(d, map[actor.InstanceID]InstanceRef{found.ID: instanceRefOf(found)}, s.deps.Clock.Now())
	if err != nil {
		return nil, err
	}
	standing, err := s.deps.Executions.Standing(ctx, a, &d.Execution)
	if err != nil {
		return nil, err
	}
	if standing != nil {
		out.Standing = (*Standing)(standing)
	}
	return &body[Execution]{Body: out}, nil
}
