package duckdb

import "github.com/recomamp/recomamp/amcsql/catalog"

// aggregate describes an aggregate function.
type aggregate struct {
	forms  map[int]form     // by number of arguments
	result catalog.TypeName // "" is that of the first argument
	free   bool             // tells nothing of the values: a count
	number bool             // takes numbers only
	within int              // by number of arguments with WITHIN GROUP, whose key becomes the first; 0 for none
}

func numeric(f form) aggregate {
	return aggregate{forms: map[int]form{1: f}, result: catalog.Double, number: true}
}

func keeping(f form) aggregate { return aggregate{forms: map[int]form{1: f}} }

var (
	quantileCont = aggregate{forms: map[int]form{2: "quantile_cont($1, $2)"}, result: catalog.Double, number: true, within: 1}
	quantileDisc = aggregate{forms: map[int]form{2: "quantile_disc($1, $2)"}, within: 1}
	collected    = aggregate{forms: map[int]form{1: "list($1)"}, result: catalog.Array}
)

func ofPairs(f form) aggregate {
	return aggregate{forms: map[int]form{2: f}, result: catalog.Double, number: true}
}

// aggregates are all aggregate functions, those of AMC and those that people
// bring along from other systems.
var aggregates = map[string]aggregate{
	"SUM":               {forms: map[int]form{1: "sum($1)"}, number: true},
	"COUNT":             {forms: map[int]form{1: "count($1)"}, result: catalog.Long, free: true},
	"MIN":               keeping("min($1)"),
	"MAX":               keeping("max($1)"),
	"AVG":               numeric("avg($1)"),
	"STDDEV_SAMP":       numeric("stddev_samp($1)"),
	"STDDEV_POP":        numeric("stddev_pop($1)"),
	"VAR_SAMP":          numeric("var_samp($1)"),
	"VAR_POP":           numeric("var_pop($1)"),
	"SKEWNESS":          numeric("skewness($1)"),
	"KURTOSIS":          numeric("kurtosis($1)"),
	"MEDIAN":            numeric("median($1)"),
	"PERCENTILE":        quantileCont,
	"PERCENTILE_CONT":   quantileCont,
	"PERCENTILE_DISC":   quantileDisc,
	"APPROX_PERCENTILE": {forms: map[int]form{2: "approx_quantile($1, $2)"}, number: true},
	"COLLECT":           collected,

	"ANY_VALUE":             keeping("min($1)"), // the same one each time
	"ARRAY_AGG":             collected,
	"COLLECT_SET":           {forms: map[int]form{1: "list(DISTINCT $1)"}, result: catalog.Array},
	"STRING_AGG":            {forms: map[int]form{1: "string_agg($s1, ',')", 2: "string_agg($s1, $s2)"}, result: catalog.String},
	"LISTAGG":               {forms: map[int]form{1: "string_agg($s1, '')", 2: "string_agg($s1, $s2)"}, result: catalog.String},
	"PERCENTILE_APPROX":     {forms: map[int]form{2: "approx_quantile($1, $2)", 3: "approx_quantile($1, $2)"}, number: true},
	"BIT_AND":               {forms: map[int]form{1: "bit_and($i1)"}, result: catalog.Long},
	"BIT_OR":                {forms: map[int]form{1: "bit_or($i1)"}, result: catalog.Long},
	"BIT_XOR":               {forms: map[int]form{1: "bit_xor($i1)"}, result: catalog.Long},
	"REGR_SLOPE":            ofPairs("regr_slope($1, $2)"),
	"REGR_INTERCEPT":        ofPairs("regr_intercept($1, $2)"),
	"REGR_R2":               ofPairs("regr_r2($1, $2)"),
	"REGR_COUNT":            {forms: map[int]form{2: "regr_count($1, $2)"}, result: catalog.Long, free: true},
	"MODE":                  keeping("mode($1)"),
	"APPROX_COUNT_DISTINCT": {forms: map[int]form{1: "count(DISTINCT $1)", 2: "count(DISTINCT $1)"}, result: catalog.Long, free: true},
	"COUNT_IF":              {forms: map[int]form{1: "count_if($b1)"}, result: catalog.Long, free: true},
	"BOOL_AND":              {forms: map[int]form{1: "bool_and($b1)"}, result: catalog.Boolean},
	"BOOL_OR":               {forms: map[int]form{1: "bool_or($b1)"}, result: catalog.Boolean},
	"MAX_BY":                {forms: map[int]form{2: "arg_max($1, $2)"}},
	"MIN_BY":                {forms: map[int]form{2: "arg_min($1, $2)"}},
	"CORR":                  ofPairs("corr($1, $2)"),
	"COVAR_POP":             ofPairs("covar_pop($1, $2)"),
	"COVAR_SAMP":            ofPairs("covar_samp($1, $2)"),
	"GROUPING":              {forms: map[int]form{1: "grouping($1)", 2: "grouping($1, $2)", 3: "grouping($1, $2, $3)"}, result: catalog.Long, free: true},
}

// windowFunction describes a function that needs OVER.
type windowFunction struct {
	least, most int
	free        bool // tells nothing of the values: a place in an order
	ordered     bool // refused without ORDER BY
	result      catalog.TypeName
}

var windowFunctions = map[string]windowFunction{
	"ROW_NUMBER":      {free: true, ordered: true, result: catalog.Long},
	"RANK":            {free: true, ordered: true, result: catalog.Long},
	"DENSE_RANK":      {free: true, ordered: true, result: catalog.Long},
	"PERCENT_RANK":    {free: true, ordered: true, result: catalog.Double},
	"CUME_DIST":       {free: true, ordered: true, result: catalog.Double},
	"NTILE":           {least: 1, most: 1, free: true, ordered: true, result: catalog.Long},
	"RATIO_TO_REPORT": {least: 1, most: 1, result: catalog.Double},
	"LAG":             {least: 1, most: 3, ordered: true},
	"LEAD":            {least: 1, most: 3, ordered: true},
	"FIRST_VALUE":     {least: 1, most: 1},
	"LAST_VALUE":      {least: 1, most: 1},
	"NTH_VALUE":       {least: 2, most: 2},
}
