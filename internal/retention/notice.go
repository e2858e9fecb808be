package retention

import (
	"context"
	"fmt"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/notify"
)

func cause(id actor.InstanceID) string { return notify.Cause("retention", string(id)) }

// remind says that results of an instance will be dropped.
func (s *Service) remind(ctx context.Context, tx bun.Tx, l *look) error {
	var of struct {
		Name     string         `bun:"name"`
		ClientID actor.ClientID `bun:"client_id"`
	}
	if err := tx.NewSelect().Table("instance").Column("name", "client_id").Where("id = ?", l.instance).Scan(ctx, &of); err != nil {
		return fmt.Errorf("read instance %s: %w", l.instance, err)
	}
	return s.notices.Raise(ctx, tx, sweeper, notify.Raise{
		Kind: notify.KindRetention, Severity: notify.Info, Cause: cause(l.instance), ClientID: of.ClientID, InstanceID: l.instance,
		Title:    fmt.Sprintf("Results of “%s” will be dropped", of.Name),
		Body:     "The retention rule no longer keeps them. They go seven days after they were announced, unless somebody pins them.",
		Next:     notify.Next{Label: "See what goes", Path: "/costs"},
		Subjects: []notify.Subject{{Kind: "instance", ID: string(l.instance), Name: of.Name, ClientID: of.ClientID, InstanceID: l.instance}},
		EndsAt:   l.now.Add(Notice),
	})
}

// calm takes the reminder back when no result of an instance is announced any more.
func (s *Service) calm(ctx context.Context, tx bun.Tx, instance actor.InstanceID) error {
	left, err := tx.NewSelect().Table("result").Where("instance_id = ? AND drop_at IS NOT NULL AND dropped_at IS NULL", instance).Exists(ctx)
	if err != nil || left {
		return err
	}
	return s.notices.Resolve(ctx, tx, sweeper, cause(instance))
}
