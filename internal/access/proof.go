package access

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/audit"
	"github.com/recomamp/recomamp/internal/fault"
)

var (
	// ErrReauthenticate answers a sensitive act of a session whose person has not
	// proven lately that it is them. Its details say the kind of act and the ways.
	ErrReauthenticate = fault.New(fault.Forbidden, "session.reauthenticate", "This takes proof that it is still you.").
				WithNext("Do it again and prove it when you are asked. A program uses POST /api/v1/session/proof.")
	errProviderSilent = fault.New(fault.Forbidden, "session.provider_silent", "This takes proof that it is still you, and your sign-in provider does not say when it last asked you.").
				WithNext("Add a code generator on the page “Your account” within ten minutes of signing in, and do it again. Or have whoever runs the provider send auth_time.")
	errTokenSensitive = fault.New(fault.Forbidden, "token.sensitive_act", "API tokens may not do this.").
				WithNext("Sign in to the web app and do it there. What tokens may do is set by an owner on the page “People”.")
	errProofCode = fault.New(fault.Invalid, "proof.wrong_code", "This code is wrong, or it was used before.").
			WithField("/code", "does not fit").
			WithNext("Wait for the next code of your generator and type that one, or type your password.")
	errProofMissing = fault.New(fault.Invalid, "proof.missing", "Nothing was given as proof.").
			WithNext("Give the password, a code of the generator, or what a passkey answered.")
)

// Ways in which a session proves anew whose it is.
const (
	byPassword = "password"
	byCode     = "code"
	byPasskey  = "passkey"
	byProvider = string(BySingleSignOn) // which asks anew, by DepartToProve
)

// NeedProof refuses a sensitive act of a session whose person has not proven
// lately that it is them, and of an API token that may not do such acts. Of an
// act that is sensitive from so many rows on, rows says how many it is about.
// Errors: ErrReauthenticate, token.sensitive_act.
func (s *Service) NeedProof(ctx context.Context, a actor.Actor, kind Sensitive, rows int64) (err error) {
	return s.db.Read(ctx, system, func(ctx context.Context, tx bun.Tx) error {
		rules, err := sensitiveRules(ctx, tx)
		if err != nil {
			return err
		}
		if kind == LargeExport && rows <= rules.ExportRows {
			return nil
		}
		if a.TokenID != "" {
			return rules.forToken(a, kind)
		}
		return s.needFresh(ctx, tx, a, kind, rules)
	})
}

// IsLargeExport reports whether an export of so many rows is a sensitive act.
func (s *Service) IsLargeExport(ctx context.Context, rows int64) (large bool, err error) {
	err = s.db.Read(ctx, system, func(ctx context.Context, tx bun.Tx) error {
		rules, err := sensitiveRules(ctx, tx)
		large = rows > rules.ExportRows
		return err
	})
	return large, err
}

func (r SensitiveRules) forToken(a actor.Actor, kind Sensitive) error {
	switch {
	case r.Tokens == TokensNever:
		return errTokenSensitive.WithMessage("API tokens may not " + kind.words() + ": an owner has set so.")
	case !a.Scope.Includes(actor.ScopeAdminister):
		return errTokenSensitive.WithMessage("An API token needs the scope administer to " + kind.words() + ".").
			WithNext("Do it in the web app, or with a token of the scope administer.")
	}
	return nil
}

func (s *Service) needFresh(ctx context.Context, tx bun.Tx, a actor.Actor, kind Sensitive, rules SensitiveRules) error {
	window := rules.Window
	if kind == OwnSignIn && window == 0 { // a way in lasts longer than the session that adds it
		window = defaultProofWindow
	}
	if a.SessionID == "" || window == 0 {
		return nil
	}
	var session sessionRow
	err := tx.NewSelect().Model(&session).Column("proven_at", "method").Where("session_id = ? AND person_id = ?", a.SessionID, a.PersonID).Scan(ctx)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return fmt.Errorf("read when a session was proven: %w", err)
	}
	if age := s.clock.Now().Sub(session.ProvenAt); age < window {
		return nil
	}
	return s.askProof(ctx, tx, a, session, kind, window)
}

// askProof refuses an act of a session until its person has proven anew that it is
// them, and tells by what. Errors: ErrReauthenticate, session.provider_silent.
func (s *Service) askProof(ctx context.Context, tx bun.Tx, a actor.Actor, session sessionRow, kind Sensitive, window time.Duration) error {
	ways, err := s.waysToProve(ctx, tx, a.PersonID)
	if err != nil {
		return err
	}
	if session.Method == BySingleSignOn && session.ProvenAt.IsZero() { // it did not say when it asked, and will not now
		ways = slices.DeleteFunc(ways, func(way string) bool { return way == byProvider })
	}
	if len(ways) == 0 && session.ProvenAt.IsZero() {
		return errProviderSilent
	}
	return ErrReauthenticate.WithDetail("kind", string(kind)).WithDetail("about", kind.words()).
		WithDetail("ways", ways).WithDetail("minutes", int(window/time.Minute))
}

// waysToProve are the ways in which a person can prove anew that it is them. Who
// has none signs in again.
func (s *Service) waysToProve(ctx context.Context, tx bun.Tx, id actor.PersonID) ([]string, error) {
	var has struct {
		Password bool `bun:"has_password"`
		Code     bool `bun:"has_code"`
		Passkey  bool `bun:"has_passkey"`
		Provider bool `bun:"has_provider"`
	}
	err := tx.NewSelect().Model((*personRow)(nil)).ColumnExpr("password_hash <> '' AS has_password").
		ColumnExpr("("+hasGenerator+") AS has_code").ColumnExpr("("+hasUsablePasskey+") AS has_passkey", s.site.Host).
		ColumnExpr("("+hasIdentity+" AND EXISTS (SELECT 1 FROM single_sign_on WHERE enabled)) AS has_provider", BySingleSignOn).Where("id = ?", id).Scan(ctx, &has)
	if err != nil {
		return nil, fmt.Errorf("read how a person proves who they are: %w", err)
	}
	ways := []string{}
	if has.Passkey {
		ways = append(ways, byPasskey)
	}
	if has.Password {
		ways = append(ways, byPassword)
	}
	if has.Code {
		ways = append(ways, byCode)
	}
	if has.Provider {
		ways = append(ways, byProvider)
	}
	return ways, nil
}

// ProofParams are what a person gives to prove that it is still them: the
// password, else a code of the generator or a recovery code, else what a passkey answered.
type ProofParams struct {
	Password, Code string
	Passkey        PasskeyAnswer
	Origin         string // network address it comes from
}

// Prove notes that whoever uses the acting session has proven anew whose it is,
// and says until when that counts; zero when nothing asks for it. Attempts count
// as those to sign in do. Errors: ErrForbidden for a token, proof.missing,
// password.wrong, proof.sign_in_anew, proof.wrong_code, factor.none, ErrTooMany,
// and those of package passkey.
func (s *Service) Prove(ctx context.Context, a actor.Actor, p ProofParams) (until time.Time, err error) {
	way := byPassword
	switch {
	case a.SessionID == "":
		return time.Time{}, errBySession
	case p.Password != "":
		var person personRow
		if person, err = s.prove(ctx, a, p.Password, p.Origin); person.PasswordHash == "" && (err == nil || errors.Is(err, ErrReauthenticate)) {
			err = errSignInAnew // signing in was their proof: it is not made longer by asking
		}
	case p.Code != "":
		way, err = byCode, s.proveByCode(ctx, a, p.Code, p.Origin)
	case p.Passkey.Answer != "":
		way, err = byPasskey, s.proveByPasskey(ctx, a, p.Passkey, p.Origin)
	default:
		err = errProofMissing
	}
	if err != nil {
		return time.Time{}, err
	}
	err = s.db.Write(ctx, a, func(ctx context.Context, tx bun.Tx) error {
		now := s.clock.Now()
		_, err := tx.NewUpdate().Model((*sessionRow)(nil)).Set("proven_at = ?", now).
			Where("session_id = ? AND person_id = ? AND ended_at IS NULL", a.SessionID, a.PersonID).Exec(ctx)
		if err != nil {
			return fmt.Errorf("note a proof: %w", err)
		}
		rules, err := sensitiveRules(ctx, tx)
		if err != nil {
			return err
		}
		if until = (time.Time{}); rules.Window > 0 {
			until = now.Add(rules.Window)
		}
		return s.record(ctx, tx, a, audit.What{Act: audit.SessionProven, ID: string(a.SessionID), Changes: audit.Changes{}.Is("by", way)})
	})
	return until, err
}

// proveByCode takes a code of the acting person's generator, or a recovery code,
// once. Errors: ErrTooMany, factor.none, proof.wrong_code.
func (s *Service) proveByCode(ctx context.Context, a actor.Actor, code, origin string) error {
	counters := codeCounters(a.PersonID, origin)
	if err := s.countAttempt(ctx, counters); err != nil {
		return err
	}
	var person personRow
	err := s.db.Write(ctx, a, func(ctx context.Context, tx bun.Tx) error {
		row, err := lockPerson(ctx, tx, a.PersonID)
		if err != nil {
			return err
		}
		person = *row
		if err := s.useCode(ctx, tx, row, code); err != nil {
			return err
		}
		return s.forgive(ctx, tx, counters)
	})
	switch {
	case errors.Is(err, ErrStep):
		return errNoFactor
	case errors.Is(err, ErrCode):
		if err := s.recordFailure(ctx, a, audit.ProofFailed, person, errProofCode); err != nil {
			return err
		}
		return errProofCode
	}
	return err
}
