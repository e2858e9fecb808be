package sso

import (
	"context"
	"net/url"
)

// Provider is a provider together with how we are known there.
type Provider interface {
	// Begin returns the address to send the browser to. Anew asks for the person
	// whatever session the provider still has of them, where it can be asked to.
	Begin(ctx context.Context, secrets Secrets, anew bool) (string, error)
	// Complete takes the query with which the provider sent the browser back, and
	// returns who it is. State has been checked by then.
	Complete(ctx context.Context, query url.Values, secrets Secrets) (Identity, error)
	// Test asks whether the provider knows us, without anybody signing in.
	Test(ctx context.Context) (Report, error)
}

// With is an OpenID provider by its settings.
func (o *OpenID) With(s OpenIDSettings) Provider { return openID{o, s} }

type openID struct {
	asker    *OpenID
	settings OpenIDSettings
}

func (p openID) Begin(ctx context.Context, secrets Secrets, anew bool) (string, error) {
	return p.asker.Begin(ctx, p.settings, secrets, anew)
}

func (p openID) Complete(ctx context.Context, query url.Values, secrets Secrets) (Identity, error) {
	return p.asker.Complete(ctx, p.settings, query, secrets)
}

func (p openID) Test(ctx context.Context) (Report, error) { return p.asker.Test(ctx, p.settings) }
