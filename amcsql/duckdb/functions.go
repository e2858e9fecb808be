package duckdb

import "github.com/recomamp/recomamp/amcsql/catalog"

// scalars are the functions that a form describes in full.
var scalars = map[string]scalar{
	// Text
	"CHARINDEX": {forms: map[int]form{
		2: "strpos($s2, $s1)",
		3: "CASE WHEN strpos(substring($s2, $3), $s1) = 0 THEN 0 ELSE strpos(substring($s2, $3), $s1) + $3 - 1 END",
	}, result: catalog.Long, tests: true},
	"INSTR":        {forms: map[int]form{2: "strpos($s1, $s2)"}, result: catalog.Long, tests: true},
	"STRPOS":       {forms: map[int]form{2: "strpos($s1, $s2)"}, result: catalog.Long, tests: true},
	"LEFT":         two("left($s1, CAST($2 AS BIGINT))", catalog.String),
	"RIGHT":        two("right($s1, CAST($2 AS BIGINT))", catalog.String),
	"LENGTH":       one("length($s1)", catalog.Long),
	"LOWER":        one("lower($s1)", catalog.String),
	"UPPER":        one("upper($s1)", catalog.String),
	"TRIM":         one("trim($s1)", catalog.String),
	"LTRIM":        one("ltrim($s1)", catalog.String),
	"RTRIM":        one("rtrim($s1)", catalog.String),
	"REGEXP_SPLIT": {forms: map[int]form{2: "regexp_split_to_array($s1, $s2)"}, result: catalog.Array, patterns: true},
	"REGEXP_SUBSTR": {
		forms:  map[int]form{2: "CASE WHEN regexp_matches($s1, $s2) THEN regexp_extract($s1, $s2) END"},
		result: catalog.String, patterns: true,
	},
	"REGEXP_REPLACE": {forms: map[int]form{3: "regexp_replace($s1, $s2, $s3, 'g')"}, result: catalog.String, patterns: true},
	"REPLACE":        {forms: map[int]form{3: "replace($s1, $s2, $s3)"}, result: catalog.String},
	"SUBSTRING": {forms: map[int]form{
		2: "substring($s1, CAST($2 AS BIGINT))", 3: "substring($s1, CAST($2 AS BIGINT), CAST($3 AS BIGINT))",
	}, result: catalog.String},
	"STR_TO_MAP": {forms: map[int]form{
		3: "list_reduce(list_transform(string_split($s1, $s2), lambda pair: MAP {split_part(pair, $s3, 1): " +
			"substring(pair, length(split_part(pair, $s3, 1)) + length($s3) + 1)}), lambda a, b: map_concat(a, b))",
	}, result: mapType},

	// Numbers
	"ABS":   one("abs($1)", ""),
	"CEIL":  one("ceil($1)", ""),
	"FLOOR": one("floor($1)", ""),
	"ROUND": {forms: map[int]form{1: "round($1)", 2: "round($1, CAST($2 AS INTEGER))"}},
	"TRUNC": {forms: map[int]form{1: "trunc($1)", 2: "trunc($1, CAST($2 AS INTEGER))"}},
	"POWER": two("pow($1, $2)", catalog.Double),
	"SQRT":  one("CASE WHEN $1 >= 0 THEN sqrt($1) END", catalog.Double),
	"EXP":   one("exp($1)", catalog.Double),
	"LN":    one("CASE WHEN $1 > 0 THEN ln($1) END", catalog.Double),
	"LOG10": one("CASE WHEN $1 > 0 THEN log10($1) END", catalog.Double),
	"LOG":   two("CASE WHEN $1 > 0 AND $1 <> 1 AND $2 > 0 THEN ln($2) / ln($1) END", catalog.Double),

	// Dates and times
	"DAYOFMONTH":      one("day($t1)", catalog.Long),
	"DAYOFWEEK":       one("(dayofweek($t1) + 1)", catalog.Long),
	"HOUR":            one("hour($t1)", catalog.Long),
	"MINUTE":          one("minute($t1)", catalog.Long),
	"SECOND":          one("second($t1)", catalog.Long),
	"MONTH":           one("month($t1)", catalog.Long),
	"WEEK":            one("week($t1)", catalog.Long),
	"YEAR":            one("year($t1)", catalog.Long),
	"SECONDS_BETWEEN": two("((epoch_ms($t2) - epoch_ms($t1)) // 1000)", catalog.Long),
	"EPOCH_TO_UTC_TIMESTAMP": one("make_timestamp(CASE WHEN abs(TRY_CAST($1 AS BIGINT)) >= 100000000000 "+
		"THEN TRY_CAST($1 AS BIGINT) * 1000 ELSE TRY_CAST($1 AS BIGINT) * 1000000 END)", catalog.Timestamp),

	// Choice
	"NULLIF": {forms: map[int]form{2: "NULLIF($1, $2)"}},

	// Arrays
	"ARRAY_SORT":       one("list_sort($1)", ""),
	"ARRAY_TO_STRING":  two("array_to_string($1, $s2)", catalog.String),
	"CARDINALITY":      one("len($1)", catalog.Long),
	"ARRAY_CAT":        two("list_concat($1, $2)", ""),
	"ARRAY_DISTINCT":   one("list_filter($1, lambda x, i: list_position($1, x) = i)", ""),
	"ARRAY_UNION":      two("list_filter(list_concat($1, $2), lambda x, i: list_position(list_concat($1, $2), x) = i)", ""),
	"ARRAY_INTERSECT":  two("list_filter($1, lambda x, i: list_position($1, x) = i AND list_position($2, x) IS NOT NULL)", ""),
	"ARRAY_COMPLEMENT": two("list_filter($1, lambda x, i: list_position($1, x) = i AND list_position($2, x) IS NULL)", ""),
	"ARRAY_REMOVE":     {forms: map[int]form{2: "list_filter($1, lambda x: x IS DISTINCT FROM $2)"}, tests: true},
	"FLATTEN":          one("flatten($1)", ""),

	// Others
	"UUID":           {forms: map[int]form{0: "CAST(uuid() AS VARCHAR)"}, result: catalog.String},
	"RANDOM":         {forms: map[int]form{0: "random()"}, result: catalog.Double},
	"E":              {forms: map[int]form{0: "exp(1)"}, result: catalog.Double},
	"HASH64":         one("CAST(hash($s1) >> 1 AS BIGINT)", catalog.Long),
	"MD5":            one("md5($s1)", catalog.String),
	"SHA1":           one("sha1($s1)", catalog.String),
	"JSON_EXTRACT":   two("json_extract_string($s1, $s2)", catalog.String),
	"JSON_SERIALIZE": one("CAST(to_json($1) AS VARCHAR)", catalog.String),
}

// mapType and rowType are kinds of values that no column has.
const (
	mapType catalog.TypeName = "MAP"
	rowType catalog.TypeName = "ROW"
)

// aggregate describes an aggregate function.
type aggregate struct {
	form   form
	args   int
	result catalog.TypeName // "" is that of the argument
	free   bool             // tells nothing of the values: a count
}

var aggregates = map[string]aggregate{
	"SUM":               {form: "sum($1)", args: 1},
	"COUNT":             {form: "count($1)", args: 1, result: catalog.Long, free: true},
	"MIN":               {form: "min($1)", args: 1},
	"MAX":               {form: "max($1)", args: 1},
	"AVG":               {form: "avg($1)", args: 1, result: catalog.Double},
	"STDDEV":            {form: "stddev_samp($1)", args: 1, result: catalog.Double},
	"STDDEV_SAMP":       {form: "stddev_samp($1)", args: 1, result: catalog.Double},
	"STDDEV_POP":        {form: "stddev_pop($1)", args: 1, result: catalog.Double},
	"VARIANCE":          {form: "var_samp($1)", args: 1, result: catalog.Double},
	"VAR_SAMP":          {form: "var_samp($1)", args: 1, result: catalog.Double},
	"VAR_POP":           {form: "var_pop($1)", args: 1, result: catalog.Double},
	"SKEWNESS":          {form: "skewness($1)", args: 1, result: catalog.Double},
	"MEDIAN":            {form: "median($1)", args: 1, result: catalog.Double},
	"PERCENTILE":        {form: "quantile_cont($1, $2)", args: 2, result: catalog.Double},
	"APPROX_PERCENTILE": {form: "approx_quantile($1, $2)", args: 2},
	"COLLECT":           {form: "list($1)", args: 1, result: catalog.Array},
}

// rankings are the window functions without arguments.
var rankings = map[string]bool{"ROW_NUMBER": true, "RANK": true, "DENSE_RANK": true}
