package httpapi

import (
	"context"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/result"
)

// ResultProfile describes the values of one column of a view. Of a grouped
// view it is of the groups, without subtotals.
type ResultProfile struct {
	Column                  ResultViewColumn `json:"column"`
	Rows                    int64            `json:"rows" doc:"Rows of the view, those with NULL among them."`
	Nulls                   int64            `json:"nulls"`
	Distinct                int64            `json:"distinct" doc:"Different values."`
	DistinctIsApproximate   bool             `json:"distinctIsApproximate"`
	Min                     *string          `json:"min,omitempty"`
	Max                     *string          `json:"max,omitempty"`
	Mean                    *string          `json:"mean,omitempty" doc:"Of numbers."`
	Quantiles               []ResultQuantile `json:"quantiles,omitempty" doc:"Of numbers, dates and instants."`
	QuantilesAreApproximate bool             `json:"quantilesAreApproximate"`
	Top                     []ResultCounted  `json:"top,omitempty" doc:"The most frequent values. Absent when there are too many different ones to count each."`
	Buckets                 []ResultBucket   `json:"buckets,omitempty" doc:"Of numbers, dates and instants: how many lie in spans of equal width."`
}

// ResultQuantile is the value that a share of all values does not exceed.
type ResultQuantile struct {
	Share float64 `json:"share" example:"0.95"`
	Value string  `json:"value"`
}

// ResultCounted is a value and how many rows have it.
type ResultCounted struct {
	Value string `json:"value"`
	Count int64  `json:"count"`
}

// ResultBucket counts the values of one span.
type ResultBucket struct {
	From  string `json:"from"`
	To    string `json:"to" doc:"Not included, but in the last."`
	Count int64  `json:"count"`
}

// ResultMatch tells where a text was found.
type ResultMatch struct {
	Found  bool   `json:"found"`
	Row    int64  `json:"row" doc:"In the view, counted from 0."`
	Column string `json:"column,omitempty" doc:"Id of the column." example:"c0"`
}

type resultProfileInput struct {
	ExecutionInput
	ViewInput
	Column string `query:"column" required:"true" doc:"Id of a column of the view." example:"c0"`
}

type findInput struct {
	ExecutionInput
	ViewInput
	Text      string `query:"text" required:"true" minLength:"1" maxLength:"1000" doc:"Looked for in the values as they are printed."`
	MatchCase bool   `query:"matchCase"`
	From      int64  `query:"from" minimum:"0" doc:"The row to begin at."`
	After     string `query:"after" doc:"Id of a column: in the first row begin behind it. To go on, give the last place found as from and after."`
}

func (s *Server) getResultProfile(ctx context.Context, a actor.Actor, in *resultProfileInput) (*body[ResultProfile], error) {
	found, of, err := s.deps.Executions.Result(ctx, a, in.ID)
	if err != nil {
		return nil, err
	}
	view, err := in.read()
	if err != nil {
		return nil, err
	}
	p, err := s.deps.Results.Profile(ctx, found, view, in.Column)
	if err != nil {
		return nil, atQuery(err, "query.column")
	}
	known, err := s.known(ctx, a, of, found, view)
	if err != nil {
		return nil, err
	}
	out := ResultProfile{
		Column: viewColumnOut(p.Column, known), Rows: p.Rows, Nulls: p.Nulls,
		Distinct: p.Distinct, DistinctIsApproximate: p.DistinctIsApproximate, Min: p.Min, Max: p.Max, Mean: p.Mean,
		QuantilesAreApproximate: p.QuantilesAreApproximate,
	}
	for _, q := range p.Quantiles {
		out.Quantiles = append(out.Quantiles, ResultQuantile(q))
	}
	for _, v := range p.Top {
		out.Top = append(out.Top, ResultCounted(v))
	}
	for _, b := range p.Buckets {
		out.Buckets = append(out.Buckets, ResultBucket(b))
	}
	return &body[ResultProfile]{Body: out}, nil
}

func (s *Server) findInResult(ctx context.Context, a actor.Actor, in *findInput) (*body[ResultMatch], error) {
	found, _, err := s.deps.Executions.Result(ctx, a, in.ID)
	if err != nil {
		return nil, err
	}
	view, err := in.read()
	if err != nil {
		return nil, err
	}
	match, err := s.deps.Results.Find(ctx, found, view, result.FindParams{Text: in.Text, MatchCase: in.MatchCase, From: in.From, After: in.After})
	if err != nil {
		return nil, atQuery(err, "query.after")
	}
	if match == nil {
		return &body[ResultMatch]{}, nil
	}
	return &body[ResultMatch]{Body: ResultMatch{Found: true, Row: match.Row, Column: match.Column}}, nil
}
