package execution

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/database"
	"github.com/recomamp/recomamp/internal/database/databasetest"
)

// Amazon's list shows a new run late. Until it must, nobody asks about the run
// alone, which would be answered the same.
func TestARunThatMayNotShowYetCostsNoCallOfItsOwn(t *testing.T) {
	t.Parallel()
	databasetest.Run(t, func(t *testing.T, db *database.DB) {
		m := newSim(t, db, Config{Pace: Pace{Least: time.Second}})
		m.amazon.visibility = m.config.Visibility - time.Second
		var ids []actor.ExecutionID
		for range 5 {
			ids = append(ids, m.create())
		}
		for _, id := range ids {
			d := m.untilFinal(id)
			require.Equal(t, Succeeded, d.State)
			require.Nil(t, d.Attempts[0].MissingSince)
		}
		require.Zero(t, m.amazon.counted("get"))
		require.GreaterOrEqual(t, m.amazon.counted("list"), 4, "it was asked meanwhile")
		m.quiet()
	})
}

// Once it must show and does not, the run itself is asked, and it is the last word.
func TestARunThatTheListLeavesOutIsAskedItself(t *testing.T) {
	t.Parallel()
	databasetest.Run(t, func(t *testing.T, db *database.DB) {
		m := newSim(t, db, Config{Pace: Pace{Least: time.Second}})
		m.amazon.visibility = time.Hour
		m.amazon.lasts = time.Minute
		d := m.untilFinal(m.create())
		require.Equal(t, Succeeded, d.State)
		require.Positive(t, m.amazon.counted("get"))
		require.Less(t, d.FinishedAt.Sub(d.CreatedAt), 2*time.Minute)
	})
}

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
