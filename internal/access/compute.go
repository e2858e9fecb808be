package access

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/schema"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/database"
	"github.com/recomamp/recomamp/internal/event"
)

// forever stands in the database for a grant that does not end by itself, so
// that whether one has ended is one comparison.
var forever = time.Date(9999, 12, 31, 0, 0, 0, 0, time.UTC)

// lockKey is any number that nothing else locks.
const lockKey = 0x616363657373

// lockAccess lets one transaction at a time change what access is computed
// from. Take it before reading what the change depends on.
func lockAccess(ctx context.Context, tx bun.Tx) error {
	if database.DialectOf(tx) != database.PostgreSQL {
		return nil // it has one writer anyway
	}
	if _, err := tx.NewRaw("SELECT pg_advisory_xact_lock(?)", lockKey).Exec(ctx); err != nil {
		return fmt.Errorf("lock access: %w", err)
	}
	return nil
}

// extent says of whom and of what access is computed. Nil means all.
type extent struct {
	people    []actor.PersonID
	instances []actor.InstanceID
}

func (e extent) of(person, instance string) schema.QueryWithArgs {
	condition := bun.SafeQuery("TRUE")
	if e.people != nil {
		condition = bun.SafeQuery("? AND ? IN (?)", condition, bun.Ident(person), bun.List(e.people))
	}
	if e.instances != nil && instance != "" {
		condition = bun.SafeQuery("? AND ? IN (?)", condition, bun.Ident(instance), bun.List(e.instances))
	}
	return condition
}

// held is every grant with each person who holds it, by themselves or by a
// group. Disabled people hold none.
const held = `held AS (
	SELECT g.id AS grant_id, g.person_id, g.group_id, g.client_id, g.instance_id, g.rank, g.until
	FROM access_grant AS g JOIN person AS p ON p.id = g.person_id AND p.disabled_at IS NULL
	UNION ALL
	SELECT g.id, m.person_id, g.group_id, g.client_id, g.instance_id, g.rank, g.until
	FROM access_grant AS g JOIN group_member AS m ON m.group_id = g.group_id JOIN person AS p ON p.id = m.person_id AND p.disabled_at IS NULL
)`

// reached is every grant that is held, with each instance that it reaches.
const reached = `reached AS (
	SELECT h.*, i.id AS on_instance, i.client_id AS on_client FROM held AS h JOIN instance AS i ON i.id = h.instance_id
	UNION ALL
	SELECT h.*, i.id, i.client_id FROM held AS h JOIN instance AS i ON i.client_id = h.client_id
)`

// compute writes what grants come to within an extent. It is the only writer of
// instance_access and client_access. Take lockAccess before.
func compute(ctx context.Context, tx bun.Tx, of extent, now time.Time) error {
	if of.people != nil && len(of.people) == 0 || of.instances != nil && len(of.instances) == 0 {
		return nil
	}
	if _, err := tx.NewRaw("DELETE FROM instance_access WHERE ?", of.of("person_id", "instance_id")).Exec(ctx); err != nil {
		return fmt.Errorf("forget access to instances: %w", err)
	}
	_, err := tx.NewRaw("WITH "+held+", "+reached+` INSERT INTO instance_access (person_id, instance_id, client_id, rank, until)
		SELECT person_id, on_instance, on_client, max(rank), until FROM reached
		WHERE until > ? AND ? GROUP BY person_id, on_instance, on_client, until`,
		now, of.of("reached.person_id", "reached.on_instance")).Exec(ctx)
	if err != nil {
		return fmt.Errorf("compute access to instances: %w", err)
	}
	return nil
}

// computeClients is compute for clients as wholes.
func computeClients(ctx context.Context, tx bun.Tx, of extent, now time.Time) error {
	if of.people != nil && len(of.people) == 0 {
		return nil
	}
	if _, err := tx.NewRaw("DELETE FROM client_access WHERE ?", of.of("person_id", "")).Exec(ctx); err != nil {
		return fmt.Errorf("forget access to clients: %w", err)
	}
	_, err := tx.NewRaw("WITH "+held+`, known AS (
			SELECT person_id, client_id, rank, until FROM held WHERE client_id IS NOT NULL
			UNION ALL
			SELECT h.person_id, i.client_id, 0, h.until FROM held AS h JOIN instance AS i ON i.id = h.instance_id
		) INSERT INTO client_access (person_id, client_id, rank, until)
		SELECT person_id, client_id, max(rank), until FROM known WHERE until > ? AND ? GROUP BY person_id, client_id, until`,
		now, of.of("known.person_id", "")).Exec(ctx)
	if err != nil {
		return fmt.Errorf("compute access to clients: %w", err)
	}
	return nil
}

// recompute is compute for people whose access may have changed, and tells them.
func (s *Service) recompute(ctx context.Context, tx bun.Tx, by actor.Actor, people []actor.PersonID) error {
	if len(people) == 0 {
		return nil
	}
	now := s.clock.Now()
	of := extent{people: people}
	err := database.SeeingAll(ctx, tx, func(ctx context.Context, tx bun.Tx) error { // it rests on grants that who changes one need not see
		if err := compute(ctx, tx, of, now); err != nil {
			return err
		}
		return computeClients(ctx, tx, of, now)
	})
	if err != nil {
		return err
	}
	return s.accessChanged(ctx, tx, by, people)
}

// accessChanged has actors be read anew, and tells browsers.
func (s *Service) accessChanged(ctx context.Context, tx bun.Tx, by actor.Actor, people []actor.PersonID) error {
	if len(people) == 0 {
		return nil
	}
	_, err := tx.NewUpdate().Model((*personRow)(nil)).Set("access_revision = access_revision + 1").Where("id IN (?)", bun.List(people)).Exec(ctx)
	if err != nil {
		return fmt.Errorf("note changed access: %w", err)
	}
	changes := make([]event.Change, len(people))
	for i, id := range people {
		changes[i] = event.Change{Kind: event.AccessChanged, SubjectID: string(id), PersonID: id}
	}
	s.events.RecordAll(ctx, by, changes)
	return nil
}

// Placed says in tx, a Write's of by, that instances were found or have moved to
// another client, so that grants on clients reach them.
func (s *Service) Placed(ctx context.Context, tx bun.Tx, by actor.Actor, instances []actor.InstanceID) error {
	if len(instances) == 0 {
		return nil
	}
	if err := lockAccess(ctx, tx); err != nil {
		return err
	}
	now := s.clock.Now()
	var people []actor.PersonID
	affected := func() error {
		var some []actor.PersonID
		err := tx.NewSelect().Table("instance_access").ColumnExpr("DISTINCT person_id").Where("instance_id IN (?)", bun.List(instances)).Scan(ctx, &some)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return fmt.Errorf("find who sees instances: %w", err)
		}
		people = append(people, some...)
		return nil
	}
	if err := affected(); err != nil {
		return err
	}
	if err := compute(ctx, tx, extent{instances: instances}, now); err != nil {
		return err
	}
	if err := affected(); err != nil {
		return err
	}
	slices.Sort(people)
	people = slices.Compact(people)
	if err := computeClients(ctx, tx, extent{people: people}, now); err != nil {
		return err
	}
	return s.accessChanged(ctx, tx, by, people)
}
