package duckdb

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/recomamp/recomamp/amcsql"
	"github.com/recomamp/recomamp/amcsql/catalog"
)

// Options say what a query is translated for. The zero value translates
// against the whole default catalogue without a time window.
type Options struct {
	// Catalog defaults to catalog.Default().
	Catalog *catalog.Catalog
	// Available says whether the instance has a table; nil means all.
	Available func(*catalog.Table) bool
	// Window cuts every event table; zero bounds cut nothing.
	Window Window
	// Until is the end of what exists: later events are left out whatever the
	// window. Zero leaves out nothing.
	Until time.Time
	// Now is the present for CURRENT_DATE and its kind; defaults to time.Now.
	Now time.Time
	// Parameters are the declared parameters by exact name.
	Parameters map[string]Parameter
	// Placeholders are the values of {{name}} by exact name; see amcsql.Fill.
	// AnyParameter lets parameters and placeholders without a declaration stand as
	// NULL, so that Statement.Parameters can tell what they are compared with.
	AnyParameter bool
	// JavaPatterns says that the engine has the functions FunctionMatches and its
	// kin, for regular expressions that DuckDB cannot evaluate.
	JavaPatterns bool
	// Source gives the DuckDB relation (a quoted name or a table function
	// call) that holds at least the rows of the table in [from, to); the
	// translation cuts the rest. Bounds are zero for tables without a window.
	// Its text is trusted. The default is the quoted table name.
	Source  func(table *catalog.Table, from, to time.Time) string
	Privacy Privacy
	// Audience says that the query makes an audience (see analysis.Result): no
	// thresholds apply, as its rows are to be counted and never shown.
	Audience bool
}

// Window is the time range of a run: Start inclusive, End exclusive.
type Window struct{ Start, End time.Time }

// IsZero reports whether there is no window.
func (w Window) IsZero() bool { return w.Start.IsZero() && w.End.IsZero() }

// Statement is a translated query.
type Statement struct {
	// SQL is one SELECT for DuckDB.
	SQL string
	// Columns are the output columns in order, added privacy columns included.
	Columns []Column
	// Sources are the names of the data sources read, sorted.
	Sources []string
	// Users is the number of distinct users a full row needs; 1 when free.
	Users int
	// Parameters are the parameters used, in the order of their first use.
	Parameters []ParameterUse
}

// Column is an output column. Its type is for DuckDB to tell.
type Column struct {
	Name  string
	Class catalog.Class
	Role  catalog.Role
}

// Translate gives the DuckDB statement for a parsed query. The statement is nil
// when any diagnostic is an error.
func Translate(query *amcsql.Query, options Options) (*Statement, []amcsql.Diagnostic) {
	if options.Catalog == nil {
		options.Catalog = catalog.Default()
	}
	if options.Now.IsZero() {
		options.Now = time.Now()
	}
	if options.Source == nil {
		options.Source = func(table *catalog.Table, _, _ time.Time) string { return quoteName(table.Name) }
	}
	// Who is behind a row costs time in DuckDB; whether anybody asks is known
	// only when the whole query has been read.
	statement, asks, diagnostics := translateOnce(query, options, false)
	if asks && !amcsql.HasErrors(diagnostics) {
		statement, _, diagnostics = translateOnce(query, options, true)
	}
	slices.SortStableFunc(diagnostics, func(a, b amcsql.Diagnostic) int {
		return cmp.Compare(a.Span.From(), b.Span.From())
	})
	if amcsql.HasErrors(diagnostics) {
		return nil, diagnostics
	}
	return statement, diagnostics
}

func translateOnce(query *amcsql.Query, options Options, lineage bool) (*Statement, bool, []amcsql.Diagnostic) {
	t := &translator{
		options: options, lineage: lineage,
		sources: map[string]*catalog.Table{}, tableNames: map[string]bool{}, reported: map[string]bool{}, uses: &parameterUses{},
		whole: query.At,
	}
	result := t.query(query, place{output: true})
	if result == nil {
		return nil, false, t.diagnostics
	}
	statement, asks := t.output(query, result)
	return statement, asks, t.diagnostics
}

// translator holds what one translation gathers.
type translator struct {
	options     Options
	lineage     bool // hidden user columns are wanted
	diagnostics []amcsql.Diagnostic
	reported    map[string]bool // texts of diagnostics, each told once per place
	sources     map[string]*catalog.Table
	uses        *parameterUses
	spent       int             // bytes of SQL written so far, all drafts counted
	exhausted   bool            // the query is given up
	whole       amcsql.Span     // of the query
	tableNames  map[string]bool // common tables already named in the output
	anonymous   int             // derived tables named so far
}

// refuse records an error at a node.
func (t *translator) refuse(at amcsql.Span, code, format string, args ...any) {
	t.refuseWithHint(at, code, "", format, args...)
}

func (t *translator) refuseWithHint(at amcsql.Span, code, hint, format string, args ...any) {
	if len(t.diagnostics) >= maxDiagnostics { // More would help nobody.
		t.exhausted = true
		return
	}
	message := fmt.Sprintf(format, args...)
	key := fmt.Sprintf("%d %s", at.From(), message)
	if t.reported[key] {
		return
	}
	t.reported[key] = true
	t.diagnostics = append(t.diagnostics, amcsql.Diagnostic{Severity: amcsql.SeverityError, Code: code, Message: message, Span: at, Hint: hint})
}

// Bounds that keep hostile texts cheap. Real queries stay far below them.
const (
	maxSpent       = 32 << 20 // bytes of SQL, all drafts counted
	selectCost     = 20_000   // bytes that a SELECT counts for beside its own
	columnCost     = 500      // bytes that a column of a SELECT counts for beside its own
	pathCost       = 2000     // bytes that a hidden user column of a SELECT counts for
	maxColumns     = 2000     // of one SELECT
	maxTables      = 300      // of one FROM
	maxDiagnostics = 100
)

// spend counts work; past the limit it gives the query up.
func (t *translator) spend(bytes int) {
	t.spent += bytes
	if t.spent > maxSpent && !t.exhausted {
		t.refuse(t.whole, "too-complex", "The query is too large: expressions repeat each other too often. Split it into common tables (WITH)")
		t.exhausted = true
	}
}

// tooLarge refuses a SELECT of too many parts.
func (t *translator) tooLarge(s *amcsql.Select, order *amcsql.OrderBy) bool {
	tables := 0
	for _, table := range s.From {
		amcsql.Inspect(table, func(n amcsql.Node) bool {
			if _, is := n.(amcsql.Table); is {
				tables++
			}
			_, inner := n.(*amcsql.Query)
			return !inner
		})
	}
	switch {
	case tables > maxTables:
		t.refuse(s.At, "too-complex", "FROM has more than %d tables", maxTables)
	case len(s.Items) > maxColumns, s.GroupBy != nil && len(s.GroupBy.Items) > maxColumns, order != nil && len(order.Items) > maxColumns:
		t.refuse(s.At, "too-complex", "The select list, GROUP BY or ORDER BY has more than %d columns", maxColumns)
	default:
		return false
	}
	return true
}

// anonymousName gives a name that no AMC identifier can have.
func (t *translator) anonymousName() string {
	t.anonymous++
	return fmt.Sprintf("#t%d", t.anonymous)
}

// quoteName writes an identifier for DuckDB.
func quoteName(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }

// quoteText writes a text literal for DuckDB.
func quoteText(text string) string { return "'" + strings.ReplaceAll(text, "'", "''") + "'" }
