package engine

import (
	"errors"
	"fmt"
	"strings"

	driver "github.com/duckdb/duckdb-go/v2"

	"github.com/recomamp/recomamp/amcsql"
	"github.com/recomamp/recomamp/amcsql/duckdb"
)

// QueryError says that the query, not the engine, is at fault.
type QueryError struct {
	// Reason is the text Amazon gives after "found to be invalid: ".
	Reason string
	// Diagnostics are all that was found, where it was found in the text.
	Diagnostics []amcsql.Diagnostic
}

func (e *QueryError) Error() string { return e.Reason }

// refused makes a QueryError of diagnostics, of which at least one is an error.
// Amazon tells only the first.
func refused(diagnostics []amcsql.Diagnostic) *QueryError {
	for _, d := range diagnostics {
		if d.Severity == amcsql.SeverityError {
			return &QueryError{Reason: reason(d), Diagnostics: diagnostics}
		}
	}
	return &QueryError{Reason: "SQL query was invalid.", Diagnostics: diagnostics}
}

func reason(d amcsql.Diagnostic) string {
	if d.Code == duckdb.UndeclaredParameter {
		return d.Message
	}
	return fmt.Sprintf("SQL query was invalid: %s: %s", place(d.Span), d.Message)
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
	d := amcsql.Diagnostic{Severity: amcsql.SeverityError, Code: "type-mismatch", Message: strings.TrimSpace(message), Span: query.Span()}
	return refused([]amcsql.Diagnostic{d})
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
