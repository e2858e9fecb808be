package execution

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/database"
	"github.com/recomamp/recomamp/internal/database/databasetest"
)

// What a turn reads of an instance is found by an index that leaves out its past.
func TestATurnDoesNotWalkThePastOfAnInstance(t *testing.T) {
	t.Parallel()
	databasetest.Run(t, func(t *testing.T, db *database.DB) {
		m := newSim(t, db, Config{})
		id := m.create()
		m.untilState(id, Succeeded)
		var plan []string
		require.NoError(t, db.Read(t.Context(), m.owner, func(ctx context.Context, tx bun.Tx) error {
			explain := "EXPLAIN QUERY PLAN ?"
			if db.Dialect() == database.PostgreSQL {
				explain = "EXPLAIN ?"
				// There are so few rows that reading them all is cheapest.
				if _, err := tx.ExecContext(ctx, "SET LOCAL enable_seqscan = off"); err != nil {
					return err
				}
			}
			rows, err := tx.QueryContext(ctx, explain, isOpen(tx.NewSelect().Model((*Execution)(nil)).Column("submitted_at", "usual_ms"), m.instance))
			if err != nil {
				return err
			}
			defer rows.Close()
			columns, err := rows.Columns()
			if err != nil {
				return err
			}
			for rows.Next() {
				values := make([]any, len(columns))
				for i := range values {
					values[i] = new(any)
				}
				if err := rows.Scan(values...); err != nil {
					return err
				}
				plan = append(plan, fmt.Sprint(*values[len(values)-1].(*any))) //nolint:forcetypeassert // made above
			}
			return rows.Err()
		}))
		text := strings.Join(plan, "\n")
		require.Contains(t, text, "execution_by_instance_state", text)
	})
}
