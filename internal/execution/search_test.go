package execution

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/database"
	"github.com/recomamp/recomamp/internal/database/databasetest"
)

// history is a store of executions that ended long ago.
type history struct {
	*sim

	all []Execution // oldest first
}

// add stores an execution made an hour after the one before.
func (h *history) add(sql string, change func(e *Execution)) actor.ExecutionID {
	h.t.Helper()
	at := simStart.Add(time.Duration(len(h.all)-10_000) * time.Hour)
	e := Execution{
		ID: actor.NewIDAt[actor.ExecutionID](at), InstanceID: h.instance, SQL: sql, SQLHash: hashText(sql),
		Values: raw("{}"), Priority: Interactive, Origin: Screen, State: Succeeded, CreatedBy: h.owner.PersonID, CreatedAt: at,
	}
	if change != nil {
		change(&e)
	}
	require.NoError(h.t, h.db.Write(h.t.Context(), h.owner, func(ctx context.Context, tx bun.Tx) error {
		if err := keepTexts(ctx, tx, []*Execution{&e}); err != nil {
			return err
		}
		_, err := tx.NewInsert().Model(&e).Exec(ctx)
		return err
	}))
	h.all = append(h.all, e)
	return e.ID
}

// find reads all pages of two and gives the ids.
func (h *history) find(f Filter) []actor.ExecutionID {
	h.t.Helper()
	found := []actor.ExecutionID{}
	for {
		page, err := h.List(h.t.Context(), h.owner, f, 2)
		require.NoError(h.t, err)
		for _, e := range page {
			found = append(found, e.ID)
		}
		if len(page) < 2 {
			return found
		}
		f.Before = &page[1].ID
	}
}

func remember(t *testing.T, test func(t *testing.T, h *history)) {
	t.Helper()
	databasetest.Run(t, func(t *testing.T, db *database.DB) { test(t, &history{sim: newSim(t, db, Config{})}) })
}

func newest(ids ...actor.ExecutionID) []actor.ExecutionID {
	turned := make([]actor.ExecutionID, 0, len(ids))
	for i := len(ids) - 1; i >= 0; i-- {
		turned = append(turned, ids[i])
	}
	return turned
}

func TestHistoryIsNarrowedByEveryFilter(t *testing.T) {
	t.Parallel()
	remember(t, func(t *testing.T, h *history) {
		grace, elsewhere := seed(t, h.db)
		a := h.add("SELECT 1", nil)
		b := h.add("SELECT 2", func(e *Execution) { e.State = Failed })
		c := h.add("SELECT 3", func(e *Execution) { e.InstanceID = elsewhere })
		d := h.add("SELECT 4", func(e *Execution) { e.CreatedBy, e.State = grace.PersonID, Cancelled })
		e := h.add("SELECT 5", func(e *Execution) { e.InstanceID, e.State = elsewhere, Failed })
		both := []actor.InstanceID{h.instance, elsewhere}

		require.Equal(t, newest(a, b, c, d, e), h.find(Filter{}))
		require.Equal(t, newest(b, e), h.find(Filter{States: []State{Failed}}))
		require.Equal(t, newest(a, b, c, e), h.find(Filter{States: []State{Failed, Succeeded}}))
		require.Equal(t, newest(c, e), h.find(Filter{Instances: both[1:]}))
		require.Equal(t, newest(a, b, c, d, e), h.find(Filter{Instances: both}))
		require.Equal(t, newest(b, d, e), h.find(Filter{Instances: both, States: []State{Failed, Cancelled}}))
		require.Equal(t, newest(d), h.find(Filter{PersonID: grace.PersonID}))
		require.Empty(t, h.find(Filter{PersonID: grace.PersonID, States: []State{Failed}}))
		require.Equal(t, newest(b, c), h.find(Filter{From: h.all[1].CreatedAt, Until: h.all[3].CreatedAt}))
		require.Equal(t, newest(b, c, d), h.find(Filter{From: h.all[1].CreatedAt, Until: h.all[3].CreatedAt.Add(time.Millisecond)}))
		require.Empty(t, h.find(Filter{Instances: []actor.InstanceID{}}))
	})
}

func TestHistoryIsSearchedForTextInAnyCaseAndPlace(t *testing.T) {
	t.Parallel()
	remember(t, func(t *testing.T, h *history) {
		a := h.add("SELECT Campaign FROM dsp_impressions", nil)
		b := h.add("SELECT 100 % 7", func(e *Execution) { e.QueryName = "Überlapp \"Quartal\"" })
		c := h.add("SELECT Campaign FROM dsp_impressions", nil)
		h.add(`SELECT 100_7 \ 2`, nil)

		for search, want := range map[string][]actor.ExecutionID{
			"campaign": newest(a, c), "PAIGN from": newest(a, c), "überlapp": {b}, `"quartal"`: {b},
			"100 %": {b}, "% 7": {b}, "00 7": {}, "nowhere": {}, "dsp_imp": newest(a, c), "dsp imp": {}, `\ 2`: newest(h.all[3].ID),
		} {
			require.Equal(t, want, h.find(Filter{Search: search}), search)
		}
		require.Empty(t, h.find(Filter{Search: "campaign", States: []State{Failed}}))
		_, err := h.List(t.Context(), h.owner, Filter{Search: "ab"}, 2)
		require.ErrorIs(t, err, ErrSearch)
	})
}

func TestManyTextsAreSearchedAsWell(t *testing.T) {
	t.Parallel()
	remember(t, func(t *testing.T, h *history) {
		var odd []actor.ExecutionID
		for i := range fewTexts + 20 {
			id := h.add(fmt.Sprintf("SELECT common %d", i), func(e *Execution) {
				if i%2 == 1 {
					e.State = Failed
				}
			})
			if i%2 == 1 {
				odd = append(odd, id)
			}
		}
		require.Len(t, h.find(Filter{Search: "common"}), fewTexts+20)
		require.Equal(t, newest(odd...), h.find(Filter{Search: "common", States: []State{Failed}}))

		// What is so common that it is not gathered is found on the way.
		require.NoError(t, h.db.Read(t.Context(), h.owner, func(ctx context.Context, tx bun.Tx) error {
			f := Filter{Search: "common 7"}
			page, err := walk(ctx, tx, f, f.branches(), 100)
			require.Len(t, page, 11) // 7 and 70 to 79
			return err
		}))
	})
}

func TestATextIsKeptOnceForAnInstance(t *testing.T) {
	t.Parallel()
	remember(t, func(t *testing.T, h *history) {
		_, elsewhere := seed(t, h.db)
		for range 3 {
			h.add("SELECT 1", nil)
		}
		h.add("SELECT 1", func(e *Execution) { e.InstanceID = elsewhere })
		h.add("SELECT 1", func(e *Execution) { e.QueryName = "One" })
		var texts []text
		require.NoError(t, h.db.Read(t.Context(), h.owner, func(ctx context.Context, tx bun.Tx) error {
			return tx.NewSelect().Model(&texts).Order("id").Scan(ctx)
		}))
		require.Len(t, texts, 3)
		require.True(t, strings.HasPrefix(texts[2].SearchKey, "one\n"))
		page, err := h.List(t.Context(), h.owner, Filter{}, 1)
		require.NoError(t, err)
		require.Equal(t, "SELECT 1", page[0].SQL)
		require.Equal(t, "Ada", page[0].CreatedByName)
	})
}

func TestTheIndexOfTextsFindsWhatReadingFinds(t *testing.T) {
	t.Parallel()
	remember(t, func(t *testing.T, h *history) {
		texts := []string{
			"SELECT campaign,\n\tCOUNT(DISTINCT user_id) AS reach_5\r\nFROM dsp_impressions WHERE a.b = 'x y'",
			"SELECT campaign FROM dsp_impressions, zqk WHERE a.b='x_y' AND c <> 100%5 -- \\ ünïcode ÄÖ",
			"select zzz(qqq)",
		}
		var ids []actor.ExecutionID
		for _, text := range texts {
			ids = append(ids, h.add(text, nil))
		}
		for _, search := range []string{
			"campaign,\n", ",\n\tcount(", "reach_5", "reach 5", "reach_5\r\n", "a.b = '", "a.b='x_", "x y'", "100%5", "0_5", "-- \\ ü", "Ä", "äö", "zqk", "zzz(q", "zzzkqqq", "count(distinct user",
			"dsp_impressions where", "impressions campaign", "sel",
		} {
			if len([]rune(search)) < MinSearch {
				continue
			}
			want := []actor.ExecutionID{}
			for i, text := range texts {
				if strings.Contains(searchKey(text), searchKey(search)) {
					want = append(want, ids[i])
				}
			}
			found := []actor.ExecutionID{}
			require.NoError(t, h.db.Read(t.Context(), h.owner, func(ctx context.Context, tx bun.Tx) error {
				holding, err := textsWith(ctx, tx, Filter{Search: search})
				if err != nil || len(holding) == 0 {
					return err
				}
				return tx.NewSelect().Model((*Execution)(nil)).Column("id").Where("text_id IN (?)", bun.List(holding)).Order("id").Scan(ctx, &found)
			}))
			require.Equal(t, want, found, "%q", search)
		}
		if h.db.Dialect() == database.PostgreSQL {
			var texts []struct{ SearchKey, SearchSpelt string }
			require.NoError(t, h.db.Read(t.Context(), h.owner, func(ctx context.Context, tx bun.Tx) error {
				return tx.NewRaw("SELECT search_key, search_spelt FROM execution_text").Scan(ctx, &texts)
			}))
			for _, text := range texts {
				require.Equal(t, spell(text.SearchKey), text.SearchSpelt)
			}
		}
	})
}
