package access

import (
	"context"
	"fmt"

	"github.com/uptrace/bun"
)

// Ways are the ways to sign in besides the password, for who is not signed in.
type Ways struct {
	SingleSignOn     string // what its button says; empty when it is off
	SingleSignOnOnly bool   // for all but owners
	Amazon           string // what its button says; empty when it is off, or not for who asks

	Passkeys       bool   // somebody here can sign in with one
	PasskeyHost    string // the only host at whose pages browsers have them; empty when there is none
	PasskeyAddress string // of those pages
}

// Ways returns the ways to sign in. Local is whether whoever asks sits at the machine
// itself.
func (s *Service) Ways(ctx context.Context, local bool) (Ways, error) {
	ways := Ways{PasskeyHost: s.site.Host, PasskeyAddress: s.site.Address}
	err := s.db.Read(ctx, system, func(ctx context.Context, tx bun.Tx) error {
		row, err := findSingleSignOn(ctx, tx)
		if err != nil {
			return err
		}
		if row != nil && row.Enabled {
			ways.SingleSignOn, ways.SingleSignOnOnly = row.Label, row.Required
		}
		amazon, err := s.findAmazon(ctx, tx)
		if err != nil {
			return err
		}
		switch {
		case amazon == nil || !amazon.Enabled:
		case !s.config.Amazon.Sandbox:
			ways.Amazon = "Amazon"
		case local:
			ways.Amazon = "Amazon (sandbox)"
		}
		ways.Passkeys, err = tx.NewSelect().Model((*passkeyRow)(nil)).Where("host = ? AND copied_at IS NULL", s.site.Host).Exists(ctx)
		if err != nil {
			return fmt.Errorf("see whether there are passkeys: %w", err)
		}
		return nil
	})
	return ways, err
}
