package result

import "unicode/utf8"

// compute adds the computed columns. Each may use those before it.
func (p *plan) compute(at wrongAt) {
	if len(p.view.Computed) > maxComputed {
		at("/computed")("", "holds more than 20 columns")
		return
	}
	for i, c := range p.view.Computed {
		wrong := at("/computed/" + itoa(i))
		if c.Name == "" || utf8.RuneCountInString(c.Name) > maxName {
			wrong("/name", "must have 1 to 200 characters")
		}
		made, err := compileExpression(c.Expression, p.source)
		if err != nil {
			wrong("/expression", err.describe(c.Expression))
			made = typed{condition: condition{sql: "NULL"}, encoding: Encoding{Kind: Text}}
		}
		id := "x" + itoa(i)
		column := viewed{sql: id, ViewColumn: ViewColumn{ID: id, Name: c.Name, Encoding: made.encoding, Source: id, Origin: id, Computed: true}}
		column.Type, column.Role = declaredAs(made.encoding.Kind)
		p.source, p.made = append(p.source, column), append(p.made, made)
		p.columns[id] = column
	}
}

// declaredAs is the type that Amazon would declare for a kind, and its role.
func declaredAs(k Kind) (declared, role string) {
	switch k {
	case Integer:
		return "LONG", ""
	case Decimal:
		return "DECIMAL", "METRIC"
	case Double:
		return "DOUBLE", "METRIC"
	case Boolean:
		return "BOOLEAN", ""
	case Date:
		return "DATE", ""
	case Timestamp:
		return "TIMESTAMP", ""
	default:
		return "STRING", ""
	}
}
