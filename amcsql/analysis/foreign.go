package analysis

import (
	"strconv"
	"strings"

	"github.com/recomamp/recomamp/amcsql"
)

// renames are functions of other systems with AMC's name for the same thing.
var renames = map[string]string{
	"ARRAY_AGG": "COLLECT", "ANY_VALUE": "MAX", "ARBITRARY": "MAX", "ARRAY_LENGTH": "CARDINALITY", "SIZE": "CARDINALITY", "ARRAY_SIZE": "CARDINALITY",
	"ARRAY_CONCAT": "ARRAY_CAT", "ARRAY_EXCEPT": "ARRAY_COMPLEMENT", "LIST": "COLLECT", "COLLECT_LIST": "COLLECT", "ARRAY_JOIN": "ARRAY_TO_STRING",
	"CEILING": "CEIL", "RAND": "RANDOM", "POW": "POWER", "TRUNCATE": "TRUNC",
	"SUBSTR": "SUBSTRING", "LEN": "LENGTH", "CHAR_LENGTH": "LENGTH", "CHARACTER_LENGTH": "LENGTH", "UCASE": "UPPER", "LCASE": "LOWER",
	"REGEXP_EXTRACT": "REGEXP_SUBSTR", "SPLIT": "REGEXP_SPLIT", "IIF": "IF", "IFF": "IF", "DAY": "DAYOFMONTH", "DAY_OF_MONTH": "DAYOFMONTH",
	"FROM_UNIXTIME": "EPOCH_TO_UTC_TIMESTAMP", "TO_TIMESTAMP": "EPOCH_TO_UTC_TIMESTAMP", "TIMESTAMP_SECONDS": "EPOCH_TO_UTC_TIMESTAMP",
	"TIMESTAMP_MILLIS": "EPOCH_TO_UTC_TIMESTAMP", "SHA": "SHA1", "STRUCT": "NAMED_ROW",
	"APPROX_QUANTILE": "APPROX_PERCENTILE", "PERCENTILE_APPROX": "APPROX_PERCENTILE", "FIRST": "MIN", "STDDEVPOP": "STDDEV_POP", "STDEV": "STDDEV", "STDEV_SAMP": "STDDEV",
	"WEEKOFYEAR": "WEEK", "WEEK_OF_YEAR": "WEEK", "ISOWEEK": "WEEK", "FROM_UTC_TIMESTAMP": "CONVERT_TIME_ZONE_FROM_UTC", "AT_TIMEZONE": "CONVERT_TIME_ZONE_FROM_UTC",
	"JSON_VALUE": "JSON_EXTRACT", "JSON_EXTRACT_SCALAR": "JSON_EXTRACT", "JSON_QUERY": "JSON_EXTRACT", "GET_JSON_OBJECT": "JSON_EXTRACT",
	"TO_JSON": "JSON_SERIALIZE", "TO_JSON_STRING": "JSON_SERIALIZE", "JSON_FORMAT": "JSON_SERIALIZE",
	"GEN_RANDOM_UUID": "UUID", "GENERATE_UUID": "UUID", "NEWID": "UUID", "FARM_FINGERPRINT": "HASH64", "XXHASH64": "HASH64", "MURMUR_HASH": "HASH64",
}

// foreign offers what to write in place of a function of another system. Hint
// is a sentence, empty where nothing is known of the function.
func (a *analyser) foreign(e *amcsql.Call, args []value) (fixes []amcsql.Fix, hint string) {
	if to, ok := renames[e.Name()]; ok {
		return replace("Change to "+to, lastPart(e).Span(), to), "AMC calls it " + to + "."
	}
	text := a.rewritten(e, args)
	if text == "" {
		return nil, ""
	}
	return replace("Write "+shortened(text), e.Span(), text), "Write " + shortened(text) + "."
}

// rewritten is another way to write a call, or "".
func (a *analyser) rewritten(e *amcsql.Call, values []value) string {
	args := e.Args
	if text := a.calculated(e); text != "" {
		return text
	}
	switch n := len(args); e.Name() {
	case "MOD":
		if n == 2 {
			return a.remainder(args[0], args[1])
		}
	case "STRING_AGG", "LISTAGG", "GROUP_CONCAT":
		return a.joined(e)
	case "PERCENTILE_CONT", "PERCENTILE_DISC":
		if n == 1 && e.WithinGroup != nil && len(e.WithinGroup.Items) == 1 {
			text := "PERCENTILE(" + a.text(e.WithinGroup.Items[0].Expr) + ", " + a.text(args[0]) + ")"
			if e.Over != nil {
				text += " OVER " + a.text(e.Over)
			}
			return text
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
	case "COLLECT_SET", "SET_AGG", "ARRAY_UNIQUE_AGG":
		if n == 1 {
			return "COLLECT(DISTINCT " + a.text(args[0]) + ")"
		}
	case "RATIO_TO_REPORT":
		if n == 1 && e.Over != nil {
			return "(" + a.operand(args[0]) + " / SUM(" + a.text(args[0]) + ") OVER " + a.text(e.Over) + ")"
		}
	case "SORT_ARRAY", "BTRIM":
		if n == 1 {
			return map[string]string{"SORT_ARRAY": "ARRAY_SORT", "BTRIM": "TRIM"}[e.Name()] + "(" + a.text(args[0]) + ")"
		}
	case "ISNULL":
		if n == 1 {
			return "(" + a.operand(args[0]) + " IS NULL)"
		}
		if n == 2 {
			return "COALESCE(" + a.text(args[0]) + ", " + a.text(args[1]) + ")"
		}
	case "DECODE":
		return a.decoded(args)
	case "NOW", "SYSDATE", "UTC_TIMESTAMP", "CURRENT_DATETIME", "SYSTIMESTAMP":
		return "CURRENT_TIMESTAMP"
	case "GETDATE", "CURDATE", "TODAY":
		return "CURRENT_DATE"
	case "DATE", "TO_DATE", "FROM_ISO8601_DATE":
		return a.castTo(args, "DATE")
	case "TIMESTAMP", "DATETIME", "FROM_ISO8601_TIMESTAMP":
		return a.castTo(args, "TIMESTAMP")
	case "TO_NUMBER":
		return a.castTo(args, "DOUBLE")
	case "REGEXP_LIKE", "REGEXP_CONTAINS", "REGEXP_MATCHES", "REGEXP_MATCH":
		if n == 2 {
			return "(" + a.operand(args[0]) + " SIMILAR TO " + a.operand(args[1]) + ")"
		}
	case "CONTAINS", "CONTAINS_SUBSTR":
		if n == 2 && kindOf(values[0].typ) == arrayKind {
			return "ARRAY_CONTAINS(" + a.text(args[0]) + ", " + a.text(args[1]) + ")"
		}
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
	case "TIMESTAMP_TRUNC", "DATETIME_TRUNC":
		if unit := unitOf(args, 1); n == 2 && units[unit] {
			return "DATE_TRUNC('" + strings.ToLower(unit) + "', " + a.text(args[0]) + ")"
		}
	case "CONVERT_TIMEZONE", "CONVERT_TZ":
		return a.zoned(e)
	case "TO_CHAR", "DATE_FORMAT":
		return a.formatted(e)
	case "NTILE":
		return a.buckets(e)
	case "DATEDIFF", "DATE_DIFF", "TIMESTAMPDIFF", "TIMESTAMP_DIFF", "DATETIME_DIFF":
		return a.difference(e)
	case "DAYS_BETWEEN", "HOURS_BETWEEN", "MINUTES_BETWEEN":
		if n == 2 {
			return a.elapsed(args[0], args[1], strings.TrimSuffix(e.Name(), "S_BETWEEN"))
		}
	}
	return ""
}

// calculated writes functions of numbers by operators.
func (a *analyser) calculated(e *amcsql.Call) string {
	args := e.Args
	switch len(args) {
	case 1:
		switch x := a.text(args[0]); e.Name() {
		case "SQUARE":
			return "POWER(" + x + ", 2)"
		case "ZEROIFNULL":
			return "COALESCE(" + x + ", 0)"
		case "NULLIFZERO":
			return "NULLIF(" + x + ", 0)"
		}
	case 2:
		switch ratio := a.operand(args[0]) + " / NULLIF(" + a.text(args[1]) + ", 0)"; e.Name() {
		case "SAFE_DIVIDE", "SAFE_DIV", "IEEE_DIVIDE":
			return "(" + ratio + ")"
		case "DIV0", "DIV0NULL":
			return "COALESCE(" + ratio + ", 0)"
		case "DIV":
			return "TRUNC(" + ratio + ")"
		}
	}
	return ""
}

// decoded writes DECODE(x, a, r, …, otherwise) as CASE.
func (a *analyser) decoded(args []amcsql.Expr) string {
	if len(args) < 3 {
		return ""
	}
	var out strings.Builder
	out.WriteString("CASE " + a.text(args[0]))
	rest := args[1:]
	for ; len(rest) > 1; rest = rest[2:] {
		if _, null := bare(rest[0]).(*amcsql.NullLiteral); null {
			return "" // CASE never finds NULL
		}
		out.WriteString(" WHEN " + a.text(rest[0]) + " THEN " + a.text(rest[1]))
	}
	if len(rest) == 1 {
		out.WriteString(" ELSE " + a.text(rest[0]))
	}
	return out.String() + " END"
}

// zoned writes CONVERT_TIMEZONE([from,] to, t) and CONVERT_TZ(t, from, to),
// which are AMC's only from UTC.
func (a *analyser) zoned(e *amcsql.Call) string {
	args := e.Args
	var when, from, to amcsql.Expr
	switch {
	case len(args) == 2 && e.Name() == "CONVERT_TIMEZONE":
		to, when = args[0], args[1]
	case len(args) == 3 && e.Name() == "CONVERT_TIMEZONE":
		from, to, when = args[0], args[1], args[2]
	case len(args) == 3:
		when, from, to = args[0], args[1], args[2]
	default:
		return ""
	}
	if from != nil {
		if zone, ok := bare(from).(*amcsql.StringLiteral); !ok || !strings.EqualFold(zone.Value, "UTC") {
			return ""
		}
	}
	return "CONVERT_TIME_ZONE_FROM_UTC(" + a.text(when) + ", " + a.text(to) + ")"
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
	return a.elapsed(e.Args[from], e.Args[to], unit)
}

// elapsed writes how many whole units lie between two times, "" for months and
// years.
func (a *analyser) elapsed(from, to amcsql.Expr, unit string) string {
	each := unitSeconds[unit]
	if each == 0 {
		return ""
	}
	seconds := "SECONDS_BETWEEN(" + a.text(from) + ", " + a.text(to) + ")"
	if each == 1 {
		return seconds
	}
	return "FLOOR(" + seconds + " / " + strconv.Itoa(each) + ")"
}
