package result

import (
	"context"
	"database/sql"
	"fmt"
	"strconv"
	"strings"
)

// SuppressionColumns name the columns by which AMC marks suppressed rows.
type SuppressionColumns struct {
	Flag, Users, Reason string
}

// Suppression is what the marks of suppressed rows come to, over every row.
type Suppression struct {
	Rows, Suppressed int64
	// Metrics are the sums of each metric, and what of them suppressed rows hold.
	Metrics []SuppressedMetric
	// Withheld are the columns whose values were taken away, with the rows that
	// are suppressed and have none.
	Withheld []SuppressedColumn
	// Reasons are AMC's words without the number of users, the most rows first.
	Reasons []SuppressedReason
}

// SuppressedMetric is a metric that can be added up.
type SuppressedMetric struct {
	Column     string
	Sum        string
	Suppressed string  // the part of Sum in suppressed rows
	Share      float64 // of Sum, 0 to 1
}

// SuppressedColumn is a column that misses values in suppressed rows.
type SuppressedColumn struct {
	Column string
	Rows   int64
}

// SuppressedReason is a reason and how many rows have it. Least and Most are
// the users that AMC counted for them; 0 where it told none.
type SuppressedReason struct {
	Text        string
	Rows        int64
	Least, Most int64
}

const mostReasons = 20

// Suppression adds up what suppressed rows hold. It is nil without their mark.
func (s *Service) Suppression(ctx context.Context, r *Result, names SuppressionColumns) (*Suppression, error) {
	o, release, err := s.openUnordered(ctx, r, View{})
	if err != nil {
		return nil, err
	}
	defer release()
	x := suppressed{opened: o}
	for i, c := range r.Columns {
		switch id := "c" + itoa(i); {
		case strings.EqualFold(c.Name, names.Flag):
			x.flag = "(lower(CAST(" + id + " AS VARCHAR)) = 'true')"
		case strings.EqualFold(c.Name, names.Reason):
			x.reason = id
		case strings.EqualFold(c.Name, names.Users):
			x.users = id
		case isNumeric(c.Encoding.Kind) && c.Role == "METRIC":
			x.metrics = append(x.metrics, o.columns[i])
		default:
			x.others = append(x.others, o.columns[i])
		}
	}
	if x.flag == "" {
		return nil, nil //nolint:nilnil // no mark, nothing to say
	}
	leave, err := enter(ctx, s.views.now.room)
	if err != nil {
		return nil, err
	}
	defer leave()
	if x.db, err = s.views.engine(ctx, &s.views.now); err != nil {
		return nil, err
	}
	if err := x.totals(ctx); err != nil {
		return nil, viewError(fmt.Errorf("add up suppressed rows: %w", err))
	}
	if err := x.reasons(ctx); err != nil {
		return nil, viewError(fmt.Errorf("add up reasons: %w", err))
	}
	return &x.Suppression, nil
}

// suppressed fills a Suppression.
type suppressed struct {
	db                  *sql.DB
	opened              *opened
	flag, users, reason string
	metrics, others     []ViewColumn
	Suppression
}

func (x *suppressed) totals(ctx context.Context) error {
	selected := []string{"CAST(count(*) AS VARCHAR)", "CAST(count(*) FILTER (WHERE " + x.flag + ") AS VARCHAR)"}
	encodings := []Encoding{{Kind: Integer}, {Kind: Integer}}
	for _, c := range x.metrics {
		sum := ViewAggregate{Function: Sum, Column: c.ID}
		of := sum.column(viewed{ViewColumn: c}).Encoding
		for _, filter := range []string{"", " FILTER (WHERE " + x.flag + ")"} {
			selected, encodings = append(selected, printed(sum.sql(c.ID, filter, c.Encoding.Kind), of)), append(encodings, of)
		}
	}
	for _, c := range x.others {
		selected = append(selected, "CAST(count(*) FILTER (WHERE "+x.flag+" AND "+c.ID+" IS NULL) AS VARCHAR)")
		encodings = append(encodings, Encoding{Kind: Integer})
	}
	rows, err := x.query(ctx, strings.Join(selected, ", "), encodings, "")
	if err != nil {
		return err
	}
	row := rows[0]
	x.Rows, x.Suppressed = counted(row[0]), counted(row[1])
	row = row[2:]
	for i, c := range x.metrics {
		sum, part := row[2*i], row[2*i+1]
		if sum == nil {
			continue
		}
		m := SuppressedMetric{Column: c.Name, Sum: *sum, Suppressed: "0"}
		if part != nil {
			m.Suppressed = *part
			m.Share = share(*part, *sum)
		}
		x.Metrics = append(x.Metrics, m)
	}
	row = row[2*len(x.metrics):]
	for i, c := range x.others {
		if n := counted(row[i]); n > 0 {
			x.Withheld = append(x.Withheld, SuppressedColumn{Column: c.Name, Rows: n})
		}
	}
	return nil
}

func (x *suppressed) reasons(ctx context.Context) error {
	if x.reason == "" {
		return nil
	}
	text := "regexp_replace(CAST(" + x.reason + " AS VARCHAR), '^[0-9]+ ', '')"
	users := "try_cast(regexp_extract(CAST(" + x.reason + " AS VARCHAR), '^[0-9]+') AS BIGINT)"
	rows, err := x.query(ctx, text+" AS t, CAST(count(*) AS VARCHAR), CAST(coalesce(min("+users+"), 0) AS VARCHAR), CAST(coalesce(max("+users+"), 0) AS VARCHAR)",
		[]Encoding{{Kind: Text}, {Kind: Integer}, {Kind: Integer}, {Kind: Integer}},
		fmt.Sprintf(" WHERE %s AND %s IS NOT NULL GROUP BY t ORDER BY count(*) DESC, t LIMIT %d", x.flag, x.reason, mostReasons))
	for _, row := range rows {
		x.Reasons = append(x.Reasons, SuppressedReason{Text: *row[0], Rows: counted(row[1]), Least: counted(row[2]), Most: counted(row[3])})
	}
	return err
}

func (x *suppressed) query(ctx context.Context, selected string, encodings []Encoding, rest string) ([]Row, error) {
	s := new(statement).add("SELECT " + selected)
	x.opened.plan.from(s, x.opened.path)
	rows, err := x.db.QueryContext(ctx, s.add(rest).sql.String(), s.args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	return scan(rows, encodings, 1)
}

// counted reads a count that DuckDB printed.
func counted(text *string) int64 {
	n, _ := strconv.ParseInt(*text, 10, 64)
	return n
}

// share is a part of a sum; 0 where the sum is none to have a share of.
func share(part, sum string) float64 {
	p, err := strconv.ParseFloat(part, 64)
	s, odd := strconv.ParseFloat(sum, 64)
	if err != nil || odd != nil || s == 0 {
		return 0
	}
	return p / s
}
