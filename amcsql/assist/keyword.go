package assist

// following are the keywords that may come after something complete in a clause.
var following = map[string][]string{
	"SELECT": {"AS", "FROM", "OVER"},
	"FROM":   {"AS", "ON", "USING", "JOIN", "LEFT JOIN", "INNER JOIN", "FULL OUTER JOIN", "CROSS JOIN", "WHERE", "GROUP BY", "UNION ALL"},
	"WHERE":  {"GROUP BY", "HAVING", "UNION ALL"},
	"GROUP":  {"BY", "HAVING", "UNION ALL"},
	"HAVING": {"UNION ALL"},
	"ORDER":  {"BY", "ASC", "DESC"},
	"WITH":   {"AS", "SELECT"},
	"WINDOW": {"AS"},
	"LIMIT":  {},
	"OVER":   {"PARTITION BY", "ORDER BY"},
}

// operators are the words that may follow a value.
var operators = []string{
	"AND", "OR", "NOT", "IN", "NOT IN", "LIKE", "NOT LIKE", "SIMILAR TO", "NOT SIMILAR TO", "BETWEEN", "IS NULL", "IS NOT NULL",
	"THEN", "WHEN", "ELSE", "END",
}

// continuation offers the keywords that may follow what stands before the caret.
func (o *offers) continuation() {
	clause := o.clause()
	words, known := following[clause]
	if !known {
		words = []string{"SELECT", "FROM", "WHERE", "GROUP BY", "HAVING", "UNION ALL"}
	}
	o.keywords(words...)
	if clause != "FROM" || o.inCondition() {
		o.keywords(operators...)
	}
}

// clause returns the keyword of the clause around the caret: the last one
// before it that stands at the depth of the caret.
func (o *offers) clause() string {
	depth := 0
	for i := len(o.before) - 1; i >= 0; i-- {
		token := o.before[i]
		switch {
		case token.Text == ")":
			depth++
		case token.Text == "(" && depth > 0:
			depth--
		case token.Text == "(":
			if i > 0 && o.before[i-1].Keyword == "OVER" {
				return "OVER"
			}
		case depth > 0:
		default:
			if _, known := following[token.Keyword]; known && token.Keyword != "OVER" {
				return token.Keyword
			}
			if token.Keyword == "JOIN" || token.Keyword == "ON" || token.Keyword == "USING" {
				return "FROM"
			}
		}
	}
	return ""
}

// inCondition reports whether the caret stands in the condition of a join.
func (o *offers) inCondition() bool {
	for i := len(o.before) - 1; i >= 0; i-- {
		switch o.before[i].Keyword {
		case "ON":
			return true
		case "JOIN", "FROM", "SELECT":
			return false
		}
	}
	return false
}

func (o *offers) lastKeyword() string {
	if len(o.before) == 0 {
		return ""
	}
	return o.before[len(o.before)-1].Keyword
}
