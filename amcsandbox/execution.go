package amcsandbox

import (
	"encoding/json"
	"net/http"
	"strings"
	"time"

	"github.com/recomamp/recomamp/amcsandbox/internal/lifecycle"
	"github.com/recomamp/recomamp/amcsandbox/internal/store"
	"github.com/recomamp/recomamp/amcsandbox/internal/window"
)

const (
	secondLayout = "2006-01-02T15:04:05Z"
	milliLayout  = "2006-01-02T15:04:05.000Z"
	// invalidationOffset is a constant of every answer seen.
	invalidationOffset = 266400
	transientPrefix    = "transient_"
)

func isTransient(workflowID string) bool { return strings.HasPrefix(workflowID, transientPrefix) }

// detail is which view of an execution is asked for.
type detail int

const (
	viewPlain detail = iota
	// viewCreated is the answer to the request that made it.
	viewCreated
	// viewWithSQL adds the definition.
	viewWithSQL
)

func viewExecution(e store.Execution, now time.Time, detail detail) object {
	updated := e.CreatedAt
	switch {
	case !e.EndedAt.IsZero():
		updated = e.EndedAt
	case !e.StartedAt.IsZero():
		updated = e.StartedAt
	}
	view := object{
		"createTime":                      e.CreatedAt.Format(secondLayout),
		"dataGaps":                        []string{},
		"disableAggregationControls":      e.Unaggregated,
		"executionCategory":               e.Category,
		"expireTime":                      e.CreatedAt.Add(24 * time.Hour).Format(secondLayout),
		"ignoreDataGaps":                  e.IgnoreDataGaps,
		"lastUpdatedTime":                 updated.Format(secondLayout),
		"parameterValues":                 parameterValues(e),
		"status":                          e.Status,
		"timeWindowTimeZoneOriginal":      e.TimeZone,
		"waitUntil":                       e.CreatedAt.Add(-time.Hour).Format(secondLayout),
		"workflowExecutionId":             e.ID,
		"workflowExecutionTimeoutSeconds": e.TimeoutSeconds,
		"workflowId":                      e.WorkflowID,
	}
	if e.Synthetic {
		view["requireSyntheticData"] = true
	}
	if e.DryRun {
		view["dryRun"] = true
	}
	if e.SkipPublish {
		view["skipPublish"] = true
	}
	if len(e.Advertisers) > 0 {
		view["advertisers"] = e.Advertisers
	}
	validated := e.CreatedAt.Add(e.ValidationDelay)
	isValidated := detail != viewCreated && !validated.After(now) && !e.ForcedEarly
	if e.WindowType == string(window.Explicit) {
		view["timeWindowStartOriginal"] = e.OriginalStart
		view["timeWindowEndOriginal"] = e.OriginalEnd
	}
	if e.WindowType == string(window.Explicit) || isValidated {
		view["timeWindowStart"] = e.WindowStart.Format(secondLayout)
		view["timeWindowEnd"] = e.WindowEnd.Format(secondLayout)
	}
	if isValidated {
		view["validatedTime"] = validated.Format(milliLayout)
		view["invalidationOffsetSecs"] = invalidationOffset
		view["availableTimeBeforeWindowSecs"] = 0
		view["outputColumns"] = viewColumns(e.Columns)
	}
	if e.Status == lifecycle.Succeeded {
		view["outputS3URI"] = "N/A"
	}
	if !e.EndedAt.IsZero() && !e.StartedAt.IsZero() && e.Status != lifecycle.Cancelled {
		view["executionTime"] = max(1, int(e.EndedAt.Sub(e.StartedAt).Seconds()))
	}
	if e.Outcome.Reason != "" && !e.EndedAt.IsZero() {
		view["statusReason"] = e.Outcome.Reason
	}
	if detail == viewWithSQL {
		var definition workflow
		if json.Unmarshal(e.Workflow, &definition) == nil { // we wrote it
			view["sqlQuery"] = definition.SQLQuery
		}
		view["workflow"] = e.Workflow
	}
	return view
}

func parameterValues(e store.Execution) any {
	if e.ParameterValues == nil {
		return object{}
	}
	return e.ParameterValues
}

func viewColumns(columns []store.Column) []object {
	views := make([]object, len(columns))
	for i, column := range columns {
		views[i] = object{"columnType": column.ColumnType, "dataType": column.DataType, "name": column.Name}
	}
	return views
}

func (s *Sandbox) noExecution(id string) error {
	return refuse(s.config.Options.UnknownExecutionStatus, "Workflow execution with ID %s does not exist.", id)
}

// execution reads the execution of the path, moved on to now.
func (s *Sandbox) execution(c *call) (store.Execution, error) {
	id := c.r.PathValue("execution")
	var e store.Execution
	read := func() error {
		return s.store.Read(c.ctx(), func(tx *store.Tx) (err error) {
			e, err = tx.Execution(c.instance.ID, id)
			return err
		})
	}
	if err := read(); err != nil {
		return e, absent(err, s.noExecution(id))
	}
	if e.VisibleAt.After(s.now()) {
		return e, s.noExecution(id)
	}
	c.executionID = e.ID
	if e.EndedAt.IsZero() {
		if err := s.settle(c.ctx(), func(open store.Execution) bool { return open.ID == id }); err != nil {
			return e, err
		}
		if err := read(); err != nil {
			return e, err
		}
	}
	return e, nil
}

func (s *Sandbox) getExecution(c *call) (reply, error) {
	e, err := s.execution(c)
	if err != nil {
		return reply{}, err
	}
	detail := viewPlain
	if isTrue(c.r.URL.Query().Get("includeWorkflow")) {
		detail = viewWithSQL
	}
	return ok(executionType, s.single("workflowExecution", viewExecution(e, s.now(), detail))), nil
}

func isTrue(text string) bool { return strings.EqualFold(text, "true") }

// updateExecution takes only the wish to cancel.
func (s *Sandbox) updateExecution(c *call) (reply, error) {
	var body struct {
		Status string `json:"status"`
	}
	if err := c.decode(&body); err != nil {
		return reply{}, err
	}
	if body.Status != lifecycle.Cancelled {
		return reply{}, badRequest("status can only be changed to CANCELLED")
	}
	return s.cancelExecution(c)
}

func (s *Sandbox) deleteExecution(c *call) (reply, error) {
	if !s.config.Options.DeleteExecution {
		return reply{}, refuse(http.StatusMethodNotAllowed, "Method DELETE is not allowed.")
	}
	return s.cancelExecution(c)
}

func (s *Sandbox) cancelExecution(c *call) (reply, error) {
	e, err := s.execution(c)
	if err != nil {
		return reply{}, err
	}
	if err := s.cancel(c.ctx(), e); err != nil {
		return reply{}, err
	}
	return ok(octetType, nil), nil
}
