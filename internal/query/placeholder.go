package query

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/recomamp/recomamp/amcsql"
	"github.com/recomamp/recomamp/internal/fault"
)

// Limits of placeholders.
const (
	MaxPlaceholders = 100
	MaxAllowed      = 1000   // values on offer
	MaxEntries      = 100000 // of a list, or rows
	MaxColumns      = 50     // of rows
	maxTold         = 20     // faults of one value that are told
)

// Placeholder declares one {{name}} of a query: a gap that is filled before the
// text is sent, so that Amazon never sees it. (A Parameter is sent beside the
// text and filled by Amazon.)
type Placeholder struct {
	Name        string                 `json:"name"`
	Type        amcsql.PlaceholderType `json:"type"`
	Items       amcsql.PlaceholderType `json:"items,omitempty"`   // of a list: what its entries are
	Columns     []PlaceholderColumn    `json:"columns,omitempty"` // of rows, in order
	Label       string                 `json:"label,omitempty"`
	Description string                 `json:"description,omitempty"`
	Default     json.RawMessage        `json:"default,omitempty"` // JSON; absent when a value must be given
	Allowed     []json.RawMessage      `json:"allowed,omitempty"` // values on offer, the only ones; of a list, what its entries may be
}

// PlaceholderColumn is a column of rows.
type PlaceholderColumn struct {
	Name string                 `json:"name"`
	Type amcsql.PlaceholderType `json:"type"`
}

// PlaceholderTypes lists every type.
func PlaceholderTypes() []amcsql.PlaceholderType {
	return append(scalarTypes(), amcsql.PlaceholderPattern, amcsql.PlaceholderIdentifier, amcsql.PlaceholderList, amcsql.PlaceholderRows)
}

// scalarTypes are what entries of lists and cells of rows can be.
func scalarTypes() []amcsql.PlaceholderType {
	return []amcsql.PlaceholderType{
		amcsql.PlaceholderString, amcsql.PlaceholderNumber, amcsql.PlaceholderDate, amcsql.PlaceholderTimestamp, amcsql.PlaceholderBoolean,
	}
}

// ValueFault is what is wrong with a value, or with a part of it.
type ValueFault struct {
	Path    string // from the value on, a JSON pointer: "" or "/17" or "/17/2"
	Message string // for a person, reads after the name: "is no number"
}

// HasDefault reports whether the placeholder may be left out of a run.
func (p Placeholder) HasDefault() bool { return len(p.Default) > 0 }

func (p Placeholder) equal(q Placeholder) bool {
	return p.Name == q.Name && p.Type == q.Type && p.Items == q.Items && slices.Equal(p.Columns, q.Columns) &&
		p.Label == q.Label && p.Description == q.Description && bytes.Equal(p.Default, q.Default) &&
		slices.EqualFunc(p.Allowed, q.Allowed, func(a, b json.RawMessage) bool { return bytes.Equal(a, b) })
}

// placeholderName keeps out what the braces, or a person reading, would trip over.
var placeholderName = regexp.MustCompile(`^[^{}'"\s\pC]([^{}'"\pC]{0,98}[^{}'"\s\pC])?$`)

// CheckPlaceholders adds every fault of declarations to refused. Names must
// differ from those of the parameters: a run gives both by one name.
func CheckPlaceholders(refused *fault.Error, placeholders []Placeholder, parameters []Parameter) *fault.Error {
	if len(placeholders) > MaxPlaceholders {
		return refused.WithField("/placeholders", fmt.Sprintf("are more than %d", MaxPlaceholders))
	}
	seen := map[string]bool{}
	for i, p := range placeholders {
		at := fmt.Sprintf("/placeholders/%d", i)
		switch {
		case !placeholderName.MatchString(p.Name):
			refused = refused.WithField(at+"/name", "must be 1 to 100 characters without braces, quotes or spaces around them")
		case seen[p.Name]:
			refused = refused.WithField(at+"/name", "is declared twice")
		case slices.ContainsFunc(parameters, func(q Parameter) bool { return q.Name == p.Name }):
			refused = refused.WithField(at+"/name", "is the name of a parameter too; give one of them another name")
		}
		seen[p.Name] = true
		for _, f := range p.faults() {
			refused = refused.WithField(at+f.Path, f.Message)
		}
	}
	return refused
}

// faults are those of a declaration without its name.
func (p Placeholder) faults() []ValueFault {
	if !slices.Contains(PlaceholderTypes(), p.Type) {
		return []ValueFault{{"/type", "is no type of placeholders"}}
	}
	faults := p.shapeFaults()
	if len(p.Allowed) > MaxAllowed {
		return append(faults, ValueFault{"/allowed", fmt.Sprintf("are more than %d values", MaxAllowed)})
	}
	for i, allowed := range p.Allowed {
		if _, wrong := p.entryType().read(allowed); wrong != nil {
			faults = append(faults, ValueFault{fmt.Sprintf("/allowed/%d", i), wrong.Error()})
		}
	}
	if len(faults) > 0 || !p.HasDefault() {
		return faults
	}
	_, wrong := p.Read(p.Default)
	for _, f := range wrong {
		faults = append(faults, ValueFault{"/default" + f.Path, f.Message})
	}
	return faults
}

// shapeFaults are those of what a list or rows consist of.
func (p Placeholder) shapeFaults() (faults []ValueFault) {
	list, rows := p.Type == amcsql.PlaceholderList, p.Type == amcsql.PlaceholderRows
	if p.Items != "" && (!list || !slices.Contains(scalarTypes(), p.Items)) {
		faults = append(faults, ValueFault{"/items", "is the type of a list's entries: string, number, date, timestamp or boolean"})
	}
	if len(p.Columns) > 0 && !rows || len(p.Columns) > MaxColumns {
		return append(faults, ValueFault{"/columns", fmt.Sprintf("are for rows only, and %d at most", MaxColumns)})
	}
	for i, column := range p.Columns {
		if strings.TrimSpace(column.Name) == "" {
			faults = append(faults, ValueFault{fmt.Sprintf("/columns/%d/name", i), "is required"})
		}
		if !slices.Contains(scalarTypes(), column.Type) {
			faults = append(faults, ValueFault{fmt.Sprintf("/columns/%d/type", i), "must be string, number, date, timestamp or boolean"})
		}
	}
	if len(p.Allowed) > 0 && rows {
		faults = append(faults, ValueFault{"/allowed", "cannot be given for rows"})
	}
	return faults
}

// entryType is the type of one value, or of each in a list.
func (p Placeholder) entryType() entryType {
	if p.Type == amcsql.PlaceholderList {
		return entryType(p.Items)
	}
	return entryType(p.Type)
}

// Read takes a value, as JSON, for what it is to stand for in the text. All
// that is wrong with it is told, of a long list the first few. Numbers may come
// as text, because ids exceed what a browser's numbers hold.
func (p Placeholder) Read(value json.RawMessage) (amcsql.PlaceholderValue, []ValueFault) {
	none := amcsql.PlaceholderValue{}
	switch p.Type {
	case amcsql.PlaceholderList:
		entries, wrong := p.readList(value)
		if len(wrong) > 0 {
			return none, wrong
		}
		return amcsql.PlaceholderValue{Type: p.Type, Value: entries}, nil
	case amcsql.PlaceholderRows:
		rows, wrong := p.readRows(value)
		if len(wrong) > 0 {
			return none, wrong
		}
		return amcsql.PlaceholderValue{Type: p.Type, Value: rows}, nil
	default:
		read, err := p.entryType().read(value)
		if err == nil {
			err = p.checkAllowed(value)
		}
		if err != nil {
			return none, []ValueFault{{"", err.Error()}}
		}
		return read, nil
	}
}

func (p Placeholder) readList(value json.RawMessage) (entries []any, wrong []ValueFault) {
	var items []json.RawMessage
	switch err := json.Unmarshal(value, &items); {
	case err != nil:
		return nil, []ValueFault{{"", "must be a list"}}
	case len(items) == 0:
		return nil, []ValueFault{{"", "needs at least one entry"}}
	case len(items) > MaxEntries:
		return nil, []ValueFault{{"", fmt.Sprintf("has %d entries, %d at most fit", len(items), MaxEntries)}}
	}
	entries = make([]any, len(items))
	allowed := p.allowedKeys()
	for i, item := range items {
		entry, err := p.entryType().read(item)
		if err == nil && allowed != nil && !allowed[plainText(item)] {
			err = errNotAllowed
		}
		if entries[i] = entry; err != nil {
			wrong = append(wrong, ValueFault{fmt.Sprintf("/%d", i), err.Error()})
		}
		if len(wrong) == maxTold {
			break
		}
	}
	return entries, wrong
}

func (p Placeholder) readRows(value json.RawMessage) (rows []any, wrong []ValueFault) {
	var lines [][]json.RawMessage
	switch err := json.Unmarshal(value, &lines); {
	case err != nil:
		return nil, []ValueFault{{"", "must be a list of rows, each a list of values"}}
	case len(lines) == 0:
		return nil, []ValueFault{{"", "needs at least one row"}}
	case len(lines) > MaxEntries:
		return nil, []ValueFault{{"", fmt.Sprintf("has %d rows, %d at most fit", len(lines), MaxEntries)}}
	}
	width := len(p.Columns)
	if width == 0 {
		width = max(1, len(lines[0]))
	}
	rows = make([]any, len(lines))
	for i, line := range lines {
		if len(line) != width {
			wrong = append(wrong, ValueFault{fmt.Sprintf("/%d", i), fmt.Sprintf("has %d values, %d are needed", len(line), width)})
		} else {
			cells, faults := p.readCells(line)
			rows[i] = cells
			for _, f := range faults {
				wrong = append(wrong, ValueFault{fmt.Sprintf("/%d%s", i, f.Path), f.Message})
			}
		}
		if len(wrong) >= maxTold {
			break
		}
	}
	return rows, wrong
}

func (p Placeholder) readCells(line []json.RawMessage) (cells []any, wrong []ValueFault) {
	cells = make([]any, len(line))
	for i, cell := range line {
		if isNull(cell) {
			continue // a row may lack a value: NULL
		}
		var typ entryType
		if len(p.Columns) > 0 {
			typ = entryType(p.Columns[i].Type)
		}
		read, err := typ.read(cell)
		if cells[i] = read; err != nil {
			wrong = append(wrong, ValueFault{fmt.Sprintf("/%d", i), err.Error()})
		}
	}
	return cells, wrong
}

var errNotAllowed = errors.New("is none of the values on offer")

func (p Placeholder) checkAllowed(value json.RawMessage) error {
	if allowed := p.allowedKeys(); allowed != nil && !allowed[plainText(value)] {
		return errNotAllowed
	}
	return nil
}

// allowedKeys are the values on offer, nil when every value is.
func (p Placeholder) allowedKeys() map[string]bool {
	if len(p.Allowed) == 0 {
		return nil
	}
	keys := make(map[string]bool, len(p.Allowed))
	for _, allowed := range p.Allowed {
		keys[plainText(allowed)] = true
	}
	return keys
}

// plainText is a JSON scalar without its quotes: 5 and "5" are one value.
func plainText(value json.RawMessage) string {
	var text string
	if json.Unmarshal(value, &text) == nil {
		return text
	}
	return string(bytes.TrimSpace(value))
}

func isNull(value json.RawMessage) bool { return string(bytes.TrimSpace(value)) == "null" }

// entryType is the type of a single value; the zero value takes it as it is.
type entryType amcsql.PlaceholderType

// read takes one JSON scalar for what is put into the text.
func (t entryType) read(value json.RawMessage) (amcsql.PlaceholderValue, error) {
	read := amcsql.PlaceholderValue{Type: amcsql.PlaceholderType(t)}
	decoder := json.NewDecoder(bytes.NewReader(value))
	decoder.UseNumber()
	if err := decoder.Decode(&read.Value); err != nil {
		return read, errors.New("is not JSON")
	}
	text, isText := read.Value.(string)
	digits, isNumber := read.Value.(json.Number)
	_, isTruth := read.Value.(bool)
	var err error
	switch read.Type {
	case amcsql.PlaceholderString, amcsql.PlaceholderPattern, amcsql.PlaceholderIdentifier:
		if isNumber {
			read.Value = digits.String()
		}
		err = fitting(isText || isNumber, "must be text")
	case amcsql.PlaceholderNumber:
		if isText {
			read.Value = json.Number(text)
		}
		err = fitting(isText || isNumber, "must be a number")
	case amcsql.PlaceholderDate:
		err = Date.check(value)
	case amcsql.PlaceholderTimestamp:
		err = Timestamp.check(value)
	case amcsql.PlaceholderBoolean:
		err = Boolean.check(value)
	default:
		err = fitting(isText || isNumber || isTruth, "must be text, a number, true or false")
	}
	if err != nil {
		return read, err
	}
	return read, read.Check()
}
