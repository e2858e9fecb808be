package organisation

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/access"
	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/audit"
	"github.com/recomamp/recomamp/internal/clock"
	"github.com/recomamp/recomamp/internal/database"
	"github.com/recomamp/recomamp/internal/fault"
	"github.com/recomamp/recomamp/internal/zone"
)

// Errors a person can meet.
var (
	ErrConflict = fault.New(fault.Conflict, "organisation.version_conflict", "The organisation was changed in the meantime.").
			WithNext("Look at the present state and make your change again.")
	errInvalid = fault.New(fault.Invalid, "organisation.invalid", "The organisation cannot be called so.")
)

// longestName is in characters.
const longestName = 100

// Organisation is the agency that the program works for.
type Organisation struct {
	Name    string // empty until somebody has said it
	Zone    string // IANA name that new schedules begin with; empty likewise
	Version int    // counts the edits, 0 for none
}

type organisationRow struct {
	bun.BaseModel `bun:"table:organisation,alias:organisation"`

	ID        int            `bun:"id,pk"`
	Name      string         `bun:"name"`
	Zone      string         `bun:"zone"`
	Version   int            `bun:"version"`
	ChangedBy actor.PersonID `bun:"changed_by"`
	ChangedAt time.Time      `bun:"changed_at"`
}

// Dependencies are what the service works with.
type Dependencies struct {
	DB    *database.DB
	Clock clock.Clock
}

// Service keeps the organisation. It is safe for concurrent use.
type Service struct{ Dependencies }

// New returns the service.
func New(d Dependencies) *Service { return &Service{d} }

// Get returns the organisation.
func (s *Service) Get(ctx context.Context, a actor.Actor) (found Organisation, err error) {
	err = s.DB.Read(ctx, a, func(ctx context.Context, tx bun.Tx) error {
		row, err := read(ctx, tx)
		found = Organisation{Name: row.Name, Zone: row.Zone, Version: row.Version}
		return err
	})
	return found, err
}

func read(ctx context.Context, tx bun.Tx) (row organisationRow, err error) {
	err = tx.NewSelect().Model(&row).Scan(ctx)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return row, fmt.Errorf("read the organisation: %w", err)
	}
	return row, nil
}

// Set says what the organisation is called, and its zone, where it is still at
// version. Errors: ErrConflict, organisation.invalid and access.ErrForbidden.
func (s *Service) Set(ctx context.Context, a actor.Actor, version int, name, zoneName string) (Organisation, error) {
	if err := access.NeedOrganisation(a, actor.Organise); err != nil {
		return Organisation{}, err
	}
	name = strings.TrimSpace(name)
	if n := utf8.RuneCountInString(name); n == 0 || n > longestName {
		return Organisation{}, errInvalid.WithField("/name", fmt.Sprintf("must have 1 to %d characters", longestName))
	}
	if _, err := zone.Load(zoneName); err != nil {
		return Organisation{}, errInvalid.WithMessage("There is no such time zone.").WithField("/zone", zone.ErrUnknown.Error())
	}
	now := s.Clock.Now()
	err := s.DB.Write(ctx, a, func(ctx context.Context, tx bun.Tx) error {
		before, err := read(ctx, tx)
		if err != nil {
			return err
		}
		if before.Version != version {
			return ErrConflict.WithDetail("currentVersion", before.Version)
		}
		row := &organisationRow{ID: 1, Name: name, Zone: zoneName, Version: version + 1, ChangedBy: a.PersonID, ChangedAt: now}
		done, err := tx.NewInsert().Model(row).On("CONFLICT (id) DO UPDATE").
			Set("name = EXCLUDED.name, zone = EXCLUDED.zone, version = EXCLUDED.version, changed_by = EXCLUDED.changed_by, changed_at = EXCLUDED.changed_at").
			Where("organisation.version = ?", version).Exec(ctx)
		if err != nil {
			return fmt.Errorf("set the organisation: %w", err)
		}
		if n, err := done.RowsAffected(); err != nil || n == 0 {
			return errors.Join(ErrConflict, err)
		}
		return audit.Record(ctx, tx, a, now, audit.What{
			Act: audit.OrganisationChanged, Name: name, Changes: audit.Changes{}.From("name", before.Name, name).From("zone", before.Zone, zoneName),
		})
	})
	if err != nil {
		return Organisation{}, err
	}
	return Organisation{Name: name, Zone: zoneName, Version: version + 1}, nil
}
