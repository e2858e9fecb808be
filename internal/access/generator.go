package access

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/hotp"
	"github.com/pquerna/otp/totp"
	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/audit"
	"github.com/recomamp/recomamp/internal/database"
	"github.com/recomamp/recomamp/internal/event"
	"github.com/recomamp/recomamp/internal/fault"
	"github.com/recomamp/recomamp/internal/seal"
)

var (
	errGeneratorExists = fault.New(fault.Conflict, "factor.exists", "There is a code generator already.").
				WithNext("Remove it first, then add the new one.")
	errGeneratorCode = fault.New(fault.Invalid, "factor.wrong_code", "The code is not the one that this account's generator shows now.").
				WithField("/code", "does not fit").
				WithNext("Look whether the clock of the device is right, wait for the next code and type that one.")
)

// Where the secret of a code generator is sealed. Its row is the person.
const (
	GeneratorTable  = "person_totp"
	GeneratorKey    = "person_id"
	GeneratorColumn = "secret"
)

const (
	codePeriod = 30 // seconds that a code is shown for
	codeDrift  = 1  // codes before and after the present one that count too: clocks differ
)

// codeForm is what every authenticator app understands.
var codeForm = hotp.ValidateOpts{Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1}

type generatorRow struct {
	bun.BaseModel `bun:"table:person_totp,alias:totp"`

	PersonID    actor.PersonID `bun:"person_id,pk"`
	Secret      []byte         `bun:"secret"`
	CreatedAt   time.Time      `bun:"created_at"`
	ConfirmedAt time.Time      `bun:"confirmed_at,nullzero"`
	LastStep    int64          `bun:"last_step"`
}

func placeOfGenerator(id actor.PersonID) seal.Place {
	return seal.Place{Table: GeneratorTable, Row: string(id), Column: GeneratorColumn}
}

// Enrolment is what a code generator has to learn.
type Enrolment struct {
	Secret string // base32
	URI    string // the same as an otpauth address, for a QR code
}

// BeginGenerator makes the secret of a code generator for the acting person,
// which counts once a code of it has confirmed that it was learnt. One that was
// never confirmed is replaced. Errors: ErrForbidden for a token, password.wrong,
// ErrTooMany, factor.exists.
func (s *Service) BeginGenerator(ctx context.Context, a actor.Actor, password, origin string) (Enrolment, error) {
	person, err := s.prove(ctx, a, password, origin)
	if err != nil {
		return Enrolment{}, err
	}
	key, err := totp.Generate(totp.GenerateOpts{
		Issuer: "RecomAMP", AccountName: person.Email, Period: codePeriod, Digits: codeForm.Digits, Algorithm: codeForm.Algorithm,
	})
	if err != nil {
		return Enrolment{}, fmt.Errorf("make the secret of a code generator: %w", err)
	}
	sealed, err := s.box.Seal(key.Secret(), placeOfGenerator(person.ID))
	if err != nil {
		return Enrolment{}, err
	}
	row := &generatorRow{PersonID: person.ID, Secret: sealed, CreatedAt: s.clock.Now()}
	err = s.db.Write(ctx, a, func(ctx context.Context, tx bun.Tx) error {
		done, err := tx.NewInsert().Model(row).On("CONFLICT (person_id) DO UPDATE").
			Set("secret = EXCLUDED.secret, created_at = EXCLUDED.created_at, last_step = 0").
			Where("totp.confirmed_at IS NULL").Exec(ctx)
		if err != nil {
			return fmt.Errorf("store the secret of a code generator: %w", err)
		}
		if n, err := done.RowsAffected(); err != nil || n == 0 {
			return errorOr(err, errGeneratorExists)
		}
		return nil
	})
	if err != nil {
		return Enrolment{}, err
	}
	return Enrolment{Secret: key.Secret(), URI: key.URL()}, nil
}

// ConfirmGenerator has the code generator of the acting person count from now
// on, ends their other sessions, which the password alone has begun, and returns
// the recovery codes, the only time they are known. Errors: ErrForbidden for a
// token, ErrTooMany, factor.none, factor.exists, factor.wrong_code.
func (s *Service) ConfirmGenerator(ctx context.Context, a actor.Actor, code, origin string) (codes []string, err error) {
	if a.SessionID == "" {
		return nil, errBySession
	}
	counters := codeCounters(a.PersonID, origin)
	if err := s.countAttempt(ctx, counters); err != nil {
		return nil, err
	}
	err = s.db.Write(ctx, a, func(ctx context.Context, tx bun.Tx) error {
		row, err := lockGenerator(ctx, tx, a.PersonID)
		switch {
		case err != nil:
			return err
		case len(row.Secret) == 0:
			return errNoFactor
		case !row.ConfirmedAt.IsZero():
			return errGeneratorExists
		}
		step, err := s.stepOf(row, code)
		if err != nil || step == 0 {
			return errorOr(err, errGeneratorCode)
		}
		row.ConfirmedAt, row.LastStep = s.clock.Now(), step
		if _, err := tx.NewUpdate().Model(&row).Column("confirmed_at", "last_step").WherePK().Exec(ctx); err != nil {
			return fmt.Errorf("confirm a code generator: %w", err)
		}
		if codes, err = s.makeRecoveryCodes(ctx, tx, a.PersonID); err != nil {
			return err
		}
		ended, err := s.endSessions(ctx, tx, a, a.PersonID, a.SessionID)
		if err != nil {
			return err
		}
		if err := s.recordOwn(ctx, tx, a, audit.FactorAdded, audit.Changes{}.Is("factor", "code generator").Was("sessions", ended)); err != nil {
			return err
		}
		s.events.Record(ctx, a, event.Change{Kind: event.PersonChanged, SubjectID: string(a.PersonID)})
		return s.forgive(ctx, tx, counters)
	})
	return codes, err
}

// RemoveGenerator takes the code generator from the acting person, with the recovery
// codes when they have no passkey either, and ends their other sessions. Where a second factor is
// required the session that asks may add a new one and do nothing else. Errors:
// ErrForbidden for a token, password.wrong, ErrTooMany, factor.none.
func (s *Service) RemoveGenerator(ctx context.Context, a actor.Actor, password, origin string) error {
	if _, err := s.prove(ctx, a, password, origin); err != nil {
		return err
	}
	return s.db.Write(ctx, a, func(ctx context.Context, tx bun.Tx) error {
		row, err := lockGenerator(ctx, tx, a.PersonID)
		if err != nil {
			return err
		}
		if len(row.Secret) == 0 {
			return errNoFactor
		}
		if err := drop(ctx, tx, a.PersonID, "person_totp"); err != nil {
			return err
		}
		if err := dropCodes(ctx, tx, a.PersonID); err != nil {
			return err
		}
		s.events.Record(ctx, a, event.Change{Kind: event.PersonChanged, SubjectID: string(a.PersonID)})
		ended, err := s.endSessions(ctx, tx, a, a.PersonID, a.SessionID)
		if err != nil || row.ConfirmedAt.IsZero() { // what never counted is no factor
			return err
		}
		return s.recordOwn(ctx, tx, a, audit.FactorRemoved, audit.Changes{}.Was("factor", "code generator").Was("sessions", ended))
	})
}

// findGenerator reads a person's code generator; the zero row without one.
func findGenerator(ctx context.Context, tx bun.Tx, id actor.PersonID) (generatorRow, error) {
	return generatorOf(ctx, tx.NewSelect(), id)
}

func lockGenerator(ctx context.Context, tx bun.Tx, id actor.PersonID) (generatorRow, error) {
	return generatorOf(ctx, database.LockRows(tx.NewSelect()), id)
}

func generatorOf(ctx context.Context, query *bun.SelectQuery, id actor.PersonID) (row generatorRow, err error) {
	err = query.Model(&row).Where("person_id = ?", id).Scan(ctx)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return generatorRow{}, fmt.Errorf("read the code generator of %s: %w", id, err)
	}
	return row, nil
}

// stepOf is the period whose code was typed; 0 when it is none of those that
// count now, or not later than the last one that was taken.
func (s *Service) stepOf(row generatorRow, code string) (int64, error) {
	secret, err := s.box.Open(row.Secret, placeOfGenerator(row.PersonID))
	if err != nil {
		return 0, err
	}
	code = strings.Join(strings.Fields(code), "")
	now := s.clock.Now().Unix() / codePeriod
	for step := max(now-codeDrift, row.LastStep+1); step <= now+codeDrift; step++ {
		fits, err := hotp.ValidateCustom(code, uint64(step), secret, codeForm) //nolint:gosec // time is positive
		if err != nil && !errors.Is(err, otp.ErrValidateInputInvalidLength) {
			return 0, fmt.Errorf("check a code: %w", err)
		}
		if fits {
			return step, nil
		}
	}
	return 0, nil
}
