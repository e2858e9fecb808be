package analysis

import (
	"strings"

	"github.com/recomamp/recomamp/amcsql"
	"github.com/recomamp/recomamp/amcsql/catalog"
)

// columnRef binds a name.
func (a *analyser) columnRef(ref *amcsql.ColumnRef, s *scope, c context) value {
	if len(ref.Parts) > 1 {
		names := ref.Parts[:1] // what follows a column are fields of a row
		if s.relation(ref.Parts[0].Name) != nil {
			names = ref.Parts[:2]
		}
		for _, part := range names {
			a.name(part)
		}
		if last := ref.Column(); last.Quote == 0 && amcsql.SameName(last.Name, "date") {
			a.disputed(CodeReservedName, last.Span(), "DATE is a reserved word, and some report that a column of this name fails after a dot; give it another name where it is made.")
		}
		return a.qualified(ref, s)
	}
	name := ref.Parts[0].Name
	if v, ok := a.aliasRef(ref, s, c); ok {
		a.name(ref.Parts[0])
		return v
	}
	matches, open := a.lookup(s, name)
	if len(matches) == 0 && ref.Parts[0].Quote == '"' {
		return a.quotedText(ref)
	}
	a.name(ref.Parts[0])
	switch {
	case len(matches) == 1:
		return a.bind(ref, matches[0], s)
	case len(matches) > 1:
		d := a.error(CodeAmbiguousColumn, ref.Span(), "Column '%s' is ambiguous: %s and %s both have it; write %s.%s or %s.%s.",
			name, label(matches[0]), label(matches[1]), label(matches[0]), name, label(matches[1]), name)
		d.AMC = "Column '" + name + "' is ambiguous"
		for _, match := range matches {
			if match.relation.name != "" {
				qualified := match.relation.name + "." + name
				d.Fixes = append(d.Fixes, replace("Write "+qualified, ref.Span(), qualified)...)
			}
		}
		return a.bind(ref, matches[0], s)
	case open:
		return value{}
	}
	a.unknownColumn(ref, s, c)
	return value{}
}

// quotedText takes a name in double quotes that no column has for a text, which
// one practitioner reports AMC does too.
func (a *analyser) quotedText(ref *amcsql.ColumnRef) value {
	d := a.disputed(CodeQuotedText, ref.Span(), "No column has this name, and whether AMC reads double quotes as a text is not sure; write a text in single quotes.")
	d.Fixes = replace("Use single quotes", ref.Span(), "'"+strings.ReplaceAll(ref.Parts[0].Name, "'", "''")+"'")
	return value{typ: typeOf(stringType), constant: true}
}

// aliasRef lets HAVING and QUALIFY name select items, outside of aggregates only.
func (a *analyser) aliasRef(ref *amcsql.ColumnRef, s *scope, c context) (value, bool) {
	if c.inAggregate != "" || c.inWindow && c.clause != inQualify || c.clause != inHaving && c.clause != inQualify && c.clause != inOrderBy {
		return value{}, false
	}
	i := a.alias(s, ref.Parts[0].Name)
	if i < 0 {
		return value{}, false
	}
	item := s.sel.Items[i]
	if c.clause == inHaving && isWindowed(item.Expr) {
		a.error(CodeFunctionPlace, ref.Span(), "HAVING cannot filter %s, which is the result of a window function; filter it in an outer SELECT.", item.Alias.Name).AMC = "Windowed aggregate expression is illegal in HAVING clause"
	}
	note(&a.bindings.aliases, ref, item)
	if s.made == nil { // the items come later, as in the condition of a join
		return value{}, true
	}
	return s.made[i].value, true
}

func label(b bound) string { return quoted(b.relation.name, "a subquery without a name") }

func (a *analyser) bind(ref *amcsql.ColumnRef, to bound, s *scope) value {
	note(&a.bindings.columns, ref, to)
	if r := to.relation; r != nil && r.source == nil && !r.open && r.sharedName(to.column.name) {
		a.disputed(CodeAmbiguousColumn, ref.Span(), "Several columns of %s are called %s, and AMC may refuse or take the first; give each of them a name of its own where they are made.",
			described(r), to.column.name)
	}
	a.correlated(ref, to, s)
	v := to.column.value
	v.column = to.column
	return v
}

// correlated reports a subquery that uses a table around it. Only EXISTS is
// known to do so.
func (a *analyser) correlated(ref *amcsql.ColumnRef, to bound, s *scope) {
	home := to.relation.scope
	var crossed *scope
	for ; s != nil && (home == nil || s.sel != home.sel); s = s.parent {
		if s.subquery {
			crossed = s
		}
	}
	if crossed == nil || crossed.looksOut || s == nil {
		return
	}
	crossed.looksOut = true
	a.disputed(CodeUnverifiedSyntax, ref.Span(), "A subquery that uses %s of the query around it was never seen to work in AMC, but after EXISTS; join a common table instead.",
		amcsql.Print(ref))
}

// qualified binds table.column and, with more parts, schema.table.column or a
// field of a row.
func (a *analyser) qualified(ref *amcsql.ColumnRef, s *scope) value {
	first := ref.Parts[0]
	if len(ref.Parts) > 2 {
		if middle := s.relation(ref.Parts[1].Name); middle != nil && s.relation(first.Name) == nil {
			return a.columnOf(ref, middle, ref.Parts[2], s)
		}
	}
	r := s.relation(first.Name)
	if r != nil {
		v := a.columnOf(ref, r, ref.Parts[1], s)
		if _, known := a.bindings.columns[ref]; !known {
			note[amcsql.Node](&a.bindings.qualifiers, ref, r)
		}
		if len(ref.Parts) > 2 {
			a.fieldAccess(ref, v)
			v.typ, v.column = dataType{}, nil
		}
		return v
	}
	if matches, _ := a.lookup(s, first.Name); len(matches) > 0 && matches[0].column.value.typ.name == rowType {
		a.disputed(CodeUnverifiedSyntax, ref.Span(), "Access to one field of a row was never seen to work in AMC.")
		return combined(dataType{}, matches[0].column.value)
	}
	a.unknownAlias(first, s)
	return value{}
}

// fieldAccess reports row.field, which only rows can have.
func (a *analyser) fieldAccess(e amcsql.Expr, v value) {
	if k := kindOf(v.typ); k != "" && !isNested(k) {
		a.error(CodeTypeMismatch, e.Span(), "%s is %s, which has no fields.", quoted(a.text(e), "this"), k).AMC = "Incompatible types"
		return
	}
	a.disputed(CodeUnverifiedSyntax, e.Span(), "Access to one field of a row was never seen to work in AMC.")
}

func (a *analyser) columnOf(ref *amcsql.ColumnRef, r *relation, ident *amcsql.Ident, s *scope) value {
	if ident.Placeholder != "" {
		return value{} // filled in before the query runs
	}
	if c := r.column(ident.Name); c != nil {
		return a.bind(ref, bound{r, c}, s)
	}
	if r.open || a.full(amcsql.SeverityError) {
		return value{}
	}
	d := a.error(CodeUnknownColumn, ident.Span(), "Column '%s' not found in %s.", ident.Name, described(r))
	d.AMC = "Column '" + ident.Name + "' not found in table '" + ref.Parts[0].Name + "'"
	if likely := likelyColumn(ident.Name, []*relation{r}); likely != "" {
		suggest(d, likely)
	} else {
		a.otherHome(d, ident.Name, s)
	}
	return value{}
}

func described(r *relation) string {
	if r.source != nil && !amcsql.SameName(r.name, r.source.Name) {
		return r.source.Name + " (" + r.name + ")"
	}
	return quoted(r.name, "this subquery")
}

func (a *analyser) unknownAlias(ident *amcsql.Ident, s *scope) {
	for outer := s; outer != nil; outer = outer.parent {
		for _, r := range outer.relations {
			if r.source != nil && amcsql.SameName(r.source.Name, ident.Name) {
				d := a.error(CodeUnknownAlias, ident.Span(), "Table '%s' not found: it is called %s here.", ident.Name, r.name)
				d.AMC = "Table '" + ident.Name + "' not found"
				d.Fixes = replace("Change to "+r.name, ident.Span(), r.name)
				return
			}
		}
	}
	if a.broken && len(s.relations) == 0 || a.full(amcsql.SeverityError) {
		return
	}
	d := a.error(CodeUnknownAlias, ident.Span(), "Table '%s' not found: no table of this FROM has that name or alias.", ident.Name)
	d.AMC = "Table '" + ident.Name + "' not found"
	suggest(d, catalog.Nearest(ident.Name, s.relationNames()))
}

// unknownColumn says what is wrong with a name that nothing binds.
func (a *analyser) unknownColumn(ref *amcsql.ColumnRef, s *scope, c context) {
	if a.full(amcsql.SeverityError) {
		return
	}
	name := ref.Parts[0].Name
	if a.broken && len(s.relations) == 0 {
		return
	}
	verdict := "Column '" + name + "' not found in any table"
	if len(s.relations) == 0 && s.parent == nil {
		a.error(CodeUnknownColumn, ref.Span(), "Column '%s' not found: this SELECT reads no table.", name).AMC = verdict
		return
	}
	if item := selectAlias(s, name, ref); item != nil && (c.clause == inWhere || c.clause == inSelect || c.clause == inOn) {
		d := a.error(CodeUnknownColumn, ref.Span(),
			"Column '%s' not found: %s is a name that this SELECT gives, which %s cannot use; repeat the expression, or use the name in an outer SELECT.",
			name, item.Alias.Name, map[bool]string{true: "its own list", false: clauseNames[c.clause]}[c.clause == inSelect])
		d.AMC = verdict
		if c.inAggregate == "" && a.firstAggregate(item.Expr) == nil && !isWindowed(item.Expr) || c.clause == inSelect && c.inAggregate == "" {
			d.Fixes = replace("Repeat the expression", ref.Span(), a.operand(item.Expr))
		}
		return
	}
	if len(s.visible()) == 0 {
		d := a.error(CodeUnknownColumn, ref.Span(), "Column '%s' not found: this SELECT has no FROM.", name)
		d.AMC = verdict
		a.otherHome(d, name, s)
		return
	}
	d := a.error(CodeUnknownColumn, ref.Span(), "Column '%s' not found in %s.", name, relationList(s))
	d.AMC = verdict
	if likely := likelyColumn(name, s.visible()); likely != "" {
		suggest(d, likely)
		if c.clause == inSelect {
			alsoKeys(d, s.sel, ref, likely)
		}
		return
	}
	a.otherHome(d, name, s)
}

// alsoKeys lets the fix of a misspelled select item mend the keys of GROUP BY
// that name the item, which are not reported apart.
func alsoKeys(d *amcsql.Diagnostic, sel *amcsql.Select, ref *amcsql.ColumnRef, name string) {
	if sel == nil || sel.GroupBy == nil || len(d.Fixes) != 1 {
		return
	}
	for _, key := range sel.GroupBy.Items {
		if named, is := key.(*amcsql.ColumnRef); is && len(named.Parts) == 1 && amcsql.SameName(named.Parts[0].Name, ref.Parts[0].Name) {
			d.Fixes[0].Edits = append(d.Fixes[0].Edits, amcsql.Edit{Span: named.Span(), Text: name})
		}
	}
}

// selectAlias returns the item that the SELECT around a name gives it to, nil
// where there is none or the name stands in that very item.
func selectAlias(s *scope, name string, ref *amcsql.ColumnRef) *amcsql.SelectItem {
	if s.sel == nil {
		return nil
	}
	for _, item := range s.sel.Items {
		if item.Alias == nil || !amcsql.SameName(item.Alias.Name, name) {
			continue
		}
		if item.Span().Covers(ref.Span().From()) {
			return nil
		}
		return item
	}
	return nil
}

func relationList(s *scope) string {
	names := s.relationNames()
	switch len(names) {
	case 0:
		return "this FROM"
	case 1:
		return names[0]
	}
	const shown = 3
	text := names[0]
	for i, name := range names[1:] {
		if i+2 > shown {
			return text + " and others"
		}
		text += ", " + name
	}
	return text
}

// otherHome names a table that does have the column: one of the same query, or
// the data source with the shortest name, which is the plainest.
func (a *analyser) otherHome(d *amcsql.Diagnostic, name string, s *scope) {
	for ; s != nil; s = s.parent {
		for _, r := range s.relations {
			if r.column(name) != nil && r.name != "" {
				d.Message += " " + r.name + " has it."
				return
			}
		}
	}
	const longestName = 128 // of anything in the catalogue, by far
	if len(name) > longestName {
		return
	}
	home := ""
	for _, table := range a.options.Catalog.Tables() {
		_, has := table.Column(name)
		if has && !table.IsAudience() && (home == "" || len(table.Name) < len(home)) {
			home = table.Name
		}
	}
	if home != "" {
		d.Message += " The data source " + home + " has a column of this name."
	}
}
