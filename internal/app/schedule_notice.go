package app

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/clock"
	"github.com/recomamp/recomamp/internal/notify"
	"github.com/recomamp/recomamp/internal/schedule"
)

// lateFor is how long it is worth knowing that a schedule was late.
const lateFor = 24 * time.Hour

// scheduleNotices raises what schedules have to tell as notices.
type scheduleNotices struct {
	notices *notify.Service
	clock   clock.Clock
}

var _ schedule.Notices = scheduleNotices{}

var scheduling = actor.System("schedule.notice")

// target is an instance of a schedule, and by which connection it is reached.
type target struct {
	ID           actor.InstanceID   `bun:"id"`
	ClientID     actor.ClientID     `bun:"client_id"`
	ConnectionID actor.ConnectionID `bun:"connection_id"`
}

// Raise implements schedule.Notices. What a connection stopped joins the notice
// of that connection.
func (s scheduleNotices) Raise(ctx context.Context, tx bun.Tx, n schedule.Notice) error {
	var name string
	if err := tx.NewSelect().Table("schedule").Column("name").Where("id = ?", n.ScheduleID).Scan(ctx, &name); err != nil {
		return fmt.Errorf("read name of schedule %s: %w", n.ScheduleID, err)
	}
	var targets []target
	if len(n.InstanceIDs) > 0 {
		err := tx.NewSelect().Table("instance").ColumnExpr("id, client_id, COALESCE(connection_id, '') AS connection_id").
			Where("id IN (?)", bun.List(n.InstanceIDs)).Order("id").Scan(ctx, &targets)
		if err != nil {
			return fmt.Errorf("read instances of schedule %s: %w", n.ScheduleID, err)
		}
	}
	of := notify.Subject{Kind: "schedule", ID: string(n.ScheduleID), Name: name}
	r := notify.Raise{
		Kind: notify.KindSchedule, Severity: notify.Warning, Cause: n.Cause, Title: n.Subject, Body: sentence(n.Text) + " " + n.Next,
		Next: notify.Next{Label: "Open the schedule", Path: "/schedules/" + string(n.ScheduleID)},
	}
	switch {
	case len(targets) == 1:
		r.ClientID, r.InstanceID = targets[0].ClientID, targets[0].ID
		of.ClientID, of.InstanceID = r.ClientID, r.InstanceID
	case ofOneClient(targets):
		r.ClientID, of.ClientID = targets[0].ClientID, targets[0].ClientID
	}
	r.Subjects = []notify.Subject{of}
	switch n.Kind {
	case schedule.NoticeLate:
		r.Many, r.EndsAt = "%d schedules are late", s.clock.Now().Add(lateFor)
	case schedule.NoticeFailed:
		r.Many = "%d schedules failed"
	case schedule.NoticeBroken:
		r.Severity, r.Many = notify.Urgent, "%d schedules stand still"
	case schedule.NoticePaused:
		r.Severity, r.Many = notify.Urgent, "%d schedules stand still"
		if n.Cause != schedule.ConnectionCause {
			break // what else stopped it stays when the connection is mended
		}
		if joined, err := s.join(ctx, tx, r, targets); err != nil || joined {
			return err
		}
	}
	return s.notices.Raise(ctx, tx, scheduling, r)
}

// sentence is a text that something may follow: what Amazon says often ends without a stop.
func sentence(text string) string {
	if text == "" || strings.ContainsAny(text[len(text)-1:], ".!?") {
		return text
	}
	return text + "."
}

func ofOneClient(targets []target) bool {
	for _, t := range targets {
		if t.ClientID != targets[0].ClientID {
			return false
		}
	}
	return len(targets) > 0
}

// join has a schedule join the notices of the connections it waits for, if any.
func (s scheduleNotices) join(ctx context.Context, tx bun.Tx, r notify.Raise, targets []target) (bool, error) {
	r.Many, r.Next = "%d schedules are paused", notify.Next{Label: "Reconnect", Path: "/connections"}
	r.ClientID, r.InstanceID = "", "" // a connection belongs to no client
	seen, joined := map[actor.ConnectionID]bool{}, false
	for _, t := range targets {
		if seen[t.ConnectionID] {
			continue
		}
		seen[t.ConnectionID] = true
		lost, err := tx.NewSelect().Table("connection").Where("id = ? AND state = 'needs_reconnect'", t.ConnectionID).Exists(ctx)
		if err != nil {
			return false, fmt.Errorf("read connection %s: %w", t.ConnectionID, err)
		}
		if !lost {
			continue
		}
		r.Cause = notify.Cause("connection", string(t.ConnectionID))
		if err := s.notices.Raise(ctx, tx, scheduling, r); err != nil {
			return false, err
		}
		joined = true
	}
	return joined, nil
}

// Resolve implements schedule.Notices.
func (s scheduleNotices) Resolve(ctx context.Context, tx bun.Tx, cause string) error {
	return s.notices.Resolve(ctx, tx, scheduling, cause)
}
