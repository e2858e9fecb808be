package result

import (
	"fmt"
	"strings"
)

// check refuses an aggregate that does not fit its column.
func (a ViewAggregate) check(c viewed, wrong func(part, message string)) {
	switch a.Function {
	case Count, CountDistinct, Min, Max:
	case Sum, Mean:
		switch c.Encoding.Kind {
		case Integer, Decimal, Double:
		default:
			wrong("/function", string(a.Function)+" does not fit a column of "+plural(c.Encoding.Kind))
		}
	default:
		wrong("/function", "is none of count, countDistinct, sum, min, max, mean")
	}
}

func plural(k Kind) string {
	switch k {
	case Text, Boolean:
		return k.words()
	default:
		return k.words() + "s"
	}
}

// column describes what the aggregate gives.
func (a ViewAggregate) column(of viewed) ViewColumn {
	out := ViewColumn{Name: of.Name, Source: a.Column, Origin: of.Origin, Function: a.Function, Role: "METRIC"}
	switch {
	case a.Function == Count || a.Function == CountDistinct:
		out.Origin = ""
		out.Type, out.Encoding = "LONG", Encoding{Kind: Integer}
	case a.Function == Mean:
		out.Type, out.Encoding = "DOUBLE", Encoding{Kind: Double, Layout: Trimmed}
	case a.Function == Sum && of.Encoding.Kind == Integer:
		// Beyond 64 bits, as a sum may be, only a decimal is exact.
		out.Type, out.Encoding = of.Type, Encoding{Kind: Decimal, Precision: 38, Layout: FixedScale}
	case a.Function == Sum && of.Encoding.Kind == Decimal:
		out.Type, out.Encoding = of.Type, of.Encoding
		out.Encoding.Precision = 38
	default:
		out.Type, out.Encoding = of.Type, of.Encoding
	}
	return out
}

// sql is the aggregate over a column v, for rows where a condition holds.
func (a ViewAggregate) sql(v, filter string, kind Kind) string {
	switch a.Function {
	case Count:
		if v == "" {
			v = "*"
		}
		return "count(" + v + ")" + filter
	case CountDistinct:
		return "count(DISTINCT " + v + ")" + filter
	case Sum:
		sum := "sum(" + v + ")" + filter
		if kind == Integer {
			return "CAST(" + sum + " AS DECIMAL(38,0))"
		}
		if kind == Double {
			return orNull(sum)
		}
		return sum
	case Mean:
		return orNull(fmt.Sprintf("CAST(sum(%s)%s AS DOUBLE) / nullif(count(%s)%s, 0)", v, filter, v, filter))
	default:
		return string(a.Function) + "(" + v + ")" + filter
	}
}

// orNull makes NULL of what no double can hold.
func orNull(double string) string {
	return fmt.Sprintf("CASE WHEN isfinite(%s) THEN %s END", double, double)
}

// pivots gives the values of the pivot's column, one more than there may be.
func (p *plan) pivots(path string) *statement {
	s := new(statement).add("SELECT " + printed("v", p.pivot.Encoding) + " FROM (SELECT DISTINCT " + p.pivot.sql + " AS v")
	p.from(s, path)
	return s.add(fmt.Sprintf(") ORDER BY v NULLS LAST LIMIT %d", maxPivotValues+1))
}

// shape gives the columns of the view, in order.
func (p *plan) shape(pivots []*string) []ViewColumn {
	g := p.view.Group
	if g == nil {
		return plain(p.source)
	}
	var out []ViewColumn
	for i, id := range g.By {
		column := p.columns[id].ViewColumn
		column.ID, column.Key = "k"+itoa(i), true
		out = append(out, column)
	}
	for i, value := range pivots {
		for j, a := range g.Aggregates {
			column := a.column(p.columns[a.Column])
			column.ID, column.Pivot = fmt.Sprintf("p%da%d", i, j), &PivotValue{Text: value}
			out = append(out, column)
		}
	}
	for j, a := range g.Aggregates {
		column := a.column(p.columns[a.Column])
		column.ID = "a" + itoa(j)
		out = append(out, column)
	}
	return out
}

func plain(source []viewed) []ViewColumn {
	out := make([]ViewColumn, len(source))
	for i, c := range source {
		out[i] = c.ViewColumn
	}
	return out
}

// groups gives the rows of a grouped view in its order: its columns by their
// ids, and lv, the number of keys that a row has (fewer in a subtotal).
func (p *plan) groups(path string, pivots []*string) (*statement, error) {
	g := p.view.Group
	names := []string{} // of the keys
	for i := range g.By {
		names = append(names, "k"+itoa(i))
	}
	s := new(statement).add("SELECT ")
	for _, column := range p.shape(pivots) {
		s.add(column.ID + ", ")
	}
	s.add("lv FROM (SELECT ")
	for _, name := range names {
		s.add(name + ", ")
		if g.Subtotals {
			s.add("GROUPING(" + name + ") AS g" + name + ", ")
		}
	}
	if err := p.aggregates(s, pivots); err != nil {
		return nil, err
	}
	s.add(itoa(len(names)))
	if g.Subtotals {
		for _, name := range names {
			s.add(" - GROUPING(" + name + ")")
		}
	}
	s.add(" AS lv FROM (SELECT 0 AS one")
	for i, id := range g.By {
		s.add(", " + p.columns[id].sql + " AS k" + itoa(i))
	}
	for i, a := range g.Aggregates {
		if a.Column != "" {
			s.add(", " + p.columns[a.Column].sql + " AS v" + itoa(i))
		}
	}
	if p.pivot != nil {
		s.add(", " + p.pivot.sql + " AS p")
	}
	p.from(s, path)
	s.add(")")
	switch {
	case g.Subtotals:
		s.add(" GROUP BY ROLLUP (" + strings.Join(names, ", ") + ")")
	case len(names) > 0:
		s.add(" GROUP BY " + strings.Join(names, ", "))
	}
	s.add(")")
	p.unfolded(s)
	if by := p.groupOrder(names); by != "" {
		s.add(" ORDER BY " + by)
	}
	return s, nil
}

// aggregates adds one value per aggregate, and per value of the pivot.
func (p *plan) aggregates(s *statement, pivots []*string) error {
	for i, value := range pivots {
		filter, args := " FILTER (WHERE p IS NULL)", []any(nil)
		if value != nil {
			literal, possible, ok := p.pivot.literal(*value)
			if !possible || !ok {
				return fmt.Errorf("%w: a value of the pivot does not read back", ErrCorrupt)
			}
			filter, args = " FILTER (WHERE p = "+p.pivot.parameter()+")", []any{literal}
		}
		p.aggregate(s, "p"+itoa(i), filter, args)
	}
	p.aggregate(s, "", "", nil)
	return nil
}

func (p *plan) aggregate(s *statement, prefix, filter string, args []any) {
	for j, a := range p.view.Group.Aggregates {
		v := ""
		if a.Column != "" {
			v = "v" + itoa(j)
		}
		sql := a.sql(v, filter, p.columns[a.Column].Encoding.Kind)
		s.add(sql + " AS " + prefix + "a" + itoa(j) + ", ")
		for range strings.Count(sql, "?") {
			s.args = append(s.args, args...)
		}
	}
}

// groupOrder is the order of a grouped view. Without subtotals the sort comes
// first and the keys settle ties. With them each subtotal stands behind its
// group, groups are ordered by their own subtotals, and so on inwards.
func (p *plan) groupOrder(names []string) string {
	var order []string
	if !p.view.Group.Subtotals {
		for _, by := range p.view.Sort {
			order = append(order, by.sql(by.Column))
		}
		for _, name := range names {
			order = append(order, name+" ASC NULLS LAST")
		}
		return strings.Join(order, ", ")
	}
	for i, name := range names {
		order = append(order, "g"+name)
		within := make([]string, 0, 2*(i+1))
		for _, outer := range names[:i+1] {
			within = append(within, outer, "g"+outer)
		}
		for _, by := range p.view.Sort {
			switch {
			case by.Column == name:
				order = append(order, by.sql(name))
			case p.isKey(by.Column):
			default:
				order = append(order, by.sql(fmt.Sprintf("max(CASE WHEN lv = %d THEN %s END) OVER (PARTITION BY %s)", i+1, by.Column, strings.Join(within, ", "))))
			}
		}
		order = append(order, name+" ASC NULLS LAST")
	}
	return strings.Join(order, ", ")
}
