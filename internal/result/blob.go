package result

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"

	"gocloud.dev/blob"
	_ "gocloud.dev/blob/fileblob" // file:// is the default
	"gocloud.dev/gcerrors"
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

// upload copies a local file to the bucket; the blob appears whole or not at all.
func (s *Service) upload(ctx context.Context, key, path string) (size int64, checksum string, err error) {
	in, err := os.Open(path)
	if err != nil {
		return 0, "", err
	}
	defer in.Close()
	ctx, abandon := context.WithCancel(ctx)
	defer abandon()
	out, err := s.bucket.NewWriter(ctx, key, &blob.WriterOptions{ContentType: "application/vnd.apache.parquet"})
	if err != nil {
		return 0, "", err
	}
	sum := sha256.New()
	size, err = io.Copy(io.MultiWriter(out, sum), in)
	if err != nil {
		abandon() // closing after this drops what was written
		_ = out.Close()
		return 0, "", err
	}
	if err := out.Close(); err != nil {
		return 0, "", err
	}
	stored, err := s.bucket.Attributes(ctx, key)
	if err != nil {
		return 0, "", err
	}
	if stored.Size != size {
		return 0, "", fmt.Errorf("%w: %d bytes stored, %d written", errStored, stored.Size, size)
	}
	return size, hex.EncodeToString(sum.Sum(nil)), nil
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

func (s *Service) download(ctx context.Context, r *Result, path string) error {
	in, err := s.bucket.NewReader(ctx, r.BlobKey, nil)
	if err != nil {
		return err
	}
	defer func() { _ = in.Close() }() // read to its end and summed: closing tells nothing new
	out, err := os.OpenFile(path, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return storageError(err)
	}
	sum := sha256.New()
	_, err = io.Copy(io.MultiWriter(out, sum), in)
	if closing := out.Close(); err == nil {
		err = closing
	}
	if err != nil {
		return storageError(err)
	}
	if hex.EncodeToString(sum.Sum(nil)) != r.Checksum {
		return ErrCorrupt
	}
	return nil
}
