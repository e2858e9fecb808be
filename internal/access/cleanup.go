package access

import (
	"context"
	"fmt"
	"time"

	"github.com/uptrace/bun"
)

// DeleteExpired removes sessions, links and counters that mean nothing any
// more at now.
func DeleteExpired(ctx context.Context, tx bun.Tx, now time.Time) error {
	for what, query := range map[string]*bun.DeleteQuery{
		"sessions":       tx.NewDelete().Model((*sessionRow)(nil)).Where("expires_at < ?", now),
		"begun sign-ins": tx.NewDelete().Model((*stepRow)(nil)).Where("expires_at < ?", now),
		"sign-ins away":  tx.NewDelete().Model((*requestRow)(nil)).Where("expires_at < ?", now),
		"passkeys asked": tx.NewDelete().Model((*passkeyRequestRow)(nil)).Where("expires_at < ?", now),
		"set-up links":   tx.NewDelete().Model((*setupLinkRow)(nil)).Where("expires_at < ?", now),
		"one-time links": tx.NewDelete().Model((*linkRow)(nil)).Where("expires_at < ? AND kind = ?", now, Recovery), // an invitation shows that somebody did not come
		"ended access":   tx.NewDelete().Table("instance_access").Where("until < ?", now),
		"ended clients":  tx.NewDelete().Table("client_access").Where("until < ?", now),
		"failure counts": tx.NewDelete().Model((*throttleRow)(nil)).Where("counted_since < ?", now.Add(-24*time.Hour)),
	} {
		if _, err := query.Exec(ctx); err != nil {
			return fmt.Errorf("delete old %s: %w", what, err)
		}
	}
	return nil
}
