package result

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"io"
	"os"

	"gocloud.dev/blob"

	"github.com/recomamp/recomamp/internal/seal"
)

// upload seals what is written to it into the bucket, where it appears whole or
// not at all. End or abandon it.
type upload struct {
	bucket   *blob.Bucket
	key      string
	to       *blob.Writer
	sealed   io.WriteCloser
	given    context.CancelFunc
	sum      hash.Hash
	size     int64 // of what was written
	sealedTo sized
}

// beginUpload begins the file of a result.
func (s *Service) beginUpload(ctx context.Context, r *Result, with *seal.Stream) (*upload, error) {
	ctx, given := context.WithCancel(ctx)
	to, err := s.bucket.NewWriter(ctx, r.BlobKey, &blob.WriterOptions{ContentType: "application/octet-stream"})
	if err != nil {
		given()
		return nil, storageError(fmt.Errorf("store result: %w", err))
	}
	u := &upload{bucket: s.bucket, key: r.BlobKey, to: to, given: given, sum: sha256.New(), sealedTo: sized{out: to}}
	if u.sealed, err = with.Seal(&u.sealedTo, r.place()); err != nil {
		u.abandon()
		return nil, storageError(fmt.Errorf("store result: %w", err))
	}
	return u, nil
}

// Write implements io.Writer.
func (u *upload) Write(p []byte) (int, error) {
	u.sum.Write(p)
	n, err := u.sealed.Write(p)
	u.size += int64(n)
	if err != nil {
		err = storageError(fmt.Errorf("store result: %w", err))
	}
	return n, err
}

// end has the file appear, and gives the size and the checksum of what was written.
func (u *upload) end(ctx context.Context) (size int64, checksum string, err error) {
	if err := u.sealed.Close(); err != nil {
		u.abandon()
		return 0, "", storageError(fmt.Errorf("store result: %w", err))
	}
	defer u.given()
	if err := u.to.Close(); err != nil {
		return 0, "", storageError(fmt.Errorf("store result: %w", err))
	}
	found, err := u.bucket.Attributes(ctx, u.key)
	if err != nil {
		return 0, "", storageError(fmt.Errorf("store result: %w", err))
	}
	if found.Size != u.sealedTo.n {
		return 0, "", fmt.Errorf("%w: %d bytes stored, %d written", errStored, found.Size, u.sealedTo.n)
	}
	return u.size, hex.EncodeToString(u.sum.Sum(nil)), nil
}

// abandon drops what was written.
func (u *upload) abandon() {
	u.given() // closing after this drops it
	_ = u.to.Close()
}

// upload seals a local file into the bucket. size and checksum are those of the local file.
func (s *Service) upload(ctx context.Context, r *Result, with *seal.Stream, path string) (size int64, checksum string, err error) {
	in, err := os.Open(path)
	if err != nil {
		return 0, "", fmt.Errorf("store result: %w", err)
	}
	defer in.Close()
	out, err := s.beginUpload(ctx, r, with)
	if err != nil {
		return 0, "", err
	}
	if _, err := io.Copy(out, in); err != nil {
		out.abandon()
		return 0, "", err
	}
	return out.end(ctx)
}

// sized counts what passes through.
type sized struct {
	out io.Writer
	n   int64
}

func (s *sized) Write(p []byte) (int, error) {
	n, err := s.out.Write(p)
	s.n += int64(n)
	return n, err
}
