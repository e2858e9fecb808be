package schedule

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/execution"
)

func TestAnalyticsOfASchedule(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, f *fixture) {
		s := f.create(nil)
		took := time.Duration(0)
		for i := range 8 {
			f.advance(time.Minute - took) // half past the minute
			o := f.last(s.ID)
			took = time.Duration(i) * 1500 * time.Millisecond
			f.time.Advance(took)
			if i == 3 {
				f.finish(o, execution.Failed, execution.Permanent)
			} else {
				f.finish(o, execution.Succeeded, "")
			}
		}
		span := AnalyticsFilter{ScheduleID: s.ID, From: start, Until: start.Add(time.Hour)}
		got, err := f.Analyse(t.Context(), f.owner, span)
		require.NoError(t, err)
		require.InDelta(t, 7.0/8, *got.SuccessRate, 0.001)
		require.Equal(t, map[OccurrenceState]int{Succeeded: 7, Failed: 1}, got.Counts)
		require.Equal(t, map[string]int{"permanent": 1}, got.Failures)
		// Those that succeeded took 0, 1.5, 3, 6, 7.5, 9 and 10.5 s.
		require.Equal(t, Spread{Count: 8, Median: 30 * time.Second, Upper: 30 * time.Second}, got.Lateness)
		require.Equal(t, Spread{Count: 7, Median: 6 * time.Second, Upper: 10500 * time.Millisecond}, got.Duration)
		require.Equal(t, []DayAnalytics{{Tally: Tally{Succeeded: 7, Failed: 1}, Day: "2026-03-10", Duration: got.Duration, Lateness: got.Lateness}}, got.Days)
		require.Len(t, got.Schedules, 1)
		one := got.Schedules[0]
		require.Equal(t, Tally{Succeeded: 7, Failed: 1}, one.Tally)
		require.Equal(t, 4, one.Streak, "since the one that failed")
		require.InDelta(t, 5.0, *one.Trend, 0.001, "1.5 s in the middle of the earlier half, 9 s of the later one")
		require.Equal(t, got.Duration, one.Duration)

		span.From = start.Add(4 * time.Minute)
		later, err := f.Analyse(t.Context(), f.owner, span)
		require.NoError(t, err)
		require.Equal(t, 4, later.Counts[Succeeded], "those that were due from then on")
		span.ScheduleID = "none"
		_, err = f.Analyse(t.Context(), f.owner, span)
		require.ErrorIs(t, err, ErrNotFound)
		for _, until := range []time.Time{span.From, span.From.Add(MaxAnalysed + time.Second)} {
			_, err = f.Analyse(t.Context(), f.owner, AnalyticsFilter{From: span.From, Until: until})
			require.ErrorIs(t, err, ErrAnalyticsSpan)
		}
	})
}

func TestAnalyticsOfAllSchedulesAndOfAClients(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, f *fixture) {
		other := actor.NewID[actor.ClientID]()
		f.exec(`INSERT INTO client (id, advertiser, name, color, version, created_at, updated_at) VALUES (?0, ?0, 'Heron', 'teal', 1, ?1, ?1)`, other, start)
		f.exec("UPDATE instance SET client_id = ? WHERE id = ?", other, f.instances[1])
		mine := f.create(func(c *Content) { c.Name = "Mine" })
		theirs := f.create(func(c *Content) { c.Name, c.Targets = "Theirs", []Target{{InstanceID: f.instances[1]}} })
		for range 5 {
			f.advance(time.Minute)
			f.finish(f.last(mine.ID), execution.Succeeded, "")
			f.finish(f.last(theirs.ID), execution.Failed, execution.Permanent) // paused after the third
		}
		_, err := f.Resume(t.Context(), f.owner, theirs.ID)
		require.NoError(t, err)
		span := AnalyticsFilter{From: start, Until: start.Add(time.Hour)}
		all, err := f.Analyse(t.Context(), f.owner, span)
		require.NoError(t, err)
		require.Equal(t, map[OccurrenceState]int{Succeeded: 5, Failed: 3, Skipped: 2}, all.Counts)
		require.Equal(t, []string{"Theirs", "Mine"}, []string{all.Schedules[0].Name, all.Schedules[1].Name}, "the most failures first")
		require.Equal(t, Tally{Failed: 3, Skipped: 2}, all.Schedules[0].Tally)
		require.Zero(t, all.Schedules[0].Streak)
		span.ClientID = other
		some, err := f.Analyse(t.Context(), f.owner, span)
		require.NoError(t, err)
		require.Equal(t, map[OccurrenceState]int{Failed: 3, Skipped: 2}, some.Counts)
		require.Len(t, some.Schedules, 1)
		nobody, err := f.Analyse(t.Context(), actor.Person(f.owner.PersonID, "Guest", ""), span)
		require.NoError(t, err)
		require.Empty(t, nobody.Counts)
	})
}

func TestOnlySoManySchedulesStandOneByOne(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, f *fixture) {
		s := f.create(nil)
		f.advance(30 * time.Second)
		f.finish(f.last(s.ID), execution.Succeeded, "")
		for i := range MaxStandings + 2 {
			id := fmt.Sprint("copy-", i)
			f.exec(`INSERT INTO schedule (id, query_id, name, name_key, description, parameter_values, window_spec, rule, settle, catch_up, overlap, jitter_seconds,
				timeout_seconds, pause_after, state, failures, pause_cause, pause_class, pause_message, pause_next, responsible_id, version,
				created_by, created_at, updated_by, updated_at)
				SELECT ?1, query_id, name, name_key, description, parameter_values, window_spec, rule, settle, catch_up, overlap, jitter_seconds,
				timeout_seconds, pause_after, 'paused', failures, pause_cause, pause_class, pause_message, pause_next, responsible_id, version,
				created_by, created_at, updated_by, updated_at FROM schedule WHERE id = ?0`, s.ID, id)
			f.exec(`INSERT INTO occurrence (id, schedule_id, series, kind, due_at, through_at, instants, local_due, zone, state, reason_code, reason_message, reason_next,
				start_at, queued, resumes, window_zone, query_id, query_version, timeout_seconds, error_class, created_at)
				SELECT ?1, ?1, series, kind, due_at, through_at, instants, local_due, zone, 'failed', '', '', '', start_at, queued, resumes, window_zone, query_id, query_version,
				timeout_seconds, 'permanent', created_at FROM occurrence WHERE schedule_id = ?0`, s.ID, id)
		}
		got, err := f.Analyse(t.Context(), f.owner, AnalyticsFilter{From: start, Until: start.Add(time.Hour)})
		require.NoError(t, err)
		require.Len(t, got.Schedules, MaxStandings)
		require.Equal(t, 3, got.Left)
		require.Equal(t, MaxStandings+2, got.Counts[Failed], "all are counted")
	})
}

// What is wrong on an instance is told to who may see it.
func TestAnalyticsTellNoClassOfFailureFromHiddenInstances(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, f *fixture) {
		people := rights{}
		part := f.give(people, "part", actor.Viewer, f.instances[0])
		whole := f.give(people, "whole", actor.Viewer, f.instances...)
		mine := f.create(func(c *Content) { c.Name = "Mine" })
		both := f.create(func(c *Content) {
			c.Name, c.Targets = "Both", []Target{{InstanceID: f.instances[0]}, {InstanceID: f.instances[1]}}
		})
		f.advance(time.Minute)
		f.finish(f.last(mine.ID), execution.Failed, execution.Permanent)
		f.finish(f.last(both.ID), execution.Failed, execution.AccessLost)
		failures := func(a actor.Actor) map[string]int {
			got, err := f.Analyse(t.Context(), a, AnalyticsFilter{From: start, Until: start.Add(time.Hour)})
			require.NoError(t, err)
			return got.Failures
		}
		require.Equal(t, map[string]int{"permanent": 1, string(execution.AccessLost): 1}, failures(f.owner))
		require.Equal(t, failures(f.owner), failures(whole))
		require.Equal(t, map[string]int{"permanent": 1, "hidden": 1}, failures(part))
	})
}
