package duckdb

import (
	"fmt"
	"math/bits"
	"strings"

	"github.com/recomamp/recomamp/amcsql"
)

// A row may rest on many users of whom few matter. Where a SUM of the final
// SELECT draws on one data source whose rows are still those of single users,
// two more counts are taken per data source and row:
//
//	effective   users who add something to every sum that is not zero
//	equivalent  a sum divided by the largest share of one user, cut to a whole
//	            number; 2 is enough
//
// They come from a second pass over the same rows, grouped by user first. Its
// result is joined by the group keys, hidden as "#k1" … .

// metric is a SUM of the final select list.
type metric struct {
	path int // of the scope
	sql  string
}

// metrics are those found while a select list is translated.
type metrics struct{ all []metric }

// note keeps a sum that draws on exactly one path.
func (m *metrics) note(call *amcsql.Call, arg value, filter string) {
	if m == nil || call.Quantifier == amcsql.Distinct || bits.OnesCount64(arg.paths) != 1 || !arg.isNumeric() {
		return
	}
	sql := arg.sql
	if condition, found := strings.CutPrefix(filter, " FILTER (WHERE "); found {
		sql = "CASE WHEN " + strings.TrimSuffix(condition, ")") + " THEN " + sql + " END"
	}
	found := metric{path: bits.TrailingZeros64(arg.paths), sql: sql}
	for _, known := range m.all {
		if known == found {
			return
		}
	}
	m.all = append(m.all, found)
}

// keyName is the hidden column of a group key.
func keyName(i int) string { return fmt.Sprintf(`"#k%d"`, i+1) }

// effectiveName and equivalentName are the hidden columns of the counts of a path.
func effectiveName(path int) string  { return fmt.Sprintf(`"#e%d"`, path+1) }
func equivalentName(path int) string { return fmt.Sprintf(`"#q%d"`, path+1) }

// contributions joins the counts of every path that has metrics to the rows of a
// SELECT. rows is "FROM … WHERE …" of it, keys the SQL of its group keys.
func (t *translator) contributions(result *relation, paths []path, m *metrics, rows string, keys []string) {
	var joins strings.Builder
	rest := t.anonymousName()
	names := result.allNames()
	for i, p := range paths {
		var sums []string
		for _, one := range m.all {
			if one.path == i {
				sums = append(sums, one.sql)
			}
		}
		if p.kind != oneUser || len(sums) == 0 {
			continue
		}
		counts := t.anonymousName()
		joins.WriteString("\nLEFT JOIN (" + contributionSQL(p.sql, sums, rows, keys) + ") AS " + quoteName(counts) + " ON " + keysMeet(rest, counts, len(keys)))
		names = append(names, quoteName(counts)+`."#e" AS `+effectiveName(i), quoteName(counts)+`."#q" AS `+equivalentName(i))
		result.paths[i].counted = true
	}
	if joins.Len() == 0 {
		return
	}
	for i := range result.hidden {
		names = append(names, sortName(i))
	}
	result.sql = "SELECT " + strings.Join(names, ", ") + " FROM (" + result.sql + ") AS " + quoteName(rest) + joins.String()
}

func keysMeet(left, right string, keys int) string {
	if keys == 0 {
		return "TRUE"
	}
	tests := make([]string, keys)
	for i := range tests {
		tests[i] = quoteName(left) + "." + keyName(i) + " IS NOT DISTINCT FROM " + quoteName(right) + "." + keyName(i)
	}
	return strings.Join(tests, " AND ")
}

// contributionSQL gives both counts of one path by group.
func contributionSQL(user string, sums []string, rows string, keys []string) string {
	var inner, outer, over []string
	for i, key := range keys {
		inner = append(inner, key+" AS "+keyName(i))
		outer = append(outer, keyName(i))
	}
	partition := ""
	if len(keys) > 0 {
		partition = "PARTITION BY " + strings.Join(outer, ", ")
	}
	inner = append(inner, user+` AS "u"`)
	over = append(over, "*")
	adds := make([]string, len(sums))
	shares := make([]string, len(sums))
	for i, sum := range sums {
		s, total := fmt.Sprintf(`"s%d"`, i+1), fmt.Sprintf(`"t%d"`, i+1)
		inner = append(inner, "COALESCE(CAST(sum("+sum+") AS DOUBLE), 0) AS "+s)
		over = append(over, "sum("+s+") OVER ("+partition+") AS "+total)
		adds[i] = "(" + s + " <> 0 OR " + total + " = 0)"
		shares[i] = "floor(abs(max(" + total + ")) / nullif(max(abs(" + s + ")) FILTER (WHERE \"u\" <> 0), 0))"
	}
	counts := append(append([]string(nil), outer...),
		`count(*) FILTER (WHERE "u" <> 0 AND `+strings.Join(adds, " AND ")+`) AS "#e"`,
		"CAST(least(2, "+strings.Join(shares, ", ")+`) AS BIGINT) AS "#q"`)
	sql := "SELECT " + strings.Join(counts, ", ") + " FROM (SELECT " + strings.Join(over, ", ") + " FROM (SELECT " + strings.Join(inner, ", ") + rows +
		"\nGROUP BY ALL HAVING " + user + " IS NOT NULL))"
	if len(outer) > 0 {
		sql += " GROUP BY " + strings.Join(outer, ", ")
	}
	return sql
}
