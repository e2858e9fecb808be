package schedule

import (
	"time"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/execution"
	"github.com/recomamp/recomamp/internal/window"
)

// Kind says why there is an occurrence.
type Kind string

// The kinds of occurrence.
const (
	Due        Kind = "due"
	Manual     Kind = "manual"   // run now
	CaughtUp   Kind = "catch_up" // of an instant at which nobody was there
	BackfillOf Kind = "backfill" // of a past instant that a person asked for
)

// OccurrenceState is where an occurrence is.
type OccurrenceState string

// The states of an occurrence.
const (
	Waiting      OccurrenceState = "waiting" // for data, its jitter or an earlier one
	Running      OccurrenceState = "running"
	Succeeded    OccurrenceState = "succeeded"
	Failed       OccurrenceState = "failed"
	PartlyFailed OccurrenceState = "partly_failed" // on some of its instances
	Cancelled    OccurrenceState = "cancelled"
	Skipped      OccurrenceState = "skipped" // and why: Reason
)

// IsFinal reports whether only a person's retry changes the state.
func (s OccurrenceState) IsFinal() bool { return s != Waiting && s != Running }

// Reason says why an occurrence waits, was skipped or failed to begin.
type Reason struct {
	Code    string `bun:"code"`
	Message string `bun:"message"`
	Next    string `bun:"next"` // what a person can do; may be empty
}

// IsZero reports that there is nothing to tell.
func (r Reason) IsZero() bool { return r.Code == "" }

// Why occurrences wait or are skipped.
var (
	reasonPaused  = Reason{"paused", "The schedule was paused.", "Run a backfill over the span if its results are needed."}
	reasonOverlap = Reason{"overlap", "An earlier occurrence was still running.", "Choose to queue or to allow overlaps, or run it less often."}
	reasonCrowded = Reason{"overlap", "Too many earlier occurrences were waiting.", "Run it less often, or find out why its executions take so long."}
	reasonMissed  = Reason{"catch_up", "Nobody was there to run it in time, and the schedule does not make up for it.", "Run a backfill over the span if its results are needed."}
	reasonNewest  = Reason{"catch_up", "Nobody was there to run it in time; only the newest was made up for.", "Run a backfill over the span if its results are needed."}
	reasonDeleted = Reason{"deleted", "The schedule was deleted before it began.", ""}
	reasonSettles = Reason{"settling", "It waits until Amazon's data of its window are complete.", ""}
	reasonJitter  = Reason{"jitter", "It begins a little later than its due instant, as the schedule asks.", ""}
	reasonStopped = Reason{"cancelled", "The backfill was cancelled before it began.", "Resume the backfill."}
	// of an occurrence of which nothing failed
	reasonCancelled = Reason{"cancelled", "Some of its executions were cancelled.", "Repeat them if their results are needed."}
	reasonQueued    = Reason{"queued", "It waits for an earlier occurrence to end.", ""}
)

const codeRefused = "refused"

// Occurrence is one instant of a schedule, or a span of instants that were
// skipped for one reason.
type Occurrence struct {
	ID         actor.OccurrenceID
	ScheduleID actor.ScheduleID
	Schedule   string // its name
	Kind       Kind
	DueAt      time.Time // also the logical time
	ThroughAt  time.Time // the last instant of a span, else DueAt
	Instants   int
	LocalDue   string // on the clocks of Zone
	Zone       string
	State      OccurrenceState
	Reason     Reason
	// StartAt is when it was to begin: DueAt, or later for its jitter or its data.
	StartAt    time.Time
	StartedAt  *time.Time
	FinishedAt *time.Time
	ErrorClass string
	Window     *window.Window
	BackfillID actor.BackfillID
	Cells      []Cell
	Hidden     int // cells that are left out because who asks may not see them
}

// Lateness is how long after it was to begin an occurrence did.
func (o Occurrence) Lateness() time.Duration {
	if o.StartedAt == nil {
		return 0
	}
	return max(0, o.StartedAt.Sub(o.StartAt))
}

// Cell is what an occurrence runs on one instance.
type Cell struct {
	InstanceID   actor.InstanceID
	InstanceName string
	ExecutionID  actor.ExecutionID // empty before there is one
	State        execution.State
	ErrorClass   string
	Message      string // what went wrong
	Next         string
	Refused      Reason // why there is none
}
