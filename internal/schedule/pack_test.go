package schedule

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/event"
	"github.com/recomamp/recomamp/internal/fault"
	"github.com/recomamp/recomamp/internal/idempotency"
	"github.com/recomamp/recomamp/internal/pack"
	"github.com/recomamp/recomamp/internal/query"
)

func (f *fixture) packs() *pack.Service {
	return pack.New(pack.Dependencies{DB: f.db, Clock: f.time, Events: event.NewLog(f.time), Used: f.UsesPacks})
}

func (f *fixture) pack(client actor.ClientID, text string) pack.Pack {
	f.t.Helper()
	brand, err := f.packs().CreateBrand(f.t.Context(), f.owner, client, "Everglow", idempotency.Key{})
	require.NoError(f.t, err)
	made, err := f.packs().Create(f.t.Context(), f.owner, brand.ID, pack.CreateParams{Name: "Heroes", Kind: pack.ASIN}, idempotency.Key{})
	require.NoError(f.t, err)
	return f.put(made, text)
}

func (f *fixture) put(p pack.Pack, text string) pack.Pack {
	f.t.Helper()
	filled, _, err := f.packs().Fill(f.t.Context(), f.owner, p.ID, p.Version, pack.Source{Text: text}, pack.Replace, false)
	require.NoError(f.t, err)
	return filled
}

// sent is what the newest occurrence of a schedule has sent.
func (f *fixture) sent(id actor.ScheduleID) (actor.ExecutionID, string) {
	f.t.Helper()
	cell := f.last(id).Cells[0]
	filling, err := f.executions.Filling(f.t.Context(), f.owner, cell.ExecutionID)
	require.NoError(f.t, err, "%v", cell.Refused)
	return cell.ExecutionID, filling.SQL
}

func TestAScheduleIsFilledWithWhatAPackHoldsWhenItFires(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, f *fixture) {
		p := f.pack(f.client, "B0AAAAAAA1 B0AAAAAAA2")
		made, err := query.New(query.Dependencies{DB: f.db, Clock: f.time, Events: event.NewLog(f.time)}).Create(t.Context(), f.owner,
			query.Content{Name: "By ASIN", SQL: "SELECT a FROM t WHERE asin IN ({{asins}})"}, idempotency.Key{})
		require.NoError(t, err)
		content := f.content()
		content.QueryID, content.Overlap, content.Values = made.ID, OverlapAllow, values(fmt.Sprintf(`{"asins": {"pack": %q}}`, p.ID))
		s, err := f.Create(t.Context(), f.owner, content, idempotency.Key{})
		require.NoError(t, err)
		f.advance(30 * time.Second)
		first, text := f.sent(s.ID)
		require.Contains(t, text, "('B0AAAAAAA1', 'B0AAAAAAA2')")

		p = f.put(p, "B0AAAAAAA3")
		f.advance(time.Minute)
		second, text := f.sent(s.ID)
		require.NotEqual(t, first, second)
		require.Contains(t, text, "('B0AAAAAAA3')")
		before, err := f.executions.Filling(t.Context(), f.owner, first)
		require.NoError(t, err)
		require.Contains(t, before.SQL, "('B0AAAAAAA1', 'B0AAAAAAA2')", "what was made stays as it was made")

		archive := true
		_, err = f.packs().Update(t.Context(), f.owner, p.ID, p.Version, pack.Patch{Archived: &archive})
		require.ErrorIs(t, err, pack.ErrUsed)
		require.Contains(t, err.Error(), "the schedule "+s.Name)
		_, err = f.packs().UpdateBrand(t.Context(), f.owner, p.BrandID, 1, pack.Patch{Archived: &archive})
		require.ErrorIs(t, err, pack.ErrUsed)
		require.NoError(t, f.Delete(t.Context(), f.owner, s.ID, anyVersion))
		_, err = f.packs().Update(t.Context(), f.owner, p.ID, p.Version, pack.Patch{Archived: &archive})
		require.NoError(t, err)
		_, err = f.Create(t.Context(), f.owner, content, idempotency.Key{})
		require.ErrorIs(t, err, ErrInvalid)
		require.Equal(t, "/values/asins", fault.Of(err).Fields[0].Pointer)
		require.Contains(t, fault.Of(err).Fields[0].Message, "archived")
	})
}

func TestAScheduleIsNotFilledWithThePackOfAnotherClient(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, f *fixture) {
		f.exec(`INSERT INTO client (id, advertiser, name, color, version, created_at, updated_at) VALUES ('other', 'Other', 'Other', '', 1, ?0, ?0)`, f.time.Now())
		p := f.pack("other", "B0AAAAAAA1")
		made, err := query.New(query.Dependencies{DB: f.db, Clock: f.time, Events: event.NewLog(f.time)}).Create(t.Context(), f.owner,
			query.Content{Name: "By ASIN", SQL: "SELECT a FROM t WHERE asin IN ({{asins}})"}, idempotency.Key{})
		require.NoError(t, err)
		content := f.content()
		content.QueryID, content.Values = made.ID, values(fmt.Sprintf(`{"asins": {"pack": %q}}`, p.ID))
		_, err = f.Create(t.Context(), f.owner, content, idempotency.Key{})
		require.ErrorIs(t, err, ErrInvalid)
		require.Contains(t, fault.Of(err).Fields[0].Message, "another client")
	})
}
