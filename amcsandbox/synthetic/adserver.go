package synthetic

// servedFrom joins an event of the ad server with a campaign of its brand.
// The ad server had campaigns of its own; these borrow the display ones.
const servedFrom = ` JOIN @device device ON device.d = person.d
  JOIN @campaign campaign ON campaign.k = brand.dsp[1 + pick(i.id, 299, len(brand.dsp))]
  JOIN @line line ON line.l = campaign.line0 + pick(i.id, 300, campaign.lines)
  JOIN @creative creative ON creative.c = campaign.creative0 + pick(i.id, 301, campaign.creatives)`

func (m *model) servedCommon() columns {
	return whereabouts().with(columns{
		"account_currency": quote(m.instance.Currency), "account_timezone": quote(m.instance.TimeZone), "advertiser": "brand.advertiser", "advertiser_id": "brand.internal_id % 1000000",
		"adserver_brand": "brand.brand", "adserver_brand_id": "70000 + brand.b", "browser_family": "device.browser", "city": "person.city",
		"device_brand": "device.make", "device_model": "device.model", "device_type": "device.type", "environment": "CASE WHEN device.type = 'PC' THEN 'Web' ELSE ['Web', 'App'][1 + pick(i.id, 302, 2)] END",
		"operating_system": "device.system", "vertical": "brand.vertical", "user_id": "CASE WHEN draw(i.id, 160) >= 0.08 THEN person.user_id END",
	})
}

func (m *model) servedTraffic() projection {
	click, search := "(draw(i.id, 303) < 0.012)", "(draw(i.id, 304) < 0.1)"
	video := "(campaign.format IN ('video', 'ctv') AND NOT " + click + ")"
	shown := "(NOT " + click + " AND NOT " + search + ")"
	rare := func(of string, salt int, share string) string {
		return "(" + of + " AND draw(i.id, " + number(salt) + ") < " + share + ")"
	}
	played := func(share string) string { return rare(video, 305, share) }
	onSearch := func(value string) string { return "CASE WHEN " + search + " THEN " + value + " END" }
	campaignDates := columns{}
	for _, what := range []string{"package", "placement"} {
		campaignDates[what+"_start_date"], campaignDates[what+"_start_date_utc"] = "campaign.start_day", "campaign.starts_at"
		campaignDates[what+"_end_date"], campaignDates[what+"_end_date_utc"] = "campaign.end_day", "campaign.ends_at"
	}
	return projection{
		from: tickFrom("served") + servedFrom, events: "served",
		columns: m.campaignColumns().with(m.servedCommon(), m.times("event", "i.t"), campaignDates, columns{
			"ad": "creative.creative", "ad_id": "creative.creative_id % 100000000", "ad_format": "coalesce(creative.creative_category, 'Audio')", "ad_size": "(40 + pick(creative.creative_id, 306, 200)) || ' KB'",
			"ad_length": "coalesce(creative.duration, 0)", "ad_duration": "round(1 + 12 * draw(i.id, 307))", "ad_started": shown,
			"adserver_session_id": "short_id(hash(i.u, i.t::DATE, 308))", "adserver_site": oneOf(309, "Daily Harbor", "Weatherloom", "Recipefield", "Puzzlebarn Games"),
			"campaign_type": "CASE WHEN " + search + " THEN 'Search' ELSE 'Display' END",
			"clicks":        "(" + click + " AND NOT " + search + ")", "clicks_default_ad": rare(click, 310, "0.02"), "clicks_hard_stop": rare(click, 311, "0.02"), "clicks_no_script": rare(click, 312, "0.03"),
			"clicks_sivt": rare(click, 313, "0.04"), "clicks_ssai": rare(click, 314, "0.05"),
			"impressions": shown, "impressions_default_ad": rare(shown, 310, "0.01"), "impressions_hard_stop": rare(shown, 311, "0.005"), "impressions_no_script": rare(shown, 312, "0.01"),
			"impressions_sivt": rare(shown, 313, "0.015"), "impressions_ssai": rare(shown, 314, "0.05"),
			"cost_model_type": "'CPM'", "cost_per_unit": "round(campaign.price, 2)::VARCHAR", "is_dco_ad": "(creative.c % 4 = 0)",
			"measurable_impressions": rare(shown, 315, "0.92"), "recordable_impressions": rare(shown, 315, "0.88"), "viewable_impressions": rare(shown, 315, "0.61"),
			"ordered_units": "1000000", "package": "campaign.name || '_Package'", "package_id": "campaign.internal % 10000000",
			"placement": "line.line || ' placement'", "placement_id": "line.line_id % 10000000", "placement_dimensions": "creative.creative_size", "placement_type": "CASE WHEN " + video + " THEN 'In-stream' ELSE 'In-banner' END",
			"request_tag":       "short_id(i.id)",
			"search_account_id": onSearch("880000 + brand.b"), "search_ad": onSearch("brand.brand || ' search ad'"), "search_ad_id": onSearch("60000 + campaign.k"),
			"search_ad_click_through_url": onSearch("'https://shop.example/' || lower(brand.brand)"), "search_ad_display_url": onSearch("'shop.example'"), "search_ad_group": onSearch("'Group ' || (1 + pick(i.id, 316, 3))"),
			"search_ad_group_id": onSearch("50000 + pick(i.id, 316, 3)"), "search_ad_text": onSearch("'See the range of ' || brand.brand"), "search_campaign_id": onSearch("40000 + campaign.k"),
			"search_campaign_type": onSearch("'Text'"), "search_clicks": search, "search_integration": onSearch("'Tracking template'"), "search_keyword_id": onSearch("30000 + pick(i.id, 317, 8)"),
			"search_keyword_text": onSearch("lower(brand.brand) || [' shop', ' sale', ' reviews', ''][1 + pick(i.id, 317, 4)]"), "search_keyword_type": onSearch("'Positive'"), "search_match_type": onSearch("['Exact', 'Phrase', 'Broad'][1 + pick(i.id, 318, 3)]"),
			"search_vendor": onSearch("'Seekwell'"),
			"section":       oneOf(319, "Home", "Sport", "Living"), "section_id": "9000 + pick(i.id, 319, 3)", "smart_items_list": "CASE WHEN creative.c % 4 = 0 THEN 'headline;image;price' END",
			"target_audience_id": "700 + pick(i.id, 320, 3)", "target_audience_name": oneOf(320, "All", "Visitors", "Customers"),
			"version_id": "CASE WHEN creative.c % 4 = 0 THEN creative.c * 10 + pick(i.id, 321, 3) END", "version_name": "CASE WHEN creative.c % 4 = 0 THEN 'Version ' || (1 + pick(i.id, 321, 3)) END",
			"video_started": played("0.97"), "video_played_25pc": played("0.85"), "video_played_50pc": played("0.74"), "video_played_75pc": played("0.66"), "video_played_100pc": played("0.6"),
			"video_played_25pc_viewable": played("0.7"), "video_played_50pc_viewable": played("0.6"), "video_played_75pc_viewable": played("0.54"), "video_played_100pc_viewable": played("0.5"),
			"video_played_duration": "CASE WHEN " + video + " THEN round(coalesce(creative.duration, 15) * (1 - draw(i.id, 305) / 2)) ELSE 0 END", "video_percentage_complete": "CASE WHEN " + video + " THEN round(100 * (1 - draw(i.id, 305) / 2)) ELSE 0 END",
			"video_muted": rare(video, 322, "0.2"), "video_unmuted": rare(video, 323, "0.08"), "video_paused": rare(video, 324, "0.06"), "video_replayed": rare(video, 325, "0.02"), "video_skipped": rare(video, 326, "0.15"), "video_played_with_sound": rare(video, 327, "0.4"),
			"video_full_screen_started": rare(video, 328, "0.05"), "video_full_screen_ended": rare(video, 328, "0.04"), "video_full_screen_muted": rare(video, 328, "0.01"), "video_full_screen_paused": rare(video, 328, "0.015"),
			"video_full_screen_duration": "CASE WHEN " + rare(video, 328, "0.05") + " THEN 4 + pick(i.id, 329, 20) ELSE 0 END",
		}),
	}
}

func (m *model) servedBySegments() projection {
	p := m.servedTraffic()
	p.from += belongsTo
	p.columns = p.columns.with(columns{"behavior_segment_id": "segment.id", "behavior_segment_name": "segment.name", "behavior_segment_description": "segment.description"})
	return p
}

// servedConversions are those of the ad server's own tags.
func (m *model) servedConversions() projection {
	sale := "(draw(i.id, 340) < 0.4)"
	return projection{
		from: tickFrom("tagged") + " JOIN @device device ON device.d = person.d JOIN @product product ON product.p = brand.item0 + pick(i.id, 341, brand.items)", events: "tagged",
		columns: m.servedCommon().with(m.times("event", "i.t"), columns{
			"conversion_activity": "CASE WHEN " + sale + " THEN 'Checkout' ELSE 'Landing page' END", "conversion_activity_id": "CASE WHEN " + sale + " THEN '5501' ELSE '5502' END",
			"conversion_currency": quote(m.instance.Currency), "conversion_id": "'ac' || short_id(i.id)", "conversion_type": "CASE WHEN " + sale + " THEN 'Sales' ELSE 'Counter' END", "conversions": "1",
			"order_id": "CASE WHEN " + sale + " THEN 'W' || short_id(hash(i.id, 342)) END", "product_id": "CASE WHEN " + sale + " THEN product.asin END", "product_info": "CASE WHEN " + sale + " THEN product.title END",
			"quantity": "CASE WHEN " + sale + " THEN 1 + pick(i.id, 343, 2) ELSE 0 END", "revenue": "CASE WHEN " + sale + " THEN product.price * (1 + pick(i.id, 343, 2)) ELSE 0 END",
			"referrer": oneOf(344, "https://dailyharbor.example/", "https://search.example/", "https://social.example/"), "tag_manager": "'Site tags'", "tag_manager_id": "6601",
		}),
	}
}
