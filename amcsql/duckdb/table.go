package duckdb

import (
	"strconv"
	"strings"
	"time"

	"github.com/recomamp/recomamp/amcsql"
	"github.com/recomamp/recomamp/amcsql/catalog"
)

// userColumn is the column of a data source that says who a row is about.
const userColumn = "user_id"

// from translates FROM into the scope it makes and its SQL.
func (t *translator) from(tables []amcsql.Table, at place, s *scope) string {
	parts := make([]string, len(tables))
	for i, table := range tables {
		parts[i] = t.table(table, at, s)
	}
	return strings.Join(parts, ", ")
}

// table translates one table of FROM and adds what it holds to the scope.
func (t *translator) table(table amcsql.Table, at place, s *scope) string {
	switch table := table.(type) {
	case *amcsql.NamedTable:
		return t.namedTable(table, at, s)
	case *amcsql.DerivedTable:
		return t.derivedTable(table, at, s)
	case *amcsql.ExtendedTable:
		return t.extendedTable(table, s)
	case *amcsql.Join:
		return t.join(table, at, s)
	case *amcsql.ParenTable:
		if table.Alias != nil {
			return t.aliasedJoin(table, at, s)
		}
		inner := t.table(table.Table, at, s)
		if _, isJoin := table.Table.(*amcsql.Join); !isJoin {
			return inner // DuckDB takes parentheses around joins only
		}
		return "(" + inner + ")"
	case *amcsql.FunctionTable:
		return t.functionTable(table, at, s)
	case *amcsql.Unnest:
		return t.unnest(table, at, s)
	case *amcsql.SampledTable:
		return t.sampledTable(table, at, s)
	case *amcsql.PlaceholderTable:
		return t.placeholderTable(table, at, s)
	default:
		t.refuse(table.Span(), "syntax", "A table was expected")
	}
	return t.missingTable(s, nil)
}

// sampledTable reads a share of the rows; every method draws them one by one.
func (t *translator) sampledTable(table *amcsql.SampledTable, at place, s *scope) string {
	sql := t.table(table.Table, at, s)
	if len(table.Args) == 1 {
		if share, ok := unwrap(table.Args[0]).(*amcsql.NumberLiteral); ok {
			if percent, err := strconv.ParseFloat(share.Text, 64); err == nil && percent <= 100 {
				return sql + " TABLESAMPLE bernoulli(" + strconv.FormatFloat(percent, 'f', -1, 64) + " PERCENT)"
			}
		}
	}
	t.refuse(table.At, "bad-arguments", "TABLESAMPLE takes 0 to 100 percent")
	return sql
}

// missingTable keeps translation going where a table could not be resolved.
func (t *translator) missingTable(s *scope, alias *amcsql.TableAlias) string {
	name := ""
	if alias != nil && alias.Name != nil {
		name = lowerName(alias.Name)
	}
	s.tables = append(s.tables, &scopeTable{alias: name, emitted: quoteName(t.anonymousName()), relation: &relation{unknown: true}})
	return "(SELECT 1)"
}

func (t *translator) namedTable(table *amcsql.NamedTable, at place, s *scope) string {
	parts := table.Name.Parts
	name := parts[len(parts)-1].Name
	if len(parts) == 1 {
		if common := at.tables.find(name); common != nil {
			return t.addTable(s, quoteName(common.emitted), common.relation, table.Alias, strings.ToLower(name), table.At, false)
		}
	}
	source, filter, ok := t.source(table.Name.At, name)
	if !ok {
		return t.missingTable(s, aliasOr(table.Alias, parts[len(parts)-1]))
	}
	rel := t.sourceRelation(source, t.options.Window, filter)
	return t.addTable(s, "("+rel.sql+")", rel, table.Alias, strings.ToLower(name), table.At, true)
}

func aliasOr(alias *amcsql.TableAlias, name *amcsql.Ident) *amcsql.TableAlias {
	if alias != nil {
		return alias
	}
	return &amcsql.TableAlias{Name: name}
}

// addTable puts a relation into the scope under its alias.
func (t *translator) addTable(s *scope, sql string, rel *relation, alias *amcsql.TableAlias, name string, at amcsql.Span, source bool) string {
	columns := ""
	if alias != nil && alias.Name != nil {
		name = lowerName(alias.Name)
		at = alias.At
		if len(alias.Columns) > 0 {
			renamed := *rel
			renamed.columns = append([]column(nil), rel.columns...)
			renamed.places = nil
			t.renameColumns(&renamed, alias.Columns, alias.Name.At)
			rel, columns = &renamed, columnList(&renamed)
		}
	}
	return sql + " AS " + s.add(t, name, rel, at, source).emitted + columns
}

// aliasedJoin reads (a JOIN b ON …) AS c: the columns of both, as of one table.
func (t *translator) aliasedJoin(table *amcsql.ParenTable, at place, s *scope) string {
	star := &amcsql.Select{
		Located: table.Located, Items: []*amcsql.SelectItem{{Located: table.Located, Expr: &amcsql.Star{Located: table.Located}}}, From: []amcsql.Table{table.Table},
	}
	return t.derivedTable(&amcsql.DerivedTable{Located: table.Located, Query: &amcsql.Query{Located: table.Located, Body: star}, Alias: table.Alias}, at, s)
}

// source finds a data source that the instance has. A legacy name may stand for
// some of the rows of its successor, which the filter chooses.
func (t *translator) source(at amcsql.Span, name string) (*catalog.Table, *catalog.Filter, bool) {
	table, legacy, ok := t.options.Catalog.Resolve(name)
	if ok && (t.options.Available == nil || t.options.Available(table)) {
		t.sources[table.Name] = table
		if legacy != nil {
			return table, legacy.Filter, true
		}
		return table, nil, true
	}
	hint := ""
	switch near := t.options.Catalog.SuggestTable(name); {
	case ok:
		hint = "The instance has no access to this data source."
	case near != "":
		hint = "Did you mean " + near + "?"
	}
	t.refuseWithHint(at, "unknown-table", hint, "Object '%s' not found", name)
	return nil, nil, false
}

// sourceRelation reads a data source within a window.
func (t *translator) sourceRelation(table *catalog.Table, window Window, filter *catalog.Filter) *relation {
	result := &relation{columns: make([]column, len(table.Columns))}
	for i, c := range table.Columns {
		result.columns[i] = column{
			name: c.Name, shown: c.Name, typ: dataType{Type: c.Type}, class: c.Class, role: c.Role, from: &origin{table: table, column: c.Name},
		}
	}
	if table.WindowColumn == "" {
		window = Window{}
	} else if until := t.options.Until; !until.IsZero() && (window.End.IsZero() || window.End.After(until)) {
		window.End = until
	}
	hidden := ""
	if index := result.find(userColumn); index >= 0 && t.lineage {
		hidden = ", CASE WHEN " + quoteName(userColumn) + " IS NULL THEN 0 ELSE hash(" + quoteName(userColumn) + ") END AS " + pathName(0)
		result.paths = []path{{source: table.Name, kind: oneUser}}
		result.columns[index].single = 1
	}
	bounds := window.bounds(table)
	if filter != nil {
		bounds = append(bounds, quoteName(filter.Column)+" = "+quoteText(filter.Value))
	}
	where := ""
	if len(bounds) > 0 {
		where = " WHERE " + strings.Join(bounds, " AND ")
	}
	result.sql = "SELECT *" + hidden + " FROM " + t.options.Source(table, window.Start, window.End) + where
	return result
}

// bounds writes the window as conditions; a zero bound cuts nothing.
func (w Window) bounds(table *catalog.Table) []string {
	if table.WindowColumn == "" {
		return nil
	}
	var bounds []string
	name := quoteName(table.WindowColumn)
	if column, ok := table.Column(table.WindowColumn); ok && column.Type.Name == catalog.Date {
		w = w.wholeDays()
	}
	if !w.Start.IsZero() {
		bounds = append(bounds, name+" >= "+timestampLiteral(w.Start))
	}
	if !w.End.IsZero() {
		bounds = append(bounds, name+" < "+timestampLiteral(w.End))
	}
	return bounds
}

// wholeDays is the window for a column of days: those that begin in it, by UTC
// date, and never none.
func (w Window) wholeDays() Window {
	const day = 24 * time.Hour
	if !w.Start.IsZero() {
		w.Start = w.Start.UTC().Truncate(day)
	}
	if end := w.End.UTC().Truncate(day); !w.End.IsZero() && (w.Start.IsZero() || end.After(w.Start)) {
		w.End = end
	}
	return w
}

func (t *translator) derivedTable(table *amcsql.DerivedTable, at place, s *scope) string {
	return t.derived(table, table.Lateral, at, s)
}

// derived translates a query in FROM; a lateral one sees the tables before it.
func (t *translator) derived(table *amcsql.DerivedTable, lateral bool, at place, s *scope) string {
	inner := place{tables: at.tables, outer: at.outer}
	if table.Alias != nil {
		inner.width = len(table.Alias.Columns)
	}
	word := ""
	if lateral {
		inner.outer, word = s, "LATERAL "
	}
	rel := t.query(table.Query, inner)
	if rel == nil {
		return t.missingTable(s, table.Alias)
	}
	return t.addTable(s, word+"("+rel.sql+")", rel, table.Alias, "", table.At, false)
}

func (t *translator) extendedTable(table *amcsql.ExtendedTable, s *scope) string {
	const usage = "EXTEND_TIME_WINDOW takes a table name and two ISO-8601 durations as text, as in EXTEND_TIME_WINDOW('table', 'P14D', 'P0D')"
	texts := make([]string, 0, 3)
	for i, arg := range table.Args {
		if p, open := arg.(*amcsql.Placeholder); open && p.Fill == nil && t.unfilled(p.At, p.Text) {
			use := t.uses.of(p.Text, true)
			if i == 0 {
				use.Identifier = true
				return t.missingTable(s, table.Alias)
			}
			use.Duration = true
			texts = append(texts, "P0D")
			continue
		}
		if literal, ok := amcsql.Filled(arg).(*amcsql.StringLiteral); ok {
			texts = append(texts, literal.Value)
		}
	}
	if len(table.Args) != 3 || len(texts) != 3 {
		t.refuse(table.At, "bad-window", usage)
		return t.missingTable(s, table.Alias)
	}
	before, err := parseDuration(texts[1])
	if err != nil {
		t.refuse(table.Args[1].Span(), "bad-window", "%s: %s", err, usage)
	}
	after, err := parseDuration(texts[2])
	if err != nil {
		t.refuse(table.Args[2].Span(), "bad-window", "%s: %s", err, usage)
	}
	source, filter, ok := t.source(table.Args[0].Span(), texts[0])
	if !ok {
		return t.missingTable(s, aliasOr(table.Alias, &amcsql.Ident{Name: texts[0]}))
	}
	window := t.options.Window
	if !window.IsZero() {
		window = Window{Start: before.before(window.Start), End: after.after(window.End)}
	}
	rel := t.sourceRelation(source, window, filter)
	return t.addTable(s, "("+rel.sql+")", rel, table.Alias, strings.ToLower(texts[0]), table.At, true)
}

func timestampLiteral(at time.Time) string {
	return "TIMESTAMP '" + at.UTC().Format("2006-01-02 15:04:05.999999") + "'"
}
