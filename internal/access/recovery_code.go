package access

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/audit"
)

const (
	recoveryCodes      = 10
	recoveryCodeLength = 16 // letters of base32: 80 random bits, so that a plain digest is enough
)

type recoveryCodeRow struct {
	bun.BaseModel `bun:"table:recovery_code"`

	PersonID actor.PersonID `bun:"person_id,pk"`
	CodeHash string         `bun:"code_hash,pk"`
	UsedAt   time.Time      `bun:"used_at,nullzero"`
}

// RenewRecoveryCodes makes new recovery codes for the acting person, which end
// the ones before, and returns them, the only time they are known. Errors:
// ErrForbidden for a token, password.wrong, ErrTooMany, factor.none.
func (s *Service) RenewRecoveryCodes(ctx context.Context, a actor.Actor, password, origin string) (codes []string, err error) {
	if _, err := s.prove(ctx, a, password, origin); err != nil {
		return nil, err
	}
	err = s.db.Write(ctx, a, func(ctx context.Context, tx bun.Tx) error {
		has, err := holds(ctx, tx, a.PersonID, hasFactor)
		if err != nil || !has {
			return errorOr(err, errNoFactor)
		}
		if codes, err = s.makeRecoveryCodes(ctx, tx, a.PersonID); err != nil {
			return err
		}
		return s.recordOwn(ctx, tx, a, audit.RecoveryCodesRenewed, nil)
	})
	return codes, err
}

func (s *Service) makeRecoveryCodes(ctx context.Context, tx bun.Tx, id actor.PersonID) ([]string, error) {
	if _, err := tx.NewDelete().Table("recovery_code").Where("person_id = ?", id).Exec(ctx); err != nil {
		return nil, fmt.Errorf("end recovery codes of %s: %w", id, err)
	}
	codes := make([]string, recoveryCodes)
	rows := make([]recoveryCodeRow, recoveryCodes)
	for i := range codes {
		code := newSecret()[:recoveryCodeLength]
		rows[i] = recoveryCodeRow{PersonID: id, CodeHash: digest(code)}
		codes[i] = code[:4] + "-" + code[4:8] + "-" + code[8:12] + "-" + code[12:]
	}
	if _, err := tx.NewInsert().Model(&rows).Exec(ctx); err != nil {
		return nil, fmt.Errorf("store recovery codes of %s: %w", id, err)
	}
	return codes, nil
}

// useRecoveryCode uses a code up, and reports whether it was one.
func (s *Service) useRecoveryCode(ctx context.Context, tx bun.Tx, id actor.PersonID, code string) (bool, error) {
	plain := strings.Map(func(r rune) rune {
		if r == '-' || r == ' ' {
			return -1
		}
		return r
	}, strings.ToUpper(code))
	done, err := tx.NewUpdate().Model((*recoveryCodeRow)(nil)).Set("used_at = ?", s.clock.Now()).
		Where("person_id = ? AND code_hash = ? AND used_at IS NULL", id, digest(plain)).Exec(ctx)
	if err != nil {
		return false, fmt.Errorf("use a recovery code of %s: %w", id, err)
	}
	n, err := done.RowsAffected()
	return n == 1, err
}
