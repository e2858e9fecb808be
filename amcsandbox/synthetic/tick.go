package synthetic

import "slices"

// tick is a kind of plain event: something a person does at a time, from
// which small tables are projected.
type tick struct {
	Name string
	// PerDay is how many there are on a mean day at volume 1.
	PerDay float64
	// Tail spreads them over people: 1 evenly, more over fewer.
	Tail    float64
	Evening bool
	// tables that need it.
	tables []string
}

func ticks() []tick {
	return []tick{
		{Name: "live", PerDay: 55, Tail: 1.6, Evening: true, tables: []string{"amazon_live_traffic"}},
		{Name: "store_view", PerDay: 60, Tail: 1.8, tables: []string{"amazon_brand_store_page_views", "amazon_brand_store_engagement_events"}},
		{Name: "other_store_view", PerDay: 14, Tail: 1.8, tables: []string{"amazon_brand_store_page_views_non_endemic", "amazon_brand_store_engagement_events_non_endemic"}},
		{Name: "stream", PerDay: 80, Tail: 2, Evening: true, tables: []string{"amazon_pvc_streaming_events_feed"}},
		{Name: "vehicle", PerDay: 7, Tail: 1, tables: []string{"experian_vehicle_purchases"}},
		{Name: "grocery", PerDay: 70, Tail: 1.5, tables: []string{"ncs_cpg_insights_stream"}},
		{Name: "visited", PerDay: 28, Tail: 1.3, tables: []string{"foursquare_visits"}},
		{Name: "served", PerDay: 90, Tail: 1.7, tables: []string{"adserver_traffic", "adserver_traffic_by_user_segments"}},
		{Name: "tagged", PerDay: 6, Tail: 1.7, tables: []string{"adserver_conversions", "adserver_conversions_with_brand"}},
	}
}

// ticks are the plain events the instance's tables need, scaled to its volume.
func (w *world) ticks() []tick {
	var needed []tick
	held := w.instance.tableNames()
	for _, t := range ticks() {
		if slices.ContainsFunc(t.tables, func(name string) bool { return slices.Contains(held, name) }) {
			t.PerDay *= w.volume
			needed = append(needed, t)
		}
	}
	return needed
}
