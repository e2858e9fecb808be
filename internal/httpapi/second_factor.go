package httpapi

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/boombuler/barcode/qr"

	"github.com/recomamp/recomamp/internal/access"
	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/audit"
)

// SecondFactor is what you prove besides your password when you sign in.
type SecondFactor struct {
	GeneratorSince *time.Time `json:"generatorSince,omitempty" doc:"Since when a code generator counts; absent without one."`
	Passkeys       int        `json:"passkeys" doc:"How many passkeys you have; each is a second factor too."`
	RecoveryCodes  int        `json:"recoveryCodes" doc:"How many are left."`
	Required       bool       `json:"required" doc:"Of everybody in the organisation."`
	HasPassword    bool       `json:"hasPassword" doc:"Who has none proves who they are by a session that was begun just now."`
}

// Enrolment is what a code generator has to learn. It is shown only this once.
type Enrolment struct {
	Secret string   `json:"secret" doc:"To be typed, base32."`
	URI    string   `json:"uri" doc:"The same as an otpauth address."`
	QR     []string `json:"qr" doc:"The address as a QR code, a text of 0 (light) and 1 (dark) per row, without the quiet zone."`
}

// RecoveryCodes let in whoever has lost the generator. They are shown only this once.
type RecoveryCodes struct {
	Codes []string `json:"codes" doc:"Each counts once. The ones before count no more."`
}

// PasswordProof proves anew that it is you.
type PasswordProof struct {
	FromOrigin
	Body struct {
		Password string `json:"password,omitempty" maxLength:"1024" doc:"The one you sign in with; not for who has none."`
	}
}

type confirmGeneratorInput struct {
	FromOrigin
	Body struct {
		Code string `json:"code" minLength:"1" maxLength:"40" doc:"What the generator shows now."`
	}
}

// SignInPolicy is what holds for everybody who signs in.
type SignInPolicy struct {
	SecondFactorRequired bool       `json:"secondFactorRequired" doc:"Whoever has none adds one after signing in and can do nothing before."`
	Without              int        `json:"without" doc:"People who can sign in and have no second factor."`
	ChangedBy            string     `json:"changedBy,omitempty" doc:"Name of who changed it last."`
	ChangedAt            *time.Time `json:"changedAt,omitempty"`
}

type signInPolicyInput struct {
	Body struct {
		SecondFactorRequired bool `json:"secondFactorRequired"`
	}
}

func (s *Server) secondFactorRoutes() {
	signedIn(s, beforeFactor(operation(http.MethodGet, "/me/second-factor", "getMySecondFactor", "session", "Your second factor")), s.getMySecondFactor)
	signedIn(s, beforeFactor(failing(unaudited(operation(http.MethodPost, "/me/second-factor/generator", "beginMyGenerator", "session",
		"Make the secret of a code generator; it counts once it is confirmed"),
		"it counts for nothing yet: that it is confirmed is written down"),
		http.StatusConflict, http.StatusTooManyRequests)), s.beginMyGenerator)
	signedIn(s, beforeFactor(failing(acting(operation(http.MethodPost, "/me/second-factor/generator/confirm", "confirmMyGenerator", "session",
		"Confirm the code generator by a code, and get recovery codes; your other sessions end"), audit.FactorAdded),
		http.StatusConflict, http.StatusTooManyRequests)), s.confirmMyGenerator)
	signedIn(s, failing(acting(operation(http.MethodPost, "/me/second-factor/generator/remove", "removeMyGenerator", "session",
		"Remove the code generator and the recovery codes; your other sessions end"), audit.FactorRemoved),
		http.StatusConflict, http.StatusTooManyRequests), s.removeMyGenerator)
	signedIn(s, failing(acting(operation(http.MethodPost, "/me/second-factor/recovery-codes", "renewMyRecoveryCodes", "session",
		"Make new recovery codes; the ones before end"), audit.RecoveryCodesRenewed),
		http.StatusConflict, http.StatusTooManyRequests), s.renewMyRecoveryCodes)
	signedIn(s, failing(sensitive(acting(operation(http.MethodPost, "/people/{id}/second-factor/reset", "resetSecondFactor", "people",
		"Take the second factor from a person who has lost it, and end their sessions"), audit.FactorReset), access.AccountChange),
		http.StatusForbidden, http.StatusNotFound, http.StatusConflict), s.resetSecondFactor)
	signedIn(s, failing(operation(http.MethodGet, "/sign-in-policy", "getSignInPolicy", "people", "What holds for everybody who signs in"),
		http.StatusForbidden), s.getSignInPolicy)
	signedIn(s, failing(sensitive(acting(operation(http.MethodPut, "/sign-in-policy", "setSignInPolicy", "people", "Say whether everybody needs a second factor"), audit.SignInPolicyChanged), access.PolicyChange),
		http.StatusForbidden, http.StatusConflict), s.setSignInPolicy)
}

func (s *Server) getMySecondFactor(ctx context.Context, a actor.Actor, _ *none) (*body[SecondFactor], error) {
	found, err := s.deps.Access.Factors(ctx, a)
	if err != nil {
		return nil, err
	}
	return &body[SecondFactor]{SecondFactor{
		GeneratorSince: timeOrNone(found.GeneratorSince), Passkeys: found.Passkeys, RecoveryCodes: found.RecoveryCodes, Required: found.Required, HasPassword: found.HasPassword,
	}}, nil
}

func (s *Server) beginMyGenerator(ctx context.Context, a actor.Actor, in *PasswordProof) (*body[Enrolment], error) {
	begun, err := s.deps.Access.BeginGenerator(ctx, a, in.Body.Password, in.origin)
	if err != nil {
		return nil, err
	}
	code, err := qrCode(begun.URI)
	if err != nil {
		return nil, err
	}
	return &body[Enrolment]{Enrolment{Secret: begun.Secret, URI: begun.URI, QR: code}}, nil
}

// qrCode is a text as the rows of a QR code.
func qrCode(text string) ([]string, error) {
	code, err := qr.Encode(text, qr.M, qr.Auto)
	if err != nil {
		return nil, fmt.Errorf("make a QR code: %w", err)
	}
	size := code.Bounds()
	rows := make([]string, 0, size.Dy())
	for y := size.Min.Y; y < size.Max.Y; y++ {
		var row strings.Builder
		for x := size.Min.X; x < size.Max.X; x++ {
			if red, _, _, _ := code.At(x, y).RGBA(); red == 0 {
				row.WriteByte('1')
			} else {
				row.WriteByte('0')
			}
		}
		rows = append(rows, row.String())
	}
	return rows, nil
}

func (s *Server) confirmMyGenerator(ctx context.Context, a actor.Actor, in *confirmGeneratorInput) (*body[RecoveryCodes], error) {
	codes, err := s.deps.Access.ConfirmGenerator(ctx, a, in.Body.Code, in.origin)
	if err != nil {
		return nil, err
	}
	s.noteFactor(ctx, "generator added", a.PersonID, in.origin)
	return &body[RecoveryCodes]{RecoveryCodes{codes}}, nil
}

func (s *Server) removeMyGenerator(ctx context.Context, a actor.Actor, in *PasswordProof) (*none, error) {
	err := s.deps.Access.RemoveGenerator(ctx, a, in.Body.Password, in.origin)
	if err == nil {
		s.noteFactor(ctx, "generator removed", a.PersonID, in.origin)
	}
	return nil, err
}

func (s *Server) renewMyRecoveryCodes(ctx context.Context, a actor.Actor, in *PasswordProof) (*body[RecoveryCodes], error) {
	codes, err := s.deps.Access.RenewRecoveryCodes(ctx, a, in.Body.Password, in.origin)
	if err != nil {
		return nil, err
	}
	s.noteFactor(ctx, "recovery codes renewed", a.PersonID, in.origin)
	return &body[RecoveryCodes]{RecoveryCodes{codes}}, nil
}

func (s *Server) noteFactor(ctx context.Context, what string, of actor.PersonID, origin string) {
	s.deps.Logger.InfoContext(ctx, "second factor changed", slog.String("what", what), slog.String("personId", string(of)), slog.String("origin", origin))
}

func (s *Server) resetSecondFactor(ctx context.Context, a actor.Actor, in *PersonInput) (*body[EndedSessions], error) {
	if err := s.secondForAccount(ctx, a, in.ID, "Take the second factor from the owner %s"); err != nil {
		return nil, err
	}
	ended, err := s.deps.Access.ResetFactors(ctx, a, in.ID)
	if err != nil {
		return nil, err
	}
	s.deps.Logger.InfoContext(ctx, "second factor reset", slog.String("personId", string(in.ID)), slog.String("by", string(a.PersonID)))
	return &body[EndedSessions]{EndedSessions{Ended: ended}}, nil
}

func (s *Server) getSignInPolicy(ctx context.Context, a actor.Actor, _ *none) (*body[SignInPolicy], error) {
	return policyAnswer(s.deps.Access.SignInPolicy(ctx, a))
}

func (s *Server) setSignInPolicy(ctx context.Context, a actor.Actor, in *signInPolicyInput) (*body[SignInPolicy], error) {
	return policyAnswer(s.deps.Access.RequireFactor(ctx, a, in.Body.SecondFactorRequired))
}

func policyAnswer(p access.SignInPolicy, err error) (*body[SignInPolicy], error) {
	if err != nil {
		return nil, err
	}
	return &body[SignInPolicy]{SignInPolicy{
		SecondFactorRequired: p.FactorRequired, Without: p.Without, ChangedBy: p.ChangedBy, ChangedAt: timeOrNone(p.ChangedAt),
	}}, nil
}
