package analysis

import (
	"slices"
	"strings"
	"sync"

	"github.com/recomamp/recomamp/amcsql"
	"github.com/recomamp/recomamp/amcsql/catalog"
)

// finish applies the rules that speak of the whole query.
func (a *analyser) finish(query *amcsql.Query, out *shape) {
	if a.broken {
		return
	}
	a.isAudience = a.meansAudience(out)
	if a.isAudience {
		a.audienceRules(query, out)
		return
	}
	a.twinsInReport()
	a.rawMoney(out)
	if !a.options.Unaggregated {
		refused := a.starRefused || a.privateOutput(query, out)
		a.privateGrouping(query.Body)
		if !refused {
			a.aggregated(query, out)
			a.vanishing(out)
		}
	}
}

// privateOutput refuses columns that AMC never shows, and reports whether there
// are any.
func (a *analyser) privateOutput(query *amcsql.Query, out *shape) bool {
	found := false
	var needsKeys func() bool
	for _, c := range out.columns {
		if !c.value.class.hidden() {
			continue
		}
		if !found {
			found, needsKeys = true, sync.OnceValue(func() bool { return a.needsKeys(query) })
		}
		if a.full(amcsql.SeverityError) {
			break
		}
		c = guilty(c)
		d := a.error(CodePrivateOutput, a.columnSpan(query, c),
			"%s has the privacy class %s and is never shown; count it, as in COUNT(DISTINCT %s), or leave it out.%s",
			shownName(c), c.value.class, a.countable(c), a.audienceHint(c))
		d.Fixes = a.counted(query, c, needsKeys)
	}
	return found
}

// guilty is the branch of a set operation that gives a column its class.
func guilty(c *column) *column {
	for len(c.from) > 1 {
		worst := c.from[0]
		for _, part := range c.from {
			if part.value.class.rank() > worst.value.class.rank() {
				worst = part
			}
		}
		c = worst
	}
	return c
}

// shownName is what a message calls an output column.
func shownName(c *column) string {
	if unnamed(c) {
		return "this column"
	}
	return c.name
}

// columnSpan is where the value of an output column is made.
func (a *analyser) columnSpan(query *amcsql.Query, c *column) amcsql.Span {
	at := c.at
	switch item := c.item.(type) {
	case *amcsql.SelectItem:
		at = item.Expr.Span()
	case nil:
	default:
		at = item.Span()
	}
	if at == (amcsql.Span{}) {
		return query.Span()
	}
	return at
}

// countable is what to count in place of showing it.
func (a *analyser) countable(c *column) string {
	item, ok := c.item.(*amcsql.SelectItem)
	if !ok {
		return c.name
	}
	if call := a.firstAggregate(item.Expr); call != nil && len(call.Args) > 0 {
		return a.brief(call.Args[0])
	}
	return a.brief(item.Expr)
}

// audienceHint points the way where someone seems to want an audience.
func (a *analyser) audienceHint(c *column) string {
	if c.source == nil || !amcsql.SameName(c.source.Name, "user_id") || len(a.tables) == 0 || a.tables[0].Audience == nil {
		return ""
	}
	return " For an audience read " + a.tables[0].Audience.Name + "."
}

// counted replaces an output column by the number of its values, and takes it
// out of the group keys. It does not where what stays would then need keys.
func (a *analyser) counted(query *amcsql.Query, c *column, needsKeys func() bool) []amcsql.Fix {
	sel, isSelect := query.Body.(*amcsql.Select)
	item, isItem := c.item.(*amcsql.SelectItem)
	if !isSelect || !isItem || isWindowed(item.Expr) {
		return nil
	}
	if call := a.firstAggregate(item.Expr); call != nil {
		if item.Expr != amcsql.Expr(call) || len(call.Args) != 1 {
			return nil
		}
		return replace("Count the values instead", call.Span(), "COUNT(DISTINCT "+a.text(call.Args[0])+")")
	}
	if !slices.Contains(sel.Items, item) || needsKeys() {
		return nil
	}
	edits := []amcsql.Edit{{Span: item.Span(), Text: "COUNT(DISTINCT " + a.text(item.Expr) + ") AS " + countName(c)}}
	if sel.GroupBy != nil {
		edits = append(edits, a.withoutKey(sel, item))
	}
	return edited("Count the values instead", edits...)
}

// needsKeys reports whether the other items would have to be grouped by once one
// is counted.
func (a *analyser) needsKeys(query *amcsql.Query) bool {
	sel, isSelect := query.Body.(*amcsql.Select)
	return isSelect && sel.GroupBy == nil && len(sel.Items) > 1 && !a.hasAggregate(sel)
}

// countName is a name for the number of a column's values.
func countName(c *column) string {
	if c.source != nil && amcsql.SameName(c.source.Name, "user_id") || unnamed(c) {
		return "users"
	}
	return c.name + "_count"
}

// withoutKey takes a select item out of GROUP BY.
func (a *analyser) withoutKey(sel *amcsql.Select, item *amcsql.SelectItem) amcsql.Edit {
	var kept []string
	for _, key := range sel.GroupBy.Items {
		if i := a.keyItem(key, sel); (i < 0 || sel.Items[i] != item) && a.fingerprint(key) != a.fingerprint(item.Expr) {
			kept = append(kept, a.text(key))
		}
	}
	edit := amcsql.Edit{Span: sel.GroupBy.Span()}
	if len(kept) > 0 {
		edit.Text = "GROUP BY " + strings.Join(kept, ", ")
	}
	return edit
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
			if a.keyItem(key, body) >= 0 {
				continue // part of the output, which is checked as such
			}
			class, never := a.hiddenKeys[key]
			if never && !a.givenOut(key, body) {
				a.error(CodePrivateGrouping, key.Span(),
					"%s has the privacy class %s; the result cannot be grouped by it. Group by it in a common table and aggregate that.",
					a.brief(key), class)
			}
		}
	}
}

func (a *analyser) givenOut(key amcsql.Expr, sel *amcsql.Select) bool {
	if a.spend(len(sel.Items)) {
		return true
	}
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
	at := a.outputSpan(query)
	var fixes []amcsql.Fix
	if sel, ok := query.Body.(*amcsql.Select); ok && len(sel.Items) > 0 {
		fixes = distinct(sel)
	}
	if !a.readsEvents() {
		a.disputed(CodeNotAggregated, at, "AMC asks for aggregated results; whether that holds for tables without events is not known. SELECT DISTINCT is safe.").Fixes = fixes
		return
	}
	a.error(CodeNotAggregated, at,
		"The rows of this result stand for single events, which AMC does not give out; aggregate with SUM or COUNT and GROUP BY the rest, or use SELECT DISTINCT.").Fixes = fixes
}

// distinct makes a SELECT one of different rows.
func distinct(sel *amcsql.Select) []amcsql.Fix {
	if sel.QuantifierAt != (amcsql.Span{}) {
		return replace("Use SELECT DISTINCT", sel.QuantifierAt, "DISTINCT")
	}
	at := before(sel.Items[0].Span())
	return replace("Use SELECT DISTINCT", at, "DISTINCT ")
}

// readsEvents reports whether any table of the query holds events.
func (a *analyser) readsEvents() bool {
	return slices.ContainsFunc(a.tables, func(t *catalog.Table) bool { return t.Kind != catalog.Dimension })
}

// vanishing notes which columns make rows of less than a hundred users vanish.
// That two users are needed holds for nearly every result and is not told.
func (a *analyser) vanishing(out *shape) {
	const many = 100
	var names []string
	var first *column
	for _, c := range out.columns {
		if users, shown := c.value.class.public().Users(); shown && users >= many {
			names = append(names, shownName(c)+" ("+c.value.class.String()+")")
			if first == nil {
				first = c
			}
		}
	}
	if first != nil {
		a.info(CodeRowsMayVanish, first.at, "Rows that rest on fewer than %d users vanish, because of %s.", many, strings.Join(names, ", "))
	}
}

func (a *analyser) outputColumns(out *shape) []OutputColumn {
	if out.open {
		return nil
	}
	columns := make([]OutputColumn, 0, len(out.columns))
	for _, c := range out.columns {
		role := catalog.Attribute
		if c.value.metric {
			role = catalog.Metric
		}
		columns = append(columns, OutputColumn{
			Name: strings.ToLower(c.name), Type: c.value.typ.public(), Class: max(c.value.class, noneClass).public(), Role: role,
			Unit: c.value.unit.public(), Clock: clocks[c.value.zone], At: c.at,
		})
	}
	return columns
}
