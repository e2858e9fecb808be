package httpapi

import (
	"context"
	"net/http"
	"strings"

	"github.com/recomamp/recomamp/amcsql/analysis"
	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/execution"
	"github.com/recomamp/recomamp/internal/result"
)

// Result describes the rows of a finished execution.
type Result struct {
	Columns  []ResultColumn `json:"columns"`
	RowCount int64          `json:"rowCount"`
	Bytes    int64          `json:"bytes"`
	Checksum string         `json:"checksum" doc:"SHA-256 of the stored rows, hexadecimal."`
}

// ResultColumn is one column of a result.
type ResultColumn struct {
	Name   string `json:"name"`
	Type   string `json:"type" doc:"The type AMC declared."`
	Metric bool   `json:"metric" doc:"AMC calls it a metric, not a dimension."`
	Unit   string `json:"unit,omitempty" enum:"currency,microcents,millicents" doc:"Of money, read off the SQL, and for computed columns off their expressions: 100,000,000 microcents or 100,000 millicents are one of the currency. Absent for what has none or cannot be told."`
	Clock  string `json:"clock,omitempty" enum:"utc,advertiser" doc:"By which clock its dates and times go, read off the SQL: UTC, or the advertiser's, which nobody tells the zone of. Absent where it cannot be told; AMC then means UTC."`
	Mark   string `json:"mark,omitempty" enum:"suppressed,suppressedUsers,suppressedReason" doc:"AMC marks by it the rows that miss values because they rest on too few users, as keepSuppressed asks for."`
	Stored string `json:"stored" enum:"text,integer,decimal,double,boolean,date,timestamp" doc:"How the values are kept; text where the declared type would change one."`
}

// ResultRows are some rows of a result. Values are text as in the CSV, so that
// no number loses digits; null is null.
type ResultRows struct {
	Rows    [][]*string `json:"rows"`
	Levels  []int       `json:"levels,omitempty" doc:"Of a grouped view: how many of its keys each row has. All in a group, fewer in a subtotal, none in the total of everything."`
	Offset  int64       `json:"offset"`
	Total   int64       `json:"total" doc:"Rows of the whole view."`
	Arrived int64       `json:"arrivedBytes,omitempty" doc:"While the rest of a large result is being opened: how many of the bytes that getResult tells are here. The rows of this answer are complete; others, sorting and filters wait for the rest. Absent once all of it is open."`
}

type resultRowsInput struct {
	ExecutionInput
	ViewInput
	Offset  int64    `query:"offset" minimum:"0"`
	Limit   int      `query:"limit" minimum:"1" maximum:"10000" default:"200"`
	Columns []string `query:"columns" maxItems:"2000" doc:"Only these columns, by their ids, in this order: with commas, or by repeating the name. All of them when absent." example:"c0,c2"`
}

type exportInput struct {
	ExecutionInput
	ViewInput
	Format string `query:"format" enum:"csv,xlsx,parquet,json,ndjson,arrow" default:"csv" doc:"docs/results.md says what each can carry. arrow is an IPC stream."`
	Raw    bool   `query:"raw" doc:"CSV only: leave texts that a spreadsheet would run as formulas as they are. Else they get an apostrophe in front."`
	Framed bool   `query:"framed" doc:"Send the file in frames, with progress between them and length, checksum and notices at the end, for readers without trailers."`
}

func (s *Server) resultRoutes() {
	signedIn(s, failing(operation(http.MethodGet, "/executions/{id}/result", "getResult", "results", "Columns and size of the result"),
		http.StatusNotFound), s.getResult)
	signedIn(s, failing(operation(http.MethodGet, "/executions/{id}/rows", "listResultRows", "results", "Some rows of the result"),
		http.StatusNotFound), s.listResultRows)
	signedIn(s, failing(operation(http.MethodGet, "/executions/{id}/view", "getResultView", "results", "Columns and size of a view of the result"),
		http.StatusNotFound), s.getResultView)
	signedIn(s, failing(operation(http.MethodGet, "/executions/{id}/profile", "getResultProfile", "results", "How the values of a column are spread"),
		http.StatusNotFound), s.getResultProfile)
	signedIn(s, failing(operation(http.MethodGet, "/executions/{id}/chart", "getResultChart", "results", "What a chart of the result draws"),
		http.StatusNotFound), s.getResultChart)
	signedIn(s, failing(operation(http.MethodGet, "/executions/{id}/find", "findInResult", "results", "The next place of a text in the result"),
		http.StatusNotFound), s.findInResult)
	signedIn(s, failing(operation(http.MethodGet, "/executions/{id}/explanation", "explainResult", "results", "What the result is made of and what is not in it"),
		http.StatusNotFound), s.explainResult)
	signedIn(s, exportOperation(), s.exportResult)
}

func (s *Server) getResult(ctx context.Context, a actor.Actor, in *ExecutionInput) (*body[Result], error) {
	found, of, err := s.deps.Executions.Result(ctx, a, in.ID)
	if err != nil {
		return nil, err
	}
	known, err := s.known(ctx, a, of, found, result.View{})
	if err != nil {
		return nil, err
	}
	out := Result{RowCount: found.RowCount, Bytes: found.Bytes, Checksum: found.Checksum, Columns: make([]ResultColumn, len(found.Columns))}
	for i, c := range found.Columns {
		k := known[result.StoredColumn(i)]
		out.Columns[i] = ResultColumn{Name: c.Name, Type: c.Type, Metric: c.Role == "METRIC", Unit: k.unit, Clock: k.clock, Mark: k.mark, Stored: string(c.Encoding.Kind)}
	}
	return &body[Result]{Body: out}, nil
}

// knownColumn is what an execution tells of a column that the rows do not.
type knownColumn struct{ unit, clock, mark string }

// marks are the columns by which AMC marks suppressed rows.
var marks = map[string]string{
	execution.SuppressedColumn: "suppressed", execution.SuppressedUsersColumn: "suppressedUsers", execution.SuppressedReasonColumn: "suppressedReason",
}

// known tells of the columns of an execution's result, and of those that a view
// computes of them, by their ids.
func (s *Server) known(ctx context.Context, a actor.Actor, of *execution.Detail, found *result.Result, view result.View) (map[string]knownColumn, error) {
	tables, err := s.tables(ctx, a, of.InstanceID)
	if err != nil {
		return nil, err
	}
	byName := map[string]knownColumn{}
	for _, c := range analysis.Check(of.SQL, analysis.Options{Catalog: tables, Placeholders: true}).Columns {
		byName[strings.ToLower(c.Name)] = knownColumn{unit: string(c.Unit), clock: string(c.Clock)}
	}
	if of.KeepSuppressed {
		for name, mark := range marks {
			byName[name] = knownColumn{mark: mark}
		}
	}
	known, units := map[string]knownColumn{}, map[string]string{}
	for i, c := range found.Columns {
		id := result.StoredColumn(i)
		known[id] = byName[strings.ToLower(c.Name)]
		units[id] = known[id].unit
	}
	for id, unit := range found.Units(view, units) {
		known[id] = knownColumn{unit: unit}
	}
	return known, nil
}

func (s *Server) listResultRows(ctx context.Context, a actor.Actor, in *resultRowsInput) (*body[ResultRows], error) {
	found, _, err := s.deps.Executions.Result(ctx, a, in.ID)
	if err != nil {
		return nil, err
	}
	view, err := in.read()
	if err != nil {
		return nil, err
	}
	page, err := s.deps.Results.ViewPage(ctx, found, view, result.ViewPageParams{Offset: in.Offset, Limit: int64(in.Limit), Columns: in.Columns})
	if err != nil {
		return nil, atViewQuery(err)
	}
	return &body[ResultRows]{Body: rowsOut(page, in.Offset)}, nil
}

func rowsOut(page *result.ViewRows, offset int64) ResultRows {
	out := ResultRows{Rows: make([][]*string, len(page.Rows)), Levels: page.Levels, Offset: offset, Total: page.RowCount, Arrived: page.Arrived}
	for i, row := range page.Rows {
		out.Rows[i] = row
	}
	return out
}
