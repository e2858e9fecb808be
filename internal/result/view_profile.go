package result

import (
	"context"
	"database/sql"
	"fmt"
	"strconv"
)

// Profile describes the values of one column of a view. Of a grouped view it
// is of the groups, without subtotals.
type Profile struct {
	Column ViewColumn
	Rows   int64 // NULL among them
	Nulls  int64
	// Distinct counts the different values; about as many when DistinctIsApproximate.
	Distinct              int64
	DistinctIsApproximate bool
	Min, Max              *string
	// Mean and Quantiles are of numbers; quantiles of dates and instants too.
	Mean                    *string
	Quantiles               []Quantile
	QuantilesAreApproximate bool
	// Top are the most frequent values; nil when there are too many different ones to count each.
	Top     []Counted
	Buckets []Bucket
}

// Quantile is the value that a share of all values does not exceed.
type Quantile struct {
	Share float64
	Value string
}

// Counted is a value and how many rows have it.
type Counted struct {
	Value string
	Count int64
}

// Bucket counts the values from From up to, but not including, To; the last includes it.
type Bucket struct {
	From, To string
	Count    int64
}

const (
	exactRows  = 1_000_000 // up to which everything is counted exactly
	mostTop    = 10
	maxBuckets = 20
)

var shares = []float64{0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99}

// Profile describes the values of a column. Its errors are those of View and ErrViewColumn.
func (s *Service) Profile(ctx context.Context, r *Result, v View, id string) (*Profile, error) {
	v.Sort = nil // it changes nothing
	o, release, err := s.openView(ctx, r, v, all)
	if err != nil {
		return nil, err
	}
	defer release()
	column, err := one(o.columns, id)
	if err != nil {
		return nil, err
	}
	leave, err := enter(ctx, s.views.now.room)
	if err != nil {
		return nil, err
	}
	defer leave()
	db, err := s.views.engine(ctx, &s.views.now)
	if err != nil {
		return nil, err
	}
	p := &profiler{db: db, opened: o, most: maxBuckets, Profile: Profile{Column: column}}
	for _, step := range []func(context.Context) error{p.totals, p.quantiles, p.top, p.buckets} {
		if err := step(ctx); err != nil {
			return nil, viewError(fmt.Errorf("profile column: %w", err))
		}
	}
	return &p.Profile, nil
}

// profiler fills a Profile step by step.
type profiler struct {
	db     *sql.DB
	opened *opened
	Profile
	most      int     // buckets
	low, high float64 // as buckets measure them
}

// values begins a query over the column's values, named v.
func (p *profiler) values(selected string, args ...any) *statement {
	s := new(statement).add("SELECT "+selected, args...).add(" FROM (SELECT " + p.Column.ID + " AS v")
	if g := p.opened.plan.view.Group; g != nil {
		s.add(fmt.Sprintf(" FROM read_parquet(%s) WHERE lv = %d", quote(p.opened.order), len(g.By)))
	} else {
		p.opened.plan.from(s, p.opened.path)
	}
	return s.add(")")
}

func (p *profiler) row(ctx context.Context, s *statement, into ...any) error {
	return p.db.QueryRowContext(ctx, s.sql.String(), s.args...).Scan(into...)
}

// measure is the column as a double that buckets and means are taken of, in
// seconds for dates and instants; empty for kinds that have none.
func (p *profiler) measure() string {
	switch p.Column.Encoding.Kind {
	case Integer, Decimal, Double:
		return "CAST(v AS DOUBLE)"
	case Date, Timestamp:
		return "CAST(epoch(v) AS DOUBLE)"
	default:
		return ""
	}
}

func (p *profiler) totals(ctx context.Context) error {
	e := p.Column.Encoding
	measure := p.measure()
	if measure == "" {
		measure = "NULL"
	}
	spelled := func(v string) string {
		if e.Kind == Double {
			return "CAST(" + v + " AS VARCHAR)"
		}
		return printed(v, e)
	}
	mean := "NULL"
	if isNumeric(e.Kind) {
		mean = orNull("CAST(sum(v) AS DOUBLE) / count(v)")
	}
	var low, high, average sql.NullFloat64
	var least, most sql.NullString
	err := p.row(ctx, p.values(fmt.Sprintf("count(*), count(*) - count(v), approx_count_distinct(v), %s, %s, %s, CAST(min(%s) AS DOUBLE), CAST(max(%s) AS DOUBLE)",
		spelled("min(v)"), spelled("max(v)"), mean, measure, measure)),
		&p.Rows, &p.Nulls, &p.Distinct, &least, &most, &average, &low, &high)
	if err != nil {
		return err
	}
	p.Min, p.Max, p.low, p.high = p.spelling(least), p.spelling(most), low.Float64, high.Float64
	if average.Valid {
		text := printDouble(average.Float64, Trimmed)
		p.Mean = &text
	}
	p.Distinct = min(p.Distinct, p.Rows-p.Nulls)
	if p.DistinctIsApproximate = p.Rows > exactRows; p.DistinctIsApproximate {
		return nil
	}
	return p.row(ctx, p.values("count(DISTINCT v)"), &p.Distinct)
}

// spelling is a printed value; a double as the result spells it.
func (p *profiler) spelling(v sql.NullString) *string {
	if !v.Valid {
		return nil
	}
	text := v.String
	if p.Column.Encoding.Kind == Double {
		if n, ok := finite(text); ok {
			text = printDouble(n, p.Column.Encoding.Layout)
		}
	}
	return &text
}

func (p *profiler) top(ctx context.Context) error {
	if p.Distinct > exactRows {
		return nil
	}
	e := p.Column.Encoding
	value := printed("v", e)
	s := new(statement).add("SELECT " + value + ", n FROM (")
	of := p.values("v, count(*) AS n")
	s.add(of.sql.String()+fmt.Sprintf(" WHERE v IS NOT NULL GROUP BY v ORDER BY n DESC, v LIMIT %d) ORDER BY n DESC, v", mostTop), of.args...)
	rows, err := p.db.QueryContext(ctx, s.sql.String(), s.args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	found, err := scan(rows, []Encoding{e, {Kind: Integer}}, mostTop)
	p.Top = []Counted{}
	for _, row := range found {
		n, odd := strconv.ParseInt(*row[1], 10, 64)
		if odd != nil {
			return odd
		}
		p.Top = append(p.Top, Counted{Value: *row[0], Count: n})
	}
	return err
}
