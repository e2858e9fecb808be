package httpapi

import (
	"context"
	"net/http"
	"time"

	"github.com/recomamp/recomamp/internal/access"
	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/audit"
	"github.com/recomamp/recomamp/internal/sso"
)

// AmazonSignIn is how people sign in with Amazon.
type AmazonSignIn struct {
	AmazonSignInTerms

	ClientSecret string     `json:"clientSecret" enum:"stored,setting" doc:"Where it is: stored, or a setting of the program with its own app. It is never shown."`
	OwnClientID  string     `json:"ownClientId" doc:"Of the program's own app, which is used where no client id is given."`
	Sandbox      bool       `json:"sandbox" doc:"The sandbox stands in for Amazon: nobody is asked for a password, so it lets in only who sits at the machine."`
	RedirectURL  string     `json:"redirectUrl" doc:"To be registered at Amazon."`
	Linked       int        `json:"linked" doc:"People who can sign in with it."`
	ChangedBy    string     `json:"changedBy,omitempty" doc:"Name of who changed it last."`
	ChangedAt    *time.Time `json:"changedAt,omitempty"`
}

// AmazonSignInTerms are what an owner says about it.
type AmazonSignInTerms struct {
	Enabled  bool   `json:"enabled"`
	Region   string `json:"region" enum:"NA,EU,FE" doc:"At whose page people consent."`
	ClientID string `json:"clientId" maxLength:"500" doc:"Of the app registered with Login with Amazon; empty: the program's own."`
}

type setAmazonSignInInput struct {
	Body struct {
		AmazonSignInTerms

		ClientSecret *string `json:"clientSecret,omitempty" maxLength:"2000" doc:"Absent: the one that is stored stays."`
	}
}

func (s *Server) amazonSignInRoutes() {
	signedIn(s, failing(operation(http.MethodGet, "/amazon-sign-in", "getAmazonSignIn", "people", "How people sign in with Amazon"),
		http.StatusForbidden), s.getAmazonSignIn)
	signedIn(s, failing(sensitive(acting(operation(http.MethodPut, "/amazon-sign-in", "setAmazonSignIn", "people", "Say how people sign in with Amazon"), audit.AmazonSignInChanged), access.PolicyChange),
		http.StatusForbidden), s.setAmazonSignIn)
	signedIn(s, failing(reading(operation(http.MethodPost, "/amazon-sign-in/test", "testAmazonSignIn", "people", "Ask Amazon whether it knows us; nobody signs in")),
		http.StatusForbidden, http.StatusConflict, http.StatusServiceUnavailable), s.testAmazonSignIn)
}

func (s *Server) getAmazonSignIn(ctx context.Context, a actor.Actor, _ *none) (*body[AmazonSignIn], error) {
	return amazonSignInAnswer(s.deps.Access.AmazonSignIn(ctx, a))
}

func (s *Server) setAmazonSignIn(ctx context.Context, a actor.Actor, in *setAmazonSignInInput) (*body[AmazonSignIn], error) {
	t := in.Body.AmazonSignInTerms
	return amazonSignInAnswer(s.deps.Access.SetAmazonSignIn(ctx, a, access.AmazonSignIn{Enabled: t.Enabled, Region: t.Region, ClientID: t.ClientID}, in.Body.ClientSecret))
}

func amazonSignInAnswer(p access.AmazonSignIn, err error) (*body[AmazonSignIn], error) {
	if err != nil {
		return nil, err
	}
	return &body[AmazonSignIn]{AmazonSignIn{
		AmazonSignInTerms: AmazonSignInTerms{Enabled: p.Enabled, Region: p.Region, ClientID: p.ClientID},
		ClientSecret:      p.Secret, OwnClientID: p.OwnClientID, Sandbox: p.Sandbox, RedirectURL: p.RedirectURL, Linked: p.Linked,
		ChangedBy: p.ChangedBy, ChangedAt: timeOrNone(p.ChangedAt),
	}}, nil
}

func (s *Server) testAmazonSignIn(ctx context.Context, a actor.Actor, _ *none) (*body[SingleSignOnReport], error) {
	return reportAnswer(s.deps.Access.TestAmazonSignIn(ctx, a))
}

func reportAnswer(found sso.Report, err error) (*body[SingleSignOnReport], error) {
	if err != nil {
		return nil, err
	}
	report := SingleSignOnReport{AuthorizeURL: found.AuthorizeURL, PKCE: found.PKCE, Client: "known"}
	if found.Unsure {
		report.Client = "unsure"
	}
	return &body[SingleSignOnReport]{report}, nil
}
