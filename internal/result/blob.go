package result

import (
	"context"
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
	"gocloud.dev/blob/s3blob"
	"gocloud.dev/gcerrors"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/seal"
)

// OpenBucket opens the storage at an address (s3:// or file://), or a local
// folder when it is empty. Whether a bucket lets the program in, CheckStorage
// finds out.
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
	parsed, err := url.Parse(address)
	if err != nil {
		return nil, errors.New("open result storage: its address is no URL") // the cause repeats it
	}
	var bucket *blob.Bucket
	if parsed.Scheme == s3blob.Scheme {
		bucket, err = openS3(ctx, parsed, stall)
	} else {
		bucket, err = blob.OpenBucket(ctx, address)
	}
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
			return deleted, storageError(fmt.Errorf("list the files of instance %s: %w", instance, err))
		}
		if err := s.Drop(ctx, next.Key); err != nil {
			return deleted, err
		}
		deleted++
	}
}

// Drop deletes the file of a result that was dropped. It may be called again.
func (s *Service) Drop(ctx context.Context, key string) error {
	if err := unlessGone(s.bucket.Delete(ctx, key)); err != nil {
		return storageError(fmt.Errorf("delete result file %s: %w", key, err))
	}
	s.views.forget(key)
	s.cache.forget(key)
	return nil
}

// unlessGone makes nothing of deleting what is not there.
func unlessGone(err error) error {
	if gcerrors.Code(err) == gcerrors.NotFound {
		return nil
	}
	return err
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
