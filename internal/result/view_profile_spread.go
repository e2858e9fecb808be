package result

import (
	"context"
	"database/sql"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

func (p *profiler) quantiles(ctx context.Context) error {
	if p.measure() == "" || p.Rows == p.Nulls {
		return nil
	}
	name := "quantile_disc"
	if p.QuantilesAreApproximate = p.Rows > exactRows; p.QuantilesAreApproximate {
		name = "approx_quantile"
	}
	wanted := make([]string, len(shares))
	for i, share := range shares {
		wanted[i] = strconv.FormatFloat(share, 'g', -1, 64)
	}
	e := p.Column.Encoding
	picked := make([]string, len(shares))
	for i := range shares {
		v := fmt.Sprintf("q[%d]", i+1)
		if picked[i] = printed(v, e); e.Kind == Double {
			picked[i] = "CAST(" + v + " AS VARCHAR)"
		}
	}
	s := new(statement).add("SELECT " + strings.Join(picked, ", ") + " FROM (")
	of := p.values(name + "(v, [" + strings.Join(wanted, ", ") + "]) AS q")
	s.add(of.sql.String()+")", of.args...)
	found := make([]sql.NullString, len(shares))
	into := make([]any, len(shares))
	for i := range found {
		into[i] = &found[i]
	}
	if err := p.row(ctx, s, into...); err != nil {
		return err
	}
	for i, value := range found {
		if text := p.spelling(value); text != nil {
			p.Quantiles = append(p.Quantiles, Quantile{Share: shares[i], Value: *text})
		}
	}
	return nil
}

// buckets counts the values in spans of equal width; of whole numbers and
// dates no span is narrower than one.
func (p *profiler) buckets(ctx context.Context) error {
	if p.measure() == "" || p.Rows == p.Nulls {
		return nil
	}
	n, width := p.most, (p.high-p.low)/float64(p.most)
	if unit := map[Kind]float64{Integer: 1, Date: 86400}[p.Column.Encoding.Kind]; unit > 0 {
		width = math.Ceil(((p.high-p.low)/unit+1)/float64(p.most)) * unit
		n = int((p.high-p.low)/width) + 1
	}
	if !(width > 0) || math.IsInf(width, 0) {
		n, width = 1, 1 // all are the same, or too far apart to tell
	}
	s := p.values("0 AS b, count(v)")
	if n > 1 {
		s = p.values(fmt.Sprintf("least(%d, greatest(0, CAST(floor((%s - CAST(? AS DOUBLE)) / CAST(? AS DOUBLE)) AS BIGINT))) AS b, count(v)", n-1, p.measure()), p.low, width)
	}
	s.add(" WHERE v IS NOT NULL GROUP BY b")
	rows, err := p.db.QueryContext(ctx, s.sql.String(), s.args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	p.Buckets = make([]Bucket, n)
	for i := range p.Buckets {
		to := p.low + float64(i+1)*width
		if i == n-1 {
			to = math.Max(p.high, p.low+float64(i)*width)
		}
		p.Buckets[i].From, p.Buckets[i].To = p.edge(p.low+float64(i)*width), p.edge(to)
	}
	for rows.Next() {
		var at int
		var count int64
		if err := rows.Scan(&at, &count); err != nil {
			return err
		}
		p.Buckets[at].Count = count
	}
	return rows.Err()
}

// edge writes where a bucket ends.
func (p *profiler) edge(at float64) string {
	switch p.Column.Encoding.Kind {
	case Date:
		return time.Unix(int64(at), 0).UTC().Format(time.DateOnly)
	case Timestamp:
		return time.UnixMilli(int64(math.Round(at * 1000))).UTC().Format(millisLayout)
	default:
		return printDouble(at, Trimmed)
	}
}
