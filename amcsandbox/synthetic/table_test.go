package synthetic

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/amcsql/catalog"
)

func TestEveryTableHasTheTypesOfTheCatalogueAndNoEmptyColumn(t *testing.T) {
	t.Parallel()
	r := read(t)
	for _, instance := range []Instance{rich(), german()} {
		for _, table := range catalog.Default().Tables() {
			if !instance.Has(table) || table.IsAudience() && instance.ID != rich().ID {
				continue
			}
			_, private := table.Column("deal_id")
			private = private && table.IsAudience()
			relation := r.rows(instance, table.Name)
			types := r.columnTypes(relation)
			require.Len(t, types, len(table.Columns), table.Name)
			var counts []string
			for i, column := range table.Columns {
				require.Equal(t, column.Name, types[i].Name(), table.Name)
				require.Equal(t, storedType(column.Type), types[i].DatabaseTypeName(), "%s.%s", table.Name, column.Name)
				counts = append(counts, fmt.Sprintf("CASE WHEN count(%s) = 0 THEN '%s' END", column.Name, column.Name))
			}
			var total int
			var empty string
			query := fmt.Sprintf("SELECT count(*), array_to_string(list_filter([%s], x -> x IS NOT NULL), ' ') FROM %s", strings.Join(counts, ", "), relation)
			require.NoError(t, r.db.QueryRow(query).Scan(&total, &empty), table.Name)
			require.Positive(t, total, "%s of %s", table.Name, instance.Name)
			switch {
			case private && strings.HasPrefix(table.Name, "dsp_"): // Audience queries do not see private deals.
				require.Contains(t, empty, "deal_id", table.Name)
			case instance.Country == "US":
				require.Empty(t, empty, "columns of %s that are always NULL", table.Name)
			default: // Only the US has market areas.
				require.Contains(t, []string{"", "dma_code"}, empty, table.Name)
			}
		}
	}
}

func TestValuesStayWithinTheCatalogue(t *testing.T) {
	t.Parallel()
	r := read(t)
	open := map[string]bool{"event_subtype": true, "conversion_event_subtype": true, "creative_type": true, "line_item_type": true}
	for _, table := range rich().Tables(catalog.Default()) {
		var checks []string
		for _, column := range table.Columns {
			if column.Type.Name != catalog.String || len(column.Values) == 0 || open[column.Name] {
				continue
			}
			known := make([]string, len(column.Values))
			for i, value := range column.Values {
				known[i] = quote(value)
			}
			checks = append(checks, fmt.Sprintf("SELECT '%s=' || any_value(%s) AS odd FROM sample WHERE %s NOT IN (%s) HAVING count(*) > 0", column.Name, column.Name, column.Name, strings.Join(known, ", ")))
		}
		if len(checks) == 0 {
			continue
		}
		var odd *string
		query := "WITH sample AS MATERIALIZED (SELECT * FROM " + r.between(rich(), table.Name, present().AddDate(0, -6, 0), present()) + ") SELECT string_agg(odd, ' ') FROM (" + strings.Join(checks, " UNION ALL ") + ")"
		require.NoError(t, r.db.QueryRow(query).Scan(&odd), table.Name)
		require.Nil(t, odd, "%s", table.Name)
	}
}

func TestWindowCutsEveryFactTable(t *testing.T) {
	t.Parallel()
	r := read(t)
	from, to := present().AddDate(0, 0, -7), present()
	for _, table := range rich().Tables(catalog.Default()) {
		if table.Kind == catalog.Dimension {
			continue
		}
		column, _ := table.Column(table.WindowColumn)
		if column.Type.Name == catalog.Date {
			continue
		}
		var outside int
		query := fmt.Sprintf("SELECT count(*) FROM %s WHERE %s < ? OR %s >= ?", r.between(rich(), table.Name, from, to), table.WindowColumn, table.WindowColumn)
		require.NoError(t, r.db.QueryRow(query, from, to).Scan(&outside))
		require.Zero(t, outside, table.Name)
		var inside, cut int
		require.NoError(t, r.db.QueryRow("SELECT count(*) FROM "+r.between(rich(), table.Name, from, to)).Scan(&inside))
		whole := fmt.Sprintf("SELECT count(*) FROM %s WHERE %s >= ? AND %s < ?", r.between(rich(), table.Name, time.Time{}, time.Time{}), table.WindowColumn, table.WindowColumn)
		require.NoError(t, r.db.QueryRow(whole, from, to).Scan(&cut))
		require.Equal(t, cut, inside, table.Name)
	}
}

func TestDateColumnsGiveTheDaysThatBeginInTheWindow(t *testing.T) {
	t.Parallel()
	r := read(t)
	midnightThere := time.Date(2026, time.January, 5, 5, 0, 0, 0, time.UTC)
	var first, last time.Time
	query := "SELECT min(week_end_dt), max(week_end_dt) FROM " + r.between(rich(), "ncs_cpg_insights_stream", midnightThere, midnightThere.AddDate(0, 0, 14))
	require.NoError(t, r.db.QueryRow(query).Scan(&first, &last))
	require.Equal(t, time.Date(2026, time.January, 10, 0, 0, 0, 0, time.UTC), first)
	require.Equal(t, time.Date(2026, time.January, 17, 0, 0, 0, 0, time.UTC), last)
}

func TestAudienceTwinHidesPrivateDeals(t *testing.T) {
	t.Parallel()
	r := read(t)
	require.Positive(t, r.number(rich(), "SELECT count(deal_id) FROM %s", "dsp_impressions"))
	require.Zero(t, r.number(rich(), "SELECT count(deal_id) FROM %s", "dsp_impressions_for_audiences"))
	require.Positive(t, r.number(rich(), "SELECT count(*) FROM %s", "dsp_impressions_for_audiences"))
}

func TestTimesAgreeAcrossZones(t *testing.T) {
	t.Parallel()
	r := read(t)
	for _, instance := range []Instance{rich(), german()} {
		wrong := fmt.Sprintf(`SELECT count(*) FROM %%s WHERE impression_dt <> timezone('%s', impression_dt_utc AT TIME ZONE 'UTC')
			OR impression_date <> impression_dt::DATE OR impression_date_utc <> impression_dt_utc::DATE OR impression_hour <> hour(impression_dt)
			OR impression_dt_hour_utc <> date_trunc('hour', impression_dt_utc) OR impression_day <> day(impression_dt)`, instance.TimeZone)
		require.Zero(t, r.number(instance, wrong, "dsp_impressions"), instance.Name)
		require.Positive(t, r.number(instance, "SELECT count(*) FROM %s WHERE impression_date <> impression_date_utc", "dsp_impressions"))
	}
}
