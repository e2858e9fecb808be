package synthetic

import (
	"fmt"
	"strings"
)

// attributed serves both attributed tables: they hold the same conversions
// and differ in the column the window cuts.
func (m *model) attributed() projection {
	const from = `@touched i JOIN @event e ON e.id = i.event_id JOIN @kind kind ON kind.kind = e.kind JOIN @product product ON product.p = e.p
  JOIN @campaign campaign ON campaign.k = i.k JOIN @brand brand ON brand.b = e.b JOIN @line line ON line.l = i.l JOIN @creative creative ON creative.c = i.c
  LEFT JOIN @supply supply ON supply.s = i.s JOIN @device device ON device.d = i.d JOIN @person person ON person.u = e.u`
	traffic := "(CASE WHEN i.by_click THEN i.click_t ELSE i.t END)"
	return projection{from: from, columns: m.campaignColumns().with(
		m.dspLine(), m.sponsoredLine(), hideFrom("i.dsp", "customer_search_term"), m.dspMoney(), whereabouts(),
		m.times("impression", "i.t"), m.times("click", "(CASE WHEN i.by_click THEN i.click_t END)"), m.times("traffic_event", traffic), m.times("conversion_event", "e.t"),
		m.conversionColumns("conversion_event_"), creditedMetrics(), subscriptionMetrics(), columns{
			"ad_product_type": adProduct,
			"advertiser_id":   "CASE WHEN i.dsp THEN brand.display_id END",
			"click_cost":      "CASE WHEN i.by_click THEN round(i.cost * 1e5) ELSE 0 END",
			"clicks":          "i.by_click", "impressions": "NOT i.by_click",
			"conversion_event_marketplace_name": quote(m.words.marketplace), "traffic_event_marketplace_name": quote(m.words.marketplace),
			"request_tag":           "CASE WHEN i.dsp THEN short_id(i.id) END",
			"traffic_event_id":      "CASE WHEN NOT i.dsp THEN short_id(CASE WHEN i.by_click THEN i.click_id ELSE i.id END) END",
			"traffic_event_subtype": "CASE WHEN i.by_click THEN 'AD_CLICK' ELSE 'AD_IMP' END", "traffic_event_type": "'TRAFFIC'",
			"line_item_status":   "CASE WHEN campaign.over THEN 'ENDED' WHEN i.dsp THEN 'RUNNING' ELSE 'ENABLED' END",
			"match_type":         "CASE WHEN NOT i.dsp THEN line.match_type END",
			"is_amazon_business": "CASE WHEN NOT i.dsp THEN person.business END",
		}).with(dspOnly("audience_fee", m), dspOnly("bid_price", m), dspOnly("platform_fee", m), dspOnly("supply_cost", m))}
}

// hideFrom leaves a sponsored ads column NULL for DSP rows.
func hideFrom(condition, name string) columns {
	return columns{name: "CASE WHEN NOT " + condition + " AND len(line.terms) > 0 THEN line.terms[1 + pick(i.id, 27, len(line.terms))] END"}
}

// dspOnly keeps a fee of DSP at 0 for sponsored ads rows.
func dspOnly(name string, m *model) columns {
	return columns{name: "CASE WHEN i.dsp THEN " + m.dspMoney()[name] + " ELSE 0 END"}
}

// promoted tells whether the converted product is one the campaign promotes;
// what is credited otherwise is brand halo.
const promoted = "(e.p >= campaign.item0 AND e.p < campaign.item0 + campaign.items)"

// creditedMetrics spells out the families purchases, units, sales, cart and
// detail page views: of promoted goods, halo and total, all and new to brand,
// and by click or view.
func creditedMetrics() columns {
	metrics := columns{"conversions": "1"}
	families := []struct{ name, value string }{
		{"purchases", "(e.kind = 3)::INTEGER"},
		{"units_sold", "CASE WHEN e.kind = 3 THEN e.units ELSE 0 END"},
		{"product_sales", "CASE WHEN e.kind = 3 THEN e.units * e.price ELSE 0 END"},
		{"add_to_cart", "(e.kind = 2)::INTEGER"},
		{"detail_page_view", "(e.kind = 1)::INTEGER"},
	}
	scopes := []struct{ prefix, condition string }{{"", promoted}, {"brand_halo_", "NOT " + promoted}, {"total_", "TRUE"}}
	suffixes := []struct{ suffix, condition string }{{"", "TRUE"}, {"_clicks", "i.by_click"}, {"_views", "NOT i.by_click"}}
	for _, family := range families {
		for _, scope := range scopes {
			for _, by := range suffixes {
				name := scope.prefix + family.name + by.suffix
				metrics[name] = fmt.Sprintf("CASE WHEN %s AND %s THEN %s ELSE 0 END", scope.condition, by.condition, family.value)
				metrics["new_to_brand_"+name] = fmt.Sprintf("CASE WHEN e.new_to_brand AND %s AND %s THEN %s ELSE 0 END", scope.condition, by.condition, family.value)
			}
		}
	}
	return metrics
}

// subscriptionMetrics are those of apps and digital subscriptions, which few
// conversions touch.
func subscriptionMetrics() columns {
	values := map[string]string{
		"appstore_first_opens": "(e.kind = 30)::INTEGER", "appstore_repeat_opens": "(e.kind = 31)::INTEGER", "appstore_opens": "(e.kind IN (30, 31))::INTEGER",
		"appstore_first_session_hours":  "CASE WHEN e.kind = 30 THEN 0.1 + 2 * draw(e.id, 121) ELSE 0 END",
		"appstore_repeat_session_hours": "CASE WHEN e.kind = 31 THEN 0.1 + 3 * draw(e.id, 121) ELSE 0 END",
		"appstore_usage_hours":          "CASE e.kind WHEN 30 THEN 0.1 + 2 * draw(e.id, 121) WHEN 31 THEN 0.1 + 3 * draw(e.id, 121) ELSE 0 END",
	}
	for _, scope := range []struct{ name, condition string }{
		{"", "e.kind IN (32, 33)"}, {"free_trial_", "e.kind = 32"}, {"paid_", "e.kind = 33"},
	} {
		values["digital_"+scope.name+"subscription_signup_purchases"] = "(" + scope.condition + ")::INTEGER"
		values["digital_"+scope.name+"app_subscription_signup_purchases"] = "(" + scope.condition + " AND e.id % 2 = 0)::INTEGER"
	}
	metrics := columns{}
	for name, value := range values {
		metrics[name] = value
		metrics[name+"_clicks"] = "CASE WHEN i.by_click THEN " + value + " ELSE 0 END"
		metrics[name+"_views"] = "CASE WHEN NOT i.by_click THEN " + value + " ELSE 0 END"
	}
	return metrics
}

// conversionColumns are those of the conversion itself; the tables name the
// kind of event with different prefixes.
func (m *model) conversionColumns(prefix string) columns {
	sales := "CASE WHEN e.kind = 3 THEN e.units * e.price ELSE 0 END"
	off := "CASE WHEN e.kind = 21 THEN e.price ELSE 0 END"
	program := "CASE WHEN e.kind = 3 THEN CASE WHEN draw(e.id, 122) < 0.96 THEN " + quote(strings.ToUpper(m.words.domain[:1])+m.words.domain[1:]) + " WHEN draw(e.id, 122) < 0.985 THEN 'Amazon Fresh' ELSE 'Whole Foods Market' END END"
	return columns{
		prefix + "category": "kind.category", prefix + "type": "kind.type", prefix + "type_class": "kind.class", prefix + "subtype": "kind.subtype",
		prefix + "type_description": "kind.description", "conversion_event_name": "kind.event", "conversion_event_source_name": "kind.source",
		"conversion_event_source": "CASE kind.source WHEN 'Amazon Ad Tag' THEN 'PIXEL' WHEN 'Conversions API' THEN 'SERVER' END",
		"event_source":            "CASE kind.category WHEN 'off-Amazon' THEN 'ADVERTISER' WHEN 'purchase' THEN 'ORDERS' ELSE 'CLICKSTREAM' END",
		"conversion_id":           "'cv' || short_id(e.id)", "conversions": "1",
		"new_to_brand":   "CASE WHEN e.kind = 3 THEN e.new_to_brand ELSE FALSE END",
		"combined_sales": "(" + sales + ") + (" + off + ")", "off_amazon_product_sales": off,
		"off_amazon_conversion_value": "CASE WHEN e.kind IN (20, 22, 23) THEN round(e.price / 4, 2) ELSE 0 END",
		"total_product_sales":         sales, "total_units_sold": "CASE WHEN e.kind = 3 THEN e.units ELSE 0 END",
		"purchase_currency":       "CASE WHEN e.kind IN (3, 21) THEN " + quote(m.instance.Currency) + " END",
		"purchase_unit_price":     "CASE WHEN e.kind IN (3, 21) THEN e.price END",
		"purchase_retail_program": program,
		"tracked_asin":            "CASE WHEN e.kind = 3 THEN product.asin END",
		"tracked_item": "CASE WHEN e.kind = 4 THEN 'keyword:' || lower(brand.brand) WHEN e.kind = 11 THEN brand.store_id WHEN e.kind BETWEEN 20 AND 29 THEN 'pixel' || (300000 + brand.internal_id % 99999 + e.kind) " +
			"WHEN e.kind >= 30 THEN 'app.' || lower(brand.brand) ELSE product.asin END",
		"marketplace_id": number(m.words.numericID), "marketplace_name": quote(m.words.marketplace),
		"ip_address": "person.ip_address", "no_3p_trackers": "person.no_trackers",
		"user_id":      "CASE WHEN draw(e.id, 123) >= 0.02 THEN person.user_id END",
		"user_id_type": "CASE WHEN draw(e.id, 123) >= 0.02 THEN person.user_id_type END",
	}
}
