package analysis

// value is what is known of an expression. The zero value knows nothing and
// offends no rule.
type value struct {
	typ      dataType
	class    class
	unit     moneyUnit
	zone     zone    // of dates and times read from columns
	metric   bool    // a number to add up, not to group by
	constant bool    // made of literals and parameters alone
	doubtful bool    // its type rests on a column that sources are not sure of
	column   *column // the column it is, unchanged
}

// combined is a value made from several: the strictest class, constant only
// when all are, a metric when it is a number made from one.
func combined(typ dataType, parts ...value) value {
	out := value{typ: typ, constant: true}
	for _, part := range parts {
		out.class = stricter(out.class, part.class)
		out.constant = out.constant && part.constant
		out.doubtful = out.doubtful || part.doubtful
		out.metric = out.metric || part.metric && typ.isNumeric()
	}
	return out
}

// predicate is a truth value about others; it does not carry their class.
func predicate(parts ...value) value {
	out := combined(typeOf(booleanType), parts...)
	out.class, out.doubtful = unclassed, false
	return out
}

// common is the type that several values share, or the zero Type.
func common(parts ...value) dataType {
	var typ dataType
	for _, part := range parts {
		switch {
		case part.typ.name == nullType:
		case part.typ.name == unknownType:
			return dataType{}
		case typ.name == unknownType, typ == part.typ:
			typ = part.typ
		case typ.isNumeric() && part.typ.isNumeric():
			typ = widerNumber(typ, part.typ)
		case kindOf(typ) == whenKind && kindOf(part.typ) == whenKind:
			typ = typeOf(timestampType)
		default:
			return dataType{}
		}
	}
	return typ
}

var numberWidth = [...]int{
	byteType: 1, shortType: 2, integerType: 3, longType: 4,
	decimalType: 5, floatType: 6, doubleType: 7,
}

func widerNumber(a, b dataType) dataType {
	if numberWidth[b.name] > numberWidth[a.name] {
		return b
	}
	return a
}
