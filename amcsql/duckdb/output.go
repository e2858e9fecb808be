package duckdb

import (
	"fmt"
	"slices"
	"strings"

	"github.com/recomamp/recomamp/amcsql"
	"github.com/recomamp/recomamp/amcsql/catalog"
)

// Privacy says how output rows with too few users are treated.
type Privacy struct {
	// Off drops all thresholds, as synthetic data allow.
	Off bool
	// Contributions takes the effective and the equivalent users of a row into
	// account as well, at the cost of a second pass over the rows.
	Contributions bool
	// KeepRows replaces the values of failing columns by NULL instead of
	// removing the row. A FilteredMetricsDiscriminatorColumn implies it.
	KeepRows bool
	// Names of columns to add, or "": whether the row was changed, the number
	// of users the check used, and why it was changed.
	FilteredMetricsDiscriminatorColumn string
	DistinctUserCountColumn            string
	FilteredReasonColumn               string
}

// output wraps the result in what its columns ask for. The second result says
// that users have to be counted, which needs a translation with lineage.
func (t *translator) output(query *amcsql.Query, result *relation) (*Statement, bool) {
	free := t.options.Privacy.Off || t.options.Audience
	statement := &Statement{Users: 1, Sources: t.sourceNames()}
	for i := range result.columns {
		c := &result.columns[i]
		statement.Columns = append(statement.Columns, Column{Name: c.name, Class: c.class, Role: c.role})
		if free {
			continue
		}
		users, shown := c.class.Users()
		if !shown {
			t.refuseOutput(c)
		}
		statement.Users = max(statement.Users, users)
	}
	if !result.aggregated && !result.unknown && !free && t.readsEvents() {
		t.refuse(query.Body.Span(), "not-aggregated", "The output must be aggregated: use an aggregate function or GROUP BY")
	}
	t.addPrivacyColumns(statement)

	asks := statement.Users > 1 && !free
	body := strings.TrimPrefix(result.sql, result.with)
	// WITH stays at the start of the statement, where people look for it.
	statement.SQL = result.with + t.threshold(result, statement.Users, body, limitOf(query)) + result.ordered() + t.limit(limitOf(query))
	statement.Parameters = t.uses.list() // those of LIMIT too
	return statement, asks
}

func (t *translator) refuseOutput(c *column) {
	hint := ""
	if c.shown == userColumn {
		hint = "An audience query selects user_id alone, from …_for_audiences tables."
	}
	t.refuseWithHint(c.span, "private-output", hint,
		"Column '%s' has aggregation threshold %s and cannot be in the output; count it or leave it out", c.shown, c.class)
}

// readsEvents reports whether any data source holds events. Whether the output
// of the others needs to be aggregated is not known.
func (t *translator) readsEvents() bool {
	for _, table := range t.sources {
		if table.Kind != catalog.Dimension {
			return true
		}
	}
	return false
}

func (t *translator) sourceNames() []string {
	names := make([]string, 0, len(t.sources))
	for name := range t.sources {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

func (t *translator) addPrivacyColumns(statement *Statement) {
	privacy := t.options.Privacy
	add := func(name string, role catalog.Role) {
		if name == "" {
			return
		}
		statement.Columns = append(statement.Columns, Column{Name: strings.ToLower(name), Class: catalog.None, Role: role})
	}
	add(privacy.FilteredMetricsDiscriminatorColumn, catalog.Attribute)
	add(privacy.DistinctUserCountColumn, catalog.Metric)
	add(privacy.FilteredReasonColumn, catalog.Attribute)
}

// threshold wraps the result into what its columns ask for. The outermost
// SELECT lists the output columns by name, so clauses may follow it.
func (t *translator) threshold(result *relation, required int, sql string, limit *amcsql.Limit) string {
	privacy := t.options.Privacy
	names := make([]string, len(result.columns))
	for i := range result.columns {
		names[i] = quoteName(result.columns[i].name)
	}
	if privacy.Off || required <= 1 || len(result.paths) == 0 {
		extra := t.privacyColumns("FALSE", "CAST(NULL AS BIGINT)", "CAST(NULL AS VARCHAR)")
		if len(extra) == 0 && len(result.order) == 0 && limit == nil && len(result.paths) == 0 {
			return sql
		}
		free := append(names, extra...)
		return "SELECT " + strings.Join(free, ", ") + " FROM (\n" + sql + "\n)"
	}
	if privacy.KeepRows || privacy.FilteredMetricsDiscriminatorColumn != "" {
		return t.keepRows(result, required, withUsers(result, sql))
	}
	if privacy.DistinctUserCountColumn == "" && privacy.FilteredReasonColumn == "" {
		return "SELECT " + strings.Join(names, ", ") + " FROM (\n" + sql + "\n)" +
			fmt.Sprintf("\nWHERE COALESCE(%s, %d) >= %d", lowest(userCounts(result)), required, required)
	}
	shown := append(names, t.privacyColumns("FALSE", shownUsers(required), "CAST(NULL AS VARCHAR)")...)
	return "SELECT " + strings.Join(shown, ", ") + " FROM (\n" + withUsers(result, sql) + "\n)" +
		fmt.Sprintf("\nWHERE COALESCE(\"#users\", %d) >= %d", required, required)
}

func (t *translator) privacyColumns(filtered, users, reason string) []string {
	privacy := t.options.Privacy
	var columns []string
	for _, c := range []struct{ name, sql string }{
		{privacy.FilteredMetricsDiscriminatorColumn, filtered},
		{privacy.DistinctUserCountColumn, users},
		{privacy.FilteredReasonColumn, reason},
	} {
		if c.name != "" {
			columns = append(columns, c.sql+" AS "+quoteName(strings.ToLower(c.name)))
		}
	}
	return columns
}

// shownUsers caps the count, which would otherwise tell more than the threshold.
func shownUsers(required int) string { return fmt.Sprintf(`least("#users", %d)`, required) }

// userCount is one count of users behind a row.
type userCount struct {
	path int
	kind string // "", "effective " or "equivalent ", as the reason says it
	sql  string
}

// userCounts gives the counts of every path, in the order in which one is
// blamed. An equivalent count that is enough asks for nothing.
func userCounts(result *relation) []userCount {
	var counts []userCount
	for i, p := range result.paths {
		counts = append(counts, userCount{path: i, sql: sizeOf(p, pathName(i))})
	}
	for i, p := range result.paths {
		if p.counted {
			counts = append(counts,
				userCount{path: i, kind: "effective ", sql: effectiveName(i)},
				userCount{path: i, kind: "equivalent ", sql: "CASE WHEN " + equivalentName(i) + " < 2 THEN " + equivalentName(i) + " END"})
		}
	}
	return counts
}

// lowest passes over paths that have no row behind the output row.
func lowest(counts []userCount) string {
	if len(counts) == 1 {
		return counts[0].sql
	}
	parts := make([]string, len(counts))
	for i := range counts {
		parts[i] = counts[i].sql
	}
	return "least(" + strings.Join(parts, ", ") + ")"
}

// withUsers adds "#n1" … (the counts) and "#users" (the lowest of them).
func withUsers(result *relation, sql string) string {
	counts := userCounts(result)
	items := make([]string, len(counts))
	for i := range counts {
		name := fmt.Sprintf(`"#n%d"`, i+1)
		items[i] = counts[i].sql + " AS " + name
		counts[i].sql = name
	}
	return "SELECT *, " + lowest(counts) + ` AS "#users" FROM (SELECT *, ` + strings.Join(items, ", ") + " FROM (\n" + sql + "\n))"
}

// keepRows empties what fails in place and joins rows that became alike.
func (t *translator) keepRows(result *relation, required int, sql string) string {
	changed := fmt.Sprintf(`COALESCE("#users", %d) < %d`, required, required)
	inner := make([]string, 0, len(result.columns)+3)
	outer := make([]string, 0, len(result.columns)+3)
	shownNames := make([]string, 0, len(result.columns)+3)
	keys := []string{`"#changed"`}
	for i := range result.columns {
		c := &result.columns[i]
		name := quoteName(c.name)
		shown := name
		if users, _ := c.class.Users(); users > 1 {
			shown = fmt.Sprintf(`CASE WHEN COALESCE("#users", %d) >= %d THEN %s END`, users, users, name)
		}
		inner = append(inner, shown+" AS "+name)
		shownNames = append(shownNames, name)
		if c.role == catalog.Metric && c.typ.IsNumeric() {
			outer = append(outer, "sum("+name+") AS "+name)
			continue
		}
		outer = append(outer, name)
		keys = append(keys, name)
	}
	inner = append(inner, changed+` AS "#changed"`, shownUsers(required)+` AS "#shown"`,
		"CASE WHEN "+changed+" THEN "+t.reason(result, required)+` END AS "#reason"`)
	outer = append(outer, t.privacyColumns(`"#changed"`, `min("#shown")`, `min("#reason")`)...)
	for i := range result.hidden {
		inner = append(inner, sortName(i))
		outer = append(outer, "min("+sortName(i)+") AS "+sortName(i))
	}
	text := "SELECT " + strings.Join(outer, ", ") + " FROM (\nSELECT " + strings.Join(inner, ", ") + " FROM (\n" + sql + "\n))" +
		"\nGROUP BY " + strings.Join(keys, ", ")
	if len(result.order) == 0 {
		return text
	}
	for _, name := range t.privacyNames() {
		shownNames = append(shownNames, quoteName(name))
	}
	return "SELECT " + strings.Join(shownNames, ", ") + " FROM (\n" + text + "\n)"
}

// privacyNames are the names of the added columns.
func (t *translator) privacyNames() []string {
	privacy := t.options.Privacy
	var names []string
	for _, name := range []string{privacy.FilteredMetricsDiscriminatorColumn, privacy.DistinctUserCountColumn, privacy.FilteredReasonColumn} {
		if name != "" {
			names = append(names, strings.ToLower(name))
		}
	}
	return names
}

// reason is the text about the path with the fewest users.
func (t *translator) reason(result *relation, required int) string {
	reads := map[string]int{}
	for _, p := range result.paths {
		reads[p.source]++
	}
	var text strings.Builder
	text.WriteString("CASE")
	seen := map[string]int{}
	which := make([]string, len(result.paths))
	for i, p := range result.paths {
		seen[p.source]++
		if reads[p.source] > 1 {
			which[i] = fmt.Sprintf(" (path %d of %d)", seen[p.source], reads[p.source])
		}
	}
	for i, count := range userCounts(result) {
		needed := required
		if count.kind == "equivalent " {
			needed = 2
		}
		fmt.Fprintf(&text, ` WHEN "#n%d" = "#users" THEN "#n%d" || %s`, i+1, i+1,
			quoteText(fmt.Sprintf(" '%s'%s %susers < %d required", result.paths[count.path].source, which[count.path], count.kind, needed)))
	}
	text.WriteString(" END")
	return text.String()
}
