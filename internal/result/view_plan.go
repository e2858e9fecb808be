package result

import (
	"fmt"
	"strconv"
	"strings"
)

// ViewColumn is one column of what a view gives.
type ViewColumn struct {
	ID   string
	Name string
	Type string // as Amazon declared it, or what an aggregate makes of it
	Role string
	// Encoding says how the values print.
	Encoding Encoding
	// Source is the id of the column it is made of: itself, what a group is
	// made by, or what an aggregate is taken of. Empty for a count of rows.
	Source string
	// Origin is the id of the stored or computed column whose values, or sums of
	// them, it has; empty for what counts. What is known of that holds for it.
	Origin string
	// Computed is set for what an expression of the view makes.
	Computed bool
	// Key is set for what a view is grouped by, Function for an aggregate.
	Key      bool
	Function AggregateFunction
	// Pivot is set for a column of a pivot.
	Pivot *PivotValue
}

// PivotValue is the value of a pivot that became a column; Text is nil for NULL.
type PivotValue struct{ Text *string }

// viewed is a column that a view can name.
type viewed struct {
	ViewColumn
	sql string
}

// plan is a view that fits the columns of a result.
type plan struct {
	view    View
	source  []viewed // in the order of the result, computed ones behind
	columns map[string]viewed
	made    []typed // the computed ones
	where   []condition
	pivot   *viewed
}

// compile checks a view against the result's columns. Its error is an ErrView
// that names every part that is wrong.
func (r *Result) compile(v View) (*plan, error) {
	p := &plan{view: v.canonical(), columns: map[string]viewed{}}
	for _, c := range asViewed(r.Columns) {
		column := viewed{sql: c.ID, ViewColumn: c}
		p.source = append(p.source, column)
		p.columns[c.ID] = column
	}
	wrong := ErrView
	at := func(pointer string) func(string, string) {
		return func(part, message string) { wrong = wrong.WithField(pointer+part, message) }
	}
	p.compute(at)
	p.filters(at)
	p.group(at)
	p.sorts(at)
	if len(wrong.Fields) > 0 {
		return nil, wrong
	}
	return p, nil
}

// asViewed are the columns of a result, as a view has them.
func asViewed(columns []Column) []ViewColumn {
	all := make([]ViewColumn, len(columns))
	for i, c := range columns {
		id := StoredColumn(i)
		all[i] = ViewColumn{ID: id, Name: c.Name, Type: c.Type, Role: c.Role, Encoding: c.Encoding, Source: id, Origin: id}
	}
	return all
}

// StoredColumn is the id of a column of a result by its place.
func StoredColumn(at int) string { return "c" + itoa(at) }

type wrongAt func(pointer string) func(part, message string)

// column finds the column that a part of the view names.
func (p *plan) column(id string, wrong func(part, message string), part string) (viewed, bool) {
	c, ok := p.columns[id]
	switch {
	case ok:
	case id == "":
		wrong(part, "is missing")
	default:
		wrong(part, fmt.Sprintf("%q is no column of the result", cut(id)))
	}
	return c, ok
}

func (p *plan) filters(at wrongAt) {
	if len(p.view.Filters) > maxFilters {
		at("/filters")("", "holds more than 50 filters")
		return
	}
	for i, f := range p.view.Filters {
		wrong := at("/filters/" + itoa(i))
		if c, ok := p.column(f.Column, wrong, "/column"); ok {
			p.where = append(p.where, f.compile(c, wrong))
		}
	}
}

func (p *plan) group(at wrongAt) {
	g := p.view.Group
	if g == nil {
		return
	}
	if len(g.By) > maxKeys {
		at("/group/by")("", "holds more than 8 columns")
		return
	}
	if len(g.Aggregates) > maxAggregates {
		at("/group/aggregates")("", "holds more than 30 aggregates")
		return
	}
	for i, id := range g.By {
		p.column(id, at("/group/by/"+itoa(i)), "")
	}
	for i, a := range g.Aggregates {
		wrong := at("/group/aggregates/" + itoa(i))
		if a.Function == Count && a.Column == "" {
			continue
		}
		if c, ok := p.column(a.Column, wrong, "/column"); ok {
			a.check(c, wrong)
		}
	}
	if g.Subtotals && len(g.By) == 0 {
		at("/group/subtotals")("", "means nothing without columns to group by")
	}
	p.folds(at)
	if g.Pivot == "" {
		return
	}
	if len(g.Aggregates) == 0 {
		at("/group/aggregates")("", "is empty: a pivot has nothing to show")
	}
	if c, ok := p.column(g.Pivot, at("/group/pivot"), ""); ok {
		if c.Encoding.Kind == Double {
			at("/group/pivot")("", "is a column of fractions, whose values make no columns")
		}
		p.pivot = &c
	}
}

// sorts checks the order. A grouped view is sorted by its own columns; those
// of a pivot are known once its values are.
func (p *plan) sorts(at wrongAt) {
	if len(p.view.Sort) > maxSorts {
		at("/sort")("", "holds more than 10 columns")
		return
	}
	for i, s := range p.view.Sort {
		wrong := at("/sort/" + itoa(i))
		if p.view.Group == nil {
			p.column(s.Column, wrong, "/column")
			continue
		}
		if !p.isKey(s.Column) && !p.isAggregate(s.Column) {
			wrong("/column", fmt.Sprintf("%q is no column of the grouped view", cut(s.Column)))
		}
	}
}

func (p *plan) isKey(id string) bool { return numbered(id, "k", len(p.view.Group.By)) }

func (p *plan) isAggregate(id string) bool {
	aggregates := len(p.view.Group.Aggregates)
	if numbered(id, "a", aggregates) {
		return true
	}
	value, aggregate, _ := strings.Cut(id, "a")
	return p.pivot != nil && numbered(value, "p", maxPivotValues) && numbered("a"+aggregate, "a", aggregates)
}

// numbered reports an id of a letter and a number below most, in its only spelling.
func numbered(id, letter string, most int) bool {
	n, err := strconv.Atoi(strings.TrimPrefix(id, letter))
	return err == nil && n >= 0 && n < most && id == letter+itoa(n)
}

func itoa(n int) string { return strconv.Itoa(n) }

// isBuilt reports a view whose rows are not simply those of the result.
func (p *plan) isBuilt() bool {
	return p.view.Group != nil || len(p.where) > 0 || len(p.view.Sort) > 0
}

// words names a kind to a person.
func (k Kind) words() string {
	switch k {
	case Integer:
		return "whole number"
	case Decimal, Double:
		return "number"
	case Boolean:
		return "true or false"
	case Date:
		return "date"
	case Timestamp:
		return "instant"
	default:
		return "text"
	}
}
