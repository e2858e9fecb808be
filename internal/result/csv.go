package result

import (
	"bytes"
	"io"
	"unicode/utf8"
)

// csvEncoder writes the dialect that Ingest reads: comma, newline, quotes only
// where some reader needs them, NULL as nothing and empty text as "".
type csvEncoder struct {
	out     io.Writer
	columns []Column
	raw     bool
	text    []byte // not written yet
}

// csvPiece is how many bytes of CSV are written together.
const csvPiece = 1 << 20

func newCSVEncoder(w io.Writer, columns []Column, raw bool) *csvEncoder {
	return &csvEncoder{out: w, columns: columns, raw: raw}
}

func (e *csvEncoder) begin() error {
	for i, column := range e.columns {
		if i > 0 {
			e.text = append(e.text, ',')
		}
		if name := []byte(column.Name); i == 0 && bytes.HasPrefix(name, mark) { // it would be taken for a mark
			e.text = appendQuoted(e.text, name)
		} else {
			e.text = appendCSV(e.text, name, e.raw)
		}
	}
	e.text = append(e.text, '\n')
	return nil
}

func (e *csvEncoder) row(row Row) error {
	for i, value := range row {
		if i > 0 {
			e.text = append(e.text, ',')
		}
		switch {
		case value == nil:
		case e.columns[i].Encoding.Kind == Text:
			e.text = appendCSV(e.text, []byte(*value), e.raw)
		default:
			e.text = append(e.text, *value...)
		}
	}
	if e.text = append(e.text, '\n'); len(e.text) < csvPiece {
		return nil
	}
	return e.end()
}

func (e *csvEncoder) end() error {
	_, err := e.out.Write(e.text)
	e.text = e.text[:0]
	return err
}

// appendCSV appends a text as a value of CSV. Unless it is to be raw it gets an
// apostrophe where a spreadsheet would take it for a formula.
func appendCSV(to, text []byte, raw bool) []byte {
	formula := !raw && startsFormula(text)
	quoted := len(text) == 0
	for _, c := range text {
		if special[c] {
			quoted = true
			break
		}
	}
	switch {
	case !quoted && !formula:
		return append(to, text...)
	case !quoted:
		return append(append(to, '\''), text...)
	case !formula:
		return appendQuoted(to, text)
	default:
		return appendQuoted(to, append([]byte{'\''}, text...))
	}
}

// special are the characters for which a value is quoted; # begins a comment for some.
var special = [256]bool{',': true, '"': true, '\r': true, '\n': true, '#': true}

func appendQuoted(to, text []byte) []byte {
	to = append(to, '"')
	for {
		quote := bytes.IndexByte(text, '"')
		if quote < 0 {
			return append(append(to, text...), '"')
		}
		to = append(append(to, text[:quote+1]...), '"')
		text = text[quote+1:]
	}
}

// startsFormula reports a text that a spreadsheet would take for a formula. A
// plain number is none, even with a sign.
func startsFormula(text []byte) bool {
	first, _ := utf8.DecodeRune(text)
	switch first {
	case '=', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠':
		return true
	case '+', '-':
		return !isNumber(text[1:])
	default:
		return false
	}
}

func isNumber(text []byte) bool {
	whole, fraction, pointed := bytes.Cut(text, []byte("."))
	return len(whole) > 0 && allDigits(whole) && allDigits(fraction) && (!pointed || len(fraction) > 0)
}
