package result

import (
	"fmt"
	"math/big"
	"slices"
	"sort"
	"strconv"
	"strings"
	"time"
)

// reference computes views the plain way: row by row over text, with exact
// numbers. What DuckDB gives must be the same.
type reference struct {
	kinds   []Encoding
	rows    []Row
	columns map[string]int
}

func (ref reference) keep(f ViewFilter, row Row) bool {
	at := ref.columns[f.Column]
	return ref.fits(f, row[at], ref.kinds[at].Kind) != f.Not
}

func (ref reference) fits(f ViewFilter, value *string, kind Kind) bool {
	if f.Op == OpNull {
		return value == nil
	}
	if value == nil {
		return f.Op == OpIn && slices.Contains(f.Values, nil)
	}
	text, wanted := *value, ""
	if f.Text != nil {
		wanted = *f.Text
	}
	if f.IgnoreCase {
		text, wanted = strings.ToLower(text), strings.ToLower(wanted)
	}
	switch f.Op {
	case OpContains:
		return strings.Contains(text, wanted)
	case OpStarts:
		return strings.HasPrefix(text, wanted)
	case OpEquals:
		return text == wanted
	case OpIn:
		return slices.ContainsFunc(f.Values, func(v *string) bool { return v != nil && compare(*v, *value, kind) == 0 })
	default:
		low := f.From == nil || compare(*value, *f.From, kind) > 0 || compare(*value, *f.From, kind) == 0 && !f.FromExcluded
		high := f.To == nil || compare(*value, *f.To, kind) < 0 || compare(*value, *f.To, kind) == 0 && !f.ToExcluded
		return low && high
	}
}

// compare orders two values that are not NULL.
func compare(a, b string, kind Kind) int {
	switch kind {
	case Integer, Decimal, Double:
		return number(a).Cmp(number(b))
	case Timestamp:
		return moment(a).Compare(moment(b))
	default:
		return strings.Compare(a, b) // dates and booleans too
	}
}

func number(text string) *big.Rat {
	n, ok := new(big.Rat).SetString(text)
	if !ok {
		panic("no number: " + text)
	}
	return n
}

func moment(text string) time.Time {
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		panic(err)
	}
	return at
}

func (ref reference) ordered(a, b *string, s ViewSort, kind Kind) int {
	switch {
	case a == nil && b == nil:
		return 0
	case a == nil || b == nil:
		if (a == nil) == s.NullsFirst {
			return -1
		}
		return 1
	}
	if s.Descending {
		return compare(*b, *a, kind)
	}
	return compare(*a, *b, kind)
}

// view gives the rows of a view that is not grouped.
func (ref reference) view(v View) []Row {
	var out []Row
	for _, row := range ref.rows {
		if !slices.ContainsFunc(v.Filters, func(f ViewFilter) bool { return !ref.keep(f, row) }) {
			out = append(out, row)
		}
	}
	slices.SortStableFunc(out, func(a, b Row) int {
		for _, s := range v.Sort {
			at := ref.columns[s.Column]
			if c := ref.ordered(a[at], b[at], s, ref.kinds[at].Kind); c != 0 {
				return c
			}
		}
		return 0
	})
	return out
}

// groups gives the rows of a grouped view and their levels, sorted by key only
// or, without subtotals, by v.Sort.
func (ref reference) groups(v View) ([]Row, []int) {
	type group struct {
		keys  Row
		level int
		rows  []Row
	}
	found := map[string]*group{}
	rows := ref.view(View{Filters: v.Filters})
	least := len(v.Group.By)
	if v.Group.Subtotals {
		least = 0
	}
	for level := least; level <= len(v.Group.By); level++ {
		if level == 0 { // the total of everything is there even over nothing
			found["0"] = &group{keys: make(Row, len(v.Group.By))}
		}
		for _, row := range rows {
			keys, name := make(Row, len(v.Group.By)), strconv.Itoa(level)
			for i, id := range v.Group.By[:level] {
				keys[i] = row[ref.columns[id]]
				name += "\x00" + spelled(keys[i])
			}
			if found[name] == nil {
				found[name] = &group{keys: keys, level: level}
			}
			found[name].rows = append(found[name].rows, row)
		}
	}
	type line struct {
		group
		cells Row
	}
	var lines []line
	for _, g := range found {
		cells := slices.Clone(g.keys)
		for _, a := range v.Group.Aggregates {
			cells = append(cells, ref.aggregate(a, g.rows))
		}
		lines = append(lines, line{*g, cells})
	}
	by := func(s ViewSort, a, b line) int {
		at := len(v.Group.By)
		n, _ := strconv.Atoi(s.Column[1:])
		if s.Column[0] == 'k' {
			return ref.ordered(a.keys[n], b.keys[n], s, ref.kinds[ref.columns[v.Group.By[n]]].Kind)
		}
		agg := v.Group.Aggregates[n]
		kind := Decimal
		if (agg.Function == Min || agg.Function == Max) && agg.Column != "" {
			kind = ref.kinds[ref.columns[agg.Column]].Kind
		}
		return ref.ordered(a.cells[at+n], b.cells[at+n], s, kind)
	}
	sort.Slice(lines, func(i, j int) bool {
		a, b := lines[i], lines[j]
		if !v.Group.Subtotals {
			for _, s := range v.Sort {
				if c := by(s, a, b); c != 0 {
					return c < 0
				}
			}
		}
		for k, id := range v.Group.By {
			if (a.level > k) != (b.level > k) {
				return a.level > k
			}
			if a.level <= k {
				break
			}
			if c := ref.ordered(a.keys[k], b.keys[k], ViewSort{}, ref.kinds[ref.columns[id]].Kind); c != 0 {
				return c < 0
			}
		}
		return false
	})
	var out []Row
	var levels []int
	for _, l := range lines {
		out, levels = append(out, l.cells), append(levels, l.level)
	}
	return out, levels
}

func spelled(v *string) string {
	if v == nil {
		return "null"
	}
	return fmt.Sprintf("%q", *v)
}

func (ref reference) aggregate(a ViewAggregate, rows []Row) *string {
	if a.Column == "" {
		n := strconv.Itoa(len(rows))
		return &n
	}
	at := ref.columns[a.Column]
	e := ref.kinds[at]
	var values []string
	for _, row := range rows {
		if row[at] != nil {
			values = append(values, *row[at])
		}
	}
	if a.Function == CountDistinct {
		slices.Sort(values)
		values = slices.Compact(values)
	}
	if a.Function == Count || a.Function == CountDistinct {
		n := strconv.Itoa(len(values))
		return &n
	}
	if len(values) == 0 {
		return nil
	}
	slices.SortFunc(values, func(a, b string) int { return compare(a, b, e.Kind) })
	if a.Function == Min {
		return &values[0]
	}
	if a.Function == Max {
		return &values[len(values)-1]
	}
	sum := new(big.Rat)
	for _, v := range values {
		sum.Add(sum, number(v))
	}
	if a.Function == Mean {
		whole, _ := sum.Float64()
		text := printDouble(whole/float64(len(values)), Trimmed)
		return &text
	}
	text := sum.FloatString(e.Scale)
	if e.Layout == Trimmed && e.Scale > 0 {
		text = strings.TrimRight(strings.TrimRight(text, "0"), ".")
	}
	return &text
}
