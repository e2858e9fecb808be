package analysis

import (
	"fmt"
	"slices"
	"unicode/utf8"

	"github.com/recomamp/recomamp/amcsql"
	"github.com/recomamp/recomamp/amcsql/catalog"
)

// Mode is the kind of execution a query is meant for.
type Mode string

const (
	// ModeAuto takes a query for an audience query when all its tables are
	// audience tables or uploaded ones, or when it reads one of them and gives
	// out user_id alone.
	ModeAuto Mode = ""
	// ModeReport is an ordinary execution with rows as its result.
	ModeReport Mode = "report"
	// ModeAudience makes an audience; its output is user_id alone.
	ModeAudience Mode = "audience"
)

// Parameter is a declared parameter of a query.
type Parameter struct {
	Name string
	Type catalog.Type // the zero Type when it is not known
}

// Options says what is known beside the text.
type Options struct {
	// Catalog is catalog.Default() when nil. Uploaded tables are added to one
	// by Catalog.With.
	Catalog *catalog.Catalog
	// Parameters are the declared ones. Nil means that the declarations are not
	// known, and no use is reported; empty means that there are none.
	Parameters []Parameter
	Mode       Mode
	// Unaggregated permits event-level rows, as executions on synthetic data
	// with aggregation controls switched off do.
	Unaggregated bool
	// Placeholders permits {{name}}; without it one is an error.
	Placeholders bool
	// NotePlaceholders makes it a note, for texts whose placeholders are
	// declared nowhere.
	NotePlaceholders bool
	// DeclaredPlaceholders need no such note.
	DeclaredPlaceholders []string
	// Strict takes what is disputed for refused.
	Strict bool
}

// OutputColumn is one column of the result.
type OutputColumn struct {
	Name  string // lower case; EXPR$n for an expression without an alias
	Type  catalog.Type
	Class catalog.Class
	Role  catalog.Role
	Unit  catalog.Unit // of money, "" for anything else
	Clock Clock        // of a date or time, "" where it is not known
	At    amcsql.Span  // of the select item
}

// Result is what an analysis found.
type Result struct {
	Diagnostics []amcsql.Diagnostic // in the order of the text
	Columns     []OutputColumn      // empty where they cannot be known
	Parameters  []ParameterUse      // in the order of the text
	Tables      []*catalog.Table    // data sources read, each once, in the order of the text
	Audience    bool                // the query makes an audience
	Bindings    *Bindings

	analyser *analyser
	rows     *shape
}

// ParameterUse is one CUSTOM_PARAMETER('name').
type ParameterUse struct {
	Name string
	At   amcsql.Span
}

// Check parses and analyses src and returns all findings in the order of the
// text. A text that does not parse is analysed as far as it was understood,
// without the rules that speak about the whole.
func Check(src string, options Options) *Result {
	query, problems := amcsql.Parse(src)
	result := run(src, query, options, amcsql.HasErrors(problems))
	result.Diagnostics = append(problems, untold(result.Diagnostics, problems)...)
	sortDiagnostics(result.Diagnostics)
	return result
}

// untold leaves out what is found of a name without its closing quote, as the
// name is not what was meant.
func untold(found, problems []amcsql.Diagnostic) []amcsql.Diagnostic {
	for _, problem := range problems {
		if problem.Code == amcsql.CodeUnterminatedName {
			found = slices.DeleteFunc(found, func(d amcsql.Diagnostic) bool { return d.Span == problem.Span })
		}
	}
	return found
}

func run(src string, query *amcsql.Query, options Options, broken bool) *Result {
	a := newAnalyser(src, query, options, broken)
	out := a.query(query, nil, place{outermost: true})
	a.finish(query, out)
	sortDiagnostics(a.diagnostics)
	return &Result{
		Diagnostics: a.diagnostics,
		Columns:     a.outputColumns(out),
		Parameters:  a.parameters,
		Tables:      a.tables,
		Audience:    a.isAudience,
		Bindings:    a.bindings,
		analyser:    a,
		rows:        out,
	}
}

func newAnalyser(src string, query *amcsql.Query, options Options, broken bool) *analyser {
	if options.Catalog == nil {
		options.Catalog = catalog.Default()
	}
	node := &struct { // in one piece of memory, as they live equally long
		analyser analyser
		bindings Bindings
	}{}
	a := &node.analyser
	a.src, a.options, a.broken, a.bindings = src, options, broken, &node.bindings
	a.bindings.root = query
	return a
}

func sortDiagnostics(diagnostics []amcsql.Diagnostic) {
	slices.SortStableFunc(diagnostics, func(a, b amcsql.Diagnostic) int {
		return a.Span.Compare(b.Span)
	})
}

// analyser walks one query. Its methods are grouped by file: queries and
// common tables, FROM, expressions, calls, grouping, privacy, dialect.
type analyser struct {
	src         string // "" where only the tree is at hand
	options     Options
	broken      bool   // the text did not parse; rules about the whole stay silent
	focus       *focus // the place that matters; nil where all do
	bindings    *Bindings
	diagnostics []amcsql.Diagnostic
	parameters  []ParameterUse
	tables      []*catalog.Table
	reads       []read
	isAudience  bool
	errors      int
	remarks     int
	effort      int  // steps taken, see spend
	exhausted   bool // there were too many
	unsure      bool // an unknown function was called, which might aggregate
	sharedTold  bool // of more reads than the sandbox counts one by one
	starRefused bool // * on a data source was reported, which covers all it gives out

	matches []bound         // memory of lookup
	zones   map[string]bool // time zones that were looked up, and whether there are such
	noZones bool            // the machine has no tz database to look in
	sources map[*catalog.Table]*shape
	// hiddenKeys are the classes of group keys that are never shown and no select
	// items.
	hiddenKeys   map[amcsql.Expr]class
	fingerprints map[amcsql.Node]uint64
	// recursiveNames are common tables that were told to read themselves, in lower case.
	recursiveNames map[string]bool
	// reservedNames are reserved words that were told of, in upper case.
	reservedNames map[string]bool
	boundNumbers  map[bound]int
}

// report adds a finding. What it returns may be changed until the next one.
func (a *analyser) report(severity amcsql.Severity, code string, at amcsql.Span, format string, args ...any) *amcsql.Diagnostic {
	if a.full(severity) {
		return &amcsql.Diagnostic{}
	}
	if severity == amcsql.SeverityError {
		a.errors++
	} else {
		a.remarks++
	}
	for i, arg := range args {
		if name, ok := arg.(string); ok {
			args[i] = legible(name)
		}
	}
	a.diagnostics = append(a.diagnostics, amcsql.Diagnostic{
		Severity: severity, Code: code, Span: at, Message: fmt.Sprintf(format, args...),
	})
	return &a.diagnostics[len(a.diagnostics)-1]
}

// legible cuts what a message quotes to what a person can read.
func legible(text string) string {
	const most = 200 // bytes
	if len(text) <= most {
		return text
	}
	end := most
	for !utf8.RuneStart(text[end]) {
		end--
	}
	return text[:end] + "…"
}

func (a *analyser) error(code string, at amcsql.Span, format string, args ...any) *amcsql.Diagnostic {
	return a.report(amcsql.SeverityError, code, at, format, args...)
}

func (a *analyser) warn(code string, at amcsql.Span, format string, args ...any) *amcsql.Diagnostic {
	return a.report(amcsql.SeverityWarning, code, at, format, args...)
}

// disputed reports what sources do not agree on, or what was never seen to work.
func (a *analyser) disputed(code string, at amcsql.Span, format string, args ...any) *amcsql.Diagnostic {
	if a.options.Strict {
		return a.error(code, at, format, args...)
	}
	return a.warn(code, at, format, args...)
}

func (a *analyser) info(code string, at amcsql.Span, format string, args ...any) *amcsql.Diagnostic {
	return a.report(amcsql.SeverityInfo, code, at, format, args...)
}
