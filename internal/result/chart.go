package result

import (
	"encoding/json"
	"errors"

	jsonv2 "github.com/go-json-experiment/json"

	"github.com/recomamp/recomamp/internal/fault"
	"github.com/recomamp/recomamp/internal/strictjson"
)

// Chart says what to draw of a view of a result. Columns are named by their
// ids in the view: those of its groups where it is grouped.
//
// The zero Chart is the first that SuggestCharts gives.
type Chart struct {
	Kind   ChartKind       `json:"kind,omitempty" enum:"number,line,area,bar,scatter,pie,heatmap,histogram,box,funnel,sankey" doc:"Absent: the chart that suits the columns best."`
	X      string          `json:"x,omitempty" doc:"The column along the axis, of the slices or of the steps. Histogram: whose values are counted. Sankey: where the flow begins, or the whole path as a list."`
	Y      string          `json:"y,omitempty" doc:"Scatter: the column upwards. Heat map: that of its rows. Box: whose values are spread. Sankey: where the flow ends; absent where x is a path."`
	Split  string          `json:"split,omitempty" doc:"One series for each of its values: line, area, bar, scatter."`
	Values []ViewAggregate `json:"values,omitempty" maxItems:"8" doc:"What is measured. Rows are counted when absent."`
	Step   TimeStep        `json:"step,omitempty" enum:"minute,hour,day,week,month,quarter,year,century" doc:"Of dates and instants in x, in UTC. Absent: the finest that gives few enough points."`
	Order  ChartOrder      `json:"order,omitempty" enum:"value,key" doc:"Of what stands along x. Absent: texts by value, numbers and times by themselves."`
	Limit  int             `json:"limit,omitempty" minimum:"2" maximum:"100" doc:"How many values of x stand for themselves, the largest; the rest are one. Sankey: how many flows."`
	Bins   int             `json:"bins,omitempty" minimum:"2" maximum:"100" doc:"Histogram: how many spans of equal width."`
}

// ChartKind is a way to draw.
type ChartKind string

// The ways to draw.
const (
	ChartNumber    ChartKind = "number"
	ChartLine      ChartKind = "line"
	ChartArea      ChartKind = "area"
	ChartBar       ChartKind = "bar"
	ChartScatter   ChartKind = "scatter"
	ChartPie       ChartKind = "pie"
	ChartHeatMap   ChartKind = "heatmap"
	ChartHistogram ChartKind = "histogram"
	ChartBox       ChartKind = "box"
	ChartFunnel    ChartKind = "funnel"
	ChartSankey    ChartKind = "sankey"
)

// ChartOrder orders what stands along the axis.
type ChartOrder string

// The orders.
const (
	ByValue ChartOrder = "value"
	ByKey   ChartOrder = "key"
)

// The bounds of a chart.
const (
	// MaxChart is the longest text of a chart in bytes.
	MaxChart       = 16 << 10
	maxChartValues = 8
	maxChartLimit  = 100
	maxSeries      = 7 // and one more for the rest
	maxScatter     = 5000
	maxLine        = 400 // points along a line
	maxColumns     = 100 // steps of time in bars and heat maps
	mostPaths      = 5000
	mostSteps      = 12
)

// limits are how many values of x stand for themselves unless the chart says so.
var chartLimits = map[ChartKind]int{
	ChartLine: 40, ChartArea: 40, ChartBar: 30, ChartPie: 8, ChartFunnel: 12, ChartHeatMap: 30, ChartBox: 20, ChartSankey: 40,
}

// ErrChart refuses a chart that is malformed or does not fit the view. Its
// fields point into the chart.
var ErrChart = fault.New(fault.Invalid, "result.chart_invalid", "The chart does not fit the result.").
	WithNext("Correct the parts named, or take the chart that is suggested.")

// ParseChart reads a chart strictly. Empty text is the zero Chart. Whether it
// fits a view is not looked at.
func ParseChart(text string) (Chart, error) {
	var c Chart
	if text == "" {
		return c, nil
	}
	if len(text) > MaxChart {
		return c, ErrChart.WithField("", "is longer than 16 KiB")
	}
	if err := strictjson.Check([]byte(text)); err != nil {
		if wrong, ok := errors.AsType[*strictjson.Error](err); ok {
			return c, ErrChart.WithField(wrong.Pointer, wrong.Message)
		}
		return c, ErrChart.WithCause(err)
	}
	if err := jsonv2.Unmarshal([]byte(text), &c, jsonv2.RejectUnknownMembers(true)); err != nil {
		pointer, message := "", "is no chart"
		if wrong, ok := errors.AsType[*jsonv2.SemanticError](err); ok {
			pointer, message = string(wrong.JSONPointer), "is of another type than expected"
			if errors.Is(err, jsonv2.ErrUnknownName) {
				message = "is not known"
			}
		}
		return Chart{}, ErrChart.WithField(cut(pointer), message)
	}
	return c, nil
}

// String is the chart as JSON.
func (c Chart) String() string {
	text, err := json.Marshal(c)
	if err != nil {
		panic(err) // texts and numbers can always be written
	}
	return string(text)
}
