package httpapi

import (
	"context"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/recomamp/recomamp/internal/access"
	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/audit"
	"github.com/recomamp/recomamp/internal/fault"
	"github.com/recomamp/recomamp/internal/reach"
)

// SignInWays are the ways to sign in besides the password.
type SignInWays struct {
	SingleSignOn     string `json:"singleSignOn,omitempty" doc:"What its button says; absent when there is none."`
	SingleSignOnOnly bool   `json:"singleSignOnOnly" doc:"Only owners may use a password or a passkey."`
	Amazon           string `json:"amazon,omitempty" doc:"What the button of sign-in with Amazon says; absent when there is none."`
	Passkeys         bool   `json:"passkeys" doc:"Somebody here can sign in with a passkey."`
	PasskeyHost      string `json:"passkeyHost,omitempty" doc:"The only host at whose pages browsers have passkeys; absent when the address of the program can have none."`
	PasskeyAddress   string `json:"passkeyAddress,omitempty" doc:"Of those pages."`
}

// Departure is where to send the browser to sign in with a provider. The answer
// sets a cookie that the browser must come back with.
type Departure struct {
	URL string `json:"url" format:"uri"`
}

type departureOutput struct {
	SetCookie http.Cookie `header:"Set-Cookie"`
	Body      Departure
}

type departInput struct {
	FromOrigin
	LeftBrowser
	Body struct {
		Provider   access.Method `json:"provider" enum:"single_sign_on,amazon"`
		Invitation string        `json:"invitation,omitempty" maxLength:"200" doc:"The secret of a one-time link: whoever comes back is the person it is for."`
		Next       string        `json:"next,omitempty" maxLength:"2000" doc:"Path to go to afterwards."`
	}
}

// IdentityEntry is a provider by which a person signs in.
type IdentityEntry struct {
	Provider   access.Method `json:"provider" enum:"single_sign_on,amazon"`
	Mail       string        `json:"mail" doc:"As the provider told it last; may be empty."`
	CreatedAt  time.Time     `json:"createdAt"`
	LastUsedAt *time.Time    `json:"lastUsedAt,omitempty"`
}

type identityProofInput struct {
	FromOrigin
	Body struct {
		Provider access.Method `json:"provider" enum:"single_sign_on,amazon"`
		Password string        `json:"password,omitempty" maxLength:"1024" doc:"The one you sign in with; not for who has none."`
	}
}

type departToProveInput struct {
	FromOrigin
	Body struct {
		Provider access.Method `json:"provider" enum:"single_sign_on"`
	}
}

type dropIdentityInput struct {
	ID   actor.PersonID `path:"id"`
	Body struct {
		Provider access.Method `json:"provider" enum:"single_sign_on,amazon"`
	}
}

func (s *Server) providerRoutes() {
	open(s, operation(http.MethodGet, "/sign-in-ways", "getSignInWays", "session", "The ways to sign in besides the password"), s.getSignInWays)
	open(s, failing(unaudited(operation(http.MethodPost, "/session/provider", "depart", "session", "Begin to sign in with a provider"),
		"nobody has signed in yet: who comes back is written down"),
		http.StatusForbidden, http.StatusNotFound, http.StatusConflict, http.StatusTooManyRequests, http.StatusServiceUnavailable), s.depart)
	signedIn(s, failing(beforeFactor(unaudited(operation(http.MethodPost, "/session/proof/provider", "departToProve", "session", "Begin to prove anew that it is you, at your provider"),
		"nothing is proven yet: who comes back is written down")),
		http.StatusForbidden, http.StatusNotFound, http.StatusConflict, http.StatusTooManyRequests, http.StatusServiceUnavailable), s.departToProve)
	signedIn(s, operation(http.MethodGet, "/me/identities", "listMyIdentities", "session", "The providers by which you sign in"), s.listMyIdentities)
	signedIn(s, failing(unaudited(operation(http.MethodPost, "/me/identities", "addMyIdentity", "session", "Begin to add a provider to the ways in which you sign in"),
		"nothing is added yet: who comes back is written down"),
		http.StatusNotFound, http.StatusConflict, http.StatusTooManyRequests, http.StatusServiceUnavailable), s.addMyIdentity)
	signedIn(s, failing(acting(operation(http.MethodPost, "/me/identities/remove", "removeMyIdentity", "session", "Have a provider let you in no more; your other sessions end"), audit.IdentityRemoved),
		http.StatusNotFound, http.StatusConflict, http.StatusTooManyRequests), s.removeMyIdentity)
	signedIn(s, failing(operation(http.MethodGet, "/people/{id}/identities", "listIdentities", "people", "The providers by which a person signs in"),
		http.StatusForbidden, http.StatusNotFound), s.listIdentities)
	signedIn(s, failing(sensitive(acting(operation(http.MethodPost, "/people/{id}/identities/remove", "dropIdentity", "people", "Have a provider let a person in no more, and end their sessions"), audit.IdentityDropped), access.AccountChange),
		http.StatusForbidden, http.StatusNotFound), s.dropIdentity)
}

func (s *Server) getSignInWays(ctx context.Context, _ actor.Actor, in *FromOrigin) (*body[SignInWays], error) {
	ways, err := s.deps.Access.Ways(ctx, in.local)
	if err != nil {
		return nil, err
	}
	return &body[SignInWays]{SignInWays{
		SingleSignOn: ways.SingleSignOn, SingleSignOnOnly: ways.SingleSignOnOnly, Amazon: ways.Amazon,
		Passkeys: ways.Passkeys, PasskeyHost: ways.PasskeyHost, PasskeyAddress: ways.PasskeyAddress,
	}}, nil
}

func (s *Server) depart(ctx context.Context, _ actor.Actor, in *departInput) (*departureOutput, error) {
	going, err := s.deps.Access.Depart(ctx, access.DepartParams{
		Provider: in.Body.Provider, Invitation: in.Body.Invitation, Next: ownPath(in.Body.Next), From: in.from(), Anew: in.left,
	})
	return departureOf(ctx, going, err)
}

func (s *Server) addMyIdentity(ctx context.Context, a actor.Actor, in *identityProofInput) (*departureOutput, error) {
	going, err := s.deps.Access.AddIdentity(ctx, a, in.Body.Provider, in.Body.Password, in.from())
	return departureOf(ctx, going, err)
}

func (s *Server) departToProve(ctx context.Context, a actor.Actor, in *departToProveInput) (*departureOutput, error) {
	going, err := s.deps.Access.DepartToProve(ctx, a, in.Body.Provider, in.from())
	return departureOf(ctx, going, err)
}

func departureOf(ctx context.Context, going access.Departure, err error) (*departureOutput, error) {
	if err != nil {
		return nil, err
	}
	return &departureOutput{SetCookie: awayCookie(ctx, going.Secret, going.Lasts), Body: Departure{URL: going.URL}}, nil
}

// awayCookie holds what a browser must come back with from a provider, which is cross-site.
func awayCookie(ctx context.Context, secret string, lasts time.Duration) http.Cookie {
	return hostCookie(ctx, "recomamp_sign_in", secret, lasts, http.SameSiteLaxMode)
}

// ownPath is a path of ours, "/" for anything else.
func ownPath(path string) string {
	parsed, err := url.Parse(path)
	if err != nil || !strings.HasPrefix(path, "/") || strings.HasPrefix(path, "//") || strings.Contains(path, `\`) || parsed.Host != "" || parsed.Scheme != "" {
		return "/"
	}
	return path
}

// providerReturn takes the browser back from a provider, and sends it on to where
// it was going, or to the sign-in page with what went wrong.
func (s *Server) providerReturn(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	target, err := s.comeBack(w, r)
	if err != nil {
		f := fault.Of(err)
		s.deps.Logger.WarnContext(ctx, "sign-in with a provider refused",
			slog.String("origin", wayOf(ctx).Address.String()), slog.String("code", f.Code), slog.Any("error", err))
		page := "/sign-in"
		if !callerOf(ctx).IsNobody() {
			page = "/account"
		}
		if target == provenPath {
			page = provenPath
		}
		target = page + "?" + url.Values{"problem": {f.Code}}.Encode()
	}
	http.Redirect(w, r, target, http.StatusSeeOther)
}

// provenPath is where who went to prove that it is still them comes back to, in a
// window of its own.
const provenPath = "/proven"

// comeBack is providerReturn without what goes wrong. The target is provenPath also
// with an error of who went to prove something.
func (s *Server) comeBack(w http.ResponseWriter, r *http.Request) (target string, err error) {
	ctx := r.Context()
	if wayOf(ctx).Safety == reach.Exposed {
		return "", errExposed
	}
	spent := awayCookie(ctx, "", 0)
	spent.MaxAge = -1
	secret := ""
	if cookie, err := r.Cookie(spent.Name); err == nil {
		secret = cookie.Value
	}
	http.SetCookie(w, &spent)
	on := access.Device{Origin: wayOf(ctx).Address.String(), Agent: r.UserAgent()}
	back, err := s.deps.Access.Return(ctx, callerOf(ctx), secret, r.URL.Query(), fromOf(ctx))
	if back.Proof {
		return provenPath, err
	}
	if err != nil {
		return "", err
	}
	if back.Added {
		return "/account?" + url.Values{"added": {string(back.By)}}.Encode(), nil
	}
	on.By, on.BothFactors, on.AskedAt = back.By, back.BothFactors, back.AskedAt
	step, err := s.deps.Sessions.SignIn(ctx, back.Person, on)
	if err != nil {
		return "", err
	}
	here := leftCookie(ctx, -1)
	http.SetCookie(w, &here)
	if step != "" { // behind the #, so that no server logs it
		ways, err := s.deps.Access.StepWays(ctx, step)
		return "/sign-in?" + url.Values{"next": {back.Next}}.Encode() + "#step=" + step + "&ways=" + strings.Join(ways, "+"), err
	}
	s.deps.Logger.InfoContext(ctx, "signed in", slog.String("personId", string(back.Person.ID)), slog.String("origin", on.Origin), slog.String("by", string(back.By)))
	return back.Next, nil
}

func (s *Server) listMyIdentities(ctx context.Context, a actor.Actor, _ *none) (*body[List[IdentityEntry]], error) {
	return s.identities(ctx, a, a.PersonID)
}

func (s *Server) listIdentities(ctx context.Context, a actor.Actor, in *PersonInput) (*body[List[IdentityEntry]], error) {
	return s.identities(ctx, a, in.ID)
}

func (s *Server) identities(ctx context.Context, a actor.Actor, id actor.PersonID) (*body[List[IdentityEntry]], error) {
	found, err := s.deps.Access.Identities(ctx, a, id)
	if err != nil {
		return nil, err
	}
	return listOf(found, func(i access.Identity) IdentityEntry {
		return IdentityEntry{Provider: i.Provider, Mail: i.Mail, CreatedAt: i.CreatedAt, LastUsedAt: timeOrNone(i.UsedAt)}
	}), nil
}

func (s *Server) removeMyIdentity(ctx context.Context, a actor.Actor, in *identityProofInput) (*none, error) {
	return nil, s.deps.Access.RemoveIdentity(ctx, a, in.Body.Provider, in.Body.Password, in.origin)
}

func (s *Server) dropIdentity(ctx context.Context, a actor.Actor, in *dropIdentityInput) (*none, error) {
	return nil, s.deps.Access.DropIdentity(ctx, a, in.ID, in.Body.Provider)
}
