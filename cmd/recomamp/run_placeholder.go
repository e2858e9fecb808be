package main

import (
	"strings"

	"github.com/recomamp/recomamp/amcsql"
	"github.com/recomamp/recomamp/internal/httpapi"
)

// textGaps are the {{names}} of a text: what their places ask for, or gapInText
// for those that stand inside text literals alone.
type textGaps map[string]amcsql.PlaceholderType

// gapInText is {{name}} inside a text literal, which is one only once declared.
const gapInText amcsql.PlaceholderType = "text"

func placeholdersOf(sql string) textGaps {
	gaps := textGaps{}
	tokens, _ := amcsql.Scan(sql) // what is wrong with the text, the server says
	for _, token := range tokens {
		if token.Kind != amcsql.TokenText {
			continue
		}
		for _, piece := range strings.Split(token.Text, "{{")[1:] {
			if name, _, closed := strings.Cut(piece, "}}"); closed {
				gaps[strings.TrimSpace(name)] = gapInText
			}
		}
	}
	tree, _ := amcsql.Parse(sql)
	for _, use := range amcsql.Placeholders(tree) {
		gaps[use.Name] = use.Type
	}
	return gaps
}

func (g textGaps) has(name string) bool { _, found := g[name]; return found }

// placeholder declares the parameter as a placeholder, where its place in the
// text does not say all: the server reads the rest off the text.
func (p givenParameter) placeholder(gaps textGaps) (declared httpapi.Placeholder, needed bool) {
	declared = httpapi.Placeholder{Name: p.Name, Type: string(placeholderScalar(p.Type))}
	if p.Array {
		declared.Type, declared.Items = string(amcsql.PlaceholderList), declared.Type
	}
	switch gaps[p.Name] {
	case gapInText:
		return declared, true
	case amcsql.PlaceholderIdentifier, amcsql.PlaceholderPattern, amcsql.PlaceholderRows:
		return declared, false
	default:
		return declared, p.Typed && p.Type != typeRows
	}
}

func placeholderScalar(parameterType string) amcsql.PlaceholderType {
	switch parameterType {
	case "STRING", typeRows:
		return amcsql.PlaceholderString
	case "BOOLEAN":
		return amcsql.PlaceholderBoolean
	case "DATE":
		return amcsql.PlaceholderDate
	case "TIMESTAMP":
		return amcsql.PlaceholderTimestamp
	default:
		return amcsql.PlaceholderNumber
	}
}
