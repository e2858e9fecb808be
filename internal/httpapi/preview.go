package httpapi

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"

	"github.com/recomamp/recomamp/amc"
	"github.com/recomamp/recomamp/amcsql"
	"github.com/recomamp/recomamp/amcsql/analysis"
	"github.com/recomamp/recomamp/amcsql/catalog"
	"github.com/recomamp/recomamp/internal/actor"
)

// ExecutionPreview is what Amazon would be sent, were the query run now.
type ExecutionPreview struct {
	SQL            string          `json:"sql" doc:"With its placeholders filled."`
	Parameters     []SentParameter `json:"parameters"`
	Window         Window          `json:"window"`
	TimeoutSeconds int             `json:"timeoutSeconds"`
	SyntheticData  bool            `json:"syntheticData" doc:"AMC computes on synthetic data, as instances of type SANDBOX ask."`
	Problems       []Diagnostic    `json:"problems" doc:"Errors and warnings of the checks in the SQL as it is sent, with the tables of the instance."`
}

// SentParameter is a parameter as AMC is sent it.
type SentParameter struct {
	Name  string `json:"name"`
	Type  string `json:"type" doc:"As AMC writes it." example:"ARRAY<STRING>"`
	Value string `json:"value,omitempty" doc:"The JSON that is sent, as text: no reader of JSON rounds it. Absent for RecomAMP's own mark, which is made when the query is sent and by which its run is found again." example:"[\"mobile\"]"`
}

type previewExecutionInput struct {
	Body ExecutionRequest
}

// UsualTime is how long runs of a query usually are open at AMC.
type UsualTime struct {
	Runs     int   `json:"runs" doc:"How many of the last that succeeded were looked at."`
	MedianMs int64 `json:"medianMs,omitempty" doc:"Absent where there were none."`
}

type usualTimeInput struct {
	ID         actor.QueryID    `path:"id"`
	InstanceID actor.InstanceID `query:"instanceId" required:"true" doc:"Ours or Amazon's id."`
}

func (s *Server) previewRoutes() {
	signedIn(s, large(failing(reading(operation(http.MethodPost, "/executions/preview", "previewExecution", "executions", "What Amazon would be sent for a run")),
		http.StatusNotFound)), s.previewExecution)
	signedIn(s, failing(operation(http.MethodGet, "/queries/{id}/usual-time", "getUsualTime", "queries", "How long a query usually takes on an instance"),
		http.StatusNotFound), s.getUsualTime)
}

func (s *Server) previewExecution(ctx context.Context, a actor.Actor, in *previewExecutionInput) (*body[ExecutionPreview], error) {
	preview, err := s.deps.Executions.Preview(ctx, a, in.Body.params())
	if err != nil {
		return nil, err
	}
	sent := preview.Request
	out := ExecutionPreview{
		SQL: sent.Workflow.SQLQuery, Parameters: make([]SentParameter, len(sent.Workflow.InputParameters)),
		Window:         windowOut(preview.Window, in.Body.params().Window.Preset, s.deps.Clock.Now()),
		TimeoutSeconds: int(sent.Timeout.Seconds()), SyntheticData: sent.RequireSyntheticData,
	}
	if out.Problems, err = s.problemsOf(ctx, a, in.Body.InstanceID, sent.Workflow); err != nil {
		return nil, err
	}
	for i, p := range sent.Workflow.InputParameters {
		out.Parameters[i] = SentParameter{Name: p.Name, Type: p.DataType.String()}
		value, given := sent.ParameterValues[p.Name]
		if !given {
			continue
		}
		text, err := json.Marshal(value)
		if err != nil {
			return nil, fmt.Errorf("write parameter %s: %w", p.Name, err)
		}
		out.Parameters[i].Value = string(text)
	}
	return &body[ExecutionPreview]{Body: out}, nil
}

func (s *Server) getUsualTime(ctx context.Context, a actor.Actor, in *usualTimeInput) (*body[UsualTime], error) {
	usual, err := s.deps.Executions.Usual(ctx, a, in.ID, in.InstanceID)
	if err != nil {
		return nil, err
	}
	return &body[UsualTime]{Body: UsualTime{Runs: usual.Runs, MedianMs: usual.Median.Milliseconds()}}, nil
}

// problemsOf are the errors and warnings of what is sent to an instance.
func (s *Server) problemsOf(ctx context.Context, a actor.Actor, id actor.InstanceID, sent *amc.Workflow) ([]Diagnostic, error) {
	tables, err := s.tables(ctx, a, id)
	if err != nil {
		return nil, err
	}
	parameters := make([]analysis.Parameter, len(sent.InputParameters))
	for i, p := range sent.InputParameters {
		parameters[i].Name = p.Name
		if typ, err := catalog.ParseType(p.DataType.String()); err == nil {
			parameters[i].Type = typ
		}
	}
	checked := analysis.Check(sent.SQLQuery, analysis.Options{Catalog: tables, Parameters: parameters})
	return diagnosticsOut(slices.DeleteFunc(checked.Diagnostics, func(d amcsql.Diagnostic) bool {
		return d.Severity != amcsql.SeverityError && d.Severity != amcsql.SeverityWarning
	})), nil
}
