package framed

import (
	"bufio"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
)

// maxNote bounds what is read of a frame that is not data.
const maxNote = 1 << 20

// ErrChecksum reports a file that is not the one that was sent.
var ErrChecksum = errors.New("the file that came is not the one that was sent: its length or checksum differs")

// Reader gives the file of a framed body. Its end, io.EOF, comes only once the
// body said that the file is whole and length and checksum fit. A body that
// ends before gives io.ErrUnexpectedEOF, one that tells why a *Failure.
type Reader struct {
	in       *bufio.Reader
	progress func(Progress)
	left     uint32 // bytes of the current data frame
	sum      hash.Hash
	length   int64
	end      *End
}

// NewReader reads a framed body. progress may be nil.
func NewReader(in io.Reader, progress func(Progress)) *Reader {
	return &Reader{in: bufio.NewReaderSize(in, 64<<10), progress: progress, sum: sha256.New()}
}

// End is what the file came to; the zero value before its end.
func (r *Reader) End() End {
	if r.end == nil {
		return End{}
	}
	return *r.end
}

func (r *Reader) Read(p []byte) (int, error) {
	for r.left == 0 {
		if r.end != nil {
			return 0, io.EOF
		}
		if err := r.next(); err != nil {
			return 0, err
		}
	}
	n, err := r.in.Read(p[:min(len(p), int(r.left))])
	r.left -= uint32(n) //nolint:gosec // not more than left
	r.sum.Write(p[:n])
	r.length += int64(n)
	return n, early(err)
}

func (r *Reader) next() error {
	var head [5]byte
	if _, err := io.ReadFull(r.in, head[:]); err != nil {
		return early(err)
	}
	length := binary.BigEndian.Uint32(head[1:])
	if head[0] == kindData {
		r.left = length
		return nil
	}
	if length > maxNote {
		return fmt.Errorf("a frame of kind %q has %d bytes", head[0], length)
	}
	content := make([]byte, length)
	if _, err := io.ReadFull(r.in, content); err != nil {
		return early(err)
	}
	switch head[0] {
	case kindProgress:
		var p Progress
		if err := json.Unmarshal(content, &p); err != nil {
			return fmt.Errorf("read progress: %w", err)
		}
		if r.progress != nil {
			r.progress(p)
		}
		return nil
	case kindEnd:
		return r.finish(content)
	case kindFailure:
		f := new(Failure)
		if err := json.Unmarshal(content, f); err != nil {
			return fmt.Errorf("read failure: %w", err)
		}
		return f
	default:
		return fmt.Errorf("no frame of kind %q is known", head[0])
	}
}

func (r *Reader) finish(content []byte) error {
	e := new(End)
	if err := json.Unmarshal(content, e); err != nil {
		return fmt.Errorf("read end: %w", err)
	}
	if e.Bytes != r.length || e.Checksum != hex.EncodeToString(r.sum.Sum(nil)) {
		return ErrChecksum
	}
	r.end = e
	return nil
}

// early is the error of a body that ends before it said so.
func early(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}
