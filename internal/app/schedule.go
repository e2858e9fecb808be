package app

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/clock"
	"github.com/recomamp/recomamp/internal/notify"
	"github.com/recomamp/recomamp/internal/schedule"
)

// scheduleNotices tells people of schedules in the words of package notify.
type scheduleNotices struct {
	notices *notify.Service
	clock   clock.Clock
}

var scheduler = actor.System("schedule.notice")

// lateFor is how long a missing run is shown; the schedule catches up by itself.
const lateFor = 24 * time.Hour

// Raise implements schedule.Notices.
func (n scheduleNotices) Raise(ctx context.Context, tx bun.Tx, one schedule.Notice) error {
	raise := notify.Raise{
		Kind: notify.KindSchedule, Severity: notify.Warning, Cause: one.Cause, Title: one.Subject, Body: one.Text + " " + one.Next,
		Next:     notify.Next{Label: "Open the schedule", Path: "/schedules/" + string(one.ScheduleID)},
		Subjects: []notify.Subject{{Kind: "schedule", ID: string(one.ScheduleID), Name: one.Name}},
	}
	switch one.Kind {
	case schedule.NoticePaused, schedule.NoticeBroken:
		raise.Severity, raise.Many = notify.Urgent, "%d schedules stand still"
	case schedule.NoticeLate:
		raise.Many, raise.EndsAt = "%d schedules are late", n.clock.Now().Add(lateFor)
	case schedule.NoticeFailed:
		raise.Many = "%d schedules failed"
	}
	if len(one.InstanceIDs) == 1 {
		raise.InstanceID, raise.Subjects[0].InstanceID = one.InstanceIDs[0], one.InstanceIDs[0]
	}
	return n.notices.Raise(ctx, tx, scheduler, raise)
}

// Resolve implements schedule.Notices.
func (n scheduleNotices) Resolve(ctx context.Context, tx bun.Tx, cause string) error {
	return n.notices.Resolve(ctx, tx, scheduler, cause)
}
