package httpapi

import (
	"context"
	"time"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/execution"
	"github.com/recomamp/recomamp/internal/explain"
	"github.com/recomamp/recomamp/internal/result"
)

// Explanation says what a result is made of and what is not in it.
type Explanation struct {
	Summary     []string             `json:"summary" doc:"Sentences, the most important first."`
	RowCount    int64                `json:"rowCount"`
	Suppression ExplainedSuppression `json:"suppression"`
	Data        ExplainedData        `json:"data"`
	Columns     []ExplainedColumn    `json:"columns"`
	Sources     []string             `json:"sources" doc:"The data sources that were read."`
	Conditions  []string             `json:"conditions" doc:"What rows had to fulfil, as written."`
	Empty       []EmptyCause         `json:"empty" doc:"Why there may be no rows, what is known first. Empty where there are some."`
	Made        ExplainedMade        `json:"made"`
}

// ExplainedSuppression tells what became of rows of too few users.
type ExplainedSuppression struct {
	Handling   string             `json:"handling" enum:"kept,removed,free" doc:"kept: without the values that would show them, as keepSuppressed asks for; removed: nobody knows how many; free: no column needs more than one user."`
	Rows       int64              `json:"rows" doc:"Rows of the result, where they carry marks."`
	Suppressed int64              `json:"suppressed" doc:"Rows of which values were taken away."`
	Metrics    []SuppressedMetric `json:"metrics"`
	Withheld   []SuppressedColumn `json:"withheld" doc:"The columns whose values were taken away."`
	Reasons    []SuppressedReason `json:"reasons" doc:"The most rows first, 20 at most."`
}

// SuppressedMetric is what of a metric lies in suppressed rows.
type SuppressedMetric struct {
	Column     string  `json:"column"`
	Sum        string  `json:"sum"`
	Suppressed string  `json:"suppressed" doc:"The part of sum in suppressed rows."`
	Share      float64 `json:"share" doc:"Of sum, 0 to 1." example:"0.34"`
}

// SuppressedColumn is a column that misses values in suppressed rows.
type SuppressedColumn struct {
	Column string `json:"column"`
	Rows   int64  `json:"rows"`
}

// SuppressedReason is a reason in AMC's words, and how many rows have it.
type SuppressedReason struct {
	Text  string `json:"text" example:"'dsp_impressions' users < 100 required"`
	Rows  int64  `json:"rows"`
	Least int64  `json:"least" doc:"Users that AMC counted: the fewest; 0 where it told none."`
	Most  int64  `json:"most" doc:"The most, capped by AMC."`
}

// ExplainedData tells how complete the data were.
type ExplainedData struct {
	Window      Window    `json:"window" doc:"settled tells whether its data are complete by now."`
	RanAt       time.Time `json:"ranAt"`
	Through     time.Time `json:"through" doc:"Until when the data were complete when it ran, as AMC promises it."`
	SettledThen bool      `json:"settledThen" doc:"The data of the window were complete when it ran."`
}

// ExplainedColumn is a column of the result with what the SQL tells of it.
type ExplainedColumn struct {
	Name   string `json:"name"`
	Type   string `json:"type"`
	Metric bool   `json:"metric"`
	Unit   string `json:"unit,omitempty" doc:"currency, microcents, millicents, seconds, hours."`
	Class  string `json:"class,omitempty" doc:"Its privacy class."`
	Users  int    `json:"users" doc:"How many users a row needs because of it."`
}

// EmptyCause is a reason why a result may have no rows.
type EmptyCause struct {
	Code  string `json:"code" enum:"window_ahead,window_not_complete,window_not_settled,window_too_old,threshold,conditions,values,no_data,zone"`
	Text  string `json:"text"`
	Next  string `json:"next"`
	Known bool   `json:"known" doc:"It holds; else it is only possible."`
}

// ExplainedMade is what made the result.
type ExplainedMade struct {
	SQL            string        `json:"sql"`
	QueryID        actor.QueryID `json:"queryId,omitempty"`
	QueryName      string        `json:"queryName,omitempty"`
	QueryVersion   int           `json:"queryVersion,omitempty"`
	KeepSuppressed bool          `json:"keepSuppressed"`
}

func (s *Server) explainResult(ctx context.Context, a actor.Actor, in *ExecutionInput) (*body[Explanation], error) {
	found, of, err := s.deps.Executions.Result(ctx, a, in.ID)
	if err != nil {
		return nil, err
	}
	tables, err := s.tables(ctx, a, of.InstanceID)
	if err != nil {
		return nil, err
	}
	input := explain.Input{Execution: of.Execution, Result: found, Tables: tables, Now: s.deps.Clock.Now()}
	if of.KeepSuppressed {
		input.Suppression, err = s.deps.Results.Suppression(ctx, found, result.SuppressionColumns{
			Flag: execution.SuppressedColumn, Users: execution.SuppressedUsersColumn, Reason: execution.SuppressedReasonColumn,
		})
		if err != nil {
			return nil, err
		}
	}
	return &body[Explanation]{Body: explanationOut(explain.Explain(input), of, found, input.Now)}, nil
}

func explanationOut(e explain.Explanation, of *execution.Detail, found *result.Result, now time.Time) Explanation {
	out := Explanation{
		Summary: e.Summary, RowCount: found.RowCount, Sources: append([]string{}, e.Sources...), Conditions: append([]string{}, e.Conditions...),
		Suppression: ExplainedSuppression{Handling: string(e.Suppression.Handling), Metrics: []SuppressedMetric{}, Withheld: []SuppressedColumn{}, Reasons: []SuppressedReason{}},
		Data:        ExplainedData{Window: windowOut(e.Data.Window, "", now), RanAt: e.Data.RanAt, Through: e.Data.Through, SettledThen: e.Data.Settled},
		Columns:     []ExplainedColumn{}, Empty: []EmptyCause{},
		Made: ExplainedMade{
			SQL: of.SQL, QueryID: of.QueryID, QueryName: of.QueryName, QueryVersion: of.QueryVersion,
			KeepSuppressed: of.KeepSuppressed,
		},
	}
	for _, c := range e.Columns {
		out.Columns = append(out.Columns, ExplainedColumn{Name: c.Name, Type: c.Type, Metric: c.Role == "METRIC", Unit: string(c.Unit), Class: string(c.Class), Users: c.Users})
	}
	for _, c := range e.Empty {
		out.Empty = append(out.Empty, EmptyCause(c))
	}
	if marks := e.Suppression.Suppression; marks != nil {
		out.Suppression.Rows, out.Suppression.Suppressed = marks.Rows, marks.Suppressed
		for _, m := range marks.Metrics {
			out.Suppression.Metrics = append(out.Suppression.Metrics, SuppressedMetric(m))
		}
		for _, c := range marks.Withheld {
			out.Suppression.Withheld = append(out.Suppression.Withheld, SuppressedColumn(c))
		}
		for _, r := range marks.Reasons {
			out.Suppression.Reasons = append(out.Suppression.Reasons, SuppressedReason(r))
		}
	}
	return out
}
