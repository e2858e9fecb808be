package synthetic

// sponsoredFrom joins a sponsored ads impression i with all it refers to.
const sponsoredFrom = `i JOIN @campaign campaign ON campaign.k = i.k JOIN @brand brand ON brand.b = i.b JOIN @line line ON line.l = i.l
  JOIN @creative creative ON creative.c = i.c JOIN @device device ON device.d = i.d JOIN @person person ON person.u = i.u
  JOIN @product product ON product.p = campaign.item0 + creative.item`

// adProduct names the ad product of a campaign as the tables do; NULL for DSP.
const adProduct = "CASE campaign.kind WHEN 'sp' THEN 'sponsored_products' WHEN 'sb' THEN 'sponsored_brands' WHEN 'sd' THEN 'sponsored_display' WHEN 'stv' THEN 'sponsored_television' END"

// sponsoredTraffic has impressions and clicks as rows of their own. What is
// bought by the click costs at the click, the rest at the impression.
func (m *model) sponsoredTraffic() projection {
	events := `(SELECT * EXCLUDE (click_t, click_id), id AS event, FALSE AS clicked FROM @sponsored
  UNION ALL SELECT * EXCLUDE (click_t, click_id) REPLACE (click_t AS t), click_id, TRUE FROM @sponsored WHERE click_t IS NOT NULL) `
	ends, endsAt := "campaign.end_day + TIME '23:59:59'", "campaign.ends_at"
	seen := "(NOT i.clicked AND i.viewed AND i.measurable)"
	watched := func(share string) string {
		return "(NOT i.clicked AND i.format = 'video' AND i.viewed AND draw(i.id, 25) < " + share + ")"
	}
	return projection{from: events + sponsoredFrom, events: "sponsored", columns: m.campaignColumns().with(
		m.times("event", "i.t"), m.sponsoredLine(), columns{
			"ad_group": "line.line", "ad_group_id": "line.line_id", "ad_group_type": "upper(campaign.kind) || '_' || coalesce(line.price_type, 'CPC')",
			"ad_group_start_dt": "campaign.start_day", "ad_group_start_dt_utc": "campaign.starts_at", "ad_group_end_dt": ends, "ad_group_end_dt_utc": endsAt,
			"ad_group_status": "CASE WHEN campaign.over THEN 'ARCHIVED' ELSE 'ENABLED' END",
			"ad_product_type": adProduct, "impressions": "(NOT i.clicked)", "clicks": "i.clicked", "event_id": "short_id(i.event)",
			"creative_asin": "CASE WHEN campaign.kind IN ('sp', 'sd') THEN product.asin END",
			"spend":         "CASE WHEN campaign.per_click AND i.clicked THEN round(i.cost * 1e8) WHEN NOT campaign.per_click AND NOT i.clicked THEN round(i.cost * 1e5) ELSE 0 END",
			"user_id":       "CASE WHEN NOT i.unresolved THEN person.user_id END", "user_id_type": "CASE WHEN NOT i.unresolved THEN person.user_id_type END",
			"ip_address": "person.ip_address", "no_3p_trackers": "person.no_trackers",
			"operating_system": "device.system", "os_version": "device.version", "marketplace_name": quote(m.words.marketplace),
			"matched_behavior_segment_ids": "CASE WHEN len(line.targets) > 0 THEN list_intersect(person.segments, line.targets)::VARCHAR END",
			"portfolio_id":                 "campaign.portfolio_id", "portfolio_name": "campaign.portfolio",
			"viewable_impressions":              seen,
			"unmeasurable_viewable_impressions": "(NOT i.clicked AND i.viewed AND NOT i.measurable)",
			"view_definition":                   "CASE WHEN " + seen + " THEN CASE WHEN i.format = 'video' THEN 'MRC_VIDEO_50PCT_2S' ELSE 'MRC_DISPLAY_50PCT_1S' END END",
			"five_sec_views":                    watched("0.8"), "video_first_quartile_views": watched("0.72"), "video_midpoint_views": watched("0.55"),
			"video_third_quartile_views": watched("0.44"), "video_complete_views": watched("0.36"),
			"video_unmutes": "(" + watched("0.8") + " AND draw(i.id, 26) < 0.07)",
		})}
}

// sponsoredLine are the columns of targeting, which DSP rows lack.
func (m *model) sponsoredLine() columns {
	return columns{
		"line_item_status": "CASE WHEN campaign.over THEN 'ARCHIVED' WHEN line.line_id % 9 = 0 THEN 'PAUSED' ELSE 'ENABLED' END",
		"match_type":       "line.match_type", "targeting": "line.targeting", "placement_type": placementOf("i.id"),
		"customer_search_term": "CASE WHEN len(line.terms) > 0 THEN line.terms[1 + pick(i.id, 27, len(line.terms))] END",
		"is_amazon_business":   "person.business",
	}
}

// placementOf spreads an ad group's impressions over the places it shows in.
func placementOf(id string) string {
	return "CASE WHEN campaign.kind IN ('sp', 'sb') THEN CASE WHEN draw(" + id + ", 28) < 0.3 THEN line.placement WHEN draw(" + id + ", 28) < 0.65 THEN 'Other on-Amazon' WHEN draw(" + id +
		", 28) < 0.95 THEN 'Detail Page on-Amazon' ELSE 'Homepage on-Amazon' END ELSE line.placement END"
}
