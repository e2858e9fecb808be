package analysis

import "github.com/recomamp/recomamp/amcsql/catalog"

// Types that values have inside a query beside those of columns.
const (
	rowType  catalog.TypeName = "ROW"
	mapType  catalog.TypeName = "MAP"
	nullType catalog.TypeName = "NULL"
)

func typeOf(name catalog.TypeName) catalog.Type { return catalog.Type{Name: name} }

// value is what is known of an expression. The zero value knows nothing and
// offends no rule.
type value struct {
	typ      catalog.Type
	class    catalog.Class // "" counts as NONE
	role     catalog.Role
	unit     catalog.Unit // of money; "" for anything else
	zone     zone         // of dates and times read from columns
	constant bool         // made of literals and parameters alone
	doubtful bool         // its type rests on a column that sources are not sure of
	column   *column      // the column it is, unchanged
}

// stricter returns the class that shows less.
func stricter(a, b catalog.Class) catalog.Class {
	if rank(b) > rank(a) {
		return b
	}
	return a
}

func rank(c catalog.Class) int {
	if c == "" {
		return 0
	}
	return c.Rank()
}

// hidden reports whether values of the class never leave AMC.
func hidden(c catalog.Class) bool {
	if c == "" {
		return false
	}
	_, shown := c.Users()
	return !shown
}

// guarded reports whether the class may not be compared with literals.
func guarded(c catalog.Class) bool { return c == catalog.High || c == catalog.VeryHigh }

// combined is a value made from several: the strictest class, constant only
// when all are, a metric when it is a number made from one.
func combined(typ catalog.Type, parts ...value) value {
	out := value{typ: typ, constant: true}
	for _, part := range parts {
		out.class = stricter(out.class, part.class)
		out.constant = out.constant && part.constant
		out.doubtful = out.doubtful || part.doubtful
		if part.role == catalog.Metric && typ.IsNumeric() {
			out.role = catalog.Metric
		}
	}
	return out
}

// predicate is a truth value about others; it does not carry their class.
func predicate(parts ...value) value {
	out := combined(typeOf(catalog.Boolean), parts...)
	out.class, out.doubtful = "", false
	return out
}

// common is the type that several values share, or the zero Type.
func common(parts ...value) catalog.Type {
	var typ catalog.Type
	for _, part := range parts {
		switch {
		case part.typ.Name == nullType:
		case part.typ.Name == "":
			return catalog.Type{}
		case typ.Name == "", typ == part.typ:
			typ = part.typ
		case typ.IsNumeric() && part.typ.IsNumeric():
			typ = widerNumber(typ, part.typ)
		case kindOf(typ) == whenKind && kindOf(part.typ) == whenKind:
			typ = typeOf(catalog.Timestamp)
		default:
			return catalog.Type{}
		}
	}
	return typ
}

var numberWidth = map[catalog.TypeName]int{
	catalog.Byte: 1, catalog.Short: 2, catalog.Integer: 3, catalog.Long: 4,
	catalog.Decimal: 5, catalog.Float: 6, catalog.Double: 7,
}

func widerNumber(a, b catalog.Type) catalog.Type {
	if numberWidth[b.Name] > numberWidth[a.Name] {
		return b
	}
	return a
}
