package analysis

import (
	"strings"

	"github.com/recomamp/recomamp/amcsql"
)

// What AMC's compiler says of a query is worded as Apache Calcite words it.
const noOrdinal = "Ordinal out of range"

// noSignature is what AMC says of a call that fits no function.
func noSignature(e *amcsql.Call, args []value) string {
	families := make([]string, len(args))
	for i, arg := range args {
		families[i] = "<" + family(arg.typ) + ">"
	}
	return "No match found for function signature " + e.Name() + "(" + strings.Join(families, ", ") + ")"
}

// noCondition is what AMC says where a truth value is missing.
func noCondition(where string, t dataType) string {
	switch where {
	case "WHERE", "HAVING", "ON", "QUALIFY", "FILTER":
		return where + " clause must be a condition"
	case "WHEN":
		return "Expected a boolean type"
	}
	return "Cannot apply '" + where + "' to arguments of type '" + sqlType(t) + "'"
}

// notComparable is what AMC says of two values without a common type.
func notComparable(left, right dataType) string {
	return "Cannot apply '=' to arguments of type '" + sqlType(left) + " = " + sqlType(right) + "'"
}

// family is the name of a family of types in a signature.
func family(t dataType) string {
	switch kindOf(t) {
	case textKind:
		return "CHARACTER"
	case numberKind:
		return "NUMERIC"
	case "":
		return "ANY"
	default:
		return sqlName(t)
	}
}

// sqlType names a type in a message about operands.
func sqlType(t dataType) string { return "<" + sqlName(t) + ">" }

func sqlName(t dataType) string {
	switch t.name {
	case unknownType:
		return "ANY"
	case stringType:
		return "VARCHAR"
	case byteType:
		return "TINYINT"
	case shortType:
		return "SMALLINT"
	case longType:
		return "BIGINT"
	case arrayType:
		return sqlName(typeOf(t.element)) + " ARRAY"
	default:
		return t.String()
	}
}
