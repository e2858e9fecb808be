package amc

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"net/http"
	"net/url"
	"strconv"
	"time"
)

// ErrInvalidRequest means that the request contradicts itself, so no call was made.
var ErrInvalidRequest = errors.New("invalid request")

// ExecutionRequest asks for one execution of a saved workflow or of SQL sent
// along: exactly one of WorkflowID and Workflow is set.
type ExecutionRequest struct {
	WorkflowID string
	Workflow   *Workflow
	Window     Window
	// ParameterValues overrides the workflow's defaults. Arrays are slices,
	// numbers numbers; a comma-separated string is no array to AMC.
	ParameterValues map[string]any
	// Timeout is from 15 minutes to 24 hours; 0 is AMC's default of 6 hours.
	Timeout time.Duration
	// RequireSyntheticData must be set on a SANDBOX instance, else the run fails.
	RequireSyntheticData bool
	// DisableAggregationControls turns privacy thresholds off; synthetic data only.
	DisableAggregationControls bool
	DryRun                     bool // check and compile, without computing
	SkipPublish                bool // run without writing a result
	// Advertisers narrows the data to these; none means all.
	Advertisers []AdvertiserReference
	// MaxCertifiedTime and MaxDimensionTime run against older versions of the data.
	MaxCertifiedTime, MaxDimensionTime string
	// ACRResultReceivers are further Clean Rooms members that get the result.
	ACRResultReceivers []string
}

type executionBody struct {
	WorkflowID                 string                `json:"workflowId,omitempty"`
	Workflow                   *Workflow             `json:"workflow,omitempty"`
	TimeWindowType             WindowType            `json:"timeWindowType,omitempty"`
	TimeWindowStart            string                `json:"timeWindowStart,omitempty"`
	TimeWindowEnd              string                `json:"timeWindowEnd,omitempty"`
	TimeWindowTimeZone         string                `json:"timeWindowTimeZone,omitempty"`
	ParameterValues            map[string]any        `json:"parameterValues,omitempty"`
	TimeoutSeconds             int                   `json:"workflowExecutionTimeoutSeconds,omitempty"`
	RequireSyntheticData       bool                  `json:"requireSyntheticData,omitempty"`
	DisableAggregationControls bool                  `json:"disableAggregationControls,omitempty"`
	DryRun                     bool                  `json:"dryRun,omitempty"`
	SkipPublish                bool                  `json:"skipPublish,omitempty"`
	Advertisers                []AdvertiserReference `json:"advertisers,omitempty"`
	MaxCertifiedTime           string                `json:"maxCertifiedTime,omitempty"`
	MaxDimensionTime           string                `json:"maxDimensionTime,omitempty"`
	ACRResultReceivers         []string              `json:"additionalAcrResultsReceivers,omitempty"`
}

func (r ExecutionRequest) body() (executionBody, error) {
	if (r.WorkflowID == "") == (r.Workflow == nil) {
		return executionBody{}, fmt.Errorf("%w: set either WorkflowID or Workflow", ErrInvalidRequest)
	}
	if r.Window.Type == "" {
		return executionBody{}, fmt.Errorf("%w: Window has no type", ErrInvalidRequest)
	}
	if err := r.Window.validate(); err != nil {
		return executionBody{}, err
	}
	body := executionBody{
		WorkflowID:                 r.WorkflowID,
		Workflow:                   r.Workflow,
		TimeWindowType:             r.Window.Type,
		TimeWindowTimeZone:         r.Window.Zone,
		ParameterValues:            r.ParameterValues,
		TimeoutSeconds:             int(r.Timeout / time.Second),
		RequireSyntheticData:       r.RequireSyntheticData,
		DisableAggregationControls: r.DisableAggregationControls,
		DryRun:                     r.DryRun,
		SkipPublish:                r.SkipPublish,
		Advertisers:                r.Advertisers,
		MaxCertifiedTime:           r.MaxCertifiedTime,
		MaxDimensionTime:           r.MaxDimensionTime,
		ACRResultReceivers:         r.ACRResultReceivers,
	}
	if r.Window.Type == WindowExplicit {
		body.TimeWindowStart, body.TimeWindowEnd = r.Window.Start.String(), r.Window.End.String()
	}
	return body, nil
}

// CreateExecution starts a run. It is sent once. AMC has no idempotency key:
// after an error that is Unsure, find out by ListExecutions whether the run
// exists before asking again. 429 means that nothing was started.
func (i *InstanceClient) CreateExecution(ctx context.Context, request ExecutionRequest) (Execution, error) {
	body, err := request.body()
	if err != nil {
		return Execution{}, err
	}
	return i.execution(ctx, http.MethodPost, nil, body)
}

// GetExecution gives one run. An unknown id is NotFound, which AMC may say for
// some seconds of a run it has just made.
func (i *InstanceClient) GetExecution(ctx context.Context, executionID string) (Execution, error) {
	return i.execution(ctx, http.MethodGet, nil, nil, executionID)
}

func (i *InstanceClient) execution(ctx context.Context, method string, query url.Values, body any, id ...string) (Execution, error) {
	parts := append([]string{"workflowExecutions"}, id...)
	found, requestID, err := fetch[Execution](ctx, i, "workflowExecution", method, query, body, parts...)
	if err == nil && found.ID == "" {
		return found, &Error{
			Method: method, Path: "/amc/reporting/" + i.instanceID + "/workflowExecutions",
			Status: http.StatusOK, RequestID: requestID, cause: errNoID,
		}
	}
	found.RequestID = requestID
	return found, err
}

var errNoID = errors.New("the answer names no execution")

// CancelExecution asks AMC to stop a run that is PENDING or RUNNING. A finished
// one is refused with 400; the status may take a moment to change.
func (i *InstanceClient) CancelExecution(ctx context.Context, executionID string) error {
	body := map[string]ExecutionStatus{"status": ExecutionCancelled}
	return i.act(ctx, http.MethodPut, nil, body, "workflowExecutions", executionID)
}

// ListExecutionsParams narrows a list of executions. AMC demands WorkflowID or
// CreatedFrom; ad hoc runs can only be found by time.
type ListExecutionsParams struct {
	WorkflowID string
	// CreatedFrom and CreatedTo bound the creation time; both are sent in UTC,
	// cut to the second.
	CreatedFrom, CreatedTo time.Time
	// ExcludeCancelled leaves cancelled runs out, as AMC does unless told otherwise.
	ExcludeCancelled bool
	// IncludeWorkflow fills Execution.SQLQuery.
	IncludeWorkflow bool
	// OldestFirst turns AMC's order round.
	OldestFirst bool
}

func (p ListExecutionsParams) query() (url.Values, error) {
	if p.WorkflowID == "" && p.CreatedFrom.IsZero() {
		return nil, fmt.Errorf("%w: list of executions needs WorkflowID or CreatedFrom", ErrInvalidRequest)
	}
	query := url.Values{
		"limit":            {pageSize},
		"includeCancelled": {strconv.FormatBool(!p.ExcludeCancelled)},
	}
	if p.WorkflowID != "" {
		query.Set("workflowId", p.WorkflowID)
	}
	if !p.CreatedFrom.IsZero() {
		query.Set("minCreationTime", p.CreatedFrom.UTC().Format(LocalLayout))
	}
	if !p.CreatedTo.IsZero() {
		query.Set("maxCreationTime", p.CreatedTo.UTC().Format(LocalLayout))
	}
	if p.IncludeWorkflow {
		query.Set("includeWorkflow", "true")
	}
	if p.OldestFirst {
		query.Set("sortAscending", "true")
	}
	return query, nil
}

// ListExecutions gives runs of the instance, cancelled ones too unless
// excluded, newest first unless told otherwise.
func (i *InstanceClient) ListExecutions(ctx context.Context, params ListExecutionsParams) iter.Seq2[Execution, error] {
	query, err := params.query()
	if err != nil {
		return failed[Execution](err)
	}
	request, err := i.reporting(http.MethodGet, query, nil, "workflowExecutions")
	if err != nil {
		return failed[Execution](err)
	}
	return list[Execution](ctx, i.account.client, request, "executions")
}
