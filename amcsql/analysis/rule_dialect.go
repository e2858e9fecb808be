package analysis

import "github.com/recomamp/recomamp/amcsql"

func dialectRules() []Rule {
	return []Rule{
		{
			Code: CodeUnverifiedClause, Severity: amcsql.SeverityWarning, Disputed: true, Title: "Clause nobody has seen working",
			Text:  "QUALIFY, ROLLUP, CUBE and GROUPING SETS are not documented and were never seen in a query that ran. Rank in a subquery, or group in several common tables.",
			Wrong: "SELECT campaign, RANK() OVER (ORDER BY SUM(clicks) DESC) AS place FROM dsp_clicks GROUP BY 1 QUALIFY place <= 3",
			Right: "SELECT campaign, place FROM (SELECT campaign, RANK() OVER (ORDER BY SUM(clicks) DESC) AS place FROM dsp_clicks GROUP BY 1) WHERE place <= 3",
		}, {
			Code: CodeUnsupportedOperator, Severity: amcsql.SeverityError, Title: "Operator that AMC lacks",
			Text:  "The operator belongs to another system. Use comparisons and functions.",
			Wrong: "SELECT SUM(clicks) AS n FROM dsp_clicks WHERE clicks & 1 = 1",
			Right: "SELECT SUM(clicks) AS n FROM dsp_clicks WHERE clicks = 1",
		}, {
			Code: CodeUnverifiedOperator, Severity: amcsql.SeverityWarning, Disputed: true, Title: "Operator nobody has seen working",
			Text:  "ILIKE, RLIKE and REGEXP are not documented and were never seen in a query that ran. Use LIKE or SIMILAR TO.",
			Wrong: "SELECT SUM(clicks) AS n FROM dsp_clicks WHERE campaign ILIKE 'summer%'",
			Right: "SELECT SUM(clicks) AS n FROM dsp_clicks WHERE campaign SIMILAR TO '(?i)^summer'",
		}, {
			Code: CodeConcatOperator, Severity: amcsql.SeverityError, Title: "Texts joined by ||",
			Text:  "AMC refuses the operator. Use CONCAT.",
			Wrong: "SELECT campaign || '!' AS name, SUM(clicks) AS n FROM dsp_clicks GROUP BY 1",
			Right: "SELECT CONCAT(campaign, '!') AS name, SUM(clicks) AS n FROM dsp_clicks GROUP BY 1",
		}, {
			Code: CodeUnsupportedSyntax, Severity: amcsql.SeverityError, Title: "Syntax that AMC lacks",
			Text:  "A common table cannot read itself. List its rows with VALUES, or read another table.",
			Wrong: "WITH RECURSIVE a (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM a WHERE n < 3) SELECT n FROM a",
			Right: "WITH a (n) AS (VALUES (1), (2), (3)) SELECT n FROM a",
		}, {
			Code: CodeUnverifiedSyntax, Severity: amcsql.SeverityWarning, Disputed: true, Title: "Syntax nobody has seen working",
			Text:  "Window frames, FILTER, UNNEST, LATERAL, NATURAL JOIN, TABLESAMPLE, subscripts, :: and others are neither documented nor seen in a query that ran. Write it another way.",
			Wrong: "SELECT SUM(clicks) FILTER (WHERE campaign = 'a') AS n FROM dsp_clicks",
			Right: "SELECT SUM(IF(campaign = 'a', clicks, 0)) AS n FROM dsp_clicks",
		}, {
			Code: CodeOrderBy, Severity: amcsql.SeverityWarning, Disputed: true, Title: "ORDER BY at the end",
			Text:  "Amazon documents it as unsupported, practitioners report that it runs. Rows may come in any order; sort the result instead.",
			Wrong: "SELECT campaign, SUM(clicks) AS n FROM dsp_clicks GROUP BY 1 ORDER BY n",
			Right: "SELECT campaign, SUM(clicks) AS n FROM dsp_clicks GROUP BY 1",
		}, {
			Code: CodeLimit, Severity: amcsql.SeverityWarning, Disputed: true, Title: "LIMIT, OFFSET or FETCH",
			Text:  "Amazon documents LIMIT as unsupported, one copy of the documentation lists it. Rank the rows in a subquery.",
			Wrong: "SELECT campaign, SUM(clicks) AS n FROM dsp_clicks GROUP BY 1 LIMIT 10",
			Right: "SELECT campaign, n FROM (SELECT campaign, SUM(clicks) AS n, ROW_NUMBER() OVER (ORDER BY SUM(clicks) DESC) AS place FROM dsp_clicks GROUP BY 1) WHERE place <= 10",
		}, {
			Code: CodeSetOperation, Severity: amcsql.SeverityWarning, Disputed: true, Title: "INTERSECT, EXCEPT or MINUS",
			Text:  "They are not in the grammar that Amazon publishes, and one practitioner reports them refused. Use a join or [NOT] IN.",
			Wrong: "SELECT DISTINCT campaign FROM dsp_impressions EXCEPT SELECT DISTINCT campaign FROM dsp_clicks",
			Right: "SELECT DISTINCT campaign FROM dsp_impressions WHERE campaign NOT IN (SELECT campaign FROM dsp_clicks WHERE campaign IS NOT NULL)",
		}, {
			Code: CodeSemicolon, Severity: amcsql.SeverityWarning, Disputed: true, Title: "Semicolon at the end",
			Text:  "It is not needed, and two reports say that the query then fails or gives an empty file. Remove it.",
			Wrong: "SELECT SUM(clicks) AS n FROM dsp_clicks;",
			Right: "SELECT SUM(clicks) AS n FROM dsp_clicks",
		},
	}
}

func timeRules() []Rule {
	return []Rule{
		{
			Code: CodeInterval, Severity: amcsql.SeverityWarning, Disputed: true, Title: "Interval",
			Text:  "AMC is reported to answer that interval data types are not enabled. Set the time window of the run, or compare with SECONDS_BETWEEN.",
			Wrong: "SELECT SUM(impressions) AS n FROM dsp_impressions WHERE impression_date > CURRENT_DATE - INTERVAL '30' DAY",
			Right: "SELECT SUM(impressions) AS n FROM dsp_impressions WHERE SECONDS_BETWEEN(impression_date, CURRENT_DATE) < 30 * 86400",
		}, {
			Code: CodeDateArithmetic, Severity: amcsql.SeverityWarning, Disputed: true, Title: "Calculation with dates",
			Text:  "AMC is reported to refuse adding to and subtracting from dates. Use SECONDS_BETWEEN.",
			Wrong: "SELECT SUM(impressions) AS n FROM dsp_impressions WHERE impression_date > CURRENT_DATE - 30",
			Right: "SELECT SUM(impressions) AS n FROM dsp_impressions WHERE SECONDS_BETWEEN(impression_date, CURRENT_DATE) < 30 * 86400",
		}, {
			Code: CodeTimeWindow, Severity: amcsql.SeverityError, Title: "Longer time window in a wrong form",
			Text:  "EXTEND_TIME_WINDOW takes three texts: a data source and two durations such as 'P14D', and stands inside TABLE( ). Write it so.",
			Wrong: "SELECT SUM(clicks) AS n FROM TABLE(EXTEND_TIME_WINDOW('dsp_clicks', '14', 'P0D'))",
			Right: "SELECT SUM(clicks) AS n FROM TABLE(EXTEND_TIME_WINDOW('dsp_clicks', 'P14D', 'P0D'))",
		}, {
			Code: CodeTimeZones, Severity: amcsql.SeverityWarning, Title: "Times of two clocks",
			Text:  "Columns with the suffix _utc are in UTC, the others in the advertiser's zone. Use the same clock on both sides.",
			Wrong: "SELECT SUM(impressions) AS n FROM dsp_impressions WHERE impression_dt > request_dt_utc",
			Right: "SELECT SUM(impressions) AS n FROM dsp_impressions WHERE impression_dt_utc > request_dt_utc",
		},
	}
}

func moneyRules() []Rule {
	return []Rule{
		{
			Code: CodeRawMoney, Severity: amcsql.SeverityWarning, Title: "Money in a unit nobody reads",
			Text:  "The column counts microcents (100,000,000 make one of the currency) or millicents (100,000). Divide it.",
			Wrong: "SELECT campaign, SUM(spend) AS spend FROM sponsored_ads_traffic GROUP BY 1",
			Right: "SELECT campaign, SUM(spend) / 100000000.0 AS spend FROM sponsored_ads_traffic GROUP BY 1",
		}, {
			Code: CodeMixedUnits, Severity: amcsql.SeverityWarning, Title: "Amounts of different units",
			Text:  "Microcents, millicents and the currency are added, compared or divided as if they were one. Bring both to the currency first.",
			Wrong: "SELECT (SUM(supply_cost) + SUM(total_cost)) / 100000000.0 AS cost FROM dsp_impressions",
			Right: "SELECT SUM(supply_cost) / 100000000.0 + SUM(total_cost) / 100000.0 AS cost FROM dsp_impressions",
		}, {
			Code: CodeMoneyScale, Severity: amcsql.SeverityWarning, Title: "Money divided by the other unit's number",
			Text:  "The divisor belongs to another unit, so the result is a thousand times too large or too small. Divide by the number suggested.",
			Wrong: "SELECT campaign, SUM(spend) / 100000.0 AS spend FROM sponsored_ads_traffic GROUP BY 1",
			Right: "SELECT campaign, SUM(spend) / 100000000.0 AS spend FROM sponsored_ads_traffic GROUP BY 1",
		},
	}
}

func parameterRules() []Rule {
	return []Rule{
		{
			Code: CodeUndeclaredParameter, Severity: amcsql.SeverityError, Title: "Parameter that is not declared",
			Text:    "The query has no parameter of this name; names match with case. Declare it, or change the name.",
			Wrong:   "SELECT SUM(clicks) AS n FROM dsp_clicks WHERE campaign = CUSTOM_PARAMETER('campain')",
			Right:   "SELECT SUM(clicks) AS n FROM dsp_clicks WHERE campaign = CUSTOM_PARAMETER('campaign')",
			Setting: "parameters: campaign:STRING",
		}, {
			Code: CodeParameterName, Severity: amcsql.SeverityError, Title: "Parameter without a name",
			Text:  "CUSTOM_PARAMETER takes one name in single quotes, BUILT_IN_PARAMETER 'TIME_WINDOW_START' or 'TIME_WINDOW_END'. Write it so.",
			Wrong: "SELECT SUM(clicks) AS n FROM dsp_clicks WHERE click_dt_utc < BUILT_IN_PARAMETER('TIME_WINDOW_STOP')",
			Right: "SELECT SUM(clicks) AS n FROM dsp_clicks WHERE click_dt_utc < BUILT_IN_PARAMETER('TIME_WINDOW_END')",
		}, {
			Code: CodePlaceholder, Severity: amcsql.SeverityError, Title: "Placeholder that is not filled in",
			Text:  "AMC knows no {{placeholders}}. Fill it in, or declare a parameter.",
			Wrong: "SELECT SUM(clicks) AS n FROM dsp_clicks WHERE campaign = {{campaign}}",
			Right: "SELECT SUM(clicks) AS n FROM dsp_clicks WHERE campaign = CUSTOM_PARAMETER('campaign')",
		},
	}
}
