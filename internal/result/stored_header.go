package result

import (
	"encoding/binary"
	"fmt"
)

// pageHeader is what stands before a page of a Parquet file, in Thrift's compact protocol.
type pageHeader struct {
	kind             int64
	unpacked, packed int64 // bytes
	values           int64 // NULL among them
	encoding         int64
}

// What the format numbers so: kinds of pages, and encodings of values.
const (
	dataPageKind       = 0
	dictionaryPageKind = 2

	plainValues          = 0
	plainDictionary      = 2
	differences          = 5
	runLengthsDictionary = 8
)

// readPageHeader reads the header that b begins with, and gives what stands behind it.
func readPageHeader(b []byte) (pageHeader, []byte, error) {
	var h pageHeader
	in := compact{rest: b}
	in.fields(func(id int16, kind byte) {
		switch {
		case id == 1:
			h.kind = in.integer()
		case id == 2:
			h.unpacked = in.integer()
		case id == 3:
			h.packed = in.integer()
		case (id == 5 || id == 7) && kind == compactStruct: // of a data page, of a dictionary
			in.fields(func(id int16, kind byte) {
				switch id {
				case 1:
					h.values = in.integer()
				case 2:
					h.encoding = in.integer()
				default:
					in.skip(kind, 0)
				}
			})
		default:
			in.skip(kind, 0)
		}
	})
	if in.bad || h.unpacked < 0 || h.packed < 0 || h.packed > int64(len(in.rest)) || h.values < 0 {
		return h, nil, fmt.Errorf("%w: a page without its header", ErrCorrupt)
	}
	return h, in.rest, nil
}

// Types of the compact protocol.
const (
	compactTrue   = 1
	compactFalse  = 2
	compactByte   = 3
	compactDouble = 7
	compactBinary = 8
	compactList   = 9
	compactSet    = 10
	compactStruct = 12
)

// deepest is how deep a header nests at most.
const deepest = 4

// compact reads Thrift's compact protocol. What does not hold to it sets bad, and reads as nothing.
type compact struct {
	rest []byte
	bad  bool
}

func (c *compact) byte() byte {
	if len(c.rest) == 0 {
		c.bad = true
		return 0
	}
	b := c.rest[0]
	c.rest = c.rest[1:]
	return b
}

func (c *compact) unsigned() uint64 {
	n, bytes := binary.Uvarint(c.rest)
	if bytes <= 0 {
		c.bad, c.rest = true, nil
		return 0
	}
	c.rest = c.rest[bytes:]
	return n
}

func (c *compact) integer() int64 {
	n := c.unsigned()
	return int64(n>>1) ^ -int64(n&1) //nolint:gosec // zigzag
}

func (c *compact) pass(bytes uint64) {
	if bytes > uint64(len(c.rest)) {
		c.bad, c.rest = true, nil
		return
	}
	c.rest = c.rest[bytes:]
}

// fields calls read for each field of a struct, which takes the value.
func (c *compact) fields(read func(id int16, kind byte)) {
	for id := int16(0); !c.bad; {
		head := c.byte()
		kind := head & 0x0f
		if kind == 0 {
			return
		}
		if step := head >> 4; step > 0 {
			id += int16(step)
		} else {
			id = int16(c.integer()) //nolint:gosec // a number of a field
		}
		read(id, kind)
	}
}

// skip takes a value that nobody needs.
func (c *compact) skip(kind byte, depth int) {
	switch kind {
	case compactTrue, compactFalse: // stand in the head of their field
	case compactByte:
		c.byte()
	case compactDouble:
		c.pass(8)
	case compactBinary:
		c.pass(c.unsigned())
	case compactList, compactSet:
		head := c.byte()
		n := uint64(head >> 4)
		if n == 15 {
			n = c.unsigned()
		}
		for ; n > 0 && !c.bad && depth < deepest; n-- {
			if kind := head & 0x0f; kind == compactTrue || kind == compactFalse {
				c.byte()
			} else {
				c.skip(kind, depth+1)
			}
		}
		c.bad = c.bad || n > 0
	case compactStruct:
		if depth >= deepest {
			c.bad = true
			return
		}
		c.fields(func(_ int16, kind byte) { c.skip(kind, depth+1) })
	default:
		if kind > compactStruct {
			c.bad = true
			return
		}
		c.unsigned() // the other numbers
	}
}
