package httpapi

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/recomamp/recomamp/amcsql"
	"github.com/recomamp/recomamp/amcsql/analysis"
	"github.com/recomamp/recomamp/amcsql/catalog"
	"github.com/recomamp/recomamp/internal/query"
)

// Placeholder declares one {{name}} of a query: a gap that is filled before
// Amazon sees the text.
type Placeholder struct {
	Name        string              `json:"name" minLength:"1" maxLength:"100"`
	Type        string              `json:"type" enum:"string,number,date,timestamp,boolean,pattern,identifier,list,rows" doc:"pattern is of LIKE or SIMILAR TO, identifier the name of a table or column, list what stands behind IN, rows what stands behind VALUES."`
	Items       string              `json:"items,omitempty" enum:"string,number,date,timestamp,boolean" doc:"Of a list: what its entries are; any of them when absent."`
	Columns     []PlaceholderColumn `json:"columns,omitempty" maxItems:"50" doc:"Of rows, in order."`
	Label       string              `json:"label,omitempty" maxLength:"200" doc:"What people are asked for; the name when absent."`
	Description string              `json:"description,omitempty" maxLength:"2000"`
	Default     json.RawMessage     `json:"default,omitempty" doc:"Used when a run gives no value; without it a value must be given."`
	Allowed     []json.RawMessage   `json:"allowed,omitempty" maxItems:"1000" doc:"The only values on offer; of a list, what its entries may be."`
}

// PlaceholderColumn is a column of rows.
type PlaceholderColumn struct {
	Name string `json:"name" minLength:"1" maxLength:"100"`
	Type string `json:"type" enum:"string,number,date,timestamp,boolean"`
}

// FoundPlaceholder is a {{name}} that stands in a text.
type FoundPlaceholder struct {
	Name     string       `json:"name"`
	Declared bool         `json:"declared"`
	Proposal *Placeholder `json:"proposal,omitempty" doc:"Of one that is not declared: how its places in the text would declare it."`
	Ranges   []TextRange  `json:"ranges"`
}

func placeholdersIn(placeholders []Placeholder) []query.Placeholder {
	in := make([]query.Placeholder, len(placeholders))
	for i, p := range placeholders {
		in[i] = query.Placeholder{
			Name: p.Name, Type: amcsql.PlaceholderType(p.Type), Items: amcsql.PlaceholderType(p.Items),
			Label: p.Label, Description: p.Description, Default: p.Default, Allowed: p.Allowed,
		}
		if string(p.Default) == "null" {
			in[i].Default = nil
		}
		for _, column := range p.Columns {
			in[i].Columns = append(in[i].Columns, query.PlaceholderColumn{Name: column.Name, Type: amcsql.PlaceholderType(column.Type)})
		}
	}
	return in
}

func placeholdersOut(placeholders []query.Placeholder) []Placeholder {
	out := make([]Placeholder, len(placeholders))
	for i, p := range placeholders {
		out[i] = placeholderOut(p)
	}
	return out
}

func placeholderOut(p query.Placeholder) Placeholder {
	out := Placeholder{
		Name: p.Name, Type: string(p.Type), Items: string(p.Items),
		Label: p.Label, Description: p.Description, Default: p.Default, Allowed: p.Allowed,
	}
	for _, column := range p.Columns {
		out.Columns = append(out.Columns, PlaceholderColumn{Name: column.Name, Type: string(column.Type)})
	}
	return out
}

// foundPlaceholders are those of a text, with proposals for what is not declared.
func foundPlaceholders(tables *catalog.Catalog, sql string, declared []string) []FoundPlaceholder {
	out := []FoundPlaceholder{}
	for _, found := range query.FindPlaceholders(tables, sql) {
		shown := FoundPlaceholder{Name: found.Name, Declared: slices.Contains(declared, found.Name), Ranges: []TextRange{}}
		for _, span := range found.Spans {
			shown.Ranges = append(shown.Ranges, rangeOut(span))
		}
		if !shown.Declared {
			proposal := placeholderOut(found.Placeholder)
			if proposal.Type == "" {
				proposal.Type = string(amcsql.PlaceholderString)
			}
			shown.Proposal = &proposal
		}
		out = append(out, shown)
	}
	return out
}

// hintPlaceholders says at each placeholder that is not declared what it takes.
func hintPlaceholders(diagnostics []Diagnostic, found []FoundPlaceholder) {
	for i, d := range diagnostics {
		if d.Code != analysis.CodePlaceholder {
			continue
		}
		for _, f := range found {
			if f.Proposal != nil && slices.Contains(f.Ranges, TextRange{d.Line, d.Column, d.EndLine, d.EndColumn}) {
				diagnostics[i].Hint = fmt.Sprintf("It takes %s, as its place asks. Declare it to give it a label, a default or the values on offer.", f.Proposal.words())
			}
		}
	}
}

// words name what a placeholder takes.
func (p Placeholder) words() string {
	switch amcsql.PlaceholderType(p.Type) {
	case amcsql.PlaceholderString:
		return "a text"
	case amcsql.PlaceholderTimestamp:
		return "a time"
	case amcsql.PlaceholderBoolean:
		return "true or false"
	case amcsql.PlaceholderIdentifier:
		return "the name of a table or column"
	case amcsql.PlaceholderList:
		return "a list of values"
	case amcsql.PlaceholderRows:
		names := make([]string, len(p.Columns))
		for i, column := range p.Columns {
			names[i] = column.Name
		}
		if len(names) > 0 {
			return "rows of " + strings.Join(names, ", ")
		}
		return "rows"
	default:
		return "a " + p.Type
	}
}
