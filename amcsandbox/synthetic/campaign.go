package synthetic

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// campaign is one campaign of one brand in one ad product.
type campaign struct {
	Campaign int    `json:"k"`
	Brand    int    `json:"b"`
	Kind     string `json:"kind"` // dsp, sp, sb, sd or stv
	Format   string `json:"format"`
	Name     string `json:"name"`
	// ID is the API form, Shown the console's.
	ID       int64  `json:"id"`
	Shown    string `json:"shown"`
	Internal int64  `json:"internal"`
	Start    date   `json:"start_day"`
	End      *date  `json:"end_day"` // last day; nil runs on
	// StartsAt and EndsAt are the same bounds in UTC.
	StartsAt moment  `json:"starts_at"`
	EndsAt   *moment `json:"ends_at"`
	Over     bool    `json:"over"`
	Goal     string  `json:"goal"`
	Line     string  `json:"product_line"`
	Order    string  `json:"insertion_order"`
	Flight   int64   `json:"flight_id"`
	// Budget is in millicents; Daily tells its kind.
	Budget int64 `json:"budget"`
	Daily  bool  `json:"daily"`
	// Rate is impressions on a day of demand 1.
	Rate float64 `json:"rate"`
	// Click and Lift are chances that an impression is clicked and that a
	// viewed one brings a visit later.
	Click float64 `json:"click"`
	Lift  float64 `json:"lift"`
	// Price is the cost of a thousand impressions, or of a click, in currency.
	Price     float64 `json:"price"`
	PerClick  bool    `json:"per_click"`
	Groups    []int   `json:"groups"`
	FirstLine int     `json:"line0"`
	Lines     int     `json:"lines"`
	// FirstCreative and Creatives, FirstItem and Items are ranges likewise.
	FirstCreative int    `json:"creative0"`
	Creatives     int    `json:"creatives"`
	FirstItem     int    `json:"item0"`
	Items         int    `json:"items"`
	Portfolio     int64  `json:"portfolio_id"`
	PortfolioName string `json:"portfolio"`
	weight        float64
}

// plan is the mould campaigns of every brand are cast in.
type plan struct {
	kind, format, name, goal string
	// months it runs in each year; empty means it runs on for years.
	from, to time.Month
	// weight is its share of the impressions of its side while it runs.
	weight      float64
	click, lift float64
	price       float64
	perClick    bool
	groups      []int
	lines       []string
	creatives   []string
	// items is how many products of the brand it promotes; 0 means all.
	items int
}

func plans() []plan {
	everyone := []int{0, 1, 2, 3, 4, 5, 6, 7}
	return []plan{
		{kind: "dsp", format: "display", name: "Prospecting_Display_H1", goal: "CPDPV", from: 1, to: 6, weight: 30, click: 0.0022, lift: 0.004, price: 4.4, groups: everyone, lines: []string{"IN-MARKET", "LIFESTYLE", "LOOKALIKE"}, creatives: []string{"300x250", "728x90", "320x50", "160x600"}, items: 4},
		{kind: "dsp", format: "display", name: "Prospecting_Display_H2", goal: "CPDPV", from: 7, to: 12, weight: 32, click: 0.0023, lift: 0.004, price: 4.8, groups: everyone, lines: []string{"IN-MARKET", "LIFESTYLE", "LOOKALIKE"}, creatives: []string{"300x250", "728x90", "320x50", "160x600"}, items: 4},
		{kind: "dsp", format: "display", name: "Remarketing_Display", goal: "ROAS", weight: 22, click: 0.0048, lift: 0.011, price: 7.4, groups: []int{0, 1, 2}, lines: []string{"VIEWED PRODUCT", "BOUGHT BRAND"}, creatives: []string{"300x250", "320x50", "Responsive"}},
		{kind: "dsp", format: "video", name: "Spring_Online_Video", goal: "CTR", from: 3, to: 5, weight: 24, click: 0.0035, lift: 0.006, price: 14, groups: []int{0, 2, 4, 6}, lines: []string{"OLV 15s", "OLV 30s"}, creatives: []string{"15", "30"}, items: 3},
		{kind: "dsp", format: "video", name: "Autumn_Online_Video", goal: "CTR", from: 9, to: 11, weight: 26, click: 0.0035, lift: 0.006, price: 15, groups: []int{0, 2, 3, 4, 6}, lines: []string{"OLV 15s", "OLV 30s"}, creatives: []string{"15", "30"}, items: 3},
		{kind: "dsp", format: "ctv", name: "Streaming_TV_Summer", goal: "REACH", from: 6, to: 7, weight: 26, click: 0.0001, lift: 0.01, price: 26, groups: []int{1, 3, 5, 7}, lines: []string{"STV 30s"}, creatives: []string{"30", "15"}, items: 2},
		{kind: "dsp", format: "ctv", name: "Streaming_TV_Holiday", goal: "CPVC", from: 11, to: 12, weight: 34, click: 0.0001, lift: 0.012, price: 31, groups: []int{0, 1, 3, 5, 7}, lines: []string{"STV 30s", "STV 15s"}, creatives: []string{"30", "15"}, items: 2},
		{kind: "dsp", format: "audio", name: "Audio_Awareness", goal: "REACH", from: 2, to: 9, weight: 8, click: 0.0003, lift: 0.003, price: 9, groups: []int{2, 5}, lines: []string{"AUDIO 30s"}, creatives: []string{"30"}, items: 1},

		{kind: "sp", name: "SP_Brand_Exact", goal: "NONE", weight: 18, click: 0.021, price: 0.7, perClick: true, groups: everyone, lines: []string{"EXACT", "PHRASE"}, creatives: []string{"asin", "asin", "asin"}},
		{kind: "sp", name: "SP_Generic_Broad", goal: "NONE", weight: 34, click: 0.008, price: 1.42, perClick: true, groups: everyone, lines: []string{"BROAD", "PHRASE"}, creatives: []string{"asin", "asin", "asin", "asin"}},
		{kind: "sp", name: "SP_Auto", goal: "NONE", weight: 20, click: 0.007, price: 1.05, perClick: true, groups: everyone, lines: []string{"TARGETING_EXPRESSION_PREDEFINED"}, creatives: []string{"asin", "asin", "asin", "asin"}},
		{kind: "sp", name: "SP_Competitor_Products", goal: "NONE", weight: 10, click: 0.005, price: 1.19, perClick: true, groups: []int{1, 3, 4, 6, 7}, lines: []string{"TARGETING_EXPRESSION"}, creatives: []string{"asin", "asin"}, items: 3},
		{kind: "sb", name: "SB_Headline", goal: "NONE", weight: 14, click: 0.0075, lift: 0.003, price: 1.62, perClick: true, groups: everyone, lines: []string{"EXACT", "THEME"}, creatives: []string{"static_image", "static_image"}},
		{kind: "sb", format: "video", name: "SB_Video", goal: "NONE", weight: 12, click: 0.011, lift: 0.004, price: 1.82, perClick: true, groups: everyone, lines: []string{"BROAD"}, creatives: []string{"video"}, items: 2},
		{kind: "sd", name: "SD_Remarketing_Views", goal: "NONE", weight: 12, click: 0.0032, lift: 0.008, price: 8.6, groups: []int{0, 1, 2}, lines: []string{"VCPM"}, creatives: []string{"static_image", "static_image"}},
		{kind: "sd", name: "SD_Contextual", goal: "NONE", from: 4, to: 10, weight: 10, click: 0.0041, lift: 0.004, price: 1.15, perClick: true, groups: everyone, lines: []string{"CPC"}, creatives: []string{"static_image"}, items: 4},
		{kind: "stv", format: "video", name: "STV_Living_Room", goal: "NONE", from: 10, to: 12, weight: 14, click: 0.0002, lift: 0.009, price: 24, groups: []int{1, 3, 5, 7}, lines: []string{"CPM"}, creatives: []string{"video"}, items: 2},
		{kind: "stv", format: "video", name: "STV_Summer", goal: "NONE", from: 5, to: 7, weight: 10, click: 0.0002, lift: 0.008, price: 22, groups: []int{1, 3, 5}, lines: []string{"CPM"}, creatives: []string{"video"}, items: 2},
	}
}

// addCampaigns casts every plan for the brand, once per year where it has a
// season, in the years the calendar touches.
func (w *world) addCampaigns(b *brand) {
	for _, p := range plans() {
		if p.from == 0 {
			start := time.Date(2023, time.March, 1, 0, 0, 0, 0, time.UTC)
			w.addCampaign(b, p, p.name, start, nil)
			continue
		}
		for year := w.calendar.traffic.Year(); year <= w.calendar.end.Year(); year++ {
			start := time.Date(year, p.from, 1, 0, 0, 0, 0, time.UTC)
			end := time.Date(year, p.to+1, 0, 0, 0, 0, 0, time.UTC)
			if end.Before(w.calendar.traffic) || !start.Before(w.calendar.end) {
				continue
			}
			w.addCampaign(b, p, fmt.Sprintf("%s_%d", p.name, year), start, &end)
		}
	}
}

func (w *world) addCampaign(b *brand, p plan, name string, start time.Time, end *time.Time) {
	key := b.Name + "/" + name
	c := campaign{
		Campaign: len(w.campaigns), Brand: b.Brand, Kind: p.kind, Format: p.format, Goal: p.goal,
		Name: fmt.Sprintf("%s_%s_%s", b.Name, name, w.words.storeSuffix), Start: dateOf(start),
		ID: w.chance.number(15, "campaign", key), Internal: w.chance.number(12, "campaign internal", key),
		Line: b.Vertical, Order: strconv.FormatInt(w.chance.number(9, "order", key), 10), Flight: w.chance.number(15, "flight", key),
		Budget: (200 + int64(w.chance.of("budget", key)%80)*25) * 100_000, Daily: end == nil,
		Click: p.click, Lift: p.lift, Price: p.price, PerClick: p.perClick, Groups: p.groups,
		FirstLine: len(w.lines), FirstCreative: len(w.creatives),
		Portfolio: w.chance.number(14, "portfolio", b.Name, p.kind), PortfolioName: b.Name + " " + strings.ToUpper(p.kind),
		weight: p.weight * (0.8 + 0.4*float64(w.chance.of("weight", key)%1000)/1000), FirstItem: b.FirstItem, Items: b.Items,
	}
	if p.kind == "dsp" {
		b.DSP = append(b.DSP, c.Campaign)
		c.ID = 570_000_000_000_000_000 + w.chance.number(16, "campaign", key)
		c.Shown = strconv.FormatInt(c.ID, 10)
	} else {
		c.Shown = "A0" + w.chance.text(18, "campaign shown", key)
		c.Name = fmt.Sprintf("%s_%s_%s", b.Name, name, w.words.storeSuffix)
	}
	zone := w.calendar.zone
	c.StartsAt = momentOf(time.Date(start.Year(), start.Month(), start.Day(), 0, 0, 0, 0, zone))
	if end != nil {
		last, ends := dateOf(*end), momentOf(time.Date(end.Year(), end.Month(), end.Day(), 23, 59, 59, 0, zone))
		c.End, c.EndsAt, c.Over = &last, &ends, end.Before(w.calendar.now)
	}
	if p.items > 0 && p.items < b.Items {
		c.Items = p.items
		c.FirstItem += int(w.chance.of("items", key) % uint64(b.Items-p.items+1))
	}
	w.addLines(&c, b, p, key)
	w.addCreatives(&c, p, key)
	w.campaigns = append(w.campaigns, c)
}

// setRates shares the daily impressions out by weight. The shares use the part
// of a year a campaign runs, not the span at hand, so that a day's rows do not
// hang on when they are made.
func (w *world) setRates() {
	const dspPerDay, sponsoredPerDay = 1050, 1150
	share := map[bool]float64{}
	for _, p := range plans() {
		part := 1.0
		if p.from != 0 {
			part = float64(p.to-p.from+1) / 12
		}
		share[p.kind == "dsp"] += p.weight * part * float64(len(w.brands))
	}
	for i := range w.campaigns {
		c := &w.campaigns[i]
		perDay := sponsoredPerDay * w.volume
		if c.Kind == "dsp" {
			perDay = dspPerDay * w.volume
		}
		c.Rate = perDay * c.weight / share[c.Kind == "dsp"]
	}
}
