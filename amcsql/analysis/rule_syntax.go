package analysis

import (
	"strings"

	"github.com/recomamp/recomamp/amcsql"
)

func syntaxRules() []Rule {
	return []Rule{
		{
			Code: amcsql.CodeSyntax, Severity: amcsql.SeverityError, Title: "Syntax error",
			Text:  "Something else stands here than SQL wants. Read the message and the text before the mark.",
			Wrong: "SELECT campaign, COUNT(user_id) AS n FROM dsp_clicks WHERE = 'a' GROUP BY 1",
			Right: "SELECT campaign, COUNT(user_id) AS n FROM dsp_clicks WHERE campaign = 'a' GROUP BY 1",
		}, {
			Code: amcsql.CodeEmptyQuery, Severity: amcsql.SeverityError, Title: "Empty query",
			Text:  "There is nothing but blanks and comments. Write a SELECT.",
			Wrong: "-- later",
			Right: "SELECT COUNT(user_id) AS n FROM dsp_clicks",
		}, {
			Code: amcsql.CodeNotAQuery, Severity: amcsql.SeverityError, Title: "Not a query",
			Text:  "AMC runs queries only; nothing can be created, changed or deleted. Begin with SELECT or WITH.",
			Wrong: "DELETE FROM dsp_clicks",
			Right: "SELECT COUNT(user_id) AS n FROM dsp_clicks",
		}, {
			Code: amcsql.CodeSeveralStatements, Severity: amcsql.SeverityError, Title: "Several statements",
			Text:  "A query is one statement. Run the second one by itself, or join them with UNION ALL.",
			Wrong: "SELECT COUNT(user_id) AS n FROM dsp_clicks; SELECT COUNT(user_id) AS n FROM dsp_views",
			Right: "SELECT COUNT(user_id) AS n FROM dsp_clicks UNION ALL SELECT COUNT(user_id) AS n FROM dsp_views",
		}, {
			Code: amcsql.CodeIllegalCharacter, Severity: amcsql.SeverityError, Title: "Character without a meaning",
			Text:  "This character is no part of SQL; quotes and dashes of a word processor are frequent. Type it anew.",
			Wrong: "SELECT COUNT(user_id) AS n FROM dsp_clicks WHERE clicks ≥ 1",
			Right: "SELECT COUNT(user_id) AS n FROM dsp_clicks WHERE clicks >= 1",
		}, {
			Code: amcsql.CodeUnterminatedString, Severity: amcsql.SeverityError, Title: "Text without its closing quote",
			Text:  "A text ends with a single quote, and a quote inside it is written twice. Close it.",
			Wrong: "SELECT COUNT(user_id) AS n FROM dsp_clicks WHERE campaign = 'mens",
			Right: "SELECT COUNT(user_id) AS n FROM dsp_clicks WHERE campaign = 'mens'",
		}, {
			Code: amcsql.CodeUnterminatedName, Severity: amcsql.SeverityError, Title: "Name without its closing quote",
			Text:  "A quoted name ends with the quote it begins with. Close it, or choose a name that needs none.",
			Wrong: "SELECT COUNT(user_id) AS `n FROM dsp_clicks",
			Right: "SELECT COUNT(user_id) AS n FROM dsp_clicks",
		}, {
			Code: amcsql.CodeUnterminatedComment, Severity: amcsql.SeverityError, Title: "Comment without its end",
			Text:  "A comment that begins with /* ends with */. Close it.",
			Wrong: "SELECT COUNT(user_id) AS n FROM dsp_clicks /* all of them",
			Right: "SELECT COUNT(user_id) AS n FROM dsp_clicks /* all of them */",
		}, {
			Code: amcsql.CodeUnterminatedPlaceholder, Severity: amcsql.SeverityError, Title: "Placeholder without its end",
			Text:    "A placeholder ends with two braces. Close it.",
			Wrong:   "SELECT COUNT(user_id) AS n FROM dsp_clicks WHERE {{filter",
			Right:   "SELECT COUNT(user_id) AS n FROM dsp_clicks WHERE {{filter}}",
			Setting: "placeholders",
		}, {
			Code: amcsql.CodeBadNumber, Severity: amcsql.SeverityError, Title: "Number in no known form",
			Text:  "Numbers look like 12, 1.5, .2 or 1e5. Remove what does not belong to it.",
			Wrong: "SELECT COUNT(user_id) AS n FROM dsp_clicks WHERE clicks > 12x",
			Right: "SELECT COUNT(user_id) AS n FROM dsp_clicks WHERE clicks > 12",
		}, {
			Code: amcsql.CodeMissingParenthesis, Severity: amcsql.SeverityError, Title: "Parenthesis without its mate",
			Text:  "A parenthesis is not closed, or closes nothing. Add or remove one.",
			Wrong: "SELECT SUM(clicks AS n FROM dsp_clicks",
			Right: "SELECT SUM(clicks) AS n FROM dsp_clicks",
		}, {
			Code: amcsql.CodeTrailingComma, Severity: amcsql.SeverityError, Title: "Comma at the end of a list",
			Text:  "Nothing follows this comma. Remove it.",
			Wrong: "SELECT campaign, COUNT(user_id) AS n, FROM dsp_clicks GROUP BY 1",
			Right: "SELECT campaign, COUNT(user_id) AS n FROM dsp_clicks GROUP BY 1",
		}, {
			Code: amcsql.CodeMissingComma, Severity: amcsql.SeverityError, Title: "Comma missing in a list",
			Text:  "Two things stand beside each other without a comma or an operator. Put one between them.",
			Wrong: "SELECT campaign COUNT(user_id) AS n FROM dsp_clicks GROUP BY 1",
			Right: "SELECT campaign, COUNT(user_id) AS n FROM dsp_clicks GROUP BY 1",
		}, {
			Code: amcsql.CodeClauseOrder, Severity: amcsql.SeverityError, Title: "Clause in the wrong place",
			Text:  "Clauses stand in the order SELECT, FROM, WHERE, GROUP BY, HAVING. Move this one.",
			Wrong: "SELECT campaign, COUNT(user_id) AS n FROM dsp_clicks GROUP BY 1 WHERE clicks > 0",
			Right: "SELECT campaign, COUNT(user_id) AS n FROM dsp_clicks WHERE clicks > 0 GROUP BY 1",
		}, {
			Code: amcsql.CodeDuplicateClause, Severity: amcsql.SeverityError, Title: "Clause twice",
			Text:  "A clause stands once in a SELECT. Join the two, conditions with AND.",
			Wrong: "SELECT COUNT(user_id) AS n FROM dsp_clicks WHERE clicks > 0 WHERE campaign = 'a'",
			Right: "SELECT COUNT(user_id) AS n FROM dsp_clicks WHERE clicks > 0 AND campaign = 'a'",
		}, {
			Code: amcsql.CodeForeignParameter, Severity: amcsql.SeverityError, Title: "Parameter of another tool",
			Text:  "Marks such as :name or ${name} belong to other tools. Declare a parameter and write CUSTOM_PARAMETER('name').",
			Wrong: "SELECT COUNT(user_id) AS n FROM dsp_clicks WHERE campaign = :name",
			Right: "SELECT COUNT(user_id) AS n FROM dsp_clicks WHERE campaign = CUSTOM_PARAMETER('name')",
		}, {
			Code: amcsql.CodeBracketedName, Severity: amcsql.SeverityError, Title: "Name in square brackets",
			Text:  "Square brackets do not quote, they take an element out of an array. Write the name as it is, or in double quotes where it holds a blank.",
			Wrong: "SELECT [campaign], SUM(clicks) AS n FROM dsp_clicks GROUP BY 1",
			Right: "SELECT campaign, SUM(clicks) AS n FROM dsp_clicks GROUP BY 1",
		}, {
			Code: amcsql.CodeTooComplex, Severity: amcsql.SeverityError, Title: "Nested too deeply",
			Text:  "Hundreds of parentheses or subqueries stand within each other. Split the query into common tables with WITH.",
			Wrong: "SELECT " + strings.Repeat("(", 250) + "SUM(clicks)" + strings.Repeat(")", 250) + " AS n FROM dsp_clicks",
			Right: "SELECT SUM(clicks) AS n FROM dsp_clicks",
		},
	}
}
