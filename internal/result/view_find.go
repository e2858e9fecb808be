package result

import (
	"context"
	"fmt"
	"strings"
)

// FindParams says what to look for in a view, and from where on.
type FindParams struct {
	// Text is looked for in the values as they are printed.
	Text      string
	MatchCase bool
	// From is the row to begin at, counted from 0; After a column of that row
	// behind which to begin. Empty means at its first.
	From  int64
	After string
}

// Match is where the text was found.
type Match struct {
	Row    int64 // in the view
	Column string
}

// findRows is how many rows are looked through at a time.
const findRows = 500_000

// Find gives the next place of a text in a view, nil when there is none up to its end.
func (s *Service) Find(ctx context.Context, r *Result, v View, p FindParams) (*Match, error) {
	o, release, err := s.openView(ctx, r, v, all)
	if err != nil {
		return nil, err
	}
	defer release()
	behind := o.columns
	if p.After != "" {
		if _, err := one(o.columns, p.After); err != nil {
			return nil, err
		}
		for i, c := range o.columns {
			if c.ID == p.After {
				behind = o.columns[i+1:]
			}
		}
	}
	leave, err := enter(ctx, s.views.now.room)
	if err != nil {
		return nil, err
	}
	defer leave()
	from := max(p.From, 0)
	if p.After != "" {
		if found, err := s.findWithin(ctx, o, behind, p, from, from+1); found != nil || err != nil {
			return found, err
		}
		from++
	}
	step := int64(findRows)
	if o.plan.view.Group == nil && o.order != "" {
		step = o.rows // its rows lie all over the file: one look at all of it is the least
	}
	for ; from < o.rows; from += step {
		if found, err := s.findWithin(ctx, o, o.columns, p, from, from+step); found != nil || err != nil {
			return found, err
		}
	}
	return nil, nil //nolint:nilnil // nothing found is no error
}

// findWithin looks for the first match among rows [from, to) of the view in some columns.
func (s *Service) findWithin(ctx context.Context, o *opened, columns []ViewColumn, p FindParams, from, to int64) (*Match, error) {
	if len(columns) == 0 {
		return nil, nil //nolint:nilnil // nothing found is no error
	}
	row, err := s.findNumber(ctx, o, matching(columns, p), from, to)
	if row < 0 || err != nil {
		return nil, err
	}
	for _, c := range columns {
		hit, err := s.findNumber(ctx, o, matching([]ViewColumn{c}, p), row, row+1)
		if err != nil {
			return nil, err
		}
		if hit == row {
			return &Match{Row: row, Column: c.ID}, nil
		}
	}
	return nil, fmt.Errorf("%w: a match is in no column", ErrCorrupt)
}

// matching is true of rows that hold the text in one of some columns.
func matching(columns []ViewColumn, p FindParams) condition {
	var hit condition
	var alternatives []string
	for _, c := range columns {
		value, wanted := printed(c.ID, c.Encoding), "CAST(? AS VARCHAR)"
		if c.Encoding.Kind == Double {
			value = "CAST(" + c.ID + " AS VARCHAR)"
		}
		if !p.MatchCase && (c.Encoding.Kind == Text || c.Encoding.Kind == Boolean) {
			value, wanted = "lower("+value+")", "lower("+wanted+")"
		}
		alternatives = append(alternatives, "contains("+value+", "+wanted+")")
		hit.args = append(hit.args, p.Text)
	}
	hit.sql = "(" + strings.Join(alternatives, " OR ") + ")"
	return hit
}

// findNumber gives the place of the first of the rows [from, to) of the view
// that a condition holds for, -1 when there is none.
func (s *Service) findNumber(ctx context.Context, o *opened, c condition, from, to int64) (int64, error) {
	db, err := s.views.engine(ctx, &s.views.now)
	if err != nil {
		return 0, err
	}
	if o.order != "" && o.plan.view.Group == nil {
		found, err := o.findOrdered(ctx, db, c, from, min(to, o.held))
		return found, viewError(err)
	}
	query := new(statement).add("SELECT coalesce(min(pos), -1) FROM (SELECT *")
	o.numbered(query, from, to)
	query.add(") WHERE "+c.sql, c.args...)
	var found int64
	if err := db.QueryRowContext(ctx, query.sql.String(), query.args...).Scan(&found); err != nil {
		return 0, viewError(fmt.Errorf("find in view: %w", err))
	}
	return found, nil
}

// numbered adds the rows [from, to) of a view of groups or of rows as stored,
// with pos, their place in it.
func (o *opened) numbered(s *statement, from, to int64) {
	within := fmt.Sprintf(" WHERE file_row_number >= %d AND file_row_number < %d", from, to)
	s.add(", file_row_number AS pos FROM ")
	if o.plan.view.Group != nil {
		s.add("read_parquet(" + quote(o.order) + ", file_row_number = true)")
	} else {
		o.plan.rows(s, o.path, len(o.plan.made))
	}
	s.add(within)
}
