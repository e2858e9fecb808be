package analysis

import "github.com/recomamp/recomamp/amcsql"

func typeRules() []Rule {
	return []Rule{
		{
			Code: CodeTypeMismatch, Severity: amcsql.SeverityError, Title: "Types that do not fit",
			Text:  "An operator, a function or a UNION meets a type it cannot take. Cast the value; where AMC may do so by itself this is a warning.",
			Wrong: "SELECT SUM(campaign) AS n FROM dsp_clicks",
			Right: "SELECT SUM(clicks) AS n FROM dsp_clicks",
		}, {
			Code: CodeBadLiteral, Severity: amcsql.SeverityError, Title: "Date that does not exist",
			Text:  "DATE, TIME and TIMESTAMP are followed by a text that is one. Write year, month and day: DATE '2026-05-31'.",
			Wrong: "SELECT SUM(clicks) AS n FROM dsp_clicks WHERE click_date >= DATE '2026-02-30'",
			Right: "SELECT SUM(clicks) AS n FROM dsp_clicks WHERE click_date >= DATE '2026-02-28'",
		}, {
			Code: CodeNotACondition, Severity: amcsql.SeverityError, Title: "Condition that is no truth value",
			Text:  "WHERE, AND, CASE WHEN and IF want something that is true or false. Compare the value with something.",
			Wrong: "SELECT SUM(IF(clicks, 1, 0)) AS n FROM dsp_clicks",
			Right: "SELECT SUM(IF(clicks > 0, 1, 0)) AS n FROM dsp_clicks",
		}, {
			Code: CodeUnknownType, Severity: amcsql.SeverityError, Title: "Type that does not exist",
			Text:  "CAST knows no type of this name. Use VARCHAR, BIGINT, INTEGER, DECIMAL(p, s), DOUBLE, BOOLEAN, DATE or TIMESTAMP.",
			Wrong: "SELECT CAST(SUM(clicks) AS NUMBR) AS n FROM dsp_clicks",
			Right: "SELECT CAST(SUM(clicks) AS BIGINT) AS n FROM dsp_clicks",
		}, {
			Code: CodeUndocumentedType, Severity: amcsql.SeverityWarning, Disputed: true, Title: "Type that AMC does not document",
			Text:  "Other systems know the type; that AMC does is not documented. Use the name suggested.",
			Wrong: "SELECT CAST(SUM(clicks) AS STRING) AS n FROM dsp_clicks",
			Right: "SELECT CAST(SUM(clicks) AS VARCHAR) AS n FROM dsp_clicks",
		}, {
			Code: CodeNullComparison, Severity: amcsql.SeverityWarning, Title: "Comparison with NULL",
			Text:  "A comparison with NULL is never true. Write IS NULL or IS NOT NULL.",
			Wrong: "SELECT SUM(clicks) AS n FROM dsp_clicks WHERE campaign = NULL",
			Right: "SELECT SUM(clicks) AS n FROM dsp_clicks WHERE campaign IS NULL",
		}, {
			Code: CodeUnknownValue, Severity: amcsql.SeverityWarning, Title: "Value that the column never holds",
			Text:  "The column holds a small known set of values, and this is none of them. In the attributed tables Amazon DSP is NULL.",
			Wrong: "SELECT SUM(clicks) AS n FROM sponsored_ads_traffic WHERE ad_product_type = 'sponsored_product'",
			Right: "SELECT SUM(clicks) AS n FROM sponsored_ads_traffic WHERE ad_product_type = 'sponsored_products'",
		}, {
			Code: CodePattern, Severity: amcsql.SeverityWarning, Title: "Pattern that means something else",
			Text:  "LIKE takes % and _ for the whole text; SIMILAR TO searches with a regular expression. Use the one that fits.",
			Wrong: "SELECT SUM(clicks) AS n FROM dsp_clicks WHERE campaign SIMILAR TO '%summer%'",
			Right: "SELECT SUM(clicks) AS n FROM dsp_clicks WHERE campaign SIMILAR TO 'summer'",
		}, {
			Code: CodeQuotedDigits, Severity: amcsql.SeverityInfo, Title: "Quotes against the type",
			Text:  "Amazon advises to quote the values of campaign_id_string and not those of campaign_id. Both are seen to work.",
			Wrong: "SELECT SUM(clicks) AS n FROM dsp_clicks WHERE campaign_id_string = 123",
			Right: "SELECT SUM(clicks) AS n FROM dsp_clicks WHERE campaign_id_string = '123'",
		},
	}
}

func joinRules() []Rule {
	const shown = "WITH a AS (SELECT user_id, user_id_type, SUM(impressions) AS shown FROM dsp_impressions GROUP BY 1, 2)"
	return []Rule{
		{
			Code: CodeJoinCondition, Severity: amcsql.SeverityError, Title: "Join without a condition",
			Text:  "JOIN needs ON or USING, and CROSS JOIN takes neither. Add the condition, or write CROSS JOIN.",
			Wrong: "WITH a (x) AS (VALUES (1)), b (y) AS (VALUES (2)) SELECT x, y FROM a LEFT JOIN b",
			Right: "WITH a (x) AS (VALUES (1)), b (y) AS (VALUES (2)) SELECT x, y FROM a CROSS JOIN b",
		}, {
			Code: CodeUnsupportedJoin, Severity: amcsql.SeverityError, Title: "Join that AMC lacks",
			Text:  "There is no RIGHT JOIN. Swap the tables.",
			Wrong: "WITH a (x) AS (VALUES (1)), b (y) AS (VALUES (2)) SELECT x, y FROM a RIGHT JOIN b ON x = y",
			Right: "WITH a (x) AS (VALUES (1)), b (y) AS (VALUES (2)) SELECT x, y FROM b LEFT JOIN a ON x = y",
		}, {
			Code: CodeFanOut, Severity: amcsql.SeverityWarning, Title: "Join that multiplies rows",
			Text:  "A row of one table meets several of the other, and what is summed is counted more than once. Aggregate the other table in a common table first.",
			Wrong: shown + " SELECT SUM(shown) AS shown FROM a JOIN dsp_clicks c ON a.user_id = c.user_id AND a.user_id_type = c.user_id_type",
			Right: shown + ", b AS (SELECT user_id, user_id_type FROM dsp_clicks GROUP BY 1, 2) SELECT SUM(shown) AS shown FROM a JOIN b ON a.user_id = b.user_id AND a.user_id_type = b.user_id_type",
		}, {
			Code: CodeUserIDType, Severity: amcsql.SeverityInfo, Title: "Join on user_id alone",
			Text:  "Ids of different types may be alike. Compare user_id_type too.",
			Wrong: shown + ", b AS (SELECT user_id, user_id_type FROM dsp_clicks GROUP BY 1, 2) SELECT SUM(shown) AS shown FROM a JOIN b ON a.user_id = b.user_id",
			Right: shown + ", b AS (SELECT user_id, user_id_type FROM dsp_clicks GROUP BY 1, 2) SELECT SUM(shown) AS shown FROM a JOIN b ON a.user_id = b.user_id AND a.user_id_type = b.user_id_type",
		}, {
			Code: CodeCampaignID, Severity: amcsql.SeverityWarning, Title: "Two different ids of a campaign",
			Text:  "campaign_id is the id of the API, campaign_id_string the one the console shows. Use campaign_id_string on both sides.",
			Wrong: "SELECT SUM(clicks) AS n FROM sponsored_ads_traffic WHERE campaign_id = campaign_id_string",
			Right: "SELECT SUM(clicks) AS n FROM sponsored_ads_traffic WHERE campaign_id_string = '123'",
		},
	}
}
