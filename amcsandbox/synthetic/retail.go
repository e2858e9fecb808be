package synthetic

// retailPurchases has one row per unit where an order has several, so that an
// order spans rows; units and money add up to the order events elsewhere.
func (m *model) retailPurchases() projection {
	return projection{
		from: `@purchase i JOIN @person person ON person.u = i.u JOIN @brand brand ON brand.b = i.b JOIN @product product ON product.p = i.p
  CROSS JOIN unnest(range(i.units)) AS part(n)`,
		events: "purchase",
		columns: m.times("purchase", "i.t").with(columns{
			"asin": "product.asin", "asin_brand": "brand.brand", "asin_name": "product.title", "asin_parent": "product.parent",
			"currency_code": quote(m.instance.Currency), "event_id": "short_id(hash(i.id, part.n))",
			"is_business_flag": "person.business", "is_gift_flag": "(draw(i.id, 181) < 0.05)",
			"marketplace_id": number(m.words.numericID), "marketplace_name": quote(m.words.marketplace), "no_3p_trackers": "person.no_trackers",
			"origin_session_id": "'s' || short_id(hash(i.u, i.t::DATE - pick(i.id, 182, 2)))", "purchase_session_id": "'s' || short_id(hash(i.u, i.t::DATE))",
			"purchase_id": "short_id(i.id)", "purchase_order_method": oneOf(183, "S", "S", "S", "S", "B", "1"),
			"purchase_order_type":   "CASE WHEN draw(person.h, 184) < 0.72 THEN 'Prime' ELSE 'NON-PRIME' END",
			"purchase_program_name": "CASE WHEN brand.consumable AND draw(i.id, 185) < 0.12 THEN 'Subscribe and Save' ELSE 'Standard' END",
			"purchase_units_sold":   "1", "unit_price": "i.price", "user_id": "person.user_id", "user_id_type": "'adUserId'",
		}),
	}
}

// garage is the vehicles people saved; a fifth of them have one. Makes are
// invented.
func (m *model) garage() projection {
	saved := "(DATE '" + string(dateOf(m.calendar.events)) + "' + pick(i.h, 191, 390))"
	return projection{
		from: "(SELECT *, h AS id FROM @person WHERE draw(h, 190) < 0.2) i JOIN @person person ON person.u = i.u",
		columns: personColumns().with(columns{
			"user_id": "person.user_id", "user_id_type": "person.user_id_type",
			"creation_date": saved, "update_date": saved + " + pick(i.h, 192, 20)", "last_accessed_date": saved + " + pick(i.h, 192, 20) + pick(i.h, 193, 15)",
			"garage_make": vehicleMake("i.id"), "garage_model": vehicleModel("i.id"), "garage_submodel": oneOf(196, "Base", "Comfort", "Sport"),
			"garage_variant": oneOf(197, "A", "B"), "garage_year": "(2008 + pick(i.id, 198, 18))::VARCHAR", "garage_year_range": "make_date(2008 + pick(i.id, 198, 18), 1, 1)",
			"garage_bodystyle": oneOf(199, "Sedan", "SUV", "Pickup", "Hatchback", "Wagon"), "garage_brakes": oneOf(200, "Disc", "Disc and drum"),
			"garage_drivetype": oneOf(201, "FWD", "AWD", "RWD"), "garage_engine": oneOf(202, "2.0L L4 Gas", "1.6L L4 Gas", "3.0L V6 Gas", "Electric"),
			"garage_engine_output_hp": "110 + 20 * pick(i.id, 203, 12)", "garage_engine_output_kw": "round((110 + 20 * pick(i.id, 203, 12)) * 0.7457, 1)",
			"garage_springtypes": oneOf(204, "Coil", "Leaf", "Air"), "garage_transmission": oneOf(205, "Automatic", "Manual"),
			"marketplace_name": quote(m.words.marketplace), "region": "'NA'", "status": oneOf(206, "ACTIVE", "ACTIVE", "ACTIVE", "DELETED"), "vehicle_type": oneOf(207, "Car", "Car", "Car", "Motorcycle"),
		}),
	}
}

func vehicleMake(id string) string {
	return "['Corvane', 'Halberd', 'Sundlin', 'Marrow', 'Ostwind', 'Vellano'][1 + pick(" + id + ", 194, 6)]"
}

func vehicleModel(id string) string {
	return vehicleMake(id) + " || ' ' || ['One', 'Ridge', 'Vista', 'Lane'][1 + pick(" + id + ", 195, 4)]"
}

// vehiclePurchases are reported two months late.
func (m *model) vehiclePurchases() projection {
	return projection{
		from: tickFrom("vehicle"), where: []string{"i.t < TIMESTAMP '" + string(momentOf(m.calendar.end.AddDate(0, -2, 0))) + "'"},
		columns: personColumns().with(columns{
			"new_or_used": "CASE WHEN draw(i.id, 220) < 0.38 THEN 'N' ELSE 'U' END", "purchase_date": "i.t",
			"reported_dealership": oneOf(221, "Northgate Motors", "Harbor Auto", "Elm Street Cars", "Summit Vehicles", "Lakeside Motors"),
			"vehicle_class":       oneOf(222, "Compact", "Midsize", "Full size", "Luxury"), "vehicle_fuel_type": oneOf(223, "Gasoline", "Gasoline", "Hybrid", "Electric", "Diesel"),
			"vehicle_make": vehicleMake("i.id"), "vehicle_model": vehicleModel("i.id"), "vehicle_model_year": "year(i.t) - CASE WHEN draw(i.id, 220) < 0.38 THEN 0 ELSE 1 + pick(i.id, 224, 9) END",
			"vehicle_registered_state": "CASE WHEN length(person.state) = 5 THEN person.state[4:] ELSE person.state END", "vehicle_type": oneOf(225, "Car", "SUV", "SUV", "Truck"),
		}),
	}
}

// groceries are weekly purchases of households, in shops.
func (m *model) groceries() projection {
	goods := func(texts ...string) string { return oneOf(230, texts...) }
	return projection{
		from: tickFrom("grocery"),
		columns: personColumns().with(columns{
			"brand": goods("Millstone", "Brightleaf", "Pinefield", "Duskberry", "Fairwater", "Honeyroot"), "sub_brand": goods("Classic", "Green", "Wild", "Gold", "Still", "Oats"),
			"category": goods("Bread", "Tea", "Nuts", "Juice", "Water", "Cereal"), "product_category": goods("Bakery", "Hot drinks", "Snacks", "Soft drinks", "Soft drinks", "Breakfast"),
			"department": goods("Grocery", "Grocery", "Grocery", "Beverages", "Beverages", "Grocery"), "super_category": goods("Food", "Drinks", "Food", "Drinks", "Drinks", "Food"),
			"household_purchase_id": "'hp' || short_id(i.id)", "ncs_household_id": "'hh' || short_id(person.h)",
			"purchase_dollar_amount": "round((1 + pick(i.id, 231, 4)) * (2.2 + 6 * draw(i.id, 232)), 2)", "purchase_quantity": "1 + pick(i.id, 231, 4)",
			"week_end_dt": "i.t::DATE + (6 - dayofweek(i.t))::INTEGER", // Saturday is day 6.
		}),
	}
}

func (m *model) placeVisits() projection {
	return projection{
		from: tickFrom("visited"), events: "visited",
		columns: personColumns().with(whereabouts(), columns{
			"visit_dt_utc": "i.t", "visit_date_utc": "i.t", "visit_id": "short_id(i.id)", "visits": "1", "dwell_time": "round(120 - 900 * ln(1 - draw(i.id, 240)))",
			"chain_name":     oneOf(241, "Oakbarrel Market", "Oakbarrel Market", "Tidewell Pharmacy", "Gearhaven", "Homecroft"),
			"store_category": oneOf(241, "Grocery", "Grocery", "Pharmacy", "Sporting goods", "Home improvement"),
			"user_id":        "CASE WHEN draw(i.id, 160) >= 0.03 THEN person.user_id END", "user_id_type": "CASE WHEN draw(i.id, 160) >= 0.03 THEN 'adUserId' END",
		}),
	}
}
