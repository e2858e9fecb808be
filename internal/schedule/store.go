package schedule

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/database"
	"github.com/recomamp/recomamp/internal/recurrence"
	"github.com/recomamp/recomamp/internal/window"
)

// scheduleRow is the definition and standing of a schedule.
type scheduleRow struct {
	bun.BaseModel `bun:"table:schedule,alias:schedule"`

	ID             actor.ScheduleID           `bun:"id,pk"`
	ClientID       actor.ClientID             `bun:"client_id,nullzero"`
	QueryID        actor.QueryID              `bun:"query_id"`
	QueryVersion   int                        `bun:"query_version,nullzero"`
	Name           string                     `bun:"name"`
	NameKey        string                     `bun:"name_key"`
	Description    string                     `bun:"description"`
	Values         map[string]json.RawMessage `bun:"parameter_values,type:text"`
	WindowSpec     window.Spec                `bun:"window_spec,type:text"`
	Rule           recurrence.Rule            `bun:"rule,type:text"`
	Settle         Settle                     `bun:"settle"`
	CatchUp        CatchUp                    `bun:"catch_up"`
	Overlap        Overlap                    `bun:"overlap"`
	JitterSeconds  int                        `bun:"jitter_seconds"`
	TimeoutSeconds int                        `bun:"timeout_seconds"`
	KeepSuppressed bool                       `bun:"keep_suppressed"`
	PauseAfter     int                        `bun:"pause_after"`
	State          State                      `bun:"state"`
	Failures       int                        `bun:"failures"`
	PauseCause     Cause                      `bun:"pause_cause"`
	PauseClass     string                     `bun:"pause_class"`
	PauseMessage   string                     `bun:"pause_message"`
	PauseNext      string                     `bun:"pause_next"`
	PausedAt       *time.Time                 `bun:"paused_at"`
	PausedBy       actor.PersonID             `bun:"paused_by,nullzero"`
	ResponsibleID  actor.PersonID             `bun:"responsible_id"`
	Version        int                        `bun:"version"`
	DeletedAt      *time.Time                 `bun:"deleted_at"`
	CreatedBy      actor.PersonID             `bun:"created_by"`
	CreatedAt      time.Time                  `bun:"created_at"`
	UpdatedBy      actor.PersonID             `bun:"updated_by"`
	UpdatedAt      time.Time                  `bun:"updated_at"`

	// ResponsibleRole is that of a person who can sign in; set where schedules
	// are followed.
	ResponsibleRole actor.Role `bun:"responsible_role,scanonly"`
}

func (r *scheduleRow) describe(c Content) {
	r.ClientID, r.QueryID, r.QueryVersion = c.ClientID, c.QueryID, c.QueryVersion
	r.Name, r.Description, r.NameKey = c.Name, c.Description, strings.ToLower(c.Name+"\n"+c.Description)
	r.Values, r.WindowSpec, r.Rule = c.Values, c.Window, c.Rule
	r.Settle, r.CatchUp, r.Overlap = c.Settle, c.CatchUp, c.Overlap
	r.JitterSeconds, r.TimeoutSeconds = int(c.Jitter/time.Second), int(c.Timeout/time.Second)
	r.PauseAfter, r.ResponsibleID, r.KeepSuppressed = c.PauseAfter, c.ResponsibleID, c.KeepSuppressed
}

func (r *scheduleRow) content(targets []targetRow) Content {
	c := Content{
		Name: r.Name, Description: r.Description, ClientID: r.ClientID, QueryID: r.QueryID, QueryVersion: r.QueryVersion,
		Values: r.Values, Window: r.WindowSpec, Rule: r.Rule, Settle: r.Settle, CatchUp: r.CatchUp, Overlap: r.Overlap,
		Jitter: time.Duration(r.JitterSeconds) * time.Second, Timeout: time.Duration(r.TimeoutSeconds) * time.Second,
		PauseAfter: r.PauseAfter, ResponsibleID: r.ResponsibleID, KeepSuppressed: r.KeepSuppressed,
	}
	for _, t := range targets {
		c.Targets = append(c.Targets, Target{InstanceID: t.InstanceID, Values: t.Values})
	}
	return c
}

func (r *scheduleRow) pause() *Pause {
	if r.State == Active {
		return nil
	}
	p := &Pause{Cause: r.PauseCause, Class: r.PauseClass, Message: r.PauseMessage, Next: r.PauseNext, By: r.PausedBy}
	if r.PausedAt != nil {
		p.At = *r.PausedAt
	}
	return p
}

// setPause pauses for p, or ends a pause for nil.
func (r *scheduleRow) setPause(p *Pause) {
	if p == nil {
		p = &Pause{}
		r.State, r.PausedAt = Active, nil
	} else {
		r.State, r.PausedAt = Paused, &p.At
	}
	r.PauseCause, r.PauseClass, r.PauseMessage, r.PauseNext, r.PausedBy = p.Cause, p.Class, p.Message, p.Next, p.By
}

type targetRow struct {
	bun.BaseModel `bun:"table:schedule_target,alias:target"`

	ScheduleID actor.ScheduleID           `bun:"schedule_id,pk"`
	InstanceID actor.InstanceID           `bun:"instance_id,pk"`
	Position   int                        `bun:"position"`
	Values     map[string]json.RawMessage `bun:"parameter_values,type:text"`
}

// duty is what a row of schedule_due is for.
type duty string

const (
	fireDuty     duty = "schedule"   // the instants of a schedule; id is its own
	beginDuty    duty = "occurrence" // an occurrence that waits; id is its own
	backfillDuty duty = "backfill"   // a backfill that may have room; id is its own
)

// dueRow says when something is to be done, in narrow words.
type dueRow struct {
	bun.BaseModel `bun:"table:schedule_due"`

	Duty       duty             `bun:"kind,pk"`
	ID         string           `bun:"id,pk"`
	ScheduleID actor.ScheduleID `bun:"schedule_id"`
	DueAt      *time.Time       `bun:"due_at"`
	At         *time.Time       `bun:"at"`
	Failures   int              `bun:"failures"`
	NoticedAt  *time.Time       `bun:"noticed_at"`
	// Zones is the release of the zone data by which DueAt was worked out.
	Zones string `bun:"zones"`
}

type lookRow struct {
	bun.BaseModel `bun:"table:occurrence_look"`

	ID           int64              `bun:"id,pk,autoincrement"`
	OccurrenceID actor.OccurrenceID `bun:"occurrence_id"`
	At           time.Time          `bun:"at"`
}

type occurrenceRow struct {
	bun.BaseModel `bun:"table:occurrence,alias:occurrence"`

	ID             actor.OccurrenceID `bun:"id,pk"`
	ScheduleID     actor.ScheduleID   `bun:"schedule_id"`
	Series         string             `bun:"series"`
	Kind           Kind               `bun:"kind"`
	DueAt          time.Time          `bun:"due_at"`
	ThroughAt      time.Time          `bun:"through_at"`
	Instants       int                `bun:"instants"`
	LocalDue       string             `bun:"local_due"`
	Zone           string             `bun:"zone"`
	State          OccurrenceState    `bun:"state"`
	Reason         Reason             `bun:"embed:reason_"`
	StartAt        time.Time          `bun:"start_at"`
	Queued         bool               `bun:"queued"`
	Resumes        bool               `bun:"resumes"`
	WindowStart    *time.Time         `bun:"window_start"`
	WindowEnd      *time.Time         `bun:"window_end"`
	WindowZone     string             `bun:"window_zone"`
	QueryID        actor.QueryID      `bun:"query_id"`
	QueryVersion   int                `bun:"query_version"`
	TimeoutSeconds int                `bun:"timeout_seconds"`
	KeepSuppressed bool               `bun:"keep_suppressed"`
	ErrorClass     string             `bun:"error_class"` // of its last end, also while it is repeated
	BackfillID     actor.BackfillID   `bun:"backfill_id,nullzero"`
	AskedBy        actor.PersonID     `bun:"asked_by,nullzero"`
	CreatedAt      time.Time          `bun:"created_at"`
	StartedAt      *time.Time         `bun:"started_at"`
	FinishedAt     *time.Time         `bun:"finished_at"`
}

// The series of occurrences that no backfill made.
const (
	dueSeries    = "due"
	manualSeries = "manual"
)

func (r *occurrenceRow) window() window.Window {
	return window.Window{Start: *r.WindowStart, End: *r.WindowEnd, Zone: r.WindowZone}
}

func (r *occurrenceRow) occurrence() Occurrence {
	o := Occurrence{
		ID: r.ID, ScheduleID: r.ScheduleID, Kind: r.Kind, DueAt: r.DueAt, ThroughAt: r.ThroughAt, Instants: r.Instants,
		LocalDue: r.LocalDue, Zone: r.Zone, State: r.State, Reason: r.Reason, StartAt: r.StartAt,
		StartedAt: r.StartedAt, FinishedAt: r.FinishedAt, BackfillID: r.BackfillID,
	}
	if r.State.IsFinal() {
		o.ErrorClass = r.ErrorClass
	}
	if r.WindowStart != nil {
		w := r.window()
		o.Window = &w
	}
	return o
}

type cellRow struct {
	bun.BaseModel `bun:"table:occurrence_execution,alias:cell"`

	OccurrenceID actor.OccurrenceID         `bun:"occurrence_id,pk"`
	InstanceID   actor.InstanceID           `bun:"instance_id,pk"`
	Position     int                        `bun:"position"`
	ExecutionID  actor.ExecutionID          `bun:"execution_id,nullzero"`
	Values       map[string]json.RawMessage `bun:"parameter_values,type:text"`
	Refused      Reason                     `bun:"embed:refused_"`
	// Stopped says that the execution was asked to stop because its backfill was
	// cancelled, and not by a person for itself.
	Stopped bool `bun:"stopped"`
}

// lockDue locks the row that stands for a schedule: whoever holds it alone
// decides what becomes of the schedule's instants. It is ErrNotFound for a
// schedule that is not there or deleted.
func lockDue(ctx context.Context, tx bun.Tx, id actor.ScheduleID) (*dueRow, error) {
	row := new(dueRow)
	err := database.LockRows(tx.NewSelect().Model(row).Where("kind = ? AND id = ?", fireDuty, id)).Scan(ctx)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, ErrNotFound
	}
	if err != nil {
		return nil, fmt.Errorf("lock schedule %s: %w", id, err)
	}
	return row, nil
}

// storeDue writes rows of schedule_due, over those that are there.
func storeDue(ctx context.Context, tx bun.Tx, rows ...*dueRow) error {
	if len(rows) == 0 {
		return nil
	}
	_, err := database.InsertMany(tx, &rows).On("CONFLICT (kind, id) DO UPDATE").
		Set("due_at = EXCLUDED.due_at, at = EXCLUDED.at, failures = EXCLUDED.failures, noticed_at = EXCLUDED.noticed_at, zones = EXCLUDED.zones").Exec(ctx)
	if err != nil {
		return fmt.Errorf("store when schedules are due: %w", err)
	}
	return nil
}

func deleteDue(ctx context.Context, tx bun.Tx, kind duty, id string) error {
	if _, err := tx.NewDelete().Model((*dueRow)(nil)).Where("kind = ? AND id = ?", kind, id).Exec(ctx); err != nil {
		return fmt.Errorf("end what is due of %s: %w", id, err)
	}
	return nil
}

// checkVisible is ErrNotFound for a schedule that is not there, or that a may
// not see.
func checkVisible(ctx context.Context, tx bun.Tx, a actor.Actor, id actor.ScheduleID) error {
	there, err := tx.NewSelect().Model((*scheduleRow)(nil)).Where("schedule.id = ?", id).Exists(ctx)
	if err != nil {
		return fmt.Errorf("read schedule %s: %w", id, err)
	}
	targets, err := readTargets(ctx, tx, []actor.ScheduleID{id})
	if err != nil {
		return err
	}
	if !there || !visible(a, targets[id]) {
		return ErrNotFound
	}
	return nil
}

func readTargets(ctx context.Context, tx bun.Tx, ids []actor.ScheduleID) (map[actor.ScheduleID][]targetRow, error) {
	found := map[actor.ScheduleID][]targetRow{}
	if len(ids) == 0 {
		return found, nil
	}
	var rows []targetRow
	if err := tx.NewSelect().Model(&rows).Where("schedule_id IN (?)", bun.List(ids)).Order("schedule_id", "position").Scan(ctx); err != nil {
		return nil, fmt.Errorf("read targets of schedules: %w", err)
	}
	for _, row := range rows {
		found[row.ScheduleID] = append(found[row.ScheduleID], row)
	}
	return found, nil
}

func saveRow(ctx context.Context, tx bun.Tx, row *scheduleRow) error {
	if _, err := tx.NewUpdate().Model(row).WherePK().Exec(ctx); err != nil {
		return fmt.Errorf("save schedule %s: %w", row.ID, err)
	}
	return nil
}
