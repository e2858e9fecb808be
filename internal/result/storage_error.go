package result

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"syscall"

	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/smithy-go"

	"github.com/recomamp/recomamp/internal/fault"
)

// ErrStorageAway reports that the storage of results does not answer, or breaks off. Trying again helps.
var ErrStorageAway = fault.New(fault.Unavailable, "result.storage_away", "The storage of results cannot be reached.").
	WithNext("It is tried again by itself. If this lasts, check that the server reaches the address in RECOMAMP_BLOB_URL and that the storage is up.")

// ErrStorageRefused reports that the storage of results does not let the program in, or not do what it must.
var ErrStorageRefused = fault.New(fault.Unavailable, "result.storage_refused", "The storage of results refuses the program.").
	WithNext("Check the server's AWS credentials, the region in RECOMAMP_BLOB_URL, and that they may list the bucket and get, put and delete its objects (docs/operations.md, Results in S3).")

// ErrStorageMissing reports that the bucket for results does not exist.
var ErrStorageMissing = fault.New(fault.Unavailable, "result.storage_missing", "The bucket for results does not exist.").
	WithNext("Make the bucket, or correct its name and its endpoint in RECOMAMP_BLOB_URL.")

// ErrStorageFull reports that the storage of results, which is not on this machine, takes no more.
var ErrStorageFull = fault.New(fault.Unavailable, "result.storage_full", "The storage of results is full.").
	WithNext("Give the bucket more room. What waits for it then goes on by itself; Amazon is not asked to run anything again.")

// storageError says what is wrong with storage: a lack of space on this machine,
// whoever reports it, is ErrDiskFull; what storage beyond a network is about is
// one of the ErrStorage errors. Anything else stays as it is.
func storageError(err error) error {
	if err == nil || errors.Is(err, ErrDiskFull) {
		return err
	}
	text := err.Error()
	full := errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) ||
		strings.Contains(text, "No space left on device") || // DuckDB gives only text
		strings.Contains(text, "max_temp_directory_size")
	if full {
		return fmt.Errorf("%w: %w", ErrDiskFull, err)
	}
	return remoteError(err)
}

// remoteError reads an error of a call to S3.
func remoteError(err error) error {
	if _, called := errors.AsType[*smithy.OperationError](err); !called || fault.KindOf(err) != fault.Internal {
		return err
	}
	if errors.Is(err, context.Canceled) {
		return err // nobody waits any more
	}
	status, code := 0, ""
	if answer, ok := errors.AsType[*awshttp.ResponseError](err); ok {
		status = answer.HTTPStatusCode()
	}
	if said, ok := errors.AsType[smithy.APIError](err); ok {
		code = said.ErrorCode()
	}
	switch {
	case code == "NoSuchBucket":
		return ErrStorageMissing.WithCause(err)
	case code == "NoSuchKey", code == "NotFound":
		return err // of a file
	case status == http.StatusInsufficientStorage, strings.Contains(code, "QuotaExceeded"), strings.Contains(code, "StorageFull"):
		return ErrStorageFull.WithCause(err)
	case status == http.StatusTooManyRequests, status == http.StatusRequestTimeout, code == "RequestTimeout", code == "SlowDown":
		return ErrStorageAway.WithCause(err)
	case status >= 300 && status < 500, strings.Contains(err.Error(), "get credentials"), strings.Contains(err.Error(), "Missing Region"):
		return ErrStorageRefused.WithCause(err)
	default:
		return ErrStorageAway.WithCause(err)
	}
}
