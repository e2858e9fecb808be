package query_test

import (
	"context"
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/amcsql"
	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/clock"
	"github.com/recomamp/recomamp/internal/database"
	"github.com/recomamp/recomamp/internal/database/databasetest"
	"github.com/recomamp/recomamp/internal/event"
	"github.com/recomamp/recomamp/internal/fault"
	"github.com/recomamp/recomamp/internal/idempotency"
	"github.com/recomamp/recomamp/internal/query"
)

type testBundle struct {
	service  *query.Service
	db       *database.DB
	clock    *clock.Manual
	owner    actor.Actor
	client   actor.ClientID
	instance actor.InstanceID
}

func setup(t *testing.T, db *database.DB) *testBundle {
	t.Helper()
	b := &testBundle{
		db:       db,
		clock:    clock.NewManual(time.Date(2026, 5, 4, 9, 0, 0, 0, time.UTC)),
		owner:    actor.Person(actor.NewID[actor.PersonID](), "Ada", actor.Owner),
		client:   actor.NewID[actor.ClientID](),
		instance: actor.NewID[actor.InstanceID](),
	}
	b.service = query.New(query.Dependencies{DB: db, Clock: b.clock, Events: event.NewLog(b.clock)})
	now := b.clock.Now()
	insert := func(ctx context.Context, tx bun.Tx, table string, values map[string]any) {
		_, err := tx.NewInsert().Model(&values).TableExpr(table).Exec(ctx)
		require.NoError(t, err)
	}
	require.NoError(t, db.Write(t.Context(), actor.System("test"), func(ctx context.Context, tx bun.Tx) error {
		insert(ctx, tx, "person", map[string]any{
			"id": b.owner.PersonID, "email": "ada@agency.test", "email_key": "ada@agency.test", "name": "Ada",
			"role": "owner", "password_hash": "x", "created_at": now, "updated_at": now,
		})
		insert(ctx, tx, "client", map[string]any{
			"id": b.client, "advertiser": "Northwind", "name": "Northwind", "color": "#2f6fde", "version": 1,
			"created_at": now, "updated_at": now,
		})
		insert(ctx, tx, "instance", map[string]any{
			"id": b.instance, "amazon_id": "amctest0001", "client_id": b.client, "amazon_account": "ENTITYTEST",
			"marketplace_id": "M", "region": "NA", "name": "Northwind US", "amazon_name": "Northwind US", "type": "STANDARD",
			"creation_status": "COMPLETED", "version": 1, "seen_at": now, "created_at": now, "updated_at": now,
		})
		return nil
	}))
	return b
}

func reach(name string) query.Content {
	return query.Content{
		Name: name, SQL: "SELECT campaign, COUNT(DISTINCT user_id) AS reach FROM dsp_impressions GROUP BY 1",
		Parameters: []query.Parameter{{Name: "asins", Type: query.String, Array: true, Default: json.RawMessage(`["B000TEST01"]`)}},
		Placeholders: []query.Placeholder{{
			Name: "pairs", Type: amcsql.PlaceholderRows, Label: "Pairs", Columns: []query.PlaceholderColumn{{Name: "id", Type: amcsql.PlaceholderNumber}},
			Default: json.RawMessage(`[[1]]`),
		}},
	}
}

func TestCreateSavesVersionOne(t *testing.T) {
	t.Parallel()
	databasetest.Run(t, func(t *testing.T, db *database.DB) {
		b := setup(t, db)
		content := reach("  Weekly reach ")
		content.InstanceID = b.instance
		created, err := b.service.Create(t.Context(), b.owner, content, idempotency.Key{})
		require.NoError(t, err)
		require.Equal(t, "Weekly reach", created.Name)
		require.Equal(t, 1, created.Version)
		require.Equal(t, 1, created.Revision)
		require.Equal(t, &query.Client{ID: b.client, Name: "Northwind", Color: "#2f6fde"}, created.Client)
		require.Equal(t, "Ada", created.CreatedBy.Name)
		require.Equal(t, content.Parameters, created.Parameters)
		require.Equal(t, content.Placeholders, created.Placeholders)

		read, err := b.service.Get(t.Context(), b.owner, created.ID)
		require.NoError(t, err)
		require.Equal(t, created, read)
	})
}

func TestSaveAddsAVersionOnlyWhenSQLOrParametersChange(t *testing.T) {
	t.Parallel()
	databasetest.Run(t, func(t *testing.T, db *database.DB) {
		b := setup(t, db)
		q, err := b.service.Create(t.Context(), b.owner, reach("Reach"), idempotency.Key{})
		require.NoError(t, err)

		same, err := b.service.Save(t.Context(), b.owner, q.ID, 1, reach("Reach"))
		require.NoError(t, err)
		require.Equal(t, q, same, "saving the same changes nothing")

		b.clock.Advance(time.Minute)
		described := reach("Reach by campaign")
		q, err = b.service.Save(t.Context(), b.owner, q.ID, 1, described)
		require.NoError(t, err)
		require.Equal(t, []int{1, 2}, []int{q.Version, q.Revision})

		described.SQL += " HAVING reach > 10"
		described.Note = "without the tail"
		q, err = b.service.Save(t.Context(), b.owner, q.ID, 2, described)
		require.NoError(t, err)
		require.Equal(t, []int{2, 3}, []int{q.Version, q.Revision})
		labelled := described
		labelled.Placeholders[0].Label = "Pairs of ids"
		q, err = b.service.Save(t.Context(), b.owner, q.ID, 3, labelled)
		require.NoError(t, err)
		require.Equal(t, []int{3, 4}, []int{q.Version, q.Revision}, "another declaration is another version")

		versions, err := b.service.Versions(t.Context(), b.owner, q.ID)
		require.NoError(t, err)
		require.Len(t, versions, 3)
		require.Equal(t, "without the tail", versions[1].Note)
		first, err := b.service.Version(t.Context(), b.owner, q.ID, 1)
		require.NoError(t, err)
		require.Equal(t, reach("").SQL, first.SQL)
	})
}

func TestSaveOnAnOldRevisionAnswersWithTheNewestState(t *testing.T) {
	t.Parallel()
	databasetest.Run(t, func(t *testing.T, db *database.DB) {
		b := setup(t, db)
		q, err := b.service.Create(t.Context(), b.owner, reach("Reach"), idempotency.Key{})
		require.NoError(t, err)
		theirs := reach("Reach")
		theirs.SQL = "SELECT 1"
		_, err = b.service.Save(t.Context(), b.owner, q.ID, q.Revision, theirs)
		require.NoError(t, err)

		mine := reach("Reach")
		mine.SQL = "SELECT 2"
		_, err = b.service.Save(t.Context(), b.owner, q.ID, q.Revision, mine)
		require.ErrorIs(t, err, query.ErrConflict)
		var conflict *query.ConflictError
		require.ErrorAs(t, err, &conflict)
		require.Equal(t, "SELECT 1", conflict.Current.SQL)
		require.Equal(t, fault.Conflict, fault.KindOf(err))
	})
}

func TestRestoreSavesAnOldVersionAsTheNewest(t *testing.T) {
	t.Parallel()
	databasetest.Run(t, func(t *testing.T, db *database.DB) {
		b := setup(t, db)
		q, err := b.service.Create(t.Context(), b.owner, reach("Reach"), idempotency.Key{})
		require.NoError(t, err)
		changed := reach("Reach")
		changed.SQL, changed.Parameters, changed.Placeholders = "SELECT 1", nil, nil
		_, err = b.service.Save(t.Context(), b.owner, q.ID, 1, changed)
		require.NoError(t, err)

		restored, err := b.service.Restore(t.Context(), b.owner, q.ID, 2, 1)
		require.NoError(t, err)
		require.Equal(t, 3, restored.Version)
		require.Equal(t, reach("").SQL, restored.SQL)
		require.Equal(t, reach("").Parameters, restored.Parameters)
		require.Equal(t, reach("").Placeholders, restored.Placeholders)

		_, err = b.service.Restore(t.Context(), b.owner, q.ID, 3, 9)
		require.ErrorIs(t, err, query.ErrVersionNotFound)
	})
}

func TestListIsKeysetPagedAndFiltered(t *testing.T) {
	t.Parallel()
	databasetest.Run(t, func(t *testing.T, db *database.DB) {
		b := setup(t, db)
		var made []query.Query
		for _, name := range []string{"Alpha", "Beta 100%", "Gamma", "beta_two"} {
			content := reach(name)
			if name == "Gamma" {
				content.InstanceID = b.instance
			}
			if name == "Alpha" {
				content.ClientID = b.client
			}
			q, err := b.service.Create(t.Context(), b.owner, content, idempotency.Key{})
			require.NoError(t, err)
			made = append(made, q)
			b.clock.Advance(100 * time.Millisecond) // fractions of other lengths must keep the order
		}
		names := func(filter query.Filter, limit int64) []string {
			found, err := b.service.List(t.Context(), b.owner, filter, limit)
			require.NoError(t, err)
			var names []string
			for _, q := range found {
				names = append(names, q.Name)
			}
			return names
		}
		require.Equal(t, []string{"beta_two", "Gamma"}, names(query.Filter{}, 2))
		after := made[2].Key()
		require.Equal(t, []string{"Beta 100%", "Alpha"}, names(query.Filter{After: &after}, 2))
		require.Equal(t, []string{"beta_two", "Beta 100%"}, names(query.Filter{Search: "BETA"}, 9))
		require.Equal(t, []string{"Beta 100%"}, names(query.Filter{Search: "0%"}, 9))
		require.Equal(t, []string{"Gamma", "Alpha"}, names(query.Filter{ClientID: b.client}, 9))
		require.Equal(t, []string{"Gamma"}, names(query.Filter{InstanceID: b.instance}, 9))

		yes, no := true, false
		archived, err := b.service.Update(t.Context(), b.owner, made[2].ID, 1, query.Patch{Archived: &yes})
		require.NoError(t, err)
		require.NotNil(t, archived.ArchivedAt)
		require.Equal(t, []string{"Gamma"}, names(query.Filter{Archived: true}, 9))
		require.Len(t, names(query.Filter{}, 9), 3)
		back, err := b.service.Update(t.Context(), b.owner, made[2].ID, 2, query.Patch{Archived: &no})
		require.NoError(t, err)
		require.Nil(t, back.ArchivedAt)
	})
}

func TestRenameKeepsVersions(t *testing.T) {
	t.Parallel()
	databasetest.Run(t, func(t *testing.T, db *database.DB) {
		b := setup(t, db)
		q, err := b.service.Create(t.Context(), b.owner, reach("Reach"), idempotency.Key{})
		require.NoError(t, err)
		name := "Weekly reach"
		renamed, err := b.service.Update(t.Context(), b.owner, q.ID, 1, query.Patch{Name: &name})
		require.NoError(t, err)
		require.Equal(t, []any{"Weekly reach", 1, 2}, []any{renamed.Name, renamed.Version, renamed.Revision})
		empty := " "
		_, err = b.service.Update(t.Context(), b.owner, q.ID, 2, query.Patch{Name: &empty})
		require.ErrorIs(t, err, query.ErrInvalid)
	})
}

func TestNobodySeesOrChangesAnything(t *testing.T) {
	t.Parallel()
	databasetest.Run(t, func(t *testing.T, db *database.DB) {
		b := setup(t, db)
		content := reach("Reach")
		content.InstanceID = b.instance
		q, err := b.service.Create(t.Context(), b.owner, content, idempotency.Key{})
		require.NoError(t, err)
		guest := actor.Person(b.owner.PersonID, "Guest", "")
		list, err := b.service.List(t.Context(), guest, query.Filter{}, 9)
		require.NoError(t, err)
		require.Empty(t, list)
		_, err = b.service.Get(t.Context(), guest, q.ID)
		require.ErrorIs(t, err, query.ErrNotFound)
		_, err = b.service.Save(t.Context(), guest, q.ID, 1, reach("Mine"))
		require.ErrorIs(t, err, query.ErrNotFound)
		_, err = b.service.Versions(t.Context(), guest, q.ID)
		require.ErrorIs(t, err, query.ErrNotFound)
		_, err = b.service.Version(t.Context(), guest, q.ID, 1)
		require.ErrorIs(t, err, query.ErrNotFound)
	})
}

func TestSaveRefusesWhatDoesNotExistAndNamesTheField(t *testing.T) {
	t.Parallel()
	databasetest.Run(t, func(t *testing.T, db *database.DB) {
		b := setup(t, db)
		content := reach("Reach")
		content.InstanceID = "nowhere"
		_, err := b.service.Create(t.Context(), b.owner, content, idempotency.Key{})
		var refused *fault.Error
		require.ErrorAs(t, err, &refused)
		require.Equal(t, "/instanceId", refused.Fields[0].Pointer)
		_, err = b.service.Get(t.Context(), b.owner, "nowhere")
		require.ErrorIs(t, err, query.ErrNotFound)
	})
}

func TestARequestSentTwiceSavesOneQuery(t *testing.T) {
	t.Parallel()
	databasetest.Run(t, func(t *testing.T, db *database.DB) {
		b := setup(t, db)
		key, err := idempotency.NewKey("k", "createQuery", reach("Reach"))
		require.NoError(t, err)
		first, err := b.service.Create(t.Context(), b.owner, reach("Reach"), key)
		require.NoError(t, err)
		second, err := b.service.Create(t.Context(), b.owner, reach("Reach"), key)
		require.NoError(t, err)
		require.Equal(t, first, second)
	})
}
