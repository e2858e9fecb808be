package engine_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/amcsandbox/engine"
	"github.com/recomamp/recomamp/amcsql"
	"github.com/recomamp/recomamp/amcsql/analysis"
	"github.com/recomamp/recomamp/amcsql/analysis/analysistest"
	"github.com/recomamp/recomamp/amcsql/catalog"
)

// difference is one on which the checks and the sandbox may disagree. Queries
// with a finding of one of the codes are let off.
type difference struct {
	reason  string
	refuses string // who refuses what the other takes: "sandbox" or "checks"
	codes   []string
}

// differences is meant to become shorter. One that no query needs fails the test.
var differences = []difference{
	{
		reason:  "whether tables without events need aggregation is not known; the sandbox takes the safe side",
		refuses: "sandbox", codes: []string{analysis.CodeNotAggregated},
	},
	{
		reason:  "practitioners report these functions refused; the sandbox runs them for who comes from other systems",
		refuses: "checks", codes: []string{analysis.CodeUnknownFunction, analysis.CodeArity},
	},
	{
		reason:  "DuckDB casts where AMC's validator refuses; the rows are what the cast gives",
		refuses: "checks", codes: []string{analysis.CodeTypeMismatch, analysis.CodeNotACondition},
	},
	{
		reason:  "the sandbox takes a query that gives out more than user_id for a report",
		refuses: "checks", codes: []string{analysis.CodeAudienceOutput},
	},
}

func (d difference) excuses(refuser string, result *analysis.Result) bool {
	if d.refuses != refuser {
		return false
	}
	return slices.ContainsFunc(result.Diagnostics, func(found amcsql.Diagnostic) bool {
		return slices.Contains(d.codes, found.Code)
	})
}

func TestChecksAndSandboxAgree(t *testing.T) {
	t.Parallel()
	e, err := engine.Open(engine.Config{Data: everything{}, Dir: t.TempDir(), TempDir: t.TempDir()})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, e.Close()) })
	needed := make([]bool, len(differences))
	for _, c := range analysistest.Load(t, "../../amcsql/analysis/testdata") {
		result := analysis.Check(c.SQL, c.Options)
		if c.Options.Catalog != nil || len(result.Parameters) > 0 && c.Options.Parameters == nil {
			continue // tables or parameters are not known to an engine
		}
		refusal, refuser := compile(t, e, c), ""
		switch refused := amcsql.HasErrors(result.Diagnostics); {
		case refused == (refusal != ""):
			continue
		case refused:
			refuser = "checks"
		default:
			refuser = "sandbox"
		}
		i := slices.IndexFunc(differences, func(d difference) bool { return d.excuses(refuser, result) })
		require.GreaterOrEqual(t, i, 0, "only the %s refuse %s/%s: %s\n%s\n%v", refuser, c.Group, c.Name, refusal, c.SQL, result.Diagnostics)
		needed[i] = true
	}
	for i, difference := range differences {
		require.True(t, needed[i], "the two agree now; take off the list: %s", difference.reason)
	}
}

// compile returns why the engine refuses a query, "" when it does not.
func compile(t *testing.T, e *engine.Engine, c analysistest.Case) string {
	r := engine.Request{
		InstanceID: "amctest0001", SQL: c.SQL, Now: time.Date(2026, 6, 10, 0, 0, 0, 0, time.UTC),
		DisableAggregationControls: c.Options.Unaggregated,
	}
	for _, p := range c.Options.Parameters {
		r.Parameters = append(r.Parameters, engine.Parameter{Name: p.Name, Type: p.Type})
	}
	_, err := e.Compile(t.Context(), r)
	if err == nil {
		return ""
	}
	var refusal *engine.QueryError
	require.ErrorAs(t, err, &refusal, c.SQL)
	return refusal.Reason
}

// everything is the data of an instance that has every data source.
type everything struct{}

func (everything) Has(string, *catalog.Table) bool { return true }

func (everything) Relation(string, *catalog.Table, time.Time, time.Time) (string, error) {
	return "", errors.New("nothing is read to compile")
}
