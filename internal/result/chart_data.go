package result

import (
	"context"
	"database/sql"
	"fmt"
)

// ChartData is what a chart draws: few points, made of every row of the view
// or, where a note says so, of a sample. It is the same for the same result,
// view and chart. Values are text in the spelling of their column.
type ChartData struct {
	// Chart is what was drawn, with what it left open filled in.
	Chart Chart
	// Title says what is drawn: "sum of spend by day and campaign".
	Title string
	// Notes say, in sentences, what was left out, put together or sampled.
	Notes []string
	// Rows of the view; a grouped one is of its groups, without subtotals.
	Rows int64
	// X, Y and Split are the columns that the chart names; nil for none.
	X, Y, Split *ViewColumn
	// Measures are what is measured; those of the values of series.
	Measures []ViewColumn
	// Groups stand along x, in the order in which they are drawn.
	Groups []ChartGroup
	Series []ChartSeries
	// Flows are those of a sankey.
	Flows []ChartFlow
	// Suggested are the charts that suit the columns, the best first.
	Suggested []Chart
}

// ChartGroup is a place along an axis: a value, a step of time, or a span of
// numbers From Text up to To.
type ChartGroup struct {
	Text *string // nil is NULL
	To   *string // nil where it is no span
	Rest bool    // all values that do not stand for themselves
}

// ChartSeries is one line, one set of bars, one row of a heat map.
type ChartSeries struct {
	Name string
	// Group is the value of Split, or of Y in a heat map; nil without.
	Group *ChartGroup
	// Measure is the place of what its values are among Measures.
	Measure int
	// Values has one for each of Groups; nil where there is none.
	Values []*string
	// Points are those of a scatter: x and y.
	Points [][2]string
}

// ChartFlow is what goes from one node to another. Nodes are alike when text
// and level are.
type ChartFlow struct {
	From, To           string
	FromLevel, ToLevel int
	Value              string
}

// charter makes the data of a chart.
type charter struct {
	db     *sql.DB
	opened *opened
	*drawing
	data ChartData
}

// Chart makes what a chart draws of a view. The zero Chart is the one suggested
// first. Errors are those of View, and ErrChart with the parts that do not fit.
func (s *Service) Chart(ctx context.Context, r *Result, v View, chart Chart) (*ChartData, error) {
	v = v.Unfolded() // a chart is of all groups
	v.Sort = nil     // it changes nothing
	o, release, err := s.openUnordered(ctx, r, v)
	if err != nil {
		return nil, err
	}
	defer release()
	leave, err := enter(ctx, s.views.now.room)
	if err != nil {
		return nil, err
	}
	defer leave()
	db, err := s.views.engine(ctx, &s.views.now)
	if err != nil {
		return nil, err
	}
	c := &charter{db: db, opened: o}
	if err := c.row(ctx, c.rows("count(*)"), &c.data.Rows); err != nil {
		return nil, viewError(fmt.Errorf("count what a chart is of: %w", err))
	}
	c.data.Suggested = SuggestCharts(o.columns, c.data.Rows)
	if chart.Kind == "" {
		chart = c.data.Suggested[0]
	}
	if c.drawing, err = chart.draw(o.columns); err != nil {
		return nil, err
	}
	if err := c.make(ctx); err != nil {
		return nil, viewError(fmt.Errorf("make chart: %w", err))
	}
	return &c.data, nil
}

// openUnordered opens a view whose order means nothing, until release. Only
// groups are built; filters are applied while the rows are read.
func (s *Service) openUnordered(ctx context.Context, r *Result, v View) (*opened, func(), error) {
	p, err := r.compile(v)
	if err != nil {
		return nil, nil, err
	}
	if p.view.Group != nil {
		return s.openView(ctx, r, v, all)
	}
	path, release, err := s.local(ctx, r)
	if err != nil {
		return nil, nil, err
	}
	return &opened{plan: p, path: path, columns: p.shape(nil)}, release, nil
}

func (c *charter) make(ctx context.Context) error {
	c.data.X, c.data.Y, c.data.Split = known(c.x), known(c.y), known(c.split)
	for i, a := range c.Values {
		c.data.Measures = append(c.data.Measures, a.column(c.of[i]))
	}
	c.data.Notes = []string{}
	var draw func(context.Context) error
	switch c.Kind {
	case ChartScatter:
		draw = c.scatter
	case ChartHistogram:
		draw = c.histogram
	case ChartBox:
		draw = c.box
	case ChartSankey:
		draw = c.sankey
	default:
		draw = c.grouped
	}
	if err := draw(ctx); err != nil {
		return err
	}
	c.data.Chart, c.data.Title = c.Chart, c.title()
	return nil
}

func known(c *viewed) *ViewColumn {
	if c == nil {
		return nil
	}
	return &c.ViewColumn
}

// rows begins a query over the rows of the view.
func (c *charter) rows(selected string) *statement {
	s := new(statement).add("SELECT " + selected)
	if g := c.opened.plan.view.Group; g != nil {
		return s.add(fmt.Sprintf(" FROM read_parquet(%s, file_row_number = true) WHERE lv = %d", quote(c.opened.order), len(g.By)))
	}
	c.opened.plan.from(s, c.opened.path)
	return s
}

func (c *charter) row(ctx context.Context, s *statement, into ...any) error {
	return c.db.QueryRowContext(ctx, s.sql.String(), s.args...).Scan(into...)
}

// read runs a query whose columns were printed.
func (c *charter) read(ctx context.Context, s *statement, encodings []Encoding) ([]Row, error) {
	rows, err := c.db.QueryContext(ctx, s.sql.String(), s.args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	return scan(rows, encodings, 0)
}

func (c *charter) note(format string, args ...any) {
	c.data.Notes = append(c.data.Notes, fmt.Sprintf(format, args...))
}
