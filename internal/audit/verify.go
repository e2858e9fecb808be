package audit

import (
	"context"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
)

// ProblemKind says what is wrong with the log.
type ProblemKind string

// What can be wrong.
const (
	Unsealed     ProblemKind = "unsealed"      // entries are not in the chain that ought to be
	Gap          ProblemKind = "gap"           // batches, or places between batches, are missing
	Missing      ProblemKind = "missing_entry" // an entry of a batch is gone
	Changed      ProblemKind = "changed_entry" // an entry says something else than when it was sealed
	BatchChanged ProblemKind = "changed_batch" // a batch is not what the chain says of it
	Stray        ProblemKind = "stray_entry"   // an entry says that it is in a batch that there is not, or not there
	Truncated    ProblemKind = "truncated"     // the chain does not reach the head that it had
)

// Problem is one thing that is wrong.
type Problem struct {
	Kind    ProblemKind   `json:"kind"`
	Batch   int64         `json:"batch,omitempty"`
	Place   int64         `json:"place,omitempty"`
	EntryID actor.AuditID `json:"entryId,omitempty"`
	Message string        `json:"message"`
}

// mostProblems bounds a report; more are only counted.
const mostProblems = 100

// Report is what Verify found.
type Report struct {
	Entries  int64     // sealed
	Batches  int64     //
	Waiting  int64     // not sealed yet, those that are late included
	Head     Head      // zero when nothing was ever sealed
	SealedAt time.Time // of the head
	Problems []Problem // the first hundred
	More     int       // problems beyond
}

// Good reports whether nothing is wrong.
func (r *Report) Good() bool { return len(r.Problems) == 0 }

func (r *Report) add(p Problem) {
	if len(r.Problems) >= mostProblems {
		r.More++
		return
	}
	r.Problems = append(r.Problems, p)
}

// Verify walks the whole chain in one view of the database. known is a head that
// was noted elsewhere, zero for none.
func (s *Service) Verify(ctx context.Context, known Head) (report Report, err error) {
	err = s.db.Read(ctx, sealer, func(ctx context.Context, tx bun.Tx) error {
		report = Report{}
		w := walk{tx: tx, report: &report, known: known, head: Batch{Hash: noHash}}
		if err := w.batches(ctx); err != nil {
			return err
		}
		if err := w.strays(ctx); err != nil {
			return err
		}
		return w.unsealed(ctx, s.clock.Now().Add(-SealedWithin))
	})
	if err != nil {
		return Report{}, fmt.Errorf("verify the audit log: %w", err)
	}
	return report, nil
}

// walk goes from batch to batch.
type walk struct {
	tx     bun.Tx
	report *Report
	known  Head
	met    bool  // the known head was there
	head   Batch // the batch before
}

func (w *walk) batches(ctx context.Context) error {
	for {
		var some []Batch
		err := w.tx.NewSelect().Model(&some).ModelTableExpr("audit_batch AS batch").
			Where("number > ?", w.head.Number).OrderExpr("number").Limit(100).Scan(ctx)
		if err != nil {
			return fmt.Errorf("read batches: %w", err)
		}
		for _, batch := range some {
			if err := w.step(ctx, batch); err != nil {
				return err
			}
		}
		if len(some) == 0 {
			break
		}
	}
	if w.head.Number > 0 {
		w.report.Head, w.report.SealedAt = Head{w.head.Number, w.head.Hash}, w.head.SealedAt
	}
	if w.known.Number > w.head.Number || w.known.Number > 0 && !w.met {
		w.report.add(Problem{
			Kind: Truncated, Batch: w.known.Number,
			Message: fmt.Sprintf("The head that you know, %s, is not in the chain, which ends with batch %d: its end was removed, or the log was made anew.", w.known, w.head.Number),
		})
	}
	return nil
}

// step checks one batch against the one before, and its entries.
func (w *walk) step(ctx context.Context, b Batch) error {
	w.report.Batches++
	if b.Number == w.known.Number && b.Hash == w.known.Hash {
		w.met = true
	}
	if b.Number != w.head.Number+1 || b.FirstPlace != w.head.LastPlace+1 {
		w.report.add(Problem{
			Kind: Gap, Batch: b.Number,
			Message: fmt.Sprintf("Batch %d begins with entry %d, but batch %d before it ends with entry %d: what was between is gone.",
				b.Number, b.FirstPlace, w.head.Number, w.head.LastPlace),
		})
	} else if b.PreviousHash != w.head.Hash {
		w.report.add(Problem{
			Kind: BatchChanged, Batch: b.Number,
			Message: fmt.Sprintf("Batch %d does not follow from batch %d: one of them was changed.", b.Number, w.head.Number),
		})
	}
	w.head = b
	entries, err := w.entriesOf(ctx, b)
	if err != nil {
		return err
	}
	w.report.Entries += int64(len(entries))
	if w.entries(b, entries) {
		return nil // that the batch has another hash follows from it
	}
	digests := make([]string, len(entries))
	for i := range entries {
		digests[i] = entries[i].Digest
	}
	if b.hashOf(digests) != b.Hash {
		w.report.add(Problem{
			Kind: BatchChanged, Batch: b.Number,
			Message: fmt.Sprintf("Batch %d (entries %d to %d) does not have the hash that it was sealed with: it, or an entry in it, was changed.", b.Number, b.FirstPlace, b.LastPlace),
		})
	}
	return nil
}

func (w *walk) entriesOf(ctx context.Context, b Batch) (entries []Entry, err error) {
	if err := w.tx.NewSelect().Model(&entries).Where("batch = ?", b.Number).OrderExpr("place").Scan(ctx); err != nil {
		return nil, fmt.Errorf("read the entries of batch %d: %w", b.Number, err)
	}
	return entries, nil
}

// entries checks that all entries of a batch are there as they were sealed, and
// reports whether some are not.
func (w *walk) entries(b Batch, entries []Entry) (wrong bool) {
	next := b.FirstPlace
	for i := range entries {
		e := &entries[i]
		if e.Place < b.FirstPlace || e.Place > b.LastPlace {
			wrong = true
			w.report.add(Problem{
				Kind: Stray, Batch: b.Number, Place: e.Place, EntryID: e.ID,
				Message: fmt.Sprintf("Entry %d is in batch %d, which has the entries %d to %d.", e.Place, b.Number, b.FirstPlace, b.LastPlace),
			})
			continue
		}
		wrong = w.missing(b, next, e.Place) || wrong
		next = e.Place + 1
		if e.digest() != e.Digest {
			wrong = true
			w.report.add(Problem{
				Kind: Changed, Batch: b.Number, Place: e.Place, EntryID: e.ID,
				Message: fmt.Sprintf("Entry %d (%s) does not say what it said when it was sealed.", e.Place, e.ID),
			})
		}
	}
	return w.missing(b, next, b.LastPlace+1) || wrong
}

// missing tells of the places from next up to another, which are not there.
func (w *walk) missing(b Batch, next, to int64) bool {
	for at := next; at < to && at < next+mostProblems; at++ {
		w.report.add(Problem{Kind: Missing, Batch: b.Number, Place: at, Message: fmt.Sprintf("Entry %d of batch %d is gone.", at, b.Number)})
	}
	return next < to
}

// strays are entries that say they are sealed in a batch that there is not.
func (w *walk) strays(ctx context.Context) error {
	var strays []Entry
	err := w.tx.NewSelect().Model(&strays).Column("id", "place", "batch").
		Where("batch IS NOT NULL AND NOT EXISTS (SELECT 1 FROM audit_batch AS b WHERE b.number = entry.batch)").
		OrderExpr("place").Limit(mostProblems + 1).Scan(ctx)
	if err != nil {
		return fmt.Errorf("look for entries outside of the chain: %w", err)
	}
	for _, e := range strays {
		w.report.add(Problem{
			Kind: Stray, Batch: e.Batch, Place: e.Place, EntryID: e.ID,
			Message: fmt.Sprintf("Entry %d says that it is in batch %d, which there is not: the batch was removed.", e.Place, e.Batch),
		})
	}
	return nil
}

// unsealed tells when entries from before an instant are not in the chain.
func (w *walk) unsealed(ctx context.Context, before time.Time) error {
	var waiting struct {
		All, Late int64
		Oldest    bun.NullTime
	}
	err := w.tx.NewSelect().Model((*Entry)(nil)).ColumnExpr(`COUNT(*) AS "all"`).
		ColumnExpr("COUNT(CASE WHEN at < ? THEN 1 END) AS late", before).ColumnExpr("MIN(at) AS oldest").
		Where("batch IS NULL").Scan(ctx, &waiting)
	if err != nil {
		return fmt.Errorf("look for entries that are not sealed: %w", err)
	}
	w.report.Waiting = waiting.All
	if waiting.Late > 0 {
		w.report.add(Problem{
			Kind: Unsealed,
			Message: fmt.Sprintf("%d entries since %s are not sealed: no server seals them. Start one; if one runs, its log says why it does not.",
				waiting.Late, waiting.Oldest.UTC().Format("2006-01-02 15:04:05 UTC")),
		})
	}
	return nil
}
