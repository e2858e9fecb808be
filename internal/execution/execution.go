package execution

import (
	"encoding/json"
	"time"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/query"
	"github.com/recomamp/recomamp/internal/result"
	"github.com/recomamp/recomamp/internal/window"
)

// Execution is one run of SQL on one instance for one window.
type Execution struct {
	bun.BaseModel `bun:"table:execution"`

	ID         actor.ExecutionID `bun:"id,pk"`
	InstanceID actor.InstanceID  `bun:"instance_id"`
	// QueryID and QueryVersion are zero for SQL that was not saved.
	QueryID      actor.QueryID `bun:"query_id,nullzero"`
	QueryVersion int           `bun:"query_version,nullzero"`
	QueryName    string        `bun:"query_name"`

	SQL            string              `bun:"sql,scanonly"` // as written, placeholders and all; of the text, see withText
	TextID         int64               `bun:"text_id"`
	SQLHash        string              `bun:"sql_hash"` // of what is sent
	Parameters     []query.Parameter   `bun:"parameters,type:text"`
	Values         json.RawMessage     `bun:"parameter_values,type:text"` // an object: name → value as sent
	Placeholders   []query.Placeholder `bun:"placeholders,type:text"`     // declared or found; what fills them is a Filling
	WindowStart    time.Time           `bun:"window_start"`
	WindowEnd      time.Time           `bun:"window_end"`
	WindowZone     string              `bun:"window_zone"`
	LocalStart     string              `bun:"local_start"`
	LocalEnd       string              `bun:"local_end"`
	Synthetic      bool                `bun:"synthetic"`
	KeepSuppressed bool                `bun:"keep_suppressed"` // see SuppressedColumn
	TimeoutSeconds int                 `bun:"timeout_seconds"`
	Priority       Priority            `bun:"priority"`
	Origin         Origin              `bun:"origin"`

	State   State `bun:"state"`
	Resume  State `bun:"resume,nullzero"`
	Attempt int   `bun:"attempt"`
	Tries   int   `bun:"tries"` // setbacks since something last went well
	// Spent is how many of them each class's budget has borne; failed runs stay.
	Spent   map[Class]int `bun:"spent,type:text"`
	RetryAt *time.Time    `bun:"retry_at"`
	Problem Problem       `bun:"embed:error_"`
	// Retry is set when read by Get and List, while the execution waits.
	Retry *Retry `bun:"-"`

	// UsualMS is how long runs of the query usually were open at Amazon when this
	// one began, in milliseconds; nil when nobody knew.
	UsualMS *int64 `bun:"usual_ms"`

	OutputColumns []result.Declared `bun:"output_columns,type:text"`
	RowCount      *int64            `bun:"row_count"`
	ResultBytes   *int64            `bun:"result_bytes"`

	CancelRequestedAt *time.Time        `bun:"cancel_requested_at"`
	RerunOf           actor.ExecutionID `bun:"rerun_of,nullzero"`
	// OccurrenceID is the occurrence of a schedule that asked for it.
	OccurrenceID     actor.OccurrenceID `bun:"occurrence_id,nullzero"`
	Revision         int64              `bun:"revision"`
	CreatedBy        actor.PersonID     `bun:"created_by"`
	CreatedAt        time.Time          `bun:"created_at"`
	SubmittedAt      *time.Time         `bun:"submitted_at"`
	RunningAt        *time.Time         `bun:"running_at"`
	AmazonFinishedAt *time.Time         `bun:"amazon_finished_at"`
	FinishedAt       *time.Time         `bun:"finished_at"`

	// What follows is set when read by Get and List. AmazonID is the run of the
	// newest attempt.
	CreatedByName string `bun:"created_by_name,scanonly"`
	AmazonID      string `bun:"amazon_id,scanonly"`
	// Cost is in minor units of Currency and nil before the execution has ended;
	// until then Reserved is the estimate. All are nil or empty without a rate card.
	Cost     *int64 `bun:"cost,scanonly"`
	Reserved *int64 `bun:"reserved,scanonly"`
	Currency string `bun:"currency,scanonly"`

	// filling is stored with a new execution that has placeholders.
	filling *Filling
	// unpacked tells, with the first event, which values came out of packs.
	unpacked string
}

// Origin is where an execution was asked for.
type Origin string

// The origins. What ran again what another one ran also has Execution.RerunOf.
const (
	Screen      Origin = "interactive" // a person, in the web app
	API         Origin = "api"
	CommandLine Origin = "cli"
	BySchedule  Origin = "schedule" // an occurrence, see Execution.OccurrenceID
)

// Window is the resolved window.
func (e *Execution) Window() window.Window {
	return window.Window{Start: e.WindowStart, End: e.WindowEnd, Zone: e.WindowZone}
}

func (e *Execution) setWindow(w window.Window) {
	e.WindowStart, e.WindowEnd, e.WindowZone = w.Start, w.End, w.Zone
	e.LocalStart, e.LocalEnd = w.LocalStart(), w.LocalEnd()
}

// Timings tells where the time went until now or the end.
type Timings struct{ Queue, Amazon, Collect time.Duration }

// Timings splits the life of the execution: Queue lasts until Amazon begins to
// compute, Amazon until it has ended, Collect until the rows are there.
func (e *Execution) Timings(now time.Time) Timings {
	end := now
	if e.FinishedAt != nil {
		end = *e.FinishedAt
	}
	finished := orElse(e.AmazonFinishedAt, end)
	began := orElse(e.RunningAt, finished)
	return Timings{
		Queue:   max(0, began.Sub(e.CreatedAt)),
		Amazon:  max(0, finished.Sub(began)),
		Collect: max(0, end.Sub(finished)),
	}
}

func orElse(at *time.Time, other time.Time) time.Time {
	if at != nil {
		return *at
	}
	return other
}

// Outcome is what is known about an attempt's arrival at Amazon.
type Outcome string

// The outcomes.
const (
	Unsure   Outcome = "unsure"   // written down, perhaps sent
	Accepted Outcome = "accepted" // Amazon has it, under AmazonID
	Refused  Outcome = "refused"  // Amazon said no, or was never reached
	Absent   Outcome = "absent"   // Amazon's list does not have it and will not
)

// Attempt is one submission of an execution. Its id is the mark.
type Attempt struct {
	bun.BaseModel `bun:"table:execution_attempt"`

	ID           actor.AttemptID   `bun:"id,pk"`
	ExecutionID  actor.ExecutionID `bun:"execution_id"`
	InstanceID   actor.InstanceID  `bun:"instance_id"`
	Number       int               `bun:"number"`
	Outcome      Outcome           `bun:"outcome"`
	Adopted      bool              `bun:"adopted"`
	AmazonID     string            `bun:"amazon_id,nullzero"`
	Status       string            `bun:"status"`
	RequestID    string            `bun:"request_id"`
	SentAt       time.Time         `bun:"sent_at"`
	SettleAfter  time.Time         `bun:"settle_after"`
	MissingSince *time.Time        `bun:"missing_since"`
	FinishedAt   *time.Time        `bun:"finished_at"`
	Problem      Problem           `bun:"embed:error_"`
}

// Event is one change of an execution.
type Event struct {
	bun.BaseModel `bun:"table:execution_event"`

	ExecutionID actor.ExecutionID `bun:"execution_id,pk"`
	Number      int64             `bun:"number,pk"`
	InstanceID  actor.InstanceID  `bun:"instance_id"`
	At          time.Time         `bun:"at"`
	State       State             `bun:"state"`
	Message     string            `bun:"message"`
	Actor       string            `bun:"actor"`
}

// Detail is an execution with all that happened to it.
type Detail struct {
	Execution

	Keeping  result.Keeping // of its rows
	Attempts []Attempt      // oldest first
	Events   []Event        // oldest first
}
