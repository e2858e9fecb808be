package httpapi

import (
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"
)

// anyListForm has lists in a query read in each of the forms in which clients
// write them: with commas (state=queued,running), by repeating the name
// (state=queued&state=running), or both. Huma by itself reads the first of
// repeated ones only and says nothing of the others.
func anyListForm(c huma.Context, next func(huma.Context)) {
	next(listContext{c})
}

type requestContext huma.Context

// listContext is a request whose query parameters that are lists come whole.
type listContext struct{ requestContext }

// Unwrap gives the request itself to the adapter.
func (c listContext) Unwrap() huma.Context { return c.requestContext }

// Query implements huma.Context.
func (c listContext) Query(name string) string {
	first := c.requestContext.Query(name)
	isList := slices.ContainsFunc(c.Operation().Parameters, func(p *huma.Param) bool {
		return p.In == "query" && p.Name == name && p.Schema != nil && p.Schema.Type == huma.TypeArray
	})
	if !isList {
		return first
	}
	address := c.URL()
	given := slices.DeleteFunc(address.Query()[name], func(value string) bool { return value == "" })
	return strings.Join(given, ",")
}
