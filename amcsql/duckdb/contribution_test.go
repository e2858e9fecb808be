package duckdb_test

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/recomamp/recomamp/amcsql"
	"github.com/recomamp/recomamp/amcsql/catalog"
	"github.com/recomamp/recomamp/amcsql/duckdb"
)

// event is a row of sponsored_ads_traffic; user "" is not resolved.
type event struct {
	user, campaign      string
	impressions, clicks int
}

func events(t *rapid.T) []event {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) event {
		return event{
			user:        rapid.SampledFrom([]string{"", "u1", "u2", "u3", "u4"}).Draw(t, "user"),
			campaign:    rapid.SampledFrom([]string{"A", "B", "C"}).Draw(t, "campaign"),
			impressions: rapid.IntRange(0, 3).Draw(t, "impressions"), clicks: rapid.IntRange(0, 1).Draw(t, "clicks"),
		}
	}), 1, 14).Draw(t, "events")
}

// relation gives events as the rows of the table.
func relation(all []event) func(*catalog.Table, time.Time, time.Time) string {
	rows := make([]string, len(all))
	for i, e := range all {
		user := "CAST(NULL AS VARCHAR)"
		if e.user != "" {
			user = "'" + e.user + "'"
		}
		rows[i] = fmt.Sprintf("(%s, '%s', %d, %d, TIMESTAMP '2026-05-02 00:00:00')", user, e.campaign, e.impressions, e.clicks)
	}
	return func(*catalog.Table, time.Time, time.Time) string {
		return "(SELECT * FROM (VALUES " + strings.Join(rows, ", ") + ") AS v(user_id, campaign, impressions, clicks, event_dt_utc))"
	}
}

// truth is what stands behind the row of one campaign, counted by hand.
type truth struct {
	totals [2]int
	lowest int
	reason string
	users  map[string]*[2]int
}

// truths follows the definitions: standard, effective and equivalent users.
func truths(all []event) map[string]*truth {
	rows := map[string]*truth{}
	for _, e := range all {
		row := rows[e.campaign]
		if row == nil {
			row = &truth{users: map[string]*[2]int{}}
			rows[e.campaign] = row
		}
		row.totals[0] += e.impressions
		row.totals[1] += e.clicks
		if e.user == "" {
			continue
		}
		if row.users[e.user] == nil {
			row.users[e.user] = &[2]int{}
		}
		row.users[e.user][0] += e.impressions
		row.users[e.user][1] += e.clicks
	}
	for _, row := range rows {
		row.count()
	}
	return rows
}

func (r *truth) count() {
	effective, equivalent := 0, 2
	for _, adds := range r.users {
		if (adds[0] != 0 || r.totals[0] == 0) && (adds[1] != 0 || r.totals[1] == 0) {
			effective++
		}
		for m, add := range adds {
			if add > 0 {
				equivalent = min(equivalent, r.totals[m]/add)
			}
		}
	}
	r.lowest = min(len(r.users), effective)
	if equivalent < 2 {
		r.lowest = min(r.lowest, equivalent)
	}
	if r.lowest >= 2 {
		return
	}
	kind := ""
	switch r.lowest {
	case len(r.users):
	case effective:
		kind = "effective "
	default:
		kind = "equivalent "
	}
	r.reason = fmt.Sprintf("%d 'sponsored_ads_traffic' %susers < 2 required", r.lowest, kind)
}

const summed = "SELECT campaign, SUM(impressions) AS impressions, SUM(clicks) AS clicks FROM sponsored_ads_traffic GROUP BY campaign"

func rowsOf(t *rapid.T, db *sql.DB, all []event, privacy duckdb.Privacy) []string {
	query, _ := amcsql.Parse(summed)
	privacy.Contributions = true
	statement, diagnostics := duckdb.Translate(query, duckdb.Options{Source: relation(all), Privacy: privacy})
	if len(diagnostics) > 0 {
		t.Fatal(diagnostics)
	}
	rows, err := db.QueryContext(context.Background(), "SELECT CAST(x AS VARCHAR) FROM ("+statement.SQL+") AS x")
	require.NoError(t, err, statement.SQL)
	defer rows.Close()
	var lines []string
	for rows.Next() {
		var line string
		require.NoError(t, rows.Scan(&line))
		lines = append(lines, line)
	}
	require.NoError(t, rows.Err())
	slices.Sort(lines)
	return lines
}

// Rows that are removed, emptied, counted and explained are those that counting
// by hand says.
func TestThresholdsAgreeWithCountingByHand(t *testing.T) {
	t.Parallel()
	db := openTables(t)
	rapid.Check(t, func(t *rapid.T) {
		all := events(t)
		rows := truths(all)
		var removed, kept []string
		merged := map[int]*truth{} // failing rows become one: the campaign goes, the numbers add up
		for campaign, row := range rows {
			if row.lowest >= 2 {
				line := fmt.Sprintf("{'campaign': %s, 'impressions': %d, 'clicks': %d", campaign, row.totals[0], row.totals[1])
				removed = append(removed, line+"}")
				kept = append(kept, line+", 'filtered': false, 'du_count': 2, 'reason': NULL}")
				continue
			}
			if merged[0] == nil {
				merged[0] = &truth{lowest: 2, reason: "~"}
			}
			m := merged[0]
			m.totals[0] += row.totals[0]
			m.totals[1] += row.totals[1]
			m.lowest, m.reason = min(m.lowest, row.lowest), min(m.reason, row.reason)
		}
		if m := merged[0]; m != nil {
			kept = append(kept, fmt.Sprintf("{'campaign': NULL, 'impressions': %d, 'clicks': %d, 'filtered': true, 'du_count': %d, 'reason': %s}",
				m.totals[0], m.totals[1], m.lowest, quotedReason(m.reason)))
		}
		slices.Sort(removed)
		slices.Sort(kept)
		require.Equal(t, removed, rowsOf(t, db, all, duckdb.Privacy{}))
		require.Equal(t, kept, rowsOf(t, db, all, duckdb.Privacy{
			FilteredMetricsDiscriminatorColumn: "filtered", DistinctUserCountColumn: "du_count", FilteredReasonColumn: "reason",
		}))
	})
}

// quotedReason is the text as DuckDB prints it inside a row.
func quotedReason(text string) string { return "'" + strings.ReplaceAll(text, "'", `\'`) + "'" }
