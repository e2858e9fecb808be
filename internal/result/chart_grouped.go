package result

import (
	"context"
	"strconv"
	"strings"
)

// grouped makes what is measured for each place along x and for each series:
// numbers, lines, areas, bars, pies, funnels and heat maps.
func (c *charter) grouped(ctx context.Context) error {
	axes, err := c.axes(ctx)
	if err != nil {
		return err
	}
	source := c.source(axes, c.of, "")
	aggregates := make([]string, len(c.Values))
	for i, a := range c.Values {
		v := ""
		if c.of[i].ID != "" {
			v = "v" + itoa(i)
		}
		aggregates[i] = a.sql(v, "", c.of[i].Encoding.Kind)
	}
	selected, by, encodings := []string{}, []string{}, []Encoding{}
	for _, a := range axes {
		selected = append(selected, "CAST(p"+a.name+" AS VARCHAR)", printed("g"+a.name, a.encoding))
		by = append(by, "p"+a.name, "g"+a.name)
		encodings = append(encodings, Encoding{Kind: Integer}, a.encoding)
	}
	for i, m := range c.data.Measures {
		selected = append(selected, printed("a"+itoa(i), m.Encoding))
		encodings = append(encodings, m.Encoding)
	}
	s := new(statement).add("SELECT " + strings.Join(selected, ", ") + " FROM (SELECT ")
	for _, name := range by {
		s.add(name + ", ")
	}
	for i, sql := range aggregates {
		if i > 0 {
			s.add(", ")
		}
		s.add(sql + " AS a" + itoa(i))
	}
	of := placed(source, axes, aggregates[0])
	s.add(" FROM ("+of.sql.String()+")", of.args...)
	if len(by) > 0 {
		s.add(" GROUP BY " + strings.Join(by, ", "))
	}
	rows, err := c.read(ctx, s.add(")"), encodings)
	if err != nil {
		return err
	}
	c.arrange(axes, rows)
	c.noteCounted()
	return nil
}

// axes describes what the chart groups by: x, and what is split or the rows of a heat map.
func (c *charter) axes(ctx context.Context) ([]*axis, error) {
	var out []*axis
	points, second, series := maxColumns, c.split, maxSeries
	switch c.Kind {
	case ChartLine, ChartArea:
		points = maxLine
	case ChartPie, ChartFunnel:
		points = c.Limit
	case ChartHeatMap:
		second, series = c.y, c.Limit
	default:
	}
	for _, of := range []struct {
		column       *viewed
		name         string
		limit, times int
	}{{c.x, "x", c.Limit, points}, {second, "s", series, series}} {
		if of.column == nil {
			continue
		}
		a, err := c.axisOf(ctx, of.column, of.name, of.limit, of.times)
		if err != nil {
			return nil, err
		}
		if of.name == "x" {
			c.Step = a.step
		}
		out = append(out, a)
	}
	return out, nil
}

// arrange puts values to their places along x and into their series.
func (c *charter) arrange(axes []*axis, rows []Row) {
	var places, series map[int]ChartGroup
	at, behind := map[string]int{}, 0
	for i, a := range axes {
		groups := map[int]ChartGroup{}
		for _, row := range rows {
			n, _ := strconv.Atoi(*row[2*i]) // a whole number printed by DuckDB
			groups[n] = a.group(n, row[2*i+1])
		}
		at[a.name], behind = 2*i, 2*(i+1)
		if a.name == "x" {
			places = groups
		} else {
			series = groups
		}
	}
	if c.x == nil {
		places = map[int]ChartGroup{1: {}}
	}
	xs, place := inOrder(places)
	ss, line := inOrder(series)
	c.data.Groups = xs
	number := func(row Row, name string) int {
		i, ok := at[name]
		if !ok {
			return 1
		}
		n, _ := strconv.Atoi(*row[i])
		return n
	}
	if len(axes) == 0 || axes[len(axes)-1].name == "x" {
		for i, m := range c.data.Measures {
			c.data.Series = append(c.data.Series, ChartSeries{Name: m.title(), Measure: i, Values: make([]*string, len(xs))})
		}
	} else {
		for i := range ss {
			c.data.Series = append(c.data.Series, ChartSeries{Name: ss[i].name(), Group: &ss[i], Values: make([]*string, len(xs))})
		}
	}
	for _, row := range rows {
		if series == nil {
			for i := range c.data.Measures {
				c.data.Series[i].Values[place[number(row, "x")]] = row[behind+i]
			}
			continue
		}
		c.data.Series[line[number(row, "s")]].Values[place[number(row, "x")]] = row[behind]
	}
	if c.x != nil && axes[0].step != "" {
		c.fillSteps(axes[0])
	}
	if c.Kind == ChartPie || c.Kind == ChartFunnel {
		c.onlyPositive()
	}
}

// group is the place n of an axis.
func (a *axis) group(n int, text *string) ChartGroup {
	g := ChartGroup{Text: text, Rest: n == 0}
	switch {
	case g.Rest:
		g.Text = nil
	case a.step != "" && text != nil:
		day := a.step.text(*text)
		g.Text = &day
	case a.width > 0 && text != nil:
		if from, ok := finite(*text); ok {
			to := printDouble(from+a.width, Trimmed)
			g.To = &to
		}
	}
	return g
}

// inOrder gives groups by their places, the rest last, and where each came to be.
func inOrder(groups map[int]ChartGroup) ([]ChartGroup, map[int]int) {
	out, at := make([]ChartGroup, 0, len(groups)), map[int]int{}
	for n := 1; len(out) < len(groups) && n <= widest; n++ {
		if g, ok := groups[n]; ok {
			at[n] = len(out)
			out = append(out, g)
		}
	}
	if rest, ok := groups[0]; ok {
		at[0] = len(out)
		out = append(out, rest)
	}
	return out, at
}

// onlyPositive leaves out what makes no slice and no step.
func (c *charter) onlyPositive() {
	values, groups := c.data.Series[0].Values, c.data.Groups
	c.data.Series[0].Values, c.data.Groups = []*string{}, []ChartGroup{}
	for i, v := range values {
		if v == nil {
			continue
		}
		if n, err := strconv.ParseFloat(*v, 64); err != nil || n <= 0 {
			continue
		}
		c.data.Series[0].Values = append(c.data.Series[0].Values, v)
		c.data.Groups = append(c.data.Groups, groups[i])
	}
	if left := len(groups) - len(c.data.Groups); left > 0 {
		c.note("%s without a value above zero %s left out.", plainCount(left, "value of "+c.x.Name, "values of "+c.x.Name), isOrAre(int64(left)))
	}
}
