package result

import (
	"encoding/binary"
	"fmt"
	"math/bits"
)

// runs reads numbers of a few bits as Parquet packs them: runs of one number,
// and runs of numbers side by side.
type runs struct {
	rest  []byte // behind the run
	width int    // bits of a number
	left  int    // numbers of the run
	same  bool   // they are all alike
	value uint32 // what they are
	side  []byte // else they lie here
	at    int    // in bits
}

func badRuns() error { return fmt.Errorf("%w: a page ends early", ErrCorrupt) }

// begin takes the next run.
func (r *runs) begin() error {
	head, bytes := binary.Uvarint(r.rest)
	if bytes <= 0 || head>>1 == 0 || head>>1 > 1<<28 {
		return badRuns()
	}
	r.rest = r.rest[bytes:]
	if r.same = head&1 == 0; r.same {
		size := (r.width + 7) / 8
		if len(r.rest) < size {
			return badRuns()
		}
		r.value, r.left = 0, int(head>>1) //nolint:gosec // bounded above
		for i := range size {
			r.value |= uint32(r.rest[i]) << (8 * i)
		}
		r.rest = r.rest[size:]
		return nil
	}
	size := min(int(head>>1)*r.width, len(r.rest)) //nolint:gosec // as above; the last run may be cut off where nothing comes
	r.side, r.rest, r.at = r.rest[:size], r.rest[size:], 0
	if r.left = int(head>>1) * 8; r.width > 0 { //nolint:gosec // as above
		r.left = min(r.left, 8*size/r.width)
	}
	if r.left == 0 {
		return badRuns()
	}
	return nil
}

// pass leaves out n numbers.
func (r *runs) pass(n int) error {
	for n > 0 {
		if r.left == 0 {
			if err := r.begin(); err != nil {
				return err
			}
		}
		now := min(n, r.left)
		r.left, r.at, n = r.left-now, r.at+now*r.width, n-now
	}
	return nil
}

// next gives the next number.
func (r *runs) next() (uint32, error) {
	if r.left == 0 {
		if err := r.begin(); err != nil {
			return 0, err
		}
	}
	r.left--
	if r.same {
		return r.value, nil
	}
	var eight [8]byte
	copy(eight[:], r.side[r.at/8:min(r.at/8+8, len(r.side))])
	n := uint32(binary.LittleEndian.Uint64(eight[:]) >> (r.at % 8) & (1<<r.width - 1)) //nolint:gosec // 32 bits at most
	r.at += r.width
	return n, nil
}

// ones leaves out n numbers of one bit, and tells how many of them are 1.
func (r *runs) ones(n int) (ones int, err error) {
	for n > 0 {
		if r.left == 0 {
			if err := r.begin(); err != nil {
				return 0, err
			}
		}
		now := min(n, r.left)
		if r.same {
			ones += now * int(r.value&1)
			r.left, n = r.left-now, n-now
			continue
		}
		for bit, end := r.at, r.at+now; bit < end; {
			step := min(8-bit%8, end-bit)
			ones += bits.OnesCount8(r.side[bit/8] >> (bit % 8) & (1<<step - 1))
			bit += step
		}
		r.left, r.at, n = r.left-now, r.at+now, n-now
	}
	return ones, nil
}
