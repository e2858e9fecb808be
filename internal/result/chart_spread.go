package result

import (
	"context"
	"fmt"
	"strconv"
	"strings"
)

// histogram counts every value in spans of equal width.
func (c *charter) histogram(ctx context.Context) error {
	p := &profiler{db: c.db, opened: c.opened, most: c.Bins, Profile: Profile{Column: c.x.ViewColumn}}
	if err := p.totals(ctx); err != nil {
		return err
	}
	if err := p.buckets(ctx); err != nil {
		return err
	}
	if p.Nulls > 0 {
		c.note("%s without a value in %s %s left out.", rowsIn(p.Nulls), c.x.Name, isOrAre(p.Nulls))
	}
	count := ViewAggregate{Function: Count}
	c.data.Measures = []ViewColumn{count.column(viewed{})}
	line := ChartSeries{Name: c.data.Measures[0].title(), Values: []*string{}}
	for _, b := range p.Buckets {
		n := strconv.FormatInt(b.Count, 10)
		c.data.Groups = append(c.data.Groups, ChartGroup{Text: &b.From, To: &b.To})
		line.Values = append(line.Values, &n)
	}
	c.data.Series = []ChartSeries{line}
	return nil
}

// boxParts are what a box is made of, as its series are called.
var boxParts = []string{"least", "lower quartile", "median", "upper quartile", "greatest"}

// box gives the quartiles of y for each place along x, of every row.
func (c *charter) box(ctx context.Context) error {
	var axes []*axis
	if c.x != nil {
		a, err := c.axisOf(ctx, c.x, "x", c.Limit, chartLimits[ChartBox])
		if err != nil {
			return err
		}
		axes = append(axes, a)
	}
	e := c.y.Encoding
	inner := "quantile_disc(v0, [0.25, 0.5, 0.75])"
	if c.data.Rows > exactRows {
		inner = "approx_quantile(v0, [0.25, 0.5, 0.75])"
		c.note("Of more than %s rows the quartiles are close, not exact.", digits(exactRows))
	}
	px, gx := "'1'", "NULL"
	encodings := []Encoding{{Kind: Integer}, {Kind: Text}}
	by := ""
	if c.x != nil {
		px, gx, by = "CAST(px AS VARCHAR)", printed("gx", axes[0].encoding), " GROUP BY px, gx"
		encodings[1] = axes[0].encoding
	}
	selected := []string{px, gx}
	for _, part := range []string{"least", "q[1]", "q[2]", "q[3]", "most"} {
		selected, encodings = append(selected, printed(part, e)), append(encodings, e)
	}
	selected, encodings = append(selected, "CAST(n AS VARCHAR)"), append(encodings, Encoding{Kind: Integer})
	keys := strings.TrimPrefix(by, " GROUP BY ")
	if keys != "" {
		keys += ", "
	}
	s := new(statement).add("SELECT " + strings.Join(selected, ", ") + " FROM (SELECT " + keys + "min(v0) AS least, max(v0) AS most, count(v0) AS n, " + inner + " AS q FROM (")
	of := placed(c.source(axes, []viewed{*c.y}, ""), axes, "count(v0)")
	s.add(of.sql.String()+") WHERE v0 IS NOT NULL"+by+") WHERE n > 0", of.args...)
	rows, err := c.read(ctx, s, encodings)
	if err != nil {
		return err
	}
	c.boxes(axes, rows)
	return nil
}

// boxes arranges what was found: a series for each part, and the rows behind it.
func (c *charter) boxes(axes []*axis, rows []Row) {
	found := map[int]ChartGroup{}
	numbers := make([]int, len(rows))
	for i, row := range rows {
		numbers[i], _ = strconv.Atoi(*row[0]) // a whole number printed by DuckDB
		found[numbers[i]] = ChartGroup{}
		if len(axes) > 0 {
			found[numbers[i]] = axes[0].group(numbers[i], row[1])
		}
	}
	groups, at := inOrder(found)
	c.data.Groups = groups
	count := ViewAggregate{Function: Count}
	c.data.Measures = []ViewColumn{c.y.ViewColumn, count.column(viewed{})}
	for j, name := range append(boxParts[:len(boxParts):len(boxParts)], "rows") {
		line := ChartSeries{Name: name, Values: make([]*string, len(groups))}
		if j == len(boxParts) {
			line.Measure = 1
		}
		for i, row := range rows {
			line.Values[at[numbers[i]]] = row[2+j]
		}
		c.data.Series = append(c.data.Series, line)
	}
}

// scatter gives a point for each row, or for each of a sample that is the same every time.
func (c *charter) scatter(ctx context.Context) error {
	var axes []*axis
	if c.split != nil {
		a, err := c.axisOf(ctx, c.split, "s", maxSeries, maxSeries)
		if err != nil {
			return err
		}
		axes = append(axes, a)
	}
	filled := c.rows(fmt.Sprintf("count(*) FILTER (WHERE %s IS NOT NULL AND %s IS NOT NULL)", c.x.ID, c.y.ID))
	var complete int64
	if err := c.row(ctx, filled, &complete); err != nil {
		return err
	}
	if missing := c.data.Rows - complete; missing > 0 {
		c.note("%s without a value in %s or %s %s left out.", rowsIn(missing), c.x.Name, c.y.Name, isOrAre(missing))
	}
	if complete > maxScatter {
		c.note("A sample of %s of %s rows.", digits(maxScatter), digits(complete))
	}
	ps, gs := "'1'", "NULL"
	encodings := []Encoding{{Kind: Integer}, {Kind: Text}, c.x.Encoding, c.y.Encoding}
	if c.split != nil {
		ps, gs = "CAST(ps AS VARCHAR)", printed("gs", axes[0].encoding)
		encodings[1] = axes[0].encoding
	}
	s := new(statement).add("SELECT " + strings.Join([]string{ps, gs, printed("v0", c.x.Encoding), printed("v1", c.y.Encoding)}, ", ") + " FROM (SELECT * FROM (")
	of := placed(c.source(axes, []viewed{*c.x, *c.y}, ", file_row_number AS r"), axes, "count(*)")
	s.add(of.sql.String()+fmt.Sprintf(") WHERE v0 IS NOT NULL AND v1 IS NOT NULL ORDER BY hash(r), r LIMIT %d) ORDER BY r", maxScatter), of.args...)
	rows, err := c.read(ctx, s, encodings)
	if err != nil {
		return err
	}
	c.scatterSeries(axes, rows)
	return nil
}

func (c *charter) scatterSeries(axes []*axis, rows []Row) {
	c.data.Measures = []ViewColumn{c.y.ViewColumn}
	points, found := map[int][][2]string{}, map[int]ChartGroup{}
	for _, row := range rows {
		n, _ := strconv.Atoi(*row[0]) // a whole number printed by DuckDB
		found[n] = ChartGroup{}
		if len(axes) > 0 {
			found[n] = axes[0].group(n, row[1])
		}
		points[n] = append(points[n], [2]string{*row[2], *row[3]})
	}
	groups, at := inOrder(found)
	c.data.Series = make([]ChartSeries, len(groups))
	for n, i := range at {
		c.data.Series[i] = ChartSeries{Name: c.y.Name, Points: points[n]}
		if c.split != nil {
			c.data.Series[i].Name, c.data.Series[i].Group = groups[i].name(), &groups[i]
		}
	}
}
