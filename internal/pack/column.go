package pack

import (
	"strings"
	"unicode"
)

// looked is how many rows are looked at to choose a column.
const looked = 200

// knowsHeader reports whether the first line names a column that such values
// are known to stand in.
func (r rule) knowsHeader(text string) bool {
	first, _, _ := strings.Cut(strings.TrimLeft(text, "\r\n"), "\n")
	rows, err := readCSV(first)
	if err != nil || len(rows) == 0 {
		return false
	}
	for _, cell := range rows[0].cells {
		if r.headerRank(cell) > 0 {
			return true
		}
	}
	return false
}

// headerRank says how well a name fits a column of such values; 0 not at all.
func (r rule) headerRank(name string) int {
	key := strings.Map(func(c rune) rune {
		if unicode.IsLetter(c) || unicode.IsDigit(c) {
			return unicode.ToLower(c)
		}
		return -1
	}, name)
	switch r.kind {
	case ASIN:
		switch {
		case key == "asin" || key == "asins":
			return 3
		case strings.HasSuffix(key, "asin") && len(key) < 24 && !isASIN(name):
			return 2
		}
	case Campaign:
		switch {
		case key == "campaignid" || key == "campaignids":
			return 3
		case strings.Contains(key, "campaign") && strings.Contains(key, "id"):
			return 2
		case key == "campaign" || key == "campaigns":
			return 1
		}
	default:
		if key == "value" || key == "values" {
			return 3
		}
	}
	return 0
}

func isASIN(text string) bool {
	_, why := readASIN(strings.TrimSpace(text))
	return why == ""
}

// splitRows takes the entries of one column.
func (r rule) splitRows(rows []row, source Source) ([]entry, Layout, error) {
	layout := Layout{Format: CSV, Header: r.hasHeader(rows)}
	if source.Header != nil {
		layout.Header = *source.Header && len(rows) > 0
	}
	var names []string
	if layout.Header {
		names, rows = rows[0].cells, rows[1:]
	}
	layout.Columns = r.columns(names, rows)
	layout.Column = r.bestColumn(layout.Columns)
	if source.Column != nil {
		if layout.Column = *source.Column; layout.Column < 0 || layout.Column >= max(1, len(layout.Columns)) {
			return nil, layout, errColumn
		}
	}
	var entries []entry
	for _, row := range rows {
		if layout.Column < len(row.cells) {
			if text := strings.TrimSpace(row.cells[layout.Column]); text != "" {
				entries = append(entries, entry{row.line, text})
			}
		}
	}
	return entries, layout, nil
}

// hasHeader reports whether the first row names columns: one by a name that is
// known, or all by words without digits that can be no values.
func (r rule) hasHeader(rows []row) bool {
	if len(rows) == 0 {
		return false
	}
	words := len(rows) > 1
	for _, cell := range rows[0].cells {
		if r.headerRank(cell) > 0 {
			return true
		}
		_, why := r.read(cell)
		words = words && why != "" && !strings.ContainsFunc(cell, unicode.IsDigit)
	}
	return words
}

func (r rule) columns(names []string, rows []row) []Column {
	width := len(names)
	for _, row := range rows {
		width = max(width, len(row.cells))
	}
	columns := make([]Column, min(width, 1000))
	for i := range columns {
		if i < len(names) {
			columns[i].Name = strings.TrimSpace(names[i])
		}
	}
	for _, row := range rows[:min(len(rows), looked)] {
		for i, cell := range row.cells[:min(len(row.cells), len(columns))] {
			cell = strings.TrimSpace(cell)
			if cell == "" {
				continue
			}
			if columns[i].Sample == "" {
				columns[i].Sample = cell
			}
			if _, why := r.read(cell); why == "" {
				columns[i].Fitting++
			}
		}
	}
	return columns
}

// bestColumn is the one with the name that fits best, then with most values.
func (r rule) bestColumn(columns []Column) (best int) {
	for i, c := range columns {
		rank, than := r.headerRank(c.Name), r.headerRank(columns[best].Name)
		if rank > than || rank == than && c.Fitting > columns[best].Fitting {
			best = i
		}
	}
	return best
}
