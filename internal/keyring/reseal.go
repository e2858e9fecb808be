package keyring

import (
	"context"
	"errors"
	"fmt"

	"github.com/riverqueue/river"
	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/event"
	"github.com/recomamp/recomamp/internal/seal"
)

var system = actor.System("keyring")

// batch is how many values are resealed in one transaction.
const batch = 100

// ErrUnreadable says that some values open with none of the keys. They stay as
// they are.
var ErrUnreadable = errors.New("some sealed values do not open")

// Reseal seals with the primary key whatever other keys have sealed, and
// reports each step. Any number of processes may do so at once.
func (s *Service) Reseal(ctx context.Context, step func(resealed int)) error {
	var unreadable error
	for _, c := range s.Columns {
		after := ""
		for {
			next, resealed, failed, err := s.resealSome(ctx, c, after)
			if err != nil {
				return err
			}
			if failed > 0 {
				unreadable = fmt.Errorf("%w: %d in %s.%s", ErrUnreadable, failed, c.Table, c.Name)
			}
			step(resealed)
			if next == "" {
				break
			}
			after = next
		}
	}
	return unreadable
}

// resealSome is one batch. next is where the following one begins, empty after
// the last.
func (s *Service) resealSome(ctx context.Context, c Column, after string) (next string, resealed, failed int, err error) {
	ids, err := s.Box.Keys()
	if err != nil {
		return "", 0, 0, err
	}
	err = s.DB.Write(ctx, system, func(ctx context.Context, tx bun.Tx) error {
		next, resealed, failed = "", 0, 0
		values, err := c.others(ctx, tx, ids[0], after, batch)
		if err != nil {
			return err
		}
		for _, v := range values {
			sealed, err := s.again(v, c.place(v.Row))
			if errors.Is(err, seal.ErrOpen) {
				failed++
				continue
			}
			if err != nil {
				return err
			}
			replaced, err := c.replace(ctx, tx, v, sealed)
			if err != nil {
				return err
			}
			if replaced {
				resealed++
			}
		}
		if len(values) == batch {
			next = values[batch-1].Row
		}
		if resealed > 0 {
			s.Events.Record(ctx, system, event.Change{Kind: event.KeysChanged, SubjectID: fmt.Sprint(ids[0])})
		}
		return nil
	})
	return next, resealed, failed, err
}

func (s *Service) again(v value, at seal.Place) ([]byte, error) {
	secret, err := s.Box.Open(v.Sealed, at)
	if err != nil {
		return nil, err
	}
	return s.Box.Seal(secret, at)
}

// resealArgs ask to reseal what older keys have sealed.
type resealArgs struct{}

// Kind implements river.JobArgs.
func (resealArgs) Kind() string { return "keyring.reseal" }

type resealWorker struct {
	river.WorkerDefaults[resealArgs]
	service *Service
}

// Work implements river.Worker.
func (w *resealWorker) Work(ctx context.Context, _ *river.Job[resealArgs]) error {
	return w.service.Reseal(ctx, func(int) {})
}
