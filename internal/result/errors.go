package result

import (
	"errors"
	"fmt"
	"io"

	"github.com/recomamp/recomamp/internal/datakey"
	"github.com/recomamp/recomamp/internal/fault"
)

// ErrDiskFull reports that rows could not be stored for want of space. Nothing
// of the result was kept; collecting again once there is space loses nothing.
var ErrDiskFull = errors.New("no space left to store the result")

// ErrTooLarge reports a result beyond the configured size.
var ErrTooLarge = errors.New("result too large")

// ErrNotFound reports an execution without a result.
var ErrNotFound = errors.New("result not found")

// ErrDropped refuses rows that a retention rule has dropped.
var ErrDropped = fault.New(fault.NotFound, "result.dropped", "The rows of this execution were dropped, as a retention rule says.").
	WithNext("Run it again to have them anew.")

// ErrOffBoarded refuses rows whose client was off-boarded.
var ErrOffBoarded = datakey.ErrDestroyed

// ErrCorrupt reports a stored file whose checksum no longer fits.
var ErrCorrupt = errors.New("stored result is damaged")

// ErrTruncated reports a part that ended before its announced length. Fetching it again may help.
var ErrTruncated = errors.New("result file ended early")

// MalformedError reports CSV that cannot be read without guessing.
type MalformedError struct {
	// Part counts from 1. Row counts data rows of the part from 1; 0 is the header.
	Part, Row int
	Detail    string
}

func (e *MalformedError) Error() string {
	where := fmt.Sprintf("row %d", e.Row)
	if e.Row == 0 {
		where = "header"
	}
	return fmt.Sprintf("result file %d, %s: %s", e.Part, where, e.Detail)
}

// truncated marks an early end of input as ErrTruncated.
func truncated(err error) error {
	if errors.Is(err, io.ErrUnexpectedEOF) {
		return fmt.Errorf("%w: %w", ErrTruncated, err)
	}
	return err
}
