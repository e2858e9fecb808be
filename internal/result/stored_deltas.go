package result

import "encoding/binary"

// deltas reads whole numbers of 64 bits that lie as what they differ by, each
// block with as many bits as its differences need (DELTA_BINARY_PACKED).
type deltas struct {
	rest        []byte
	each, count int    // numbers of a small block, small blocks of a block
	left        int    // numbers to come
	begun       bool   // value was passed
	value       uint64 // the last that was passed, or the first
	least       uint64 // of the differences of the block
	widths      []byte // bits, of the small blocks to come

	side  []byte // the small block
	width int
	at    int // in bits
	ready int // numbers
}

// mostEach bounds what a block says of itself.
const mostEach = 1 << 16

func beginDeltas(page []byte) (deltas, error) {
	in := compact{rest: page} // numbers lie as in headers
	block, count, total, first := in.unsigned(), in.unsigned(), in.unsigned(), in.integer()
	if in.bad || count == 0 || block == 0 || count > mostEach || block > mostEach*count || block%(8*count) != 0 || total > 1<<30 {
		return deltas{}, badRuns()
	}
	return deltas{rest: in.rest, each: int(block / count), count: int(count), left: int(total), value: uint64(first)}, nil //nolint:gosec // bounded above
}

// pass leaves out n numbers, the last of which is value then.
func (d *deltas) pass(n int) error {
	if n > d.left {
		return badRuns()
	}
	d.left -= n
	if n > 0 && !d.begun {
		d.begun = true
		n--
	}
	for n > 0 {
		if d.ready == 0 {
			if err := d.begin(); err != nil {
				return err
			}
		}
		now := min(n, d.ready)
		d.add(now)
		d.ready, n = d.ready-now, n-now
	}
	return nil
}

// begin takes the next small block.
func (d *deltas) begin() error {
	if len(d.widths) == 0 {
		in := compact{rest: d.rest}
		d.least = uint64(in.integer()) //nolint:gosec // two's complement
		if in.bad || len(in.rest) < d.count {
			return badRuns()
		}
		d.widths, d.rest = in.rest[:d.count], in.rest[d.count:]
	}
	d.width, d.widths = int(d.widths[0]), d.widths[1:]
	size := d.each / 8 * d.width
	if d.width > 64 || len(d.rest) < size {
		return badRuns()
	}
	d.side, d.rest, d.at, d.ready = d.rest[:size], d.rest[size:], 0, d.each
	return nil
}

// add adds n differences of the small block, which has them.
func (d *deltas) add(n int) {
	sum := d.least * uint64(n) //nolint:gosec // it wraps as the numbers do
	if d.width > 0 {
		for range n {
			sum += bitsAt(d.side, d.at, d.width)
			d.at += d.width
		}
	}
	d.value += sum
}

// bitsAt is the number of so many bits, from 1 to 64, that begins at a bit.
func bitsAt(in []byte, at, width int) uint64 {
	from, shift := at/8, at%8
	var n uint64
	if from+8 <= len(in) {
		n = binary.LittleEndian.Uint64(in[from:])
	} else {
		var eight [8]byte
		copy(eight[:], in[from:])
		n = binary.LittleEndian.Uint64(eight[:])
	}
	n >>= shift
	if shift+width > 64 {
		n |= uint64(in[from+8]) << (64 - shift)
	}
	return n & (^uint64(0) >> (64 - width))
}
