package access

import (
	"context"
	"fmt"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/fault"
	"github.com/recomamp/recomamp/internal/sso"
)

// errNoProvider answers a provider that is not there.
var errNoProvider = fault.New(fault.NotFound, "provider.not_found", "Nobody signs in like this here.").
	WithNext("Sign in with your password, or ask an owner.")

// provider is a provider that is switched on, and what its word is worth.
type provider struct {
	sso.Provider

	openID *singleSignOnRow // its settings; nil for Amazon
}

// bothFactors reports whether its word about somebody is worth both factors. Amazon
// does not say what it asked for.
func (p provider) bothFactors(who sso.Identity) bool {
	return p.openID != nil && (p.openID.Factor == FactorAlways || p.openID.Factor == FactorTold && who.TwoFactors())
}

// provider finds one that is switched on. Local is whether whoever asks sits at the
// machine itself. Errors: provider.not_found, sso.off, amazon_sign_in.off,
// amazon_sign_in.sandbox.
func (s *Service) provider(ctx context.Context, by Method, local bool) (found provider, err error) {
	var amazon *amazonRow
	err = s.db.Read(ctx, system, func(ctx context.Context, tx bun.Tx) (err error) {
		switch by {
		case BySingleSignOn:
			found.openID, err = findSingleSignOn(ctx, tx)
		case ByAmazon:
			amazon, err = s.findAmazon(ctx, tx)
		case ByPassword, ByPasskey:
			err = errNoProvider
		default:
			err = errNoProvider
		}
		return err
	})
	switch {
	case err != nil:
		return provider{}, fmt.Errorf("find a provider: %w", err)
	case by == BySingleSignOn && (found.openID == nil || !found.openID.Enabled):
		return provider{}, errSingleSignOnOff
	case by == ByAmazon && (amazon == nil || !amazon.Enabled):
		return provider{}, errAmazonOff
	case by == ByAmazon && s.config.Amazon.Sandbox && !local:
		return provider{}, errSandbox
	case by == ByAmazon:
		found.Provider, err = s.amazonBy(amazon)
		return found, err
	}
	found.Provider, err = s.openIDBy(found.openID)
	return found, err
}
