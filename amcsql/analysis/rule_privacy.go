package analysis

import (
	"strings"

	"github.com/recomamp/recomamp/amcsql"
)

func privacyRules() []Rule {
	return []Rule{
		{
			Code: CodePrivateOutput, Severity: amcsql.SeverityError, Title: "Output that is never shown",
			Text:  "Values of the classes VERY_HIGH and INTERNAL, and what is made from them, never leave AMC. Count them, or leave them out.",
			Wrong: "SELECT user_id, SUM(clicks) AS n FROM dsp_clicks GROUP BY 1",
			Right: "SELECT COUNT(DISTINCT user_id) AS users, SUM(clicks) AS n FROM dsp_clicks",
		}, {
			Code: CodePrivateGrouping, Severity: amcsql.SeverityError, Title: "Result grouped by what is never shown",
			Text:  "The outermost GROUP BY may not use columns that are never shown. Group by them in a common table and aggregate that.",
			Wrong: "SELECT SUM(clicks) AS n FROM dsp_clicks GROUP BY user_id",
			Right: "WITH a AS (SELECT user_id, SUM(clicks) AS n FROM dsp_clicks GROUP BY 1) SELECT n, COUNT(user_id) AS users FROM a GROUP BY 1",
		}, {
			Code: CodeLiteralFilter, Severity: amcsql.SeverityError, Title: "Private column compared with a literal",
			Text:  "Columns of the classes HIGH and VERY_HIGH may not be compared with literals or parameters, also not by way of other columns. Leave the filter out.",
			Wrong: "SELECT COUNT(DISTINCT user_id) AS users FROM dsp_impressions WHERE postal_code IN ('10001', '10002')",
			Right: "SELECT COUNT(DISTINCT user_id) AS users FROM dsp_impressions WHERE postal_code IS NOT NULL",
		}, {
			Code: CodeNotAggregated, Severity: amcsql.SeverityError, Title: "Result that is not aggregated",
			Text:  "Rows of a result may not stand for single events. Aggregate with SUM or COUNT, or use SELECT DISTINCT.",
			Wrong: "SELECT campaign, impressions FROM dsp_impressions",
			Right: "SELECT campaign, SUM(impressions) AS impressions FROM dsp_impressions GROUP BY 1",
		}, {
			Code: CodeStarOnSource, Severity: amcsql.SeverityError, Title: "All columns of a data source",
			Text:  "* is refused on a data source; on a common table it is fine. Name the columns.",
			Wrong: "SELECT * FROM dsp_clicks",
			Right: "WITH a AS (SELECT campaign, SUM(clicks) AS n FROM dsp_clicks GROUP BY 1) SELECT * FROM a",
		}, {
			Code: CodeRowsMayVanish, Severity: amcsql.SeverityInfo, Title: "Rows that may vanish",
			Text:  "Rows of fewer than 100 users vanish because of a column of the class MEDIUM or HIGH. Leave it out, or use a coarser one such as the date.",
			Wrong: "SELECT postal_code, COUNT(DISTINCT user_id) AS users FROM dsp_impressions GROUP BY 1",
			Right: "SELECT iso_state_province_code, COUNT(DISTINCT user_id) AS users FROM dsp_impressions GROUP BY 1",
		}, {
			Code: CodeSharedCounts, Severity: amcsql.SeverityInfo, Title: "More reads than the sandbox counts one by one",
			Text:  "Below a UNION of more than 64 reads the sandbox counts the users of one data source together, and may keep rows that Amazon removes. Unite fewer, or read the source once and tell the rows apart with CASE.",
			Wrong: "SELECT campaign, SUM(clicks) AS n FROM dsp_clicks GROUP BY 1" + strings.Repeat(" UNION ALL SELECT campaign, SUM(clicks) AS n FROM dsp_clicks GROUP BY 1", CountedReads),
			Right: "SELECT campaign, SUM(clicks) AS n FROM dsp_clicks GROUP BY 1",
		}, {
			Code: CodeAudienceOutput, Severity: amcsql.SeverityError, Title: "Audience with more than user_id",
			Text:  "An audience query gives out exactly one column, user_id. Remove the others.",
			Wrong: "SELECT user_id, campaign FROM dsp_clicks_for_audiences",
			Right: "SELECT user_id FROM dsp_clicks_for_audiences",
		}, {
			Code: CodeAudienceTable, Severity: amcsql.SeverityError, Title: "Table of the other kind of query",
			Text:  "Audience queries read the tables called …_for_audiences and uploaded ones; reports read the others. Change the table.",
			Wrong: "SELECT a.user_id FROM dsp_impressions_for_audiences a JOIN dsp_clicks b ON a.request_tag = b.request_tag",
			Right: "SELECT a.user_id FROM dsp_impressions_for_audiences a JOIN dsp_clicks_for_audiences b ON a.request_tag = b.request_tag",
		},
	}
}
