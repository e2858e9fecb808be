package amcsandbox

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/recomamp/recomamp/amcsandbox/internal/lifecycle"
	"github.com/recomamp/recomamp/amcsandbox/internal/recurrence"
	"github.com/recomamp/recomamp/amcsandbox/internal/store"
	"github.com/recomamp/recomamp/amcsandbox/internal/window"
)

// maxCatchUp bounds how many missed firings of one schedule a look makes up for.
const maxCatchUp = 400

// scheduleBody is a schedule as the API has it.
type scheduleBody struct {
	AggregationHourUTC  *integer `json:"aggregationHourUtc"`
	AggregationPeriod   string   `json:"aggregationPeriod"`
	AggregationStartDay string   `json:"aggregationStartDay"`
	Unaggregated        flag     `json:"disableAggregationControls"`
	RequireSynthetic    flag     `json:"requireSyntheticData"`
	Enabled             *flag    `json:"scheduleEnabled"`
	ScheduleID          string   `json:"scheduleId"`
	WorkflowID          string   `json:"workflowId"`
}

func viewSchedule(s store.Schedule) object {
	view := object{
		"aggregationHourUtc":         s.HourUTC,
		"aggregationPeriod":          s.Period,
		"disableAggregationControls": s.Unaggregated,
		"requireSyntheticData":       s.Synthetic,
		"scheduleEnabled":            s.Enabled,
		"scheduleId":                 s.ID,
		"workflowId":                 s.WorkflowID,
	}
	if s.StartDay != "" {
		view["aggregationStartDay"] = s.StartDay
	}
	return view
}

func (s *Sandbox) readSchedule(c *call) (store.Schedule, error) {
	var body scheduleBody
	if err := c.decode(&body); err != nil {
		return store.Schedule{}, err
	}
	now := s.now()
	schedule := store.Schedule{
		InstanceID: c.instance.ID, ID: body.ScheduleID, WorkflowID: body.WorkflowID, CreatedAt: now, FiredThrough: now,
		ScheduleDetails: store.ScheduleDetails{
			Period: body.AggregationPeriod, StartDay: body.AggregationStartDay, Enabled: true,
			Synthetic: bool(body.RequireSynthetic), Unaggregated: bool(body.Unaggregated),
		},
	}
	if body.Enabled != nil {
		schedule.Enabled = bool(*body.Enabled)
	}
	if body.AggregationHourUTC != nil {
		schedule.HourUTC = body.AggregationHourUTC.value
	}
	if schedule.Period == recurrence.Weekly && schedule.StartDay == "" {
		schedule.StartDay = now.Weekday().String()
	}
	path := c.r.PathValue("schedule")
	switch {
	case !workflowID.MatchString(schedule.ID):
		return schedule, badRequest("scheduleId must have 1 to 255 letters, digits, dots, hyphens and underscores")
	case path != "" && path != schedule.ID:
		return schedule, badRequest("scheduleId %s of the body differs from %s of the path", schedule.ID, path)
	case schedule.WorkflowID == "":
		return schedule, badRequest("workflowId is missing")
	case schedule.HourUTC < 0 || schedule.HourUTC > 23:
		return schedule, badRequest("aggregationHourUtc must be from 0 to 23")
	case schedule.Unaggregated && !schedule.Synthetic:
		return schedule, badRequest("disableAggregationControls is only allowed together with requireSyntheticData")
	case schedule.Period != recurrence.Daily && schedule.Period != recurrence.Weekly:
		return schedule, badRequest("aggregationPeriod %q is not one of Daily, Weekly", schedule.Period)
	case schedule.StartDay != "" && !slices.Contains(recurrence.Days(), schedule.StartDay):
		return schedule, badRequest("aggregationStartDay %q is not a day of the week", schedule.StartDay)
	}
	return schedule, nil
}

func noSchedule(id string) error {
	return refuse(http.StatusNotFound, "Schedule with ID %s does not exist.", id)
}

// needsWorkflow refuses a schedule of a workflow that is not there.
func needsWorkflow(tx *store.Tx, schedule store.Schedule) error {
	_, err := tx.Workflow(schedule.InstanceID, schedule.WorkflowID)
	return absent(err, badRequest("Workflow with ID %s does not exist.", schedule.WorkflowID))
}

func (s *Sandbox) createSchedule(c *call) (reply, error) {
	schedule, err := s.readSchedule(c)
	if err != nil {
		return reply{}, err
	}
	err = s.store.Write(c.ctx(), func(tx *store.Tx) error {
		if err := needsWorkflow(tx, schedule); err != nil {
			return err
		}
		return tx.AddSchedule(schedule)
	})
	if errors.Is(err, store.ErrExists) {
		return reply{}, badRequest("Schedule with ID %s already exists.", schedule.ID)
	}
	s.work.wake()
	return ok(octetType, object{}), err
}

func (s *Sandbox) updateSchedule(c *call) (reply, error) {
	id := c.r.PathValue("schedule")
	// What was due under the old rule fires before the new one holds.
	if err := s.fireSchedules(c.ctx()); err != nil {
		return reply{}, err
	}
	schedule, err := s.readSchedule(c)
	if err != nil {
		return reply{}, err
	}
	err = s.store.Write(c.ctx(), func(tx *store.Tx) error {
		if _, err := tx.Schedule(c.instance.ID, id); err != nil {
			return err
		}
		if err := needsWorkflow(tx, schedule); err != nil {
			return err
		}
		return tx.SetSchedule(schedule)
	})
	return ok(scheduleType, object{}), absent(err, noSchedule(id))
}

func (s *Sandbox) getSchedule(c *call) (reply, error) {
	id := c.r.PathValue("schedule")
	var found store.Schedule
	if err := s.store.Read(c.ctx(), func(tx *store.Tx) (err error) {
		found, err = tx.Schedule(c.instance.ID, id)
		return err
	}); err != nil {
		return reply{}, absent(err, noSchedule(id))
	}
	return ok(scheduleType, s.single("schedule", viewSchedule(found))), nil
}

func (s *Sandbox) listSchedules(c *call) (reply, error) {
	page, err := c.page()
	if err != nil {
		return reply{}, err
	}
	var found []store.Schedule
	if err := s.store.Read(c.ctx(), func(tx *store.Tx) (err error) {
		found, err = tx.Schedules(c.instance.ID, page.after, page.limit+1)
		return err
	}); err != nil {
		return reply{}, err
	}
	var next any
	if len(found) > page.limit {
		found = found[:page.limit]
		next = nextToken(found[page.limit-1].ID)
	}
	views := make([]object, len(found))
	for i, schedule := range found {
		views[i] = viewSchedule(schedule)
	}
	return ok(scheduleType, withNext(object{"schedules": views}, next)), nil
}

func (s *Sandbox) deleteSchedule(c *call) (reply, error) {
	id := c.r.PathValue("schedule")
	err := s.store.Write(c.ctx(), func(tx *store.Tx) error { return tx.DeleteSchedule(c.instance.ID, id) })
	return ok(octetType, nil), absent(err, noSchedule(id))
}

// fireSchedules makes the executions of all due instants, each once: the
// instant up to which a schedule has fired is kept with its executions.
func (s *Sandbox) fireSchedules(ctx context.Context) error {
	var due bool
	look := func(tx *store.Tx, fire func(store.Schedule, []time.Time) error) error {
		schedules, err := tx.AllSchedules()
		if err != nil {
			return err
		}
		for _, schedule := range schedules {
			instants := recurrence.Rule{Period: schedule.Period, Day: schedule.StartDay, Hour: schedule.HourUTC}.
				Between(schedule.FiredThrough, s.now(), maxCatchUp)
			if len(instants) == 0 {
				continue
			}
			due = true
			if err := fire(schedule, instants); err != nil {
				return err
			}
		}
		return nil
	}
	if err := s.store.Read(ctx, func(tx *store.Tx) error {
		return look(tx, func(store.Schedule, []time.Time) error { return nil })
	}); err != nil || !due {
		return err
	}
	return s.store.Write(ctx, func(tx *store.Tx) error {
		return look(tx, func(schedule store.Schedule, instants []time.Time) error {
			for _, at := range instants {
				if !schedule.Enabled {
					break
				}
				if err := s.fire(tx, schedule, at); err != nil {
					return fmt.Errorf("fire schedule %s: %w", schedule.ID, err)
				}
			}
			schedule.FiredThrough = instants[len(instants)-1]
			return tx.SetSchedule(schedule)
		})
	})
}

// fire makes the execution of one due instant.
func (s *Sandbox) fire(tx *store.Tx, schedule store.Schedule, at time.Time) error {
	instance, err := tx.Instance(schedule.InstanceID)
	if err != nil {
		return err
	}
	saved, err := tx.Workflow(schedule.InstanceID, schedule.WorkflowID)
	if err != nil {
		return err
	}
	var definition workflow
	if err := json.Unmarshal(saved.Document, &definition); err != nil {
		return fmt.Errorf("read workflow %s: %w", saved.ID, err)
	}
	rule := recurrence.Rule{Period: schedule.Period, Day: schedule.StartDay, Hour: schedule.HourUTC}
	e := store.Execution{
		ID: uuid.NewString(), InstanceID: instance.ID, AccountID: instance.AccountID, WorkflowID: saved.ID,
		CreatedAt: at, VisibleAt: at, Status: lifecycle.Pending,
	}
	e.ExecutionRequest = store.ExecutionRequest{
		Workflow: saved.Document, Category: categoryScheduled, ScheduleID: schedule.ID, TimeoutSeconds: defaultTimeout,
		WindowType: string(window.Explicit), TimeZone: "UTC", WindowStart: at.Add(-rule.Length()), WindowEnd: at,
		OriginalStart: at.Add(-rule.Length()).Format(window.Layout), OriginalEnd: at.Format(window.Layout),
		Synthetic: schedule.Synthetic, Unaggregated: schedule.Unaggregated,
	}
	if instance.Type == typeSandbox && !schedule.Synthetic {
		e.ForcedStatus, e.ForcedReason, e.ForcedEarly = lifecycle.Failed, syntheticReason, true
	} else if err := checkValues(definition.InputParameters, nil); err != nil {
		e.ForcedStatus, e.ForcedReason, e.ForcedEarly = lifecycle.Failed, err.(*apiError).details, true //nolint:errorlint,forcetypeassert // it returns nothing else
	}
	return s.keepExecution(tx, &e, nil)
}
