package analysistest

import (
	"fmt"
	"strings"
)

// LongQuery returns a query without mistakes of about n lines, at least 60, of
// the kind people really have: many common tables that build on each other,
// then a set operation over them. Benchmarks and limits are measured with it.
func LongQuery(n int) string {
	var text strings.Builder
	tables := max(1, (n-20)/31)
	text.WriteString("-- Reach and sales per campaign and week.\nWITH\n")
	for i := range tables {
		if i > 0 {
			text.WriteString(",\n")
		}
		fmt.Fprintf(&text, commonTable, i, i, i%28)
		if i > 0 {
			fmt.Fprintf(&text, earlier, i-1)
		}
		text.WriteString("  GROUP BY 1, 2, 3\n)")
	}
	text.WriteString("\n")
	for i := range tables {
		if i > 0 {
			text.WriteString("UNION ALL\n")
		}
		fmt.Fprintf(&text, branch, i, i)
	}
	return text.String()
}

const commonTable = `-- Step %[1]d.
step_%[1]d AS (
  SELECT
    i.campaign_id_string AS campaign_id,
    i.campaign,
    i.user_id,
    /* what was shown */
    SUM(i.impressions) AS impressions,
    SUM(i.total_cost) / 100000 AS cost,
    SUM(IF(i.device_type = 'TV', i.impressions, 0)) AS tv_impressions,
    COUNT(DISTINCT CASE WHEN c.clicks > 0 THEN c.user_id END) AS clickers,
    MIN(i.impression_dt_utc) AS first_seen,
    MAX(SECONDS_BETWEEN(i.impression_dt_utc, c.click_dt_utc)) AS longest,
    CASE
      WHEN MAX(i.impressions) > 10 THEN 'often'
      WHEN MAX(i.impressions) > 3 THEN 'sometimes'
      ELSE 'rarely'
    END AS frequency,
    ROUND(SUM(i.total_cost) / NULLIF(SUM(i.impressions), 0), 2) AS rate,
    %[2]d AS step
  FROM dsp_impressions i
  LEFT JOIN dsp_clicks c
    ON i.request_tag = c.request_tag AND i.user_id = c.user_id
  WHERE i.user_id IS NOT NULL
    AND i.impression_hour BETWEEN 0 AND %[3]d
    AND COALESCE(i.campaign, '') NOT LIKE '%%test%%'
`

const earlier = `    AND i.user_id IN (SELECT user_id FROM step_%d WHERE frequency = 'often')
`

const branch = `SELECT campaign, frequency, SUM(impressions) AS impressions, COUNT(DISTINCT user_id) AS users, SUM(cost) AS cost
FROM step_%[2]d
WHERE step = %[1]d
GROUP BY 1, 2
`
