package amcsandbox

import (
	"encoding/json"
	"errors"
	"net/http"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/recomamp/recomamp/amcsandbox/internal/store"
)

// workflow is a saved or inline query as the API has it; fields are in the
// order of the wire.
type workflow struct {
	DistinctUserCountColumn            string           `json:"distinctUserCountColumn,omitempty"`
	FilteredMetricsDiscriminatorColumn string           `json:"filteredMetricsDiscriminatorColumn,omitempty"`
	FilteredReasonColumn               string           `json:"filteredReasonColumn,omitempty"`
	InputParameters                    []inputParameter `json:"inputParameters,omitempty"`
	InputSchema                        string           `json:"inputSchema,omitempty"`
	OutputColumns                      []outputColumn   `json:"outputColumns,omitempty"`
	OutputFormat                       *outputFormat    `json:"outputFormat,omitempty"`
	PrivacyFilteringBehavior           string           `json:"privacyFilteringBehavior,omitempty"`
	SQLQuery                           string           `json:"sqlQuery,omitempty"`
	WorkflowID                         string           `json:"workflowId"`
}

type outputColumn struct {
	ColumnType  string `json:"columnType,omitempty"`
	DataType    string `json:"dataType,omitempty"`
	Description string `json:"description,omitempty"`
	Name        string `json:"name"`
}

// outputFormat is the dialect of the result files.
type outputFormat struct {
	EscapeCharacter    string `json:"escapeCharacter,omitempty"`
	QuoteCharacter     string `json:"quoteCharacter,omitempty"`
	SeparatorCharacter string `json:"separatorCharacter,omitempty"`
}

// separator is the field separator of the result files.
func (w workflow) separator() rune {
	if w.OutputFormat == nil || w.OutputFormat.SeparatorCharacter == "" {
		return ','
	}
	separator, _ := utf8.DecodeRuneInString(w.OutputFormat.SeparatorCharacter)
	return separator
}

var workflowID = regexp.MustCompile(`^[A-Za-z0-9._-]{1,255}$`)

// check says what is wrong with a workflow before its SQL is looked at.
func (w workflow) check(maxSQL int) error {
	if w.SQLQuery == "" {
		return badRequest("Either a query or a SQL query must be specified")
	}
	if len(w.SQLQuery) > maxSQL {
		return badRequest("sqlQuery exceeded maximum allowed length of %d", maxSQL)
	}
	if len(w.OutputColumns) > maxParameters {
		return badRequest("outputColumns has more than %d entries", maxParameters)
	}
	switch w.PrivacyFilteringBehavior {
	case "", "REMOVE_ROWS", "REMOVE_VALUES":
	default:
		return badRequest("privacyFilteringBehavior %q is not one of REMOVE_ROWS, REMOVE_VALUES", w.PrivacyFilteringBehavior)
	}
	if format := w.OutputFormat; format != nil {
		if utf8.RuneCountInString(format.SeparatorCharacter) > 1 || strings.ContainsAny(format.SeparatorCharacter, "\"\r\n\uFFFD") {
			return badRequest("separatorCharacter must be one character, other than a quote or a line break")
		}
		if format.QuoteCharacter != "" && format.QuoteCharacter != `"` || format.EscapeCharacter != "" && format.EscapeCharacter != `"` {
			return badRequest(`quoteCharacter and escapeCharacter other than " are not supported`)
		}
	}
	return checkParameters(w.InputParameters)
}

// query is the workflow in the engine's terms, without values and window.
func (w workflow) query(instance store.Instance) Query {
	return Query{
		DataInstanceID: instance.DataInstanceID, SQL: w.SQLQuery, Uploads: dataSetsOf(instance),
		Parameters: queryParameters(w.InputParameters), RemoveValues: w.PrivacyFilteringBehavior == "REMOVE_VALUES",
		FilteredMetricsDiscriminatorColumn: w.FilteredMetricsDiscriminatorColumn,
		DistinctUserCountColumn:            w.DistinctUserCountColumn,
		FilteredReasonColumn:               w.FilteredReasonColumn,
	}
}

// compile checks a workflow and gives its output columns.
func (s *Sandbox) compile(c *call, w workflow, unaggregated bool) ([]Column, error) {
	if err := w.check(s.config.Options.MaxSQLBytes); err != nil {
		return nil, err
	}
	query := w.query(c.instance)
	query.Unaggregated = unaggregated
	columns, err := s.engine.Compile(c.ctx(), query)
	if refused, is := errors.AsType[*QueryError](err); is {
		return nil, badRequest("Was unable to compile workflow %s because it was found to be invalid: %s", w.WorkflowID, refused.Reason)
	}
	if err != nil {
		return nil, err
	}
	if len(w.OutputColumns) > 0 && !matches(w.OutputColumns, columns) {
		return nil, badRequest("Was unable to compile workflow %s because it was found to be invalid: outputColumns do not match the compiled schema", w.WorkflowID)
	}
	return columns, nil
}

func matches(declared []outputColumn, compiled []Column) bool {
	if len(declared) != len(compiled) {
		return false
	}
	for i, column := range declared {
		if column.Name != compiled[i].Name || column.DataType != "" && column.DataType != compiled[i].DataType {
			return false
		}
	}
	return true
}

// readWorkflow decodes the workflow of a request body and compiles it.
func (s *Sandbox) readWorkflow(c *call) (store.Workflow, error) {
	var w workflow
	if err := c.decode(&w); err != nil {
		return store.Workflow{}, err
	}
	if !workflowID.MatchString(w.WorkflowID) {
		return store.Workflow{}, badRequest("workflowId must have 1 to 255 letters, digits, dots, hyphens and underscores")
	}
	if path := c.r.PathValue("workflow"); path != "" && path != w.WorkflowID {
		return store.Workflow{}, badRequest("workflowId %s of the body differs from %s of the path", w.WorkflowID, path)
	}
	if _, err := s.compile(c, w, false); err != nil {
		return store.Workflow{}, err
	}
	document, err := json.Marshal(w)
	if err != nil {
		return store.Workflow{}, err
	}
	return store.Workflow{InstanceID: c.instance.ID, ID: w.WorkflowID, CreatedAt: s.now(), Document: document}, nil
}

func noWorkflow(id string) error {
	return refuse(http.StatusNotFound, "Workflow with ID %s does not exist.", id)
}

func (s *Sandbox) createWorkflow(c *call) (reply, error) {
	w, err := s.readWorkflow(c)
	if err != nil {
		return reply{}, err
	}
	err = s.store.Write(c.ctx(), func(tx *store.Tx) error { return tx.AddWorkflow(w) })
	if errors.Is(err, store.ErrExists) {
		return reply{}, badRequest("Workflow with ID %s already exists.", w.ID)
	}
	return ok(octetType, object{}), err
}

func (s *Sandbox) updateWorkflow(c *call) (reply, error) {
	id := c.r.PathValue("workflow")
	if err := s.store.Read(c.ctx(), func(tx *store.Tx) error {
		_, err := tx.Workflow(c.instance.ID, id)
		return err
	}); err != nil {
		return reply{}, absent(err, noWorkflow(id))
	}
	w, err := s.readWorkflow(c)
	if err != nil {
		return reply{}, err
	}
	err = s.store.Write(c.ctx(), func(tx *store.Tx) error { return tx.SetWorkflow(w) })
	return ok(workflowType, object{}), absent(err, noWorkflow(id))
}

// absent replaces store.ErrNotFound by what the client is told.
func absent(err, told error) error {
	if errors.Is(err, store.ErrNotFound) {
		return told
	}
	return err
}

func (s *Sandbox) getWorkflow(c *call) (reply, error) {
	id := c.r.PathValue("workflow")
	var found store.Workflow
	err := s.store.Read(c.ctx(), func(tx *store.Tx) (err error) {
		found, err = tx.Workflow(c.instance.ID, id)
		return err
	})
	if err != nil {
		return reply{}, absent(err, noWorkflow(id))
	}
	return ok(workflowType, s.single("workflow", found.Document)), nil
}

func (s *Sandbox) listWorkflows(c *call) (reply, error) {
	page, err := c.page()
	if err != nil {
		return reply{}, err
	}
	var found []store.Workflow
	if err := s.store.Read(c.ctx(), func(tx *store.Tx) (err error) {
		found, err = tx.Workflows(c.instance.ID, page.after, page.limit+1)
		return err
	}); err != nil {
		return reply{}, err
	}
	var next any
	if len(found) > page.limit {
		found = found[:page.limit]
		next = nextToken(found[page.limit-1].ID)
	}
	documents := make([]json.RawMessage, len(found))
	for i, w := range found {
		documents[i] = w.Document
	}
	return ok(workflowType, withNext(object{"workflows": documents}, next)), nil
}

func (s *Sandbox) deleteWorkflow(c *call) (reply, error) {
	id := c.r.PathValue("workflow")
	err := s.store.Write(c.ctx(), func(tx *store.Tx) error {
		schedules, err := tx.SchedulesOf(c.instance.ID, id)
		if err != nil {
			return err
		}
		if len(schedules) > 0 {
			return badRequest("Workflow with ID %s cannot be deleted because schedule %s refers to it.", id, schedules[0])
		}
		return tx.DeleteWorkflow(c.instance.ID, id)
	})
	return ok(octetType, nil), absent(err, noWorkflow(id))
}
