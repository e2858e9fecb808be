package result

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// jsonEncoder writes an array of objects, one per row, with the columns' names
// as members in the columns' order. Numbers are JSON numbers as long as common
// readers, which hold them as 64-bit floats, give back every digit; a number
// with more digits is a string. NULL is null.
type jsonEncoder struct {
	out     *bufio.Writer
	columns []Column
	names   [][]byte
	any     bool
}

func newJSONEncoder(w io.Writer, columns []Column) *jsonEncoder {
	e := &jsonEncoder{out: bufio.NewWriterSize(w, readBuffer), columns: columns}
	for _, name := range memberNames(columns) {
		e.names = append(e.names, append(jsonText(name), ':'))
	}
	return e
}

// memberNames makes the names unique: an object cannot hold one twice.
func memberNames(columns []Column) []string {
	taken := map[string]bool{}
	for _, column := range columns {
		taken[column.Name] = true
	}
	used := map[string]bool{}
	names := make([]string, len(columns))
	for i, column := range columns {
		name := column.Name
		for n := 2; used[name]; n++ {
			if next := fmt.Sprintf("%s (%d)", column.Name, n); !taken[next] {
				name = next
			}
		}
		used[name] = true
		names[i] = name
	}
	return names
}

func (e *jsonEncoder) begin() error { return e.out.WriteByte('[') }

func (e *jsonEncoder) row(row Row) error {
	if e.any {
		e.out.WriteByte(',')
	}
	e.any = true
	e.out.WriteString("\n{")
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
	e.out.WriteString("\n]\n")
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
