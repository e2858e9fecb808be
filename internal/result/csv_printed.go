package result

import "fmt"

// printedInCSV are SQL expressions that print each column as csvEncoder does. They
// hold no text of the result.
func printedInCSV(columns []Column, raw bool) []string {
	expressions := make([]string, len(columns))
	for i, column := range columns {
		name := fmt.Sprintf("c%d", i)
		switch e := column.Encoding; e.Kind {
		case Text:
			expressions[i] = name
			if !raw {
				expressions[i] = fmt.Sprintf(`CASE WHEN unicode(%[1]s) IN (%[2]s) OR (unicode(%[1]s) IN (43, 45)
AND NOT regexp_full_match(%[1]s, '[+-][0-9]+(\.[0-9]+)?')) THEN '''' || %[1]s ELSE %[1]s END`, name, formulaStarts)
			}
		case Double:
			expressions[i] = printedDouble(name, e.Layout)
		case Decimal:
			expressions[i] = printed(name, e)
		case Timestamp:
			// The microsecond makes DuckDB print every digit; it is cut off again.
			expressions[i] = fmt.Sprintf("replace(left(CAST(%s + INTERVAL 1 MICROSECOND AS VARCHAR), %d), ' ', 'T') || 'Z'",
				name, map[Layout]int{Seconds: len("2006-01-02 15:04:05"), Millis: len("2006-01-02 15:04:05.000")}[e.Layout])
		default:
			expressions[i] = name
		}
	}
	return expressions
}

// formulaStarts are the code points of = @ tab CR LF and the full-width = + - @, as in startsFormula.
const formulaStarts = "61, 64, 9, 13, 10, 65309, 65291, 65293, 65312"

// printedDouble spells out what DuckDB prints with an exponent.
func printedDouble(name string, layout Layout) string {
	text := fmt.Sprintf("CAST(%s AS VARCHAR)", name)
	plain, point := text, ""
	if layout == Pointed {
		point = " || '.0'"
	} else {
		plain = fmt.Sprintf("CASE WHEN suffix(%[1]s, '.0') THEN left(%[1]s, -2) ELSE %[1]s END", text)
	}
	digits := fmt.Sprintf("replace(replace(split_part(%s, 'e', 1), '.', ''), '-', '')", text)
	exponent := fmt.Sprintf("CAST(replace(split_part(%s, 'e', 2), '+', '') AS INTEGER)", text)
	return fmt.Sprintf(`CASE WHEN %[1]s = 0 OR (abs(%[1]s) >= 1e-3 AND abs(%[1]s) < 1e15) THEN %[2]s
WHEN NOT contains(%[3]s, 'e') THEN %[2]s
ELSE CASE WHEN %[1]s < 0 THEN '-' ELSE '' END || CASE WHEN abs(%[1]s) < 1
THEN '0.' || repeat('0', -%[5]s - 1) || %[4]s ELSE rpad(%[4]s, %[5]s + 1, '0')%[6]s END END`,
		name, plain, text, digits, exponent, point)
}
