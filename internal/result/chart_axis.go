package result

import (
	"context"
	"fmt"
	"math"
)

// axis is what rows are grouped by: a column, or steps or spans of one.
type axis struct {
	column   *viewed
	name     string // x or s, in the query
	sql      string
	args     []any
	encoding Encoding
	// whole has no bound but that of its steps or spans; its NULLs are left out.
	whole bool
	byKey bool
	limit int
	step  TimeStep
	width float64 // of spans
}

// widest is more than the steps or spans that any axis has.
const widest = 1000

// axisOf describes an axis, having looked at how far its values reach.
func (c *charter) axisOf(ctx context.Context, column *viewed, name string, limit, points int) (*axis, error) {
	a := &axis{column: column, name: name, sql: column.ID, encoding: column.Encoding, limit: limit, byKey: column.Encoding.Kind != Text}
	if name == "x" && c.Order != "" {
		a.byKey = c.Order == ByKey
	}
	kind := column.Encoding.Kind
	isLine := c.Kind == ChartLine || c.Kind == ChartArea
	switch {
	case isTime(kind):
		return a, c.timeAxis(ctx, a, points)
	case isNumeric(kind) && isLine && name == "x":
		return a, c.numberAxis(ctx, a)
	}
	return a, c.countGroups(ctx, a)
}

// countGroups notes how many values stand for themselves.
func (c *charter) countGroups(ctx context.Context, a *axis) error {
	s := new(statement).add("SELECT count(*) FROM (")
	of := c.rows("DISTINCT " + a.column.ID)
	s.add(of.sql.String()+")", of.args...)
	var total int64
	if err := c.row(ctx, s, &total); err != nil {
		return err
	}
	if a.name == "s" && total == int64(a.limit)+1 {
		a.limit++ // one more is no worse than Other
	}
	if total > int64(a.limit) {
		c.note("The %d largest of %s values of %s stand alone; the rest are together as Other.", a.limit, digits(total), a.column.Name)
	}
	return nil
}

// span is how far the values of a column reach.
func (c *charter) span(ctx context.Context, a *axis) (low, high float64, err error) {
	measured := "CAST(" + a.column.ID + " AS DOUBLE)"
	if isTime(a.encoding.Kind) {
		measured = "CAST(epoch(" + a.column.ID + ") AS DOUBLE)"
	}
	s := c.rows(fmt.Sprintf("coalesce(min(%[1]s), 0), coalesce(max(%[1]s), 0), count(%[1]s)", measured))
	var filled int64
	if err = c.row(ctx, s, &low, &high, &filled); err != nil {
		return 0, 0, err
	}
	a.whole, a.limit = true, widest
	if missing := c.data.Rows - filled; missing > 0 {
		c.note("%s without a value in %s %s left out.", rowsIn(missing), a.column.Name, isOrAre(missing))
	}
	return low, high, nil
}

// numberAxis keeps few numbers as they are; many become spans of equal width.
func (c *charter) numberAxis(ctx context.Context, a *axis) error {
	low, high, err := c.span(ctx, a)
	if err != nil {
		return err
	}
	var different int64
	s := new(statement).add("SELECT count(*) FROM (")
	of := c.rows("DISTINCT " + a.column.ID)
	if err := c.row(ctx, s.add(of.sql.String()+")", of.args...), &different); err != nil {
		return err
	}
	if different <= maxLine {
		return nil
	}
	const spans = 200
	a.width = (high - low) / spans
	if a.encoding.Kind == Integer {
		a.width = math.Ceil((high - low + 1) / spans)
	}
	if !(a.width > 0) || math.IsInf(a.width, 0) {
		return ErrChart.WithField("/x", "has numbers too far apart to draw")
	}
	a.sql = fmt.Sprintf("least(%d, greatest(0, floor((CAST(%s AS DOUBLE) - CAST(? AS DOUBLE)) / CAST(? AS DOUBLE)))) * CAST(? AS DOUBLE) + CAST(? AS DOUBLE)", spans-1, a.column.ID)
	a.args = []any{low, a.width, a.width, low}
	a.encoding = Encoding{Kind: Double, Layout: Trimmed}
	c.note("%s has %s different numbers: they are put together in spans of %s.", a.column.Name, digits(different), printDouble(a.width, Trimmed))
	return nil
}

// source selects the axes and the values of the rows of the view.
func (c *charter) source(axes []*axis, values []viewed, more string) *statement {
	s := new(statement).add("SELECT 1 AS one")
	for _, a := range axes {
		s.add(", "+a.sql+" AS "+a.name, a.args...)
	}
	for i, v := range values {
		if v.ID != "" {
			s.add(", " + v.ID + " AS v" + itoa(i))
		}
	}
	of := c.rows("*")
	s.add(more+" FROM ("+of.sql.String()+")", of.args...)
	for i, a := range filter(axes, func(a *axis) bool { return a.whole }) {
		s.add([]string{" WHERE ", " AND "}[min(i, 1)] + a.column.ID + " IS NOT NULL")
	}
	return s
}

// top gives the values of an axis that stand for themselves with their places n from 1.
func (a *axis) top(source *statement, rank string) *statement {
	order := "m DESC NULLS LAST, " + a.name + " ASC NULLS LAST"
	place := order
	if a.byKey {
		place = a.name + " ASC NULLS LAST"
	}
	s := new(statement).add(fmt.Sprintf("SELECT %[1]s AS g%[1]s, row_number() OVER (ORDER BY %[2]s) AS n%[1]s FROM (SELECT %[1]s, %[3]s AS m FROM (", a.name, place, rank))
	s.add(source.sql.String(), source.args...)
	return s.add(fmt.Sprintf(") GROUP BY %s ORDER BY %s LIMIT %d)", a.name, order, a.limit))
}

// placed gives the rows of the source with the places of their values along the axes.
func placed(source *statement, axes []*axis, rank string) *statement {
	s := new(statement).add("SELECT *")
	for _, a := range axes {
		s.add(fmt.Sprintf(", coalesce(n%[1]s, 0) AS p%[1]s", a.name))
	}
	s.add(" FROM ("+source.sql.String()+") AS rows", source.args...)
	for _, a := range axes {
		top := a.top(source, rank)
		s.add(" LEFT JOIN ("+top.sql.String()+") AS top"+a.name, top.args...)
		s.add(fmt.Sprintf(" ON rows.%[1]s IS NOT DISTINCT FROM top%[1]s.g%[1]s", a.name))
	}
	return s
}

func filter[T any](all []T, keep func(T) bool) []T {
	var out []T
	for _, one := range all {
		if keep(one) {
			out = append(out, one)
		}
	}
	return out
}
