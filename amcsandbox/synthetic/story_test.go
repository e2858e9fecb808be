package synthetic

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestPeopleOverlapAcrossTables(t *testing.T) {
	t.Parallel()
	r := read(t)
	const both = `SELECT count(DISTINCT a.user_id) / (SELECT count(DISTINCT user_id) FROM %[1]s) FROM %[1]s a JOIN %[2]s b ON a.user_id = b.user_id AND a.user_id_type = b.user_id_type`
	for _, pair := range [][2]any{
		{"dsp_impressions", "sponsored_ads_traffic"}, {"conversions", "dsp_impressions"}, {"amazon_retail_purchases", "sponsored_ads_traffic"},
	} {
		share := r.number(rich(), both, pair[0], pair[1])
		require.Greater(t, share, 0.3, "%v", pair)
		require.Less(t, share, 1.0, "%v", pair)
	}
}

func TestFunnelNarrowsAtBelievableRates(t *testing.T) {
	t.Parallel()
	r := read(t)
	for _, instance := range []Instance{rich(), german()} {
		for _, rate := range []struct {
			name       string
			query      string
			tables     []any
			least, top float64
		}{
			{"DSP click-through", "(SELECT count(*) FROM %s) / (SELECT count(*) FROM %s)", []any{"dsp_clicks", "dsp_impressions"}, 0.0012, 0.006},
			{"sponsored products click-through", "SELECT sum(clicks) / sum(impressions) FROM %s WHERE ad_product_type = 'sponsored_products'", []any{"sponsored_ads_traffic"}, 0.004, 0.025},
			{"television click-through", "SELECT sum(clicks) / sum(impressions) FROM %s WHERE ad_product_type = 'sponsored_television'", []any{"sponsored_ads_traffic"}, 0, 0.002},
			{"viewability", "SELECT sum(viewable_impressions) / sum(measurable_impressions) FROM %s", []any{"dsp_views"}, 0.6, 0.9},
			{"video completion", "SELECT sum(video_complete) / sum(video_start) FROM %s", []any{"dsp_video_events_feed"}, 0.55, 0.9},
			{"new to brand", "SELECT avg(new_to_brand::INTEGER) FROM %s WHERE event_subtype = 'order'", []any{"conversions"}, 0.3, 0.8},
			{"orders per detail page view", "SELECT count(*) FILTER (event_subtype = 'order') / count(*) FILTER (event_subtype = 'detailPageView') FROM %s", []any{"conversions"}, 0.05, 0.25},
			{"unresolved people", "SELECT 1 - count(user_id) / count(*) FROM %s", []any{"dsp_impressions"}, 0.03, 0.08},
			{
				"return on ad spend", "(SELECT sum(total_product_sales) FROM %s) / ((SELECT sum(spend) / 1e8 FROM %s) + (SELECT sum(total_cost) / 1e5 FROM %s))",
				[]any{"amazon_attributed_events_by_conversion_time", "sponsored_ads_traffic", "dsp_impressions"},
				2, 12,
			},
		} {
			value := r.number(instance, rate.query, rate.tables...)
			require.GreaterOrEqual(t, value, rate.least, "%s of %s", rate.name, instance.Name)
			require.LessOrEqual(t, value, rate.top, "%s of %s", rate.name, instance.Name)
		}
	}
}

func TestFrequencyHasALongTail(t *testing.T) {
	t.Parallel()
	r := read(t)
	median := r.number(rich(), "SELECT median(n) FROM (SELECT count(*) AS n FROM %s WHERE user_id IS NOT NULL GROUP BY user_id)", "dsp_impressions")
	top := r.number(rich(), "SELECT quantile_cont(n, 0.99) FROM (SELECT count(*) AS n FROM %s WHERE user_id IS NOT NULL GROUP BY user_id)", "dsp_impressions")
	require.GreaterOrEqual(t, median, 2.0)
	require.Greater(t, top, 5*median)
}

func TestSeasonDayAndHourShapeTraffic(t *testing.T) {
	t.Parallel()
	r := read(t)
	evening := r.number(rich(), "SELECT count(*) FILTER (event_hour BETWEEN 19 AND 21) / count(*) FILTER (event_hour BETWEEN 2 AND 4) FROM %s", "sponsored_ads_traffic")
	require.Greater(t, evening, 5.0)
	autumn := r.number(rich(), "SELECT count(*) FILTER (month(event_date) = 11) / count(*) FILTER (month(event_date) = 2) FROM %s", "sponsored_ads_traffic")
	require.Greater(t, autumn, 1.15)
}

func TestTrafficTablesJoinByRequest(t *testing.T) {
	t.Parallel()
	r := read(t)
	for _, name := range []any{"dsp_clicks", "dsp_video_events_feed"} {
		require.Zero(t, r.number(rich(), "SELECT count(*) FROM %s c ANTI JOIN %s i USING (request_tag)", name, "dsp_impressions"), name)
	}
	require.Zero(t, r.number(rich(), "SELECT count(*) FROM %s v ANTI JOIN %s i ON v.impression_id = i.request_tag", "dsp_views", "dsp_impressions"))
	require.Zero(t, r.number(rich(), "SELECT count(*) FROM %s c JOIN %s i USING (request_tag) WHERE c.campaign_id <> i.campaign_id OR c.click_dt_utc <= i.impression_dt_utc", "dsp_clicks", "dsp_impressions"))
}

func TestCreditGoesToTrafficThatHappened(t *testing.T) {
	t.Parallel()
	r := read(t)
	const attributed = "amazon_attributed_events_by_conversion_time"
	require.Zero(t, r.number(rich(), "SELECT count(*) FROM %s WHERE traffic_event_dt_utc > conversion_event_dt_utc OR conversion_event_dt_utc - traffic_event_dt_utc > INTERVAL 14 DAY", attributed))
	// Sponsored ads: by event id, on the same campaign, person and time.
	require.Zero(t, r.number(rich(), `SELECT count(*) FROM %s a LEFT JOIN %s s ON s.event_id = a.traffic_event_id
		WHERE a.ad_product_type IS NOT NULL AND (s.event_id IS NULL OR s.campaign_id <> a.campaign_id OR s.event_dt_utc <> a.traffic_event_dt_utc OR s.clicks <> a.clicks OR s.ad_product_type <> a.ad_product_type)`, attributed, "sponsored_ads_traffic"))
	require.Zero(t, r.number(rich(), `SELECT count(*) FROM %s a LEFT JOIN %s i USING (request_tag)
		WHERE a.ad_product_type IS NULL AND (i.request_tag IS NULL OR i.campaign_id <> a.campaign_id OR i.line_item_id <> a.line_item_id OR i.impression_dt_utc <> a.impression_dt_utc)`, attributed, "dsp_impressions"))
	// Last touch: no later click of the same person and brand before the order.
	require.Zero(t, r.number(rich(), `SELECT count(*) FROM %s a JOIN %s s ON s.user_id = a.user_id AND split_part(s.campaign, '_', 1) = split_part(a.campaign, '_', 1) AND s.clicks = 1
		AND s.event_dt_utc > a.traffic_event_dt_utc AND s.event_dt_utc <= a.conversion_event_dt_utc AND a.conversion_event_dt_utc - s.event_dt_utc <= INTERVAL 14 DAY`, attributed, "sponsored_ads_traffic"))
}

func TestCreditedMetricsAddUp(t *testing.T) {
	t.Parallel()
	r := read(t)
	require.Zero(t, r.number(rich(), `SELECT count(*) FROM %s WHERE total_purchases <> purchases + brand_halo_purchases OR purchases <> purchases_clicks + purchases_views
		OR total_product_sales <> product_sales + brand_halo_product_sales OR new_to_brand_purchases > purchases OR total_units_sold <> total_units_sold_clicks + total_units_sold_views
		OR (ad_product_type IS NULL) <> (advertiser_id IS NOT NULL)`, "amazon_attributed_events_by_traffic_time"))
	halo := r.number(rich(), "SELECT sum(brand_halo_purchases) / sum(total_purchases) FROM %s", "amazon_attributed_events_by_traffic_time")
	require.Greater(t, halo, 0.02)
	require.Less(t, halo, 0.6)
}

func TestConversionsAreASetOfThoseAfterAnAd(t *testing.T) {
	t.Parallel()
	r := read(t)
	require.Zero(t, r.number(rich(), "SELECT count(*) - count(DISTINCT conversion_id) FROM %s", "conversions"))
	require.Zero(t, r.number(rich(), "SELECT count(*) FROM %s a ANTI JOIN (SELECT * FROM %s WHERE exposure_type <> 'non-ad-exposed') b USING (conversion_id)", "conversions", "conversions_all"))
	require.Zero(t, r.number(rich(), "SELECT count(*) FROM %s a ANTI JOIN %s b USING (conversion_id)", "conversions_with_relevance", "conversions"))
	repeated := r.number(rich(), "SELECT count(*) / count(DISTINCT conversion_id) FROM %s", "conversions_with_relevance")
	require.Greater(t, repeated, 2.0)
	require.Positive(t, r.number(rich(), "SELECT count(*) FROM %s WHERE tracked_item LIKE 'keyword%%' AND tracked_asin IS NULL", "conversions"))
}

func TestNewToBrandMeansNoOrderInTheYearBefore(t *testing.T) {
	t.Parallel()
	r := read(t)
	const again = `SELECT count(*) FROM (SELECT c.*, p.asin_brand FROM %[1]s c JOIN (SELECT DISTINCT asin, asin_brand FROM %[2]s) p ON p.asin = c.tracked_asin WHERE c.new_to_brand) c
		JOIN %[2]s p ON p.user_id = c.user_id AND p.asin_brand = c.asin_brand AND p.purchase_dt_utc < c.event_dt_utc AND p.purchase_dt_utc > c.event_dt_utc - INTERVAL 365 DAY`
	require.Zero(t, r.number(rich(), again, "conversions_all", "amazon_retail_purchases"))
	repeat := r.number(rich(), "SELECT count(*) FILTER (n > 1) / count(*) FROM (SELECT count(DISTINCT purchase_id) AS n FROM %s GROUP BY user_id)", "amazon_retail_purchases")
	require.Greater(t, repeat, 0.1)
}

func TestRetailPurchasesReachBackSixtyMonths(t *testing.T) {
	t.Parallel()
	r := read(t)
	months := r.number(rich(), "SELECT datediff('month', min(purchase_dt_utc), TIMESTAMP '2026-05-20') FROM %s", "amazon_retail_purchases")
	require.InDelta(t, 60, months, 1)
	impressions := r.number(rich(), "SELECT datediff('month', min(impression_dt_utc), TIMESTAMP '2026-05-20') FROM %s", "dsp_impressions")
	require.InDelta(t, 13, impressions, 1)
}

func TestCampaignDaysPassTheThresholdsAndFineGrainsDoNot(t *testing.T) {
	t.Parallel()
	r := read(t)
	// Even at this small a scale the middle campaign meets 100 people in a month,
	// and the postal codes of a campaign do not.
	month := r.number(rich(), "SELECT median(n) FROM (SELECT count(DISTINCT user_id) AS n FROM %s GROUP BY campaign, date_trunc('month', impression_date))", "dsp_impressions")
	require.Greater(t, month, 100.0)
	postal := r.number(rich(), "SELECT median(n) FROM (SELECT count(DISTINCT user_id) AS n FROM %s GROUP BY campaign, postal_code)", "dsp_impressions")
	require.Less(t, postal, 100.0)
}
