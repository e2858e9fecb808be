package analysis_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/amcsql"
	"github.com/recomamp/recomamp/amcsql/analysis"
	"github.com/recomamp/recomamp/amcsql/analysis/analysistest"
)

func TestEveryCodeHasItsRule(t *testing.T) {
	t.Parallel()
	known := map[string]bool{}
	for _, group := range analysis.Rules() {
		for _, rule := range group.Rules {
			require.False(t, known[rule.Code], "%s is there twice", rule.Code)
			known[rule.Code] = true
		}
	}
	codes := append(constants(t, "code.go"), constants(t, "../code.go")...)
	require.Len(t, known, len(codes))
	for _, code := range codes {
		require.True(t, known[code], "%s has no rule", code)
	}
}

// constants lists the texts of the constants called Code… in a file.
func constants(t *testing.T, file string) []string {
	parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
	require.NoError(t, err)
	var found []string
	ast.Inspect(parsed, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok || !strings.HasPrefix(spec.Names[0].Name, "Code") {
			return true
		}
		text, err := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value)
		require.NoError(t, err)
		found = append(found, text)
		return false
	})
	require.NotEmpty(t, found)
	return found
}

func TestExamplesOfRulesAreWrongAndRight(t *testing.T) {
	t.Parallel()
	for _, group := range analysis.Rules() {
		for _, rule := range group.Rules {
			t.Run(rule.Code, func(t *testing.T) {
				t.Parallel()
				require.NotEmpty(t, rule.Wrong)
				right := analysis.Check(rule.Right, analysistest.Options(t, rule.Setting)).Diagnostics
				require.Empty(t, right, "the right example is free of findings")
				breaks(t, rule)
			})
		}
	}
}

// breaks checks that the wrong example breaks this rule and no other.
func breaks(t *testing.T, rule analysis.Rule) {
	options := analysistest.Options(t, rule.Setting)
	found := analysis.Check(rule.Wrong, options).Diagnostics
	require.Equal(t, 1, times(found, rule.Code), describe(rule.Wrong, found))
	for _, d := range found {
		if d.Code == rule.Code {
			require.Equal(t, rule.Severity, d.Severity)
		} else if rule.Code != amcsql.CodeUnterminatedPlaceholder { // what follows it is read as SQL
			require.Fail(t, "another finding", "%s", d)
		}
	}
	options.Strict = true
	wanted := rule.Severity
	if rule.Disputed {
		wanted = amcsql.SeverityError
	}
	for _, d := range analysis.Check(rule.Wrong, options).Diagnostics {
		if d.Code == rule.Code {
			require.Equal(t, wanted, d.Severity, "in strict mode")
		}
	}
}
