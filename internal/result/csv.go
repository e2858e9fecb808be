package result

import (
	"bufio"
	"io"
	"strings"
	"unicode/utf8"
)

// csvEncoder writes the dialect that Ingest reads: comma, newline, quotes only
// where some reader needs them, NULL as nothing and empty text as "". DuckDB
// writes the same, byte for byte; see wholeCSV.
type csvEncoder struct {
	out     *bufio.Writer
	columns []Column
	raw     bool
}

func newCSVEncoder(w io.Writer, columns []Column, raw bool) *csvEncoder {
	return &csvEncoder{out: bufio.NewWriterSize(w, readBuffer), columns: columns, raw: raw}
}

func (e *csvEncoder) begin() error {
	for i, column := range e.columns {
		if i > 0 {
			e.out.WriteByte(',')
		}
		name := e.safe(column.Name)
		if strings.HasPrefix(name, "\ufeff") { // at the start of a file it would be taken for a mark
			e.quoted(name)
		} else {
			e.value(name)
		}
	}
	return e.out.WriteByte('\n')
}

func (e *csvEncoder) row(row Row) error {
	for i, value := range row {
		if i > 0 {
			e.out.WriteByte(',')
		}
		switch {
		case value == nil:
		case e.columns[i].Encoding.Kind == Text:
			e.value(e.safe(*value))
		default:
			e.out.WriteString(*value)
		}
	}
	return e.out.WriteByte('\n')
}

func (e *csvEncoder) end() error { return e.out.Flush() }

func (e *csvEncoder) value(text string) {
	if text != "" && !strings.ContainsAny(text, ",\"\r\n#") { // # begins a comment for some
		e.out.WriteString(text)
		return
	}
	e.quoted(text)
}

func (e *csvEncoder) quoted(text string) {
	e.out.WriteByte('"')
	e.out.WriteString(strings.ReplaceAll(text, `"`, `""`))
	e.out.WriteByte('"')
}

// safe puts an apostrophe before text that a spreadsheet would take for a
// formula. A plain number is none, even with a sign.
func (e *csvEncoder) safe(text string) string {
	if e.raw || !startsFormula(text) {
		return text
	}
	return "'" + text
}

func startsFormula(text string) bool {
	first, _ := utf8.DecodeRuneInString(text)
	switch first {
	case '=', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠':
		return true
	case '+', '-':
		return !isNumber(text[1:])
	default:
		return false
	}
}

func isNumber(text string) bool {
	whole, fraction, pointed := strings.Cut(text, ".")
	return whole != "" && allDigits([]byte(whole)) && allDigits([]byte(fraction)) && (!pointed || fraction != "")
}
