package connection

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/access"
	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/audit"
	"github.com/recomamp/recomamp/internal/event"
	"github.com/recomamp/recomamp/internal/fault"
	"github.com/recomamp/recomamp/internal/instance"
)

// DiscoveryState says how far a look around a connection is.
type DiscoveryState string

// The states of a discovery. All but the first two are final.
const (
	Looking     DiscoveryState = "looking"
	Stopping    DiscoveryState = "stopping"    // somebody wants it to end
	Complete    DiscoveryState = "complete"    // everything was read
	Incomplete  DiscoveryState = "incomplete"  // some accounts could not be read; the others were
	Failed      DiscoveryState = "failed"      // nothing could be read
	Cancelled   DiscoveryState = "cancelled"   // nothing was changed
	Interrupted DiscoveryState = "interrupted" // its process has ended; nothing was changed
)

const (
	// silence is after how long without a sign a discovery counts as interrupted:
	// longer than one call to Amazon with its retries takes.
	silence = 5 * time.Minute
	// keptDiscoveries is how many discoveries of one connection are kept.
	keptDiscoveries = 100
)

// Errors a person can meet.
var (
	ErrNoDiscovery = fault.New(fault.NotFound, "discovery.not_found", "There is no such discovery.")
	ErrLooked      = fault.New(fault.Conflict, "discovery.ended", "This discovery has ended already.").WithNext("Begin another one.")
)

// Discovery is one look around a connection, and what it found.
type Discovery struct {
	ID           actor.DiscoveryID
	ConnectionID actor.ConnectionID // empty once that is forgotten
	Region       string
	PersonID     actor.PersonID // who asked for it; empty when the program looked by itself
	PersonName   string
	State        DiscoveryState
	Accounts     int // read so far
	Instances    int // read so far
	Added        int // instances not known before
	Changed      int // known ones of which Amazon tells something else
	Returned     int // ones that were gone and are there again
	Gone         int // known ones not found any more
	Problem      *fault.Error
	StartedAt    time.Time
	EndedAt      time.Time         // zero before
	Changes      []instance.Change // of FindDiscovery alone
}

type discoveryRow struct {
	bun.BaseModel `bun:"table:discovery,alias:discovery"`

	ID           actor.DiscoveryID  `bun:"id,pk"`
	ConnectionID actor.ConnectionID `bun:"connection_id,nullzero"`
	Region       string             `bun:"region"`
	PersonID     actor.PersonID     `bun:"person_id,nullzero"`
	State        DiscoveryState     `bun:"state"`
	Accounts     int                `bun:"accounts"`
	Instances    int                `bun:"instances"`
	Added        int                `bun:"added"`
	Changed      int                `bun:"changed"`
	Returned     int                `bun:"returned"`
	Gone         int                `bun:"gone"`
	Problem      string             `bun:"problem"`
	StartedAt    time.Time          `bun:"started_at"`
	AliveAt      time.Time          `bun:"alive_at"`
	EndedAt      time.Time          `bun:"ended_at,nullzero"`

	PersonName string `bun:"person_name,scanonly"`
}

type discoveryChangeRow struct {
	bun.BaseModel `bun:"table:discovery_change,alias:discovery_change"`

	DiscoveryID actor.DiscoveryID   `bun:"discovery_id,pk"`
	Position    int                 `bun:"position,pk"`
	InstanceID  actor.InstanceID    `bun:"instance_id"`
	Kind        instance.ChangeKind `bun:"kind"`
	Name        string              `bun:"name"`
	Facts       string              `bun:"facts"`
}

func (r discoveryRow) open() bool { return r.State == Looking || r.State == Stopping }

func (r discoveryRow) discovery(now time.Time) Discovery {
	d := Discovery{
		ID: r.ID, ConnectionID: r.ConnectionID, Region: r.Region, PersonID: r.PersonID, PersonName: r.PersonName, State: r.State,
		Accounts: r.Accounts, Instances: r.Instances, Added: r.Added, Changed: r.Changed, Returned: r.Returned, Gone: r.Gone,
		StartedAt: r.StartedAt, EndedAt: r.EndedAt,
	}
	if r.open() && now.Sub(r.AliveAt) > silence {
		d.State, d.EndedAt = Interrupted, r.AliveAt
	}
	if r.Problem != "" {
		d.Problem = errDiscovery.WithMessage(r.Problem)
	}
	return d
}

func discoveries(tx bun.Tx, rows any) *bun.SelectQuery {
	return tx.NewSelect().Model(rows).ColumnExpr("discovery.*").ColumnExpr("COALESCE(person.name, '') AS person_name").
		Join("LEFT JOIN person ON person.id = discovery.person_id")
}

// Discoveries returns the newest discoveries, of one connection if it is named,
// newest first, to owners.
func (s *Service) Discoveries(ctx context.Context, a actor.Actor, of actor.ConnectionID, most int64) ([]Discovery, error) {
	if !a.SeesAll() {
		return nil, nil
	}
	var rows []discoveryRow
	err := s.db.Read(ctx, a, func(ctx context.Context, tx bun.Tx) error {
		query := discoveries(tx, &rows).Order("discovery.started_at DESC", "discovery.id DESC").Limit(most)
		if of != "" {
			query = query.Where("discovery.connection_id = ?", of)
		}
		return query.Scan(ctx)
	})
	if err != nil {
		return nil, fmt.Errorf("list discoveries: %w", err)
	}
	found := make([]Discovery, len(rows))
	for i, row := range rows {
		found[i] = row.discovery(s.clock.Now())
	}
	return found, nil
}

// FindDiscovery returns one discovery with what it changed, to owners.
func (s *Service) FindDiscovery(ctx context.Context, a actor.Actor, id actor.DiscoveryID) (found Discovery, err error) {
	err = s.db.Read(ctx, a, func(ctx context.Context, tx bun.Tx) error {
		row, err := findDiscovery(ctx, tx, a, id)
		if err != nil {
			return err
		}
		found = row.discovery(s.clock.Now())
		var changes []discoveryChangeRow
		if err := tx.NewSelect().Model(&changes).Where("discovery_id = ?", id).Order("position").Scan(ctx); err != nil {
			return fmt.Errorf("read changes of discovery %s: %w", id, err)
		}
		for _, c := range changes {
			change := instance.Change{InstanceID: c.InstanceID, Kind: c.Kind, Name: c.Name}
			if err := json.Unmarshal([]byte(c.Facts), &change.Facts); err != nil {
				return fmt.Errorf("read changes of discovery %s: %w", id, err)
			}
			found.Changes = append(found.Changes, change)
		}
		return nil
	})
	return found, err
}

func findDiscovery(ctx context.Context, tx bun.Tx, a actor.Actor, id actor.DiscoveryID) (discoveryRow, error) {
	var row discoveryRow
	err := discoveries(tx, &row).Where("discovery.id = ?", id).Scan(ctx)
	if errors.Is(err, sql.ErrNoRows) || err == nil && !a.SeesAll() {
		return discoveryRow{}, ErrNoDiscovery
	}
	if err != nil {
		return discoveryRow{}, fmt.Errorf("find discovery %s: %w", id, err)
	}
	return row, nil
}

// CancelDiscovery has a discovery end before it changes anything. It answers
// ErrLooked when that has ended. It may be called again.
func (s *Service) CancelDiscovery(ctx context.Context, a actor.Actor, id actor.DiscoveryID) (found Discovery, err error) {
	err = s.db.Write(ctx, a, func(ctx context.Context, tx bun.Tx) error {
		row, err := findDiscovery(ctx, tx, a, id)
		if err != nil {
			return err
		}
		if err := access.NeedOrganisation(a, actor.Organise); err != nil {
			return err
		}
		if !row.open() {
			return ErrLooked
		}
		now := s.clock.Now()
		if _, err := tx.NewUpdate().Model((*discoveryRow)(nil)).Where("id = ? AND state = ?", id, Looking).Set("state = ?", Stopping).Exec(ctx); err != nil {
			return fmt.Errorf("cancel discovery %s: %w", id, err)
		}
		row.State = Stopping
		found = row.discovery(now)
		s.events.Record(ctx, a, event.Change{Kind: event.ConnectionChanged, SubjectID: string(row.ConnectionID)})
		return audit.Record(ctx, tx, a, now, audit.What{
			Act: audit.DiscoveryCancelled, ID: string(id), Name: "Amazon " + row.Region, Changes: audit.Changes{}.Is("connection", row.ConnectionID),
		})
	})
	return found, err
}

// ForgetDiscoveries removes what discoveries have kept of instances.
func ForgetDiscoveries(ctx context.Context, tx bun.Tx, instances []actor.InstanceID) error {
	if len(instances) == 0 {
		return nil
	}
	if _, err := tx.NewDelete().Model((*discoveryChangeRow)(nil)).Where("instance_id IN (?)", bun.List(instances)).Exec(ctx); err != nil {
		return fmt.Errorf("forget what discoveries found: %w", err)
	}
	return nil
}
