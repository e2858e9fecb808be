package notify

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/database"
	"github.com/recomamp/recomamp/internal/fault"
)

// ErrNobody refuses a wish of whom nobody can be told.
var ErrNobody = fault.New(fault.Invalid, "notice.nobody", "Only a person can be told when something ends.")

// Ends is what sort of thing a person can be told the end of.
type Ends string

// The sorts.
const (
	ExecutionEnds  Ends = "execution"
	OccurrenceEnds Ends = "occurrence"
)

// Ended is something that has ended, in words for people.
type Ended struct {
	Kind       Ends
	ID         string
	Name       string // what people call it
	Outcome    string // "succeeded"; the title is "<name> succeeded"
	Words      string // more about it; may be empty
	PartWords  string // instead, for who sees only some of its instances
	Well       bool   // nothing is to be done about it
	Path       string // where it stands in the web app
	ClientID   actor.ClientID
	InstanceID actor.InstanceID
}

// wishFor is how long a notice stays that was wished for.
const wishFor = 7 * 24 * time.Hour

// wish says that a person wants to be told when something ends.
type wish struct {
	bun.BaseModel `bun:"table:notice_wish"`

	Kind      Ends           `bun:"kind,pk"`
	SubjectID string         `bun:"subject_id,pk"`
	PersonID  actor.PersonID `bun:"person_id,pk"`
	AskedAt   time.Time      `bun:"asked_at"`
}

// TellWhenDone notes that a wants to be told when something ends, or does not any
// more. look locks it, so that it cannot end meanwhile, and says how it ended;
// nil when it has not. What has ended is told of at once. Errors: ErrNobody and
// those of look.
func (s *Service) TellWhenDone(ctx context.Context, a actor.Actor, kind Ends, id string, wanted bool, look func(context.Context, bun.Tx) (*Ended, error)) error {
	if a.PersonID == "" {
		return ErrNobody
	}
	return s.db.Write(ctx, a, func(ctx context.Context, tx bun.Tx) error {
		ended, err := look(ctx, tx)
		if err != nil {
			return err
		}
		one := &wish{Kind: kind, SubjectID: id, PersonID: a.PersonID, AskedAt: s.clock.Now()}
		if !wanted {
			if _, err := tx.NewDelete().Model(one).WherePK().Exec(ctx); err != nil {
				return fmt.Errorf("take back the wish to be told of %s %s: %w", kind, id, err)
			}
			return nil
		}
		if _, err := tx.NewInsert().Model(one).On("CONFLICT DO NOTHING").Exec(ctx); err != nil {
			return fmt.Errorf("note the wish to be told of %s %s: %w", kind, id, err)
		}
		if ended == nil {
			return nil
		}
		return s.End(ctx, tx, a, *ended)
	})
}

// IsWished reports whether a is to be told when something ends.
func (s *Service) IsWished(ctx context.Context, a actor.Actor, kind Ends, id string) (wished bool, err error) {
	err = s.db.Read(ctx, a, func(ctx context.Context, tx bun.Tx) (err error) {
		wished, err = tx.NewSelect().Model((*wish)(nil)).Where("kind = ? AND subject_id = ? AND person_id = ?", kind, id, a.PersonID).Exists(ctx)
		return err
	})
	if err != nil {
		return false, fmt.Errorf("read the wish to be told of %s %s: %w", kind, id, err)
	}
	return wished, nil
}

// telling is what somebody is told of an end.
type telling struct {
	to    actor.PersonID
	words string
}

// tellings are those to whom may still see what has ended, each with the words
// about what they see of it.
func (s *Service) tellings(ctx context.Context, tx bun.Tx, e Ended, wishes []wish) ([]telling, error) {
	people := make([]actor.PersonID, len(wishes))
	for i, w := range wishes {
		people[i] = w.PersonID
	}
	var all []telling
	if s.actors == nil || len(wishes) == 0 {
		for _, id := range people {
			all = append(all, telling{id, e.Words})
		}
		return all, nil
	}
	found, err := s.actors(ctx, tx, people)
	if err != nil {
		return nil, err
	}
	for _, id := range people {
		// Nobody, who sees nothing, when there is no such person any more.
		some, whole, err := e.seenBy(ctx, tx, found[id])
		switch {
		case err != nil:
			return nil, err
		case whole:
			all = append(all, telling{id, e.Words})
		case some:
			all = append(all, telling{id, e.PartWords})
		}
	}
	return all, nil
}

// seenBy reports whether a may see some of what has ended, and all of it. It
// reads another package's tables, for which a copy here would have to follow
// every edit of a schedule.
func (e Ended) seenBy(ctx context.Context, tx bun.Tx, a actor.Actor) (some, whole bool, err error) {
	if e.Kind != OccurrenceEnds || a.SeesAll() {
		may := a.May(actor.See, e.InstanceID)
		return may, may, nil
	}
	var count struct{ Targets, Parts, Seen int }
	err = tx.NewRaw(`SELECT
		(SELECT count(*) FROM occurrence AS o JOIN schedule_target AS t ON t.schedule_id = o.schedule_id WHERE o.id = ?0 AND ?1) AS targets,
		(SELECT count(*) FROM occurrence_execution AS p WHERE p.occurrence_id = ?0) AS parts,
		(SELECT count(*) FROM occurrence_execution AS p WHERE p.occurrence_id = ?0 AND ?2) AS seen`,
		e.ID, database.Sees(a, "t.instance_id"), database.Sees(a, "p.instance_id")).Scan(ctx, &count)
	if err != nil {
		return false, false, fmt.Errorf("find who may see occurrence %s: %w", e.ID, err)
	}
	some = count.Targets > 0 && (count.Parts == 0 || count.Seen > 0)
	return some, some && count.Seen == count.Parts, nil
}

// End tells in tx, a Write's of by, whoever wished it and may still see it that
// something has ended.
// The row that says so must have been written in tx before.
func (s *Service) End(ctx context.Context, tx bun.Tx, by actor.Actor, e Ended) error {
	return database.SeeingAll(ctx, tx, func(ctx context.Context, tx bun.Tx) error { return s.end(ctx, tx, by, e) })
}

func (s *Service) end(ctx context.Context, tx bun.Tx, by actor.Actor, e Ended) error {
	var wishes []wish
	err := tx.NewDelete().Model((*wish)(nil)).Where("kind = ? AND subject_id = ?", e.Kind, e.ID).Returning("*").Scan(ctx, &wishes)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return fmt.Errorf("find who is to be told of %s %s: %w", e.Kind, e.ID, err)
	}
	all, err := s.tellings(ctx, tx, e, wishes)
	if err != nil {
		return err
	}
	for _, one := range all {
		r := Raise{
			Kind: KindExecution, Severity: Info, Cause: Cause("done", string(e.Kind), e.ID, string(one.to)), PersonID: one.to,
			Title: e.Name + " " + e.Outcome, Body: one.words, Next: Next{Label: "Open it", Path: e.Path},
			ClientID: e.ClientID, InstanceID: e.InstanceID, EndsAt: s.clock.Now().Add(wishFor),
			Subjects: []Subject{{Kind: string(e.Kind), ID: e.ID, Name: e.Name, ClientID: e.ClientID, InstanceID: e.InstanceID}},
		}
		if !e.Well {
			r.Severity = Warning
		}
		if err := s.Raise(ctx, tx, by, r); err != nil {
			return err
		}
	}
	return nil
}
