package schedule

import (
	"time"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/fault"
	"github.com/recomamp/recomamp/internal/idempotency"
)

// Limits of a backfill.
const (
	MaxBackfillCells = 5000
	MaxParallel      = 50
	DefaultParallel  = 5
)

// ErrBackfill refuses a backfill that cannot be made.
var ErrBackfill = fault.New(fault.Invalid, "backfill.invalid", "The backfill cannot be made like this.").
	WithNext("Correct the fields named and try again.")

// BackfillState is where a backfill is.
type BackfillState string

// The states of a backfill.
const (
	BackfillRunning   BackfillState = "running"
	BackfillCancelled BackfillState = "cancelled" // can be resumed
	BackfillFinished  BackfillState = "finished"
)

// BackfillParams say over what a schedule is run.
type BackfillParams struct {
	From, To    string             // local dates in the rule's zone; To is not included
	InstanceIDs []actor.InstanceID // of the schedule's; all when empty
	Parallel    int                // executions open at once; DefaultParallel for 0
	Key         idempotency.Key
}

// Backfill runs a schedule over instants of the past: an execution for each
// instant and instance, a few at a time.
type Backfill struct {
	bun.BaseModel `bun:"table:backfill"`

	ID         actor.BackfillID `bun:"id,pk"`
	ScheduleID actor.ScheduleID `bun:"schedule_id"`
	FromAt     time.Time        `bun:"from_at"`
	UntilAt    time.Time        `bun:"until_at"` // not included
	Parallel   int              `bun:"parallel"`
	State      BackfillState    `bun:"state"`
	CreatedBy  actor.PersonID   `bun:"created_by"`
	CreatedAt  time.Time        `bun:"created_at"`
	EndedAt    *time.Time       `bun:"ended_at"`

	CreatedByName string         `bun:"created_by_name,scanonly"`
	Progress      Progress       `bun:"-"`
	Cells         []BackfillCell `bun:"-"` // in the order of instants; set by Backfill
}

// Progress counts the cells of a backfill.
type Progress struct {
	Total, Unbegun, Open, Succeeded, Failed, Cancelled int

	Settling  int       // of those that have not begun: they wait for their data
	SettlesAt time.Time // the first of these; zero when there is none
}

// BackfillCell is one instant on one instance.
type BackfillCell struct {
	Cell

	OccurrenceID actor.OccurrenceID
	LogicalAt    time.Time
	LocalAt      string
	StartAt      time.Time // not before: its data are complete by then
}
