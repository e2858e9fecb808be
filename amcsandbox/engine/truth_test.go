package engine_test

import (
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/amcsandbox/engine"
	"github.com/recomamp/recomamp/amcsql"
	"github.com/recomamp/recomamp/amcsql/analysis"
	"github.com/recomamp/recomamp/amcsql/analysis/analysistest"
	"github.com/recomamp/recomamp/amcsql/catalog"
	"github.com/recomamp/recomamp/amcsql/duckdb"
)

// What the checks refuse the sandbox refuses at the same place, and what they
// accept or have doubts about runs to its end, parameters sampled.
func TestChecksAndSandboxAgree(t *testing.T) {
	t.Parallel()
	var e *engine.Engine
	var tables *catalog.Catalog
	for i, c := range analysistest.Load(t, "../../amcsql/analysis/testdata") {
		if i == 0 || c.Options.Catalog != tables {
			tables = c.Options.Catalog
			e = engineOf(t, tables)
		}
		result := analysis.Check(c.SQL, c.Options)
		refusal := run(t, e, c)
		first := slices.IndexFunc(result.Diagnostics, func(d amcsql.Diagnostic) bool { return d.Severity == amcsql.SeverityError })
		if first < 0 {
			assert.Nil(t, refusal, "the checks take %s/%s, the sandbox says %v\n%s", c.Group, c.Name, refusal, c.SQL)
			continue
		}
		if !assert.NotNil(t, refusal, "the sandbox runs %s/%s, the checks say %s\n%s", c.Group, c.Name, result.Diagnostics[first], c.SQL) {
			continue
		}
		assert.Contains(t, errorsOf(refusal.Diagnostics), result.Diagnostics[first].Span, "%s/%s\n%s", c.Group, c.Name, c.SQL)
	}
}

// No rule of the catalogue may be one that only the checks know.
func TestRulesHoldOnTheSandbox(t *testing.T) {
	t.Parallel()
	for _, group := range analysis.Rules() {
		for _, rule := range group.Rules {
			options := analysistest.Options(t, rule.Setting)
			e := engineOf(t, options.Catalog)
			refusal := run(t, e, analysistest.Case{SQL: rule.Wrong, Options: options})
			assert.Equal(t, amcsql.HasErrors(analysis.Check(rule.Wrong, options).Diagnostics), refusal != nil, "%s: %v\n%s", rule.Code, refusal, rule.Wrong)
			assert.Nil(t, run(t, e, analysistest.Case{SQL: rule.Right, Options: options}), "%s\n%s", rule.Code, rule.Right)
		}
	}
}

func errorsOf(diagnostics []amcsql.Diagnostic) []amcsql.Span {
	var spans []amcsql.Span
	for _, d := range diagnostics {
		if d.Severity == amcsql.SeverityError {
			spans = append(spans, d.Span)
		}
	}
	return spans
}

// engineOf opens an engine over tables without rows.
func engineOf(t *testing.T, tables *catalog.Catalog) *engine.Engine {
	t.Helper()
	e, err := engine.Open(engine.Config{Data: everything{}, Dir: t.TempDir(), TempDir: t.TempDir(), Catalog: tables, Threads: 1})
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, e.Close()) })
	return e
}

// run returns why the engine refuses a query, nil when it does not. Parameters
// without a declaration are sampled where declarations are not known.
func run(t *testing.T, e *engine.Engine, c analysistest.Case) *engine.QueryError {
	t.Helper()
	r := engine.Request{
		InstanceID: "amctest0001", SQL: c.SQL, Now: time.Date(2026, 6, 10, 0, 0, 0, 0, time.UTC), Values: map[string]any{},
		Window:                     duckdb.Window{Start: time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC), End: time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC)},
		DisableAggregationControls: c.Options.Unaggregated,
	}
	for _, p := range c.Options.Parameters {
		r.Parameters = append(r.Parameters, engine.Parameter{Name: p.Name, Type: p.Type, HasDefault: true})
	}
	var err error
	if c.Options.Placeholders || c.Options.Parameters == nil && strings.Contains(strings.ToUpper(c.SQL), "CUSTOM_PARAMETER") {
		r, _, err = e.Sample(t.Context(), r)
	}
	if err == nil {
		_, err = e.Execute(t.Context(), r, io.Discard)
	}
	if err == nil {
		return nil
	}
	refusal, is := errors.AsType[*engine.QueryError](err)
	require.True(t, is, "%s\n%s", err, c.SQL)
	return refusal
}

// everything is the data of an instance that has every data source and no rows.
type everything struct{}

func (everything) Has(string, *catalog.Table) bool { return true }

func (everything) Relation(_ string, table *catalog.Table, _, _ time.Time) (string, error) {
	columns := make([]string, len(table.Columns))
	for i, column := range table.Columns {
		columns[i] = "CAST(NULL AS " + duckdb.TypeName(column.Type) + `) AS "` + column.Name + `"`
	}
	return "(SELECT " + strings.Join(columns, ", ") + " WHERE FALSE)", nil
}
