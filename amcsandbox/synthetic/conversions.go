package synthetic

// conversionFrom joins an event e with what it is of.
const conversionFrom = `@event e JOIN @kind kind ON kind.kind = e.kind JOIN @product product ON product.p = e.p JOIN @brand brand ON brand.b = e.b JOIN @person person ON person.u = e.u`

// conversions has the events that follow an ad of the brand within 28 days.
func (m *model) conversions() projection {
	return projection{
		from: conversionFrom, where: []string{"e.exposed"}, events: "event",
		columns: m.conversionColumns("event_").with(m.times("event", "e.t")),
	}
}

// conversionsAll has every event, with or without an ad before it.
func (m *model) conversionsAll() projection {
	return projection{
		from: conversionFrom, events: "event",
		columns: m.conversionColumns("event_").with(m.times("event", "e.t"), columns{
			"exposure_type":       "CASE WHEN kind.category = 'off-Amazon' THEN 'pixel' WHEN e.exposed THEN 'ad-exposed' ELSE 'non-ad-exposed' END",
			"sns_subscription_id": "CASE WHEN e.kind = 10 THEN 'sns' || short_id(e.id) END",
		}),
	}
}

// conversionsWithRelevance repeats an exposed event for every campaign of the
// brand that ran in the 28 days before it, with how the two are related.
func (m *model) conversionsWithRelevance() projection {
	ends := "campaign.end_day"
	return projection{
		from: conversionFrom + `
  JOIN @campaign campaign ON campaign.b = e.b AND campaign.starts_at <= e.t AND coalesce(campaign.ends_at, TIMESTAMP '9999-01-01') >= e.t - INTERVAL 28 DAY
    AND pick(hash(e.id, campaign.k), 131, 10) < CASE WHEN ` + promoted + ` THEN 5 ELSE 2 END
  JOIN @line line ON line.l = campaign.line0`,
		where: []string{"e.exposed"}, events: "event",
		columns: m.campaignColumns().with(m.conversionColumns("event_"), m.times("event", "e.t"), columns{
			"advertiser_id":     "brand.display_id",
			"campaign_end_date": ends, "campaign_start_date": "campaign.start_day",
			"engagement_scope": "CASE WHEN kind.category = 'off-Amazon' THEN NULL WHEN " + promoted + " THEN 'PROMOTED' ELSE 'BRAND_HALO' END",
			"halo_code": "CASE WHEN kind.category = 'off-Amazon' THEN NULL WHEN e.kind = 4 THEN CASE WHEN " + promoted + " THEN 'BRAND_KEYWORD' ELSE 'CATEGORY_KEYWORD' END WHEN " + promoted +
				" THEN CASE WHEN draw(e.id, 132) < 0.85 THEN 'TRACKED_ASIN' ELSE 'VARIATIONAL_ASIN' END ELSE ['BRAND_MARKETPLACE', 'BRAND_GL_PRODUCT', 'BRAND_CATEGORY', 'BRAND_SUBCATEGORY'][1 + pick(e.id, 133, 4)] END",
			"targeting": "line.targeting",
		}),
	}
}
