package httpapi

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/audit"
	"github.com/recomamp/recomamp/internal/execution"
	"github.com/recomamp/recomamp/internal/idempotency"
)

// ExecutionSummary is an execution as lists show it.
type ExecutionSummary struct {
	ID         actor.ExecutionID  `json:"id"`
	State      string             `json:"state" enum:"queued,submitting,pending,running,collecting,waiting,succeeded,failed,cancelled"`
	Instance   InstanceRef        `json:"instance"`
	QueryID    actor.QueryID      `json:"queryId,omitempty" doc:"Absent for SQL that was not saved."`
	QueryName  string             `json:"queryName,omitempty"`
	Version    int                `json:"queryVersion,omitempty"`
	SQLStart   string             `json:"sqlStart" doc:"The comment the SQL opens with, or its first words: what to call SQL that was not saved."`
	Window     Window             `json:"window"`
	Error      *ExecutionError    `json:"error,omitempty"`
	RowCount   *int64             `json:"rowCount,omitempty"`
	Bytes      *int64             `json:"bytes,omitempty"`
	Cost       *Money             `json:"cost,omitempty" doc:"Fixed when it ended; absent before, and without a rate card."`
	Estimate   *Money             `json:"estimate,omitempty" doc:"What is reserved of the budgets until then."`
	CreatedAt  time.Time          `json:"createdAt"`
	CreatedBy  PersonRef          `json:"createdBy"`
	Origin     string             `json:"origin" enum:"interactive,api,cli,schedule" doc:"Where it was asked for: in the web app, by a program, on the command line, by a schedule."`
	RerunOf    actor.ExecutionID  `json:"rerunOf,omitempty" doc:"The execution it repeats, exactly or with changes."`
	Occurrence actor.OccurrenceID `json:"occurrenceId,omitempty" doc:"The occurrence of a schedule that it is part of."`
	AmazonID   string             `json:"amazonExecutionId,omitempty" doc:"AMC's id of the newest attempt's run."`
	FinishedAt *time.Time         `json:"finishedAt,omitempty"`
	Retry      *ExecutionRetry    `json:"retry,omitempty" doc:"The next try, while it waits for one."`
	Tries      int                `json:"tries" doc:"Setbacks since something last went well."`
	QueueMs    int64              `json:"queueMs" doc:"Waiting for a slot and for AMC to begin."`
	AMCMs      int64              `json:"amcMs" doc:"Running at AMC."`
	CollectMs  int64              `json:"collectMs" doc:"Fetching and storing the rows."`
}

// Execution is one run of one query version with all that happened to it.
type Execution struct {
	ExecutionSummary
	SQL             string                     `json:"sql" doc:"As written; getExecutionSql has it with its placeholders filled."`
	Parameters      []Parameter                `json:"parameters"`
	Placeholders    []Placeholder              `json:"placeholders" doc:"Declared, or found in the SQL."`
	ParameterValues map[string]json.RawMessage `json:"parameterValues" doc:"As sent to AMC, defaults filled in; whole numbers beyond 2^53 as text, so that no reader rounds them."`
	TimeoutSeconds  int                        `json:"timeoutSeconds"`
	KeepSuppressed  bool                       `json:"keepSuppressed,omitempty" doc:"AMC was asked to keep rows of too few users, without the values that would show them."`
	Priority        string                     `json:"priority" enum:"interactive,scheduled,backfill" doc:"Who is given a slot first."`
	Standing        *Standing                  `json:"standing,omitempty" doc:"While it waits for a slot."`
	CancelRequested bool                       `json:"cancelRequested"`
	Keeping         Keeping                    `json:"keeping"`
	Attempts        []Attempt                  `json:"attempts"`
	Events          []ExecutionEvent           `json:"events"`
}

// ExecutionError says why an execution failed or waits.
type ExecutionError struct {
	Class   string `json:"class" enum:"transient,throttled,outage,needs_reconnect,run_failed,malformed,permanent,privacy,access_lost,unknown" doc:"Decides whether and how often it is tried again by itself."`
	Code    string `json:"code"`
	Message string `json:"message"`
	Next    string `json:"next,omitempty"`
	Raw     string `json:"raw,omitempty" doc:"Amazon's own words."`
}

// ExecutionRetry is the next try of an execution that waits.
type ExecutionRetry struct {
	Number int       `json:"number" doc:"Counted from 1 since something last went well; runs that failed inside AMC over the whole life."`
	Of     int       `json:"of,omitempty" doc:"How many tries the class of the error is given; absent when it is tried for as long as it lasts."`
	At     time.Time `json:"at"`
}

// SentSQL is the text that Amazon is sent for an execution. It never changes.
type SentSQL struct {
	SQL               string                     `json:"sql"`
	PlaceholderValues map[string]json.RawMessage `json:"placeholderValues" doc:"As filled in, defaults included."`
}

// maxValuesBody is what values of placeholders may need: 100,000 long ids.
const maxValuesBody = 8 << 20

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
	Ahead       int        `json:"ahead" doc:"How many on the instance are given a slot before it."`
	PausedAt    *time.Time `json:"pausedAt,omitempty" doc:"The instance has been paused since then."`
	Elsewhere   int        `json:"elsewhere" doc:"Slots taken by runs that RecomAMP did not begin, such as from Amazon's console."`
	AccountFull bool       `json:"accountFull" doc:"All slots of the AMC account are taken; executions of its other instances wait for them too."`
	StartAt     *time.Time `json:"startAt,omitempty" doc:"When it is expected to be given a slot; absent when nobody can tell."`
}

type createExecutionInput struct {
	OnceOnly
	Asking
	Body ExecutionRequest
}

// ExecutionRequest says what to run, where and over which time.
type ExecutionRequest struct {
	InstanceID      actor.InstanceID           `json:"instanceId" minLength:"1" doc:"Ours or Amazon's id."`
	QueryID         actor.QueryID              `json:"queryId,omitempty"`
	QueryVersion    int                        `json:"queryVersion,omitempty" minimum:"1" doc:"The newest when absent."`
	SQL             string                     `json:"sql,omitempty" maxLength:"262144" doc:"Instead of queryId."`
	Parameters      []Parameter                `json:"parameters,omitempty" maxItems:"100" doc:"Declared with sql."`
	Placeholders    []Placeholder              `json:"placeholders,omitempty" maxItems:"100" doc:"Declared with sql; one that is not takes its type from its place."`
	ParameterValues map[string]json.RawMessage `json:"parameterValues,omitempty" doc:"Of parameters and placeholders. Numbers may be text, for ids that exceed what JSON readers hold. {\"pack\": id} stands for what a pack of the instance's client holds now."`
	Window          WindowChoice               `json:"window"`
	TimeoutSeconds  int                        `json:"timeoutSeconds,omitempty" minimum:"900" maximum:"86400"`
	Priority        string                     `json:"priority,omitempty" enum:"interactive,scheduled,backfill" doc:"interactive when absent."`
	KeepSuppressed  bool                       `json:"keepSuppressed,omitempty" doc:"Have AMC keep rows of too few users without the values that would show them, marked by the columns suppressed, suppressed_users and suppressed_reason, instead of removing them. The explanation of the result then tells what share of each metric they hold."`
	RerunOf         actor.ExecutionID          `json:"rerunOf,omitempty" doc:"The execution that this one repeats with changes."`
}

// ExecutionInput names one execution.
type ExecutionInput struct {
	ID actor.ExecutionID `path:"id"`
}

func (s *Server) executionRoutes() {
	signedIn(s, large(failing(created(acting(operation(http.MethodPost, "/executions", "createExecution", "executions", "Run a query"), audit.ExecutionSubmitted)),
		http.StatusNotFound, http.StatusConflict)), s.createExecution)
	signedIn(s, operation(http.MethodGet, "/executions", "listExecutions", "executions", "Executions, newest first"), s.listExecutions)
	signedIn(s, failing(operation(http.MethodGet, "/executions/{id}", "getExecution", "executions", "One execution"),
		http.StatusNotFound), s.getExecution)
	signedIn(s, failing(operation(http.MethodGet, "/executions/{id}/sql", "getExecutionSql", "executions", "What Amazon is sent, and what filled its placeholders"),
		http.StatusNotFound), s.getExecutionSQL)
	signedIn(s, failing(acting(operation(http.MethodPost, "/executions/{id}/cancel", "cancelExecution", "executions", "Ask an execution to stop"), audit.ExecutionCancelled),
		http.StatusNotFound, http.StatusConflict), s.cancelExecution)
	signedIn(s, large(failing(created(acting(operation(http.MethodPost, "/executions/{id}/rerun", "rerunExecution", "executions", "Run it again, the same or with other values or window"), audit.ExecutionRepeated)),
		http.StatusNotFound, http.StatusConflict)), s.rerunExecution)
}

func (s *Server) createExecution(ctx context.Context, a actor.Actor, in *createExecutionInput) (*body[Execution], error) {
	key, err := idempotency.NewKey(in.IdempotencyKey, "createExecution", in.Body)
	if err != nil {
		return nil, err
	}
	p := in.Body.params()
	p.Key, p.Origin = key, in.origin(a)
	made, err := s.deps.Executions.Create(ctx, a, p)
	return s.executionAnswer(ctx, a, made, err)
}

func (r ExecutionRequest) params() execution.CreateParams {
	return execution.CreateParams{
		InstanceID: r.InstanceID, QueryID: r.QueryID, QueryVersion: r.QueryVersion,
		SQL: r.SQL, Parameters: parametersIn(r.Parameters), Placeholders: placeholdersIn(r.Placeholders), Values: r.ParameterValues,
		Window: r.Window.spec(), Timeout: time.Duration(r.TimeoutSeconds) * time.Second,
		Priority: execution.Priority(r.Priority), RerunOf: r.RerunOf, KeepSuppressed: r.KeepSuppressed,
	}
}

func (s *Server) getExecution(ctx context.Context, a actor.Actor, in *ExecutionInput) (*body[Execution], error) {
	found, err := s.deps.Executions.Get(ctx, a, in.ID)
	return s.executionAnswer(ctx, a, found, err)
}

func (s *Server) getExecutionSQL(ctx context.Context, a actor.Actor, in *ExecutionInput) (*body[SentSQL], error) {
	found, err := s.deps.Executions.Get(ctx, a, in.ID)
	if err != nil {
		return nil, err
	}
	out := SentSQL{SQL: found.SQL, PlaceholderValues: map[string]json.RawMessage{}}
	if len(found.Placeholders) == 0 {
		return &body[SentSQL]{Body: out}, nil
	}
	filling, err := s.deps.Executions.Filling(ctx, a, in.ID)
	if err != nil {
		return nil, err
	}
	out.SQL = filling.SQL
	if err := json.Unmarshal(filling.Values, &out.PlaceholderValues); err != nil {
		return nil, fmt.Errorf("read placeholder values of execution %s: %w", in.ID, err)
	}
	return &body[SentSQL]{Body: out}, nil
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
