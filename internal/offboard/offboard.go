package offboard

import (
	"time"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/fault"
)

// State is how far a client has left.
type State string

// The states. Staying is that of a client nobody off-boards.
const (
	Staying    State = "staying"
	Stopping   State = "stopping"
	Stopped    State = "stopped"
	Destroying State = "destroying"
	Destroyed  State = "destroyed"
)

// DefaultGrace is how long a client can be taken back when nothing else is said,
// MaxGrace the longest that can be said.
const (
	DefaultGrace = 7 * 24 * time.Hour
	MaxGrace     = 90 * 24 * time.Hour
)

// Errors a person can meet.
var (
	ErrConfirm = fault.New(fault.Invalid, "off_boarding.not_confirmed", "The name does not match the client.").
			WithField("/confirm", "must be the name of the client, letter by letter")
	ErrReason = fault.New(fault.Invalid, "off_boarding.reason_missing", "Say why the client is off-boarded.").
			WithField("/reason", "must have 1 to 500 characters")
	ErrGrace = fault.New(fault.Invalid, "off_boarding.invalid_grace", "The grace time cannot be used.").
			WithField("/graceDays", "must be from 0 to 90 days")
	ErrBegun = fault.New(fault.Conflict, "off_boarding.begun", "The client is being off-boarded already.").
			WithNext("Look at how far it is.")
	ErrNotBegun = fault.New(fault.Conflict, "off_boarding.not_begun", "The client is not being off-boarded.")
	ErrTooLate  = fault.New(fault.Conflict, "off_boarding.too_late", "The client's data are being destroyed; it cannot be taken back any more.")
)

// OffBoarding is how far a client has left, or what off-boarding it would do.
type OffBoarding struct {
	ClientID    actor.ClientID
	ClientName  string
	State       State
	Reason      string
	BegunBy     actor.PersonID
	BegunByName string
	BegunAt     time.Time
	DestroyAt   time.Time
	DestroyedAt time.Time // zero until the key is destroyed
	EndedAt     time.Time // zero until all is done
	Steps       []StepState
}

// StepState is one step of an off-boarding.
type StepState struct {
	Name  string
	Phase Phase
	Title string
	// Count is what the step would do now, of a client that stays.
	Count Count
	// Left, Note and Problem are how far it is, of one that leaves.
	Left    int // -1: not known yet
	Note    string
	Problem string
	DoneAt  time.Time
}
