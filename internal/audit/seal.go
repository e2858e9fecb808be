package audit

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/database"
)

var sealer = actor.System("audit.seal")

// sealLock is any number that nothing else locks.
const sealLock = 0x617564697473

// Seal puts what is not in the chain yet into it, and says how many entries
// that were. When another process is at it, it does nothing.
func (s *Service) Seal(ctx context.Context) (sealed int64, err error) {
	for {
		n, err := s.sealBatch(ctx)
		if err != nil {
			return sealed, fmt.Errorf("seal the audit log: %w", err)
		}
		sealed += n
		if n < s.config.MostInBatch {
			return sealed, nil
		}
	}
}

func (s *Service) sealBatch(ctx context.Context) (n int64, err error) {
	var waiting bool
	err = s.db.Read(ctx, sealer, func(ctx context.Context, tx bun.Tx) (err error) {
		waiting, err = tx.NewSelect().Model((*Entry)(nil)).Where("batch IS NULL").Exists(ctx)
		return err
	})
	if err != nil || !waiting {
		return 0, err
	}
	err = s.db.Write(ctx, sealer, func(ctx context.Context, tx bun.Tx) error {
		n = 0
		if mine, err := lockChain(ctx, tx); err != nil || !mine {
			return err
		}
		head, err := headOf(ctx, tx)
		if err != nil {
			return err
		}
		var entries []Entry
		err = tx.NewSelect().Model(&entries).Where("batch IS NULL").OrderExpr("id").Limit(s.config.MostInBatch).Scan(ctx)
		if err != nil || len(entries) == 0 {
			return err
		}
		n = int64(len(entries))
		return s.chain(ctx, tx, head, entries)
	})
	return n, err
}

// lockChain lets one transaction at a time seal. SQLite has one writer anyway.
func lockChain(ctx context.Context, tx bun.Tx) (mine bool, err error) {
	if database.DialectOf(tx) != database.PostgreSQL {
		return true, nil
	}
	err = tx.NewRaw("SELECT pg_try_advisory_xact_lock(?)", sealLock).Scan(ctx, &mine)
	return mine, err
}

// headOf is the last batch; before the first it is one with the number zero.
func headOf(ctx context.Context, tx bun.Tx) (head Batch, err error) {
	err = tx.NewSelect().Model(&head).ModelTableExpr("audit_batch AS batch").OrderExpr("number DESC").Limit(1).Scan(ctx)
	if errors.Is(err, sql.ErrNoRows) {
		return Batch{Hash: noHash}, nil
	}
	return head, err
}

// chain makes a batch of entries behind head.
func (s *Service) chain(ctx context.Context, tx bun.Tx, head Batch, entries []Entry) error {
	batch := Batch{
		Number: head.Number + 1, FirstPlace: head.LastPlace + 1, LastPlace: head.LastPlace + int64(len(entries)),
		Entries: int64(len(entries)), SealedAt: s.clock.Now(), PreviousHash: head.Hash,
	}
	digests := make([]string, len(entries))
	for i := range entries {
		e := &entries[i]
		e.Batch, e.Place = batch.Number, batch.FirstPlace+int64(i)
		e.Digest = e.digest()
		digests[i] = e.Digest
	}
	batch.Hash = batch.hashOf(digests)
	if _, err := tx.NewInsert().Model(&batch).ModelTableExpr("audit_batch").Returning("NULL").Exec(ctx); err != nil {
		return err
	}
	return place(ctx, tx, entries)
}

// place stores where entries stand, in one statement.
func place(ctx context.Context, tx bun.Tx, entries []Entry) error {
	values := make([]string, len(entries))
	args := make([]any, 0, 4*len(entries))
	for i, e := range entries {
		values[i] = "(?, ?, ?, ?)"
		args = append(args, e.ID, e.Place, e.Batch, e.Digest)
	}
	_, err := tx.ExecContext(ctx, "WITH sealed (id, place, batch, digest) AS (VALUES "+strings.Join(values, ", ")+") "+
		"UPDATE audit_entry SET place = sealed.place, batch = sealed.batch, digest = sealed.digest FROM sealed WHERE audit_entry.id = sealed.id", args...)
	return err
}
