package synthetic

import (
	"fmt"
	"strings"

	"github.com/recomamp/recomamp/amcsql/catalog"
)

// projectionOf gives the projection of a table, audience twins included.
func (m *model) projectionOf(table *catalog.Table) (projection, error) {
	name := table.Name
	if table.IsAudience() {
		name = table.Base
	}
	project, ok := m.projections()[name]
	if !ok {
		return projection{}, fmt.Errorf("project %s: not known", table.Name)
	}
	p := project()
	if table.IsAudience() && strings.HasPrefix(name, "dsp_") {
		p.where = append(p.where, "NOT supply.deal") // Rows of a private deal are hidden from audiences.
	}
	return p, nil
}

// projections gives, for every measurement table, how it follows from the
// model.
func (m *model) projections() map[string]func() projection {
	all := map[string]func() projection{
		"amazon_attributed_events_by_conversion_time": m.attributed,
		"amazon_attributed_events_by_traffic_time":    m.attributed,
		"conversions":                                      m.conversions,
		"conversions_with_relevance":                       m.conversionsWithRelevance,
		"conversions_all":                                  m.conversionsAll,
		"dsp_impressions":                                  m.dspImpressions,
		"dsp_impressions_by_user_segments":                 func() projection { return m.dspBySegments("TRUE") },
		"dsp_impressions_by_matched_segments":              func() projection { return m.dspBySegments(segmentMatched) },
		"dsp_clicks":                                       m.dspClicks,
		"dsp_views":                                        m.dspViews,
		"dsp_video_events_feed":                            m.dspVideoEvents,
		"sponsored_ads_traffic":                            m.sponsoredTraffic,
		"amazon_live_traffic":                              m.liveTraffic,
		"segment_metadata":                                 m.segmentMetadata,
		"amazon_your_garage":                               m.garage,
		"amazon_brand_store_page_views":                    func() projection { return m.storePageViews("store_view") },
		"amazon_brand_store_engagement_events":             func() projection { return m.storeEngagement("store_view") },
		"amazon_brand_store_page_views_non_endemic":        func() projection { return m.storePageViews("other_store_view") },
		"amazon_brand_store_engagement_events_non_endemic": func() projection { return m.storeEngagement("other_store_view") },
		"amazon_retail_purchases":                          m.retailPurchases,
		"amazon_pvc_enrollments":                           m.enrollments,
		"amazon_pvc_streaming_events_feed":                 m.streaming,
		"experian_vehicle_purchases":                       m.vehiclePurchases,
		"ncs_cpg_insights_stream":                          m.groceries,
		"foursquare_visits":                                m.placeVisits,
		"adserver_traffic":                                 m.servedTraffic,
		"adserver_traffic_by_user_segments":                m.servedBySegments,
		"adserver_conversions":                             m.servedConversions,
		"adserver_conversions_with_brand":                  m.servedConversions,
	}
	for _, region := range []string{"amer", "eu", "apac"} {
		for _, kind := range []string{"inmarket", "lifestyle"} {
			name := "audience_segments_" + region + "_" + kind
			all[name] = func() projection { return m.membership(region, kind) }
			all[name+"_snapshot"] = func() projection { return m.membershipSnapshots(region, kind) }
		}
	}
	return all
}
