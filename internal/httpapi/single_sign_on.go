package httpapi

import (
	"context"
	"net/http"
	"time"

	"github.com/recomamp/recomamp/internal/access"
	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/audit"
)

// SingleSignOn is the OpenID provider that people of the organisation sign in with.
type SingleSignOn struct {
	SingleSignOnTerms

	ClientSecret string     `json:"clientSecret" enum:"stored,setting,none" doc:"Where it is; it is never shown."`
	RedirectURL  string     `json:"redirectUrl" doc:"To be registered at the provider."`
	Linked       int        `json:"linked" doc:"People who can sign in with it."`
	Unlinked     int        `json:"unlinked" doc:"People, owners apart, who can sign in and whom the provider does not know yet."`
	ChangedBy    string     `json:"changedBy,omitempty" doc:"Name of who changed it last."`
	ChangedAt    *time.Time `json:"changedAt,omitempty"`
}

// SingleSignOnTerms are what an owner says about the provider.
type SingleSignOnTerms struct {
	Enabled     bool              `json:"enabled"`
	Required    bool              `json:"required" doc:"Only owners may use a password."`
	Label       string            `json:"label" maxLength:"40" doc:"What the button on the sign-in page says behind “Sign in with”."`
	Issuer      string            `json:"issuer" maxLength:"2000" doc:"The provider's address, as it names itself."`
	ClientID    string            `json:"clientId" maxLength:"500" doc:"What the provider calls this application."`
	Scopes      []string          `json:"scopes" maxItems:"20" doc:"Asked for besides openid."`
	MailClaim   string            `json:"mailClaim" maxLength:"100" doc:"Which claim is the address; email unless the provider has another."`
	MailDomains []string          `json:"mailDomains" maxItems:"50" doc:"Whose addresses are let in; all when empty."`
	TrustMail   bool              `json:"trustMail" doc:"The provider vouches for addresses of these domains also where it does not say that they are verified."`
	Newcomers   bool              `json:"newcomers" doc:"An account without any access is made for who comes uninvited."`
	Factor      access.FactorRule `json:"factor" enum:"never,told,always" doc:"When the provider counts as both factors: never, when it says so (amr), or always."`
}

type setSingleSignOnInput struct {
	Body struct {
		SingleSignOnTerms

		ClientSecret *string `json:"clientSecret,omitempty" maxLength:"2000" doc:"Absent: the one that is stored stays. Empty: it is taken away."`
	}
}

// SingleSignOnReport is what a test of the provider found.
type SingleSignOnReport struct {
	AuthorizeURL string `json:"authorizeUrl" doc:"The page that browsers are sent to."`
	PKCE         bool   `json:"pkce" doc:"The provider says that it holds codes to the browser (S256)."`
	Client       string `json:"client" enum:"known,unsure" doc:"Whether it took client id and secret for right; unsure when it did not say."`
}

func (s *Server) singleSignOnRoutes() {
	signedIn(s, failing(operation(http.MethodGet, "/single-sign-on", "getSingleSignOn", "people", "The provider that people sign in with"),
		http.StatusForbidden), s.getSingleSignOn)
	signedIn(s, failing(sensitive(acting(operation(http.MethodPut, "/single-sign-on", "setSingleSignOn", "people", "Say which provider people sign in with"), audit.SingleSignOnChanged), access.PolicyChange),
		http.StatusForbidden), s.setSingleSignOn)
	signedIn(s, failing(reading(operation(http.MethodPost, "/single-sign-on/test", "testSingleSignOn", "people", "Ask the provider whether it knows us; nobody signs in")),
		http.StatusForbidden, http.StatusConflict, http.StatusServiceUnavailable), s.testSingleSignOn)
}

func (s *Server) getSingleSignOn(ctx context.Context, a actor.Actor, _ *none) (*body[SingleSignOn], error) {
	return singleSignOnAnswer(s.deps.Access.SingleSignOn(ctx, a))
}

func (s *Server) setSingleSignOn(ctx context.Context, a actor.Actor, in *setSingleSignOnInput) (*body[SingleSignOn], error) {
	t := in.Body.SingleSignOnTerms
	wanted := access.SingleSignOn{
		Enabled: t.Enabled, Required: t.Required, Label: t.Label, Issuer: t.Issuer, ClientID: t.ClientID, Scopes: t.Scopes,
		MailClaim: t.MailClaim, MailDomains: t.MailDomains, TrustMail: t.TrustMail, Newcomers: t.Newcomers, Factor: t.Factor,
	}
	return singleSignOnAnswer(s.deps.Access.SetSingleSignOn(ctx, a, wanted, in.Body.ClientSecret))
}

func singleSignOnAnswer(p access.SingleSignOn, err error) (*body[SingleSignOn], error) {
	if err != nil {
		return nil, err
	}
	return &body[SingleSignOn]{SingleSignOn{
		SingleSignOnTerms: SingleSignOnTerms{
			Enabled: p.Enabled, Required: p.Required, Label: p.Label, Issuer: p.Issuer, ClientID: p.ClientID, Scopes: p.Scopes,
			MailClaim: p.MailClaim, MailDomains: p.MailDomains, TrustMail: p.TrustMail, Newcomers: p.Newcomers, Factor: p.Factor,
		},
		ClientSecret: p.Secret, RedirectURL: p.RedirectURL, Linked: p.Linked, Unlinked: p.Unlinked, ChangedBy: p.ChangedBy, ChangedAt: timeOrNone(p.ChangedAt),
	}}, nil
}

func (s *Server) testSingleSignOn(ctx context.Context, a actor.Actor, _ *none) (*body[SingleSignOnReport], error) {
	return reportAnswer(s.deps.Access.TestSingleSignOn(ctx, a))
}
