package offboard

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/access"
	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/audit"
	"github.com/recomamp/recomamp/internal/clock"
	"github.com/recomamp/recomamp/internal/database"
	"github.com/recomamp/recomamp/internal/event"
	"github.com/recomamp/recomamp/internal/job"
)

// Dependencies of a Service.
type Dependencies struct {
	DB     *database.DB
	Clock  clock.Clock
	Events *event.Log
	Jobs   *job.Client // New registers the worker that takes the steps; nil: nobody does by itself
	Logger *slog.Logger
	// Purge removes the unsealed copies of an instance's results from this process.
	Purge func(actor.InstanceID) int
}

// Service off-boards clients. It is safe for concurrent use.
type Service struct {
	Dependencies

	steps  []Step
	cancel context.CancelFunc
	done   sync.WaitGroup
}

// New returns the service, without steps.
func New(d Dependencies) *Service {
	s := &Service{Dependencies: d}
	if d.Jobs != nil {
		s.register(d.Jobs)
	}
	return s
}

// Get says how far a client has left or, of one that stays, what off-boarding
// would do. It is for owners. Errors: instance.ErrClientNotFound, access.ErrForbidden.
func (s *Service) Get(ctx context.Context, a actor.Actor, id actor.ClientID) (found OffBoarding, err error) {
	err = s.DB.Read(ctx, a, func(ctx context.Context, tx bun.Tx) error {
		if err := may(ctx, tx, a, id); err != nil {
			return err
		}
		found, err = s.read(ctx, tx, id)
		return err
	})
	return found, err
}

func may(ctx context.Context, tx bun.Tx, a actor.Actor, id actor.ClientID) error {
	if _, err := findClient(ctx, tx, a, id); err != nil {
		return err
	}
	return access.NeedOrganisation(a, actor.Organise)
}

func (s *Service) read(ctx context.Context, tx bun.Tx, id actor.ClientID) (OffBoarding, error) {
	var rows []offBoardingRow
	err := tx.NewSelect().Model(&rows).ColumnExpr("off_boarding.*").
		ColumnExpr("(SELECT name FROM person WHERE person.id = begun_by) AS begun_by_name").Where("client_id = ?", id).Scan(ctx)
	if err != nil {
		return OffBoarding{}, fmt.Errorf("read off-boarding of client %s: %w", id, err)
	}
	if len(rows) == 0 {
		return s.plan(ctx, tx, id)
	}
	steps, err := stepsOf(ctx, tx, id)
	if err != nil {
		return OffBoarding{}, err
	}
	found := s.describe(rows[0], steps)
	if err := tx.NewSelect().Table("client").Column("name").Where("id = ?", id).Scan(ctx, &found.ClientName); err != nil {
		return OffBoarding{}, fmt.Errorf("read client %s: %w", id, err)
	}
	return found, nil
}

// plan is what off-boarding a client would do.
func (s *Service) plan(ctx context.Context, tx bun.Tx, id actor.ClientID) (OffBoarding, error) {
	of, err := subject(ctx, tx, id, nil, s.Clock.Now())
	if err != nil {
		return OffBoarding{}, err
	}
	plan := OffBoarding{ClientID: id, ClientName: of.Name, State: Staying}
	for _, step := range s.steps {
		state := StepState{Name: step.Name, Phase: step.Phase, Title: step.Title}
		if step.Count != nil {
			if state.Count, err = step.Count(ctx, tx, of); err != nil {
				return OffBoarding{}, err
			}
		}
		plan.Steps = append(plan.Steps, state)
	}
	return plan, nil
}

func (s *Service) describe(row offBoardingRow, steps []stepRow) OffBoarding {
	found := OffBoarding{
		ClientID: row.ClientID, State: Stopped, Reason: row.Reason, BegunBy: row.BegunBy, BegunByName: row.BegunByName, BegunAt: row.BegunAt,
		DestroyAt: row.DestroyAt, DestroyedAt: row.DestroyedAt, EndedAt: row.EndedAt,
	}
	for _, r := range steps {
		step := s.step(r.Name)
		if step == nil { // of another version of the program
			step = &Step{Name: r.Name, Title: r.Name, Phase: Destroy}
		}
		if step.Phase == Stop && r.DoneAt.IsZero() {
			found.State = Stopping
		}
		found.Steps = append(found.Steps, StepState{
			Name: r.Name, Phase: step.Phase, Title: step.Title, Left: r.LeftOver, Note: r.Note, Problem: r.Problem, DoneAt: r.DoneAt,
		})
	}
	switch {
	case !row.EndedAt.IsZero():
		found.State = Destroyed
	case !row.DestroyAt.After(s.Clock.Now()):
		found.State = Destroying
	}
	return found
}

// BeginParams say how to off-board.
type BeginParams struct {
	Confirm string // the client's name, typed again
	Reason  string
	Grace   time.Duration // 0: its data are destroyed at once
}

// Begin off-boards a client. Errors: instance.ErrClientNotFound,
// access.ErrForbidden, ErrConfirm, ErrReason, ErrGrace, ErrBegun.
func (s *Service) Begin(ctx context.Context, a actor.Actor, id actor.ClientID, p BeginParams) (begun OffBoarding, err error) {
	p.Reason = strings.TrimSpace(p.Reason)
	now := s.Clock.Now()
	err = s.DB.Write(ctx, a, func(ctx context.Context, tx bun.Tx) error {
		if err := may(ctx, tx, a, id); err != nil {
			return err
		}
		// The client first: a discovery waits for it, and sees that it leaves.
		var name string
		if err := database.LockRows(tx.NewSelect().Table("client").Column("name").Where("id = ?", id)).Scan(ctx, &name); err != nil {
			return fmt.Errorf("lock client %s: %w", id, err)
		}
		switch row, err := find(ctx, tx, id); {
		case err != nil:
			return err
		case row != nil:
			return ErrBegun
		case strings.TrimSpace(p.Confirm) != name:
			return ErrConfirm
		case p.Reason == "" || utf8.RuneCountInString(p.Reason) > 500:
			return ErrReason
		case p.Grace < 0 || p.Grace > MaxGrace:
			return ErrGrace
		}
		row := &offBoardingRow{ClientID: id, Reason: p.Reason, BegunBy: a.PersonID, BegunAt: now, DestroyAt: now.Add(p.Grace)}
		if _, err := tx.NewInsert().Model(row).Exec(ctx); err != nil {
			return fmt.Errorf("begin to off-board client %s: %w", id, err)
		}
		for i, step := range s.steps {
			if _, err := tx.NewInsert().Model(&stepRow{ClientID: id, Name: step.Name, Position: i, LeftOver: -1}).Exec(ctx); err != nil {
				return fmt.Errorf("note step %s: %w", step.Name, err)
			}
		}
		if _, err := tx.NewUpdate().Table("client").Set("off_boarded_at = ?, updated_at = ?", now, now).Where("id = ?", id).Exec(ctx); err != nil {
			return fmt.Errorf("mark client %s: %w", id, err)
		}
		if err := s.tell(ctx, tx, a, id, audit.What{
			Act: audit.ClientOffBoarded, Name: name, Changes: audit.Changes{}.Is("reason", p.Reason).Is("destroyAt", row.DestroyAt),
		}); err != nil {
			return err
		}
		begun, err = s.read(ctx, tx, id)
		return err
	})
	return begun, err
}

// Hasten has the data of a client that leaves be destroyed now. It may be called
// twice. Errors: instance.ErrClientNotFound, access.ErrForbidden, ErrNotBegun, ErrConfirm.
func (s *Service) Hasten(ctx context.Context, a actor.Actor, id actor.ClientID, confirm string) (found OffBoarding, err error) {
	err = s.DB.Write(ctx, a, func(ctx context.Context, tx bun.Tx) error {
		if err := may(ctx, tx, a, id); err != nil {
			return err
		}
		row, err := find(ctx, tx, id)
		if err != nil {
			return err
		}
		name, err := findClient(ctx, tx, a, id)
		switch now := s.Clock.Now(); {
		case err != nil:
			return err
		case row == nil:
			return ErrNotBegun
		case strings.TrimSpace(confirm) != name:
			return ErrConfirm
		case row.DestroyAt.After(now):
			if _, err := tx.NewUpdate().Model(row).Set("destroy_at = ?", now).WherePK().Exec(ctx); err != nil {
				return fmt.Errorf("end the grace time of client %s: %w", id, err)
			}
			what := audit.What{Act: audit.ClientHastened, Name: name, Changes: audit.Changes{}.From("destroyAt", row.DestroyAt, now)}
			if err := s.tell(ctx, tx, a, id, what); err != nil {
				return err
			}
		}
		found, err = s.read(ctx, tx, id)
		return err
	})
	return found, err
}

// tell writes an act down, tells those who watch, and has the job look.
func (s *Service) tell(ctx context.Context, tx bun.Tx, a actor.Actor, id actor.ClientID, what audit.What) error {
	what.ID, what.ClientID = string(id), id
	s.Events.Record(ctx, a, event.Change{Kind: event.ClientChanged, SubjectID: string(id), ClientID: id})
	if err := audit.Record(ctx, tx, a, s.Clock.Now(), what); err != nil {
		return err
	}
	if s.Jobs == nil {
		return nil
	}
	return s.Jobs.Insert(ctx, tx, stepArgs{}, nil)
}
