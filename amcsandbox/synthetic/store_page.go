package synthetic

import (
	"fmt"
	"strings"
)

// personColumns are those of a known person; user ids are rarely unresolved
// outside ad traffic.
func personColumns() columns {
	return columns{
		"user_id":        "CASE WHEN draw(i.id, 160) >= 0.03 THEN person.user_id END",
		"user_id_type":   "CASE WHEN draw(i.id, 160) >= 0.03 THEN person.user_id_type END",
		"no_3p_trackers": "person.no_trackers",
	}
}

// oneOf picks one of some texts by the id of the row.
func oneOf(salt int, texts ...string) string {
	quoted := make([]string, len(texts))
	for i, text := range texts {
		quoted[i] = quote(text)
	}
	return fmt.Sprintf("[%s][1 + pick(i.id, %d, %d)]", strings.Join(quoted, ", "), salt, len(texts))
}

// tickFrom joins a plain event i with its person and brand.
func tickFrom(name string) string {
	return "@" + name + " i JOIN @person person ON person.u = i.u JOIN @brand brand ON brand.b = i.b"
}

// liveTraffic is the carousel beside live broadcasts: impressions, some seen,
// some clicked, each a row of its own kind.
func (m *model) liveTraffic() projection {
	return projection{
		from: tickFrom("live") + " JOIN @product product ON product.p = brand.item0 + pick(i.id, 161, brand.items)", events: "live",
		columns: personColumns().with(m.times("event", "i.t"), columns{
			"ad_product_type": "'amazon_live'", "advertiser": "brand.advertiser",
			"broadcast_date_utc": "date_trunc('week', i.t)::DATE", "broadcast_id": "md5(brand.brand || date_trunc('week', i.t)::VARCHAR)::UUID::VARCHAR",
			"broadcast_name": "brand.brand || ' Live, week of ' || strftime(date_trunc('week', i.t), '%Y-%m-%d')",
			"impressions":    "(draw(i.id, 162) < 0.7)", "views": "(draw(i.id, 162) >= 0.7 AND draw(i.id, 162) < 0.96)", "clicks": "(draw(i.id, 162) >= 0.96)",
			"creative_asin": "product.asin", "creative_id": "590000000000000000 + product.p + brand.internal_id", "event_id": "short_id(i.id)",
			"site": "'amazon live'", "slot_name": oneOf(163, "carousel-mobile-app", "carousel-mobile-web", "carousel-desktop-web", "carousel-shoptv-app"),
		}),
	}
}

// storeName tells the Store of a brand that sells on Amazon from the showroom
// of one that does not.
func storeName(source string) string {
	if source == "other_store_view" {
		return "brand.brand || ' Showroom'"
	}
	return "brand.brand || ' Store'"
}

// storeCommon are the columns both Brand Store tables have. A visit is what
// one person does on one day.
func (m *model) storeCommon(source string) columns {
	visit := "hash(i.u, i.b, i.t::DATE)"
	return personColumns().with(columns{
		"advertiser_id": "brand.display_id", "channel": oneOf(171, "organic", "spring-mail", "social-post", "sb-headline", "influencer"),
		"device_type": "device.type", "event_dt_utc": "i.t", "event_date_utc": "i.t", "ingress_type": oneOf(172, "0", "1", "1", "2", "2", "4", "4", "4", "6", "7"),
		"marketplace_id": number(m.words.numericID), "marketplace_name": quote(m.words.marketplace),
		"page_id":    "upper(short_id(hash(brand.b, pick(i.id, 173, 5))))",
		"page_title": "brand.brand || ' ' || ['Home', 'Best Sellers', 'New', 'Offers', 'About'][1 + pick(i.id, 173, 5)]",
		// A campaign stands behind the visit only where an ad brought it.
		"reference_id":    "CASE WHEN " + oneOf(172, "0", "1", "1", "2", "2", "4", "4", "4", "6", "7") + " = '4' THEN (SELECT min(campaign.shown) FROM @campaign campaign WHERE campaign.kind = 'sb' AND campaign.b = i.b) END",
		"referrer_domain": oneOf(174, m.words.domain, m.words.domain, m.words.domain, "search.example", "social.example"),
		"session_id":      "short_id(" + visit + ")", "visit_id": "'v' || short_id(" + visit + ")", "store_name": storeName(source), "store_id": "brand.store_id",
	})
}

func (m *model) storePageViews(source string) projection {
	return projection{
		from: tickFrom(source) + " JOIN @device device ON device.d = person.d", events: source,
		columns: m.storeCommon(source).with(columns{"dwell_time": "round(2 - 35 * ln(1 - draw(i.id, 175)), 1)"}),
	}
}

// storeEngagement is what happens on pages: four in ten views lead to one act
// on a widget.
func (m *model) storeEngagement(source string) projection {
	return projection{
		from:   tickFrom(source) + " JOIN @device device ON device.d = person.d JOIN @product product ON product.p = brand.item0 + pick(i.id, 176, brand.items)",
		events: source, where: []string{"draw(i.id, 177) < 0.4"},
		columns: m.storeCommon(source).with(columns{
			"asin": "product.asin", "event_type": oneOf(178, "CLICK", "CLICK", "CLICK", "ADD_TO_CART", "VIDEO_PLAY"),
			"event_sub_type":  oneOf(178, "PRODUCT", "TILE", "NAVIGATION", "PRODUCT", "AUTOPLAY"),
			"widget_type":     oneOf(178, "PRODUCT_GRID", "IMAGE", "NAV_BAR", "PRODUCT_GRID", "VIDEO"),
			"widget_sub_type": oneOf(178, "STANDARD", "FULL_WIDTH", "TOP", "FEATURED", "BACKGROUND"),
		}),
	}
}
