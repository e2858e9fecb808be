package result

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"os"
	"time"

	"gocloud.dev/blob"

	"github.com/recomamp/recomamp/internal/fault"
	"github.com/recomamp/recomamp/internal/seal"
)

// sealedType is what a sealed file is for others.
const sealedType = "application/octet-stream"

// cleaning bounds the deleting of a file that did not become whole.
const cleaning = 30 * time.Second

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
	sealedTo tallied
	remote   bool
	stopped  func() bool // nobody waits any more
}

// beginUpload begins the file of a result.
func (s *Service) beginUpload(ctx context.Context, r *Result, with *seal.Stream) (*upload, error) {
	sending, given := context.WithCancel(ctx)
	to, err := s.bucket.NewWriter(sending, r.BlobKey, &blob.WriterOptions{
		ContentType: sealedType, BufferSize: uploadPart, MaxConcurrency: uploadsAtOnce,
	})
	if err != nil {
		given()
		return nil, storageError(fmt.Errorf("store result: %w", err))
	}
	u := &upload{bucket: s.bucket, key: r.BlobKey, to: to, given: given, sum: sha256.New(), sealedTo: tallied{out: to}, remote: isRemote(s.bucket), stopped: func() bool { return ctx.Err() != nil }}
	if u.remote {
		u.sealedTo.sum = sha256.New()
	}
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
		err = u.failed(err)
	}
	return n, err
}

// failed says why an upload failed. When not even its parts could be thrown away,
// the cause is told by text only.
func (u *upload) failed(err error) error {
	err = storageError(fmt.Errorf("store result: %w", err))
	if u.remote && !u.stopped() && !errors.Is(err, errStored) && fault.KindOf(err) == fault.Internal {
		return ErrStorageAway.WithCause(err)
	}
	return err
}

// end has the file appear, and gives the size and the checksum of what was
// written. After an error there is no file.
func (u *upload) end(ctx context.Context) (size int64, checksum string, err error) {
	if err := u.sealed.Close(); err != nil {
		u.abandon()
		return 0, "", u.failed(err)
	}
	defer u.given()
	err = u.to.Close()
	if err == nil {
		err = u.compare(ctx)
	}
	if err != nil { // an answer that was lost on the way back may have stored it
		return 0, "", u.failed(errors.Join(err, u.remove(ctx)))
	}
	return u.size, hex.EncodeToString(u.sum.Sum(nil)), nil
}

// compare holds what is stored against what was written: its size, and what
// went over a network byte by byte.
func (u *upload) compare(ctx context.Context) error {
	found, err := u.bucket.Attributes(ctx, u.key)
	if err != nil {
		return err
	}
	if found.Size != u.sealedTo.n {
		return fmt.Errorf("%w: %d bytes stored, %d written", errStored, found.Size, u.sealedTo.n)
	}
	if u.sealedTo.sum == nil {
		return nil
	}
	in, err := u.bucket.NewReader(ctx, u.key, nil)
	if err != nil {
		return err
	}
	defer func() { _ = in.Close() }() // only read
	back := sha256.New()
	if _, err := io.CopyBuffer(back, struct{ io.Reader }{in}, make([]byte, unsealedPiece)); err != nil {
		return ErrStorageAway.WithCause(err)
	}
	if !bytes.Equal(back.Sum(nil), u.sealedTo.sum.Sum(nil)) {
		return fmt.Errorf("%w: other bytes stored than written", errStored)
	}
	return nil
}

// remove deletes what may have been stored, also for who gave up.
func (u *upload) remove(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), cleaning)
	defer cancel()
	return unlessGone(u.bucket.Delete(ctx, u.key))
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

// tallied counts what passes through, and sums it where it is asked to.
type tallied struct {
	out io.Writer
	n   int64
	sum hash.Hash // or nil
}

func (s *tallied) Write(p []byte) (int, error) {
	n, err := s.out.Write(p)
	s.n += int64(n)
	if s.sum != nil {
		s.sum.Write(p[:n])
	}
	return n, err
}
