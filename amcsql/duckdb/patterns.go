package duckdb

import (
	"github.com/recomamp/recomamp/amcsql"
	"github.com/recomamp/recomamp/amcsql/catalog"
	"github.com/recomamp/recomamp/amcsql/pattern"
)

// Functions that evaluate Java's regular expressions, which an engine may have;
// see Options.JavaPatterns. All take and give VARCHAR but for what is named.
const (
	// FunctionMatches (text, pattern) tells whether the pattern is found, as BOOLEAN.
	FunctionMatches = "amc_matches"
	// FunctionFirstMatch (text, pattern, group) gives the first match or a group of it; group is BIGINT.
	FunctionFirstMatch = "amc_first_match"
	// FunctionReplaceMatches (text, pattern, replacement) replaces every match.
	FunctionReplaceMatches = "amc_replace_matches"
	// FunctionSplit (text, pattern) gives the parts between matches, as VARCHAR[].
	FunctionSplit = "amc_split"
	// FunctionCountMatches (text, pattern) counts matches, as BIGINT.
	FunctionCountMatches = "amc_count_matches"
)

// patternFunction is a function over a regular expression: the form for
// patterns that RE2 takes, and the function that takes all others.
type patternFunction struct {
	least, most int
	plain       form
	function    string
	result      catalog.TypeName
}

var patternFunctions = map[string]patternFunction{
	"REGEXP_SPLIT":   {least: 2, most: 2, plain: "regexp_split_to_array($s1, $s2)", function: FunctionSplit, result: catalog.Array},
	"REGEXP_REPLACE": {least: 2, most: 3, plain: "regexp_replace($s1, $s2, $s3, 'g')", function: FunctionReplaceMatches, result: catalog.String},
	"REGEXP_SUBSTR": {
		least: 2, most: 2, plain: "CASE WHEN regexp_matches($s1, $s2) THEN regexp_extract($s1, $s2) END",
		function: FunctionFirstMatch, result: catalog.String,
	},
	"REGEXP_EXTRACT": {
		least: 2, most: 3, plain: "CASE WHEN regexp_matches($s1, $s2) THEN regexp_extract($s1, $s2, $i3) END",
		function: FunctionFirstMatch, result: catalog.String,
	},
	"REGEXP_COUNT": {least: 2, most: 2, plain: "len(regexp_extract_all($s1, $s2))", function: FunctionCountMatches, result: catalog.Long},
}

// patternCall translates a function whose second argument is a regular expression.
func patternCall(name string) special {
	description := patternFunctions[name]
	return func(t *translator, call *amcsql.Call, args []value) (value, bool) {
		if len(args) < description.least || len(args) > description.most {
			return value{}, false
		}
		if len(args) < 3 {
			args = append(args, map[string]value{
				"REGEXP_REPLACE": textValue(""), "REGEXP_SUBSTR": wholeValue(0), "REGEXP_EXTRACT": wholeValue(0),
			}[name])
		}
		own := args[1].text == nil && t.options.JavaPatterns
		if args[1].text != nil && !pattern.Linear(*args[1].text) {
			if t.refusePattern(call.Args[1].Span(), *args[1].text) {
				return nothing(), true
			}
			own = true
		}
		var sql string
		switch {
		case own:
			sql = description.function + "(" + args[0].textSQL() + ", " + args[1].textSQL()
			if args[2].sql != "" {
				sql += ", " + javaArgument(name, args[2])
			}
			sql += ")"
		default:
			if name == "REGEXP_REPLACE" && args[2].text != nil {
				args[2].sql = quoteText(replacement(*args[2].text))
			}
			sql = description.plain.fill(args)
		}
		v := from(sql, description.result, args[:2]...)
		if description.result == catalog.Array {
			v.typ = arrayOf(simple(catalog.String))
		}
		return v, true
	}
}

func javaArgument(name string, v value) string {
	if name == "REGEXP_REPLACE" {
		return v.textSQL()
	}
	return "CAST(" + v.sql + " AS BIGINT)"
}

// patternLike is REGEXP_LIKE(text, pattern): SIMILAR TO as a function.
func patternLike(t *translator, call *amcsql.Call, args []value) (value, bool) {
	if len(args) != 2 {
		return value{}, false
	}
	t.refuseLiteral(call.At, args...)
	return from(t.search(call.Args[1].Span(), args[0], args[1]), catalog.Boolean, args...).asCondition(), true
}

func wholeValue(number int) value {
	v := from(itoa(number), catalog.Long)
	v.number = true
	return v
}
