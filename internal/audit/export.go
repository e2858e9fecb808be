package audit

import (
	"context"
	"fmt"
	"iter"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
)

const exportPage = 500

// Export returns the entries that a may read, newest first, read page by page
// as they are taken. That it is taken is an entry itself, which is not among
// them. Errors: ErrForbidden; those of reading end the sequence.
func (s *Service) Export(ctx context.Context, a actor.Actor, f Filter, format string) (iter.Seq2[Shown, error], error) {
	if err := needToRead(a); err != nil {
		return nil, err
	}
	now := s.clock.Now()
	before := actor.NewIDAt[actor.AuditID](now)
	err := s.db.Write(ctx, a, func(ctx context.Context, tx bun.Tx) error {
		what := What{Act: AuditExported, Changes: f.changes().Is("format", format)}
		if f.ClientID != "" && a.MayClient(actor.Audit, f.ClientID) {
			what.ClientID = f.ClientID
		}
		if f.InstanceID != "" && a.May(actor.Audit, f.InstanceID) {
			what.InstanceID = f.InstanceID
		}
		return Record(ctx, tx, a, now, what)
	})
	if err != nil {
		return nil, fmt.Errorf("export the audit log: %w", err)
	}
	if f.Before == nil || *f.Before > before {
		f.Before = &before
	}
	return func(yield func(Shown, error) bool) {
		for {
			page, err := s.List(ctx, a, f, exportPage)
			if err != nil {
				yield(Shown{}, err)
				return
			}
			for _, e := range page {
				if !yield(e, nil) {
					return
				}
			}
			if len(page) < exportPage {
				return
			}
			f.Before = &page[len(page)-1].ID
		}
	}, nil
}

// changes says what was asked for.
func (f Filter) changes() Changes {
	return Changes{}.Is("person", f.PersonID).Is("acts", f.Acts).Is("outcome", f.Outcome).Is("object", f.ObjectID).
		Is("client", f.ClientID).Is("instance", f.InstanceID).Is("request", f.RequestID).Is("from", f.From).Is("until", f.Until)
}
