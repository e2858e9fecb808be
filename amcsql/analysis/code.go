package analysis

// Codes of diagnostics about names and structure.
const (
	CodeUnknownTable       = "unknown-table"
	CodeDeprecatedTable    = "deprecated-table"
	CodeUnknownColumn      = "unknown-column"
	CodeUnknownAlias       = "unknown-alias"
	CodeAmbiguousColumn    = "ambiguous-column"
	CodeDuplicateAlias     = "duplicate-alias"
	CodeAliasIsCondition   = "alias-is-condition"
	CodeDuplicateTable     = "duplicate-common-table"
	CodeDuplicateOutput    = "duplicate-output-name"
	CodeUnnamedOutput      = "unnamed-output"
	CodeUnusedTable        = "unused-common-table"
	CodeColumnCount        = "column-count"
	CodeOrdinal            = "ordinal-out-of-range"
	CodeJoinCondition      = "join-condition"
	CodeUnknownFunction    = "unknown-function"
	CodeUnverifiedFunction = "unverified-function"
	CodeArity              = "wrong-argument-count"
	CodeArgument           = "wrong-argument"
	CodeFunctionPlace      = "misplaced-function"
	CodeUnknownWindow      = "unknown-window"
	CodeWindow             = "window-specification"
	CodeUngrouped          = "ungrouped-column"
	CodeNestedAggregate    = "nested-aggregate"
	CodeUnknownType        = "unknown-type"
	CodeBadLiteral         = "bad-literal"
	CodeTypeMismatch       = "type-mismatch"
	CodeNullComparison     = "null-comparison"
	CodeUnknownValue       = "unknown-value"
	CodePattern            = "suspicious-pattern"
	CodeLegacyTable        = "legacy-table"
	CodeTableSpelling      = "table-spelling"
	CodeUndocumentedType   = "undocumented-type"
	CodeNotACondition      = "not-a-condition"
	CodeFanOut             = "fan-out-join"
	CodeUserIDType         = "user-id-type"
	CodeCampaignID         = "campaign-id-mismatch"
	CodeQuotedDigits       = "quoted-digits"
	CodeTimeZones          = "time-zones"
)

// Codes of diagnostics about money.
const (
	CodeRawMoney   = "raw-money"
	CodeMixedUnits = "mixed-units"
	CodeMoneyScale = "money-scale"
)

// Codes of diagnostics about parameters.
const (
	CodeUndeclaredParameter = "undeclared-parameter"
	CodeParameterName       = "parameter-name"
	CodePlaceholder         = "unfilled-placeholder"
)

// Codes of diagnostics about privacy.
const (
	CodePrivateOutput   = "private-output"
	CodePrivateGrouping = "private-grouping"
	CodeLiteralFilter   = "literal-filter"
	CodeNotAggregated   = "not-aggregated"
	CodeStarOnSource    = "star-on-source"
	CodeAudienceOutput  = "audience-output"
	CodeAudienceTable   = "audience-table"
	CodeRowsMayVanish   = "rows-may-vanish"
	CodeSharedCounts    = "shared-user-count"
)

// Codes of diagnostics about what the dialect lacks.
const (
	CodeUnsupportedJoin     = "unsupported-join"
	CodeUnverifiedClause    = "unverified-clause"
	CodeUnsupportedOperator = "unsupported-operator"
	CodeUnverifiedOperator  = "unverified-operator"
	CodeUnsupportedSyntax   = "unsupported-syntax"
	CodeUnverifiedSyntax    = "unverified-syntax"
	CodeConcatOperator      = "concat-operator"
	CodeInterval            = "interval-disabled"
	CodeDateArithmetic      = "date-arithmetic"
	CodeOrderBy             = "order-by"
	CodeLimit               = "limit"
	CodeSetOperation        = "set-operation"
	CodeSemicolon           = "trailing-semicolon"
	CodeQuotedName          = "quoted-name"
	CodeQuotedText          = "quoted-text"
	CodeReservedName        = "reserved-name"
	CodeTimeWindow          = "extend-time-window"
)
