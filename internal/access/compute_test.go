package access_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/uptrace/bun"
	"pgregory.net/rapid"

	"github.com/recomamp/recomamp/internal/access"
	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/database"
	"github.com/recomamp/recomamp/internal/database/databasetest"
)

// world is what access is computed from, kept beside the database by the test.
type world struct {
	clientOf map[actor.InstanceID]actor.ClientID
	people   []actor.PersonID
	disabled map[actor.PersonID]bool
	groups   []actor.GroupID
	members  map[actor.GroupID]map[actor.PersonID]bool
	grants   map[actor.GrantID]access.Grant
}

// brute is what a person may do, found by looking at every grant.
func (w *world) brute(person actor.PersonID, now time.Time) (instances map[actor.InstanceID]actor.Rank, clients map[actor.ClientID]actor.Rank) {
	instances, clients = map[actor.InstanceID]actor.Rank{}, map[actor.ClientID]actor.Rank{}
	for _, g := range w.grants {
		holds := g.PersonID == person || g.GroupID != "" && w.members[g.GroupID][person]
		if !holds || w.disabled[person] || !g.Until.IsZero() && !g.Until.After(now) {
			continue
		}
		if g.InstanceID == "" {
			clients[g.Client.ID] = max(clients[g.Client.ID], g.Rank)
		} else {
			of := w.clientOf[g.InstanceID]
			clients[of] = max(clients[of], 0)
		}
		for id, client := range w.clientOf {
			if id == g.InstanceID || g.InstanceID == "" && client == g.Client.ID {
				instances[id] = max(instances[id], g.Rank)
			}
		}
	}
	return instances, clients
}

func TestAccessIsWhatGrantsComeTo(t *testing.T) {
	t.Parallel()
	databasetest.Run(t, func(t *testing.T, db *database.DB) {
		b, owner := withOwner(t, db)
		p := newPlot(t, b, owner)
		rapid.Check(t, func(rt *rapid.T) {
			steps := rapid.IntRange(1, 6).Draw(rt, "steps")
			for range steps {
				p.step(t, rt)
			}
			p.agrees(t)
		})
	})
}

// plot does things that change access, to the database and to the world.
type plot struct {
	world

	bundle
	owner actor.Actor
	made  int
}

func newPlot(t *testing.T, b bundle, owner access.Person) *plot {
	t.Helper()
	p := &plot{bundle: b, owner: owner.Actor(), world: world{
		clientOf: map[actor.InstanceID]actor.ClientID{}, disabled: map[actor.PersonID]bool{},
		members: map[actor.GroupID]map[actor.PersonID]bool{}, grants: map[actor.GrantID]access.Grant{},
	}}
	for _, id := range []string{"A", "B"} {
		execute(t, b.db, `INSERT INTO client (id, advertiser, name, color, version, created_at, updated_at) VALUES (?0, ?0, ?0, '#123456', 1, ?1, ?1)`, id, b.clock.Now())
	}
	for range 3 {
		p.find(t, "A")
	}
	p.find(t, "B")
	for i := range 4 {
		made, _, err := b.access.Invite(t.Context(), p.owner, access.InviteParams{Email: fmt.Sprintf("p%d@agency.example", i), Role: actor.Member})
		require.NoError(t, err)
		p.people = append(p.people, made.PersonID)
	}
	for i := range 2 {
		g, err := b.access.CreateGroup(t.Context(), p.owner, access.GroupContent{Name: fmt.Sprintf("G%d", i)}, noKey)
		require.NoError(t, err)
		p.groups = append(p.groups, g.ID)
		p.members[g.ID] = map[actor.PersonID]bool{}
	}
	return p
}

func execute(t *testing.T, db *database.DB, statement string, values ...any) {
	t.Helper()
	require.NoError(t, db.Write(t.Context(), actor.System("test"), func(ctx context.Context, tx bun.Tx) error {
		_, err := tx.NewRaw(statement, values...).Exec(ctx)
		return err
	}))
}

// find has a new instance of a client be found.
func (p *plot) find(t *testing.T, client actor.ClientID) {
	t.Helper()
	p.made++
	id := actor.InstanceID(fmt.Sprintf("i%d", p.made))
	require.NoError(t, p.db.Write(t.Context(), p.owner, func(ctx context.Context, tx bun.Tx) error {
		_, err := tx.NewRaw(`INSERT INTO instance (id, amazon_id, client_id, amazon_account, marketplace_id, region, name, amazon_name,
			type, creation_status, version, seen_at, created_at, updated_at)
			VALUES (?0, ?0, ?1, 'E', 'M', 'NA', ?0, ?0, 'STANDARD', 'COMPLETED', 1, ?2, ?2, ?2)`, id, client, p.clock.Now()).Exec(ctx)
		if err != nil {
			return err
		}
		return p.access.Placed(ctx, tx, p.owner, []actor.InstanceID{id})
	}))
	p.clientOf[id] = client
}

func (p *plot) step(t *testing.T, rt *rapid.T) {
	t.Helper()
	ctx := t.Context()
	switch rapid.SampledFrom([]string{"give", "give", "give", "end", "change", "join", "leave", "toggle", "move", "wait"}).Draw(rt, "step") {
	case "give":
		params := access.GiveParams{GrantContent: access.GrantContent{Rank: rapid.SampledFrom(actor.Ranks()).Draw(rt, "rank")}}
		if rapid.Bool().Draw(rt, "to a group") {
			params.GroupID = rapid.SampledFrom(p.groups).Draw(rt, "group")
		} else if params.PersonID = rapid.SampledFrom(p.people).Draw(rt, "person"); p.disabled[params.PersonID] {
			return
		}
		if rapid.Bool().Draw(rt, "on a client") {
			params.ClientID = rapid.SampledFrom([]actor.ClientID{"A", "B"}).Draw(rt, "client")
		} else {
			params.InstanceID = p.anyInstance(rt)
		}
		if rapid.Bool().Draw(rt, "ends") {
			params.Until = p.clock.Now().Add(time.Duration(rapid.IntRange(1, 3).Draw(rt, "hours")) * time.Hour)
		}
		made, err := p.access.Give(ctx, p.owner, params)
		require.NoError(t, err)
		p.grants[made.ID] = made
	case "end":
		if id := p.anyGrant(rt); id != "" {
			require.NoError(t, p.access.EndGrant(ctx, p.owner, id))
			delete(p.grants, id)
		}
	case "change":
		if id := p.anyGrant(rt); id != "" {
			rank := rapid.SampledFrom(actor.Ranks()).Draw(rt, "new rank")
			changed, err := p.access.UpdateGrant(ctx, p.owner, id, p.grants[id].Revision, access.GrantChange{Rank: &rank})
			require.NoError(t, err)
			p.grants[id] = changed
		}
	case "join", "leave":
		group, person := rapid.SampledFrom(p.groups).Draw(rt, "group"), rapid.SampledFrom(p.people).Draw(rt, "person")
		in := rapid.Bool().Draw(rt, "in")
		change := p.access.RemoveMember
		if in {
			change = p.access.AddMember
		}
		_, err := change(ctx, p.owner, group, person)
		require.NoError(t, err)
		p.members[group][person] = in
	case "toggle":
		person := rapid.SampledFrom(p.people).Draw(rt, "person")
		if p.disabled[person] {
			require.NoError(t, p.access.Enable(ctx, p.owner, person))
		} else {
			_, err := p.access.Disable(ctx, p.owner, person, "")
			require.NoError(t, err)
		}
		p.disabled[person] = !p.disabled[person]
	case "move":
		id := p.anyInstance(rt)
		to := rapid.SampledFrom([]actor.ClientID{"A", "B"}).Draw(rt, "to")
		require.NoError(t, p.db.Write(ctx, p.owner, func(ctx context.Context, tx bun.Tx) error {
			if _, err := tx.NewRaw("UPDATE instance SET client_id = ? WHERE id = ?", to, id).Exec(ctx); err != nil {
				return err
			}
			return p.access.Placed(ctx, tx, p.owner, []actor.InstanceID{id})
		}))
		p.clientOf[id] = to
	case "wait":
		p.clock.Advance(time.Duration(rapid.IntRange(1, 90).Draw(rt, "minutes")) * time.Minute)
	}
}

func (p *plot) anyInstance(rt *rapid.T) actor.InstanceID {
	return actor.InstanceID(fmt.Sprintf("i%d", rapid.IntRange(1, p.made).Draw(rt, "instance")))
}

func (p *plot) anyGrant(rt *rapid.T) actor.GrantID {
	ids := []actor.GrantID{}
	for id := range p.grants {
		ids = append(ids, id)
	}
	if len(ids) == 0 {
		return ""
	}
	return rapid.SampledFrom(ids).Draw(rt, "grant")
}

// agrees compares actors, and what SQL lets them see, with the brute force.
func (p *plot) agrees(t *testing.T) {
	t.Helper()
	for _, person := range p.people {
		instances, clients := p.brute(person, p.clock.Now())
		if p.disabled[person] {
			_, err := p.access.ActorOfPerson(t.Context(), person)
			require.ErrorIs(t, err, access.ErrPersonNotFound)
			continue
		}
		a, err := p.access.ActorOfPerson(t.Context(), person)
		require.NoError(t, err)
		require.Equal(t, clients, a.Access.Clients)
		var seen []actor.InstanceID
		require.NoError(t, p.db.Read(t.Context(), a, func(ctx context.Context, tx bun.Tx) error {
			return database.Visible(tx.NewSelect().Table("instance").Column("id").Order("id"), a, "id").Scan(ctx, &seen)
		}))
		require.ElementsMatch(t, a.VisibleInstances(), seen)
		require.Len(t, a.Access.Instances, len(instances))
		for id := range p.clientOf {
			require.Equal(t, instances[id], a.RankOn(id), "%s on %s", person, id)
			for _, rule := range actor.Rights() {
				require.Equal(t, instances[id] >= rule.Least, a.May(rule.Right, id))
			}
		}
	}
}
