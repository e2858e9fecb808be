package offboard

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
)

// Phase is when a step is taken.
type Phase string

// The phases.
const (
	Stop    Phase = "stop"    // at once, and can be taken back
	Destroy Phase = "destroy" // after the grace time, for good
)

// Subject is the client that leaves.
type Subject struct {
	ClientID  actor.ClientID
	Name      string
	Instances []actor.InstanceID
	Reason    string
	// Destroyed is when the client's key was destroyed, zero before.
	Destroyed time.Time
	// Forced: the grace time is over. What a step waits for is given up.
	Forced bool
}

// Count is what a step has to do.
type Count struct {
	Number int
	Bytes  int64
	Notes  []string // one sentence each, such as what stays and why
}

// Progress is how far a step is.
type Progress struct {
	Done bool
	Left int    // what it still has to do, or waits for
	Note string // what was done, or what is waited for
}

// Step is one thing that off-boarding does. Steps of a phase are taken in the
// order in which they were registered.
type Step struct {
	Name  string // lower case with dashes; never changes
	Phase Phase
	Title string // what it does, in a few words: "Schedules are stopped"
	// Count says what it would do now. It may be nil.
	Count func(ctx context.Context, tx bun.Tx, of Subject) (Count, error)
	// Do does it, or a part. It is called again until it is done, may be called by
	// several processes at once, and after a crash.
	Do func(ctx context.Context, of Subject) (Progress, error)
	// Undo takes it back: of Stop only. It may be nil, and may be called twice.
	Undo func(ctx context.Context, of Subject) error
}

// Register adds a step. Call it before anything runs; a name used twice panics.
func (s *Service) Register(step Step) {
	if s.step(step.Name) != nil {
		panic("offboard: step " + step.Name + " is registered twice")
	}
	if step.Phase == Destroy {
		s.steps = append(s.steps, step)
		return
	}
	at := 0
	for at < len(s.steps) && s.steps[at].Phase == Stop {
		at++
	}
	s.steps = append(s.steps[:at:at], append([]Step{step}, s.steps[at:]...)...)
}

func (s *Service) step(name string) *Step {
	for i := range s.steps {
		if s.steps[i].Name == name {
			return &s.steps[i]
		}
	}
	return nil
}
