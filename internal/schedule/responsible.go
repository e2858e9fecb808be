package schedule

import (
	"context"
	"fmt"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
)

// Responsible is a person whose executions those of a schedule can be.
type Responsible struct {
	ID   actor.PersonID
	Name string
}

// Responsibles lists who may be responsible for schedules, by name: everybody
// whose account is not disabled.
func (s *Service) Responsibles(ctx context.Context, a actor.Actor) (found []Responsible, err error) {
	if !a.SeesShared() {
		return nil, nil
	}
	err = s.db.Read(ctx, a, func(ctx context.Context, tx bun.Tx) error {
		return tx.NewSelect().Table("person").Column("id", "name").Where("disabled_at IS NULL").Order("name", "id").Scan(ctx, &found)
	})
	if err != nil {
		return nil, fmt.Errorf("list who may be responsible for schedules: %w", err)
	}
	return found, nil
}
