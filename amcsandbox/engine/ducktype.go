package engine

import (
	"strings"
)

// duckType is a type of DuckDB as far as printing needs it.
type duckType struct {
	name   string // upper case without digits: BIGINT, LIST, STRUCT, MAP
	fields []duckType
}

// parseType reads the name DuckDB gives a type, such as
// STRUCT("f1" DATE, "f2" VARCHAR[])[].
func parseType(text string) duckType {
	text = strings.TrimSpace(text)
	if inner, ok := strings.CutSuffix(text, "[]"); ok {
		return duckType{name: "LIST", fields: []duckType{parseType(inner)}}
	}
	name, rest, nested := strings.Cut(text, "(")
	result := duckType{name: strings.ToUpper(strings.TrimSpace(name))}
	if !nested {
		return result
	}
	parts := splitTopLevel(strings.TrimSuffix(rest, ")"))
	switch result.name {
	case "STRUCT":
		for _, part := range parts {
			_, typ, _ := strings.Cut(part, " ") // The fields' names are ours and hold no space.
			result.fields = append(result.fields, parseType(typ))
		}
	case "MAP":
		for _, part := range parts {
			result.fields = append(result.fields, parseType(part))
		}
	}
	return result
}

// splitTopLevel cuts at commas outside brackets.
func splitTopLevel(text string) []string {
	var parts []string
	depth, start := 0, 0
	for i := range len(text) {
		switch text[i] {
		case '(':
			depth++
		case ')':
			depth--
		case ',':
			if depth == 0 {
				parts = append(parts, strings.TrimSpace(text[start:i]))
				start = i + 1
			}
		}
	}
	return append(parts, strings.TrimSpace(text[start:]))
}

var amazonTypes = map[string]string{
	"TINYINT": "BYTE", "SMALLINT": "SHORT", "INTEGER": "INTEGER", "BIGINT": "LONG", "HUGEINT": "LONG", "UBIGINT": "LONG",
	"FLOAT": "FLOAT", "DOUBLE": "DOUBLE", "DECIMAL": "DECIMAL", "BOOLEAN": "BOOLEAN", "DATE": "DATE", "TIMESTAMP": "TIMESTAMP",
	"VARCHAR": "STRING", "BLOB": "BINARY", "LIST": "ARRAY", "STRUCT": "STRUCT", "MAP": "MAP",
}

// amazon is Amazon's name of the type.
func (t duckType) amazon() string {
	if name, ok := amazonTypes[t.name]; ok {
		return name
	}
	return "STRING"
}
