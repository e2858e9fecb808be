package result

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"gocloud.dev/blob"
)

const (
	// checkFolder is where storage is tried. No instance is called like this.
	checkFolder = "storage-check/"
	// checkTime bounds the try: at start somebody waits for it.
	checkTime = 45 * time.Second
)

// CheckStorage tries that storage beyond a network does all that results need:
// write, list, read and delete. The local folder needs no try; it is ours.
func (s *Service) CheckStorage(ctx context.Context) error {
	if !isRemote(s.bucket) {
		return nil
	}
	return s.TryStorage(ctx)
}

// TryStorage is CheckStorage wherever results are kept.
func (s *Service) TryStorage(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, checkTime)
	defer cancel()
	if err := tryBucket(ctx, s.bucket, checkFolder+uuid.NewString()); err != nil {
		if errors.Is(err, context.DeadlineExceeded) {
			return ErrStorageAway.WithCause(err)
		}
		return storageError(err)
	}
	return nil
}

func tryBucket(ctx context.Context, bucket *blob.Bucket, key string) error {
	content := []byte(key)
	if err := bucket.WriteAll(ctx, key, content, &blob.WriterOptions{ContentType: sealedType}); err != nil {
		return fmt.Errorf("write to the storage of results: %w", err)
	}
	tried := tryFile(ctx, bucket, key, content)
	if err := bucket.Delete(ctx, key); err != nil {
		return errors.Join(tried, fmt.Errorf("delete from the storage of results: %w", err))
	}
	if tried != nil {
		return tried
	}
	if there, err := bucket.Exists(ctx, key); err != nil || there {
		return errors.Join(err, fmt.Errorf("delete from the storage of results: %s is still there", key))
	}
	return nil
}

func tryFile(ctx context.Context, bucket *blob.Bucket, key string, content []byte) error {
	found, err := bucket.List(&blob.ListOptions{Prefix: key}).Next(ctx)
	if err != nil {
		return fmt.Errorf("list the storage of results: %w", err)
	}
	read, err := bucket.ReadAll(ctx, key)
	if err != nil {
		return fmt.Errorf("read from the storage of results: %w", err)
	}
	if found.Key != key || !bytes.Equal(read, content) {
		return fmt.Errorf("read from the storage of results: %w", errStored)
	}
	return nil
}
