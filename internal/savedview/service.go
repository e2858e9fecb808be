package savedview

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/access"
	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/audit"
	"github.com/recomamp/recomamp/internal/clock"
	"github.com/recomamp/recomamp/internal/database"
	"github.com/recomamp/recomamp/internal/event"
	"github.com/recomamp/recomamp/internal/result"
)

// Dependencies are what the service works with.
type Dependencies struct {
	DB     *database.DB
	Clock  clock.Clock
	Events *event.Log
}

// Service keeps saved views. It is safe for concurrent use. What the actor may
// not see is not found; nor is a private view of somebody else, whoever asks.
type Service struct {
	db     *database.DB
	clock  clock.Clock
	events *event.Log
}

// New returns the service.
func New(d Dependencies) *Service { return &Service{db: d.DB, clock: d.Clock, events: d.Events} }

// On is the result that a view was looked at on.
type On struct {
	QueryID    actor.QueryID
	InstanceID actor.InstanceID
	Result     *result.Result
}

// views begins a query for the views that a sees, deleted ones as well.
func views(tx bun.Tx, rows any, a actor.Actor) *bun.SelectQuery {
	return tx.NewSelect().Model(rows).ColumnExpr("saved_view.*").
		ColumnExpr("owner.name AS owner_name, updater.name AS updated_by_name, instance.client_id AS client_id").
		ColumnExpr("EXISTS (SELECT 1 FROM saved_view_default AS d WHERE d.view_id = saved_view.id AND d.person_id = ?) AS is_default", a.PersonID).
		Join("JOIN person AS owner ON owner.id = saved_view.owner_id").
		Join("JOIN person AS updater ON updater.id = saved_view.updated_by").
		Join("JOIN instance ON instance.id = saved_view.instance_id").
		Where("?", database.Sees(a, "saved_view.instance_id")).
		Where("(saved_view.shared OR saved_view.owner_id = ?)", a.PersonID)
}

func find(ctx context.Context, tx bun.Tx, a actor.Actor, id actor.SavedViewID) (*viewRow, error) {
	row := new(viewRow)
	err := views(tx, row, a).Where("saved_view.id = ?", id).Scan(ctx)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, ErrNotFound
	}
	if err != nil {
		return nil, fmt.Errorf("find saved view %s: %w", id, err)
	}
	return row, nil
}

// needShare lets those share views who may run queries on the instance.
func needShare(a actor.Actor, row *viewRow) error {
	return access.Need(a, actor.Run, row.InstanceID, row.ClientID)
}

// needChange lets owners change their views, and those who may write queries on the
// instance the shared ones of others.
func needChange(a actor.Actor, row *viewRow) error {
	if row.OwnerID == a.PersonID && !row.Shared {
		return nil
	}
	if row.OwnerID == a.PersonID {
		return needShare(a, row)
	}
	return access.Need(a, actor.Write, row.InstanceID, row.ClientID)
}

// changed tells those of a change who may see the view, and writes it down.
func (s *Service) changed(ctx context.Context, tx bun.Tx, a actor.Actor, act audit.Act, row *viewRow, changes audit.Changes) error {
	change := event.Change{Kind: event.SavedViewChanged, SubjectID: string(row.ID), InstanceID: row.InstanceID}
	if !row.Shared {
		change.PersonID = row.OwnerID
	}
	s.events.Record(ctx, a, change)
	return audit.Record(ctx, tx, a, row.UpdatedAt, audit.What{Act: act, ID: string(row.ID), Name: row.Name, InstanceID: row.InstanceID, Changes: changes})
}

// nameFree is ErrTaken when another view of the owner for the query has the name.
func nameFree(ctx context.Context, tx bun.Tx, row *viewRow) error {
	taken, err := tx.NewSelect().Model((*viewRow)(nil)).
		Where("query_id = ? AND owner_id = ? AND name_key = ? AND deleted_at IS NULL AND id <> ?", row.QueryID, row.OwnerID, row.NameKey, row.ID).
		Exists(ctx)
	if err != nil {
		return fmt.Errorf("look for a saved view of the name: %w", err)
	}
	if taken {
		return ErrTaken.WithField("/name", "is taken")
	}
	return nil
}

// retryTaken has the transaction run again that lost a race for a name; it then
// finds the name taken.
func retryTaken(err error) error {
	if database.IsUnique(err) {
		return errors.Join(database.ErrRetry, err)
	}
	return err
}
