package organisation

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/access"
	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/fault"
)

// Step is a part of the set-up.
type Step string

// The steps, in the order in which they make sense.
const (
	Naming     Step = "organisation" // it has a name and a zone
	Connecting Step = "connection"   // Amazon, or the sandbox, is connected
	Finding    Step = "instances"    // instances were found
	Arranging  Step = "clients"      // a client is called as people call it
	Inviting   Step = "people"       // there is somebody else
	Telling    Step = "channel"      // somebody is told of trouble
	Testing    Step = "self_test"    // the newest self-test found nothing broken
)

// Steps are all steps in their order.
func Steps() []Step {
	return []Step{Naming, Connecting, Finding, Arranging, Inviting, Telling, Testing}
}

// StepState says how far a step is.
type StepState string

// The states of a step.
const (
	Open    StepState = "open"
	Done    StepState = "done"
	Skipped StepState = "skipped"
)

// Standing is how far one step is.
type Standing struct {
	Step  Step
	State StepState
}

// ErrNoStep says that there is no such step.
var ErrNoStep = fault.New(fault.NotFound, "set_up.no_such_step", "The set-up has no such step.")

type stepRow struct {
	bun.BaseModel `bun:"table:set_up_step,alias:set_up_step"`

	Step      Step           `bun:"step,pk"`
	SkippedBy actor.PersonID `bun:"skipped_by"`
	SkippedAt time.Time      `bun:"skipped_at"`
}

// facts is what each step is for: whether it exists. An off-boarded client, a
// forgotten connection and a disabled person do not.
var facts = map[Step]string{
	Naming:     "SELECT 1 FROM organisation",
	Connecting: "SELECT 1 FROM connection WHERE state <> 'pending'",
	Finding:    "SELECT 1 FROM instance WHERE gone_at IS NULL",
	Arranging:  "SELECT 1 FROM client WHERE version > 1 AND EXISTS (SELECT 1 FROM instance WHERE instance.client_id = client.id AND gone_at IS NULL)",
	Inviting:   "SELECT 1 FROM person WHERE disabled_at IS NULL AND id <> (SELECT id FROM person ORDER BY created_at, id LIMIT 1)",
	Telling:    "SELECT 1 FROM channel WHERE active",
	Testing: `SELECT 1 FROM self_test WHERE verdict IN ('ok', 'warning')
		AND started_at = (SELECT max(started_at) FROM self_test WHERE ended_at IS NOT NULL)`,
}

// SetUp tells how far each step is, to owners.
func (s *Service) SetUp(ctx context.Context, a actor.Actor) ([]Standing, error) {
	if err := access.NeedOrganisation(a, actor.Organise); err != nil {
		return nil, err
	}
	var standings []Standing
	err := s.DB.Read(ctx, a, func(ctx context.Context, tx bun.Tx) error {
		standings = nil
		var skipped []stepRow
		if err := tx.NewSelect().Model(&skipped).Scan(ctx); err != nil {
			return fmt.Errorf("read which steps are left out: %w", err)
		}
		for _, step := range Steps() {
			var done bool
			if err := tx.NewRaw("SELECT EXISTS ("+facts[step]+")").Scan(ctx, &done); err != nil {
				return fmt.Errorf("see how far the step %s is: %w", step, err)
			}
			state := Open
			switch {
			case done:
				state = Done
			case slices.ContainsFunc(skipped, func(r stepRow) bool { return r.Step == step }):
				state = Skipped
			}
			standings = append(standings, Standing{step, state})
		}
		return nil
	})
	return standings, err
}

// Skip leaves a step out for now, or no longer. It may be called again. Errors:
// ErrNoStep and access.ErrForbidden.
func (s *Service) Skip(ctx context.Context, a actor.Actor, step Step, skip bool) error {
	if err := access.NeedOrganisation(a, actor.Organise); err != nil {
		return err
	}
	if !slices.Contains(Steps(), step) {
		return ErrNoStep
	}
	row := &stepRow{Step: step, SkippedBy: a.PersonID, SkippedAt: s.Clock.Now()}
	err := s.DB.Write(ctx, a, func(ctx context.Context, tx bun.Tx) (err error) {
		if skip {
			_, err = tx.NewInsert().Model(row).On("CONFLICT DO NOTHING").Returning("NULL").Exec(ctx)
		} else {
			_, err = tx.NewDelete().Model(row).WherePK().Exec(ctx)
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("leave out the step %s: %w", step, err)
	}
	return nil
}
