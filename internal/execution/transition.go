package execution

import "slices"

// State is where an execution is.
type State string

// The states.
const (
	Queued     State = "queued"     // waiting for a slot
	Submitting State = "submitting" // an attempt is written down and may be at Amazon
	Pending    State = "pending"    // Amazon has it and has not begun
	Running    State = "running"    // Amazon computes
	Collecting State = "collecting" // the rows are being brought
	Waiting    State = "waiting"    // something went wrong; goes on at RetryAt
	Succeeded  State = "succeeded"
	Failed     State = "failed"
	Cancelled  State = "cancelled"
)

// transitions are all there are. What is missing here cannot happen.
var transitions = map[State][]State{
	Queued:     {Submitting, Failed, Cancelled},
	Submitting: {Pending, Waiting, Failed, Cancelled},
	Pending:    {Running, Collecting, Waiting, Failed, Cancelled},
	Running:    {Collecting, Waiting, Failed, Cancelled},
	Collecting: {Succeeded, Waiting, Failed, Cancelled},
	Waiting:    {Submitting, Collecting, Pending, Failed, Cancelled},
	Succeeded:  {},
	Failed:     {},
	Cancelled:  {},
}

// IsFinal reports whether the state will stay.
func (s State) IsFinal() bool { return s == Succeeded || s == Failed || s == Cancelled }

// canBecome reports whether next may follow.
func (s State) canBecome(next State) bool { return slices.Contains(transitions[s], next) }

// atAmazon reports whether a run is known to be open at Amazon.
func (s State) atAmazon() bool { return s == Pending || s == Running }

// States lists every state, in the order of a run's life.
func States() []State {
	return []State{Queued, Submitting, Pending, Running, Collecting, Waiting, Succeeded, Failed, Cancelled}
}
