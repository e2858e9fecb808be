package analysis

import (
	"strings"

	"github.com/recomamp/recomamp/amcsql"
)

func (a *analyser) with(with *amcsql.With, own *scope) {
	if with.Recursive {
		a.recursive(with)
	}
	if own.parent != nil {
		a.disputed(CodeUnverifiedSyntax, a.word(with.Span(), "WITH"),
			"A WITH inside another query was never seen to work in AMC; move its tables to the WITH at the top.")
	}
	own.tables = make(map[string]*commonTable, len(with.Tables))
	for i, table := range with.Tables {
		own.later = with.Tables[i:]
		a.commonTable(with, table, own)
	}
	own.later = nil
}

// recursive tells of RECURSIVE. Where no table reads itself, the word can go.
func (a *analyser) recursive(with *amcsql.With) {
	at := a.word(with.Span(), "RECURSIVE")
	for _, table := range with.Tables {
		if table.ReadsItself() {
			if a.recursiveNames == nil {
				a.recursiveNames = map[string]bool{}
			}
			a.recursiveNames[strings.ToLower(table.Name.Name)] = true
			a.error(CodeUnsupportedSyntax, at, "AMC has no recursive common tables, and %s reads itself; list the rows with VALUES.", table.Name.Name)
			return
		}
	}
	a.disputed(CodeUnverifiedSyntax, at, "RECURSIVE was never seen to work in AMC, and no table here reads itself; remove the word.").Fixes = a.drop(at, "RECURSIVE")
}

func (a *analyser) commonTable(with *amcsql.With, table *amcsql.CommonTable, own *scope) {
	if a.spend(tableCost) {
		return
	}
	key := strings.ToLower(table.Name.Name)
	if a.postponed(with, table, own, key) {
		return
	}
	a.name(table.Name)
	if table.Materialized != amcsql.MaterializeDefault {
		rest := amcsql.Span{Start: table.Name.Span().End, End: table.Span().End}
		at := a.word(rest, string(table.Materialized))
		a.disputed(CodeUnverifiedSyntax, at, "%s was never seen to work in AMC; remove the word.", table.Materialized).Fixes = a.drop(at, string(table.Materialized))
	}
	rows := a.query(table.Query, own, place{})
	rows = a.renamed(rows, table.Name.Name, table.Columns)
	if own.tables[key] != nil {
		a.error(CodeDuplicateTable, table.Name.Span(), "There are two common tables called %s; give this one another name.", table.Name.Name).AMC =
			"Duplicate name '" + table.Name.Name + "' in WITH clause"
		return
	}
	own.tables[key] = &commonTable{node: table, shape: rows, order: len(own.tables) + 1}
}

// renamed gives rows the column names of a list, where there is one.
func (a *analyser) renamed(from *shape, name string, columns []*amcsql.Ident) *shape {
	if len(columns) == 0 {
		return from
	}
	out := &shape{aggregated: from.aggregated, reads: from.reads}
	if !from.open && len(columns) != len(from.columns) {
		at := amcsql.Span{Start: columns[0].Span().Start, End: columns[len(columns)-1].Span().End}
		a.error(CodeColumnCount, at, "Number of columns must match number of query columns: %s names %s, its query has %d.",
			quoted(name, "this table"), count(len(columns), "column"), len(from.columns)).AMC = "Number of columns must match number of query columns"
	}
	given := make(map[*column]*column, len(columns))
	for i, ident := range columns {
		a.name(ident)
		c := &column{name: ident.Name, at: ident.Span(), given: ident}
		if i < len(from.columns) {
			old := from.columns[i]
			c.value, c.item, c.source, c.table, c.from = old.value, old.item, old.source, old.table, []*column{old}
			given[old] = c
		}
		out.columns = append(out.columns, c)
	}
	out.keys = translated(from.keys, given)
	return out
}

// translated gives keys their new columns. A key that lost a column is none.
func translated(keys []*column, given map[*column]*column) []*column {
	if keys == nil {
		return nil
	}
	out := make([]*column, 0, len(keys))
	for _, key := range keys {
		if given[key] == nil {
			return nil
		}
		out = append(out, given[key])
	}
	return out
}

func (a *analyser) unused(with *amcsql.With, own *scope) {
	if a.broken || a.focus != nil {
		return
	}
	for _, node := range with.Tables {
		if table := own.tables[strings.ToLower(node.Name.Name)]; table != nil && table.node == node && !table.used {
			a.info(CodeUnusedTable, node.Name.Span(), "Nothing reads the common table %s.", node.Name.Name)
		}
	}
}
