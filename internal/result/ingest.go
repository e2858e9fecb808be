package result

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/google/uuid"
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
// *MalformedError for CSV that cannot be read, and whatever Keys or a part's
// Open or Read returned. After an error nothing is left behind.
func (s *Service) Ingest(ctx context.Context, p IngestParams) (*Result, error) {
	press, done, err := s.take(ctx)
	if err != nil {
		return nil, err
	}
	keep := false
	defer func() { done(keep) }()
	if err := s.Room(); err != nil {
		return nil, err
	}
	key, with, err := s.keys.Sealing(ctx, p.InstanceID)
	if err != nil {
		return nil, err
	}
	work, err := press.workIn()
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(work)

	rows, err := s.fetch(ctx, filepath.Join(work, "rows.csv"), p)
	if err != nil {
		return nil, err
	}
	file := filepath.Join(work, "rows.parquet")
	engine, err := press.engine(ctx, s.limits())
	if err != nil {
		return nil, err
	}
	if err := toParquet(ctx, engine, rows, filepath.Join(work, "rows.csv"), file); err != nil {
		return nil, err
	}
	keep = rows.kept <= mostKept
	r := &Result{
		ExecutionID:   p.ExecutionID,
		InstanceID:    p.InstanceID,
		Columns:       rows.columns,
		RowCount:      rows.rows,
		ReceivedBytes: rows.read,
		BlobKey:       fmt.Sprintf("%s%s/%s.sealed", folder(p.InstanceID), p.ExecutionID, uuid.NewString()),
		KeyID:         key,
		CreatedAt:     s.clock.Now(),
	}
	if r.Bytes, r.Checksum, err = s.upload(ctx, r, with, file); err != nil {
		return nil, storageError(fmt.Errorf("store result: %w", err))
	}
	if err := s.cache.adopt(r.BlobKey, file); err != nil {
		return nil, storageError(err)
	}
	return r, nil
}

// Discard removes the file of a result that was never saved.
func (s *Service) Discard(ctx context.Context, r *Result) error {
	s.cache.purge(func(key string) bool { return key == r.BlobKey })
	if err := s.bucket.Delete(ctx, r.BlobKey); err != nil {
		return fmt.Errorf("discard result file: %w", err)
	}
	return nil
}

// fetch streams the parts into one spool file.
func (s *Service) fetch(ctx context.Context, path string, p IngestParams) (*spool, error) {
	out, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, storageError(fmt.Errorf("create spool file: %w", err))
	}
	rows := newSpool(out, p.Columns, s.config.MaxBytes)
	for _, part := range p.Parts {
		if err = rows.add(ctx, part); err != nil {
			break
		}
	}
	if err == nil {
		err = rows.finish()
	}
	if closing := out.Close(); err == nil {
		err = storageError(closing)
	}
	return rows, err
}

// Room is ErrDiskFull on a disk so full that Ingest would not begin.
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
