package engine

import (
	"cmp"
	"errors"
	"fmt"
	"strings"

	driver "github.com/duckdb/duckdb-go/v2"

	"github.com/recomamp/recomamp/amcsql"
	"github.com/recomamp/recomamp/amcsql/analysis"
)

// QueryError says that the query, not the engine, is at fault.
type QueryError struct {
	// Reason is the text Amazon gives after "found to be invalid: ".
	Reason string
	// Diagnostics are all that was found, where it was found in the text.
	Diagnostics []amcsql.Diagnostic
}

func (e *QueryError) Error() string { return e.Reason }

// refused makes a QueryError of diagnostics about a text, of which at least one
// is an error. Amazon tells only the first.
func refused(text string, diagnostics []amcsql.Diagnostic) *QueryError {
	for _, d := range diagnostics {
		if d.Severity == amcsql.SeverityError {
			return &QueryError{Reason: reason(text, d), Diagnostics: diagnostics}
		}
	}
	return &QueryError{Reason: "SQL query was invalid.", Diagnostics: diagnostics}
}

// reason writes a finding in the words and the form of Amazon's compiler, as
// far as they are known.
func reason(text string, d amcsql.Diagnostic) string {
	switch d.Code {
	case analysis.CodeUndeclaredParameter, analysis.CodeAudienceTable:
		return cmp.Or(d.AMC, d.Message)
	}
	if d.Code == analysis.CodeReservedName && d.AMC != "" {
		return fmt.Sprintf("SQL query was invalid: %s at line %d, column %d", d.AMC, d.Span.Start.Line, d.Span.Start.Column)
	}
	if problem, is := syntaxProblem(text, d); is {
		return "SQL query was invalid: " + problem
	}
	return fmt.Sprintf("SQL query was invalid: %s: %s", place(d.Span), cmp.Or(d.AMC, d.Message))
}

// syntaxProblem words what Calcite's parser finds, which names the place itself.
func syntaxProblem(text string, d amcsql.Diagnostic) (string, bool) {
	at := fmt.Sprintf("at line %d, column %d", d.Span.Start.Line, d.Span.Start.Column)
	switch d.Code {
	case amcsql.CodeEmptyQuery, amcsql.CodeNotAQuery:
		return "A syntax error " + at + ". Are you missing <WITH> or <SELECT>?", true
	case amcsql.CodeIllegalCharacter, amcsql.CodeUnterminatedString, amcsql.CodeUnterminatedName, amcsql.CodeUnterminatedComment, amcsql.CodeBadNumber:
		return "Lexical error " + at + ". " + d.Message, true
	case analysis.CodePlaceholder, amcsql.CodePlaceholderValue, amcsql.CodeUnterminatedPlaceholder:
		return "Encountered { " + at, true
	case amcsql.CodeSyntax, amcsql.CodeMissingParenthesis, amcsql.CodeTrailingComma, amcsql.CodeMissingComma, amcsql.CodeClauseOrder,
		amcsql.CodeDuplicateClause, amcsql.CodeForeignParameter, amcsql.CodeSeveralStatements:
		return "Encountered " + encountered(text, d.Span) + " " + at + ". " + d.Message, true
	default:
		return "", false
	}
}

// encountered is the word at a place, as Calcite quotes it.
func encountered(text string, span amcsql.Span) string {
	words := strings.Fields(span.Text(text))
	if len(words) == 0 {
		words = strings.Fields(text[span.To():])
	}
	if len(words) == 0 {
		return "<EOF>"
	}
	return words[0]
}

// place writes a span the way Amazon's compiler does, its end inclusive.
func place(span amcsql.Span) string {
	end := span.End
	end.Column = max(1, end.Column-1)
	if end.Line == span.Start.Line && end.Column <= span.Start.Column {
		return fmt.Sprintf("At line %d, column %d", span.Start.Line, span.Start.Column)
	}
	return fmt.Sprintf("From line %d, column %d to line %d, column %d", span.Start.Line, span.Start.Column, end.Line, end.Column)
}

// refusedByDuckDB tells of a query whose types do not fit, which only DuckDB
// sees. Its message has no place in the text, so the whole query stands for it.
func refusedByDuckDB(query *amcsql.Query, err error) *QueryError {
	message, _, _ := strings.Cut(err.Error(), "\n")
	_, message, found := strings.Cut(message, "Error: ")
	if !found {
		message = "the types of an expression do not fit"
	}
	message, _, _ = strings.Cut(message, "Candidate functions")
	d := amcsql.Diagnostic{Severity: amcsql.SeverityError, Code: analysis.CodeTypeMismatch, Message: strings.TrimSpace(message), Span: query.Span()}
	return refused("", []amcsql.Diagnostic{d})
}

// isTypeFault reports whether DuckDB refused the query for what it is, not for
// the state of the engine.
func isTypeFault(err error) bool {
	problem, ok := errors.AsType[*driver.Error](err)
	if !ok {
		return false
	}
	switch problem.Type {
	case driver.ErrorTypeBinder, driver.ErrorTypeConversion, driver.ErrorTypeOutOfRange, driver.ErrorTypeInvalidInput,
		driver.ErrorTypeMismatchType, driver.ErrorTypeInvalidType, driver.ErrorTypeDecimal, driver.ErrorTypeDivideByZero, driver.ErrorTypeExpression,
		driver.ErrorTypeNotImplemented:
		return true
	default:
		return false
	}
}
