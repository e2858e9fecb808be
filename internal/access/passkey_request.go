package access

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/fault"
	"github.com/recomamp/recomamp/internal/passkey"
)

// errPasskeyRequest answers what nobody was asked for in this browser.
var errPasskeyRequest = fault.New(fault.Unauthorized, "passkey.request", "This answer belongs to nothing that was asked in this browser, or it took too long.").
	WithNext("Begin again, in one browser and within five minutes.")

// inSession is an error of a passkey for somebody who is signed in: it is what they
// gave that is wrong, and their session goes on.
func inSession(err error) error {
	if err == nil || fault.KindOf(err) != fault.Unauthorized {
		return err
	}
	f := fault.Of(err)
	return fault.New(fault.Invalid, f.Code, f.Message).WithNext(f.Next).WithCause(err)
}

// What a browser is asked for a passkey for.
const (
	toRegister = "register"
	toSignIn   = "sign_in"
	asFactor   = "second_factor"
	toProve    = "proof"
)

type passkeyRequestRow struct {
	bun.BaseModel `bun:"table:passkey_request,alias:request"`

	BrowserHash string          `bun:"browser_hash,pk"`
	Purpose     string          `bun:"purpose"`
	PersonID    actor.PersonID  `bun:"person_id,nullzero"`
	SessionID   actor.SessionID `bun:"session_id"`
	StepHash    string          `bun:"step_hash"`
	Kept        []byte          `bun:"kept"`
	CreatedAt   time.Time       `bun:"created_at"`
	ExpiresAt   time.Time       `bun:"expires_at"`
}

// PasskeyAsked is what a browser is to ask a device for, and the secret that it
// keeps in a cookie until it answers.
type PasskeyAsked struct {
	Options json.RawMessage
	Secret  string
	Lasts   time.Duration
}

// PasskeyAnswer is what a device answered, with the secret of the browser's cookie.
type PasskeyAnswer struct {
	Secret string
	Answer string // JSON
}

// keep notes what a browser is asked, for one answer.
func (s *Service) keep(ctx context.Context, tx bun.Tx, row passkeyRequestRow, asked passkey.Asked) (PasskeyAsked, error) {
	secret, now := newSecret(), s.clock.Now()
	row.BrowserHash, row.Kept, row.CreatedAt, row.ExpiresAt = digest(secret), asked.Kept, now, now.Add(passkey.Lasts)
	if _, err := tx.NewInsert().Model(&row).Exec(ctx); err != nil {
		return PasskeyAsked{}, fmt.Errorf("keep what a browser is asked: %w", err)
	}
	return PasskeyAsked{Options: asked.Options, Secret: secret, Lasts: passkey.Lasts}, nil
}

// takeAsked uses up what a browser was asked, whatever comes of its answer. Session
// and step are those it was asked in. Errors: passkey.request.
func (s *Service) takeAsked(ctx context.Context, purpose, secret string, session actor.SessionID, step string) (row passkeyRequestRow, err error) {
	err = s.db.Write(ctx, system, func(ctx context.Context, tx bun.Tx) error {
		row = passkeyRequestRow{}
		err := tx.NewDelete().Model(&row).Where("browser_hash = ?", digest(secret)).Returning("*").Scan(ctx)
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		return err
	})
	if err != nil {
		return row, fmt.Errorf("take what a browser was asked: %w", err)
	}
	stepHash := ""
	if step != "" {
		stepHash = digest(step)
	}
	if row.Purpose != purpose || row.SessionID != session || row.StepHash != stepHash || !row.ExpiresAt.After(s.clock.Now()) {
		return row, errPasskeyRequest
	}
	return row, nil
}
