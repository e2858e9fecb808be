package duckdb

import (
	"strings"

	"github.com/recomamp/recomamp/amcsql"
	"github.com/recomamp/recomamp/amcsql/catalog"
)

// call translates a function. Only functions of this package's tables are
// reached; all else is refused by name.
func (t *translator) call(env *environment, call *amcsql.Call) value {
	name := call.Name()
	function, known := t.options.Catalog.Function(name)
	if known {
		name = function.Name // An alias becomes the name.
	}
	if !known || !function.Status.Usable() || len(call.Function.Parts) > 1 {
		return t.unknownFunction(env, call, function)
	}
	if t.refusedClauses(call) {
		return nothing()
	}
	if _, is := aggregates[name]; is {
		if call.Over != nil {
			return t.windowAggregate(env, call, name)
		}
		return t.aggregate(env, call, name)
	}
	if rankings[name] {
		return t.ranking(env, call, name)
	}
	if call.Over != nil {
		t.refuse(call.At, "not-a-window-function", "OVER clause can only be used with aggregate and ranking functions")
		return nothing()
	}
	if call.Quantifier != amcsql.QuantifierNone {
		t.refuse(call.At, "bad-quantifier", "DISTINCT and ALL can only be used with aggregate functions")
		return nothing()
	}
	if isStar(call.Args) {
		t.refuse(call.At, "syntax", "* may stand in a select list or in COUNT(*) only")
		return nothing()
	}
	args := t.exprs(env, call.Args)
	if special, is := specials[name]; is {
		if v, ok := special(t, call, args); ok {
			return v
		}
		return t.noMatch(call, args)
	}
	if description, is := scalars[name]; is {
		return t.scalarCall(call, name, description, args)
	}
	return t.noMatch(call, args)
}

func isStar(args []amcsql.Expr) bool {
	if len(args) == 0 {
		return false
	}
	_, is := args[0].(*amcsql.Star)
	return is
}

// refusedClauses reports clauses of a call that AMC lacks.
func (t *translator) refusedClauses(call *amcsql.Call) bool {
	for clause, present := range map[string]bool{
		"FILTER": call.Filter != nil, "WITHIN GROUP": call.WithinGroup != nil,
		"ORDER BY inside a call": call.OrderBy != nil, "IGNORE NULLS": call.Nulls != "",
	} {
		if present {
			t.refuse(call.At, "unsupported-clause", "%s is not supported", clause)
			return true
		}
	}
	return false
}

func (t *translator) unknownFunction(env *environment, call *amcsql.Call, function *catalog.Function) value {
	switch call.Name() {
	case "DATE_ADD", "DATE_SUB", "DATEDIFF", "DATE_DIFF", "TIMESTAMPDIFF", "TIMESTAMPADD":
		t.refuse(call.At, "interval", "SQL feature not supported: interval data types are not enabled")
		return nothing()
	}
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

// signatureOf names a call that stands where none can, without its argument types.
func (t *translator) signatureOf(call *amcsql.Call, at place, s *scope) string {
	var args []value
	if !isStar(call.Args) {
		args = t.exprs(&environment{scope: &scope{outer: s}, tables: at.tables}, call.Args)
	}
	return signature(call, args)
}

func (t *translator) scalarCall(call *amcsql.Call, name string, description scalar, args []value) value {
	form, ok := description.forms[len(args)]
	if !ok {
		return t.noMatch(call, args)
	}
	if description.tests || name == "NULLIF" {
		t.refuseLiteral(call.At, args...)
	}
	if name == "NULLIF" {
		left, right := meet(args[0], args[1])
		if left.sql != args[0].sql { // The result keeps its type; only the test is made on texts.
			return t.typed(description, "CASE WHEN "+left.sql+" = "+right.sql+" THEN NULL ELSE "+args[0].sql+" END", args)
		}
		args[1] = right
	}
	if description.patterns {
		t.plainPattern(call.Args[1].Span(), args[1])
		if name == "REGEXP_REPLACE" && args[2].text != nil {
			args[2].sql = quoteText(replacement(*args[2].text))
		}
	}
	return t.typed(description, form.fill(args), args)
}

func (t *translator) typed(description scalar, sql string, args []value) value {
	v := from(sql, description.result, args...)
	if description.result == "" && len(args) > 0 {
		v.typ = args[0].typ
	}
	if description.result == catalog.Array {
		v.typ.Element = catalog.String
	}
	return v
}
