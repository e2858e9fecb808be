package amc

import (
	"context"
	"encoding/json"
	"iter"
	"net/http"
	"net/url"
)

// Workflow is AMC SQL with its parameters, saved under an id or sent along
// with an execution.
type Workflow struct {
	// ID is the user's choice: letters, digits, dot, hyphen, underscore.
	ID       string `json:"workflowId,omitempty"`
	SQLQuery string `json:"sqlQuery,omitempty"`
	// Query is the older form without SQL, as sent. Workflows that have it may have no SQLQuery.
	Query           json.RawMessage `json:"query,omitempty"`
	InputParameters []Parameter     `json:"inputParameters,omitempty"`
	// OutputColumns, if given, must equal the compiled columns.
	OutputColumns []OutputColumn `json:"outputColumns,omitempty"`
	OutputFormat  *OutputFormat  `json:"outputFormat,omitempty"`
	InputSchema   string         `json:"inputSchema,omitempty"`

	PrivacyFilteringBehavior PrivacyFilteringBehavior `json:"privacyFilteringBehavior,omitempty"`
	// The names of columns that AMC adds to the result; empty adds none.
	FilteredMetricsDiscriminatorColumn string `json:"filteredMetricsDiscriminatorColumn,omitempty"`
	DistinctUserCountColumn            string `json:"distinctUserCountColumn,omitempty"`
	FilteredReasonColumn               string `json:"filteredReasonColumn,omitempty"`
}

// PrivacyFilteringBehavior says what happens to rows below a privacy threshold.
type PrivacyFilteringBehavior string

// The behaviours.
const (
	RemoveRows   PrivacyFilteringBehavior = "REMOVE_ROWS"
	RemoveValues PrivacyFilteringBehavior = "REMOVE_VALUES"
)

// Parameter declares a value that SQL reads with CUSTOM_PARAMETER('name').
type Parameter struct {
	Name        string     `json:"name"`
	DisplayName string     `json:"displayName,omitempty"`
	Description string     `json:"description,omitempty"`
	ColumnType  ColumnType `json:"columnType,omitempty"`
	DataType    DataType   `json:"dataType"`
	// Default is a scalar, or a slice for an array type. Nil: an execution must
	// give a value. Numbers are read as json.Number, so that none is rounded.
	Default any `json:"defaultValue,omitempty"`
}

// OutputColumn is one column of a result.
type OutputColumn struct {
	Name        string     `json:"name"`
	ColumnType  ColumnType `json:"columnType,omitempty"`
	DataType    DataType   `json:"dataType"`
	Precision   *int       `json:"dataTypePrecision,omitempty"`
	Scale       *int       `json:"dataTypeScale,omitempty"`
	Description string     `json:"description,omitempty"`
}

// OutputFormat changes the characters of the result's CSV; empty ones are Amazon's defaults.
type OutputFormat struct {
	Separator string `json:"separatorCharacter,omitempty"`
	Quote     string `json:"quoteCharacter,omitempty"`
	Escape    string `json:"escapeCharacter,omitempty"`
}

// UnmarshalJSON reads parameter defaults without rounding numbers.
func (p *Parameter) UnmarshalJSON(data []byte) error {
	type wire Parameter
	return decode(data, (*wire)(p))
}

// ListWorkflows gives the saved workflows of the instance.
func (i *InstanceClient) ListWorkflows(ctx context.Context) iter.Seq2[Workflow, error] {
	request, err := i.reporting(http.MethodGet, url.Values{"limit": {pageSize}}, nil, "workflows")
	if err != nil {
		return failed[Workflow](err)
	}
	return list[Workflow](ctx, i.account.client, request, "workflows")
}

// GetWorkflow gives one saved workflow.
func (i *InstanceClient) GetWorkflow(ctx context.Context, workflowID string) (Workflow, error) {
	found, _, err := fetch[Workflow](ctx, i, "workflow", http.MethodGet, nil, nil, "workflows", workflowID)
	return found, err
}

// CreateWorkflow saves a new workflow. Amazon compiles it at once: an error may
// be InvalidQuery, and then nothing is saved, or AlreadyExists.
func (i *InstanceClient) CreateWorkflow(ctx context.Context, workflow Workflow) error {
	return i.act(ctx, http.MethodPost, nil, workflow, "workflows")
}

// UpdateWorkflow replaces the saved workflow of the same id as a whole. The
// last writer wins; Amazon keeps no versions.
func (i *InstanceClient) UpdateWorkflow(ctx context.Context, workflow Workflow) error {
	return i.act(ctx, http.MethodPut, nil, workflow, "workflows", workflow.ID)
}

// DeleteWorkflow deletes a saved workflow. Amazon refuses it while a schedule refers to it.
func (i *InstanceClient) DeleteWorkflow(ctx context.Context, workflowID string) error {
	return i.act(ctx, http.MethodDelete, nil, nil, "workflows", workflowID)
}
