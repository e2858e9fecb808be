package httpapi

import (
	"context"
	"errors"
	"strings"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/fault"
	"github.com/recomamp/recomamp/internal/result"
)

// ResultView says which rows of a result to read, in which order, and whether
// they are grouped. In an address it is written as JSON.
type ResultView result.View

// ResultShape describes what a view of a result gives.
type ResultShape struct {
	View     ResultView         `json:"view" doc:"The view as it was understood. Views alike are written alike."`
	Columns  []ResultViewColumn `json:"columns"`
	RowCount int64              `json:"rowCount" doc:"Rows of the view."`
	Total    int64              `json:"total" doc:"Rows of the whole result."`
}

// ResultViewColumn is one column of a view.
type ResultViewColumn struct {
	ID string `json:"id" doc:"Names the column to filters, sorts and groups: c0, c1, … as stored; x0, … computed; k0, … what the view is grouped by; a0, … aggregates; p0a0, … those of a pivot." example:"c0"`
	ResultColumn
	Source    string            `json:"source,omitempty" doc:"Id of the column of the result that it is made of. Absent for a count of rows."`
	Computed  bool              `json:"computed" doc:"An expression of the view makes it."`
	Key       bool              `json:"key" doc:"The view is grouped by it."`
	Aggregate string            `json:"aggregate,omitempty" enum:"count,countDistinct,sum,min,max,mean"`
	Pivot     *ResultPivotValue `json:"pivot,omitempty" doc:"The value of the pivot's column that became this column."`
}

// ResultPivotValue is a value that became a column.
type ResultPivotValue struct {
	Value *string `json:"value" doc:"null stands for NULL."`
}

// ViewInput says which view of a result is meant. Exported, because only then huma reads its fields.
type ViewInput struct {
	View string `query:"view" maxLength:"65536" doc:"A ResultView as JSON: computed, filters, group, sort. Every row in stored order when absent." example:"{\"sort\":[{\"column\":\"c1\",\"descending\":true}]}"`
}

type resultViewInput struct {
	ExecutionInput
	ViewInput
}

func (in ViewInput) read() (result.View, error) {
	v, err := result.ParseView(in.View)
	return v, atViewQuery(err)
}

func (s *Server) getResultView(ctx context.Context, a actor.Actor, in *resultViewInput) (*body[ResultShape], error) {
	found, of, err := s.deps.Executions.Result(ctx, a, in.ID)
	if err != nil {
		return nil, err
	}
	view, err := in.read()
	if err != nil {
		return nil, err
	}
	shape, err := s.deps.Results.View(ctx, found, view)
	if err != nil {
		return nil, atViewQuery(err)
	}
	known, err := s.known(ctx, a, of, found, view)
	if err != nil {
		return nil, err
	}
	out := ResultShape{View: ResultView(view), Columns: make([]ResultViewColumn, len(shape.Columns)), RowCount: shape.RowCount, Total: shape.Total}
	for i, c := range shape.Columns {
		out.Columns[i] = viewColumnOut(c, known)
	}
	return &body[ResultShape]{Body: out}, nil
}

func viewColumnOut(c result.ViewColumn, known map[string]knownColumn) ResultViewColumn {
	out := ResultViewColumn{
		ID: c.ID, Source: c.Source, Computed: c.Computed, Key: c.Key, Aggregate: string(c.Function),
		ResultColumn: ResultColumn{Name: c.Name, Type: c.Type, Metric: c.Role == "METRIC", Stored: string(c.Encoding.Kind)},
	}
	k := known[c.Origin]
	out.Unit, out.Clock = k.unit, k.clock
	if c.Function == "" && !c.Key {
		out.Mark = k.mark
	}
	if c.Pivot != nil {
		out.Pivot = &ResultPivotValue{Value: c.Pivot.Text}
	}
	return out
}

// atViewQuery has the fields of a view's error point into the query of the address.
func atViewQuery(err error) error { return atQuery(err, "query.columns") }

// atQuery does so where columns are named by another part of the query.
func atQuery(err error, columns string) error {
	f, ok := errors.AsType[*fault.Error](err)
	if !ok || len(f.Fields) == 0 || !strings.HasPrefix(f.Code, "result.view_") {
		return err
	}
	moved := *f
	moved.Fields = nil
	for _, field := range f.Fields {
		field.Pointer = "query.view" + field.Pointer
		if errors.Is(f, result.ErrViewColumn) {
			field.Pointer = columns + strings.TrimPrefix(field.Pointer, "query.view")
		}
		moved.Fields = append(moved.Fields, field)
	}
	return &moved
}
