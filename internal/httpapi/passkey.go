package httpapi

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/recomamp/recomamp/internal/access"
	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/audit"
)

// Passkey is a key on a device of yours that lets you in.
type Passkey struct {
	ID         actor.PasskeyID `json:"id"`
	Name       string          `json:"name"`
	Host       string          `json:"host" doc:"It works on pages of this host only."`
	Usable     bool            `json:"usable" doc:"False when the program has another host by now, or when it may have been copied."`
	Synced     bool            `json:"synced" doc:"It may be on several of your devices."`
	CreatedAt  time.Time       `json:"createdAt"`
	LastUsedAt *time.Time      `json:"lastUsedAt,omitempty"`
	CopiedAt   *time.Time      `json:"copiedAt,omitempty" doc:"Since when it may have been copied: it lets nobody in."`
}

// PasskeyQuestion is what a browser is to ask a device. The answer sets a cookie that
// the device's answer must come with, within five minutes; it counts once.
type PasskeyQuestion struct {
	Options json.RawMessage `json:"options" doc:"For PublicKeyCredential.parseCreationOptionsFromJSON or parseRequestOptionsFromJSON."`
}

type passkeyQuestionOutput struct {
	SetCookie http.Cookie `header:"Set-Cookie"`
	Body      PasskeyQuestion
}

// AskedBrowser learns the secret that a browser was given with a question.
type AskedBrowser struct{ secret string }

// Resolve implements huma.Resolver.
func (b *AskedBrowser) Resolve(ctx huma.Context) []error {
	if cookie, err := huma.ReadCookie(ctx, passkeyCookie(ctx.Context(), "", 0).Name); err == nil {
		b.secret = cookie.Value
	}
	return nil
}

var _ huma.Resolver = (*AskedBrowser)(nil)

type askFactorInput struct {
	Body struct {
		Step string `json:"step,omitempty" maxLength:"200" doc:"To finish signing in: from the answer to the password. Without it anybody may sign in."`
	}
}

type enterByPasskeyInput struct {
	FromOrigin
	Agent
	AskedBrowser
	Body struct {
		Step   string `json:"step,omitempty" maxLength:"200" doc:"As it was asked with."`
		Answer string `json:"answer" minLength:"1" maxLength:"20000" doc:"What the browser gave, as JSON."`
	}
}

type addPasskeyInput struct {
	AskedBrowser
	Body struct {
		Name   string `json:"name" minLength:"1" maxLength:"240" doc:"What you call it, such as the device it is on."`
		Answer string `json:"answer" minLength:"1" maxLength:"20000" doc:"What the browser gave, as JSON."`
	}
}

// AddedPasskey is a passkey that was just added.
type AddedPasskey struct {
	Passkey Passkey  `json:"passkey"`
	Codes   []string `json:"codes" doc:"Recovery codes, with your first second factor; shown only this once. Else empty."`
}

type renamePasskeyInput struct {
	ID   actor.PasskeyID `path:"id"`
	Body struct {
		Name string `json:"name" minLength:"1" maxLength:"240"`
	}
}

type passkeyInput struct {
	ID actor.PasskeyID `path:"id"`
}

func (s *Server) passkeyRoutes() {
	open(s, failing(unaudited(operation(http.MethodPost, "/session/passkey/question", "askPasskey", "session", "Begin to sign in, or to finish signing in, with a passkey"),
		"nobody has signed in yet: who answers is written down"),
		http.StatusUnauthorized, http.StatusForbidden, http.StatusConflict, http.StatusTooManyRequests), s.askPasskey)
	open(s, failing(acting(operation(http.MethodPost, "/session/passkey", "enterByPasskey", "session", "Sign in, or finish signing in, with a passkey"), audit.SessionStarted),
		http.StatusUnauthorized, http.StatusForbidden, http.StatusConflict, http.StatusTooManyRequests), s.enterByPasskey)
	signedIn(s, failing(beforeFactor(unaudited(operation(http.MethodPost, "/session/proof/question", "askProof", "session", "Begin to prove anew, by a passkey, that it is you"),
		"nothing is proven yet: that it was is written down")), http.StatusConflict), s.askProof)
	signedIn(s, operation(http.MethodGet, "/me/passkeys", "listMyPasskeys", "session", "Your passkeys, the oldest first"), s.listMyPasskeys)
	signedIn(s, failing(beforeFactor(unaudited(operation(http.MethodPost, "/me/passkeys/question", "askMyPasskey", "session", "Begin to add a passkey; takes the same proof as to add it"),
		"nothing is added yet: that it was is written down")), http.StatusConflict), s.askMyPasskey)
	signedIn(s, created(failing(beforeFactor(sensitive(acting(operation(http.MethodPost, "/me/passkeys", "addMyPasskey", "session",
		"Add the passkey that a device has made"), audit.PasskeyAdded), access.OwnSignIn)), http.StatusConflict)), s.addMyPasskey)
	signedIn(s, failing(acting(operation(http.MethodPatch, "/me/passkeys/{id}", "renameMyPasskey", "session", "Rename one of your passkeys"), audit.PasskeyRenamed),
		http.StatusNotFound), s.renameMyPasskey)
	signedIn(s, failing(sensitive(acting(operation(http.MethodDelete, "/me/passkeys/{id}", "removeMyPasskey", "session",
		"Remove one of your passkeys; your other sessions end"), audit.PasskeyRemoved), access.OwnSignIn),
		http.StatusNotFound, http.StatusConflict), s.removeMyPasskey)
}

// passkeyCookie holds what a browser must answer a question with.
func passkeyCookie(ctx context.Context, secret string, lasts time.Duration) http.Cookie {
	return hostCookie(ctx, "recomamp_passkey", secret, lasts, http.SameSiteStrictMode)
}

func questionOf(ctx context.Context, asked access.PasskeyAsked, err error) (*passkeyQuestionOutput, error) {
	if err != nil {
		return nil, err
	}
	return &passkeyQuestionOutput{SetCookie: passkeyCookie(ctx, asked.Secret, asked.Lasts), Body: PasskeyQuestion{Options: asked.Options}}, nil
}

func (s *Server) askPasskey(ctx context.Context, _ actor.Actor, in *askFactorInput) (*passkeyQuestionOutput, error) {
	if in.Body.Step != "" {
		asked, err := s.deps.Access.AskFactor(ctx, in.Body.Step)
		return questionOf(ctx, asked, err)
	}
	asked, err := s.deps.Access.AskSignIn(ctx)
	return questionOf(ctx, asked, err)
}

func (s *Server) enterByPasskey(ctx context.Context, _ actor.Actor, in *enterByPasskeyInput) (*body[SignedIn], error) {
	on := access.Device{Origin: in.origin, Agent: in.UserAgent, By: access.ByPasskey, BothFactors: true}
	given := access.PasskeyAnswer{Secret: in.secret, Answer: in.Body.Answer}
	if in.Body.Step != "" {
		on.By, on.BothFactors = "", false
		person, err := s.deps.Sessions.CompleteByPasskey(ctx, in.Body.Step, given, on)
		if err != nil {
			return nil, s.keptOut(ctx, err, in.origin)
		}
		return s.entered(ctx, person, on)
	}
	person, err := s.deps.Access.EnterByPasskey(ctx, given, in.origin)
	if err != nil {
		return nil, s.keptOut(ctx, err, in.origin)
	}
	return s.enter(ctx, person, on)
}

func (s *Server) askProof(ctx context.Context, a actor.Actor, _ *none) (*passkeyQuestionOutput, error) {
	asked, err := s.deps.Access.AskProof(ctx, a)
	return questionOf(ctx, asked, err)
}

func (s *Server) listMyPasskeys(ctx context.Context, a actor.Actor, _ *none) (*body[List[Passkey]], error) {
	found, err := s.deps.Access.Passkeys(ctx, a)
	if err != nil {
		return nil, err
	}
	return listOf(found, passkeyOf), nil
}

func passkeyOf(p access.Passkey) Passkey {
	return Passkey{
		ID: p.ID, Name: p.Name, Host: p.Host, Usable: p.Usable, Synced: p.Synced, CreatedAt: p.CreatedAt,
		LastUsedAt: timeOrNone(p.UsedAt), CopiedAt: timeOrNone(p.CopiedAt),
	}
}

func (s *Server) askMyPasskey(ctx context.Context, a actor.Actor, _ *none) (*passkeyQuestionOutput, error) {
	// Asked before the device is: a proof that is missing afterwards would leave a
	// passkey on it that nobody knows.
	if err := s.needProof(ctx, a, access.OwnSignIn); err != nil {
		return nil, err
	}
	asked, err := s.deps.Access.AskPasskey(ctx, a)
	return questionOf(ctx, asked, err)
}

func (s *Server) addMyPasskey(ctx context.Context, a actor.Actor, in *addPasskeyInput) (*body[AddedPasskey], error) {
	added, codes, err := s.deps.Access.AddPasskey(ctx, a, in.Body.Name, access.PasskeyAnswer{Secret: in.secret, Answer: in.Body.Answer})
	if err != nil {
		return nil, err
	}
	s.notePasskey(ctx, "passkey added", a.PersonID)
	return &body[AddedPasskey]{AddedPasskey{Passkey: passkeyOf(added), Codes: append([]string{}, codes...)}}, nil
}

func (s *Server) renameMyPasskey(ctx context.Context, a actor.Actor, in *renamePasskeyInput) (*body[Passkey], error) {
	renamed, err := s.deps.Access.RenamePasskey(ctx, a, in.ID, in.Body.Name)
	if err != nil {
		return nil, err
	}
	return &body[Passkey]{passkeyOf(renamed)}, nil
}

func (s *Server) removeMyPasskey(ctx context.Context, a actor.Actor, in *passkeyInput) (*none, error) {
	err := s.deps.Access.RemovePasskey(ctx, a, in.ID)
	if err == nil {
		s.notePasskey(ctx, "passkey removed", a.PersonID)
	}
	return nil, err
}

func (s *Server) notePasskey(ctx context.Context, what string, of actor.PersonID) {
	s.deps.Logger.InfoContext(ctx, "sign-in changed", slog.String("what", what), slog.String("personId", string(of)))
}
