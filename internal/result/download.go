package result

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/recomamp/recomamp/internal/seal"
)

// local gives the path of a result's file on this machine.
func (s *Service) local(ctx context.Context, r *Result) (string, func(), error) {
	return s.cache.open(ctx, r.BlobKey, func(path string, came func(int64)) error { return s.download(ctx, r, path, came) })
}

// downloads is how often a file is fetched whose way breaks off.
const downloads = 3

// download brings the file of a result to a local one, unsealed. One that breaks
// off on the way is fetched again.
func (s *Service) download(ctx context.Context, r *Result, path string, came func(int64)) error {
	for try := 1; ; try++ {
		err := s.fetch(ctx, r, path, came)
		if try == downloads || ctx.Err() != nil || !errors.Is(err, errBroken) {
			return err
		}
	}
}

// errBroken marks what broke off on the way from storage.
var errBroken = errors.New("the file broke off")

// fetch brings the file of a result to a local one, unsealed and summed. What
// came before is written over by the same, for somebody may read it.
func (s *Service) fetch(ctx context.Context, r *Result, path string, came func(int64)) error {
	var with *seal.Stream
	if r.KeyID != "" {
		var err error
		if with, err = s.keys.Opening(ctx, r.InstanceID, r.KeyID); err != nil {
			return err
		}
	}
	stored, err := s.bucket.NewReader(ctx, r.BlobKey, nil)
	if err != nil {
		return storageError(err)
	}
	defer func() { _ = stored.Close() }() // read to its end and summed: closing tells nothing new
	in := &way{in: stored}
	plain := io.Reader(in)
	if with != nil {
		if plain, err = with.Open(in, r.place()); err != nil {
			return in.first(err)
		}
	}
	out, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return storageError(err)
	}
	sum := sha256.New()
	to := &told{out: out, came: came}
	if err = copySummed(to, plain, sum); err == nil {
		err = out.Truncate(to.n)
	}
	if closing := out.Close(); err == nil {
		err = closing
	}
	err = in.first(err)
	if errors.Is(err, seal.ErrOpen) {
		return fmt.Errorf("%w: %w", ErrCorrupt, err)
	}
	if err != nil {
		return storageError(err)
	}
	if hex.EncodeToString(sum.Sum(nil)) != r.Checksum {
		return ErrCorrupt
	}
	return nil
}

// told tells how many bytes were written.
type told struct {
	out  io.Writer
	n    int64
	came func(int64)
}

func (t *told) Write(p []byte) (int, error) {
	n, err := t.out.Write(p)
	t.n += int64(n)
	t.came(t.n)
	return n, err
}

// way is a file on its way from storage. It remembers how it broke off, which
// is the cause of whatever goes wrong with what came.
type way struct {
	in     io.Reader
	broken error
}

func (w *way) Read(p []byte) (int, error) {
	n, err := w.in.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		w.broken = err
	}
	return n, err
}

// first is why the file broke off, or else err.
func (w *way) first(err error) error {
	if err == nil || w.broken == nil || errors.Is(w.broken, context.Canceled) {
		return err
	}
	return ErrStorageAway.WithCause(fmt.Errorf("%w: %w", errBroken, w.broken))
}
