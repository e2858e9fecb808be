package schedule

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/fault"
	"github.com/recomamp/recomamp/internal/idempotency"
	"github.com/recomamp/recomamp/internal/recurrence"
	"github.com/recomamp/recomamp/internal/window"
)

// An instant that is due and that nobody has acted on yet belongs to the
// definition it was due by, whatever is done to the schedule within its second.
func TestWhatIsDueIsAccountedForBeforeAChange(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change func(t *testing.T, f *fixture, s Schedule)
		want   []string
	}{
		"edit": {func(t *testing.T, f *fixture, s Schedule) {
			content := f.content()
			content.Rule = every("30 6 * * *")
			_, err := f.Save(t.Context(), f.owner, s.ID, s.Version, content)
			require.NoError(t, err)
		}, []string{"12:01 running"}},
		"pause": {func(t *testing.T, f *fixture, s Schedule) {
			_, err := f.Pause(t.Context(), f.owner, s.ID, "")
			require.NoError(t, err)
		}, []string{"12:01 running"}},
		"zone": {func(t *testing.T, f *fixture, s Schedule) {
			content := f.content()
			content.Rule.Zone = "Asia/Kathmandu"
			_, err := f.Save(t.Context(), f.owner, s.ID, s.Version, content)
			require.NoError(t, err)
		}, []string{"12:01 running", "12:02 running"}},
		"delete": {func(t *testing.T, f *fixture, s Schedule) {
			require.NoError(t, f.Delete(t.Context(), f.owner, s.ID, s.Version))
		}, []string{"12:01 running"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			on(t, func(t *testing.T, f *fixture) {
				s := f.create(nil)
				f.time.Advance(30 * time.Second) // 12:01:00, and nobody has looked
				c.change(t, f, s)
				f.turn()
				f.advance(time.Minute)
				require.Equal(t, c.want, told(f.ledger(s.ID)))
			})
		})
	}
}

func TestAPauseIsRecordedWhenItEnds(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, f *fixture) {
		s := f.create(nil)
		paused, err := f.Pause(t.Context(), f.owner, s.ID, "holidays")
		require.NoError(t, err)
		require.Equal(t, ByPerson, paused.Pause.Cause)
		require.Equal(t, f.owner.PersonID, paused.Pause.By)
		require.Zero(t, paused.NextAt)
		f.advance(10 * time.Minute) // 12:10:30
		require.Empty(t, f.ledger(s.ID))
		resumed, err := f.Resume(t.Context(), f.owner, s.ID)
		require.NoError(t, err)
		require.Nil(t, resumed.Pause)
		f.advance(30 * time.Second)
		require.Equal(t, []string{"12:01-12:10 skipped paused (10)", "12:11 running"}, told(f.ledger(s.ID)))
		_, err = f.Resume(t.Context(), f.owner, s.ID)
		require.NoError(t, err, "it may be called twice")
	})
}

// An edit while it is paused records the pause so far by the old rule, and what
// follows by the new one.
func TestAnEditDuringAPauseRecordsItByTheOldRule(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, f *fixture) {
		s := f.create(nil)
		_, err := f.Pause(t.Context(), f.owner, s.ID, "")
		require.NoError(t, err)
		f.time.Advance(2 * time.Minute) // 12:02:30
		content := f.content()
		content.Rule = every("*/5 * * * *")
		_, err = f.Save(t.Context(), f.owner, s.ID, s.Version, content)
		require.NoError(t, err)
		f.time.Advance(10 * time.Minute) // 12:12:30
		_, err = f.Resume(t.Context(), f.owner, s.ID)
		require.NoError(t, err)
		f.advance(3 * time.Minute)
		require.Equal(t, []string{"12:01-12:02 skipped paused (2)", "12:05-12:10 skipped paused (2)", "12:15 running"}, told(f.ledger(s.ID)))
	})
}

func TestAnEditOnAnOldVersionIsRefused(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, f *fixture) {
		s := f.create(nil)
		content := f.content()
		content.Name = "Other"
		saved, err := f.Save(t.Context(), f.owner, s.ID, s.Version, content)
		require.NoError(t, err)
		require.Equal(t, 2, saved.Version)
		_, err = f.Save(t.Context(), f.owner, s.ID, s.Version, content)
		require.ErrorIs(t, err, ErrConflict)
		require.ErrorIs(t, f.Delete(t.Context(), f.owner, s.ID, s.Version), ErrConflict)
		require.ErrorIs(t, f.Delete(t.Context(), f.owner, s.ID, 0), ErrConflict, "no version is not any version")
	})
}

func TestADeletedScheduleKeepsItsHistoryAndBeginsNothing(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, f *fixture) {
		s := f.create(func(c *Content) { c.Settle = SettleWait })
		f.advance(30 * time.Second)
		require.Equal(t, []string{"12:01 waiting settling"}, told(f.ledger(s.ID)))
		require.NoError(t, f.Delete(t.Context(), f.owner, s.ID, anyVersion))
		require.Equal(t, []string{"12:01 skipped deleted"}, told(f.ledger(s.ID)))
		f.advance(72 * time.Hour)
		require.Len(t, f.ledger(s.ID), 1)
		require.NotNil(t, f.get(s.ID).DeletedAt)
		found, err := f.List(t.Context(), f.owner, Filter{}, 10)
		require.NoError(t, err)
		require.Empty(t, found)
		_, err = f.Resume(t.Context(), f.owner, s.ID)
		require.ErrorIs(t, err, ErrNotFound)
		require.NoError(t, f.Watch(t.Context()))
	})
}

// A clock that is set back does not run an instant twice, also not through an
// edit; one that is set forward leaves no instant out.
func TestClocksThatAreSet(t *testing.T) {
	t.Parallel()
	for _, by := range []time.Duration{time.Hour, 24 * time.Hour} {
		t.Run(by.String(), func(t *testing.T) {
			t.Parallel()
			on(t, func(t *testing.T, f *fixture) {
				s := f.create(nil)
				f.advance(time.Minute) // 12:01:30
				f.advance(-by)
				f.advance(time.Minute)
				require.Equal(t, []string{"12:01 running"}, told(f.ledger(s.ID)))
				_, err := f.Save(t.Context(), f.owner, s.ID, anyVersion, f.content())
				require.NoError(t, err)
				require.Equal(t, 2, f.get(s.ID).NextAt.Minute(), "what ran is not due again")
				f.advance(by)
				require.Equal(t, []string{"12:01 running", "12:02 running"}, told(f.ledger(s.ID)))

				f.advance(by) // forward: an hour or a day of instants at once
				ledger := f.ledger(s.ID)
				n := 0
				for _, o := range ledger {
					n += o.Instants
				}
				require.Equal(t, 2+int(by/time.Minute), n)
				f.advance(-by)
				f.advance(by)
				require.Equal(t, told(ledger), told(f.ledger(s.ID)))
			})
		})
	}
}

func TestWhatWouldFailIsRefusedWhenSaved(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, f *fixture) {
		for field, change := range map[string]func(c *Content){
			"/name":                   func(c *Content) { c.Name = " " },
			"/query/id":               func(c *Content) { c.QueryID = "none" },
			"/query/version":          func(c *Content) { c.QueryVersion = 9 },
			"/targets":                func(c *Content) { c.Targets = nil },
			"/targets/0/instanceId":   func(c *Content) { c.Targets[0].InstanceID = "none" },
			"/targets/1/instanceId":   func(c *Content) { c.Targets = append(c.Targets, c.Targets[0]) },
			"/targets/0/values/other": func(c *Content) { c.Targets[0].Values = values(`{"other": 1}`) },
			"/values/campaign":        func(c *Content) { c.Values = values(`{"campaign": 5}`) },
			"/rule/cron":              func(c *Content) { c.Rule.Cron = "x" },
			"/rule/until":             func(c *Content) { c.Rule.Until = "2026-03-09" },
			"/window/preset":          func(c *Content) { c.Window.Preset = "soon" },
			"/window/to":              func(c *Content) { c.Window = window.Spec{From: "2026-02-01", To: "2026-01-01"} },
			"/timeoutSeconds":         func(c *Content) { c.Timeout = time.Second },
			"/jitterSeconds":          func(c *Content) { c.Jitter = 2 * time.Hour },
			"/responsibleId":          func(c *Content) { c.ResponsibleID = "none" },
			"/clientId":               func(c *Content) { c.ClientID = "none" },
		} {
			content := f.content()
			change(&content)
			_, err := f.Create(t.Context(), f.owner, content, idempotency.Key{})
			require.Error(t, err, field)
			pointers := []string{}
			for _, at := range fault.Of(err).Fields {
				pointers = append(pointers, at.Pointer)
			}
			require.Contains(t, pointers, field, err)
		}
		empty := f.content()
		empty.Window.Preset, empty.Rule = window.MonthToDate, recurrence.Rule{
			Frequency: recurrence.MonthlyOn, Monthly: &recurrence.Monthly{Kind: recurrence.OnDay, Day: 1}, At: []string{"06:00"}, Zone: "UTC",
		}
		_, err := f.Create(t.Context(), f.owner, empty, idempotency.Key{})
		require.Error(t, err, "a window that is empty each time")
	})
}

func TestAPreviewTellsWhatIsWrong(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, f *fixture) {
		shown := f.Preview(PreviewParams{Rule: every("30 6 * * MON-FRI"), Window: window.Spec{Preset: window.Yesterday}, Settle: SettleWait})
		require.Len(t, shown.Lines, MaxPreview)
		require.Empty(t, shown.Problems)
		require.NotEmpty(t, shown.Sentence)
		require.Equal(t, time.Date(2026, 3, 13, 0, 0, 0, 0, time.UTC), shown.Lines[0].StartAt)
		require.Len(t, f.Preview(PreviewParams{Rule: every("x")}).Problems, 1)
		require.NotEmpty(t, f.Preview(PreviewParams{Rule: every(minutely), Window: window.Spec{Preset: "soon"}}).Problems)
		over := every("30 6 * * MON-FRI")
		over.Until = "2020-01-01"
		shown = f.Preview(PreviewParams{Rule: over, Window: window.Spec{Preset: window.Yesterday}})
		require.Empty(t, shown.Lines)
		require.Equal(t, []fault.Field{{Pointer: "/rule/until", Message: "leaves no further instant"}}, shown.Problems)
	})
}

func TestACheckRefusesWhatSavingWouldAndStoresNothing(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, f *fixture) {
		checked, err := f.Check(t.Context(), f.owner, "", f.content())
		require.NoError(t, err)
		require.Equal(t, start.Add(30*time.Second), checked.NextAt)
		require.Equal(t, "UTC", checked.Window.Zone, "with what is taken for granted")
		stored, err := f.List(t.Context(), f.owner, Filter{}, 10)
		require.NoError(t, err)
		require.Empty(t, stored)

		made := f.create(nil)
		wrong := f.content()
		wrong.Targets = append(wrong.Targets, wrong.Targets[0])
		wrong.Window.Range, wrong.Window.Preset = "last_full_fortnight", ""
		for _, id := range []actor.ScheduleID{"", made.ID} {
			_, checkErr := f.Check(t.Context(), f.owner, id, wrong)
			_, saveErr := f.Create(t.Context(), f.owner, wrong, idempotency.Key{})
			require.ErrorIs(t, checkErr, ErrInvalid)
			require.Equal(t, fault.Of(saveErr).Fields, fault.Of(checkErr).Fields)
		}
		_, err = f.Check(t.Context(), f.owner, "none", f.content())
		require.ErrorIs(t, err, ErrNotFound)
		require.Equal(t, 1, f.get(made.ID).Version)
	})
}

func TestListsAreReadByNameAndFilter(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, f *fixture) {
		for _, name := range []string{"b", "a", "c"} {
			f.create(func(c *Content) { c.Name = name })
		}
		other := f.create(func(c *Content) { c.Name, c.Targets[0].InstanceID = "d", f.instances[1] })
		first, err := f.List(t.Context(), f.owner, Filter{}, 2)
		require.NoError(t, err)
		require.Equal(t, []string{"a", "b"}, []string{first[0].Name, first[1].Name})
		key := first[1].Key()
		rest, err := f.List(t.Context(), f.owner, Filter{After: &key}, 10)
		require.NoError(t, err)
		require.Equal(t, []string{"c", "d"}, []string{rest[0].Name, rest[1].Name})
		found, err := f.List(t.Context(), f.owner, Filter{InstanceID: f.instances[1], ClientID: f.client, Search: "D", State: Active}, 10)
		require.NoError(t, err)
		require.Len(t, found, 1)
		require.Equal(t, other.ID, found[0].ID)
	})
}
