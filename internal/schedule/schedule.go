package schedule

import (
	"encoding/json"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/fault"
	"github.com/recomamp/recomamp/internal/recurrence"
	"github.com/recomamp/recomamp/internal/window"
)

// Errors a person can meet.
var (
	ErrNotFound           = fault.New(fault.NotFound, "schedule.not_found", "There is no such schedule.")
	ErrOccurrenceNotFound = fault.New(fault.NotFound, "occurrence.not_found", "There is no such occurrence.")
	ErrBackfillNotFound   = fault.New(fault.NotFound, "backfill.not_found", "There is no such backfill.")
	ErrInvalid            = fault.New(fault.Invalid, "schedule.invalid", "The schedule cannot be saved like this.").
				WithNext("Correct the fields named and save again.")
	ErrConflict = fault.New(fault.Conflict, "schedule.version_conflict", "The schedule was changed in the meantime.").
			WithNext("Look at the present one and make your change again.")
	ErrEnded = fault.New(fault.Conflict, "schedule.ended", "The rule of the schedule names no further instant.").
			WithNext("Change its end, then resume it.")
	ErrNothingFailed = fault.New(fault.Conflict, "occurrence.nothing_failed", "Nothing of this occurrence failed, so there is nothing to repeat.")
	ErrUnfinished    = fault.New(fault.Conflict, "occurrence.unfinished", "The occurrence has not ended yet.").
				WithNext("Wait for its executions to end, or cancel them, then repeat what failed.")
)

// Settle says whether an occurrence waits for the data of its window.
type Settle string

// What is done about a window whose data may still change.
const (
	SettleWait Settle = "wait" // until its data are promised to be complete
	SettleRun  Settle = "run"
)

// CatchUp says what becomes of instants at which nobody was there to act.
type CatchUp string

// The ways to catch up.
const (
	CatchUpLatest CatchUp = "latest" // the newest is made up for
	CatchUpAll    CatchUp = "all"    // each is, one after the other
	CatchUpNone   CatchUp = "none"
)

// Overlap says what an occurrence does while an earlier one is running.
type Overlap string

// What is done about overlaps.
const (
	OverlapSkip  Overlap = "skip"
	OverlapQueue Overlap = "queue"
	OverlapAllow Overlap = "allow"
)

// State is whether a schedule makes occurrences by itself.
type State string

// The states of a schedule.
const (
	Active State = "active"
	Paused State = "paused"
)

// Cause is why a schedule is paused.
type Cause string

// The causes of a pause.
const (
	ByPerson      Cause = "person"
	ByFailures    Cause = "failures"
	ByConnection  Cause = "connection"   // ends by itself once Amazon is connected again
	ByEnd         Cause = "ended"        // its rule names no further instant
	ByAccess      Cause = "access"       // its responsible person may not run it any more
	ByOffBoarding Cause = "off_boarding" // its client is being off-boarded
)

// Limits of a schedule.
const (
	MaxTargets  = 500
	MaxJitter   = time.Hour
	MaxNameSize = 200
	// DefaultPauseAfter is how many failed occurrences in a row pause a schedule.
	DefaultPauseAfter = 3
)

// Target is an instance that a schedule runs on, with values that stand beside
// and over those of the schedule.
type Target struct {
	InstanceID actor.InstanceID           `json:"instanceId"`
	Values     map[string]json.RawMessage `json:"values"`
}

// Content is what a person says about a schedule. Its JSON form is that of the
// versions that are kept.
type Content struct {
	Name           string                     `json:"name"`
	Description    string                     `json:"description"`
	ClientID       actor.ClientID             `json:"clientId,omitempty"` // may be empty
	QueryID        actor.QueryID              `json:"queryId"`
	QueryVersion   int                        `json:"queryVersion"` // 0: the newest when it fires
	Targets        []Target                   `json:"targets"`
	Values         map[string]json.RawMessage `json:"values"`
	Window         window.Spec                `json:"window"` // in the rule's zone when it names none
	Rule           recurrence.Rule            `json:"rule"`
	Settle         Settle                     `json:"settle"`
	CatchUp        CatchUp                    `json:"catchUp"`
	Overlap        Overlap                    `json:"overlap"`
	Jitter         time.Duration              `json:"jitter"`                   // each occurrence begins up to this late, always as late; ns
	Timeout        time.Duration              `json:"timeout"`                  // of each execution; ns
	KeepSuppressed bool                       `json:"keepSuppressed,omitempty"` // AMC keeps rows of too few users, as package execution says
	PauseAfter     int                        `json:"pauseAfter"`               // failed occurrences in a row; 0: never
	ResponsibleID  actor.PersonID             `json:"responsibleId"`
}

// Pause says why a schedule makes no occurrences by itself.
type Pause struct {
	Cause   Cause
	Class   string // of the failures
	Message string
	Next    string // what a person can do
	At      time.Time
	By      actor.PersonID // of ByPerson
}

// Schedule is a stored schedule.
type Schedule struct {
	Content

	ID        actor.ScheduleID
	State     State
	Pause     *Pause
	Failures  int // failed occurrences in a row
	Version   int // counts the edits
	NextAt    time.Time
	DeletedAt *time.Time
	CreatedBy actor.PersonID
	CreatedAt time.Time
	UpdatedBy actor.PersonID
	UpdatedAt time.Time

	// Hidden is how many targets are left out because who asks may not see them.
	Hidden          int
	QueryName       string
	ResponsibleName string
	PausedByName    string
	Last            *Occurrence // the newest due one or run now
}

// Sentence says in words when it runs.
func (s Schedule) Sentence() string { return recurrence.Describe(s.Rule) }

// withDefaults fills in what was left out.
func (c Content) withDefaults(a actor.Actor) Content {
	c.Name = strings.TrimSpace(c.Name)
	if c.Settle == "" {
		c.Settle = SettleWait
	}
	if c.CatchUp == "" {
		c.CatchUp = CatchUpLatest
	}
	if c.Overlap == "" {
		c.Overlap = OverlapSkip
	}
	if c.Timeout == 0 {
		c.Timeout = 6 * time.Hour
	}
	if c.ResponsibleID == "" {
		c.ResponsibleID = a.PersonID
	}
	c.Rule = c.Rule.Canonical()
	if c.Window.Zone == "" {
		c.Window.Zone = c.Rule.Zone
	}
	if c.Values == nil {
		c.Values = map[string]json.RawMessage{}
	}
	c.Targets = slices.Clone(c.Targets)
	for i, target := range c.Targets {
		if target.Values == nil {
			c.Targets[i].Values = map[string]json.RawMessage{}
		}
	}
	return c
}

// check adds to refused what is wrong with the content by itself.
func (c Content) check(refused *fault.Error) *fault.Error {
	switch {
	case c.Name == "":
		refused = refused.WithField("/name", "is required")
	case utf8.RuneCountInString(c.Name) > MaxNameSize:
		refused = refused.WithField("/name", "is longer than 200 characters")
	}
	if c.QueryID == "" {
		refused = refused.WithField("/query/id", "is required")
	}
	if len(c.Targets) == 0 || len(c.Targets) > MaxTargets {
		refused = refused.WithField("/targets", "must name 1 to 500 instances")
	}
	if c.Jitter < 0 || c.Jitter > MaxJitter {
		refused = refused.WithField("/jitterSeconds", "must be from 0 to 3600")
	}
	if c.Timeout < 900*time.Second || c.Timeout > 86_400*time.Second {
		refused = refused.WithField("/timeoutSeconds", "must be between 900 and 86400")
	}
	if c.PauseAfter < 0 || c.PauseAfter > 1000 {
		refused = refused.WithField("/pauseAfter", "must be from 0 to 1000")
	}
	return refused
}
