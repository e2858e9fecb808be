package synthetic

import (
	"fmt"
	"math"
	"strconv"
	"time"
)

// world is the part of an instance that exists before anything happens: who
// advertises what, where, and to whom. It is made in Go and loaded into DuckDB.
type world struct {
	instance Instance
	calendar calendar
	words    vocabulary
	chance   chance
	people   int     // size of the universe, a multiple of groups
	volume   float64 // Size times Scale

	brands    []brand
	products  []product
	campaigns []campaign
	lines     []line
	creatives []creative
}

// groups is how many kinds of people there are; a campaign reaches some.
const groups = 8

// brand is what one advertiser sells under one name.
type brand struct {
	Brand      int    `json:"b"`
	Name       string `json:"brand"`
	Advertiser string `json:"advertiser"`
	Vertical   string `json:"vertical"`
	// DisplayID and EntityID are the advertiser's ids at DSP and sponsored ads.
	DisplayID  int64  `json:"display_id"`
	EntityID   string `json:"entity_id"`
	Internal   int64  `json:"internal_id"`
	FirstItem  int    `json:"item0"`
	Items      int    `json:"items"`
	Consumable bool   `json:"consumable"`
	StoreID    string `json:"store_id"`
	// DSP are the numbers of its DSP campaigns.
	DSP    []int `json:"dsp"`
	market market
}

type product struct {
	Product int     `json:"p"`
	Brand   int     `json:"b"`
	ASIN    string  `json:"asin"`
	Parent  string  `json:"parent"`
	Title   string  `json:"title"`
	Price   float64 `json:"price"`
	Search  string  `json:"search"`
}

// newWorld lays out an instance; equal arguments give equal worlds.
func newWorld(instance Instance, seed uint64, scale float64, now, end time.Time) (*world, error) {
	zone, err := time.LoadLocation(instance.TimeZone)
	if err != nil {
		return nil, fmt.Errorf("zone of instance %s: %w", instance.ID, err)
	}
	keepHistory := false
	for _, name := range instance.PaidSources {
		keepHistory = keepHistory || name == "amazon_retail_purchases"
	}
	w := &world{
		instance: instance, words: vocabularyOf(instance.Country), volume: instance.Size * scale,
		calendar: newCalendar(now, end, zone, keepHistory),
	}
	w.chance = chance{seed: chance{seed: seed}.of(instance.ID)}
	w.people = groups * int(math.Ceil(math.Max(400, 48_000*w.volume)/groups))
	w.addBrands()
	for i := range w.brands {
		w.addCampaigns(&w.brands[i])
	}
	w.setRates()
	return w, nil
}

func (w *world) addBrands() {
	entities := map[string]Advertiser{}
	for _, advertiser := range w.instance.Advertisers {
		if advertiser.Type == SponsoredAds {
			entities[advertiser.Name] = advertiser
		}
	}
	for _, advertiser := range w.instance.Advertisers {
		if advertiser.Type != Display {
			continue
		}
		market := marketOf(advertiser.Name)
		var displayID int64
		_, _ = fmt.Sscan(advertiser.ID, &displayID) // An id that is no number stays 0.
		for n, name := range market.brands {
			b := brand{
				Brand: len(w.brands), Name: name, Advertiser: advertiser.Name, Vertical: market.vertical, DisplayID: displayID,
				EntityID: entities[advertiser.Name].ID, Internal: w.chance.number(13, "internal", advertiser.ID),
				FirstItem: len(w.products), Consumable: market.consumable, market: market,
				StoreID: w.chance.text(12, "store", name),
			}
			w.addProducts(&b, n)
			w.brands = append(w.brands, b)
		}
	}
}

// addProducts gives the first brand the whole range and the others a part at
// other prices.
func (w *world) addProducts(b *brand, n int) {
	for i, offer := range b.market.products {
		if n > 0 && i%2 == 1 {
			continue
		}
		key := fmt.Sprintf("%s/%d", b.Name, i)
		w.products = append(w.products, product{
			Product: len(w.products), Brand: b.Brand, ASIN: "B0" + w.chance.text(8, "asin", key),
			Parent: "B0" + w.chance.text(8, "parent", b.Name, strconv.Itoa(i/2)), Title: b.Name + " " + offer.title,
			Price: math.Round(offer.price*(1-0.12*float64(n))*100) / 100, Search: b.market.searches[i%len(b.market.searches)],
		})
		b.Items++
	}
}
