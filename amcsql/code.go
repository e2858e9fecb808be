package amcsql

// Codes of the diagnostics that Parse reports. They are stable: settings,
// documentation and tests name them.
const (
	CodeSyntax                  = "syntax-error"
	CodeEmptyQuery              = "empty-query"
	CodeNotAQuery               = "not-a-query"
	CodeSeveralStatements       = "several-statements"
	CodeIllegalCharacter        = "illegal-character"
	CodeUnterminatedString      = "unterminated-string"
	CodeUnterminatedName        = "unterminated-name"
	CodeUnterminatedComment     = "unterminated-comment"
	CodeUnterminatedPlaceholder = "unterminated-placeholder"
	CodeBadNumber               = "bad-number"
	CodeMissingParenthesis      = "missing-parenthesis"
	CodeTrailingComma           = "trailing-comma"
	CodeMissingComma            = "missing-comma"
	CodeClauseOrder             = "clause-order"
	CodeDuplicateClause         = "duplicate-clause"
	CodeForeignParameter        = "foreign-parameter"
	CodeBracketedName           = "bracketed-name"
	CodeTooComplex              = "too-complex"
)
