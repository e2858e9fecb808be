package result

import (
	"bufio"
	"encoding/json"
	"io"
	"strconv"
	"strings"
)

// jsonEncoder writes an array of objects, one per row, or lines of one object
// each (NDJSON), with the columns' names as members in the columns' order.
// Numbers are JSON numbers as long as common readers, which hold them as 64-bit
// floats, give back every digit; a number with more digits is a string. NULL is
// null.
type jsonEncoder struct {
	out     *bufio.Writer
	columns []Column
	names   [][]byte
	lines   bool
	any     bool
}

func newJSONEncoder(w io.Writer, columns []Column, lines bool) *jsonEncoder {
	e := &jsonEncoder{out: bufio.NewWriterSize(w, readBuffer), columns: columns, lines: lines}
	for _, name := range uniqueNames(columns) {
		e.names = append(e.names, append(jsonText(name), ':'))
	}
	return e
}

func (e *jsonEncoder) begin() error {
	if e.lines {
		return nil
	}
	return e.out.WriteByte('[')
}

func (e *jsonEncoder) row(row Row) error {
	if e.any && !e.lines {
		e.out.WriteByte(',')
	}
	if e.any || !e.lines {
		e.out.WriteByte('\n')
	}
	e.any = true
	e.out.WriteByte('{')
	for i, value := range row {
		if i > 0 {
			e.out.WriteByte(',')
		}
		e.out.Write(e.names[i])
		switch {
		case value == nil:
			e.out.WriteString("null")
		case isLiteral(e.columns[i].Encoding.Kind, *value):
			e.out.WriteString(*value)
		default:
			e.out.Write(jsonText(*value))
		}
	}
	return e.out.WriteByte('}')
}

func (e *jsonEncoder) end() error {
	if e.any || !e.lines {
		e.out.WriteByte('\n')
	}
	if !e.lines {
		e.out.WriteString("]\n")
	}
	return e.out.Flush()
}

const maxSafeInteger = 1<<53 - 1

// isLiteral reports whether the text stands in JSON as it is.
func isLiteral(kind Kind, text string) bool {
	switch kind {
	case Boolean, Double:
		return true
	case Integer:
		n, err := strconv.ParseInt(text, 10, 64)
		return err == nil && n <= maxSafeInteger && n >= -maxSafeInteger
	case Decimal:
		return len(strings.Trim(text, "-0.")) <= 16 // 15 digits and the point
	default:
		return false
	}
}

// jsonText is a JSON string. Stored text is valid UTF-8, so it cannot fail.
func jsonText(text string) []byte {
	encoded, err := json.Marshal(text)
	if err != nil {
		return []byte(`""`)
	}
	return encoded
}
