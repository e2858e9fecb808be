package pack_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/access"
	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/clock"
	"github.com/recomamp/recomamp/internal/database"
	"github.com/recomamp/recomamp/internal/database/databasetest"
	"github.com/recomamp/recomamp/internal/event"
	"github.com/recomamp/recomamp/internal/idempotency"
	"github.com/recomamp/recomamp/internal/pack"
)

type bundle struct {
	*pack.Service

	t     *testing.T
	db    *database.DB
	clock *clock.Manual

	owner, author, viewer, stranger actor.Actor
}

// setup has two clients with an instance each, and people of the first: an
// author and a viewer of its instance. The stranger has the second.
func setup(t *testing.T, db *database.DB) bundle {
	t.Helper()
	c := clock.NewManual(time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC))
	b := bundle{
		Service: pack.New(pack.Dependencies{DB: db, Clock: c, Events: event.NewLog(c)}), t: t, db: db, clock: c,
		owner: actor.Person("olga", "Olga", actor.Owner),
	}
	b.execute(actor.System("test"), `
		INSERT INTO person (id, email, email_key, name, role, password_hash, created_at, updated_at) VALUES
			('olga', 'o', 'o', 'Olga', 'owner', '', ?0, ?0), ('ann', 'a', 'a', 'Ann', 'member', '', ?0, ?0),
			('vic', 'v', 'v', 'Vic', 'member', '', ?0, ?0), ('sam', 's', 's', 'Sam', 'member', '', ?0, ?0);
		INSERT INTO client (id, advertiser, name, color, version, created_at, updated_at) VALUES
			('ca', 'ca', 'Northwind', '', 1, ?0, ?0), ('cb', 'cb', 'Fabrikam', '', 1, ?0, ?0);
		INSERT INTO instance (id, amazon_id, client_id, amazon_account, marketplace_id, region, name, amazon_name, type, creation_status, version, seen_at, created_at, updated_at) VALUES
			('ia', 'amca', 'ca', '', '', 'NA', 'ia', '', '', '', 1, ?0, ?0, ?0), ('ib', 'amcb', 'cb', '', '', 'NA', 'ib', '', '', '', 1, ?0, ?0, ?0)`, c.Now())
	b.author = b.member("ann", "ia", "ca", actor.Author)
	b.viewer = b.member("vic", "ia", "ca", actor.Viewer)
	b.stranger = b.member("sam", "ib", "cb", actor.Administrator)
	return b
}

// member gives somebody a role on an instance.
func (b bundle) member(id actor.PersonID, on actor.InstanceID, of actor.ClientID, rank actor.Rank) actor.Actor {
	b.t.Helper()
	b.execute(actor.System("test"), `INSERT INTO instance_access (person_id, instance_id, client_id, rank, until) VALUES (?0, ?1, ?2, ?3, '9999-12-31');
		INSERT INTO client_access (person_id, client_id, rank, until) VALUES (?0, ?2, 0, '9999-12-31')`, id, on, of, rank)
	return actor.Person(id, string(id), actor.Member).With(&actor.Access{
		At: b.clock.Now(), Instances: map[actor.InstanceID]actor.Place{on: {ClientID: of, Rank: rank}}, Clients: map[actor.ClientID]actor.Rank{of: 0},
	})
}

func (b bundle) execute(a actor.Actor, statement string, args ...any) {
	b.t.Helper()
	require.NoError(b.t, b.db.Write(b.t.Context(), a, func(ctx context.Context, tx bun.Tx) error {
		_, err := tx.NewRaw(statement, args...).Exec(ctx)
		return err
	}))
}

func (b bundle) brand(name string) pack.Brand {
	b.t.Helper()
	made, err := b.CreateBrand(b.t.Context(), b.author, "ca", name, idempotency.Key{})
	require.NoError(b.t, err)
	return made
}

func (b bundle) pack(brand actor.BrandID, name string) pack.Pack {
	b.t.Helper()
	made, err := b.Create(b.t.Context(), b.author, brand, pack.CreateParams{Name: name, Kind: pack.ASIN}, idempotency.Key{})
	require.NoError(b.t, err)
	return made
}

func (b bundle) values(id actor.PackID) (values []string) {
	b.t.Helper()
	found, total, err := b.Values(b.t.Context(), b.viewer, id, "", 0, 1_000_000)
	require.NoError(b.t, err)
	require.Len(b.t, found, total)
	for _, v := range found {
		values = append(values, v.Value)
	}
	return values
}

func on(t *testing.T, test func(t *testing.T, b bundle)) {
	t.Helper()
	databasetest.Run(t, func(t *testing.T, db *database.DB) { test(t, setup(t, db)) })
}

func patched[T any](t *testing.T, change func(context.Context, pack.Patch) (T, error), patch pack.Patch) T {
	t.Helper()
	changed, err := change(t.Context(), patch)
	require.NoError(t, err)
	return changed
}

var yes, no = true, false

func TestBrandsAreNamedOnceAndArchivingIsUndone(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, b bundle) {
		first := b.brand(" Everglow ")
		require.Equal(t, "Everglow", first.Name)
		_, err := b.CreateBrand(t.Context(), b.author, "ca", "EVERGLOW", idempotency.Key{})
		require.ErrorIs(t, err, pack.ErrBrandTaken)
		_, err = b.CreateBrand(t.Context(), b.author, "ca", "\n", idempotency.Key{})
		require.Error(t, err)
		_, err = b.CreateBrand(t.Context(), b.stranger, "cb", "Everglow", idempotency.Key{})
		require.NoError(t, err, "another client's")

		archived := patched(t, func(ctx context.Context, p pack.Patch) (pack.Brand, error) {
			return b.UpdateBrand(ctx, b.author, first.ID, 1, p)
		}, pack.Patch{Archived: &yes})
		require.NotNil(t, archived.ArchivedAt)
		second := b.brand("Everglow")
		_, err = b.UpdateBrand(t.Context(), b.author, first.ID, 2, pack.Patch{Archived: &no})
		require.ErrorIs(t, err, pack.ErrBrandTaken, "the name was given away meanwhile")
		name := "Everglow outlet"
		_, err = b.UpdateBrand(t.Context(), b.author, second.ID, 1, pack.Patch{Name: &name})
		require.NoError(t, err)
		_, err = b.UpdateBrand(t.Context(), b.author, first.ID, 1, pack.Patch{Archived: &no})
		require.ErrorIs(t, err, pack.ErrBrandConflict)
		back, err := b.UpdateBrand(t.Context(), b.author, first.ID, 2, pack.Patch{Archived: &no})
		require.NoError(t, err)
		require.Nil(t, back.ArchivedAt)
		all, err := b.Brands(t.Context(), b.viewer, "ca", true)
		require.NoError(t, err)
		require.Len(t, all, 2)
	})
}

func TestAPackOfSixtyThousandIsCheap(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, b bundle) {
		p := b.pack(b.brand("Everglow").ID, "All")
		var text strings.Builder
		text.WriteString("title,asin\n")
		for i := range 60_000 {
			fmt.Fprintf(&text, "\"Product, %d\",b%09d\n", i, i)
		}
		began := time.Now()
		filled, change, err := b.Fill(t.Context(), b.author, p.ID, 1, pack.Source{Text: text.String()}, pack.Add, false)
		require.NoError(t, err)
		require.Equal(t, 60_000, filled.Size)
		require.Len(t, change.Added, 60_000)
		found, total, err := b.Values(t.Context(), b.viewer, p.ID, "B00005999", 0, 5)
		require.NoError(t, err)
		require.Equal(t, 10, total)
		require.Equal(t, pack.Placed{Place: 59_990, Value: "B000059990"}, found[0])
		require.Less(t, time.Since(began), 20*time.Second, "on the slowest of machines")
		listed, err := b.List(t.Context(), b.viewer, pack.Filter{InstanceID: "amca"}, 10)
		require.NoError(t, err)
		require.Len(t, listed, 1)
		require.Equal(t, 60_000, listed[0].Size)
	})
}

func TestFillingIsAllOrNothingAndOnAVersion(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, b bundle) {
		p := b.pack(b.brand("Everglow").ID, "Heroes")
		source := pack.Source{Text: "B0AAAAAAA1\nB0AAAAAAA2\noops"}
		_, previewed, err := b.Preview(t.Context(), b.viewer, p.ID, source, pack.Add)
		require.NoError(t, err)
		require.Equal(t, []string{"B0AAAAAAA1", "B0AAAAAAA2"}, previewed.Added)
		require.Empty(t, b.values(p.ID), "a preview changes nothing")
		_, _, err = b.Fill(t.Context(), b.author, p.ID, 1, source, pack.Add, false)
		require.ErrorIs(t, err, pack.ErrRefused)
		require.Empty(t, b.values(p.ID))
		filled, _, err := b.Fill(t.Context(), b.author, p.ID, 1, source, pack.Add, true)
		require.NoError(t, err)
		require.Equal(t, 2, filled.Version)
		same, _, err := b.Fill(t.Context(), b.author, p.ID, 2, pack.Source{Text: "b0aaaaaaa2"}, pack.Add, false)
		require.NoError(t, err)
		require.Equal(t, 2, same.Version, "nothing has changed")
		_, _, err = b.Fill(t.Context(), b.author, p.ID, 1, pack.Source{Text: "B0AAAAAAA3"}, pack.Add, false)
		require.ErrorIs(t, err, pack.ErrConflict)
		_, _, err = b.Fill(t.Context(), b.author, p.ID, 2, pack.Source{Text: "B0AAAAAAA1"}, pack.Remove, false)
		require.NoError(t, err)
		require.Equal(t, []string{"B0AAAAAAA2"}, b.values(p.ID))

		patched(t, func(ctx context.Context, patch pack.Patch) (pack.Pack, error) {
			return b.Update(ctx, b.author, p.ID, 3, patch)
		}, pack.Patch{Archived: &yes})
		_, _, err = b.Fill(t.Context(), b.author, p.ID, 4, pack.Source{Text: "B0AAAAAAA3"}, pack.Add, false)
		require.ErrorIs(t, err, pack.ErrArchived)
		var acts []string
		require.NoError(t, b.db.Read(t.Context(), b.owner, func(ctx context.Context, tx bun.Tx) error {
			return tx.NewRaw("SELECT act FROM audit_entry WHERE object_id = ? ORDER BY id", p.ID).Scan(ctx, &acts)
		}))
		require.Equal(t, []string{"pack.created", "pack.filled", "pack.filled", "pack.changed"}, acts)
	})
}

func TestPacksAreTheirClients(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, b bundle) {
		brand := b.brand("Everglow")
		p := b.pack(brand.ID, "Heroes")
		for name, try := range map[string]func(a actor.Actor) error{
			"brand":  func(a actor.Actor) error { _, err := b.Brand(t.Context(), a, brand.ID); return err },
			"pack":   func(a actor.Actor) error { _, err := b.Get(t.Context(), a, p.ID); return err },
			"values": func(a actor.Actor) error { _, _, err := b.Values(t.Context(), a, p.ID, "", 0, 1); return err },
			"preview": func(a actor.Actor) error {
				_, _, err := b.Preview(t.Context(), a, p.ID, pack.Source{}, pack.Add)
				return err
			},
			"create brand": func(a actor.Actor) error {
				_, err := b.CreateBrand(t.Context(), a, "ca", "Other", idempotency.Key{})
				return err
			},
			"change brand": func(a actor.Actor) error {
				_, err := b.UpdateBrand(t.Context(), a, brand.ID, 1, pack.Patch{})
				return err
			},
			"create": func(a actor.Actor) error {
				_, err := b.Create(t.Context(), a, brand.ID, pack.CreateParams{Name: "Other", Kind: pack.ASIN}, idempotency.Key{})
				return err
			},
			"change": func(a actor.Actor) error { _, err := b.Update(t.Context(), a, p.ID, 1, pack.Patch{}); return err },
			"fill": func(a actor.Actor) error {
				_, _, err := b.Fill(t.Context(), a, p.ID, 1, pack.Source{}, pack.Add, false)
				return err
			},
		} {
			require.ErrorContains(t, try(b.stranger), "There is no such", name)
			err := try(b.viewer)
			switch name {
			case "brand", "pack", "values", "preview":
				require.NoError(t, err, name)
			default:
				require.ErrorIs(t, err, access.ErrForbidden, name)
			}
		}
		for _, f := range []pack.Filter{{}, {ClientID: "ca"}, {BrandID: brand.ID}, {InstanceID: "ia"}, {Search: "hero"}} {
			found, err := b.List(t.Context(), b.stranger, f, 10)
			require.NoError(t, err)
			require.Empty(t, found)
		}
		// What works for one instance comes to the packs of its client alone.
		for instance, want := range map[actor.InstanceID]int{"ia": 1, "ib": 0} {
			found, err := b.List(t.Context(), actor.System("test").On(instance), pack.Filter{}, 10)
			require.NoError(t, err)
			if b.db.Dialect() == database.PostgreSQL {
				require.Len(t, found, want, instance)
			}
		}
	})
}

func TestPacksAreListedPageByPage(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, b bundle) {
		for _, name := range []string{"Beta", "alpha"} {
			brand := b.brand(name)
			for _, p := range []string{"two", "One", "three"} {
				b.pack(brand.ID, p)
			}
		}
		var names []string
		var filter pack.Filter
		for {
			page, err := b.List(t.Context(), b.viewer, filter, 4)
			require.NoError(t, err)
			if len(page) == 0 {
				break
			}
			for _, p := range page {
				names = append(names, p.BrandName+" "+p.Name)
			}
			key := page[len(page)-1].Key()
			filter.After = &key
		}
		require.Equal(t, []string{"alpha One", "alpha three", "alpha two", "Beta One", "Beta three", "Beta two"}, names)
	})
}
