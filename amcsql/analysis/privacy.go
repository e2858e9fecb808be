package analysis

import (
	"slices"
	"strings"

	"github.com/recomamp/recomamp/amcsql"
	"github.com/recomamp/recomamp/amcsql/catalog"
)

// finish applies the rules that speak of the whole query.
func (a *analyser) finish(query *amcsql.Query, out *shape) {
	if a.broken {
		return
	}
	if a.audience() {
		a.audienceRules(query, out)
		return
	}
	if !a.options.Unaggregated {
		a.privateOutput(query, out)
		a.privateGrouping(query.Body)
		a.aggregated(query, out)
	}
}

func (a *analyser) audience() bool {
	return a.options.Mode == ModeAudience || a.options.Mode == ModeAuto && a.readsTwin
}

// privateOutput refuses columns that AMC never shows.
func (a *analyser) privateOutput(query *amcsql.Query, out *shape) {
	for _, c := range out.columns {
		if _, star := c.item.(*amcsql.Star); !hidden(c.value.class) || star && a.starRefused {
			continue
		}
		at := c.at
		if c.item != nil {
			at = itemSpan(c.item)
		}
		if at == (amcsql.Span{}) {
			at = query.Span()
		}
		what := c.name
		if strings.HasPrefix(what, "expr$") {
			what = "this column"
		}
		a.error(CodePrivateOutput, at,
			"%s has the privacy class %s and is never shown; count it, as in COUNT(DISTINCT %s), or leave it out.%s",
			what, c.value.class, countable(c), a.audienceHint(c))
	}
}

// itemSpan is the part of a select item that makes the value.
func itemSpan(n amcsql.Node) amcsql.Span {
	if item, ok := n.(*amcsql.SelectItem); ok {
		return item.Expr.Span()
	}
	return n.Span()
}

// countable is what to count in place of showing it.
func countable(c *column) string {
	if item, ok := c.item.(*amcsql.SelectItem); ok {
		return shortened(amcsql.Print(item.Expr))
	}
	return c.name
}

// audienceHint points the way where someone seems to want an audience.
func (a *analyser) audienceHint(c *column) string {
	if c.source == nil || !amcsql.SameName(c.source.Name, "user_id") || len(a.tables) == 0 || a.tables[0].Audience == nil {
		return ""
	}
	return " For an audience read " + a.tables[0].Audience.Name + "."
}

// privateGrouping refuses grouping the result by what is never shown.
func (a *analyser) privateGrouping(body amcsql.Body) {
	switch body := body.(type) {
	case *amcsql.SetOperation:
		a.privateGrouping(body.Left)
		a.privateGrouping(body.Right)
	case *amcsql.NestedQuery:
		a.privateGrouping(body.Query.Body)
	case *amcsql.Select:
		if body.GroupBy == nil {
			return
		}
		for _, key := range body.GroupBy.Items {
			if a.keyItem(key, body) != nil {
				continue // part of the output, which is checked as such
			}
			v := a.bindings.values[key]
			if hidden(v.class) && !a.givenOut(key, body) {
				a.error(CodePrivateGrouping, key.Span(),
					"%s has the privacy class %s; the result cannot be grouped by it. Group by it in a common table and aggregate that.",
					amcsql.Print(key), v.class)
			}
		}
	}
}

func (a *analyser) givenOut(key amcsql.Expr, sel *amcsql.Select) bool {
	for _, item := range sel.Items {
		if a.fingerprint(item.Expr) == a.fingerprint(key) {
			return true
		}
	}
	return false
}

// aggregated refuses results whose rows stand for single events.
func (a *analyser) aggregated(query *amcsql.Query, out *shape) {
	if out.aggregated || out.open || a.starRefused || a.unsure || len(a.tables) == 0 {
		return
	}
	at := query.Body.Span()
	if sel, ok := query.Body.(*amcsql.Select); ok && len(sel.Items) > 0 {
		at = amcsql.Span{Start: sel.Items[0].Span().Start, End: sel.Items[len(sel.Items)-1].Span().End}
	}
	if !a.readsEvents() {
		a.warn(CodeNotAggregated, at, "AMC asks for aggregated results; whether that holds for tables without events is not known. SELECT DISTINCT is safe.")
		return
	}
	a.error(CodeNotAggregated, at,
		"The rows of this result stand for single events, which AMC does not give out; aggregate with SUM or COUNT and GROUP BY the rest, or use SELECT DISTINCT.")
}

// readsEvents reports whether any table of the query holds events.
func (a *analyser) readsEvents() bool {
	return slices.ContainsFunc(a.tables, func(t *catalog.Table) bool { return t.Kind != catalog.Dimension })
}

// audienceRules holds what makes a query an audience.
func (a *analyser) audienceRules(query *amcsql.Query, out *shape) {
	severity := amcsql.SeverityError
	if a.options.Mode == ModeAuto {
		severity = amcsql.SeverityWarning
	}
	if !out.open && (len(out.columns) != 1 || !amcsql.SameName(out.columns[0].name, "user_id")) {
		a.report(severity, CodeAudienceOutput, query.Body.Span(), "An audience query gives out exactly one column, user_id.")
	}
	for _, table := range a.tables {
		if table.IsAudience() || table.Audience == nil {
			continue
		}
		a.report(severity, CodeAudienceTable, a.tableSpan(query, table),
			"Invalid tables in the SQL query: Use audience-specific tables in the query. Read %s instead of %s.", table.Audience.Name, table.Name)
	}
}

// tableSpan finds where a data source is first read.
func (a *analyser) tableSpan(query *amcsql.Query, table *catalog.Table) amcsql.Span {
	at := query.Span()
	found := false
	amcsql.Inspect(query, func(n amcsql.Node) bool {
		if found {
			return false
		}
		node, ok := n.(amcsql.Table)
		if !ok {
			return true
		}
		if r := a.bindings.tables[node]; r != nil && r.source == table {
			found = true
			at = node.Span()
			if named, isNamed := node.(*amcsql.NamedTable); isNamed {
				at = named.Name.Span()
			}
		}
		return true
	})
	return at
}

func (a *analyser) outputColumns(out *shape) []OutputColumn {
	if out.open {
		return nil
	}
	columns := make([]OutputColumn, 0, len(out.columns))
	for _, c := range out.columns {
		class, role := c.value.class, c.value.role
		if class == "" {
			class = catalog.None
		}
		if role == "" {
			role = catalog.Attribute
		}
		columns = append(columns, OutputColumn{
			Name: strings.ToLower(c.name), Type: c.value.typ, Class: class, Role: role, At: c.at,
		})
	}
	return columns
}
