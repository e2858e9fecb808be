package amc

import (
	"encoding/json"
	"strings"
	"time"
)

// ExecutionStatus is where AMC says an execution is.
//
//	PENDING → RUNNING → SUCCEEDED | FAILED
//	   └─────────┴────→ CANCELLED
type ExecutionStatus string

// The statuses; an unknown one is kept as sent.
const (
	ExecutionPending    ExecutionStatus = "PENDING"
	ExecutionRunning    ExecutionStatus = "RUNNING"
	ExecutionPublishing ExecutionStatus = "PUBLISHING"
	ExecutionSucceeded  ExecutionStatus = "SUCCEEDED"
	ExecutionFailed     ExecutionStatus = "FAILED"
	ExecutionCancelled  ExecutionStatus = "CANCELLED"
	ExecutionRejected   ExecutionStatus = "REJECTED"
)

// IsKnown tells whether this client knows the status.
func (s ExecutionStatus) IsKnown() bool {
	switch s {
	case ExecutionPending, ExecutionRunning, ExecutionPublishing:
		return true
	default:
		return s.IsFinal()
	}
}

// IsFinal tells whether the status will stay. An unknown status may change:
// poll on and stop at a deadline.
func (s ExecutionStatus) IsFinal() bool {
	switch s {
	case ExecutionSucceeded, ExecutionFailed, ExecutionCancelled, ExecutionRejected:
		return true
	default:
		return false
	}
}

// Execution is one run of a workflow. Fields that Amazon leaves out are zero.
type Execution struct {
	ID         string
	WorkflowID string // transient_… for an ad hoc run
	Status     ExecutionStatus
	// StatusReason explains a failure; it is empty on success.
	StatusReason string
	Category     string // AD_HOC for every run started by API
	// RequestID is the id of the call that gave this; empty in lists.
	RequestID string

	CreatedAt   time.Time
	UpdatedAt   time.Time
	ValidatedAt time.Time
	ExpiresAt   time.Time
	WaitUntil   time.Time
	Timeout     time.Duration
	ComputeTime time.Duration // whole seconds; only of a finished run

	// Window is the window in UTC, start inclusive, end exclusive. For a
	// relative type it may appear only some time after creation.
	WindowStart, WindowEnd time.Time
	// OriginalStart and OriginalEnd are the bounds as they were sent.
	OriginalStart, OriginalEnd string
	OriginalZone               string

	// ParameterValues echoes the request; numbers are json.Number.
	ParameterValues            map[string]any
	RequireSyntheticData       bool
	DisableAggregationControls bool
	DataGaps                   []json.RawMessage

	// OutputColumns are the result's columns, known once compiled.
	OutputColumns []OutputColumn
	// OutputS3URI is empty when the instance has no bucket.
	OutputS3URI string
	// SQLQuery is set only when the workflow was asked for.
	SQLQuery string
}

// adHocPrefix begins the workflow id that Amazon makes for SQL sent along.
const adHocPrefix = "transient_"

// IsAdHoc tells whether the run's SQL was sent along instead of saved.
func (e *Execution) IsAdHoc() bool { return strings.HasPrefix(e.WorkflowID, adHocPrefix) }

// IsPrivacyRefusal tells whether Amazon refused the run because too many
// similar ones read the same data. Starting it again soon is refused too.
func (e *Execution) IsPrivacyRefusal() bool {
	return (e.Status == ExecutionFailed || e.Status == ExecutionRejected) &&
		strings.Contains(e.StatusReason, "too many workflows have already been run")
}

// UnmarshalJSON reads Amazon's form of an execution.
func (e *Execution) UnmarshalJSON(data []byte) error {
	var wire struct {
		WorkflowExecutionID    text              `json:"workflowExecutionId"`
		WorkflowID             text              `json:"workflowId"`
		Status                 text              `json:"status"`
		StatusReason           text              `json:"statusReason"`
		ExecutionCategory      text              `json:"executionCategory"`
		CreateTime             instant           `json:"createTime"`
		LastUpdatedTime        instant           `json:"lastUpdatedTime"`
		ValidatedTime          instant           `json:"validatedTime"`
		ExpireTime             instant           `json:"expireTime"`
		WaitUntil              instant           `json:"waitUntil"`
		TimeoutSeconds         integer           `json:"workflowExecutionTimeoutSeconds"`
		ExecutionTime          integer           `json:"executionTime"`
		TimeWindowStart        instant           `json:"timeWindowStart"`
		TimeWindowEnd          instant           `json:"timeWindowEnd"`
		TimeWindowStartOrigin  text              `json:"timeWindowStartOriginal"`
		TimeWindowEndOriginal  text              `json:"timeWindowEndOriginal"`
		TimeWindowZoneOriginal text              `json:"timeWindowTimeZoneOriginal"`
		ParameterValues        values            `json:"parameterValues"`
		RequireSyntheticData   boolean           `json:"requireSyntheticData"`
		DisableAggregation     boolean           `json:"disableAggregationControls"`
		DataGaps               []json.RawMessage `json:"dataGaps"`
		OutputColumns          []OutputColumn    `json:"outputColumns"`
		OutputS3URI            text              `json:"outputS3URI"`
		SQLQuery               text              `json:"sqlQuery"`
		Workflow               *struct {
			SQLQuery text `json:"sqlQuery"`
		} `json:"workflow"`
	}
	if err := json.Unmarshal(data, &wire); err != nil {
		return err
	}
	*e = Execution{
		ID:                         string(wire.WorkflowExecutionID),
		WorkflowID:                 string(wire.WorkflowID),
		Status:                     ExecutionStatus(wire.Status),
		StatusReason:               string(wire.StatusReason),
		Category:                   string(wire.ExecutionCategory),
		CreatedAt:                  wire.CreateTime.Time,
		UpdatedAt:                  wire.LastUpdatedTime.Time,
		ValidatedAt:                wire.ValidatedTime.Time,
		ExpiresAt:                  wire.ExpireTime.Time,
		WaitUntil:                  wire.WaitUntil.Time,
		Timeout:                    wire.TimeoutSeconds.seconds(),
		ComputeTime:                wire.ExecutionTime.seconds(),
		WindowStart:                wire.TimeWindowStart.Time,
		WindowEnd:                  wire.TimeWindowEnd.Time,
		OriginalStart:              string(wire.TimeWindowStartOrigin),
		OriginalEnd:                string(wire.TimeWindowEndOriginal),
		OriginalZone:               string(wire.TimeWindowZoneOriginal),
		ParameterValues:            wire.ParameterValues,
		RequireSyntheticData:       bool(wire.RequireSyntheticData),
		DisableAggregationControls: bool(wire.DisableAggregation),
		DataGaps:                   wire.DataGaps,
		OutputColumns:              wire.OutputColumns,
		OutputS3URI:                string(wire.OutputS3URI),
		SQLQuery:                   string(wire.SQLQuery),
	}
	if e.OutputS3URI == "N/A" {
		e.OutputS3URI = ""
	}
	if e.SQLQuery == "" && wire.Workflow != nil {
		e.SQLQuery = string(wire.Workflow.SQLQuery)
	}
	return nil
}

// values reads a map without rounding its numbers.
type values map[string]any

func (v *values) UnmarshalJSON(data []byte) error {
	return decode(data, (*map[string]any)(v))
}

func (i integer) seconds() time.Duration {
	const limit = integer(1<<63-1) / integer(time.Second)
	return time.Duration(min(max(i, 0), limit)) * time.Second
}
