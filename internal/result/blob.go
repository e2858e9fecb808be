package result

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"gocloud.dev/blob"
	_ "gocloud.dev/blob/fileblob" // file:// is the default
	"gocloud.dev/gcerrors"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/seal"
)

// OpenBucket opens the blob storage at a URL, or a local folder when it is empty.
func OpenBucket(ctx context.Context, address, folder string) (*blob.Bucket, error) {
	if address == "" {
		if err := os.MkdirAll(folder, 0o700); err != nil {
			return nil, fmt.Errorf("create result folder: %w", err)
		}
		absolute, err := filepath.Abs(folder)
		if err != nil {
			return nil, fmt.Errorf("find result folder: %w", err)
		}
		// Temporary files lie beside their target, so that a rename makes them whole.
		address = (&url.URL{Scheme: "file", Path: absolute, RawQuery: "no_tmp_dir=true&metadata=skip"}).String()
	}
	bucket, err := blob.OpenBucket(ctx, address)
	if err != nil {
		return nil, fmt.Errorf("open result storage: %w", err)
	}
	return bucket, nil
}

// folder is where the files of an instance lie.
func folder(instance actor.InstanceID) string { return string(instance) + "/" }

// place is what the file of a result is bound to.
func (r *Result) place() seal.Place {
	return seal.Place{Table: "result", Row: string(r.ExecutionID), Column: r.BlobKey}
}

// Purge removes the unsealed copies of an instance's results from this process
// at once, and tells how many there were.
func (s *Service) Purge(instance actor.InstanceID) int {
	of := func(key string) bool { return strings.HasPrefix(key, folder(instance)) }
	s.views.purge(of)
	return s.cache.purge(of)
}

// DeleteAll deletes the files of an instance, whether or not a result names
// them, and tells how many there were. It may be called again.
func (s *Service) DeleteAll(ctx context.Context, instance actor.InstanceID) (deleted int, err error) {
	s.Purge(instance)
	for list := s.bucket.List(&blob.ListOptions{Prefix: folder(instance)}); ; {
		next, err := list.Next(ctx)
		if errors.Is(err, io.EOF) {
			return deleted, nil
		}
		if err != nil {
			return deleted, fmt.Errorf("list the files of instance %s: %w", instance, err)
		}
		if err := s.Drop(ctx, next.Key); err != nil {
			return deleted, err
		}
		deleted++
	}
}

// Drop deletes the file of a result that was dropped. It may be called again.
func (s *Service) Drop(ctx context.Context, key string) error {
	if err := s.bucket.Delete(ctx, key); err != nil && gcerrors.Code(err) != gcerrors.NotFound {
		return fmt.Errorf("delete result file %s: %w", key, err)
	}
	s.views.forget(key)
	s.cache.forget(key)
	return nil
}

// local gives the path of a result's file on this machine.
func (s *Service) local(ctx context.Context, r *Result) (string, func(), error) {
	return s.cache.open(ctx, r.BlobKey, func(path string) error { return s.download(ctx, r, path) })
}

// download brings the file of a result to a local one, unsealed.
func (s *Service) download(ctx context.Context, r *Result, path string) error {
	var with *seal.Stream
	if r.KeyID != "" {
		var err error
		if with, err = s.keys.Opening(ctx, r.InstanceID, r.KeyID); err != nil {
			return err
		}
	}
	in, err := s.bucket.NewReader(ctx, r.BlobKey, nil)
	if err != nil {
		return err
	}
	defer func() { _ = in.Close() }() // read to its end and summed: closing tells nothing new
	plain := io.Reader(in)
	if with != nil {
		if plain, err = with.Open(in, r.place()); err != nil {
			return err
		}
	}
	out, err := os.OpenFile(path, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return storageError(err)
	}
	sum := sha256.New()
	err = copySummed(out, plain, sum)
	if closing := out.Close(); err == nil {
		err = closing
	}
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

// unsealedPiece is how many bytes are written together: as many as are sealed together.
const unsealedPiece = 1 << 20

// copySummed copies, and sums one piece while the next one is read and written.
func copySummed(out io.Writer, in io.Reader, sum hash.Hash) error {
	pieces, done := make(chan []byte), make(chan struct{})
	go func() {
		defer close(done)
		for piece := range pieces {
			sum.Write(piece)
		}
	}()
	defer func() { close(pieces); <-done }()
	room, other := make([]byte, unsealedPiece), make([]byte, unsealedPiece)
	for {
		n := 0
		var err error
		for n < len(room) && err == nil {
			var more int
			more, err = in.Read(room[n:])
			n += more
		}
		if n > 0 {
			if _, err := out.Write(room[:n]); err != nil {
				return err
			}
			pieces <- room[:n] // taken once the one before is summed, so that its room is free
			room, other = other, room
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
	}
}
