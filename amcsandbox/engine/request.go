package engine

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/recomamp/recomamp/amcsql"
	"github.com/recomamp/recomamp/amcsql/analysis"
	"github.com/recomamp/recomamp/amcsql/catalog"
	"github.com/recomamp/recomamp/amcsql/duckdb"
)

// Request is SQL with all that decides its rows.
type Request struct {
	InstanceID string
	SQL        string
	// Catalog holds the tables that the SQL may read, by default those of the engine.
	Catalog *catalog.Catalog
	// Parameters are declared; Values are those given for this run, by name.
	// A value is what duckdb.Parameter takes; nil is NULL.
	Parameters []Parameter
	Values     map[string]any
	// Placeholders are the values of {{name}} in the text, by name. A placeholder
	// without one is a fault of the query.
	Placeholders map[string]amcsql.PlaceholderValue
	// Window is the time range of the run.
	Window duckdb.Window
	// Now is the present: later rows do not exist. Defaults to time.Now.
	Now time.Time
	// DisableAggregationControls drops the privacy thresholds, which only
	// synthetic data allow.
	DisableAggregationControls bool
	// Advertisers limits rows to these advertiser ids; empty does not.
	Advertisers []string
	// Contributions applies the thresholds to effective and equivalent users too.
	// One source tells of them and none says when they apply; with them reports of
	// several metrics lose most rows, which nobody has seen, so they are off.
	Contributions bool
	// KeepRows empties failing values instead of removing their rows.
	KeepRows bool
	// Names of columns to add, or "".
	FilteredMetricsDiscriminatorColumn string
	DistinctUserCountColumn            string
	FilteredReasonColumn               string
}

// Parameter is a declared parameter of a query.
type Parameter struct {
	Name string
	Type catalog.Type
	// Default is used when no value is given; HasDefault tells NULL from none.
	Default    any
	HasDefault bool
}

// parameters joins declarations and values. Without values (needed is false) a
// parameter stands as NULL of its type.
func (r *Request) parameters(needed bool) (map[string]duckdb.Parameter, error) {
	result := make(map[string]duckdb.Parameter, len(r.Parameters))
	for _, declared := range r.Parameters {
		given, ok := r.Values[declared.Name]
		if !ok {
			if needed && !declared.HasDefault {
				return nil, &QueryError{Reason: fmt.Sprintf("A value must be given for parameter '%s', which has no default value.", declared.Name)}
			}
			given = declared.Default
		}
		parameter := duckdb.Parameter{Type: declared.Type, Value: given}
		if err := parameter.Check(); err != nil {
			return nil, &QueryError{Reason: fmt.Sprintf("The value of parameter '%s' does not fit its type: %s.", declared.Name, err)}
		}
		result[declared.Name] = parameter
	}
	var unknown []string
	for name := range r.Values {
		if _, ok := result[name]; !ok {
			unknown = append(unknown, name)
		}
	}
	if len(unknown) > 0 {
		slices.Sort(unknown)
		return nil, &QueryError{Reason: fmt.Sprintf("A value was given for parameters that are not declared: %s.", strings.Join(unknown, ", "))}
	}
	return result, nil
}

// declarations are what the checks know of the parameters, never nil.
func (r *Request) declarations() []analysis.Parameter {
	known := make([]analysis.Parameter, len(r.Parameters))
	for i, declared := range r.Parameters {
		known[i] = analysis.Parameter{Name: declared.Name, Type: declared.Type}
	}
	return known
}

func (r *Request) privacy() duckdb.Privacy {
	return duckdb.Privacy{
		Off:                                r.DisableAggregationControls,
		Contributions:                      r.Contributions,
		KeepRows:                           r.KeepRows,
		FilteredMetricsDiscriminatorColumn: r.FilteredMetricsDiscriminatorColumn,
		DistinctUserCountColumn:            r.DistinctUserCountColumn,
		FilteredReasonColumn:               r.FilteredReasonColumn,
	}
}

// parse reads the text and fills its placeholders.
func (r *Request) parse() (*amcsql.Query, []amcsql.Diagnostic) {
	query, diagnostics := amcsql.Parse(r.SQL)
	if !amcsql.HasErrors(diagnostics) {
		diagnostics = append(diagnostics, amcsql.Fill(query, r.Placeholders)...)
	}
	return query, diagnostics
}

// clone gives a copy whose parameters can be changed.
func (r *Request) clone() Request {
	copied := *r
	copied.Parameters = slices.Clone(r.Parameters)
	copied.Values = map[string]any{}
	maps.Copy(copied.Values, r.Values)
	copied.Placeholders = map[string]amcsql.PlaceholderValue{}
	maps.Copy(copied.Placeholders, r.Placeholders)
	return copied
}
