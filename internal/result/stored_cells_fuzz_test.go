package result

import (
	"testing"

	"github.com/apache/arrow-go/v18/parquet/schema"
	"github.com/stretchr/testify/require"
)

// A page of any bytes is read as cells or refused; it never ends the program.
func FuzzCellsOfAnyPage(f *testing.F) {
	f.Add([]byte{2, 0, 0, 0, 4, 3, 1, 0, 0, 0, 'x', 1, 0, 0, 0, 'y'}, uint8(0), int64(plainValues), uint16(1))
	f.Add([]byte{2, 0, 0, 0, 3, 0b101, 2, 4, 1}, uint8(1), int64(runLengthsDictionary), uint16(2))
	f.Add([]byte{2, 0, 0, 0, 3, 0xff, 0b10}, uint8(4), int64(plainValues), uint16(3))
	f.Add([]byte{0x15, 0, 0x15, 0x10, 0x15, 0x10, 0x2c, 0x15, 4, 0x15, 0, 0, 0}, uint8(2), int64(plainDictionary), uint16(0))
	f.Add([]byte{0, 0, 0, 0, 0x80, 1, 4, 3, 2, 4, 2, 0, 0, 0, 0xe4, 0, 0, 0, 0, 0, 0, 0}, uint8(1), int64(differences), uint16(0))
	encodings := []Encoding{{Kind: Text}, {Kind: Integer}, {Kind: Decimal, Precision: 30, Scale: 2}, {Kind: Double}, {Kind: Boolean}, {Kind: Date}}
	f.Fuzz(func(t *testing.T, page []byte, kind uint8, encoding int64, step uint16) {
		if header, behind, err := readPageHeader(page); err == nil {
			require.LessOrEqual(t, header.packed, int64(len(behind)))
		}
		e := encodings[int(kind)%len(encodings)]
		field, err := storedField("c0", e)
		require.NoError(t, err)
		c := new(cellReader)
		require.NoError(t, c.begin(schema.NewColumn(field, 1, 0), e))
		c.plain, c.known = page, true
		for _, word := range []string{"0123456789abcdef", "fedcba9876543210"} {
			c.dictionary = append(c.dictionary, []byte(word))
		}
		err = c.turn(encoding, extent{})
		for row := 0; err == nil && row < 1<<12; row += 1 + int(step) {
			_, _, err = c.cell(row)
		}
		if err != nil {
			require.ErrorIs(t, err, ErrCorrupt)
		}
	})
}
