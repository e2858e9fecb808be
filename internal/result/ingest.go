package result

import (
	"context"
	"errors"
	"fmt"

	"github.com/google/uuid"
	"golang.org/x/sync/errgroup"
	"golang.org/x/sys/unix"

	"github.com/recomamp/recomamp/internal/actor"
)

// IngestParams says what to store.
type IngestParams struct {
	ExecutionID actor.ExecutionID
	InstanceID  actor.InstanceID
	Columns     []Declared
	Parts       []Part
}

// Ingest stores the rows of all parts, in order, as one file. The result is
// not visible until the caller has saved it with Save; one that will not be
// saved is given back with Discard.
//
// Errors: ErrDiskFull, ErrTruncated and ErrTooLarge as they are named,
// *MalformedError for CSV that cannot be read, the ErrStorage errors for storage
// beyond a network, and whatever Keys or a part's Open or Read returned. After
// an error nothing is left behind, unless storage went away in the middle.
func (s *Service) Ingest(ctx context.Context, p IngestParams) (*Result, error) {
	work, done, err := s.take(ctx)
	if err != nil {
		return nil, err
	}
	defer done()
	if err := s.Room(); err != nil {
		return nil, err
	}
	key, with, err := s.keys.Sealing(ctx, p.InstanceID)
	if err != nil {
		return nil, err
	}
	r := &Result{
		ExecutionID: p.ExecutionID,
		InstanceID:  p.InstanceID,
		BlobKey:     fmt.Sprintf("%s%s/%s.sealed", folder(p.InstanceID), p.ExecutionID, uuid.NewString()),
		KeyID:       key,
		CreatedAt:   s.clock.Now(),
	}
	pressing := newPressing(work, s.config.Threads, s.groupRows, func() (*upload, error) { return s.beginUpload(ctx, r, with) })
	defer pressing.abandon()
	rows, err := s.press(ctx, p, pressing)
	if err != nil {
		return nil, err
	}
	r.RowCount, r.ReceivedBytes = rows.rows, rows.read
	var path string
	if path, r.Columns, r.Bytes, r.Checksum, err = pressing.finish(ctx); err != nil {
		return nil, err
	}
	if stored := pressing.open.rows; stored != r.RowCount {
		err = fmt.Errorf("%w: %d rows stored, %d received", errStored, stored, r.RowCount)
	} else {
		err = storageError(s.cache.adopt(r.BlobKey, path))
	}
	if err != nil {
		return nil, errors.Join(err, s.Discard(context.WithoutCancel(ctx), r))
	}
	return r, nil
}

// press reads the parts and stores their rows at the same time, a row group behind.
func (s *Service) press(ctx context.Context, p IngestParams, to *pressing) (*intake, error) {
	work, ctx := errgroup.WithContext(ctx)
	full, free := make(chan *group), make(chan *group, 2) // two are enough: one is filled, one is stored
	in, first := &intake{declared: p.Columns, maxBytes: s.config.MaxBytes, groupRows: s.groupRows}, true
	in.pass = func(ctx context.Context, g *group) (*group, error) {
		last := g.last // passed on, it is no longer ours
		if first && !last {
			first = false
			free <- g.another()
		}
		select {
		case full <- g:
		case <-ctx.Done():
			return nil, context.Cause(ctx)
		}
		if last {
			return g, nil // nobody fills it
		}
		return <-free, nil // the one before was given back before this one was taken
	}
	work.Go(func() error {
		defer close(full)
		for _, part := range p.Parts {
			if err := in.add(ctx, part); err != nil {
				return err
			}
		}
		return in.finish(ctx)
	})
	work.Go(func() error {
		for g := range full {
			if err := to.add(g, in.columns); err != nil {
				return err
			}
			g.empty()
			free <- g
		}
		return nil
	})
	return in, work.Wait()
}

// Discard removes the file of a result that was never saved.
func (s *Service) Discard(ctx context.Context, r *Result) error {
	s.cache.purge(func(key string) bool { return key == r.BlobKey })
	if err := s.bucket.Delete(ctx, r.BlobKey); err != nil {
		return storageError(fmt.Errorf("discard result file: %w", err))
	}
	return nil
}

// Room is ErrDiskFull on a disk so full that Ingest would not begin. It is the
// disk of the private folder, where every file is made, wherever it is kept then.
func (s *Service) Room() error {
	var stat unix.Statfs_t
	if err := unix.Statfs(s.scratch.dir, &stat); err != nil {
		return fmt.Errorf("ask for free space: %w", err)
	}
	free := stat.Bavail * uint64(stat.Bsize)
	if free < s.config.MinFreeBytes {
		return fmt.Errorf("%w: %d MiB free, %d needed", ErrDiskFull, free>>20, s.config.MinFreeBytes>>20)
	}
	return nil
}

var errStored = errors.New("stored file differs from what was written")
