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
	"github.com/recomamp/recomamp/internal/database"
	"github.com/recomamp/recomamp/internal/fault"
	"github.com/recomamp/recomamp/internal/seal"
)

var (
	// ErrCode answers a code that is wrong, or that was used before.
	ErrCode = fault.New(fault.Unauthorized, "session.wrong_code", "This code is wrong, or it was used before.").
		WithNext("Wait for the next code of your generator and type that one, or use one of your recovery codes.")
	// ErrStep says that it is too late for a code.
	ErrStep = fault.New(fault.Unauthorized, "session.step_ended", "Signing in took too long, or was finished elsewhere.").
		WithNext("Type your password again.")
)

// stepLifetime is how long a code may be given after the password.
const stepLifetime = 5 * time.Minute

type stepRow struct {
	bun.BaseModel `bun:"table:sign_in_step"`

	TokenHash string         `bun:"token_hash,pk"`
	PersonID  actor.PersonID `bun:"person_id"`
	Method    Method         `bun:"method"`
	CreatedAt time.Time      `bun:"created_at"`
	ExpiresAt time.Time      `bun:"expires_at"`
}

// codeCounters of an attempt to give a code, as for passwords: who has somebody's
// password must not be able to try their codes, nor to lock them out from elsewhere
// soon.
func codeCounters(person actor.PersonID, origin string) []counter {
	return []counter{
		{key: "code-pair:" + digest(string(person)+"|"+origin), limit: 5},
		{key: "origin:" + digest(origin), limit: 50},
		{key: "code:" + digest(string(person)), limit: 30},
	}
}

// nextStep notes that a person has proven one thing, and returns the secret with
// which they go on to prove the second; empty when they have none, or when what
// they have proven is worth both. Errors: session.single_sign_on_only.
func (s *Service) nextStep(ctx context.Context, person Person, on Device) (secret string, err error) {
	err = s.db.Write(ctx, person.Actor(), func(ctx context.Context, tx bun.Tx) error {
		secret = ""
		if err := mayEnterBy(ctx, tx, on.By, person.Role); err != nil || on.BothFactors {
			return err
		}
		has, err := tx.NewSelect().Model((*personRow)(nil)).Where("id = ? AND ("+hasFactor+")", person.ID).Exists(ctx)
		if err != nil || !has {
			return err
		}
		secret = newSecret()
		now := s.clock.Now()
		row := &stepRow{TokenHash: digest(secret), PersonID: person.ID, Method: on.By, CreatedAt: now, ExpiresAt: now.Add(stepLifetime)}
		_, err = tx.NewInsert().Model(row).Exec(ctx)
		return err
	})
	if err != nil {
		return "", fmt.Errorf("begin the second step of signing in: %w", err)
	}
	return secret, nil
}

// Ways in which a step is finished.
const (
	stepByCode    = "code"
	stepByPasskey = "passkey"
)

// StepWays are the ways in which whoever holds the secret of a step may finish it;
// a recovery code always is one besides. Errors: ErrStep.
func (s *Service) StepWays(ctx context.Context, step string) (ways []string, err error) {
	err = s.db.Read(ctx, system, func(ctx context.Context, tx bun.Tx) error {
		var open stepRow
		if err := s.openStep(tx, step, &open).Scan(ctx); err != nil {
			return stepError(err)
		}
		ways = []string{}
		usable, err := tx.NewSelect().Model((*personRow)(nil)).Where("id = ?", open.PersonID).Where("("+hasUsablePasskey+")", s.site.Host).Exists(ctx)
		if err != nil {
			return fmt.Errorf("see which passkeys somebody has: %w", err)
		}
		if usable {
			ways = append(ways, stepByPasskey)
		}
		generator, err := holds(ctx, tx, open.PersonID, hasGenerator)
		if generator {
			ways = append(ways, stepByCode)
		}
		return err
	})
	return ways, err
}

// finish checks the code of whoever holds the secret of a step, and uses both
// up. Errors: ErrStep, ErrCode, ErrTooMany.
func (s *Service) finish(ctx context.Context, secret, code, origin string) (Person, Method, error) {
	person, by, err := s.finishBy(ctx, secret, origin, func(ctx context.Context, tx bun.Tx, person *personRow) error {
		return s.useCode(ctx, tx, person, code)
	})
	if errors.Is(err, ErrCode) {
		if err := s.recordFailure(ctx, actor.Actor{}, audit.CodeFailed, person, ErrCode); err != nil {
			return Person{}, "", err
		}
	}
	return person.person(), by, err
}

// finishBy lets whoever holds the secret of a step finish it by a proof, and uses
// both up. The person is whose step it is, also when the proof failed. Errors:
// ErrStep, ErrTooMany, and those of the proof.
func (s *Service) finishBy(ctx context.Context, secret, origin string, proof func(ctx context.Context, tx bun.Tx, person *personRow) error) (personRow, Method, error) {
	var step stepRow
	err := s.db.Read(ctx, system, func(ctx context.Context, tx bun.Tx) error {
		return s.openStep(tx, secret, &step).Scan(ctx)
	})
	if err != nil {
		return personRow{}, "", stepError(err)
	}
	counters := codeCounters(step.PersonID, origin)
	if err := s.countAttempt(ctx, counters); err != nil {
		return personRow{}, "", err
	}
	var person personRow
	err = s.db.Write(ctx, system, func(ctx context.Context, tx bun.Tx) error {
		row, err := lockPerson(ctx, tx, step.PersonID)
		if err != nil {
			return err
		}
		person = *row
		if err := database.LockRows(s.openStep(tx, secret, &step)).Scan(ctx); err != nil {
			return stepError(err)
		}
		if !row.DisabledAt.IsZero() {
			return ErrStep
		}
		if err := mayEnterBy(ctx, tx, step.Method, row.Role); err != nil {
			return err
		}
		if err := proof(ctx, tx, row); err != nil {
			return err
		}
		if _, err := tx.NewDelete().Model(&step).WherePK().Exec(ctx); err != nil {
			return fmt.Errorf("end the second step of signing in: %w", err)
		}
		return s.forgive(ctx, tx, counters)
	})
	return person, step.Method, err
}

func (s *Service) openStep(tx bun.Tx, secret string, into *stepRow) *bun.SelectQuery {
	return tx.NewSelect().Model(into).Where("token_hash = ? AND expires_at > ?", digest(secret), s.clock.Now())
}

func stepError(err error) error {
	if errors.Is(err, sql.ErrNoRows) {
		return ErrStep
	}
	return fmt.Errorf("look up the second step of signing in: %w", err)
}

// useCode takes a code of the generator or a recovery code, once.
func (s *Service) useCode(ctx context.Context, tx bun.Tx, person *personRow, code string) error {
	row, err := lockGenerator(ctx, tx, person.ID)
	if err != nil {
		return err
	}
	taken := int64(0)
	if row.ConfirmedAt.IsZero() { // a recovery code stands for a passkey as well
		has, err := holds(ctx, tx, person.ID, hasPasskey)
		if err != nil || !has {
			return errorOr(err, ErrStep) // it was removed meanwhile: the password leads in by itself
		}
	} else if taken, err = s.stepOf(row, code); err != nil && !errors.Is(err, seal.ErrOpen) { // whose key is lost still has recovery codes
		return err
	}
	if taken == 0 {
		used, err := s.useRecoveryCode(ctx, tx, person.ID, code)
		if err != nil || !used {
			return errorOr(err, ErrCode)
		}
		return s.recordPerson(ctx, tx, person.person().Actor(), audit.RecoveryCodeUsed, person, nil)
	}
	row.LastStep = taken
	if _, err := tx.NewUpdate().Model(&row).Column("last_step").WherePK().Exec(ctx); err != nil {
		return fmt.Errorf("use a code of %s: %w", person.ID, err)
	}
	return nil
}

// endSteps lets nobody finish what a password has begun.
func endSteps(ctx context.Context, tx bun.Tx, id actor.PersonID) error {
	if _, err := tx.NewDelete().Model((*stepRow)(nil)).Where("person_id = ?", id).Exec(ctx); err != nil {
		return fmt.Errorf("end what %s has begun to sign in: %w", id, err)
	}
	return nil
}
