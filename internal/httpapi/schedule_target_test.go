package httpapi

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/internal/instance"
)

// A target says why nothing can run on it any more, the client that leaves
// before all else. What comes back by itself or by a new consent is no reason to
// take it out of a schedule: the notice about the connection says that.
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
