package retention

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/clock"
	"github.com/recomamp/recomamp/internal/database"
	"github.com/recomamp/recomamp/internal/database/databasetest"
	"github.com/recomamp/recomamp/internal/event"
	"github.com/recomamp/recomamp/internal/notify"
	"github.com/recomamp/recomamp/internal/result"
)

var start = time.Date(2026, 3, 10, 12, 0, 0, 0, time.UTC)

const day = 24 * time.Hour

// fixture is a service on a real database with one client, instance and query.
type fixture struct {
	*Service

	t     *testing.T
	time  *clock.Manual
	owner actor.Actor
	files *fakeFiles

	notices *notify.Service
}

// fakeFiles are those of the results, until they are dropped.
type fakeFiles struct {
	dropped []string
	problem error
	done    chan struct{} // is told of each one that is dropped
}

func (f *fakeFiles) Drop(_ context.Context, key string) error {
	if f.problem != nil {
		return f.problem
	}
	f.dropped = append(f.dropped, key)
	if f.done != nil {
		f.done <- struct{}{}
	}
	return nil
}

// on runs test on both databases.
func on(t *testing.T, test func(t *testing.T, f *fixture)) {
	t.Helper()
	databasetest.Run(t, func(t *testing.T, db *database.DB) {
		manual, files := clock.NewManual(start), &fakeFiles{}
		events := event.NewLog(manual)
		notices := notify.New(notify.Dependencies{DB: db, Events: events, Clock: manual}, notify.Config{})
		f := &fixture{t: t, time: manual, files: files, owner: actor.Person("ada", "Ada", actor.Owner), notices: notices, Service: New(Dependencies{
			DB: db, Events: events, Notices: notices, Files: files, Clock: manual, Logger: slog.New(slog.DiscardHandler),
		})}
		for _, statement := range []string{
			`INSERT INTO person (id, email, email_key, name, role, password_hash, created_at, updated_at) VALUES ('ada', 'a', 'a', 'Ada', 'owner', '', ?0, ?0)`,
			`INSERT INTO client (id, advertiser, name, color, version, created_at, updated_at) VALUES ('c1', 'Kestrel', 'Kestrel', 'teal', 1, ?0, ?0)`,
			`INSERT INTO instance (id, amazon_id, client_id, amazon_account, marketplace_id, region, name, amazon_name, type, creation_status, version, seen_at, created_at, updated_at)
			 VALUES ('i1', 'amc1', 'c1', 'E', 'M', 'NA', 'US', 'US', 'STANDARD', 'COMPLETED', 1, ?0, ?0, ?0)`,
			`INSERT INTO query (id, name, name_key, description, version, revision, created_by, created_at, updated_by, updated_at)
			 VALUES ('q1', 'Reach', 'reach', '', 1, 1, 'ada', ?0, 'ada', ?0)`,
			`INSERT INTO execution_text (instance_id, sql_hash, query_name, sql, search_key) VALUES ('i1', 'h', '', 'SELECT 1', 'select 1')`,
		} {
			f.exec(statement, start)
		}
		test(t, f)
	})
}

func (f *fixture) exec(statement string, args ...any) {
	f.t.Helper()
	require.NoError(f.t, f.db.Write(f.t.Context(), f.owner, func(ctx context.Context, tx bun.Tx) error {
		_, err := tx.NewRaw(statement, args...).Exec(ctx)
		return err
	}))
}

// result stores one of an age; query is empty for SQL that was not saved.
func (f *fixture) result(age time.Duration, query string) actor.ExecutionID {
	f.t.Helper()
	at := f.time.Now().Add(-age)
	id := actor.NewIDAt[actor.ExecutionID](at)
	f.exec(`INSERT INTO execution (id, instance_id, query_id, query_name, text_id, sql_hash, parameters, parameter_values, window_start, window_end, window_zone,
			local_start, local_end, synthetic, timeout_seconds, priority, state, attempt, tries, error_class, error_code, error_message, error_next, error_raw,
			output_columns, revision, created_by, created_at)
		SELECT ?0, 'i1', NULLIF(?1, ''), '', id, 'h', '[]', '{}', ?2, ?2, 'UTC', '', '', FALSE, 900, 'interactive', 'succeeded', 1, 0, '', '', '', '', '',
			'[]', 1, 'ada', ?2 FROM execution_text`, id, query, at)
	f.exec(`INSERT INTO result (execution_id, instance_id, columns, row_count, received_bytes, bytes, checksum, blob_key, created_at)
		VALUES (?0, 'i1', '[]', 1, 1, 1, '', ?1, ?2)`, id, "file of "+string(id), at)
	return id
}

func (f *fixture) rule(r Rule) Rule {
	f.t.Helper()
	set, err := f.Set(f.t.Context(), f.owner, r)
	require.NoError(f.t, err)
	return set
}

func (f *fixture) sweep() {
	f.t.Helper()
	require.NoError(f.t, f.Sweep(f.t.Context()))
}

// leaving are the announced ones, the first to go first.
func (f *fixture) leaving() []actor.ExecutionID {
	f.t.Helper()
	all, err := f.Upcoming(f.t.Context(), f.owner, 1000)
	require.NoError(f.t, err)
	ids := []actor.ExecutionID{}
	for _, l := range all {
		ids = append(ids, l.ExecutionID)
	}
	return ids
}

func (f *fixture) keeping(id actor.ExecutionID) (k result.Keeping) {
	f.t.Helper()
	require.NoError(f.t, f.db.Read(f.t.Context(), f.owner, func(ctx context.Context, tx bun.Tx) (err error) {
		k, err = result.KeepingOf(ctx, tx, id)
		return err
	}))
	return k
}

// read tries to read the result of an execution.
func (f *fixture) read(id actor.ExecutionID) error {
	return f.db.Read(f.t.Context(), f.owner, func(ctx context.Context, tx bun.Tx) error {
		_, err := result.Get(ctx, tx, f.owner, id)
		return err
	})
}

func (f *fixture) reminders() (n int64) {
	f.t.Helper()
	require.NoError(f.t, f.db.Read(f.t.Context(), f.owner, func(ctx context.Context, tx bun.Tx) (err error) {
		n, err = tx.NewSelect().Model((*event.Event)(nil)).Where("kind = ? AND actor = ?", event.RetentionChanged, sweeper.Setting()).Count(ctx)
		return err
	}))
	return n
}

// told are the open notices.
func (f *fixture) told() []notify.Notice {
	f.t.Helper()
	open, err := f.notices.List(f.t.Context(), f.owner, notify.Filter{State: notify.Open}, 10)
	require.NoError(f.t, err)
	return open
}

func TestAnAnnouncementIsANoticeUntilItIsTakenBack(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, f *fixture) {
		f.result(40*day, "q1")
		set := f.rule(Rule{ClientID: "c1", KeepDays: 30})
		f.sweep()
		f.sweep()
		told := f.told()
		require.Len(t, told, 1)
		require.Equal(t, "Results of “US” will be dropped", told[0].Title)
		require.EqualValues(t, "i1", told[0].InstanceID)
		require.Equal(t, start.Add(Notice), told[0].EndsAt)
		require.NoError(t, f.Remove(t.Context(), f.owner, set))
		f.sweep()
		require.Empty(t, f.told())
	})
}

func TestWhatARuleDoesNotKeepIsDue(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		rule Rule
		want []int // of the results below
	}{
		"by age":         {Rule{KeepDays: 30}, []int{0, 1, 2}},
		"newest":         {Rule{KeepLast: 2}, []int{0, 1}},
		"age and newest": {Rule{KeepDays: 30, KeepLast: 3}, []int{0, 2}},
		"neither":        {Rule{KeepDays: 500}, []int{}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			on(t, func(t *testing.T, f *fixture) {
				all := []actor.ExecutionID{
					f.result(90*day, "q1"), f.result(60*day, "q1"), f.result(50*day, ""), f.result(20*day, "q1"), f.result(10*day, "q1"), f.result(5*day, ""),
				}
				c.rule.ClientID = "c1"
				f.rule(c.rule)
				f.sweep()
				want := []actor.ExecutionID{}
				for _, i := range c.want {
					want = append(want, all[i])
				}
				require.Equal(t, want, f.leaving())
			})
		})
	}
}

func TestAResultIsAnnouncedBeforeItIsDropped(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, f *fixture) {
		old, young := f.result(40*day, "q1"), f.result(day, "q1")
		f.rule(Rule{ClientID: "c1", KeepDays: 30})
		f.sweep()
		f.sweep()
		require.EqualValues(t, 1, f.reminders())
		require.Equal(t, start.Add(Notice), *f.keeping(old).DropAt)
		require.NoError(t, f.read(old))

		f.time.Advance(Notice - time.Second)
		f.sweep()
		require.NoError(t, f.read(old))
		require.Empty(t, f.files.dropped)

		f.time.Advance(time.Second)
		f.sweep()
		require.ErrorIs(t, f.read(old), result.ErrDropped)
		require.Equal(t, f.time.Now(), *f.keeping(old).DroppedAt)
		require.Equal(t, []string{"file of " + string(old)}, f.files.dropped)
		require.NoError(t, f.read(young))
		f.sweep()
		require.Len(t, f.files.dropped, 1)
	})
}

func TestASweepThatWasCutShortIsFinishedByTheNext(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, f *fixture) {
		old := f.result(40*day, "q1")
		f.rule(Rule{ClientID: "c1", KeepDays: 30})
		f.sweep()
		f.time.Advance(Notice)
		f.files.problem = errors.New("the storage is away")
		require.ErrorIs(t, f.Sweep(t.Context()), f.files.problem)
		require.ErrorIs(t, f.read(old), result.ErrDropped, "nobody reads what may be gone")
		f.files.problem = nil
		f.sweep()
		require.Equal(t, []string{"file of " + string(old)}, f.files.dropped)
	})
}

func TestAProcessThatStartsFinishesWhatADeadOneWasDropping(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, f *fixture) {
		old := f.result(40*day, "q1")
		f.rule(Rule{ClientID: "c1", KeepDays: 30})
		f.sweep()
		f.time.Advance(Notice)
		f.files.problem = errors.New("the process dies")
		require.Error(t, f.Sweep(t.Context()))
		f.files.problem, f.files.done = nil, make(chan struct{}, 1)
		f.Start(t.Context())
		<-f.files.done
		f.Stop()
		require.Equal(t, []string{"file of " + string(old)}, f.files.dropped)
	})
}

func TestAPinnedResultIsKept(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, f *fixture) {
		id := f.result(40*day, "q1")
		f.rule(Rule{ClientID: "c1", KeepDays: 30})
		f.sweep()
		require.NoError(t, f.Pin(t.Context(), f.owner, id, true))
		require.Empty(t, f.leaving())
		f.time.Advance(2 * Notice)
		f.sweep()
		require.NoError(t, f.read(id))

		require.NoError(t, f.Pin(t.Context(), f.owner, id, false))
		f.sweep()
		require.Equal(t, f.time.Now().Add(Notice), *f.keeping(id).DropAt, "it is announced anew")
		require.ErrorIs(t, f.Pin(t.Context(), f.owner, "nothing", true), ErrNoResult)
		require.ErrorIs(t, f.Pin(t.Context(), actor.Actor{}, id, true), ErrNoResult)
	})
}

func TestWhatIsUsedIsKept(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, f *fixture) {
		var ids []actor.ExecutionID
		for i := range batch + 5 { // more than are looked at together
			ids = append(ids, f.result(40*day+time.Duration(batch-i)*time.Minute, ""))
		}
		used := map[actor.ExecutionID]bool{}
		for _, id := range ids[:batch+1] {
			used[id] = true
		}
		f.used = func(_ context.Context, _ bun.Tx, id actor.ExecutionID) (string, error) {
			if used[id] {
				return "a schedule", nil
			}
			return "", nil
		}
		f.rule(Rule{ClientID: "c1", KeepDays: 30})
		f.sweep()
		require.Equal(t, ids[batch+1:], f.leaving())

		used[ids[batch+1]] = true // by now
		f.time.Advance(Notice)
		f.sweep()
		require.NoError(t, f.read(ids[batch+1]))
		require.Len(t, f.files.dropped, 3)
	})
}

func TestAnotherRuleTakesBackWhatWasAnnounced(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, f *fixture) {
		id := f.result(40*day, "q1")
		set := f.rule(Rule{ClientID: "c1", KeepDays: 30})
		f.sweep()
		require.Len(t, f.leaving(), 1)
		own := f.rule(Rule{InstanceID: "i1", KeepDays: 300})
		f.sweep()
		require.Empty(t, f.leaving(), "the instance's rule stands for the client's")
		require.NoError(t, f.Remove(t.Context(), f.owner, own))
		f.sweep()
		require.Equal(t, []actor.ExecutionID{id}, f.leaving())
		require.NoError(t, f.Remove(t.Context(), f.owner, set))
		f.sweep()
		require.Empty(t, f.leaving())
	})
}

func TestASweepDoesNotDropByARuleThatWasChangedMeanwhile(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, f *fixture) {
		old := f.result(40*day, "q1")
		rule := f.rule(Rule{ClientID: "c1", KeepDays: 30})
		f.sweep()
		f.time.Advance(Notice)
		mark := func() {
			f.t.Helper()
			require.NoError(t, f.db.Write(t.Context(), f.owner, func(ctx context.Context, tx bun.Tx) error {
				_, err := f.mark(ctx, tx, &look{instance: "i1", rule: rule, now: f.time.Now()})
				return err
			}))
		}
		own := f.rule(Rule{InstanceID: "i1", KeepDays: 300})
		mark()
		require.NoError(t, f.read(old), "the instance has a rule of its own by now")
		require.NoError(t, f.Remove(t.Context(), f.owner, own))
		longer := rule
		longer.KeepDays = 300
		longer = f.rule(longer)
		mark()
		require.NoError(t, f.read(old), "the rule keeps it by now")
		rule = longer
		rule.KeepDays = 30
		rule = f.rule(rule)
		mark()
		require.ErrorIs(t, f.read(old), result.ErrDropped)
	})
}

func TestRulesAreCheckedAndCarryTheirVersion(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, f *fixture) {
		for i, wrong := range []Rule{{ClientID: "c1"}, {ClientID: "c1", KeepDays: -1}, {ClientID: "c1", KeepLast: 10_001}} {
			_, err := f.Set(t.Context(), f.owner, wrong)
			require.ErrorIs(t, err, ErrInvalid, fmt.Sprint(i))
		}
		_, err := f.Set(t.Context(), f.owner, Rule{InstanceID: "none", KeepDays: 1})
		require.ErrorIs(t, err, ErrNotFound)
		set := f.rule(Rule{ClientID: "c1", KeepDays: 30})
		_, err = f.Set(t.Context(), f.owner, Rule{ClientID: "c1", KeepDays: 3})
		require.ErrorIs(t, err, ErrConflict)
		set.KeepLast = 5
		require.Equal(t, 2, f.rule(set).Version)
		require.ErrorIs(t, f.Remove(t.Context(), f.owner, set), ErrConflict)
		rules, err := f.Rules(t.Context(), f.owner)
		require.NoError(t, err)
		require.Equal(t, "Kestrel", rules[0].Name)
		rules, err = f.Rules(t.Context(), actor.Actor{})
		require.NoError(t, err)
		require.Empty(t, rules)
	})
}
