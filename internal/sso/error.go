package sso

import (
	"context"
	"errors"
	"net/http"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"github.com/recomamp/recomamp/internal/egress"
	"github.com/recomamp/recomamp/internal/fault"
)

var (
	// ErrAway says that the provider could not be asked.
	ErrAway = fault.New(fault.Unavailable, "sso.unavailable", "The sign-in provider does not answer as it should.").
		WithNext("Try again in a few minutes. If it lasts, an owner signs in with a password and tests the connection under “Single sign-on”.")
	// ErrUnreachable says that our own rules forbid to reach the provider.
	ErrUnreachable = fault.New(fault.Conflict, "sso.address_refused", "The address of the sign-in provider is not on the public internet.").
			WithNext("Correct the issuer. If the provider really is in your own network, whoever runs the program sets RECOMAMP_SSO_ALLOW_PRIVATE.")
	// ErrIssuer says that there is no such provider at the address.
	ErrIssuer = fault.New(fault.Conflict, "sso.issuer_wrong", "There is no OpenID provider by this issuer.").
			WithNext("Copy the issuer from the provider's own page, letter by letter; its address with /.well-known/openid-configuration behind it must answer.")
	// ErrClient says that the provider does not know us by what is set.
	ErrClient = fault.New(fault.Conflict, "sso.client_wrong", "The sign-in provider does not accept the client id or the client secret.").
			WithNext("An owner copies both from the provider's page anew; secrets there often end by a date.")
	// ErrDenied says that the provider sent the browser back without letting in.
	ErrDenied = fault.New(fault.Unauthorized, "sso.denied", "The sign-in provider did not let you in, or you said no there.").
			WithNext("Try again. If it stays, ask whoever runs the provider to give you this application.")
	// ErrNotAnew says that the provider let somebody in whom it was to ask anew.
	ErrNotAnew = fault.New(fault.Unauthorized, "sso.not_anew", "The sign-in provider did not ask who you are, although it was to, so nobody was signed in.").
			WithNext("Sign out at the provider, then sign in here again. If it stays, whoever runs the provider has it honour max_age.")
	// ErrAnswer says that an answer cannot be believed.
	ErrAnswer = fault.New(fault.Unauthorized, "sso.answer_invalid", "The answer of the sign-in provider did not pass our checks, so nobody was signed in.").
			WithNext("Begin again at the sign-in page. If it stays, an owner tests the connection under “Single sign-on”.")
)

// problem says what went wrong while calling the provider.
func problem(err error) error {
	if egress.IsRefused(err) {
		return ErrUnreachable.WithCause(err)
	}
	if mismatch, ok := errors.AsType[*oidc.IssuerMismatchError](err); ok {
		return ErrIssuer.WithCause(mismatch)
	}
	if refusal, ok := errors.AsType[*oauth2.RetrieveError](err); ok {
		return refused(refusal)
	}
	return ErrAway.WithCause(hidden(err))
}

// refused is problem for an error answer of the token endpoint. Its body is not
// kept: some providers repeat there what they were sent.
func refused(refusal *oauth2.RetrieveError) error {
	cause := errors.New("token endpoint answered " + refusal.Response.Status + " " + short(refusal.ErrorCode))
	switch {
	case refusal.ErrorCode == "invalid_client" || refusal.ErrorCode == "unauthorized_client" || refusal.Response.StatusCode == http.StatusUnauthorized:
		return ErrClient.WithCause(cause)
	case refusal.ErrorCode == "invalid_grant":
		return ErrAnswer.WithCause(cause)
	default:
		return ErrAway.WithCause(cause)
	}
}

// hidden is an error of a call without the address that was called, which may
// hold a secret.
func hidden(err error) error {
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		return context.DeadlineExceeded
	case errors.Is(err, context.Canceled):
		return context.Canceled
	default:
		return unaddressed(err)
	}
}

// short bounds a word of a provider's.
func short(word string) string { return word[:min(len(word), 60)] }
