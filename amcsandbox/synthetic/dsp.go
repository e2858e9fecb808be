package synthetic

// dspFrom joins an impression i with all it refers to.
const dspFrom = `@imp i JOIN @campaign campaign ON campaign.k = i.k JOIN @brand brand ON brand.b = i.b JOIN @line line ON line.l = i.l
  JOIN @creative creative ON creative.c = i.c JOIN @supply supply ON supply.s = i.s JOIN @device device ON device.d = i.d JOIN @person person ON person.u = i.u`

func (m *model) dspImpressions() projection {
	return projection{from: dspFrom, events: "imp", columns: m.dspCommon().with(m.times("impression", "i.t"), columns{
		"impressions":                  "1",
		"impression_cost":              "round(i.cost * 1e5)",
		"user_behavior_segment_ids":    "person.segments",
		"matched_behavior_segment_ids": "list_intersect(person.segments, line.targets)",
	})}
}

func (m *model) dspClicks() projection {
	return projection{from: dspFrom, events: "imp", where: []string{"i.click_t IS NOT NULL"}, columns: m.dspCommon().with(
		m.times("impression", "i.t"), m.times("click", "i.click_t"), columns{
			"clicks": "1",
			// Display is bought by the thousand; the click carries its impression's cost.
			"click_cost": "round(i.cost * 1e5)",
		})}
}

// dspViews has one row that says whether the view could be measured and one
// more when it was seen or is taken to have been.
func (m *model) dspViews() projection {
	events := `(SELECT id, k, b, l, c, s, d, u, unresolved, cost, click_t, t + to_milliseconds((200 + 900 * draw(id, 21))::BIGINT) AS t, t AS request_t,
    CASE WHEN measurable THEN 'MEASURABLE_IMP' ELSE 'UNMEASURABLE_IMP' END AS event FROM @imp
  UNION ALL SELECT id, k, b, l, c, s, d, u, unresolved, cost, click_t, t + to_milliseconds((1200 + 1500 * draw(id, 22))::BIGINT), t,
    CASE WHEN measurable THEN 'VIEW' ELSE 'SYNTHETIC_VIEW' END FROM @imp WHERE viewed)`
	return projection{from: events + dspFrom[len("@imp"):], events: "imp", columns: m.dspCommon().with(
		m.times("event", "i.t"), columns{
			"event_type": "i.event", "events": "1", "impression_id": "short_id(i.id)", "request_tag": "short_id(i.id)",
			"measurable_impressions":            "(i.event = 'MEASURABLE_IMP')",
			"viewable_impressions":              "(i.event = 'VIEW')",
			"unmeasurable_viewable_impressions": "(i.event = 'SYNTHETIC_VIEW')",
			"view_definition":                   "CASE WHEN i.event IN ('VIEW', 'SYNTHETIC_VIEW') THEN CASE WHEN creative.creative_category = 'Video' THEN 'MRC_VIDEO_50PCT_2S' ELSE 'MRC_DISPLAY_50PCT_1S' END END",
		})}
}

// dspCommon are the columns of the DSP tables that hang on the impression.
func (m *model) dspCommon() columns {
	return m.times("request", "i.t - to_milliseconds(80 + pick(i.id, 23, 220))").with(
		m.campaignColumns(), m.dspLine(), m.dspMoney(), whereabouts(), columns{
			"advertiser_id": "brand.display_id", "advertiser_country": quote(m.instance.Country), "campaign_country": quote(m.instance.Country),
			"advertiser_account_frequency_group_ids": "CASE WHEN campaign.goal = 'REACH' THEN [campaign.internal % 100000] ELSE [] END",
			"manager_account_frequency_group_ids":    "CASE WHEN campaign.goal <> 'ROAS' THEN [brand.internal_id % 100000] ELSE [] END",
			"segment_marketplace_id":                 number(m.words.numericID),
			"user_id":                                "CASE WHEN NOT i.unresolved THEN person.user_id END",
			"user_id_type":                           "CASE WHEN NOT i.unresolved THEN person.user_id_type END",
			"device_id":                              "person.device_id", "ip_address": "person.ip_address",
			"no_3p_trackers": "person.no_trackers", "request_tag": "short_id(i.id)", "merchant_id": "brand.internal_id",
		})
}

// campaignColumns are those of a campaign, whichever ad product it is in.
func (m *model) campaignColumns() columns {
	ends, endsAt := "campaign.end_day + TIME '23:59:59'", "campaign.ends_at"
	return columns{
		"advertiser": "brand.advertiser", "advertiser_timezone": quote(m.instance.TimeZone), "advertiser_id_internal": "brand.internal_id",
		"entity_id": "brand.entity_id", "campaign": "campaign.name", "campaign_id": "campaign.id", "campaign_id_string": "campaign.shown",
		"campaign_id_internal": "campaign.internal", "campaign_budget_amount": "campaign.budget",
		"campaign_budget_type": "CASE WHEN campaign.daily THEN 'DAILY_BUDGET' ELSE 'LIFETIME_BUDGET' END",
		"campaign_start_date":  "campaign.start_day", "campaign_start_date_utc": "campaign.starts_at",
		"campaign_start_dt": "campaign.start_day", "campaign_start_dt_utc": "campaign.starts_at",
		"campaign_end_date": ends, "campaign_end_date_utc": endsAt, "campaign_end_dt": ends, "campaign_end_dt_utc": endsAt,
		"campaign_flight_budget_amount": "campaign.budget / 2", "campaign_flight_id": "campaign.flight_id",
		"campaign_flight_name": "campaign.name || '_Flight_1'", "campaign_flight_start_date_utc": "campaign.starts_at",
		"campaign_flight_end_date_utc": "coalesce(campaign.ends_at, campaign.starts_at + INTERVAL 10 YEAR)",
		"campaign_insertion_order_id":  "campaign.insertion_order", "campaign_primary_goal": "campaign.goal",
		"campaign_sales_type": "CASE WHEN campaign.internal % 12 = 0 THEN 'BONUS' ELSE 'BILLABLE' END",
		"campaign_source":     "CASE campaign.kind WHEN 'dsp' THEN 'AMAZON_DSP' ELSE 'SPONSORED_ADS' END",
		"campaign_status":     "CASE WHEN campaign.over THEN 'ENDED' WHEN campaign.kind = 'dsp' THEN 'RUNNING' ELSE 'ENABLED' END",
		"product_line":        "campaign.product_line",
		"currency_iso_code":   quote(m.instance.Currency), "currency_name": quote(m.words.currencyName),
		"creative": "creative.creative", "creative_id": "creative.creative_id", "creative_type": "creative.creative_type",
		"creative_category": "creative.creative_category", "creative_duration": "creative.duration", "creative_is_link_in": "creative.link_in",
		"creative_size": "creative.creative_size", "ad_slot_size": "CASE WHEN creative.creative_size = 'Responsive' THEN '300x250' ELSE creative.creative_size END",
		"line_item": "line.line", "line_item_id": "line.line_id", "line_item_type": "line.line_type", "line_item_price_type": "line.price_type",
		"line_item_budget_amount": "line.line_budget",
		"line_item_start_date":    "campaign.start_day", "line_item_start_date_utc": "campaign.starts_at", "line_item_start_dt": "campaign.start_day",
		"line_item_start_dt_utc": "campaign.starts_at", "line_item_end_date": ends, "line_item_end_date_utc": endsAt, "line_item_end_dt": ends, "line_item_end_dt_utc": endsAt,
	}
}

// dspLine are the columns of where an ad ran and on what device.
func (m *model) dspLine() columns {
	return columns{
		"line_item_status": "CASE WHEN campaign.over THEN 'ENDED' WHEN line.line_id % 9 = 0 THEN 'PAUSED_BY_USER' ELSE 'RUNNING' END",
		"app_bundle":       "supply.bundle", "environment_type": "supply.environment", "is_amazon_owned": "supply.owned", "page_type": "supply.page_type",
		"placement_is_view_aware": "supply.view_rate > 0.6", "placement_view_rate": "round(supply.view_rate * 0.97, 2)",
		"publisher_id": "supply.publisher_id", "publisher_name": "supply.publisher", "seller_id": "supply.seller_id", "seller_name": "supply.seller",
		"site": "supply.site", "slot_position": "supply.slot", "supply_source": "supply.name", "supply_source_id": "supply.id",
		"supply_source_is_view_aware": "supply.view_rate > 0.5", "supply_source_view_rate": "supply.view_rate",
		"deal_id":        "CASE WHEN supply.deal THEN 'DEAL' || (100000 + brand.internal_id % 899999) END",
		"deal_name":      "CASE WHEN supply.deal THEN brand.brand || '_Private_' || supply.publisher END",
		"demand_channel": "CASE WHEN supply.owned THEN 'Amazon owned' ELSE 'Third-party exchange' END", "demand_channel_owner": "supply.seller",
		"device_type": "device.type", "device_make": "device.make", "device_model": "device.model", "operating_system": "device.system",
		"os_version": "device.version", "browser_family": "device.browser",
	}
}

// dspMoney splits the cost of an impression into what Amazon reports.
func (m *model) dspMoney() columns {
	const micro = "(i.cost * 1e8)"
	audience := "(CASE WHEN len(line.targets) > 0 THEN 0.06 ELSE 0 END * " + micro + ")"
	third := "(CASE WHEN supply.owned THEN 0 ELSE 0.025 END * " + micro + ")"
	managed := "(CASE WHEN campaign.internal % 3 = 0 THEN 0.05 ELSE 0 END * " + micro + ")"
	platform, ocm := "(0.08 * "+micro+")", "(0.004 * "+micro+")"
	return columns{
		"supply_cost": "round(" + micro + ")", "audience_fee": "round(" + audience + ")", "platform_fee": "round(" + platform + ")",
		"third_party_fees": "round(" + third + ")", "managed_service_fee": "round(" + managed + ")", "ocm_fee": "round(" + ocm + ")",
		"bid_price":  "round(" + micro + " * (1.1 + 0.5 * draw(i.id, 24)))",
		"total_cost": "round((" + micro + " + " + audience + " + " + platform + " + " + third + " + " + managed + " + " + ocm + ") / 1000, 2)",
	}
}
