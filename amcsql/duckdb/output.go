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
	privacy := t.options.Privacy
	statement := &Statement{Users: 1, Sources: t.sourceNames()}
	for i := range result.columns {
		c := &result.columns[i]
		statement.Columns = append(statement.Columns, Column{Name: c.name, Class: c.class, Role: c.role})
		if privacy.Off {
			continue
		}
		users, shown := c.class.Users()
		if !shown {
			t.refuse(c.span, "private-output",
				"Column '%s' has aggregation threshold %s and cannot be in the output; count it or leave it out", c.shown, c.class)
		}
		statement.Users = max(statement.Users, users)
	}
	if !result.aggregated && !result.unknown && !privacy.Off {
		t.refuse(query.Body.Span(), "not-aggregated", "The output must be aggregated: use an aggregate function or GROUP BY")
	}
	t.addPrivacyColumns(statement)

	asks := statement.Users > 1 && !privacy.Off
	inner := t.threshold(result, statement)
	tail := t.orderAndLimit(query, result)
	names := make([]string, len(statement.Columns))
	for i, c := range statement.Columns {
		names[i] = quoteName(c.Name)
	}
	with, body := splitWith(query, inner, result)
	statement.SQL = with + "SELECT " + strings.Join(names, ", ") + "\nFROM (" + body + ")" + tail
	return statement, asks
}

// splitWith keeps WITH at the start of the statement, where people look for it.
func splitWith(query *amcsql.Query, inner func(string) string, result *relation) (with, body string) {
	if query.With == nil || result.with == "" {
		return "", inner(result.sql)
	}
	return result.with, inner(strings.TrimPrefix(result.sql, result.with))
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

// threshold gives the filter around the result: its columns and the privacy columns.
func (t *translator) threshold(result *relation, statement *Statement) func(string) string {
	privacy := t.options.Privacy
	names := make([]string, len(result.columns))
	for i := range result.columns {
		names[i] = quoteName(result.columns[i].name)
	}
	if privacy.Off || statement.Users <= 1 || len(result.paths) == 0 {
		extra := t.privacyColumns("FALSE", "CAST(NULL AS BIGINT)", "CAST(NULL AS VARCHAR)")
		return func(sql string) string {
			return "SELECT " + strings.Join(append(names, extra...), ", ") + "\nFROM (" + sql + ")"
		}
	}
	lowest := func(sql string) string { return withLowest(result, sql) }
	if privacy.KeepRows || privacy.FilteredMetricsDiscriminatorColumn != "" {
		return func(sql string) string { return t.keepRows(result, statement.Users, lowest(sql)) }
	}
	extra := t.privacyColumns("FALSE", shownUsers(statement.Users), "CAST(NULL AS VARCHAR)")
	return func(sql string) string {
		return "SELECT " + strings.Join(append(names, extra...), ", ") + "\nFROM (" + lowest(sql) + ")" +
			fmt.Sprintf("\nWHERE COALESCE(\"#users\", %d) >= %d", statement.Users, statement.Users)
	}
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

// withLowest adds "#n1" … (users per path) and "#users" (the lowest of them).
func withLowest(result *relation, sql string) string {
	sizes := make([]string, len(result.paths))
	names := make([]string, len(result.paths))
	for i, p := range result.paths {
		names[i] = fmt.Sprintf(`"#n%d"`, i+1)
		sizes[i] = sizeOf(p, pathName(i)) + " AS " + names[i]
	}
	lowest := names[0]
	if len(names) > 1 {
		lowest = "least(" + strings.Join(names, ", ") + ")"
	}
	return "SELECT *, " + lowest + ` AS "#users"` + "\nFROM (SELECT *, " + strings.Join(sizes, ", ") + "\nFROM (" + sql + "))"
}

// keepRows empties what fails in place and joins rows that became alike.
func (t *translator) keepRows(result *relation, required int, sql string) string {
	changed := fmt.Sprintf(`COALESCE("#users", %d) < %d`, required, required)
	inner := make([]string, 0, len(result.columns)+3)
	outer := make([]string, 0, len(result.columns)+3)
	keys := []string{`"#changed"`}
	for i := range result.columns {
		c := &result.columns[i]
		name := quoteName(c.name)
		shown := name
		if users, _ := c.class.Users(); users > 1 {
			shown = fmt.Sprintf(`CASE WHEN COALESCE("#users", %d) >= %d THEN %s END`, users, users, name)
		}
		inner = append(inner, shown+" AS "+name)
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
	return "SELECT " + strings.Join(outer, ", ") + "\nFROM (SELECT " + strings.Join(inner, ", ") + "\nFROM (" + sql + "))" +
		"\nGROUP BY " + strings.Join(keys, ", ")
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
	for i, p := range result.paths {
		seen[p.source]++
		which := ""
		if reads[p.source] > 1 {
			which = fmt.Sprintf(" (path %d of %d)", seen[p.source], reads[p.source])
		}
		fmt.Fprintf(&text, ` WHEN "#n%d" = "#users" THEN "#n%d" || %s`, i+1, i+1,
			quoteText(fmt.Sprintf(" '%s'%s users < %d required", p.source, which, required)))
	}
	text.WriteString(" END")
	return text.String()
}
