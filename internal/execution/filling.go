package execution

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/database"
)

// Filling is what the placeholders of an execution were filled with, once, when
// it was made. It never changes, and it may be long: it is read for itself.
type Filling struct {
	bun.BaseModel `bun:"table:execution_filling"`

	ExecutionID actor.ExecutionID `bun:"execution_id,pk"`
	InstanceID  actor.InstanceID  `bun:"instance_id"`
	SQL         string            `bun:"sql"`                          // what Amazon is sent
	Values      json.RawMessage   `bun:"placeholder_values,type:text"` // an object: name → value
}

// Filling gives what the placeholders of an execution were filled with. It is
// ErrNotFound for one that is missing, has none, or that a may not see.
func (s *Service) Filling(ctx context.Context, a actor.Actor, id actor.ExecutionID) (*Filling, error) {
	found := new(Filling)
	err := s.db.Read(ctx, a, func(ctx context.Context, tx bun.Tx) error {
		return database.Visible(tx.NewSelect().Model(found), a, "instance_id").Where("execution_id = ?", id).Scan(ctx)
	})
	if errors.Is(err, sql.ErrNoRows) {
		return nil, ErrNotFound
	}
	if err != nil {
		return nil, fmt.Errorf("read filling of execution %s: %w", id, err)
	}
	return found, nil
}

// sentSQL gives the text that Amazon is sent, which is what was hashed when the
// execution was made.
func (s *Service) sentSQL(ctx context.Context, e *Execution) (string, error) {
	text := e.SQL
	if len(e.Placeholders) > 0 {
		found, err := s.Filling(ctx, system("submit"), e.ID)
		if err != nil {
			return "", err
		}
		text = found.SQL
	}
	if hashText(text) != e.SQLHash {
		return "", fmt.Errorf("the SQL of execution %s is not the one it was made with", e.ID)
	}
	return text, nil
}
