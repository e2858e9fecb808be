package analysis

import (
	"strings"

	"github.com/recomamp/recomamp/amcsql"
	"github.com/recomamp/recomamp/amcsql/catalog"
)

// habits are names that people bring along, with the columns they mean, the
// likeliest first. The first one that a table has is suggested.
var habits = map[string][]string{
	"advertiser_name":   {"advertiser"},
	"campaign_name":     {"campaign"},
	"campaign_type":     {"ad_product_type"},
	"ad_product":        {"ad_product_type"},
	"ad_type":           {"ad_product_type"},
	"asin":              {"tracked_asin", "tracked_item"},
	"cost":              {"spend", "total_cost", "click_cost", "impression_cost"},
	"ad_spend":          {"spend", "total_cost"},
	"spend":             {"total_cost", "impression_cost"},
	"sales":             {"total_product_sales", "product_sales", "combined_sales"},
	"revenue":           {"total_product_sales", "product_sales", "combined_sales"},
	"orders":            {"total_purchases", "purchases", "conversions"},
	"purchases":         {"total_purchases", "conversions"},
	"units_sold":        {"total_units_sold"},
	"product_sales":     {"total_product_sales", "combined_sales"},
	"clicks":            {"traffic_event_type"},
	"keyword":           {"targeting", "customer_search_term"},
	"search_term":       {"customer_search_term"},
	"user":              {"user_id"},
	"customer_id":       {"user_id"},
	"event_date":        {"impression_date", "click_date", "conversion_event_date"},
	"event_dt":          {"impression_dt", "click_dt", "conversion_event_dt"},
	"event_dt_utc":      {"impression_dt_utc", "click_dt_utc", "conversion_event_dt_utc"},
	"impression_dt":     {"event_dt"},
	"impression_dt_utc": {"event_dt_utc"},
	"click_dt":          {"event_dt"},
	"click_dt_utc":      {"event_dt_utc"},
	"conversion_dt":     {"conversion_event_dt", "event_dt"},
}

// likelyColumn is the column of the relations that a wrong name most likely
// means, or "" when nothing is near.
func likelyColumn(name string, relations []*relation) string {
	wanted := strings.ToLower(name)
	for _, habit := range habits[wanted] {
		for _, r := range relations {
			if c := r.column(habit); c != nil {
				return c.name
			}
		}
	}
	names := columnNames(relations)
	nearest := catalog.Nearest(name, names)
	if nearest != "" && !sameWords(wanted, strings.ToLower(nearest)) {
		nearest = ""
	}
	if plain, is := strings.CutSuffix(wanted, "_name"); is && nearest == "" {
		for _, candidate := range names {
			if amcsql.SameName(candidate, plain) {
				return candidate
			}
		}
	}
	return nearest
}

// sameWords reports whether two names differ by slips only: campaign_type is no
// slip of campaign_id, though few letters differ.
func sameWords(a, b string) bool {
	left, right := strings.Split(a, "_"), strings.Split(b, "_")
	if len(left) != len(right) {
		return true
	}
	for i, word := range left {
		if word != right[i] && catalog.Nearest(word, right[i:i+1]) == "" {
			return false
		}
	}
	return true
}

func columnNames(relations []*relation) []string {
	var names []string
	for _, r := range relations {
		for _, c := range r.columns {
			names = append(names, c.name)
		}
	}
	return names
}
