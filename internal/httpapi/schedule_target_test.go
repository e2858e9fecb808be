package httpapi

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/instance"
)

// A target says why nothing can run on it any more, the client that leaves
// before all else. What comes back by itself or by a new consent is no reason to
// take it out of a schedule.
func TestATargetSaysWhyNothingCanRunOnItAnyMore(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 10, 4, 9, 30, 0, 0, time.FixedZone("east", 2*60*60))
	reached := instance.Instance{Client: instance.Client{Name: "Northwind"}, ConnectionID: "c1", ConnectionState: "active", CreationStatus: "COMPLETED"}
	with := func(change func(*instance.Instance)) instance.Instance {
		changed := reached
		change(&changed)
		return changed
	}
	for name, c := range map[string]struct {
		on   instance.Instance
		want *Trouble
	}{
		"reached": {on: reached},
		"gone": {
			on: with(func(i *instance.Instance) { i.GoneAt = at }),
			want: &Trouble{
				Code: "instance.gone", Message: "Amazon has not listed this instance since 4 Oct 2026, 07:30 UTC.",
				Next: "Check in the AMC console whether it was deleted or access was taken away, or take it out of the schedule.",
			},
		},
		"its client leaves": {
			on: with(func(i *instance.Instance) { i.Client.OffBoardedAt, i.GoneAt = at, at }),
			want: &Trouble{
				Code: "client.off_boarded", Message: "Its client Northwind is being off-boarded: nothing runs for it.",
				Next: "Take the client back, or take the instance out of the schedule.",
			},
		},
		"without a connection": {on: with(func(i *instance.Instance) { i.ConnectionID = "" })},
		"needs a person":       {on: with(func(i *instance.Instance) { i.ConnectionState = "needs_reconnect" })},
		"being made":           {on: with(func(i *instance.Instance) { i.CreationStatus = "IN_PROGRESS" })},
	} {
		require.Equal(t, c.want, targetTrouble(c.on), name)
	}
}

// What waits for a connection says so, to who can mend it and to who has to ask,
// unless nothing runs there any more.
func TestATargetSaysWhatWaitsForItsConnection(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 10, 4, 9, 30, 0, 0, time.UTC)
	reached := instance.Instance{Client: instance.Client{Name: "Northwind"}, ConnectionID: "c1", ConnectionState: "healthy", CreationStatus: "COMPLETED"}
	owner, member := actor.Person("p1", "", actor.Owner), actor.Person("p2", "", actor.Member)
	for name, c := range map[string]struct {
		change                func(*instance.Instance)
		code, owners, members string
	}{
		"reached":     {change: func(*instance.Instance) {}},
		"being made":  {change: func(i *instance.Instance) { i.CreationStatus = "IN_PROGRESS" }},
		"gone":        {change: func(i *instance.Instance) { i.GoneAt, i.ConnectionState = now, "needs_reconnect" }},
		"leaves":      {change: func(i *instance.Instance) { i.Client.OffBoardedAt, i.ConnectionID = now, "" }},
		"consent":     {func(i *instance.Instance) { i.ConnectionState = "needs_reconnect" }, "connection.needs_reconnect", "Connect Amazon again", "Ask an owner"},
		"unconnected": {func(i *instance.Instance) { i.ConnectionID = "" }, "instance.disconnected", "Connect Amazon under Connections", "Ask an owner"},
		"no token":    {func(i *instance.Instance) { i.ConnectionState = "expired" }, "connection.expired", "Connections says why", "ask an owner"},
	} {
		changed := reached
		c.change(&changed)
		forOwner, forMember := targetWait(owner, changed), targetWait(member, changed)
		if c.code == "" {
			require.Nil(t, forOwner, name)
			require.Nil(t, forMember, name)
			continue
		}
		require.Equal(t, c.code, forOwner.Code, name)
		require.Contains(t, forOwner.Message, "Runs wait", name)
		require.Contains(t, forOwner.Next, c.owners, name)
		require.Equal(t, forOwner.Message, forMember.Message, name)
		require.Contains(t, forMember.Next, c.members, name)
	}
}
