package synthetic

import (
	"fmt"
	"strconv"
	"strings"
)

// line is a DSP line item or a sponsored ads ad group.
type line struct {
	Line int    `json:"l"`
	Name string `json:"line"`
	ID   int64  `json:"line_id"`
	Type string `json:"line_type"`
	// Budget is in millicents.
	Budget    int64  `json:"line_budget"`
	PriceType string `json:"price_type"`
	// Match is how targeting matched; nil for DSP.
	Match     *string `json:"match_type"`
	Targeting *string `json:"targeting"`
	// Terms are what shoppers typed when the ad group matched.
	Terms []string `json:"terms"`
	// Segments are the audiences the line targets.
	Segments  []int   `json:"targets"`
	Placement *string `json:"placement"`
}

// creative is one ad.
type creative struct {
	Creative int     `json:"c"`
	Name     string  `json:"creative"`
	ID       int64   `json:"creative_id"`
	Type     string  `json:"creative_type"`
	Category *string `json:"creative_category"`
	Size     string  `json:"creative_size"`
	Duration *int    `json:"duration"`
	LinkIn   string  `json:"link_in"`
	// Item is the product it shows, counted from the campaign's first.
	Item int `json:"item"`
}

func (w *world) addLines(c *campaign, b *brand, p plan, key string) {
	for n, name := range p.lines {
		l := line{
			Line: len(w.lines), Name: fmt.Sprintf("%s - %s - %s", b.Name, strings.ToUpper(p.kind), name),
			ID: w.chance.number(16, "line", key, name), Budget: c.Budget / int64(len(p.lines)),
		}
		if p.kind == "dsp" {
			l.Type = map[string]string{"display": "AAP_DISPLAY", "video": "AAP_VIDEO_CPM", "ctv": "AAP_VIDEO_CPM", "audio": "AAP"}[p.format]
			l.PriceType = "CPM"
			l.Segments = w.targets(key, n)
		} else {
			w.aimSponsored(&l, c, b, p, name)
		}
		w.lines = append(w.lines, l)
		c.Lines++
	}
}

// targets picks the segments a DSP line aims at; remarketing lines aim at few.
func (w *world) targets(key string, n int) []int {
	all := segments()
	var ids []int
	for i := range 4 {
		ids = append(ids, all[w.chance.of("target", key, fmt.Sprint(n, i))%uint64(len(all))].ID)
	}
	return ids
}

func (w *world) aimSponsored(l *line, c *campaign, b *brand, p plan, match string) {
	own := strings.HasPrefix(p.name, "SP_Brand") || p.kind == "sb"
	search := w.products[c.FirstItem].Search
	targeting, placement := search, "Top of Search on-Amazon"
	l.PriceType, l.Type = "CPC", "KEYWORD_BIDDING"
	switch match {
	case "CPC", "VCPM", "CPM":
		l.PriceType, l.Type = match, strings.ToUpper(p.kind)+"_AUDIENCE"
		l.Segments = w.targets(l.Name, 0)
		targeting, placement = "views=(exact-product lookback=30)", "Off Amazon"
		if p.kind == "stv" {
			targeting, placement = "interest=(streaming viewers)", "Streaming TV"
		}
		l.Match = textOf("TARGETING_EXPRESSION")
	case "TARGETING_EXPRESSION":
		targeting, placement = `asin="`+"B0"+w.chance.text(8, "rival", l.Name)+`"`, "Detail Page on-Amazon"
		l.Match, l.Type = &match, "PRODUCT_TARGETING"
	case "TARGETING_EXPRESSION_PREDEFINED":
		targeting, placement = "close-match", "Other on-Amazon"
		l.Match, l.Type = &match, "AUTOMATIC"
	default:
		if own {
			targeting = strings.ToLower(b.Name) + " " + search
		}
		l.Match = &match
	}
	l.Targeting, l.Placement = &targeting, &placement
	if p.kind == "sp" || p.kind == "sb" {
		l.Terms = []string{search, search + " sale", "best " + search, strings.ToLower(b.Name), strings.ToLower(b.Name) + " " + search}
		if own {
			l.Terms = []string{strings.ToLower(b.Name), strings.ToLower(b.Name) + " " + search, strings.ToLower(b.Name) + " store"}
		}
	}
}

func textOf(s string) *string { return &s }

func (w *world) addCreatives(c *campaign, p plan, key string) {
	for n, kind := range p.creatives {
		r := creative{
			Creative: len(w.creatives), ID: 590_000_000_000_000_000 + w.chance.number(16, "creative", key, strconv.Itoa(n)),
			Name: fmt.Sprintf("%s_%s_%d", c.Name, kind, n+1), Type: kind, Size: kind, LinkIn: "Y", Item: n % c.Items,
		}
		display, video := "Display", "Video"
		switch p.format {
		case "display":
			r.Category, r.Type = &display, "Standard Display"
			if n == 1 {
				r.Type = "Responsive eCommerce"
			}
		case "video", "ctv", "audio":
			seconds := 30
			if kind == "15" {
				seconds = 15
			}
			r.Category, r.Duration, r.Size = &video, &seconds, "1920x1080"
			r.Type = map[string]string{"video": "Online Video", "ctv": "Streaming TV Video", "audio": "Audio"}[p.format]
			if p.format == "audio" {
				r.Category, r.Size = nil, "0x0"
			}
			if p.format != "video" {
				r.LinkIn = "N"
			}
			if p.kind != "dsp" {
				r.Type = "video"
			}
		default:
			if kind == "asin" {
				r.Type = "static_image"
			}
			r.Size = "Responsive"
		}
		w.creatives = append(w.creatives, r)
		c.Creatives++
	}
}
