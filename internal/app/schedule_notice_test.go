package app

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/config"
	"github.com/recomamp/recomamp/internal/notify"
	"github.com/recomamp/recomamp/internal/schedule"
)

func TestSchedulesThatOneConnectionStoppedJoinItsNotice(t *testing.T) {
	t.Parallel()
	core, err := OpenCore(t.Context(), CoreConfig{Storage: config.Storage{DataDir: t.TempDir()}, Logger: slog.New(slog.DiscardHandler)})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, core.Close()) })
	write := func(fn func(ctx context.Context, tx bun.Tx) error) {
		t.Helper()
		require.NoError(t, core.DB.Write(t.Context(), scheduling, fn))
	}
	now := time.Now().UTC()
	for _, statement := range []string{
		`INSERT INTO person (id, email, email_key, name, role, password_hash, created_at, updated_at) VALUES ('ada', 'a', 'a', 'Ada', 'owner', '', ?0, ?0)`,
		`INSERT INTO connection (id, person_id, region, state, problem_code, problem, token_version, lease_holder, discovery_problem, created_at, updated_at)
		 VALUES ('con1', 'ada', 'NA', 'needs_reconnect', '', '', 1, '', '', ?0, ?0)`,
		`INSERT INTO client (id, advertiser, name, color, version, created_at, updated_at) VALUES ('c1', 'Kestrel', 'Kestrel', 'teal', 1, ?0, ?0), ('c2', 'Heron', 'Heron', 'red', 1, ?0, ?0)`,
		`INSERT INTO instance (id, amazon_id, client_id, connection_id, amazon_account, marketplace_id, region, name, amazon_name, type, creation_status, version, seen_at, created_at, updated_at)
		 VALUES ('i1', 'amc1', 'c1', 'con1', 'E', 'M', 'NA', 'US', 'US', 'STANDARD', 'COMPLETED', 1, ?0, ?0, ?0), ('i2', 'amc2', 'c2', 'con1', 'E', 'M', 'NA', 'CA', 'CA', 'STANDARD', 'COMPLETED', 1, ?0, ?0, ?0)`,
		`INSERT INTO query (id, name, name_key, description, version, revision, created_by, created_at, updated_by, updated_at) VALUES ('q1', 'Reach', 'reach', '', 1, 1, 'ada', ?0, 'ada', ?0)`,
	} {
		write(func(ctx context.Context, tx bun.Tx) error {
			_, err := tx.NewRaw(statement, now).Exec(ctx)
			return err
		})
	}
	for _, id := range []actor.ScheduleID{"s1", "s2"} {
		write(func(ctx context.Context, tx bun.Tx) error {
			_, err := tx.NewRaw(`INSERT INTO schedule (id, query_id, name, name_key, description, parameter_values, window_spec, rule, settle, catch_up, overlap,
					jitter_seconds, timeout_seconds, pause_after, state, failures, pause_cause, pause_class, pause_message, pause_next,
					responsible_id, version, created_by, created_at, updated_by, updated_at)
				VALUES (?0, 'q1', ?0, ?0, '', '{}', '{}', '{}', 'run', 'latest', 'skip', 0, 900, 3, 'paused', 0, '', '', '', '', 'ada', 1, 'ada', ?1, 'ada', ?1)`, id, now).Exec(ctx)
			return err
		})
	}
	raiser := scheduleNotices{notices: core.Notices, clock: core.Clock}
	raise := func(n schedule.Notice) {
		t.Helper()
		write(func(ctx context.Context, tx bun.Tx) error { return raiser.Raise(ctx, tx, n) })
	}
	open := func() []notify.Notice {
		t.Helper()
		found, err := core.Notices.List(t.Context(), actor.System("test"), notify.Filter{State: notify.Open}, 10)
		require.NoError(t, err)
		return found
	}
	raise(schedule.Notice{Kind: schedule.NoticePaused, Cause: schedule.ConnectionCause, Subject: "Amazon must be connected again", ScheduleID: "s1", InstanceIDs: []actor.InstanceID{"i1"}})
	raise(schedule.Notice{Kind: schedule.NoticePaused, Cause: schedule.ConnectionCause, Subject: "Amazon must be connected again", ScheduleID: "s2", InstanceIDs: []actor.InstanceID{"i1", "i2"}})
	found := open()
	require.Len(t, found, 1)
	require.Equal(t, "connection:con1", found[0].Cause)
	require.Equal(t, "2 schedules are paused", found[0].Title)

	raise(schedule.Notice{Kind: schedule.NoticePaused, Cause: "schedule:s1", Subject: "The schedule s1 is paused", Text: "Ada has left.", ScheduleID: "s1", InstanceIDs: []actor.InstanceID{"i1"}})
	require.Len(t, open(), 2, "another cause is not hidden by that of the connection")
	write(func(ctx context.Context, tx bun.Tx) error { return raiser.Resolve(ctx, tx, "schedule:s1") })

	raise(schedule.Notice{Kind: schedule.NoticeFailed, Cause: "schedule_failed:s1:permanent", Subject: "The schedule s1 failed", Text: "Bad SQL", Next: "Correct it.", ScheduleID: "s1", InstanceIDs: []actor.InstanceID{"i2"}})
	raise(schedule.Notice{Kind: schedule.NoticeLate, Cause: "schedule_late", Subject: "The schedule s1 is late", ScheduleID: "s1"})
	found = open()
	require.Len(t, found, 3)
	require.NotZero(t, found[0].EndsAt)
	require.EqualValues(t, "c2", found[1].ClientID)
	require.Equal(t, "Bad SQL. Correct it.", found[1].Body)
	require.Equal(t, "/schedules/s1", found[1].NextPath)
}
