package audit

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/database"
	"github.com/recomamp/recomamp/internal/fault"
)

// Head is the end of the chain, to be noted where nobody who can write to the
// database can write. It is written as NUMBER:HASH.
type Head struct {
	Number int64
	Hash   string
}

// String writes the head; empty for none.
func (h Head) String() string {
	if h.Number == 0 {
		return ""
	}
	return strconv.FormatInt(h.Number, 10) + ":" + h.Hash
}

var errHead = fault.New(fault.Invalid, "audit.head_invalid", "This is not the head of an audit log.").
	WithNext("Give it as `recomamp audit verify` prints it: the number of a batch, a colon and 64 hexadecimal digits.")

// ParseHead reads what String writes. Errors: audit.head_invalid.
func ParseHead(text string) (Head, error) {
	number, hash, found := strings.Cut(strings.TrimSpace(text), ":")
	n, err := strconv.ParseInt(number, 10, 64)
	if !found || err != nil || n < 1 || len(hash) != len(noHash) || strings.Trim(hash, "0123456789abcdef") != "" {
		return Head{}, errHead
	}
	return Head{Number: n, Hash: hash}, nil
}

// Status is how far the log is sealed.
type Status struct {
	SealedAt time.Time // when the last batch was; zero for never
	Waiting  bool      // there are entries that are not sealed yet
	Late     bool      // and ought to be
	Head     Head      // for who reads everything
}

// Status says how far the log is sealed. Who reads only what belongs to a client
// is told when, and nothing that counts what others do. Errors: ErrForbidden.
func (s *Service) Status(ctx context.Context, a actor.Actor) (status Status, err error) {
	if err := needToRead(a); err != nil {
		return Status{}, err
	}
	err = s.db.Read(ctx, a, func(ctx context.Context, tx bun.Tx) error {
		if err := database.SeeAll(ctx, tx); err != nil {
			return err
		}
		head, err := headOf(ctx, tx)
		if err != nil {
			return err
		}
		status = Status{SealedAt: head.SealedAt}
		late, err := tx.NewSelect().Model((*Entry)(nil)).Where("batch IS NULL AND at < ?", s.clock.Now().Add(-3*SealedWithin)).Exists(ctx)
		if err != nil || !readsAll(a) {
			status.Late = late
			return err
		}
		waiting, err := tx.NewSelect().Model((*Entry)(nil)).Where("batch IS NULL").Exists(ctx)
		status.Late, status.Waiting, status.Head = late, waiting, Head{head.Number, head.Hash}
		return err
	})
	if err != nil {
		return Status{}, fmt.Errorf("read how far the audit log is sealed: %w", err)
	}
	return status, nil
}

// SealedAt says when an act on an object was done, and when it came into the
// chain; zero for not yet.
func (s *Service) SealedAt(ctx context.Context, act Act, object string) (done, sealed time.Time, err error) {
	var found struct {
		At       time.Time
		SealedAt bun.NullTime
	}
	err = s.db.Read(ctx, sealer, func(ctx context.Context, tx bun.Tx) error {
		return tx.NewRaw(`SELECT e.at, b.sealed_at FROM audit_entry AS e LEFT JOIN audit_batch AS b ON b.number = e.batch
			WHERE e.act = ? AND e.object_id = ? ORDER BY e.id LIMIT 1`, act, object).Scan(ctx, &found)
	})
	if err != nil {
		return time.Time{}, time.Time{}, fmt.Errorf("read when %s was sealed: %w", act, err)
	}
	return found.At, found.SealedAt.Time, nil
}
