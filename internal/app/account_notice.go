package app

import (
	"context"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/access"
	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/notify"
)

// accountNoticeFor is how long somebody is told about their account.
const accountNoticeFor = 30 * 24 * time.Hour

// tells tells a person, or all owners, about an account.
func (core *Core) tells(ctx context.Context, tx bun.Tx, by actor.Actor, about access.AccountNotice) error {
	next := notify.Next{Label: "Look at your account", Path: "/account"}
	if about.PersonID == "" {
		next = notify.Next{Label: "Look at the people", Path: "/people"}
	}
	if strings.HasPrefix(about.About, "approval:") {
		next = notify.Next{Label: "Look at the approvals", Path: "/approvals"}
	}
	return core.Notices.Raise(ctx, tx, by, notify.Raise{
		Kind: notify.KindSystem, Severity: notify.Urgent, Cause: notify.Cause("account", string(about.PersonID), about.About),
		Title: about.Title, Body: about.Body, Next: next,
		PersonID: about.PersonID, EndsAt: core.Clock.Now().Add(accountNoticeFor),
	})
}

// settles takes back what all owners were told about an account.
func (core *Core) settles(ctx context.Context, tx bun.Tx, by actor.Actor, about string) error {
	return core.Notices.Resolve(ctx, tx, by, notify.Cause("account", "", about))
}
