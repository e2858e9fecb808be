package isolation_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// outside are the patterns that a source text has served beside the OpenAPI. One
// that is put together while the program runs, and an operation that the OpenAPI
// hides, is named by where it stands.
func outside(t *testing.T, name, source string) (found []string) {
	t.Helper()
	files := token.NewFileSet()
	file, err := parser.ParseFile(files, name, source, 0)
	require.NoError(t, err)
	at := func(n ast.Node) string { return files.Position(n.Pos()).String() }
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CallExpr:
			called, ok := n.Fun.(*ast.SelectorExpr)
			if !ok || called.Sel.Name != "Handle" && called.Sel.Name != "HandleFunc" || len(n.Args) != 2 {
				return true
			}
			pattern, ok := n.Args[0].(*ast.BasicLit)
			if !ok {
				found = append(found, "not written out: "+at(n))
				return true
			}
			text, err := strconv.Unquote(pattern.Value)
			require.NoError(t, err)
			found = append(found, text)
		case *ast.KeyValueExpr:
			if key, ok := n.Key.(*ast.Ident); ok && key.Name == "Hidden" && isTrue(n.Value) {
				found = append(found, "hidden: "+at(n))
			}
		case *ast.AssignStmt:
			for i, to := range n.Lhs {
				if field, ok := to.(*ast.SelectorExpr); ok && field.Sel.Name == "Hidden" && i < len(n.Rhs) && isTrue(n.Rhs[i]) {
					found = append(found, "hidden: "+at(n))
				}
			}
		}
		return true
	})
	return found
}

func isTrue(e ast.Expr) bool {
	name, ok := e.(*ast.Ident)
	return ok && name.Name == "true"
}

// The routes come from the OpenAPI. What is served beside it is this, and holds
// nothing of clients.
func TestNothingElseIsServed(t *testing.T) {
	t.Parallel()
	for folder, known := range map[string][]string{
		"internal/httpapi": {"/api/", "/api/", "GET /api/openapi.json", "GET /oauth/callback", "GET /oauth/sign-in", "GET /healthz", "GET /readyz", "/sandbox/", "/"},
		"internal/app":     {"GET /healthz", "/sandbox/"}, // the door of the sandbox, on the machine alone
		"cmd/recomamp":     nil,
	} {
		files, err := filepath.Glob(filepath.Join("..", "..", folder, "*.go"))
		require.NoError(t, err)
		require.NotEmpty(t, files, folder)
		var found []string
		for _, name := range files {
			if strings.HasSuffix(name, "_test.go") {
				continue
			}
			text, err := os.ReadFile(name)
			require.NoError(t, err)
			found = append(found, outside(t, name, string(text))...)
		}
		require.ElementsMatch(t, known, found, "a route outside of the OpenAPI is tried by nobody: describe it with huma, or say here why it holds nothing")
	}
}

func TestARouteOutsideOfTheOpenAPIIsSeen(t *testing.T) {
	t.Parallel()
	for source, want := range map[string]string{
		`mux.HandleFunc("GET /api/v1/leak", f)`:                           "GET /api/v1/leak",
		`mux.Handle(prefix+"leak", f)`:                                    "not written out",
		`s.api.Adapter().Handle(&op, f)`:                                  "not written out",
		`huma.Register(api, huma.Operation{Path: "/x", Hidden: true}, f)`: "hidden",
		`op.Hidden = true`:                                                "hidden",
	} {
		found := outside(t, "planted.go", "package p\nfunc _() {\n"+source+"\n}")
		require.Len(t, found, 1, source)
		require.Contains(t, found[0], want)
	}
	require.Empty(t, outside(t, "planted.go", "package p\nvar _ = Pack{Hidden: p.ArchivedAt != nil}"))
}
