package httpapi

import (
	"context"
	"errors"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/fault"
	"github.com/recomamp/recomamp/internal/result"
)

// ResultChart says what to draw of a view of a result. In an address it is written as JSON.
type ResultChart result.Chart

// ResultChartData is what a chart draws: few points, made of every row of the
// view or, where a note says so, of a sample. Values are text in the spelling
// of their column.
type ResultChartData struct {
	Chart     ResultChart         `json:"chart" doc:"What was drawn, with what it left open filled in."`
	Title     string              `json:"title" example:"Sum of spend by day and campaign"`
	Notes     []string            `json:"notes" doc:"Sentences that say what was left out, put together or sampled."`
	Rows      int64               `json:"rows" doc:"Rows of the view; of a grouped one its groups, without subtotals."`
	X         *ResultViewColumn   `json:"x,omitempty"`
	Y         *ResultViewColumn   `json:"y,omitempty"`
	Split     *ResultViewColumn   `json:"split,omitempty"`
	Measures  []ResultViewColumn  `json:"measures" doc:"What the values of series are."`
	Groups    []ResultChartGroup  `json:"groups" doc:"The places along x, in the order in which they are drawn."`
	Series    []ResultChartSeries `json:"series"`
	Flows     []ResultChartFlow   `json:"flows" doc:"Those of a sankey, the largest first."`
	Suggested []ResultChart       `json:"suggested" doc:"Charts that suit the columns, the best first."`
}

// ResultChartGroup is a place along an axis: a value, the start of a step of time, or a span of numbers.
type ResultChartGroup struct {
	Text *string `json:"text" doc:"null stands for NULL."`
	To   *string `json:"to,omitempty" doc:"Where a span ends."`
	Rest bool    `json:"rest,omitempty" doc:"Everything that does not stand for itself."`
}

// ResultChartSeries is one line, one set of bars, one row of a heat map or one part of boxes.
type ResultChartSeries struct {
	Name    string            `json:"name"`
	Group   *ResultChartGroup `json:"group,omitempty" doc:"The value of split, or of y in a heat map."`
	Measure int               `json:"measure" doc:"The place of what its values are among measures."`
	Values  []*string         `json:"values" doc:"One for each of groups; null where there is none."`
	Points  [][2]string       `json:"points" doc:"Of a scatter: x and y."`
}

// ResultChartFlow is what goes from one node of a sankey to another. Nodes are alike when text and level are.
type ResultChartFlow struct {
	From      string `json:"from"`
	To        string `json:"to"`
	FromLevel int    `json:"fromLevel"`
	ToLevel   int    `json:"toLevel"`
	Value     string `json:"value"`
}

type resultChartInput struct {
	ExecutionInput
	ViewInput
	Chart string `query:"chart" maxLength:"16384" doc:"A ResultChart as JSON. When absent, the chart that suits the columns best." example:"{\"kind\":\"bar\",\"x\":\"c0\",\"values\":[{\"function\":\"sum\",\"column\":\"c1\"}]}"`
}

func (s *Server) getResultChart(ctx context.Context, a actor.Actor, in *resultChartInput) (*body[ResultChartData], error) {
	found, of, err := s.deps.Executions.Result(ctx, a, in.ID)
	if err != nil {
		return nil, err
	}
	view, err := in.read()
	if err != nil {
		return nil, err
	}
	chart, err := result.ParseChart(in.Chart)
	if err != nil {
		return nil, atChart(err)
	}
	data, err := s.deps.Results.Chart(ctx, found, view, chart)
	if err != nil {
		return nil, atChart(atViewQuery(err))
	}
	known, err := s.known(ctx, a, of, found, view)
	if err != nil {
		return nil, err
	}
	return &body[ResultChartData]{Body: chartOut(data, known)}, nil
}

func chartOut(data *result.ChartData, known map[string]knownColumn) ResultChartData {
	column := func(c *result.ViewColumn) *ResultViewColumn {
		if c == nil {
			return nil
		}
		out := viewColumnOut(*c, known)
		return &out
	}
	out := ResultChartData{
		Chart: ResultChart(data.Chart), Title: data.Title, Notes: data.Notes, Rows: data.Rows,
		X: column(data.X), Y: column(data.Y), Split: column(data.Split),
		Measures: []ResultViewColumn{}, Groups: []ResultChartGroup{}, Series: []ResultChartSeries{}, Flows: []ResultChartFlow{}, Suggested: []ResultChart{},
	}
	for _, m := range data.Measures {
		out.Measures = append(out.Measures, viewColumnOut(m, known))
	}
	for _, g := range data.Groups {
		out.Groups = append(out.Groups, ResultChartGroup(g))
	}
	for _, line := range data.Series {
		shown := ResultChartSeries{Name: line.Name, Measure: line.Measure, Values: line.Values, Points: line.Points}
		if line.Group != nil {
			group := ResultChartGroup(*line.Group)
			shown.Group = &group
		}
		if shown.Values == nil {
			shown.Values = []*string{}
		}
		if shown.Points == nil {
			shown.Points = [][2]string{}
		}
		out.Series = append(out.Series, shown)
	}
	for _, f := range data.Flows {
		out.Flows = append(out.Flows, ResultChartFlow(f))
	}
	for _, c := range data.Suggested {
		out.Suggested = append(out.Suggested, ResultChart(c))
	}
	return out
}

// atChart has the fields of a chart's error point into the query of the address.
func atChart(err error) error {
	f, ok := errors.AsType[*fault.Error](err)
	if !ok || !errors.Is(f, result.ErrChart) {
		return err
	}
	moved := *f
	moved.Fields = nil
	for _, field := range f.Fields {
		field.Pointer = "query.chart" + field.Pointer
		moved.Fields = append(moved.Fields, field)
	}
	return &moved
}
