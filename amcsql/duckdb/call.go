package duckdb

import (
	"strings"

	"github.com/recomamp/recomamp/amcsql"
	"github.com/recomamp/recomamp/amcsql/catalog"
)

// synonyms are functions of other systems that AMC has under another name.
var synonyms = map[string]string{
	"ARRAY_CONCAT": "ARRAY_CAT", "ARRAY_EXCEPT": "ARRAY_COMPLEMENT", "ARRAY_JOIN": "ARRAY_TO_STRING", "ARRAY_LENGTH": "CARDINALITY", "SIZE": "CARDINALITY",
	"CEILING": "CEIL", "CHAR_LENGTH": "LENGTH", "FROM_UNIXTIME": "EPOCH_TO_UTC_TIMESTAMP", "JSON_VALUE": "JSON_EXTRACT",
	"LOCALTIMESTAMP": "CURRENT_TIMESTAMP", "SUBSTR": "SUBSTRING", "TRUNCATE": "TRUNC", "WEEKOFYEAR": "WEEK",
	"NOW": "CURRENT_TIMESTAMP", "CURDATE": "CURRENT_DATE", "TIMESTAMP_TRUNC": "DATE_TRUNC", "FROM_UTC_TIMESTAMP": "CONVERT_TIME_ZONE_FROM_UTC",
	"LCASE": "LOWER", "UCASE": "UPPER", "BTRIM": "TRIM", "POW": "POWER", "IIF": "IF", "STDEV": "STDDEV_SAMP", "TO_JSON": "JSON_SERIALIZE",
	"FARM_FINGERPRINT": "HASH64", "GEN_RANDOM_UUID": "UUID",
}

// call translates a function. Only functions of this package's tables are
// reached; all else is refused by name.
func (t *translator) call(env *environment, call *amcsql.Call) value {
	name := call.Name()
	function, known := t.options.Catalog.Function(name)
	if known {
		name = function.Name // An alias becomes the name.
	}
	if same, is := synonyms[name]; is {
		name = same
	}
	if !known || len(call.Function.Parts) > 1 {
		return t.unknownFunction(env, call, function)
	}
	if _, is := aggregates[name]; is {
		if call.Over != nil {
			return t.windowAggregate(env, call, name)
		}
		return t.aggregate(env, call, name)
	}
	if t.refusedClauses(call) {
		return nothing()
	}
	if _, is := windowFunctions[name]; is {
		return t.windowFunction(env, call, name)
	}
	return t.scalarFunction(env, call, name, function)
}

// scalarFunction translates a function of single values.
func (t *translator) scalarFunction(env *environment, call *amcsql.Call, name string, function *catalog.Function) value {
	switch {
	case call.Over != nil:
		t.refuse(call.At, "not-a-window-function", "OVER clause can only be used with aggregate and ranking functions")
		return nothing()
	case call.Quantifier != amcsql.QuantifierNone:
		t.refuse(call.At, "bad-quantifier", "DISTINCT and ALL can only be used with aggregate functions")
		return nothing()
	case isStar(call.Args):
		t.refuse(call.At, "syntax", "* may stand in a select list or in COUNT(*) only")
		return nothing()
	}
	if write, is := unitFunctions[name]; is {
		return t.unitCall(env, call, write)
	}
	args := t.exprs(env, call.Args)
	if special, is := specials[name]; is {
		if v, ok := special(t, call, args); ok {
			return v
		}
		return t.noMatch(call, args)
	}
	if description, is := scalars[name]; is {
		return t.scalarCall(call, description, args)
	}
	if explosive[name] && len(args) == 1 {
		return t.explode(env, call, args[0])
	}
	return t.unknownFunction(env, call, function)
}

func isStar(args []amcsql.Expr) bool {
	if len(args) == 0 {
		return false
	}
	_, is := args[0].(*amcsql.Star)
	return is
}

// refusedClauses reports clauses that only aggregates can have.
func (t *translator) refusedClauses(call *amcsql.Call) bool {
	for _, clause := range []struct {
		name    string
		present bool
	}{
		{"FILTER", call.Filter != nil}, {"WITHIN GROUP", call.WithinGroup != nil}, {"ORDER BY inside a call", call.OrderBy != nil},
	} {
		if clause.present {
			t.refuse(call.At, "unsupported-clause", "%s can only be used with aggregate functions", clause.name)
			return true
		}
	}
	return false
}

func (t *translator) unknownFunction(env *environment, call *amcsql.Call, function *catalog.Function) value {
	hint := ""
	if near := t.options.Catalog.SuggestFunction(call.Name()); near != "" {
		hint = "Did you mean " + near + "?"
	}
	if function != nil && hint == "" {
		hint = function.Doc
	}
	var args []value
	if !isStar(call.Args) {
		args = t.exprs(env, call.Args)
	}
	t.refuseWithHint(call.At, "unknown-function", hint, "No match found for function signature %s", signature(call, args))
	return nothing()
}

func (t *translator) noMatch(call *amcsql.Call, args []value) value {
	t.refuse(call.At, "bad-arguments", "No match found for function signature %s", signature(call, args))
	return nothing()
}

func signature(call *amcsql.Call, args []value) string {
	families := make([]string, len(args))
	for i := range args {
		families[i] = args[i].familyName()
	}
	return call.Name() + "(" + strings.Join(families, ", ") + ")"
}

func (t *translator) scalarCall(call *amcsql.Call, description scalar, args []value) value {
	form, ok := description.forms[len(args)]
	if !ok {
		return t.noMatch(call, args)
	}
	if description.tests {
		t.refuseLiteral(call.At, args...)
	}
	return t.typed(description, form.fill(args), args)
}

func (t *translator) typed(description scalar, sql string, args []value) value {
	v := from(sql, description.result, args...)
	switch {
	case description.result == "" && len(args) > 0:
		v.typ = args[0].typ
	case description.result == catalog.Array:
		v.typ = arrayOf(simple(catalog.String))
	}
	return v
}
