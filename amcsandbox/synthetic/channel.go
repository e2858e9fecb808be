package synthetic

// enrollments are subscriptions to channels: one person in fifteen tries one;
// about half of them stay, which is a second record.
func (m *model) enrollments() projection {
	first := "(DATE '" + string(dateOf(m.calendar.events)) + "' + pick(i.h, 251, 400))"
	return projection{
		from: `(SELECT *, h AS id FROM @person WHERE draw(h, 250) < 0.065) i JOIN @person person ON person.u = i.u
  CROSS JOIN unnest(range(CASE WHEN draw(i.h, 252) < 0.55 THEN 2 ELSE 1 END)) AS record(n)`,
		columns: personColumns().with(columns{
			"marketplace_id": number(m.words.numericID), "marketplace_name": quote(m.words.marketplace),
			"pv_benefit_id": "'benefit' || pick(i.id, 253, 3)", "pv_benefit_name": channelName,
			"pv_billing_type":      "CASE WHEN record.n = 0 THEN 'FREE_TRIAL' ELSE 'HARD_OFFER' END",
			"pv_start_date":        first + " + (record.n * 7)::INTEGER",
			"pv_end_date":          first + " + CASE WHEN record.n = 0 THEN 7 ELSE 37 + 30 * pick(i.h, 254, 6) END",
			"pv_enrollment_status": "CASE WHEN record.n = 0 AND draw(i.h, 252) >= 0.55 THEN 'CANCELLED' WHEN record.n = 0 THEN 'CONVERTED' WHEN draw(i.h, 255) < 0.4 THEN 'EXPIRED' ELSE 'ACTIVE' END",
			"pv_is_latest_record":  "record.n = 1 OR draw(i.h, 252) >= 0.55", "pv_is_plan_conversion": "record.n = 1", "pv_is_plan_start": "record.n = 0",
			"pv_is_promo": "draw(i.h, 256) < 0.2", "pv_offer_name": "CASE WHEN record.n = 0 THEN '7 day trial' ELSE 'Monthly' END",
			"pv_sub_event_primary_key": "short_id(hash(i.h, record.n))", "pv_subscription_id": "'sub' || short_id(i.h)", "pv_subscription_name": channelName + " || ' Monthly'",
			"pv_subscription_product_id": "'prod' || pick(i.id, 253, 3)", "pv_unit_price": "CASE WHEN record.n = 0 THEN 0 ELSE [4.99, 7.99, 9.99][1 + pick(i.id, 253, 3)] END",
		}),
	}
}

const channelName = "['Lanternlight', 'Redfern Sports', 'Northreel'][1 + pick(i.id, 253, 3)]"

// streaming are viewing sessions of a dozen invented titles: films, series and
// live matches.
func (m *model) streaming() projection {
	title := func(texts ...string) string { return oneOf(260, texts...) }
	live, series := "(pick(i.id, 260, 8) = 7)", "(pick(i.id, 260, 8) BETWEEN 3 AND 6)"
	when := func(condition, value string) string { return "CASE WHEN " + condition + " THEN " + value + " END" }
	return projection{
		from: tickFrom("stream"), events: "stream",
		columns: personColumns().with(columns{
			"marketplace_id": number(m.words.numericID), "marketplace_name": quote(m.words.marketplace),
			"pv_access_type": oneOf(261, "Subscription", "Subscription", "Free with ads", "Channel", "Rental"), "pv_offer_group": oneOf(261, "PRIME", "PRIME", "AVOD", "CHANNELS", "TVOD"),
			"pv_is_svod": "(pick(i.id, 261, 5) < 2)", "pv_is_avod": "(pick(i.id, 261, 5) = 2)", "pv_is_channels": "(pick(i.id, 261, 5) = 3)",
			"pv_is_hh_share": "(draw(i.id, 262) < 0.2)", "pv_is_user_initiated": "(draw(i.id, 263) < 0.9)", "pv_gti_is_live": live,
			"pv_gti_title_name":           title("The Tin Orchard", "Low Tide", "A Map of Rain", "Ferry Lane", "Ferry Lane", "Quarry", "Quarry", "Redfern Cup"),
			"pv_gti_series_or_movie_name": title("The Tin Orchard", "Low Tide", "A Map of Rain", "Ferry Lane", "Ferry Lane", "Quarry", "Quarry", "Redfern Cup"),
			"pv_gti_content_type":         title("Movie", "Movie", "Movie", "TV Show", "TV Show", "TV Show", "TV Show", "Live Event"),
			"pv_gti_content_entity_type":  title("MOVIE", "MOVIE", "MOVIE", "EPISODE", "EPISODE", "EPISODE", "EPISODE", "EVENT"),
			"pv_gti_content_rating":       title("PG", "R", "PG-13", "TV-14", "TV-14", "TV-MA", "TV-MA", "NR"),
			"pv_gti_season":               when(series, "(1 + pick(i.id, 264, 3))::VARCHAR"), "pv_gti_episode": when(series, "(1 + pick(i.id, 265, 10))::VARCHAR"),
			"pv_gti_event_context": when(live, "'Group stage'"), "pv_gti_event_item": when(live, "'Match ' || (1 + pick(i.id, 266, 20))"), "pv_gti_event_league": when(live, "'Redfern League'"),
			"pv_gti_event_name": when(live, "'Redfern Cup'"), "pv_gti_event_sport": when(live, "'Handball'"),
			"pv_gti_cast": "[['Ada Quill', 'Tomas Reed'], ['Ines Hart', 'Jo Marlow', 'Ken Osei']][1 + pick(i.id, 260, 2)]", "pv_gti_director": "[['Lena Frost'], ['Marc Ode', 'Ruth Vane']][1 + pick(i.id, 260, 2)]",
			"pv_gti_genre":        "[['Drama'], ['Drama', 'Thriller'], ['Comedy'], ['Sports']][1 + pick(i.id, 260, 8) // 2]",
			"pv_gti_release_date": "DATE '2024-01-12' + 97 * pick(i.id, 260, 8)", "pv_gti_studio": title("Tin House", "Tin House", "Rain Works", "Lanternlight", "Lanternlight", "Northreel", "Northreel", "Redfern Sports"),
			"pv_material_type": "CASE WHEN draw(i.id, 267) < 0.94 THEN 'Feature' ELSE 'Trailer' END", "pv_stream_type": "CASE WHEN " + live + " THEN 'LIVE' ELSE 'VOD' END",
			"pv_playback_dt_utc": "i.t", "pv_playback_date_utc": "i.t", "pv_seconds_viewed": "round(30 + 5400 * pow(draw(i.id, 268), 1.4))", "pv_session_id": "'ps' || short_id(i.id)",
			"pv_streaming_asin": "'B0PV' || lpad((pick(i.id, 260, 8) * 31 + 1000)::VARCHAR, 6, '0')", "pv_streaming_gti": "'amzn1.dv.gti.' || short_id(pick(i.id, 260, 8))",
			"pv_streaming_geo_country": "person.state[:2]", "pv_streaming_language": quote(m.words.language),
		}),
	}
}
