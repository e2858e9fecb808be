package schedule

import (
	"context"
	"fmt"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/database"
	"github.com/recomamp/recomamp/internal/instance"
	"github.com/recomamp/recomamp/internal/query"
)

// reasonLost is why an occurrence does not run whose responsible person may not
// run it any more.
var reasonLost = Reason{
	"responsible_lost_access", "Whoever is responsible for it may no longer run queries on its instances.",
	"Make somebody responsible who may, or give them access again; then resume the schedule.",
}

// reasonUntrusted is why an occurrence does not run whose text nobody vouches for.
var reasonUntrusted = Reason{
	"query_not_trusted", "The text of its query was written by somebody who may not run SQL of their own on all its instances.",
	"Read the text, then save it once more as somebody who may, or name a version of it in the schedule; then resume the schedule.",
}

// readActors reads who is responsible for schedules, who has asked for
// occurrences and who wrote the texts, as far as it matters: an owner may run
// everything and is known as one with the schedule.
func (b *batch) readActors(ctx context.Context, waiting []*occurrenceRow) error {
	if b.s.actors == nil {
		return nil
	}
	if b.actors == nil {
		b.actors = map[actor.PersonID]actor.Actor{}
	}
	var ids []actor.PersonID
	want := func(id actor.PersonID) {
		if _, known := b.actors[id]; id != "" && !known {
			b.actors[id] = actor.Actor{} // may nothing, unless it is found
			ids = append(ids, id)
		}
	}
	for _, def := range b.definitions {
		if def.ResponsibleRole == actor.Owner {
			b.actors[def.ResponsibleID] = actor.Person(def.ResponsibleID, "", actor.Owner)
		} else {
			want(def.ResponsibleID)
		}
	}
	for _, row := range waiting {
		want(row.AskedBy)
	}
	for _, text := range b.queries {
		want(text.Origin.Author)
	}
	if len(ids) == 0 {
		return nil
	}
	found, err := b.s.actors(ctx, b.tx, ids)
	for id, a := range found {
		b.actors[id] = a
	}
	return err
}

// mayRun reports whether a person may run queries on an instance. Whoever acts
// right now was looked at before.
func (b *batch) mayRun(person actor.PersonID, on actor.InstanceID) bool {
	return b.s.actors == nil || person == b.by.PersonID && person != "" || b.actors[person].May(actor.Run, on)
}

// responsibleMay reports whether who is responsible for a schedule may run it on
// all its instances.
func (b *batch) responsibleMay(def *definition) bool {
	for _, t := range def.targets {
		if !b.actors[def.ResponsibleID].May(actor.Run, t.InstanceID) {
			return b.s.actors == nil
		}
	}
	return true
}

// trusts reports whether a text runs on an instance for a person by a schedule.
// A schedule that names a version does so with that person's rights; one that
// takes the newest runs what others write, who must be trusted there themselves.
func (b *batch) trusts(def *definition, text query.Query, person actor.PersonID, on instance.Instance) bool {
	if b.s.actors == nil {
		return true
	}
	named := def.QueryVersion > 0
	if named && (person == b.by.PersonID && person != "" || b.actors[person].May(actor.RunSQL, on.ID)) {
		return true
	}
	return text.Origin.TrustedOn(person, b.actors[text.Origin.Author], on.ID, on.Client.ID)
}

// unfit says why a schedule may not go on as it is; nothing when it may.
func (b *batch) unfit(def *definition) Reason {
	if !b.responsibleMay(def) {
		return reasonLost
	}
	text, known := b.query(def.QueryID, def.QueryVersion)
	for _, t := range def.targets {
		if on, there := b.instances[t.InstanceID]; known && there && !b.trusts(def, text, def.ResponsibleID, on) {
			return reasonUntrusted
		}
	}
	return Reason{}
}

// lose pauses a schedule that may not go on for lack of rights, and tells those
// who can mend it. What was due meanwhile is accounted for.
func (b *batch) lose(def *definition, due *dueRow, why Reason) {
	b.pause(def, due, &Pause{Cause: ByAccess, Message: why.Message, Next: why.Next, At: b.now})
	n := Notice{
		Kind: NoticePaused, Cause: cause(def.ID), ScheduleID: def.ID, Name: def.Name,
		Subject: fmt.Sprintf("The schedule %s is paused", def.Name), Text: why.Message, Next: why.Next,
	}
	for _, t := range def.targets {
		n.InstanceIDs = append(n.InstanceIDs, t.InstanceID)
	}
	b.notices = append(b.notices, n)
}

// ResponsibleFor says in tx who is responsible for the schedule of an occurrence.
func (*Service) ResponsibleFor(ctx context.Context, tx bun.Tx, id actor.OccurrenceID) (found actor.PersonID, err error) {
	err = tx.NewSelect().Model((*scheduleRow)(nil)).Column("responsible_id").
		Where("id = (SELECT schedule_id FROM occurrence WHERE occurrence.id = ?)", id).Scan(ctx, &found)
	if err != nil {
		return "", fmt.Errorf("find who is responsible for occurrence %s: %w", id, err)
	}
	return found, nil
}

// Responsible is a person whose executions those of a schedule can be.
type Responsible struct {
	ID   actor.PersonID
	Name string
}

// Responsibles lists who may be responsible for schedules, by name: everybody
// whose account is not disabled and who may run queries on an instance that a sees.
func (s *Service) Responsibles(ctx context.Context, a actor.Actor) (found []Responsible, err error) {
	if !a.MayAnywhere(actor.See) {
		return nil, nil
	}
	err = s.db.Read(ctx, a, func(ctx context.Context, tx bun.Tx) error {
		return tx.NewSelect().Table("person").Column("id", "name").Where("disabled_at IS NULL").
			Where("(role = ? OR id IN (SELECT person_id FROM instance_access WHERE rank >= ? AND until > ? AND ?))",
				actor.Owner, actor.Run.Least(), s.clock.Now(), database.Sees(a, "instance_id")).Order("name", "id").Scan(ctx, &found)
	})
	if err != nil {
		return nil, fmt.Errorf("list who may be responsible for schedules: %w", err)
	}
	return found, nil
}
