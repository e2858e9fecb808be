package analysis

import (
	"github.com/recomamp/recomamp/amcsql"
)

// Rule is one kind of finding, as the documentation tells of it.
type Rule struct {
	Code     string
	Severity amcsql.Severity // the usual one; some findings of a code are milder
	// Disputed findings are warnings, and errors in strict mode.
	Disputed bool
	Title    string // a few words
	// Text is the cause in one sentence and the next step in another.
	Text string
	// Wrong breaks the rule, and no other; Right is how to write it.
	Wrong, Right string
	// Setting is what both are checked under, in the form of the corpus
	// ("parameters: since:DATE"); "" for nothing.
	Setting string
}

// RuleGroup is a chapter of the documentation.
type RuleGroup struct {
	Title string
	Rules []Rule
}

// Rules returns the catalogue of every code that Check can report, the
// parser's included.
func Rules() []RuleGroup {
	return []RuleGroup{
		{"Text that is no SQL", syntaxRules()},
		{"Tables, columns and other names", nameRules()},
		{"Functions", functionRules()},
		{"Groups and windows", groupRules()},
		{"Types and values", typeRules()},
		{"Joins", joinRules()},
		{"Privacy", privacyRules()},
		{"What the dialect lacks", dialectRules()},
		{"Dates and times", timeRules()},
		{"Money", moneyRules()},
		{"Parameters", parameterRules()},
	}
}
