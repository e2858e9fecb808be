package analysis

import (
	"strconv"
	"strings"

	"github.com/recomamp/recomamp/amcsql"
)

// renames are functions of other systems with AMC's name for the same thing.
var renames = map[string]string{
	"ARRAY_AGG": "COLLECT", "ANY_VALUE": "MAX", "ARRAY_LENGTH": "CARDINALITY", "SIZE": "CARDINALITY", "ARRAY_SIZE": "CARDINALITY",
	"ARRAY_CONCAT": "ARRAY_CAT", "ARRAY_EXCEPT": "ARRAY_COMPLEMENT", "LIST": "COLLECT", "COLLECT_LIST": "COLLECT",
	"CEILING": "CEIL", "RAND": "RANDOM", "POW": "POWER", "TRUNCATE": "TRUNC",
	"SUBSTR": "SUBSTRING", "LEN": "LENGTH", "CHAR_LENGTH": "LENGTH", "CHARACTER_LENGTH": "LENGTH", "UCASE": "UPPER", "LCASE": "LOWER",
	"REGEXP_EXTRACT": "REGEXP_SUBSTR", "SPLIT": "REGEXP_SPLIT", "IIF": "IF", "ISNULL": "IFNULL", "DAY": "DAYOFMONTH",
	"FROM_UNIXTIME": "EPOCH_TO_UTC_TIMESTAMP", "TO_TIMESTAMP": "EPOCH_TO_UTC_TIMESTAMP", "SHA": "SHA1", "STRUCT": "NAMED_ROW",
	"APPROX_QUANTILE": "APPROX_PERCENTILE", "FIRST": "MIN", "STDDEVPOP": "STDDEV_POP",
}

// foreign offers what to write in place of a function of another system. Hint
// is a sentence, empty where nothing is known of the function.
func (a *analyser) foreign(e *amcsql.Call) (fixes []amcsql.Fix, hint string) {
	if to, ok := renames[e.Name()]; ok {
		return replace("Change to "+to, lastPart(e).Span(), to), "AMC calls it " + to + "."
	}
	text := a.rewritten(e)
	if text == "" {
		return nil, ""
	}
	return replace("Write "+shortened(text), e.Span(), text), "Write " + shortened(text) + "."
}

// rewritten is another way to write a call, or "".
func (a *analyser) rewritten(e *amcsql.Call) string {
	args := e.Args
	switch n := len(args); e.Name() {
	case "SAFE_DIVIDE", "DIV0", "DIV0NULL", "SAFE_DIV":
		if n == 2 {
			return "(" + a.operand(args[0]) + " / NULLIF(" + a.text(args[1]) + ", 0))"
		}
	case "MOD":
		if n == 2 {
			return a.remainder(args[0], args[1])
		}
	case "STRING_AGG", "LISTAGG", "GROUP_CONCAT":
		return a.joined(e)
	case "PERCENTILE_CONT", "PERCENTILE_DISC":
		if n == 1 && e.WithinGroup != nil && len(e.WithinGroup.Items) == 1 {
			return "PERCENTILE(" + a.text(e.WithinGroup.Items[0].Expr) + ", " + a.text(args[0]) + ")"
		}
	case "APPROX_COUNT_DISTINCT", "APPROX_DISTINCT":
		if n == 1 {
			return "COUNT(DISTINCT " + a.text(args[0]) + ")"
		}
	case "COUNT_IF", "COUNTIF":
		if n == 1 {
			return "COUNT(CASE WHEN " + a.text(args[0]) + " THEN 1 END)"
		}
	case "SUMIF", "SUM_IF":
		if n == 2 {
			return "SUM(IF(" + a.text(args[1]) + ", " + a.text(args[0]) + ", 0))"
		}
	case "NOW", "SYSDATE":
		return "CURRENT_TIMESTAMP"
	case "GETDATE", "CURDATE", "TODAY":
		return "CURRENT_DATE"
	case "DATE", "TO_DATE":
		return a.castTo(args, "DATE")
	case "TIMESTAMP", "DATETIME":
		return a.castTo(args, "TIMESTAMP")
	case "REGEXP_LIKE", "REGEXP_CONTAINS", "REGEXP_MATCHES", "REGEXP_MATCH":
		if n == 2 {
			return "(" + a.operand(args[0]) + " SIMILAR TO " + a.operand(args[1]) + ")"
		}
	case "CONTAINS", "CONTAINS_SUBSTR":
		if n == 2 {
			return "(POSITION(" + a.text(args[1]) + " IN " + a.text(args[0]) + ") > 0)"
		}
	case "STARTS_WITH", "STARTSWITH":
		if n == 2 {
			return "(POSITION(" + a.text(args[1]) + " IN " + a.text(args[0]) + ") = 1)"
		}
	case "DATE_PART", "DATEPART":
		if unit := unitOf(args, 0); unit != "" && n == 2 {
			return "EXTRACT(" + unit + " FROM " + a.text(args[1]) + ")"
		}
	case "TO_CHAR", "DATE_FORMAT":
		return a.formatted(e)
	case "NTILE":
		return a.buckets(e)
	case "DATEDIFF", "DATE_DIFF", "TIMESTAMPDIFF", "TIMESTAMP_DIFF":
		return a.difference(e)
	}
	return ""
}

// buckets numbers rows from 1 to n by their place in the order.
func (a *analyser) buckets(e *amcsql.Call) string {
	if len(e.Args) != 1 || e.Over == nil || e.Over.Base != nil || e.Over.OrderBy == nil || e.Over.Frame != nil {
		return ""
	}
	group := ""
	if parts := e.Over.PartitionBy; len(parts) > 0 {
		texts := make([]string, len(parts))
		for i, part := range parts {
			texts[i] = a.text(part)
		}
		group = "PARTITION BY " + strings.Join(texts, ", ")
	}
	return "CEIL(ROW_NUMBER() OVER " + a.text(e.Over) + " * " + a.operand(e.Args[0]) + " * 1.0 / COUNT(1) OVER (" + group + "))"
}

func (a *analyser) castTo(args []amcsql.Expr, name string) string {
	if len(args) != 1 {
		return ""
	}
	return "CAST(" + a.text(args[0]) + " AS " + name + ")"
}

// joined writes texts of a group joined by a separator.
func (a *analyser) joined(e *amcsql.Call) string {
	if len(e.Args) == 0 || len(e.Args) > 2 {
		return ""
	}
	separator := "','"
	if len(e.Args) == 2 {
		separator = a.text(e.Args[1])
	}
	quantifier := ""
	if e.Quantifier == amcsql.Distinct {
		quantifier = "DISTINCT "
	}
	collected := "COLLECT(" + quantifier + a.text(e.Args[0]) + ")"
	if e.OrderBy != nil || e.WithinGroup != nil {
		collected = "ARRAY_SORT(" + collected + ")"
	}
	return "ARRAY_TO_STRING(" + collected + ", " + separator + ")"
}

// unitOf is the unit that an argument names, bare or as a text.
func unitOf(args []amcsql.Expr, i int) string {
	if i >= len(args) {
		return ""
	}
	name := ""
	switch arg := args[i].(type) {
	case *amcsql.StringLiteral:
		name = arg.Value
	case *amcsql.ColumnRef:
		if len(arg.Parts) == 1 {
			name = arg.Parts[0].Name
		}
	}
	if name = strings.ToUpper(name); isUnit(name) {
		return name
	}
	return ""
}

// difference writes the distance of two times in whole units. DATEDIFF(unit, a, b)
// counts from a to b; DATE_DIFF(a, b, unit) and DATEDIFF(a, b) from b to a.
func (a *analyser) difference(e *amcsql.Call) string {
	from, to, unit := 1, 2, unitOf(e.Args, 0)
	switch {
	case len(e.Args) == 2:
		from, to, unit = 1, 0, "DAY"
	case len(e.Args) != 3:
		return ""
	case unit == "":
		from, to, unit = 1, 0, unitOf(e.Args, 2)
	}
	each := unitSeconds[unit]
	if each == 0 {
		return ""
	}
	seconds := "SECONDS_BETWEEN(" + a.text(e.Args[from]) + ", " + a.text(e.Args[to]) + ")"
	if each == 1 {
		return seconds
	}
	return "FLOOR(" + seconds + " / " + strconv.Itoa(each) + ")"
}
