package audit_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/audit"
)

func TestAnEntryTellsWhoDidWhatFromWhere(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, b bundle) {
		t.Helper()
		by := ann
		by.TokenID = "token-1"
		ctx := audit.WithOrigin(t.Context(), audit.Origin{Address: "192.0.2.7", RequestID: "request-1"})
		before, now := time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC), b.clock.Now()
		err := b.db.Write(ctx, by, func(ctx context.Context, tx bun.Tx) error {
			return audit.Record(ctx, tx, by, now, audit.What{
				Act: audit.GrantChanged, ID: "grant-1", Name: strings.Repeat("é", 400),
				Changes: audit.Changes{}.From("role", actor.Viewer.String(), actor.Author.String()).From("until", before, time.Time{}).
					From("reason", "same", "same").Is("people", []actor.PersonID{"x", "y"}),
			})
		})
		require.NoError(t, err)
		found, err := b.List(t.Context(), ann, audit.Filter{}, 10)
		require.NoError(t, err)
		require.Len(t, found, 1)
		e := found[0]
		require.Equal(t, audit.ByToken, e.Via)
		require.Equal(t, "token-1", e.ViaID)
		require.Equal(t, now, e.At.UTC())
		require.Equal(t, []string{"Ann", "192.0.2.7", "request-1", "grant"}, []string{e.ActorName, e.Address, string(e.RequestID), string(e.ObjectKind)})
		require.Equal(t, 300, len([]rune(e.ObjectName)))
		require.JSONEq(t, `{"role":{"from":"viewer","to":"author"},"until":{"from":"2026-03-01T08:00:00Z"},"people":{"to":["x","y"]}}`, e.Changes)
		require.False(t, e.Sealed())

		one, err := b.Get(t.Context(), ann, e.ID)
		require.NoError(t, err)
		require.Equal(t, e.ID, one.ID)
		_, err = b.Get(t.Context(), ann, "019a1111-0000-7000-8000-000000000001")
		require.ErrorIs(t, err, audit.ErrNotFound)
	})
}

func TestARefusalIsAnEntryOfItsOwn(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, b bundle) {
		t.Helper()
		attempt := audit.Attempt{What: audit.What{Act: audit.ExecutionCancelled, ID: "not-there"}, Code: "execution.not_found"}
		require.NoError(t, b.Refused(t.Context(), ann, attempt))
		found, err := b.List(t.Context(), ann, audit.Filter{Outcome: audit.Refused}, 10)
		require.NoError(t, err)
		require.Len(t, found, 1)
		require.Equal(t, "execution.not_found", found[0].Code)
		found, err = b.List(t.Context(), ann, audit.Filter{Outcome: audit.Done}, 10)
		require.NoError(t, err)
		require.Empty(t, found)
	})
}

func TestTheExportIsWholeAndAnEntryItself(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, b bundle) {
		t.Helper()
		b.record(t, 7)
		rows, err := b.Export(t.Context(), ann, audit.Filter{Acts: []audit.Act{audit.QuerySaved}}, "csv")
		require.NoError(t, err)
		n, last := 0, actor.AuditID("z")
		for e, err := range rows {
			require.NoError(t, err)
			require.Less(t, e.ID, last)
			n, last = n+1, e.ID
		}
		require.Equal(t, 7, n)
		found, err := b.List(t.Context(), ann, audit.Filter{Acts: []audit.Act{audit.AuditExported}}, 10)
		require.NoError(t, err)
		require.Len(t, found, 1)
		require.JSONEq(t, `{"acts":{"to":["query.saved"]},"format":{"to":"csv"}}`, found[0].Changes)
	})
}

func TestNobodyButReadersReads(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, b bundle) {
		t.Helper()
		b.record(t, 1)
		member := actor.Person("p", "P", actor.Member).With(&actor.Access{})
		for _, a := range []actor.Actor{{}, member} {
			_, err := b.List(t.Context(), a, audit.Filter{}, 1)
			require.ErrorContains(t, err, "owners, auditors")
			_, err = b.Export(t.Context(), a, audit.Filter{}, "csv")
			require.ErrorContains(t, err, "owners, auditors")
			_, err = b.Status(t.Context(), a)
			require.ErrorContains(t, err, "owners, auditors")
		}
		auditor := actor.Person("p", "P", actor.Auditor)
		found, err := b.List(t.Context(), auditor, audit.Filter{}, 1)
		require.NoError(t, err)
		require.Len(t, found, 1)
	})
}

func TestAnActThatIsNotInTheCatalogueIsAMistake(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, b bundle) {
		t.Helper()
		err := b.db.Write(t.Context(), ann, func(ctx context.Context, tx bun.Tx) error {
			return audit.Record(ctx, tx, ann, b.clock.Now(), audit.What{Act: "query.eaten"})
		})
		require.ErrorContains(t, err, "query.eaten")
	})
}

func FuzzParseHead(f *testing.F) {
	f.Add("12:" + strings.Repeat("0a", 32))
	f.Add("12:")
	f.Fuzz(func(t *testing.T, text string) {
		head, err := audit.ParseHead(text)
		if err != nil {
			return
		}
		again, err := audit.ParseHead(head.String())
		require.NoError(t, err)
		require.Equal(t, head, again)
	})
}
