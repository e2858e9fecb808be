package pack

import (
	"encoding/csv"
	"errors"
	"io"
	"strings"
	"unicode"

	"github.com/recomamp/recomamp/amcsql"
	"github.com/recomamp/recomamp/internal/fault"
)

// Format says how text is to be read.
type Format string

// The formats.
const (
	Auto Format = "auto" // CSV when its first line is a header that is known, else a list
	CSV  Format = "csv"  // separated by commas, semicolons or tabs
	List Format = "list" // separated by line breaks, commas, semicolons and, where no value has them, spaces
)

var (
	errFormat = fault.New(fault.Invalid, "pack.invalid_format", "There is no such format.").WithField("/format", "must be auto, csv or list")
	errColumn = fault.New(fault.Invalid, "pack.no_column", "The text has no such column.").WithField("/column", "does not exist")
	errCSV    = fault.New(fault.Invalid, "pack.csv_invalid", "The text cannot be read as CSV.").WithNext("Correct the line named, or paste the values as a list.")
)

// Source is text that holds values.
type Source struct {
	Text   string
	Format Format // Auto when empty
	Column *int   // of CSV, from 0; the one that fits best when nil
	Header *bool  // whether the first line of CSV names the columns; found out when nil
}

// entry is a piece of the text that may be a value.
type entry struct {
	line int
	text string
}

// Column is a column of CSV.
type Column struct {
	Name    string // by the header; empty without one
	Sample  string // its first cell that is not empty
	Fitting int    // how many of the first rows hold a value
}

// Layout says how text was read.
type Layout struct {
	Format  Format
	Columns []Column // of CSV
	Column  int      // the one that was read
	Header  bool
}

// split finds the entries of the text for a pack.
func (r rule) split(source Source) ([]entry, Layout, error) {
	text := strings.TrimPrefix(source.Text, "\ufeff")
	switch source.Format {
	case List:
		return r.splitList(text), Layout{Format: List}, nil
	case CSV, Auto, "":
	default:
		return nil, Layout{}, errFormat
	}
	if source.Format != CSV && !r.knowsHeader(text) {
		return r.splitList(text), Layout{Format: List}, nil
	}
	rows, err := readCSV(text)
	if err != nil {
		return nil, Layout{}, err
	}
	return r.splitRows(rows, source)
}

// splitList cuts a list apart.
func (r rule) splitList(text string) (entries []entry) {
	cut := func(c rune) bool { return strings.ContainsRune(",;\t", c) || r.spaced() && unicode.IsSpace(c) }
	lines := strings.Split(strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(text), "\n")
	switch {
	case r.kind != Value: // as it was written in a query or a program
		cut = func(c rune) bool { return strings.ContainsRune(",;()[]\"'", c) || unicode.IsSpace(c) }
	case r.typ == amcsql.PlaceholderString && filledLines(lines) > 1: // a text may hold any of them
		cut = func(c rune) bool { return c == '\t' }
	}
	for i, line := range lines {
		for piece := range strings.FieldsFuncSeq(line, cut) {
			if piece = unquoted(strings.TrimSpace(piece)); piece != "" {
				entries = append(entries, entry{i + 1, piece})
			}
		}
	}
	return entries
}

// spaced reports whether values may be separated by spaces.
func (r rule) spaced() bool {
	return r.kind != Value || r.typ != amcsql.PlaceholderString && r.typ != amcsql.PlaceholderTimestamp
}

// unquoted takes away the quotes around a text.
func unquoted(text string) string {
	if last := len(text) - 1; last > 0 && text[0] == text[last] && (text[0] == '"' || text[0] == '\'') {
		return strings.TrimSpace(text[1:last])
	}
	return text
}

func filledLines(lines []string) (n int) {
	for _, line := range lines {
		if strings.TrimSpace(line) != "" {
			n++
		}
	}
	return n
}

// row is a line of CSV.
type row struct {
	line  int
	cells []string
}

func readCSV(text string) (rows []row, err error) {
	reader := csv.NewReader(strings.NewReader(text))
	reader.Comma = separator(text)
	reader.FieldsPerRecord, reader.LazyQuotes, reader.TrimLeadingSpace = -1, true, true
	for {
		cells, err := reader.Read()
		if errors.Is(err, io.EOF) {
			return rows, nil
		}
		if err != nil {
			return nil, errCSV.WithField("/text", strings.TrimPrefix(err.Error(), "parse error on "))
		}
		line, _ := reader.FieldPos(0)
		rows = append(rows, row{line, cells})
	}
}

// separator is what the first line has most of.
func separator(text string) rune {
	first, _, _ := strings.Cut(strings.TrimLeft(text, "\r\n"), "\n")
	best := ','
	for _, c := range []rune{';', '\t'} {
		if strings.Count(first, string(c)) > strings.Count(first, string(best)) {
			best = c
		}
	}
	return best
}
