package keyring

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/access"
	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/audit"
	"github.com/recomamp/recomamp/internal/clock"
	"github.com/recomamp/recomamp/internal/database"
	"github.com/recomamp/recomamp/internal/event"
	"github.com/recomamp/recomamp/internal/fault"
	"github.com/recomamp/recomamp/internal/idempotency"
	"github.com/recomamp/recomamp/internal/job"
	"github.com/recomamp/recomamp/internal/seal"
)

// Errors of this package that a person meets.
var (
	ErrFixed = fault.New(fault.Conflict, "keys.fixed", "The encryption keys come from a setting, which the program cannot change.").
			WithNext("Put the keyset, decoded from base64, into the file keys/keyset.json of the data folder, remove RECOMAMP_KEYSET and start again; then rotate.")
	ErrInUse = fault.New(fault.Conflict, "keys.in_use", "Something is still sealed with an older key.").
			WithNext("Rotate the keys and wait until everything is sealed with the new one.")
	ErrTooSoon = fault.New(fault.Conflict, "keys.too_soon", "The keys were rotated less than an hour ago; a process may still be about to use an older one.").
			WithNext("Try again an hour after the rotation.")
)

// settleFor is how long an older key is kept at least after a rotation: a
// process that was stopped in the middle of sealing may come back.
const settleFor = time.Hour

// Dependencies of a Service.
type Dependencies struct {
	DB      *database.DB
	Clock   clock.Clock
	Events  *event.Log
	Jobs    *job.Client // New registers the worker that reseals; nil: nobody does by itself
	Box     *seal.Box
	Columns []Column
	// Unsealed counts the results that are stored unsealed still. It may be nil.
	Unsealed func(ctx context.Context, tx bun.Tx) (int, error)
}

// Service looks after the keys. It is safe for concurrent use.
type Service struct {
	Dependencies
}

// New returns the service.
func New(d Dependencies) *Service {
	s := &Service{d}
	if d.Jobs != nil {
		job.Register(d.Jobs, &resealWorker{service: s})
	}
	return s
}

// Key is one key of the keyset.
type Key struct {
	ID      seal.KeyID
	Primary bool
	Values  int // how many values it has sealed
}

// Status is what there is to know about the keys.
type Status struct {
	Keys []Key
	// Unknown counts values that none of the keys has sealed: they are lost
	// unless their key comes back.
	Unknown int
	// UnsealedResults counts those of old times that are still to be sealed with
	// the keys of their clients.
	UnsealedResults int
	// Rotated is when the primary key was added, zero when it was there from the start.
	Rotated time.Time
}

// Left is how many values are still to be resealed.
func (s Status) Left() (left int) {
	for _, k := range s.Keys {
		if !k.Primary {
			left += k.Values
		}
	}
	return left
}

// Retirable is from when older keys may be retired once nothing is left to be
// resealed; zero when no rotation is noted.
func (s Status) Retirable() time.Time {
	if s.Rotated.IsZero() {
		return time.Time{}
	}
	return s.Rotated.Add(settleFor)
}

type rotationRow struct {
	bun.BaseModel `bun:"table:key_rotation"`

	KeyID int64     `bun:"key_id,pk"`
	At    time.Time `bun:"at"`
	By    string    `bun:"by"` // actor.Actor.Setting
}

// Status reads what each key has sealed.
func (s *Service) Status(ctx context.Context, a actor.Actor) (Status, error) {
	if err := access.NeedOrganisation(a, actor.Organise); err != nil {
		return Status{}, err
	}
	status, err := s.status(ctx, a, s.Columns)
	if err != nil || s.Unsealed == nil {
		return status, err
	}
	err = s.DB.Read(ctx, a, func(ctx context.Context, tx bun.Tx) (err error) {
		status.UnsealedResults, err = s.Unsealed(ctx, tx)
		return err
	})
	return status, err
}

// status is that of some columns. The keys are read before and after: another
// process may rotate them meanwhile.
func (s *Service) status(ctx context.Context, a actor.Actor, columns []Column) (Status, error) {
	for {
		ids, err := s.Box.Keys()
		if err != nil {
			return Status{}, err
		}
		counts, rotated, err := s.read(ctx, a, columns, ids[0])
		if err != nil {
			return Status{}, err
		}
		again, err := s.Box.Keys()
		if err != nil {
			return Status{}, err
		}
		if !slices.Equal(ids, again) {
			continue
		}
		status := Status{Rotated: rotated}
		for i, id := range ids {
			status.Keys = append(status.Keys, Key{ID: id, Primary: i == 0, Values: counts[id]})
			delete(counts, id)
		}
		for _, n := range counts {
			status.Unknown += n
		}
		return status, nil
	}
}

// read counts what each key has sealed, and finds when the primary one was added.
func (s *Service) read(ctx context.Context, a actor.Actor, columns []Column, primary seal.KeyID) (counts map[seal.KeyID]int, rotated time.Time, err error) {
	err = s.DB.Read(ctx, a, func(ctx context.Context, tx bun.Tx) error {
		counts, rotated = map[seal.KeyID]int{}, time.Time{}
		for _, c := range columns {
			found, err := c.count(ctx, tx)
			if err != nil {
				return err
			}
			for id, n := range found {
				counts[id] += n
			}
		}
		var rotations []rotationRow
		if err := tx.NewSelect().Model(&rotations).Where("key_id = ?", int64(primary)).Scan(ctx); err != nil {
			return fmt.Errorf("read rotations of keys: %w", err)
		}
		for _, r := range rotations {
			rotated = r.At
		}
		return nil
	})
	return counts, rotated, err
}

// Check is an error unless the keys open what is stored: a program that went on
// with wrong keys would ask everybody to connect again.
func (s *Service) Check(ctx context.Context) error {
	lasting := slices.DeleteFunc(slices.Clone(s.Columns), func(c Column) bool { return c.Brief })
	status, err := s.status(ctx, system, lasting)
	if err != nil {
		return err
	}
	if status.Unknown > 0 {
		return fmt.Errorf("%d secrets in the database were sealed with keys that are not in the keyset at hand: "+
			"start with the keyset they belong to (RECOMAMP_KEYSET, or keys/keyset.json of the data folder); "+
			"if it is lost for good, start once with RECOMAMP_KEYS_LOST=true and connect again; results stored so far stay unreadable then", status.Unknown)
	}
	return nil
}

// Begin adds a key, which seals from now on. Call Reseal, or leave it to the
// job, for what older keys have sealed. A request that is repeated adds no
// further key: it begins from the key that was the primary one at first.
// Errors: ErrFixed and idempotency.ErrReused.
func (s *Service) Begin(ctx context.Context, a actor.Actor, once idempotency.Key) error {
	if err := access.NeedOrganisation(a, actor.Organise); err != nil {
		return err
	}
	from, err := s.begunFrom(ctx, a, once)
	if err != nil {
		return err
	}
	id, err := s.Box.Rotate(from)
	if errors.Is(err, seal.ErrFixed) {
		return ErrFixed
	}
	if err != nil {
		return err
	}
	return s.note(ctx, a, id)
}

// begunFrom is the primary key at the time of a request, or of the first of
// those that repeat it.
func (s *Service) begunFrom(ctx context.Context, a actor.Actor, once idempotency.Key) (seal.KeyID, error) {
	var from string
	err := s.DB.Write(ctx, a, func(ctx context.Context, tx bun.Tx) (err error) {
		from, _, err = idempotency.Once(ctx, tx, a, once, s.Clock.Now(), func() (string, error) {
			ids, err := s.Box.Keys()
			if err != nil {
				return "", err
			}
			return strconv.FormatUint(uint64(ids[0]), 10), nil
		})
		return err
	})
	if err != nil {
		return 0, err
	}
	id, err := strconv.ParseUint(from, 10, 32)
	if err != nil {
		return 0, fmt.Errorf("read the key that a rotation begins from: %w", err)
	}
	return seal.KeyID(id), nil
}

// note writes down that a key seals from now on, and has the job go on.
func (s *Service) note(ctx context.Context, a actor.Actor, id seal.KeyID) error {
	return s.DB.Write(ctx, a, func(ctx context.Context, tx bun.Tx) error {
		row := rotationRow{KeyID: int64(id), At: s.Clock.Now(), By: a.Setting()}
		if _, err := tx.NewInsert().Model(&row).On("CONFLICT DO NOTHING").Exec(ctx); err != nil {
			return fmt.Errorf("note rotation of keys: %w", err)
		}
		s.Events.Record(ctx, a, event.Change{Kind: event.KeysChanged, SubjectID: fmt.Sprint(id)})
		if err := audit.Record(ctx, tx, a, row.At, audit.What{Act: audit.KeyRotated, ID: fmt.Sprint(id)}); err != nil {
			return err
		}
		if s.Jobs == nil {
			return nil
		}
		return s.Jobs.Insert(ctx, tx, resealArgs{}, nil)
	})
}

// Retire removes the keys that seal no more. A request that is repeated removes
// nothing that came later. Errors: ErrInUse, ErrTooSoon, ErrFixed and
// idempotency.ErrReused.
func (s *Service) Retire(ctx context.Context, a actor.Actor, once idempotency.Key) error {
	status, err := s.Status(ctx, a)
	if err != nil {
		return err
	}
	repeated := false
	err = s.DB.Read(ctx, a, func(ctx context.Context, tx bun.Tx) (err error) {
		_, repeated, err = idempotency.Find[string](ctx, tx, a, once)
		return err
	})
	switch {
	case err != nil || repeated:
		return err
	case status.Left() > 0:
		return ErrInUse
	case len(status.Keys) > 1 && status.Rotated.IsZero():
		// The rotation ended before it was noted; the hour begins now.
		return errors.Join(s.note(ctx, a, status.Keys[0].ID), ErrTooSoon)
	case s.Clock.Now().Before(status.Retirable()):
		return ErrTooSoon
	}
	switch err := s.Box.Retire(status.Keys[0].ID); {
	case errors.Is(err, seal.ErrFixed):
		return ErrFixed
	case errors.Is(err, seal.ErrRotated):
		return ErrInUse
	case err != nil:
		return err
	}
	return s.DB.Write(ctx, a, func(ctx context.Context, tx bun.Tx) error {
		_, _, err := idempotency.Once(ctx, tx, a, once, s.Clock.Now(), func() (string, error) {
			s.Events.Record(ctx, a, event.Change{Kind: event.KeysChanged, SubjectID: "retired"})
			return "retired", audit.Record(ctx, tx, a, s.Clock.Now(), audit.What{
				Act: audit.KeyRetired, Changes: audit.Changes{}.Is("keysLeft", status.Keys[0].ID),
			})
		})
		return err
	})
}
