package explain

import (
	"fmt"
	"strings"
	"time"

	"github.com/recomamp/recomamp/amcsql"
	"github.com/recomamp/recomamp/amcsql/analysis"
	"github.com/recomamp/recomamp/amcsql/catalog"
	"github.com/recomamp/recomamp/internal/execution"
	"github.com/recomamp/recomamp/internal/result"
	"github.com/recomamp/recomamp/internal/window"
)

// Input is what is known of an execution and its result.
type Input struct {
	Execution execution.Execution
	Result    *result.Result
	// Suppression is nil where the rows carry no marks.
	Suppression *result.Suppression
	Tables      *catalog.Catalog
	Now         time.Time
}

// Explanation is what can be said.
type Explanation struct {
	// Summary are sentences, the most important first.
	Summary     []string
	Suppression Suppression
	Data        Data
	Columns     []Column
	Sources     []string // data sources read
	Conditions  []string // what rows had to fulfil, as written
	// Empty are reasons why there may be no rows; nil where there are some.
	Empty []Cause
}

// Handling is what AMC did with rows of too few users.
type Handling string

// The ways to handle them.
const (
	Kept    Handling = "kept"    // without the values that would show them
	Removed Handling = "removed" // so that nobody knows how many
	Free    Handling = "free"    // no column of the result needs more than one user
)

// Suppression tells what was suppressed.
type Suppression struct {
	Handling Handling
	*result.Suppression
}

// Data tells how complete the data were.
type Data struct {
	Window    window.Window
	RanAt     time.Time // when AMC began to read, as far as is known
	Through   time.Time // until when the data were complete then, as AMC promises
	SettlesAt time.Time
	Settled   bool // when it ran
	SettledBy bool // by now
}

// Column is a column of the result.
type Column struct {
	Name, Type, Role string
	Unit             catalog.Unit
	Class            catalog.Class
	// Users is how many users a row needs because of it; 1 for what is free.
	Users int
}

// Cause is a reason why a result may have no rows.
type Cause struct {
	Code, Text, Next string
	// Known: it holds; else it is only possible.
	Known bool
}

// Explain says what is known.
func Explain(in Input) Explanation {
	e := in.Execution
	found := analysis.Check(e.SQL, analysis.Options{Catalog: in.Tables, Placeholders: true})
	out := Explanation{Data: data(e, in.Now), Columns: columns(in.Result.Columns, found.Columns), Conditions: conditions(e.SQL)}
	for _, table := range found.Tables {
		out.Sources = append(out.Sources, table.Name)
	}
	out.Suppression = Suppression{Handling: handling(in, out.Columns), Suppression: in.Suppression}
	if in.Result.RowCount == 0 {
		out.Empty = causes(in, out)
	}
	out.Summary = summary(out)
	return out
}

func data(e execution.Execution, now time.Time) Data {
	d := Data{Window: e.Window(), RanAt: e.CreatedAt}
	for _, at := range []*time.Time{e.SubmittedAt, e.RunningAt} {
		if at != nil {
			d.RanAt = *at
		}
	}
	d.Through = d.RanAt.UTC().Add(-window.SettleTime).Truncate(time.Hour)
	d.SettlesAt = d.Window.SettlesAt()
	d.Settled, d.SettledBy = d.Window.SettledAt(d.RanAt), d.Window.SettledAt(now)
	return d
}

// columns puts what the SQL tells of a column beside what came.
func columns(stored []result.Column, written []analysis.OutputColumn) []Column {
	byName := map[string]analysis.OutputColumn{}
	for _, c := range written {
		byName[strings.ToLower(c.Name)] = c
	}
	out := make([]Column, len(stored))
	for i, c := range stored {
		out[i] = Column{Name: c.Name, Type: c.Type, Role: c.Role, Users: 1}
		if w, ok := byName[strings.ToLower(c.Name)]; ok {
			out[i].Unit, out[i].Class = w.Unit, w.Class
			out[i].Users, _ = w.Class.Users()
		}
	}
	return out
}

// conditions are the WHERE, HAVING and QUALIFY clauses, as written.
func conditions(sql string) []string {
	const most, longest = 30, 400
	var out []string
	add := func(e amcsql.Expr) {
		if e == nil || len(out) == most {
			return
		}
		at := e.Span()
		text := strings.Join(strings.Fields(sql[at.From():at.To()]), " ")
		if len(text) > longest {
			text = strings.ToValidUTF8(text[:longest], "") + "…"
		}
		out = append(out, text)
	}
	tree, _ := amcsql.Parse(sql)
	amcsql.Inspect(tree, func(n amcsql.Node) bool {
		if s, ok := n.(*amcsql.Select); ok {
			add(s.Where)
			add(s.Having)
		}
		return true
	})
	return out
}

func handling(in Input, columns []Column) Handling {
	if in.Suppression != nil || in.Execution.KeepSuppressed {
		return Kept
	}
	if users, _ := strictest(columns); users > 1 {
		return Removed
	}
	return Free
}

// strictest is the most users that a column asks for, and the columns that do.
func strictest(columns []Column) (int, []string) {
	most, names := 1, []string(nil)
	for _, c := range columns {
		switch {
		case c.Users > most:
			most, names = c.Users, []string{c.Name}
		case c.Users == most && most > 1:
			names = append(names, c.Name)
		}
	}
	return most, names
}

func instant(at time.Time, zone string) string {
	place, err := time.LoadLocation(zone)
	if err != nil {
		place, zone = time.UTC, "UTC"
	}
	return fmt.Sprintf("%s %s", at.In(place).Format("2006-01-02 15:04"), zone)
}
