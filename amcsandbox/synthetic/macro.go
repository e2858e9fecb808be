package synthetic

import "strings"

// macros are short names for expressions used in projections; the scripts of
// sql/ define the same ones for DuckDB. They are spelled out before a
// projection leaves the package, for a reader's database does not know them.
func macros() map[string]func(arguments []string) string {
	return map[string]func([]string) string{
		"draw": func(a []string) string {
			return "((hash(xor((" + a[0] + ")::UBIGINT, (" + a[1] + ")::UBIGINT)) >> 11)::DOUBLE * 1.1102230246251565e-16)"
		},
		"pick": func(a []string) string {
			return "(((hash(xor((" + a[0] + ")::UBIGINT, (" + a[1] + ")::UBIGINT)) >> 24) % (" + a[2] + ")::UBIGINT)::INTEGER)"
		},
		"short_id": func(a []string) string {
			return "lower(lpad(hex((" + a[0] + ")::UBIGINT), 16, '0'))"
		},
	}
}

// expand spells out the macros in an expression. Macros may hold macros.
func expand(sql string) string {
	for name, body := range macros() {
		for from := 0; ; {
			at := callOf(sql, name, from)
			if at < 0 {
				break
			}
			arguments, end := argumentsAt(sql, at+len(name)+1)
			replacement := body(arguments)
			sql = sql[:at] + replacement + sql[end:]
			from = at
		}
	}
	return sql
}

// callOf finds a call of the macro as a whole word, or gives -1.
func callOf(sql, name string, from int) int {
	for from < len(sql) {
		i := strings.Index(sql[from:], name+"(")
		if i < 0 {
			return -1
		}
		at := from + i
		if at == 0 || !isWord(sql[at-1]) {
			return at
		}
		from = at + 1
	}
	return -1
}

func isWord(c byte) bool {
	return c == '_' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
}

// argumentsAt splits the arguments that begin at a position after the opening
// bracket and gives the position after the closing one.
func argumentsAt(sql string, begin int) (arguments []string, end int) {
	depth, start := 0, begin
	for i := begin; i < len(sql); i++ {
		switch sql[i] {
		case '(', '[', '{':
			depth++
		case ']', '}':
			depth--
		case ')':
			if depth == 0 {
				return append(arguments, strings.TrimSpace(sql[start:i])), i + 1
			}
			depth--
		case ',':
			if depth == 0 {
				arguments = append(arguments, strings.TrimSpace(sql[start:i]))
				start = i + 1
			}
		}
	}
	return append(arguments, sql[start:]), len(sql)
}
