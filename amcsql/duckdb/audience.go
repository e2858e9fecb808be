package duckdb

import (
	"strings"

	"github.com/recomamp/recomamp/amcsql"
)

// selectsAudience reports whether a query is one for an audience: it selects
// user_id and nothing else, and every data source is one for audiences or
// uploaded.
func (t *translator) selectsAudience(query *amcsql.Query) bool {
	if !selectsUserID(query.Body) {
		return false
	}
	own := map[string]bool{}
	amcsql.Inspect(query, func(n amcsql.Node) bool {
		if table, is := n.(*amcsql.CommonTable); is {
			own[lowerName(table.Name)] = true
		}
		return true
	})
	sources, others := 0, 0
	count := func(name string) {
		table, _, ok := t.options.Catalog.Resolve(name)
		switch {
		case !ok:
		case table.IsAudience(), table.Uploaded:
			sources++
		default:
			others++
		}
	}
	amcsql.Inspect(query, func(n amcsql.Node) bool {
		switch n := n.(type) {
		case *amcsql.NamedTable:
			if name := n.Name.Parts[len(n.Name.Parts)-1].Name; len(n.Name.Parts) > 1 || !own[strings.ToLower(name)] {
				count(name)
			}
		case *amcsql.ExtendedTable:
			if source := n.Source(); source != nil {
				count(source.Value)
			}
		}
		return true
	})
	return sources > 0 && others == 0
}

// selectsUserID reports whether the only column of a body is called user_id.
func selectsUserID(body amcsql.Body) bool {
	switch body := body.(type) {
	case *amcsql.Select:
		if len(body.Items) != 1 {
			return false
		}
		if alias := body.Items[0].Alias; alias != nil {
			return amcsql.SameName(alias.Name, userColumn)
		}
		ref, is := unwrap(body.Items[0].Expr).(*amcsql.ColumnRef)
		return is && amcsql.SameName(ref.Column().Name, userColumn)
	case *amcsql.SetOperation:
		return selectsUserID(body.Left)
	case *amcsql.NestedQuery:
		return selectsUserID(body.Query.Body)
	default:
		return false
	}
}
