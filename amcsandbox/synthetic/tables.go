package synthetic

// projections gives, for every table kept in a file, how it follows from the
// model. Tables that are views of others are in view.go.
func (m *model) projections() map[string]projection {
	return map[string]projection{
		"amazon_attributed_events_by_conversion_time": m.attributed(),
		"conversions":                m.conversions(),
		"conversions_with_relevance": m.conversionsWithRelevance(),
		"conversions_all":            m.conversionsAll(),
		"dsp_impressions":            m.dspImpressions(),
		"dsp_clicks":                 m.dspClicks(),
		"dsp_views":                  m.dspViews(),
		"sponsored_ads_traffic":      m.sponsoredTraffic(),
	}
}
