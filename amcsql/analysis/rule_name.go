package analysis

import "github.com/recomamp/recomamp/amcsql"

func nameRules() []Rule {
	return []Rule{
		{
			Code: CodeUnknownTable, Severity: amcsql.SeverityError, Title: "Table that does not exist",
			Text:  "No data source, no uploaded table and no common table before this place has the name. Take the one suggested, or look under Data sources.",
			Wrong: "SELECT SUM(impressions) AS shown FROM dsp_impression",
			Right: "SELECT SUM(impressions) AS shown FROM dsp_impressions",
		}, {
			Code: CodeLegacyTable, Severity: amcsql.SeverityWarning, Title: "Table under a former name",
			Text:  "Amazon has given the table another name since. Use the one of today.",
			Wrong: "SELECT SUM(impressions) AS shown FROM display_impressions",
			Right: "SELECT SUM(impressions) AS shown FROM dsp_impressions",
		}, {
			Code: CodeTableSpelling, Severity: amcsql.SeverityWarning, Title: "Table in another spelling",
			Text:  "Amazon's pages spell this table in two ways, and one of them may fail. Use the one suggested.",
			Wrong: "SELECT user_id FROM amazon_retail_purchase_for_audiences",
			Right: "SELECT user_id FROM amazon_retail_purchases_for_audiences",
		}, {
			Code: CodeDeprecatedTable, Severity: amcsql.SeverityWarning, Title: "Data source that was removed",
			Text:  "Amazon has removed this data source; only old queries still get an answer. Read another one.",
			Wrong: "SELECT COUNT(user_id) AS n FROM adserver_traffic",
			Right: "SELECT COUNT(user_id) AS n FROM dsp_impressions",
		}, {
			Code: CodeUnknownColumn, Severity: amcsql.SeverityError, Title: "Column that does not exist",
			Text:  "No table of this FROM has the column. Take the one suggested; names given in the same SELECT can be used in GROUP BY and HAVING only.",
			Wrong: "SELECT campaign_name, SUM(impressions) AS shown FROM dsp_impressions GROUP BY 1",
			Right: "SELECT campaign, SUM(impressions) AS shown FROM dsp_impressions GROUP BY 1",
		}, {
			Code: CodeUnknownAlias, Severity: amcsql.SeverityError, Title: "Alias that does not exist",
			Text:  "No table of this FROM has the name before the dot; a table with an alias has no other name. Use the alias.",
			Wrong: "SELECT dsp_clicks.campaign, SUM(c.clicks) AS n FROM dsp_clicks c GROUP BY 1",
			Right: "SELECT c.campaign, SUM(c.clicks) AS n FROM dsp_clicks c GROUP BY 1",
		}, {
			Code: CodeAmbiguousColumn, Severity: amcsql.SeverityError, Title: "Column of several tables",
			Text:  "More than one table of this FROM has the column. Write the table's alias before it.",
			Wrong: "WITH a (x, y) AS (VALUES (1, 2)), b (x, z) AS (VALUES (1, 2)) SELECT x AS value FROM a JOIN b ON y = z",
			Right: "WITH a (x, y) AS (VALUES (1, 2)), b (x, z) AS (VALUES (1, 2)) SELECT a.x AS value FROM a JOIN b ON y = z",
		}, {
			Code: CodeDuplicateAlias, Severity: amcsql.SeverityError, Title: "Two tables of one name",
			Text:  "Two tables of a FROM are called the same. Give one of them an alias.",
			Wrong: "WITH a (x) AS (VALUES (1)) SELECT COUNT(1) AS n FROM a JOIN a ON TRUE",
			Right: "WITH a (x) AS (VALUES (1)) SELECT COUNT(1) AS n FROM a JOIN a b ON a.x = b.x",
		}, {
			Code: CodeAliasIsCondition, Severity: amcsql.SeverityWarning, Title: "Condition read as an alias",
			Text:  "A name after a table is an alias of it. Where it is a column that is true or false, a WHERE was forgotten: no row is left out.",
			Wrong: "SELECT COUNT(user_id) AS n FROM amazon_attributed_events_by_traffic_time new_to_brand",
			Right: "SELECT COUNT(user_id) AS n FROM amazon_attributed_events_by_traffic_time WHERE new_to_brand",
		}, {
			Code: CodeDuplicateTable, Severity: amcsql.SeverityError, Title: "Two common tables of one name",
			Text:  "Common tables of one WITH need different names, without regard to case. Rename one.",
			Wrong: "WITH a (x) AS (VALUES (1)), A (x) AS (VALUES (2)) SELECT x FROM a",
			Right: "WITH a (x) AS (VALUES (1)), b (x) AS (VALUES (2)) SELECT x FROM a UNION ALL SELECT x FROM b",
		}, {
			Code: CodeDuplicateOutput, Severity: amcsql.SeverityWarning, Title: "Two output columns of one name",
			Text:  "Two columns of the result are called the same, and a reader of the file cannot tell them apart. Rename one.",
			Wrong: "SELECT campaign, SUM(clicks) AS n, COUNT(user_id) AS n FROM dsp_clicks GROUP BY 1",
			Right: "SELECT campaign, SUM(clicks) AS clicks, COUNT(user_id) AS n FROM dsp_clicks GROUP BY 1",
		}, {
			Code: CodeUnnamedOutput, Severity: amcsql.SeverityInfo, Title: "Output column without a name",
			Text:  "What AMC calls a column without a name is not known. Add AS and a name.",
			Wrong: "SELECT campaign, SUM(clicks) FROM dsp_clicks GROUP BY 1",
			Right: "SELECT campaign, SUM(clicks) AS clicks FROM dsp_clicks GROUP BY 1",
		}, {
			Code: CodeUnusedTable, Severity: amcsql.SeverityInfo, Title: "Common table that nothing reads",
			Text:  "The common table has no effect, though AMC still checks it. Remove it.",
			Wrong: "WITH a AS (SELECT campaign FROM dsp_views GROUP BY 1) SELECT SUM(clicks) AS n FROM dsp_clicks",
			Right: "SELECT SUM(clicks) AS n FROM dsp_clicks",
		}, {
			Code: CodeColumnCount, Severity: amcsql.SeverityError, Title: "Different numbers of columns",
			Text:  "A column list, rows of VALUES, sides of UNION or a query after IN have different widths. Give them the same number of columns.",
			Wrong: "WITH a (x, y) AS (SELECT campaign FROM dsp_clicks GROUP BY 1) SELECT x FROM a",
			Right: "WITH a (x) AS (SELECT campaign FROM dsp_clicks GROUP BY 1) SELECT x FROM a",
		}, {
			Code: CodeQuotedName, Severity: amcsql.SeverityWarning, Disputed: true, Title: "Name in quotes",
			Text:  "One practitioner reports that AMC reads double quotes as a text. Choose a name of letters, digits and underscores.",
			Wrong: "SELECT campaign AS \"Campaign\", SUM(clicks) AS n FROM dsp_clicks GROUP BY 1",
			Right: "SELECT campaign AS campaign_name, SUM(clicks) AS n FROM dsp_clicks GROUP BY 1",
		}, {
			Code: CodeQuotedText, Severity: amcsql.SeverityWarning, Disputed: true, Title: "Text in double quotes",
			Text:  "Whether AMC reads double quotes as a text is not sure. Write texts in single quotes.",
			Wrong: "SELECT SUM(clicks) AS n FROM dsp_clicks WHERE campaign = \"Summer\"",
			Right: "SELECT SUM(clicks) AS n FROM dsp_clicks WHERE campaign = 'Summer'",
		}, {
			Code: CodeReservedName, Severity: amcsql.SeverityError, Title: "Name that is a reserved word",
			Text:  "The grammar reads on with ORDER, GROUP, END and their like, so they cannot be names; a column called date is reported to fail after a dot. Give it another name where it is made.",
			Wrong: "SELECT campaign AS group, SUM(clicks) AS n FROM dsp_clicks GROUP BY 1",
			Right: "SELECT campaign AS campaign_group, SUM(clicks) AS n FROM dsp_clicks GROUP BY 1",
		},
	}
}
