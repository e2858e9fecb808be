package result

import (
	"fmt"
	"slices"
)

// roles say what a kind of chart makes of its parts: "" nothing, "may", "must".
type roles struct {
	x, y, split string
	values      int // how many at most; 0 counts rows or takes values as they are
	order       bool
}

var chartRoles = map[ChartKind]roles{
	ChartNumber:    {values: maxChartValues},
	ChartLine:      {x: "must", split: "may", values: maxChartValues, order: true},
	ChartArea:      {x: "must", split: "may", values: maxChartValues, order: true},
	ChartBar:       {x: "must", split: "may", values: maxChartValues, order: true},
	ChartScatter:   {x: "must", y: "must", split: "may"},
	ChartPie:       {x: "must", values: 1, order: true},
	ChartHeatMap:   {x: "must", y: "must", values: 1, order: true},
	ChartHistogram: {x: "must"},
	ChartBox:       {x: "may", y: "must"},
	ChartFunnel:    {x: "must", values: 1, order: true},
	ChartSankey:    {x: "must", y: "may", values: 1},
}

// drawing is a chart that fits the columns of a view.
type drawing struct {
	Chart
	x, y, split *viewed
	of          []viewed // the columns of Values; without an id for a count of rows
}

// draw checks a chart against the columns of a view. Its error is an ErrChart
// that names every part that is wrong.
func (c Chart) draw(columns []ViewColumn) (*drawing, error) {
	d := &drawing{Chart: c}
	wrong := ErrChart
	say := func(part, message string) { wrong = wrong.WithField(part, message) }
	role, known := chartRoles[c.Kind]
	if !known {
		return nil, ErrChart.WithField("/kind", "is no kind of chart")
	}
	d.x = part(columns, role.x, c.X, "/x", say)
	d.y = part(columns, role.y, c.Y, "/y", say)
	d.split = part(columns, role.split, c.Split, "/split", say)
	d.values(columns, role, say)
	d.kinds(say)
	d.words(role, say)
	if len(wrong.Fields) > 0 {
		return nil, wrong
	}
	if d.Limit == 0 {
		d.Limit = chartLimits[c.Kind]
	}
	if d.Bins == 0 && c.Kind == ChartHistogram {
		d.Bins = maxBuckets
	}
	return d, nil
}

// part finds the column that stands in a part of the chart.
func part(columns []ViewColumn, role, id, at string, say func(string, string)) *viewed {
	switch {
	case id == "" && role == "must":
		say(at, "is missing")
	case id == "":
	case role == "":
		say(at, "means nothing to this kind of chart")
	default:
		c, err := one(columns, id)
		if err != nil {
			say(at, fmt.Sprintf("%q is no column of the view", cut(id)))
			return nil
		}
		return &viewed{ViewColumn: c, sql: c.ID}
	}
	return nil
}

func (d *drawing) values(columns []ViewColumn, role roles, say func(string, string)) {
	switch {
	case role.values == 0 && len(d.Values) > 0:
		say("/values", "mean nothing to this kind of chart")
		return
	case len(d.Values) > role.values:
		say("/values", fmt.Sprintf("hold more than %d", role.values))
		return
	case len(d.Values) > 1 && d.split != nil:
		say("/values", "hold more than one, which cannot be split as well")
	case len(d.Values) == 0 && role.values > 0:
		d.Values = []ViewAggregate{{Function: Count}}
	}
	for i, a := range d.Values {
		at := "/values/" + itoa(i)
		if a.Function == Count && a.Column == "" {
			d.of = append(d.of, viewed{})
			continue
		}
		of := part(columns, "must", a.Column, at+"/column", say)
		if of == nil {
			continue
		}
		a.check(*of, func(part, message string) { say(at+part, message) })
		if kind := a.column(*of).Encoding.Kind; !isNumeric(kind) {
			say(at+"/function", string(a.Function)+" of "+plural(of.Encoding.Kind)+" cannot be drawn")
		}
		d.of = append(d.of, *of)
	}
}

// kinds refuses columns whose values cannot stand where they are asked for.
func (d *drawing) kinds(say func(string, string)) {
	measured := func(c *viewed, at string) {
		if c != nil && !isNumeric(c.Encoding.Kind) && !isTime(c.Encoding.Kind) {
			say(at, "is a column of "+plural(c.Encoding.Kind)+", not of numbers or times")
		}
	}
	switch d.Kind {
	case ChartHistogram:
		measured(d.x, "/x")
	case ChartScatter:
		measured(d.x, "/x")
		measured(d.y, "/y")
	case ChartBox:
		if d.y != nil && !isNumeric(d.y.Encoding.Kind) {
			say("/y", "is a column of "+plural(d.y.Encoding.Kind)+", not of numbers")
		}
	case ChartSankey:
		if d.y == nil && d.x != nil && d.x.Encoding.Kind != Text {
			say("/x", "is no column of paths: name where the flow ends as y")
		}
	default: // whatever stands along x is a group
	}
}

// words refuses what is out of bounds or means nothing.
func (d *drawing) words(role roles, say func(string, string)) {
	switch {
	case d.Step == "":
	case !slices.Contains(steps, d.Step):
		say("/step", "is no step of time")
	case !role.order || d.x == nil || !isTime(d.x.Encoding.Kind):
		say("/step", "means nothing without dates or instants along x")
	}
	switch {
	case d.Order == "":
	case d.Order != ByValue && d.Order != ByKey:
		say("/order", "is neither value nor key")
	case !role.order:
		say("/order", "means nothing to this kind of chart")
	}
	bounded := func(n int, means bool, at string) {
		switch {
		case n == 0:
		case !means:
			say(at, "means nothing to this kind of chart")
		case n < 2 || n > maxChartLimit:
			say(at, "is not from 2 to 100")
		}
	}
	_, limited := chartLimits[d.Kind]
	bounded(d.Limit, limited, "/limit")
	bounded(d.Bins, d.Kind == ChartHistogram, "/bins")
}
