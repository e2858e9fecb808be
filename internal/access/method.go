package access

import (
	"context"
	"fmt"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/fault"
)

// Method is how somebody proved who they are when a session began.
type Method string

// The methods.
const (
	ByPassword     Method = "password" // or by a one-time link, which sets one
	BySingleSignOn Method = "single_sign_on"
	ByPasskey      Method = "passkey"
	ByAmazon       Method = "amazon"
)

// byProvider reports whether it was a provider who said who they are.
func (m Method) byProvider() bool { return m == BySingleSignOn || m == ByAmazon }

// errSingleSignOnOnly answers who may come by the provider only. It is said to who
// has proven that the account is theirs, and to nobody else.
var errSingleSignOnOnly = fault.New(fault.Forbidden, "session.single_sign_on_only", "Your organisation has you sign in with its own provider.").
	WithNext("Go back to the sign-in page and use the button for it. If it does not know you, ask an owner for a link.")

// mayEnterBy refuses methods that the organisation allows no more. Owners may
// use a password all the same: somebody has to get in when the provider is away.
func mayEnterBy(ctx context.Context, tx bun.Tx, method Method, role actor.Role) error {
	if method == BySingleSignOn || role == actor.Owner {
		return nil
	}
	only, err := singleSignOnOnly(ctx, tx)
	if err != nil || !only {
		return err
	}
	return errSingleSignOnOnly
}

// endOwnersMethods ends the sessions of who is owner no more, when one of them was
// begun in a way that owners alone have.
func (s *Service) endOwnersMethods(ctx context.Context, tx bun.Tx, a actor.Actor, id actor.PersonID) error {
	only, err := singleSignOnOnly(ctx, tx)
	if err != nil || !only {
		return err
	}
	other, err := tx.NewSelect().Model((*sessionRow)(nil)).
		Where("person_id = ? AND method <> ? AND ended_at IS NULL AND expires_at > ?", id, BySingleSignOn, s.clock.Now()).Exists(ctx)
	if err != nil {
		return fmt.Errorf("look for sessions of another kind: %w", err)
	}
	if other {
		_, err = s.endSessions(ctx, tx, a, id, "")
	}
	return err
}

func singleSignOnOnly(ctx context.Context, tx bun.Tx) (bool, error) {
	only, err := tx.NewSelect().Model((*singleSignOnRow)(nil)).Where("enabled AND required").Exists(ctx)
	if err != nil {
		return false, fmt.Errorf("read whether single sign-on is required: %w", err)
	}
	return only, nil
}
