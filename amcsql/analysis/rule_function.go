package analysis

import "github.com/recomamp/recomamp/amcsql"

func functionRules() []Rule {
	return []Rule{
		{
			Code: CodeUnknownFunction, Severity: amcsql.SeverityError, Title: "Function that does not exist",
			Text:  "AMC has no such function. Where another way to write it is known, it is offered.",
			Wrong: "SELECT SAFE_DIVIDE(SUM(clicks), COUNT(user_id)) AS rate FROM dsp_clicks",
			Right: "SELECT SUM(clicks) / NULLIF(COUNT(user_id), 0) AS rate FROM dsp_clicks",
		}, {
			Code: CodeUnverifiedFunction, Severity: amcsql.SeverityWarning, Disputed: true, Title: "Function nobody has seen working",
			Text:  "The function is not documented and never seen in a query that ran; of some, people report that AMC refuses them. Write it with documented ones.",
			Wrong: "SELECT CEILING(SUM(clicks) / 10) AS n FROM dsp_clicks",
			Right: "SELECT CEIL(SUM(clicks) / 10) AS n FROM dsp_clicks",
		}, {
			Code: CodeArity, Severity: amcsql.SeverityError, Title: "Wrong number of arguments",
			Text:  "The function takes another number of arguments. Compare with the signature in the message.",
			Wrong: "SELECT IF(SUM(clicks) > 1, 2) AS n FROM dsp_clicks",
			Right: "SELECT IF(SUM(clicks) > 1, 2, 0) AS n FROM dsp_clicks",
		}, {
			Code: CodeArgument, Severity: amcsql.SeverityError, Title: "Argument that does not fit",
			Text:  "The argument has to be something else, such as a text in quotes or a known unit of time. Follow the message.",
			Wrong: "SELECT campaign, COUNT(*) OVER () AS n FROM dsp_clicks GROUP BY 1",
			Right: "SELECT campaign, COUNT(campaign) OVER () AS n FROM dsp_clicks GROUP BY 1",
		}, {
			Code: CodeFunctionPlace, Severity: amcsql.SeverityError, Title: "Function in the wrong place",
			Text:  "Aggregates cannot filter rows, window functions cannot be filtered in their own SELECT, and table functions stand in FROM. Use HAVING or an outer SELECT.",
			Wrong: "SELECT campaign, SUM(clicks) AS n FROM dsp_clicks WHERE SUM(clicks) > 1 GROUP BY 1",
			Right: "SELECT campaign, SUM(clicks) AS n FROM dsp_clicks GROUP BY 1 HAVING SUM(clicks) > 1",
		},
	}
}

func groupRules() []Rule {
	return []Rule{
		{
			Code: CodeUngrouped, Severity: amcsql.SeverityError, Title: "Column that is neither grouped nor aggregated",
			Text:  "A grouped SELECT gives out group keys and aggregates only. Group by the column too, or aggregate it.",
			Wrong: "SELECT campaign, site, SUM(clicks) AS n FROM dsp_clicks GROUP BY campaign",
			Right: "SELECT campaign, site, SUM(clicks) AS n FROM dsp_clicks GROUP BY campaign, site",
		}, {
			Code: CodeNestedAggregate, Severity: amcsql.SeverityError, Title: "Aggregate in an aggregate",
			Text:  "An aggregate cannot be aggregated again in the same SELECT. Do the first in a common table.",
			Wrong: "SELECT MAX(SUM(clicks)) AS n FROM dsp_clicks",
			Right: "WITH a AS (SELECT campaign, SUM(clicks) AS n FROM dsp_clicks GROUP BY 1) SELECT MAX(n) AS n FROM a",
		}, {
			Code: CodeOrdinal, Severity: amcsql.SeverityError, Title: "Number of no column",
			Text:  "A number in GROUP BY or ORDER BY counts the columns of the SELECT from 1. Use one that exists.",
			Wrong: "SELECT campaign, SUM(clicks) AS n FROM dsp_clicks GROUP BY 1, 3",
			Right: "SELECT campaign, SUM(clicks) AS n FROM dsp_clicks GROUP BY 1",
		}, {
			Code: CodeUnknownWindow, Severity: amcsql.SeverityError, Title: "Window that does not exist",
			Text:  "The WINDOW clause of this SELECT names no such window. Define it, or write it out in OVER.",
			Wrong: "SELECT campaign, RANK() OVER w AS place FROM dsp_clicks GROUP BY 1",
			Right: "SELECT campaign, RANK() OVER (ORDER BY campaign) AS place FROM dsp_clicks GROUP BY 1",
		}, {
			Code: CodeWindow, Severity: amcsql.SeverityError, Title: "Window without an order",
			Text:  "Ranks and row numbers need an order. Add ORDER BY inside OVER.",
			Wrong: "SELECT campaign, ROW_NUMBER() OVER (PARTITION BY campaign) AS n FROM dsp_clicks GROUP BY 1",
			Right: "SELECT campaign, ROW_NUMBER() OVER (ORDER BY campaign) AS n FROM dsp_clicks GROUP BY 1",
		},
	}
}
