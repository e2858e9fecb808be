package access

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/audit"
	"github.com/recomamp/recomamp/internal/event"
	"github.com/recomamp/recomamp/internal/fault"
)

var errSensitivePolicy = fault.New(fault.Invalid, "sensitive_policy.invalid", "Sensitive acts cannot be bound like this.")

// TokenRule says what API tokens may do of what is sensitive.
type TokenRule string

// The rules for tokens.
const (
	TokensAdminister TokenRule = "administer" // those of that scope may
	TokensNever      TokenRule = "never"      // none may
)

// Bounds of the policy.
const (
	MostProofWindow    = 12 * time.Hour
	LeastProofWindow   = time.Minute
	defaultProofWindow = 15 * time.Minute
	defaultExportRows  = 100_000
)

// SensitiveRules are what sensitive acts take.
type SensitiveRules struct {
	Window     time.Duration // how long a proof counts; 0: none is asked for
	Tokens     TokenRule
	ExportRows int64 // an export of more rows is sensitive
}

// SensitivePolicy is SensitiveRules with who set them.
type SensitivePolicy struct {
	SensitiveRules

	ChangedBy string    // name of the person; empty when it never was
	ChangedAt time.Time // zero when it never was
}

type sensitivePolicyRow struct {
	bun.BaseModel `bun:"table:sensitive_policy,alias:policy"`

	ID         int            `bun:"id,pk"`
	WindowS    int64          `bun:"window_s"`
	Tokens     TokenRule      `bun:"tokens"`
	ExportRows int64          `bun:"export_rows"`
	ChangedBy  actor.PersonID `bun:"changed_by"`
	ChangedAt  time.Time      `bun:"changed_at"`
}

func (r sensitivePolicyRow) rules() SensitiveRules {
	if r.ID == 0 {
		return SensitiveRules{Window: defaultProofWindow, Tokens: TokensAdminister, ExportRows: defaultExportRows}
	}
	return SensitiveRules{Window: time.Duration(r.WindowS) * time.Second, Tokens: r.Tokens, ExportRows: r.ExportRows}
}

func sensitiveRules(ctx context.Context, tx bun.Tx) (SensitiveRules, error) {
	var row sensitivePolicyRow
	if err := tx.NewSelect().Model(&row).Scan(ctx); err != nil && !errors.Is(err, sql.ErrNoRows) {
		return SensitiveRules{}, fmt.Errorf("read what sensitive acts take: %w", err)
	}
	return row.rules(), nil
}

// SensitivePolicy returns what sensitive acts take. Errors: ErrForbidden.
func (s *Service) SensitivePolicy(ctx context.Context, a actor.Actor) (p SensitivePolicy, err error) {
	if err := NeedOrganisation(a, actor.ReadPeople); err != nil {
		return SensitivePolicy{}, err
	}
	err = s.db.Read(ctx, a, func(ctx context.Context, tx bun.Tx) error {
		var row struct {
			sensitivePolicyRow `bun:",extend"`

			Name string `bun:"name"`
		}
		err := tx.NewSelect().Model(&row).ColumnExpr("policy.*, p.name").Join("JOIN person AS p ON p.id = policy.changed_by").Scan(ctx)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return fmt.Errorf("read what sensitive acts take: %w", err)
		}
		p = SensitivePolicy{SensitiveRules: row.rules(), ChangedBy: row.Name, ChangedAt: row.ChangedAt}
		return nil
	})
	return p, err
}

// SetSensitivePolicy says what sensitive acts take from now on. Errors:
// ErrForbidden, sensitive_policy.invalid.
func (s *Service) SetSensitivePolicy(ctx context.Context, a actor.Actor, to SensitiveRules) (SensitivePolicy, error) {
	switch {
	case to.Window != 0 && (to.Window < LeastProofWindow || to.Window > MostProofWindow):
		return SensitivePolicy{}, errSensitivePolicy.WithField("/windowMinutes", "must be 0, or between 1 and 720")
	case to.Tokens != TokensAdminister && to.Tokens != TokensNever:
		return SensitivePolicy{}, errSensitivePolicy.WithField("/tokens", "must be administer or never")
	case to.ExportRows < 0:
		return SensitivePolicy{}, errSensitivePolicy.WithField("/exportRows", "must not be negative")
	}
	err := s.organising(ctx, a, func(ctx context.Context, tx bun.Tx, a actor.Actor) error {
		before, err := sensitiveRules(ctx, tx)
		if err != nil {
			return err
		}
		row := &sensitivePolicyRow{
			ID: 1, WindowS: int64(to.Window / time.Second), Tokens: to.Tokens, ExportRows: to.ExportRows,
			ChangedBy: a.PersonID, ChangedAt: s.clock.Now(),
		}
		_, err = tx.NewInsert().Model(row).On("CONFLICT (id) DO UPDATE").
			Set("window_s = EXCLUDED.window_s, tokens = EXCLUDED.tokens, export_rows = EXCLUDED.export_rows").
			Set("changed_by = EXCLUDED.changed_by, changed_at = EXCLUDED.changed_at").Exec(ctx)
		if err != nil {
			return fmt.Errorf("set what sensitive acts take: %w", err)
		}
		s.events.Record(ctx, a, event.Change{Kind: event.PersonChanged, SubjectID: string(a.PersonID)})
		return s.record(ctx, tx, a, audit.What{Act: audit.SensitivePolicyChanged, Changes: audit.Changes{}.
			From("window", before.Window.String(), to.Window.String()).
			From("tokens", before.Tokens, to.Tokens).From("exportRows", before.ExportRows, to.ExportRows)})
	})
	if err != nil {
		return SensitivePolicy{}, err
	}
	return s.SensitivePolicy(ctx, a)
}
