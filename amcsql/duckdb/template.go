package duckdb

import (
	"strings"

	"github.com/recomamp/recomamp/amcsql/catalog"
)

// form is how a function is written for DuckDB: $1 … $9 are the arguments, $*
// is all of them with commas, $s1 is the first as text, $t1 as a timestamp, $d1
// as a date, $n1 as a number, $i1 as a whole one, $b1 as a condition.
type form string

// fill puts arguments into a form. Arguments are never searched for marks.
func (f form) fill(args []value) string {
	var out strings.Builder
	text := string(f)
	for {
		before, after, found := strings.Cut(text, "$")
		out.WriteString(before)
		if !found || after == "" {
			return out.String()
		}
		mark, width := after[0], 1
		if mark == '*' {
			out.WriteString(joined(args))
			text = after[width:]
			continue
		}
		if mark > '9' {
			width = 2
		}
		arg := args[after[width-1]-'1']
		arg.asked(askedBy[mark])
		switch mark {
		case 's':
			out.WriteString(arg.textSQL())
		case 't':
			out.WriteString(arg.timestampSQL())
		case 'd':
			out.WriteString(arg.dateSQL())
		case 'b':
			out.WriteString(arg.asFlag().sql)
		case 'i':
			out.WriteString(arg.wholeSQL())
		case 'n':
			out.WriteString(arg.numberSQL())
		default:
			out.WriteString(arg.sql)
		}
		text = after[width:]
	}
}

// askedBy are the types that marks of a form ask for.
var askedBy = map[byte]catalog.TypeName{
	's': catalog.String, 't': catalog.Timestamp, 'd': catalog.Date, 'n': catalog.Long, 'i': catalog.Long, 'b': catalog.Boolean,
}

// timestampSQL gives a value as a timestamp.
func (v value) timestampSQL() string {
	if v.typ.Name == catalog.Timestamp {
		return v.sql
	}
	return "TRY_CAST(" + v.sql + " AS TIMESTAMP)"
}

// dateSQL gives a value as a date.
func (v value) dateSQL() string {
	if v.typ.Name == catalog.Date {
		return v.sql
	}
	return "TRY_CAST(" + v.sql + " AS DATE)"
}

// wholeSQL gives a value as a whole number.
func (v value) wholeSQL() string {
	if v.number && v.isWhole() {
		return v.sql
	}
	return "CAST(" + v.sql + " AS BIGINT)"
}

// scalar describes a function with a fixed form per number of arguments.
type scalar struct {
	forms map[int]form
	// result is the type; "" is that of the first argument.
	result catalog.TypeName
	// tests marks functions that say something about a value, as a comparison does.
	tests bool
}

func one(f form, result catalog.TypeName) scalar {
	return scalar{forms: map[int]form{1: f}, result: result}
}

func two(f form, result catalog.TypeName) scalar {
	return scalar{forms: map[int]form{2: f}, result: result}
}
