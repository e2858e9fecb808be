package amcsandbox

import (
	"encoding/json"
	"errors"
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"net/http"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/recomamp/recomamp/amcsandbox/fault"
	"github.com/recomamp/recomamp/amcsandbox/internal/lifecycle"
	"github.com/recomamp/recomamp/amcsandbox/internal/store"
	"github.com/recomamp/recomamp/amcsandbox/internal/window"
)

const (
	minTimeout, maxTimeout, defaultTimeout = 900, 86400, 21600

	categoryAdHoc     = "AD_HOC"
	categoryScheduled = "SCHEDULED"
	typeSandbox       = "SANDBOX"

	syntheticReason = "The execution could not be validated: requireSyntheticData must be true on a SANDBOX instance."
	similarReason   = `Execution %q of workflow %q could not be run because too many workflows have already been run against the same input data sources in the same or overlapping time windows.`
)

// executionBody is what creating an execution takes.
type executionBody struct {
	WorkflowID       string                     `json:"workflowId"`
	Workflow         *workflow                  `json:"workflow"`
	SQLQuery         string                     `json:"sqlQuery"`
	WindowType       string                     `json:"timeWindowType"`
	WindowStart      string                     `json:"timeWindowStart"`
	WindowEnd        string                     `json:"timeWindowEnd"`
	WindowZone       string                     `json:"timeWindowTimeZone"`
	ParameterValues  map[string]json.RawMessage `json:"parameterValues"`
	Timeout          integer                    `json:"workflowExecutionTimeoutSeconds"`
	IgnoreDataGaps   flag                       `json:"ignoreDataGaps"`
	DryRun           flag                       `json:"dryRun"`
	SkipPublish      flag                       `json:"skipPublish"`
	RequireSynthetic flag                       `json:"requireSyntheticData"`
	Unaggregated     flag                       `json:"disableAggregationControls"`
	Advertisers      []store.Advertiser         `json:"advertisers"`
}

func (s *Sandbox) createExecution(c *call) (reply, error) {
	var body executionBody
	if err := c.decode(&body); err != nil {
		return reply{}, err
	}
	if s.config.Options.LogUnknownFields {
		s.logUnknownFields(c, &executionBody{})
	}
	if status := creationStatus(c.instance, s.now()); status != creationCompleted {
		return reply{}, badRequest("Instance %s is not ready: its creationStatus is %s.", c.instance.ID, status)
	}
	w, err := s.workflowOf(c, body)
	if err != nil {
		return reply{}, err
	}
	e, err := s.plan(c, body, w)
	if err != nil {
		return reply{}, err
	}
	e, err = s.addExecution(c, e, w)
	if err != nil {
		return reply{}, err
	}
	c.executionID = e.ID
	s.work.wake()
	return ok(executionType, s.single("workflowExecution", viewExecution(e, e.CreatedAt, viewCreated))), nil
}

// workflowOf finds the saved workflow, or takes the inline one and gives it a
// passing id.
func (s *Sandbox) workflowOf(c *call, body executionBody) (workflow, error) {
	if body.SQLQuery != "" && body.Workflow == nil && s.config.Options.AcceptTopLevelSQL {
		body.Workflow = &workflow{SQLQuery: body.SQLQuery}
	}
	switch {
	case body.Workflow == nil && body.WorkflowID == "":
		return workflow{}, badRequest("Either a query or a SQL query must be specified")
	case body.Workflow != nil && body.WorkflowID != "":
		return workflow{}, badRequest("Only one of workflowId and workflow can be specified")
	case body.Workflow != nil:
		w := *body.Workflow
		w.WorkflowID = "transient_" + uuid.NewString()
		if limit := s.config.Options.InlineSQLLimit; limit > 0 && len(w.SQLQuery) > limit {
			return w, badRequest("sqlQuery exceeded maximum allowed length of %d", limit)
		}
		return w, nil
	}
	var saved store.Workflow
	if err := s.store.Read(c.ctx(), func(tx *store.Tx) (err error) {
		saved, err = tx.Workflow(c.instance.ID, body.WorkflowID)
		return err
	}); err != nil {
		return workflow{}, absent(err, badRequest("Workflow with ID %s does not exist.", body.WorkflowID))
	}
	var w workflow
	return w, json.Unmarshal(saved.Document, &w)
}

// plan checks a request and works out all that is known of its execution at
// this instant.
func (s *Sandbox) plan(c *call, body executionBody, w workflow) (store.Execution, error) {
	options := s.config.Options
	now := s.now()
	e := store.Execution{
		ID: uuid.NewString(), InstanceID: c.instance.ID, AccountID: c.account.ID, WorkflowID: w.WorkflowID,
		CreatedAt: now, VisibleAt: now.Add(options.VisibilityDelay), Status: lifecycle.Pending,
	}
	e.ExecutionRequest = store.ExecutionRequest{
		Category: categoryAdHoc, TimeoutSeconds: defaultTimeout, ParameterValues: body.ParameterValues,
		IgnoreDataGaps: bool(body.IgnoreDataGaps), DryRun: bool(body.DryRun), SkipPublish: bool(body.SkipPublish),
		Synthetic: bool(body.RequireSynthetic), Unaggregated: bool(body.Unaggregated), Advertisers: body.Advertisers,
	}
	if body.Timeout.given {
		if body.Timeout.value < minTimeout || body.Timeout.value > maxTimeout {
			return e, badRequest("workflowExecutionTimeoutSeconds must be from %d to %d", minTimeout, maxTimeout)
		}
		e.TimeoutSeconds = body.Timeout.value
	}
	if e.Unaggregated && !e.Synthetic {
		return e, badRequest("disableAggregationControls is only allowed together with requireSyntheticData")
	}
	for _, a := range e.Advertisers {
		if !slices.ContainsFunc(c.instance.Advertisers, func(known store.Advertiser) bool { return known.ID == a.ID }) {
			return e, badRequest("Advertiser with ID %s is not part of instance %s.", a.ID, c.instance.ID)
		}
	}
	if err := s.setWindow(&e, window.Request{
		Type: window.Type(body.WindowType), Start: body.WindowStart, End: body.WindowEnd, Zone: body.WindowZone,
	}); err != nil {
		return e, err
	}
	columns, err := s.compile(c, w, e.Unaggregated)
	refused, isRefusal := errors.AsType[*apiError](err)
	switch {
	case isRefusal && options.LateCompile && body.Workflow != nil && w.SQLQuery != "":
		e.ForcedStatus, e.ForcedReason, e.ForcedEarly = lifecycle.Failed, refused.details, true
	case err != nil:
		return e, err
	default:
		if err := checkValues(w.InputParameters, e.ParameterValues); err != nil {
			return e, err
		}
	}
	for _, column := range columns {
		e.Columns = append(e.Columns, store.Column(column))
	}
	if e.Workflow, err = json.Marshal(w); err != nil {
		return e, err
	}
	if c.instance.Type == typeSandbox && !e.Synthetic {
		e.ForcedStatus, e.ForcedReason, e.ForcedEarly = lifecycle.Failed, syntheticReason, true
	}
	return e, nil
}

func (s *Sandbox) setWindow(e *store.Execution, request window.Request) error {
	options := s.config.Options
	resolved, err := window.Rules{
		Lag: options.DataLag, RetentionMonths: options.RetentionMonths, MaxDays: options.MaxWindowDays, AcceptOffset: options.EmptyOnOffsetBounds,
	}.Resolve(request, e.CreatedAt)
	if refused, is := errors.AsType[*window.Error](err); is {
		return badRequest("%s", refused.Text)
	}
	if err != nil {
		return err
	}
	e.WindowType, e.TimeZone = string(resolved.Type), resolved.Zone
	e.WindowStart, e.WindowEnd = resolved.Start, resolved.End
	e.OriginalStart, e.OriginalEnd = resolved.OriginalStart, resolved.OriginalEnd
	e.EmptyResult = resolved.Empty
	return nil
}

// addExecution applies the limits and keeps the execution.
func (s *Sandbox) addExecution(c *call, e store.Execution, w workflow) (store.Execution, error) {
	err := s.store.Write(c.ctx(), func(tx *store.Tx) error {
		if err := s.checkLimits(tx, &e, w); err != nil {
			return err
		}
		return s.keepExecution(tx, &e, c)
	})
	return e, err
}

// keepExecution gives an execution its place and its durations, and stores it.
func (s *Sandbox) keepExecution(tx *store.Tx, e *store.Execution, c *call) error {
	sequence, err := tx.NextSequence()
	if err != nil {
		return err
	}
	s.setDurations(e, sequence)
	if c != nil {
		meetFault(e, c)
	}
	day := e.CreatedAt.Truncate(24 * time.Hour)
	earlier, err := tx.CountExecutions(e.InstanceID, e.WorkflowID, day)
	if err != nil {
		return err
	}
	e.FileDate, e.FileVersion = day.Format(time.DateOnly), earlier+1
	e.Sequence, err = tx.AddExecution(*e)
	return err
}

func (s *Sandbox) checkLimits(tx *store.Tx, e *store.Execution, w workflow) error {
	options := s.config.Options
	if limit := options.OpenPerInstance; limit > 0 {
		open, err := tx.OpenExecutions()
		if err != nil {
			return err
		}
		count := 0
		for _, other := range open {
			if other.InstanceID == e.InstanceID && other.EndedAt.IsZero() {
				count++
			}
		}
		if count >= limit {
			return refuse(http.StatusUnprocessableEntity, "You have reached your execution limit of %d workflowExecutions that are in PENDING or RUNNING status. Try again after one or some of your execution completes.", limit)
		}
	}
	if options.AdHocPerDay == 0 && options.SimilarRuns == 0 {
		return nil
	}
	today, err := tx.Executions(store.ExecutionFilter{
		InstanceID: e.InstanceID, CreatedFrom: e.CreatedAt.Add(-24 * time.Hour), VisibleBy: e.CreatedAt.Add(time.Hour),
		IncludeCancelled: true, Limit: 10000,
	})
	if err != nil {
		return err
	}
	adHoc, similar := 0, 0
	for _, other := range today {
		var definition workflow
		if err := json.Unmarshal(other.Workflow, &definition); err != nil {
			return fmt.Errorf("read workflow of execution %s: %w", other.ID, err)
		}
		if isTransient(other.WorkflowID) {
			adHoc++
		}
		if definition.SQLQuery == w.SQLQuery && other.WindowStart.Before(e.WindowEnd) && e.WindowStart.Before(other.WindowEnd) {
			similar++
		}
	}
	if limit := options.AdHocPerDay; limit > 0 && isTransient(e.WorkflowID) && adHoc >= limit {
		return badRequest("The limit of %d ad hoc executions per day has been reached.", limit)
	}
	if limit := options.SimilarRuns; limit > 0 && similar >= limit {
		e.ForcedStatus, e.ForcedReason, e.ForcedEarly = s.privacyStatus(), fmt.Sprintf(similarReason, e.ID, e.WorkflowID), true
	}
	return nil
}

func (s *Sandbox) privacyStatus() string {
	if s.config.Options.EmitRejected {
		return lifecycle.Rejected
	}
	return lifecycle.Failed
}

// setDurations draws how long an execution waits and runs. The draw depends on
// the seed, the instance and the place in the row of all executions, so that
// the same requests take the same time.
func (s *Sandbox) setDurations(e *store.Execution, sequence int64) {
	hash := fnv.New64a()
	fmt.Fprintf(hash, "%d/%s/%d", s.config.Seed, e.InstanceID, sequence)
	dice := rand.New(rand.NewPCG(hash.Sum64(), s.config.Seed))
	between := func(low, high time.Duration) time.Duration {
		return low + time.Duration(dice.Int64N(int64(high-low)))
	}
	var pending time.Duration
	switch s.config.Profile {
	case Instant:
	case Real:
		pending, e.RunTime = between(30*time.Second, 180*time.Second), between(time.Minute, 15*time.Minute)
		e.ValidationDelay = between(1500*time.Millisecond, 3*time.Second)
	default:
		pending, e.RunTime = between(time.Second, 3*time.Second), between(2*time.Second, 10*time.Second)
		e.ValidationDelay = pending * 2 / 3
	}
	if e.DryRun {
		e.RunTime = min(e.RunTime, time.Second)
	}
	e.ReadyAt = e.CreatedAt.Add(pending)
}

// meetFault makes an execution behave as the fault of its request demands.
func meetFault(e *store.Execution, c *call) {
	if _, met := c.meets(fault.Stuck); met {
		e.Stuck = true
	}
	if action, met := c.meets(fault.Hide); met {
		e.VisibleAt = e.VisibleAt.Add(action.Delay())
	}
	if action, met := c.meets(fault.Hold); met {
		if action.State == lifecycle.Pending {
			e.ReadyAt = e.ReadyAt.Add(action.Delay())
		} else {
			e.RunTime += action.Delay()
		}
	}
	if action, met := c.meets(fault.End); met {
		e.ForcedStatus, e.ForcedReason = action.State, action.Text
	}
}
