package duckdb_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/amcsql"
	"github.com/recomamp/recomamp/amcsql/catalog"
	"github.com/recomamp/recomamp/amcsql/duckdb"
)

// samples are arguments by kind, good for any function.
var samples = map[catalog.ValueKind]string{
	catalog.AnyValue: "'1'", catalog.TextValue: "'1'", catalog.NumberValue: "0.5", catalog.IntegerValue: "1", catalog.BooleanValue: "TRUE",
	catalog.DateValue: "CAST('today' AS DATE)", catalog.TimeValue: "CAST('now' AS TIMESTAMP)", catalog.WhenValue: "CAST('now' AS TIMESTAMP)",
	catalog.ArrayValue: "ARRAY['1']", catalog.MapValue: "STR_TO_MAP('a=1', ',', '=')", catalog.RowValue: "NAMED_ROW('a', 1)", catalog.BinaryValue: "TO_VARBINARY('a', 'utf-8')",
	catalog.LiteralValue: "'1'", catalog.SameValue: "'1'", catalog.CommonValue: "'1'",
}

// written shows functions whose call cannot be made of samples.
var written = map[string]string{
	"BUILT_IN_PARAMETER": "BUILT_IN_PARAMETER('TIME_WINDOW_END')", "CUSTOM_PARAMETER": "CUSTOM_PARAMETER('p')", "CAST": "CAST('1' AS INT)",
	"CONVERT_TIME_ZONE_FROM_UTC": "CONVERT_TIME_ZONE_FROM_UTC(CAST('now' AS TIMESTAMP), 'Asia/Tokyo')", "DATE_TRUNC": "DATE_TRUNC('day', CAST('now' AS TIMESTAMP))",
	"EXTRACT": "EXTRACT(DAY FROM CAST('now' AS TIMESTAMP))", "FLATTEN": "FLATTEN(ARRAY[ARRAY[1]])", "FORMAT": "FORMAT(1.5, '0.0')", "GREATEST": "GREATEST(1, 2)",
	"JSON_EXTRACT": "JSON_EXTRACT('{}', '$.a')", "LEAST": "LEAST(1, 2)", "NAMED_ROW": "NAMED_ROW('a', 1)", "POSITION": "POSITION('a' IN 'b')",
	"TO_VARBINARY": "TO_VARBINARY('61', 'hex')", "FROM_VARBINARY": "FROM_VARBINARY(TO_VARBINARY('61', 'hex'), 'utf-8')", "SUBSTRING": "SUBSTRING('abc' FROM 1 FOR 2)", "IF": "IF(TRUE, 1, 2)",

	"CONVERT_TIMEZONE": "CONVERT_TIMEZONE('UTC', 'Asia/Tokyo', CURRENT_TIMESTAMP)", "CONVERT_TZ": "CONVERT_TZ(CURRENT_TIMESTAMP, 'UTC', 'Asia/Tokyo')",
	"FROM_UTC_TIMESTAMP": "FROM_UTC_TIMESTAMP(CURRENT_TIMESTAMP, 'Asia/Tokyo')", "TO_UTC_TIMESTAMP": "TO_UTC_TIMESTAMP(CURRENT_TIMESTAMP, 'Asia/Tokyo')",
	"TIMESTAMP_TRUNC": "TIMESTAMP_TRUNC(CURRENT_TIMESTAMP, DAY)",
	"DATEDIFF":        "DATEDIFF(CURRENT_DATE, CURRENT_DATE)", "DATE_ADD": "DATE_ADD(CURRENT_DATE, INTERVAL 1 DAY)", "DATE_DIFF": "DATE_DIFF('day', CURRENT_DATE, CURRENT_DATE)",
	"DATE_FORMAT": "DATE_FORMAT(CURRENT_DATE, '%Y')", "DATE_PART": "DATE_PART('hour', CURRENT_TIMESTAMP)", "DATE_SUB": "DATE_SUB(CURRENT_DATE, 1)", "TIMESTAMPADD": "TIMESTAMPADD(DAY, 1, CURRENT_DATE)",
	"TIMESTAMPDIFF": "TIMESTAMPDIFF(DAY, CURRENT_DATE, CURRENT_DATE)", "TO_CHAR": "TO_CHAR(CURRENT_DATE, 'YYYY')", "TO_DATE": "TO_DATE('2026', 'yyyy')", "TO_TIMESTAMP": "TO_TIMESTAMP('2026', 'YYYY')",
	"ELEMENT_AT": "ELEMENT_AT(ARRAY[1], 1)", "ARRAY_LENGTH": "ARRAY_LENGTH(ARRAY[1])", "ARRAY_SLICE": "ARRAY_SLICE(ARRAY[1], 1, 1)", "SIZE": "SIZE(ARRAY[1])", "JSON_VALUE": "JSON_VALUE('{}', '$.a')", "NOW": "NOW()",
	"PERCENTILE_CONT": "PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY 1)", "PERCENTILE_DISC": "PERCENTILE_DISC(0.5) WITHIN GROUP (ORDER BY 1)", "GROUPING": "GROUPING(a) FROM (SELECT 1 AS a) GROUP BY a -- ",
	"NTILE": "NTILE(2) OVER (ORDER BY 1)", "LAG": "LAG(1, 1, 2) OVER (ORDER BY 1)", "LEAD": "LEAD(1) OVER (ORDER BY 1)", "NTH_VALUE": "NTH_VALUE(1, 1) OVER (ORDER BY 1)",
}

// What the catalogue knows must run, documented or not, and what AMC is known to
// refuse must not, so the two cannot drift apart.
func TestEveryKnownFunctionRunsOnDuckDB(t *testing.T) {
	t.Parallel()
	db := openTables(t)
	for _, function := range catalog.Default().Functions() {
		if function.Kind == catalog.TableFunction {
			continue
		}
		for _, name := range append([]string{function.Name}, function.Aliases...) {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				text := "SELECT " + callOf(function, name) + " AS v"
				query, diagnostics := amcsql.Parse(text)
				require.Empty(t, diagnostics, text)
				statement, diagnostics := duckdb.Translate(query, duckdb.Options{Parameters: map[string]duckdb.Parameter{"p": {Type: catalog.Type{Name: catalog.Long}, Value: 5}}})
				if function.Status == catalog.Unsupported {
					require.True(t, amcsql.HasErrors(diagnostics), text)
					return
				}
				require.Empty(t, diagnostics, text)
				_, err := db.ExecContext(t.Context(), statement.SQL)
				require.NoError(t, err, "%s\n%s", text, statement.SQL)
			})
		}
	}
}

func callOf(function *catalog.Function, name string) string {
	if text, ok := written[function.Name]; ok {
		return strings.Replace(text, function.Name, name, 1)
	}
	if function.NoParentheses {
		return name
	}
	args := make([]string, len(function.Parameters))
	for i, parameter := range function.Parameters {
		args[i] = samples[parameter.Kind]
	}
	call := name + "(" + strings.Join(args, ", ") + ")"
	if function.Kind == catalog.Window {
		call += " OVER (ORDER BY 1)"
	}
	return call
}

func TestForeignFunctionsAreRefused(t *testing.T) {
	t.Parallel()
	names := []string{
		"read_csv", "read_text", "read_parquet", "glob", "getenv", "current_setting", "version", "query", "query_table", "pragma_version", "duckdb_settings",
		"list_aggregate", "hash", "struct_pack", "struct_extract", "nextval", "amc_matches", "amc_split", "getvariable", "system", "sniff_csv", "json_serialize_sql", "parse_path",
	}
	for _, function := range catalog.Default().Functions() {
		if function.Status == catalog.Unsupported {
			names = append(names, function.Name)
		}
	}
	for _, name := range names {
		for _, form := range []string{"SELECT %s('x') AS v", "SELECT COUNT(1) AS n FROM %s('x')", "SELECT COUNT(1) AS n FROM TABLE(%s('x'))", "SELECT main.%s('x') AS v"} {
			text := fmt.Sprintf(form, name)
			query, diagnostics := amcsql.Parse(text)
			statement, more := duckdb.Translate(query, duckdb.Options{Privacy: duckdb.Privacy{Off: true}})
			require.True(t, amcsql.HasErrors(append(diagnostics, more...)), text)
			require.Nil(t, statement, text)
		}
	}
}

func TestEveryTableIsReadWithinItsWindow(t *testing.T) {
	t.Parallel()
	db := openTables(t)
	for _, table := range catalog.Default().Tables() {
		if table.IsAudience() {
			continue
		}
		for _, form := range []string{"SELECT COUNT(1) AS n FROM %s", "SELECT COUNT(1) AS n FROM TABLE(EXTEND_TIME_WINDOW('%s', 'P7D', 'P1D'))"} {
			query, diagnostics := amcsql.Parse(fmt.Sprintf(form, table.Name))
			require.Empty(t, diagnostics)
			statement, diagnostics := duckdb.Translate(query, readOptions(t, ""))
			require.Empty(t, diagnostics, table.Name)
			_, err := db.ExecContext(t.Context(), statement.SQL)
			require.NoError(t, err, table.Name)
			require.Equal(t, table.WindowColumn != "", strings.Contains(statement.SQL, " WHERE "), table.Name)
		}
	}
}
