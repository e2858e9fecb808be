package access

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/database"
)

// mostKnown bounds how much access a process remembers: people, their instances
// and their clients together. That is some 30 MB.
const mostKnown = 200_000

// known is the access that was read last, by person. A revision that is read
// with the person says whether it still holds. The zero value is empty.
type known struct {
	mu   sync.Mutex
	kept map[actor.PersonID]*actor.Access
	size int // summed over what is kept
}

// sizeOf is what an access counts towards mostKnown.
func sizeOf(access *actor.Access) int { return 1 + len(access.Instances) + len(access.Clients) }

func (k *known) get(id actor.PersonID, revision int64, now time.Time) *actor.Access {
	k.mu.Lock()
	defer k.mu.Unlock()
	found, ok := k.kept[id]
	if !ok || found.Revision != revision || !found.EndsAt.IsZero() && !now.Before(found.EndsAt) || now.Before(found.At) {
		return nil
	}
	return found
}

func (k *known) put(id actor.PersonID, access *actor.Access) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.forget(id)
	size := sizeOf(access)
	if size > mostKnown {
		return
	}
	for other := range k.kept { // in no order
		if k.size+size <= mostKnown {
			break
		}
		k.forget(other)
	}
	if k.kept == nil {
		k.kept = map[actor.PersonID]*actor.Access{}
	}
	k.kept[id] = access
	k.size += size
}

// forget needs the lock.
func (k *known) forget(id actor.PersonID) {
	if old, ok := k.kept[id]; ok {
		delete(k.kept, id)
		k.size -= sizeOf(old)
	}
}

// resolve gives each person as an actor with what their grants come to, in tx.
// An owner needs none.
func (s *Service) resolve(ctx context.Context, tx bun.Tx, rows []personRow) (map[actor.PersonID]actor.Actor, error) {
	now := s.clock.Now()
	found := make(map[actor.PersonID]actor.Actor, len(rows))
	missing := map[actor.PersonID]int64{}
	for _, row := range rows {
		a := row.person().Actor()
		if row.Role != actor.Owner {
			if a.Access = s.known.get(row.ID, row.AccessRevision, now); a.Access == nil {
				missing[row.ID] = row.AccessRevision
			}
		}
		found[row.ID] = a
	}
	if len(missing) == 0 {
		return found, nil
	}
	ids := make([]actor.PersonID, 0, len(missing))
	for id := range missing {
		ids = append(ids, id)
	}
	var read map[actor.PersonID]*actor.Access
	err := database.SeeingAll(ctx, tx, func(ctx context.Context, tx bun.Tx) (err error) { // also what others have
		read, err = readAccess(ctx, tx, ids, now)
		return err
	})
	if err != nil {
		return nil, err
	}
	for id, revision := range missing {
		read[id].Revision = revision
		s.known.put(id, read[id])
		found[id] = found[id].With(read[id])
	}
	return found, nil
}

// readAccess reads what the grants of people come to at now.
func readAccess(ctx context.Context, tx bun.Tx, ids []actor.PersonID, now time.Time) (map[actor.PersonID]*actor.Access, error) {
	found := make(map[actor.PersonID]*actor.Access, len(ids))
	for _, id := range ids {
		found[id] = &actor.Access{At: now, Instances: map[actor.InstanceID]actor.Place{}, Clients: map[actor.ClientID]actor.Rank{}}
	}
	until := func(of *actor.Access, at time.Time) {
		if at.Before(forever) && (of.EndsAt.IsZero() || at.Before(of.EndsAt)) {
			of.EndsAt = at
		}
	}
	var instances []struct {
		PersonID   actor.PersonID
		InstanceID actor.InstanceID
		ClientID   actor.ClientID
		Rank       actor.Rank
		Until      time.Time
	}
	err := tx.NewSelect().Table("instance_access").Column("person_id", "instance_id", "client_id", "rank", "until").
		Where("person_id IN (?) AND until > ?", bun.List(ids), now).Scan(ctx, &instances)
	if err != nil {
		return nil, fmt.Errorf("read access to instances: %w", err)
	}
	for _, row := range instances {
		of := found[row.PersonID]
		until(of, row.Until)
		if row.Rank >= of.Instances[row.InstanceID].Rank {
			of.Instances[row.InstanceID] = actor.Place{ClientID: row.ClientID, Rank: row.Rank}
		}
	}
	var clients []struct {
		PersonID actor.PersonID
		ClientID actor.ClientID
		Rank     actor.Rank
		Until    time.Time
	}
	err = tx.NewSelect().Table("client_access").Column("person_id", "client_id", "rank", "until").
		Where("person_id IN (?) AND until > ?", bun.List(ids), now).Scan(ctx, &clients)
	if err != nil {
		return nil, fmt.Errorf("read access to clients: %w", err)
	}
	for _, row := range clients {
		of := found[row.PersonID]
		until(of, row.Until)
		of.Clients[row.ClientID] = max(row.Rank, of.Clients[row.ClientID])
	}
	return found, nil
}

// ActorOf gives a person as an actor with what grants come to, in tx. It is
// NotFound for one who is missing or disabled.
func (s *Service) ActorOf(ctx context.Context, tx bun.Tx, id actor.PersonID) (actor.Actor, error) {
	found, err := s.ActorsOf(ctx, tx, []actor.PersonID{id})
	if err != nil {
		return actor.Actor{}, err
	}
	a, known := found[id]
	if !known {
		return actor.Actor{}, ErrPersonNotFound
	}
	return a, nil
}

// ActorsOf is ActorOf for many, in few statements. Who is missing or disabled is left out.
func (s *Service) ActorsOf(ctx context.Context, tx bun.Tx, ids []actor.PersonID) (map[actor.PersonID]actor.Actor, error) {
	if len(ids) == 0 {
		return map[actor.PersonID]actor.Actor{}, nil
	}
	var rows []personRow
	err := tx.NewSelect().Model(&rows).Where("id IN (?) AND disabled_at IS NULL", bun.List(ids)).Scan(ctx)
	if err != nil {
		return nil, fmt.Errorf("read who acts: %w", err)
	}
	return s.resolve(ctx, tx, rows)
}

// actorOfSession is ActorOfPerson for a session, which may do nothing while its
// person has to add a second factor.
func (s *Service) actorOfSession(ctx context.Context, id actor.PersonID) (a actor.Actor, err error) {
	err = s.db.Read(ctx, system, func(ctx context.Context, tx bun.Tx) error {
		if a, err = s.ActorOf(ctx, tx, id); err != nil {
			return err
		}
		a.MustAddFactor, err = mustAddFactor(ctx, tx, id)
		return err
	})
	return a, err
}

// ActorOfPerson is ActorOf in a transaction of its own.
func (s *Service) ActorOfPerson(ctx context.Context, id actor.PersonID) (a actor.Actor, err error) {
	err = s.db.Read(ctx, system, func(ctx context.Context, tx bun.Tx) error {
		a, err = s.ActorOf(ctx, tx, id)
		return err
	})
	return a, err
}
