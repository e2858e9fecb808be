package audit_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/internal/audit"
	"github.com/recomamp/recomamp/internal/database"
)

func TestWhatIsRecordedIsSealedAndGood(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, b bundle) {
		t.Helper()
		empty := b.verify(t, audit.Head{})
		require.True(t, empty.Good())
		require.Empty(t, empty.Head.String())

		b.sealed(t, 10)
		report := b.verify(t, audit.Head{})
		require.Empty(t, report.Problems)
		require.EqualValues(t, 10, report.Entries)
		require.EqualValues(t, 3, report.Batches)
		head, err := audit.ParseHead(report.Head.String())
		require.NoError(t, err)

		b.sealed(t, 2)
		require.Empty(t, b.verify(t, head).Problems, "a chain that went on holds the head that it had")
		require.NotEqual(t, report.Head, b.verify(t, head).Head)
	})
}

// Each thing that somebody who owns the database may do to the log is told.
func TestWhatWasTamperedWithIsTold(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		statements []string
		found      []audit.ProblemKind
	}{
		"an entry says something else":         {[]string{"UPDATE audit_entry SET actor_name = 'Bob' WHERE place = 6"}, []audit.ProblemKind{audit.Changed}},
		"an act becomes a refused one":         {[]string{"UPDATE audit_entry SET outcome = 'refused' WHERE place = 1"}, []audit.ProblemKind{audit.Changed}},
		"what changed is another":              {[]string{`UPDATE audit_entry SET changes = '{}' WHERE place = 12`}, []audit.ProblemKind{audit.Changed}},
		"an entry is gone":                     {[]string{"DELETE FROM audit_entry WHERE place = 7"}, []audit.ProblemKind{audit.Missing}},
		"the last entry of all is gone":        {[]string{"DELETE FROM audit_entry WHERE place = 12"}, []audit.ProblemKind{audit.Missing}},
		"an entry is taken out of the chain":   {[]string{"UPDATE audit_entry SET place = NULL, batch = NULL, digest = NULL WHERE place = 7"}, []audit.ProblemKind{audit.Missing, audit.Unsealed}},
		"an entry has another digest":          {[]string{"UPDATE audit_entry SET digest = 'aa' WHERE place = 5"}, []audit.ProblemKind{audit.Changed}},
		"entries change places":                {[]string{"UPDATE audit_entry SET place = 100 WHERE place = 5", "UPDATE audit_entry SET place = 5 WHERE place = 6", "UPDATE audit_entry SET place = 6 WHERE place = 100"}, []audit.ProblemKind{audit.Changed, audit.Changed}},
		"a batch was sealed at another time":   {[]string{"UPDATE audit_batch SET sealed_at = '2020-01-01 00:00:00+00:00' WHERE number = 2"}, []audit.ProblemKind{audit.BatchChanged}},
		"a batch has another hash":             {[]string{"UPDATE audit_batch SET hash = 'aa' WHERE number = 1"}, []audit.ProblemKind{audit.BatchChanged, audit.BatchChanged}},
		"a batch follows from another":         {[]string{"UPDATE audit_batch SET previous_hash = 'aa' WHERE number = 3"}, []audit.ProblemKind{audit.BatchChanged, audit.BatchChanged}},
		"a batch is gone":                      {[]string{"DELETE FROM audit_batch WHERE number = 2"}, []audit.ProblemKind{audit.Gap, audit.Stray, audit.Stray, audit.Stray, audit.Stray}},
		"a batch and its entries are gone":     {[]string{"DELETE FROM audit_batch WHERE number = 2", "DELETE FROM audit_entry WHERE batch = 2"}, []audit.ProblemKind{audit.Gap}},
		"the last batch is gone":               {[]string{"DELETE FROM audit_batch WHERE number = 3"}, []audit.ProblemKind{audit.Stray, audit.Stray, audit.Stray, audit.Stray, audit.Truncated}},
		"the last batch and entries are gone":  {[]string{"DELETE FROM audit_batch WHERE number = 3", "DELETE FROM audit_entry WHERE batch = 3"}, []audit.ProblemKind{audit.Truncated}},
		"an entry is put where another one is": {[]string{"UPDATE audit_entry SET place = 50 WHERE place = 6"}, []audit.ProblemKind{audit.Missing, audit.Stray}},
		"nothing":                              {nil, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			on(t, func(t *testing.T, b bundle) {
				t.Helper()
				b.sealed(t, 12)
				head := b.verify(t, audit.Head{}).Head
				b.unguarded(t, c.statements...)
				b.clock.Advance(time.Minute)
				report := b.verify(t, head)
				require.ElementsMatch(t, c.found, kinds(report), "%+v", report.Problems)
				require.Equal(t, len(c.found) == 0, report.Good())
			})
		})
	}
}

// A log that was made anew from its beginning is a good chain, but not the one
// whose head somebody noted.
func TestALogMadeAnewDoesNotHaveTheHeadThatWasNoted(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, b bundle) {
		t.Helper()
		b.sealed(t, 5)
		head := b.verify(t, audit.Head{}).Head
		b.unguarded(t, "DELETE FROM audit_entry", "DELETE FROM audit_batch")
		b.sealed(t, 9)
		require.Empty(t, b.verify(t, audit.Head{}).Problems)
		require.Equal(t, []audit.ProblemKind{audit.Truncated}, kinds(b.verify(t, head)))
	})
}

func TestAnUnsealedTailIsToldOnceItIsLate(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, b bundle) {
		t.Helper()
		b.sealed(t, 3)
		b.record(t, 2)
		young := b.verify(t, audit.Head{})
		require.True(t, young.Good())
		require.EqualValues(t, 2, young.Waiting)
		b.clock.Advance(audit.SealedWithin + time.Second)
		late := b.verify(t, audit.Head{})
		require.Equal(t, []audit.ProblemKind{audit.Unsealed}, kinds(late))
		require.Contains(t, late.Problems[0].Message, "2026-03-10 12:00:04 UTC")
		_, err := b.Seal(t.Context())
		require.NoError(t, err)
		require.True(t, func() bool { r := b.verify(t, audit.Head{}); return r.Good() }())
	})
}

func TestTheLogOnlyGrows(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, b bundle) {
		t.Helper()
		b.sealed(t, 4)
		b.record(t, 1)
		refused := []string{
			"UPDATE audit_entry SET actor_name = 'Bob' WHERE batch IS NULL",
			"UPDATE audit_entry SET actor_name = 'Bob' WHERE batch = 1",
			"UPDATE audit_entry SET place = 9, batch = 9, digest = 'x', changes = '[]' WHERE batch IS NULL",
			"UPDATE audit_entry SET place = NULL, batch = NULL, digest = NULL WHERE batch = 1",
			"UPDATE audit_entry SET digest = 'x' WHERE batch = 1",
			"DELETE FROM audit_entry WHERE batch IS NULL",
			"DELETE FROM audit_entry WHERE batch = 1",
			"INSERT INTO audit_entry SELECT 'other', at, act, outcome, code, actor_kind, person_id, actor_name, role, via, via_id, object_kind, object_id, object_name, client_id, instance_id, address, request_id, changes, 77, 77, 'x' FROM audit_entry WHERE batch = 1",
			"UPDATE audit_batch SET hash = 'x'",
			"DELETE FROM audit_batch",
		}
		if b.db.Dialect() == database.PostgreSQL {
			for _, statement := range []string{"TRUNCATE audit_entry", "TRUNCATE audit_batch"} { // which nothing in the program may, whatever the table
				require.ErrorContains(t, b.exec(t, statement), "permission denied", statement)
			}
		} else {
			refused = append(refused, "INSERT OR REPLACE INTO audit_entry SELECT * FROM audit_entry WHERE batch IS NULL",
				"INSERT OR REPLACE INTO audit_batch SELECT * FROM audit_batch", "UPDATE OR REPLACE audit_entry SET id = (SELECT id FROM audit_entry WHERE place = 1) WHERE batch IS NULL")
		}
		for _, statement := range refused {
			require.ErrorContains(t, b.exec(t, statement), "the audit log is append-only", statement)
		}
		require.True(t, func() bool { r := b.verify(t, audit.Head{}); return r.Good() }())
	})
}
