package assist

import (
	"strings"

	"github.com/recomamp/recomamp/amcsql"
	"github.com/recomamp/recomamp/amcsql/analysis"
	"github.com/recomamp/recomamp/amcsql/catalog"
)

// Complete says what may stand at a byte offset.
func (d *Document) Complete(offset int) Completion {
	options := d.options
	c := place(d.src, offset, options)
	switch c.token.Kind {
	case amcsql.TokenComment, amcsql.TokenNumber, amcsql.TokenPlaceholder:
		return Completion{Replace: c.replace}
	case amcsql.TokenText:
		return completeText(d.src, &c, options)
	default:
	}
	o := offers{caret: &c, options: options}
	o.collect()
	return Completion{Replace: c.replace, Items: choose(o.items, c.typed)}
}

// offers gathers what may stand at a caret.
type offers struct {
	*caret
	options analysis.Options
	items   []Item
}

func (o *offers) add(items ...Item) { o.items = append(o.items, items...) }

// collect looks at what the parser made of the mark.
func (o *offers) collect() {
	if o.inUsing() {
		return
	}
	if o.atQueryStart() {
		o.keywords("SELECT", "WITH", "VALUES")
		if len(o.before) == 0 || !o.expressionMayStart() {
			return
		}
	}
	if len(o.path) == 0 {
		o.continuation()
		return
	}
	for i := len(o.path) - 1; i >= 0; i-- {
		switch n := o.path[i].(type) {
		case *amcsql.ColumnRef:
			o.column(n)
			return
		case *amcsql.Star:
			o.qualified(n.Qualifier[0].Name)
			return
		case *amcsql.NamedTable:
			if n.Name.Span().From() <= o.offset && o.offset < n.Name.Span().To() {
				o.tables(len(n.Name.Parts) > 1)
				return
			}
		case *amcsql.Call:
			if o.offset < n.Function.Span().To() {
				o.expression()
				return
			}
		case *amcsql.SelectItem, *amcsql.TableAlias:
			o.continuation()
			return
		case *amcsql.TypeName:
			o.types()
			return
		case *amcsql.CommonTable:
			if n.Name.Span().Covers(o.offset) {
				return // a name of the person's own
			}
		}
	}
	o.continuation()
}

// atQueryStart reports whether a query may begin at the caret.
func (o *offers) atQueryStart() bool {
	if len(o.before) == 0 {
		return true
	}
	last := o.before[len(o.before)-1]
	switch last.Keyword {
	case "UNION", "INTERSECT", "EXCEPT", "MINUS", "EXISTS":
		return true
	case "ALL":
		return len(o.before) > 1 && o.before[len(o.before)-2].Keyword == "UNION"
	}
	if last.Text == "(" {
		return true
	}
	_, bad := inner[*amcsql.BadBody](o.path)
	return bad
}

// expressionMayStart reports whether, after "(", a value may stand as well.
func (o *offers) expressionMayStart() bool {
	last := o.before[len(o.before)-1]
	if last.Text != "(" {
		return false
	}
	_, isColumn := inner[*amcsql.ColumnRef](o.path)
	_, isTable := inner[*amcsql.NamedTable](o.path)
	call, isCall := inner[*amcsql.Call](o.path)
	return isColumn || isTable || isCall && o.offset < call.Function.Span().To()
}

// inUsing offers the columns that both sides of a join have.
func (o *offers) inUsing() bool {
	join, ok := inner[*amcsql.Join](o.path)
	if !ok || join.UsingAt == (amcsql.Span{}) || !join.UsingAt.Covers(o.offset) {
		return false
	}
	type met struct {
		item    Item
		side    int
		offered bool
	}
	names := map[string]*met{}
	for side, relation := range o.bindings.Visible(o.selectAround()) {
		for _, column := range relation.Columns {
			name := strings.ToLower(column.Name)
			switch first := names[name]; {
			case first == nil:
				names[name] = &met{item: columnItem(column, relation.Name), side: side}
			case first.side != side && !first.offered:
				first.offered = true
				o.add(first.item)
			}
		}
	}
	return true
}

func (o *offers) column(ref *amcsql.ColumnRef) {
	if len(ref.Parts) > 1 && o.offset > ref.Parts[0].Span().From() {
		o.qualified(ref.Parts[0].Name)
		return
	}
	o.expression()
}

// qualified offers the columns of the table or alias before the dot.
func (o *offers) qualified(name string) {
	for _, relation := range o.bindings.Visible(o.selectAround()) {
		if !amcsql.SameName(relation.Name, name) {
			continue
		}
		for _, column := range relation.Columns {
			o.add(columnItem(column, ""))
		}
		return
	}
	o.anyColumns() // its FROM may not be written yet
}

// expression offers what has a value.
func (o *offers) expression() {
	sel := o.selectAround()
	relations := o.bindings.Visible(sel)
	for _, relation := range relations {
		for _, column := range relation.Columns {
			o.add(columnItem(column, relation.Name))
		}
		if relation.Name != "" {
			o.add(Item{Label: relation.Name, Insert: relation.Name, Kind: KindAlias, Detail: relationDetail(relation)})
		}
	}
	if sel != nil {
		o.selectAliases(sel)
	}
	if len(relations) == 0 || sel != nil && len(sel.From) == 0 {
		o.anyColumns()
	}
	o.functions()
	o.keywords("CASE", "WHEN", "NOT", "NULL", "TRUE", "FALSE", "CAST", "EXISTS", "ARRAY", "BETWEEN")
	if last := o.lastKeyword(); last == "SELECT" || len(o.before) > 0 && o.before[len(o.before)-1].Text == "(" {
		o.keywords("DISTINCT")
	}
	o.parameters()
}

// selectAliases offers the names of select items, which GROUP BY and HAVING may use.
func (o *offers) selectAliases(sel *amcsql.Select) {
	if clause := o.clause(); clause != "GROUP" && clause != "HAVING" && clause != "ORDER" {
		return
	}
	for _, item := range sel.Items {
		if item.Alias != nil && item.Alias.Name != mark {
			o.add(Item{Label: item.Alias.Name, Insert: item.Alias.Name, Kind: KindColumn, Detail: "named in this SELECT"})
		}
	}
}

// mostColumns is how many columns of one common table are offered: no query that
// runs has more.
const mostColumns = 2000

// anyColumns offers what may come from a FROM that is not written yet: columns
// of common tables and, once two letters are typed, of the whole catalogue.
func (o *offers) anyColumns() {
	for _, table := range o.bindings.CommonTables(o.queryAround()) {
		for _, column := range table.Columns[:min(len(table.Columns), mostColumns)] {
			o.add(columnItem(column, table.Name))
		}
	}
	if len(o.typed) < 2 {
		return
	}
	for _, table := range o.options.Catalog.Tables() {
		if table.IsAudience() {
			continue
		}
		for i := range table.Columns {
			source := &table.Columns[i]
			o.add(columnItem(analysis.Column{Name: source.Name, Type: source.Type, Class: source.Class, Source: source, Table: table}, table.Name))
		}
	}
}

func (o *offers) tables(qualified bool) {
	if !qualified {
		for _, table := range o.bindings.CommonTables(o.queryAround()) {
			o.add(Item{Label: table.Name, Insert: table.Name, Kind: KindCommonTable, Detail: "common table, " + columnCount(len(table.Columns))})
		}
	}
	for _, table := range o.options.Catalog.Tables() {
		if !table.Deprecated {
			o.add(tableItem(table))
		}
	}
	o.add(Item{
		Label: "TABLE(EXTEND_TIME_WINDOW(…))", Insert: "TABLE(EXTEND_TIME_WINDOW('', 'P14D', 'P0D'))", Kind: KindKeyword,
		Doc: "Reads a table over a window that starts earlier or ends later.",
	})
}

func (o *offers) functions() {
	for _, function := range o.options.Catalog.Functions() {
		if function.Status.Usable() && function.Kind != catalog.TableFunction {
			o.add(functionItem(function, function.Name))
			for _, alias := range function.Aliases {
				o.add(functionItem(function, alias))
			}
		}
	}
}

func (o *offers) parameters() {
	for _, parameter := range o.options.Parameters {
		text := "CUSTOM_PARAMETER('" + strings.ReplaceAll(parameter.Name, "'", "''") + "')"
		o.add(Item{Label: text, Insert: text, Kind: KindParameter, Detail: parameter.Type.String()})
	}
}

func (o *offers) types() {
	o.keywords("BOOLEAN", "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "DECIMAL", "FLOAT", "DOUBLE", "DATE", "TIMESTAMP", "CHAR", "VARCHAR", "BINARY")
}

func (o *offers) keywords(words ...string) {
	for _, word := range words {
		o.add(Item{Label: word, Insert: word, Kind: KindKeyword})
	}
}
