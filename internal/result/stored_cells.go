package result

import (
	"encoding/binary"
	"fmt"
	"math"
	"os"
	"strconv"

	"github.com/apache/arrow-go/v18/parquet"
	"github.com/apache/arrow-go/v18/parquet/schema"
)

// cellReader reads single cells of a column of a row group, from front to back,
// out of the pages that hold them. Its memory is used again for the next column.
type cellReader struct {
	in       *os.File
	column   *schema.Column
	encoding Encoding
	width    int // bytes of a value; 0 where each tells its own length, -1 where it is a bit

	packed, plain, words []byte
	dictionary           [][]byte // the values of words
	known                bool     // dictionary is of this chunk

	row    int // of the page, the next to be read
	levels runs
	// lies tells how the values lie: as numbers of the dictionary, as differences, or as they are.
	lies    int64
	numbers runs
	deltas  deltas
	from    []byte
	passed  int // values
	whole   [8]byte
	text    []byte
}

// begin turns to a column of a row group.
func (c *cellReader) begin(column *schema.Column, e Encoding) error {
	c.column, c.encoding, c.known = column, e, false
	switch column.PhysicalType() {
	case parquet.Types.Int64, parquet.Types.Double:
		c.width = 8
	case parquet.Types.Int32:
		c.width = 4
	case parquet.Types.FixedLenByteArray:
		c.width = column.TypeLength()
	case parquet.Types.ByteArray:
		c.width = 0
	case parquet.Types.Boolean:
		c.width = -1
	default:
		return fmt.Errorf("%w: a column of %s", ErrCorrupt, column.PhysicalType())
	}
	return nil
}

// unpack reads a page and unpacks it into room.
func (c *cellReader) unpack(at extent, room *[]byte) (pageHeader, error) {
	if at.bytes <= 0 {
		return pageHeader{}, fmt.Errorf("%w: a page of no bytes", ErrCorrupt)
	}
	c.packed = resized(c.packed, int(at.bytes))
	if _, err := c.in.ReadAt(c.packed, at.offset); err != nil {
		return pageHeader{}, err
	}
	header, body, err := readPageHeader(c.packed)
	if err != nil {
		return header, err
	}
	if *room, err = pageCodec.decoder.DecodeAll(body[:header.packed], (*room)[:0]); err != nil {
		return header, fmt.Errorf("%w: %w", ErrCorrupt, err)
	}
	if int64(len(*room)) != header.unpacked {
		return header, fmt.Errorf("%w: a page of %d bytes where %d were stored", ErrCorrupt, len(*room), header.unpacked)
	}
	return header, nil
}

// page turns to a page of the chunk.
func (c *cellReader) page(of *chunkPages, page int) error {
	header, err := c.unpack(extent{of.pages[page].offset, of.pages[page].bytes}, &c.plain)
	if err != nil {
		return err
	}
	if header.kind != dataPageKind {
		return fmt.Errorf("%w: a page of kind %d", ErrCorrupt, header.kind)
	}
	return c.turn(header.encoding, of.dictionary)
}

// turn begins to read the page that is unpacked.
func (c *cellReader) turn(encoding int64, dictionary extent) error {
	c.row, c.passed, c.from, c.lies = 0, 0, c.plain, encoding
	if c.column.MaxDefinitionLevel() > 0 {
		var err error
		if c.levels, c.from, err = beginLevels(c.from); err != nil {
			return err
		}
	}
	switch encoding {
	case plainValues:
	case differences:
		if c.column.PhysicalType() != parquet.Types.Int64 {
			return fmt.Errorf("%w: differences of %s", ErrCorrupt, c.column.PhysicalType())
		}
		if len(c.from) == 0 { // every row is NULL
			break
		}
		var err error
		c.deltas, err = beginDeltas(c.from)
		return err
	case plainDictionary, runLengthsDictionary:
		c.lies = runLengthsDictionary
		if len(c.from) == 0 { // every row is NULL
			break
		}
		if c.from[0] > 32 {
			return badRuns()
		}
		c.numbers = runs{rest: c.from[1:], width: int(c.from[0])}
		if !c.known {
			return c.learn(dictionary)
		}
	default:
		return fmt.Errorf("%w: a page of encoding %d", ErrCorrupt, encoding)
	}
	return nil
}

// learn reads the dictionary of the chunk.
func (c *cellReader) learn(at extent) error {
	header, err := c.unpack(at, &c.words)
	if err != nil {
		return err
	}
	if header.kind != dictionaryPageKind || c.width < 0 {
		return fmt.Errorf("%w: a dictionary of kind %d", ErrCorrupt, header.kind)
	}
	c.dictionary, c.known = c.dictionary[:0], true
	for rest := c.words; len(rest) > 0; {
		var word []byte
		if word, rest, err = c.value(rest); err != nil {
			return err
		}
		c.dictionary = append(c.dictionary, word)
	}
	return nil
}

// value is what values begin with, and those behind it.
func (c *cellReader) value(values []byte) (one, rest []byte, err error) {
	width := c.width
	if width == 0 {
		if len(values) < 4 || uint64(binary.LittleEndian.Uint32(values)) > uint64(len(values)-4) {
			return nil, nil, badRuns()
		}
		width = int(binary.LittleEndian.Uint32(values))
		values = values[4:]
	}
	if len(values) < width {
		return nil, nil, badRuns()
	}
	return values[:width:width], values[width:], nil
}

// cell prints the cell of a row of the page, which is not before the one of the
// last call. It is valid until the next.
func (c *cellReader) cell(row int) (text []byte, null bool, err error) {
	before, here := row-c.row, uint32(1)
	c.row = row + 1
	if c.column.MaxDefinitionLevel() > 0 {
		if before, err = c.levels.ones(before); err != nil {
			return nil, false, err
		}
		if here, err = c.levels.next(); err != nil {
			return nil, false, err
		}
	}
	if here == 0 {
		return nil, true, c.pass(before)
	}
	if err := c.pass(before); err != nil {
		return nil, false, err
	}
	value, err := c.take()
	if err != nil {
		return nil, false, err
	}
	c.text, err = c.print(c.text[:0], value)
	return c.text, false, err
}

// pass leaves out n values.
func (c *cellReader) pass(n int) error {
	c.passed += n
	switch {
	case n == 0:
	case c.lies == runLengthsDictionary:
		return c.numbers.pass(n)
	case c.lies == differences:
		return c.deltas.pass(n)
	case c.width < 0:
	case c.width > 0:
		if len(c.from) < n*c.width {
			return badRuns()
		}
		c.from = c.from[n*c.width:]
	default:
		for range n {
			var err error
			if _, c.from, err = c.value(c.from); err != nil {
				return err
			}
		}
	}
	return nil
}

// take gives the next value as it lies.
func (c *cellReader) take() (one []byte, err error) {
	c.passed++
	switch {
	case c.lies == differences:
		if err := c.deltas.pass(1); err != nil {
			return nil, err
		}
		return binary.LittleEndian.AppendUint64(c.whole[:0], c.deltas.value), nil
	case c.lies == plainValues && c.width < 0:
		at := c.passed - 1
		if at/8 >= len(c.from) {
			return nil, badRuns()
		}
		return []byte{c.from[at/8] >> (at % 8) & 1}, nil
	case c.lies == runLengthsDictionary:
		number, err := c.numbers.next()
		if err != nil {
			return nil, err
		}
		if int(number) >= len(c.dictionary) {
			return nil, fmt.Errorf("%w: word %d of a dictionary of %d", ErrCorrupt, number, len(c.dictionary))
		}
		return c.dictionary[number], nil
	default:
		one, c.from, err = c.value(c.from)
		return one, err
	}
}

// print appends a value as the text it came as.
func (c *cellReader) print(to, value []byte) ([]byte, error) {
	e, physical := c.encoding, c.column.PhysicalType()
	switch {
	case e.Kind == Text && physical == parquet.Types.ByteArray:
		return append(to, value...), nil
	case e.Kind == Integer && physical == parquet.Types.Int64:
		return strconv.AppendInt(to, int64(binary.LittleEndian.Uint64(value)), 10), nil //nolint:gosec // two's complement
	case e.Kind == Decimal && physical == parquet.Types.Int64:
		return appendSmall(to, int64(binary.LittleEndian.Uint64(value)), e), nil //nolint:gosec // as above
	case e.Kind == Decimal && physical == parquet.Types.FixedLenByteArray && len(value) > 0:
		return appendWide(to, value, e), nil
	case e.Kind == Double && physical == parquet.Types.Double:
		return appendDouble(to, math.Float64frombits(binary.LittleEndian.Uint64(value)), e.Layout), nil
	case e.Kind == Boolean && physical == parquet.Types.Boolean:
		return strconv.AppendBool(to, value[0] == 1), nil
	case e.Kind == Date && physical == parquet.Types.Int32:
		return appendDate(to, int64(int32(binary.LittleEndian.Uint32(value)))), nil //nolint:gosec // as above
	case e.Kind == Timestamp && physical == parquet.Types.Int64:
		return appendInstant(to, int64(binary.LittleEndian.Uint64(value)), e.Layout), nil //nolint:gosec // as above
	default:
		return nil, fmt.Errorf("%w: %s where %s was stored", ErrCorrupt, physical, e.Kind)
	}
}
