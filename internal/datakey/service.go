package datakey

import (
	"context"
	"errors"
	"fmt"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/clock"
	"github.com/recomamp/recomamp/internal/database"
	"github.com/recomamp/recomamp/internal/fault"
	"github.com/recomamp/recomamp/internal/seal"
)

// Errors a person can meet.
var (
	// ErrMissing says that a key is there but opens with none of the keys at hand.
	ErrMissing = fault.New(fault.Unavailable, "result.key_missing", "The rows are sealed, and the encryption keys at hand do not open them.").
			WithNext("Ask your administrator to restore the encryption keys that this server had when the rows were stored.")
	// ErrDestroyed says that the client was off-boarded.
	ErrDestroyed = fault.New(fault.Conflict, "client.off_boarded", "The client was off-boarded; its key was destroyed, and its rows cannot be read or stored any more.")
)

var system = actor.System("datakey")

// Dependencies of a Service.
type Dependencies struct {
	DB    *database.DB
	Clock clock.Clock
	Box   *seal.Box // seals the keys
}

// Service gives the keys of clients out. It is safe for concurrent use.
type Service struct {
	Dependencies
}

// New returns the service.
func New(d Dependencies) *Service { return &Service{d} }

// Sealing gives the key that new results of an instance are sealed with, made
// when there is none. Errors: ErrMissing, ErrDestroyed.
func (s *Service) Sealing(ctx context.Context, instance actor.InstanceID) (actor.DataKeyID, *seal.Stream, error) {
	var rows []row
	err := s.DB.Read(ctx, system.On(instance), func(ctx context.Context, tx bun.Tx) (err error) {
		rows, err = of(ctx, tx, instance)
		return err
	})
	if err == nil && len(rows) == 0 {
		rows, err = s.make(ctx, instance)
	}
	if err != nil {
		return "", nil, err
	}
	stream, err := s.open(rows[0])
	return rows[0].ID, stream, err
}

// Opening gives a key that results of an instance were sealed with. Errors:
// ErrMissing, ErrDestroyed.
func (s *Service) Opening(ctx context.Context, instance actor.InstanceID, id actor.DataKeyID) (*seal.Stream, error) {
	var rows []row
	err := s.DB.Read(ctx, system.On(instance), func(ctx context.Context, tx bun.Tx) error {
		return tx.NewSelect().Model(&rows).Where("id = ?", id).Scan(ctx)
	})
	if err != nil {
		return nil, fmt.Errorf("read key %s: %w", id, err)
	}
	if len(rows) == 0 {
		return nil, ErrMissing
	}
	return s.open(rows[0])
}

// open makes a stream of a row.
func (s *Service) open(r row) (*seal.Stream, error) {
	if len(r.Keyset) == 0 {
		return nil, ErrDestroyed
	}
	keyset, err := s.Box.Open(r.Keyset, r.place())
	if errors.Is(err, seal.ErrOpen) {
		return nil, ErrMissing.WithCause(err)
	}
	if err != nil {
		return nil, err
	}
	return seal.NewStream(keyset)
}

// make stores a fresh key. Of several processes that do so at once, one wins
// and the others use its key.
func (s *Service) make(ctx context.Context, instance actor.InstanceID) (rows []row, err error) {
	keyset, err := seal.GenerateStream()
	if err != nil {
		return nil, err
	}
	err = s.DB.Write(ctx, system.On(instance), func(ctx context.Context, tx bun.Tx) error {
		fresh := &row{ID: actor.NewID[actor.DataKeyID](), CreatedAt: s.Clock.Now()}
		if err := tx.NewSelect().Table("instance").Column("client_id").Where("id = ?", instance).Scan(ctx, &fresh.ClientID); err != nil {
			return fmt.Errorf("find the client of instance %s: %w", instance, err)
		}
		if fresh.Keyset, err = s.Box.Seal(keyset, fresh.place()); err != nil {
			return err
		}
		if _, err := tx.NewInsert().Model(fresh).On("CONFLICT DO NOTHING").Exec(ctx); err != nil {
			return fmt.Errorf("store a key of client %s: %w", fresh.ClientID, err)
		}
		if rows, err = of(ctx, tx, instance); err == nil && len(rows) == 0 {
			return database.ErrRetry // the other one that won is not to be seen yet
		}
		return err
	})
	return rows, err
}

// GiveUp marks as lost what opens with none of the keys at hand, and tells how
// many there are. Results sealed with those stay unreadable until the keys come
// back; new ones are sealed with a new key.
func (s *Service) GiveUp(ctx context.Context) (lost int, err error) {
	err = s.DB.Write(ctx, system, func(ctx context.Context, tx bun.Tx) error {
		lost = 0
		var rows []row
		if err := database.LockRows(tx.NewSelect().Model(&rows).Where("keyset IS NOT NULL AND lost_at IS NULL").Order("id")).Scan(ctx); err != nil {
			return fmt.Errorf("read the keys of clients: %w", err)
		}
		for _, r := range rows {
			switch _, err := s.open(r); {
			case err == nil:
				continue
			case !errors.Is(err, ErrMissing):
				return err
			}
			if _, err := tx.NewUpdate().Model(&r).Set("lost_at = ?", s.Clock.Now()).WherePK().Exec(ctx); err != nil {
				return fmt.Errorf("mark key %s as lost: %w", r.ID, err)
			}
			lost++
		}
		return nil
	})
	return lost, err
}
