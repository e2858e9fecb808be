package analysis

import (
	"slices"
	"strings"

	"github.com/recomamp/recomamp/amcsql"
	"github.com/recomamp/recomamp/amcsql/catalog"
)

func (a *analyser) namedTable(t *amcsql.NamedTable, s *scope) *relation {
	parts := t.Name.Parts
	last := parts[len(parts)-1]
	a.name(last)
	if len(parts) == 1 {
		if table := s.commonTable(last.Name); table != nil {
			table.used = true
			return &relation{shape: table.rows(), name: last.Name, common: table.node}
		}
	}
	if source, ok := a.findTable(last.Name, last.Span()); ok {
		return &relation{shape: a.sourceShape(source), name: last.Name, source: source}
	}
	a.unknownTable(last.Name, t.Name.Span(), s)
	return &relation{shape: unknownShape(), name: last.Name}
}

// readTable notes that a data source is read under a name.
func (a *analyser) readTable(source *catalog.Table, name string, at amcsql.Span) {
	a.reads = append(a.reads, read{table: source, at: at})
	if source.Deprecated {
		a.warn(CodeDeprecatedTable, at, "Amazon has removed %s; only old queries still get an answer from it.", source.Name)
	}
	if !amcsql.SameName(source.Name, name) {
		d := a.warn(CodeTableSpelling, at, "%s is another spelling of %s, which AMC may not know.", name, source.Name)
		d.Fixes = replace("Change to "+source.Name, at, source.Name)
	}
	if !slices.Contains(a.tables, source) {
		a.tables = append(a.tables, source)
	}
}

// findTable finds a data source. A name that Amazon no longer uses means the
// table that has its rows now.
func (a *analyser) findTable(name string, at amcsql.Span) (*catalog.Table, bool) {
	source, legacy, ok := a.options.Catalog.Resolve(name)
	if !ok {
		return nil, false
	}
	if legacy != nil {
		d := a.warn(CodeLegacyTable, at, "The name %s is not used any more; the table is %s", name, source.Name)
		if legacy.Note != "" {
			d.Message += " (" + legacy.Note + ")"
		}
		d.Message += "."
		d.Fixes = replace("Change to "+source.Name, at, source.Name)
		name = source.Name
	}
	a.readTable(source, name, at)
	return source, true
}

// unknownTable says what is wrong with a table name, and which one was meant.
func (a *analyser) unknownTable(name string, at amcsql.Span, s *scope) {
	if a.full(amcsql.SeverityError) {
		return
	}
	verdict := "Object '" + name + "' not found"
	if s.definedLater(name) && a.recursiveNames[strings.ToLower(name)] {
		return
	}
	if s.definedLater(name) {
		a.error(CodeUnknownTable, at, "Object '%s' not found: the common table %s is defined later; a common table reads only the ones before it.", name, name).AMC = verdict
		return
	}
	if unreal, ok := a.options.Catalog.Unreal(name); ok {
		d := a.error(CodeUnknownTable, at, "Object '%s' not found: there is no such table in AMC", name)
		d.AMC = verdict
		if unreal.Note != "" {
			d.Message += " (" + unreal.Note + ")"
		}
		d.Message += "."
		suggest(d, unreal.Table)
		return
	}
	d := a.error(CodeUnknownTable, at, "Object '%s' not found: no data source and no common table has this name.", name)
	d.AMC = verdict
	suggestion := catalog.Nearest(name, s.commonTableNames())
	if suggestion == "" {
		suggestion = a.options.Catalog.SuggestTable(name)
	}
	suggest(d, suggestion)
}
