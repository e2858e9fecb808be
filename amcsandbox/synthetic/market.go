package synthetic

// market is the vocabulary an advertiser's data are written in: what it sells,
// under which brands, and what shoppers type to find it.
type market struct {
	brands   []string
	products []offer
	searches []string
	// consumable goods are bought again; durable ones seldom.
	consumable bool
	vertical   string
}

type offer struct {
	title string
	price float64
}

// marketOf knows the default advertisers; any other name gets a general one
// with brands made from that name.
func marketOf(advertiser string) market {
	switch advertiser {
	case "Fernhollow Outdoors":
		return market{
			brands: []string{"Fernhollow", "Trailmoss"}, vertical: "Sports and outdoors",
			products: []offer{
				{"Two Person Trekking Tent", 139.9},
				{"Down Sleeping Bag", 99.5},
				{"Insulated Water Bottle", 24.99},
				{"Folding Camp Chair", 42.5},
				{"Rechargeable Headlamp", 29.99},
				{"Hiking Daypack 24 L", 58},
				{"Titanium Camp Mug", 19.95},
				{"Merino Hiking Socks", 17.5},
			},
			searches: []string{"trekking tent", "sleeping bag", "water bottle", "camp chair", "headlamp", "hiking backpack", "camping mug", "hiking socks"},
		}
	case "Cobblewick Kitchen":
		return market{
			brands: []string{"Cobblewick"}, vertical: "Home and kitchen",
			products: []offer{
				{"Enamel Dutch Oven", 74.9},
				{"Chef Knife 20 cm", 49},
				{"Bamboo Cutting Board", 27.5},
				{"Pour Over Coffee Set", 36.9},
				{"Linen Tea Towels", 18.99},
				{"Glass Storage Jars", 31.5},
			},
			searches: []string{"dutch oven", "chef knife", "cutting board", "pour over coffee", "tea towels", "glass jars"},
		}
	case "Pawmere Pet Supply":
		return market{
			brands: []string{"Pawmere", "Whiskerloft"}, vertical: "Pet supplies", consumable: true,
			products: []offer{
				{"Grain Free Dog Food 6 kg", 46.9},
				{"Salmon Cat Treats", 9.49},
				{"Clumping Cat Litter", 21.99},
				{"Dental Dog Chews", 16.5},
				{"Adjustable Dog Harness", 27.9},
				{"Feather Cat Wand", 11.99},
			},
			searches: []string{"dog food", "cat treats", "cat litter", "dog chews", "dog harness", "cat toy"},
		}
	case "Wiesental Küche":
		return market{
			brands: []string{"Wiesental", "Tannwerk"}, vertical: "Home and kitchen",
			products: []offer{
				{"Edelstahl Kochtopf 24 cm", 54.9},
				{"Gusseiserne Pfanne", 44.5},
				{"Brotkasten aus Buche", 39.95},
				{"Küchenwaage Digital", 22.99},
				{"Kaffeemühle von Hand", 34.9},
				{"Geschirrtücher Leinen", 16.99},
			},
			searches: []string{"kochtopf", "gusspfanne", "brotkasten", "küchenwaage", "kaffeemühle", "geschirrtücher"},
		}
	case "Thistlebrook Skincare":
		return market{
			brands: []string{"Thistlebrook", "Heathermere"}, vertical: "Beauty", consumable: true,
			products: []offer{
				{"Oat Face Cream", 21.5},
				{"Rosehip Night Oil", 26},
				{"Lavender Hand Balm", 9.95},
				{"Clay Cleansing Mask", 14.5},
				{"Daily Sunscreen SPF 50", 18},
				{"Nettle Shampoo Bar", 8.5},
			},
			searches: []string{"face cream", "rosehip oil", "hand balm", "clay mask", "sunscreen", "shampoo bar"},
		}
	default:
		return market{
			brands: []string{advertiser}, vertical: "General", consumable: true,
			products: []offer{
				{"Everyday Widget", 19.99}, {"Widget Refill Pack", 12.5}, {"Widget Deluxe", 49.9}, {"Pocket Widget", 9.99}, {"Widget Care Kit", 24.5},
			},
			searches: []string{"widget", "widget refill", "deluxe widget", "small widget", "widget care"},
		}
	}
}

// vocabulary is the part of a market that hangs on the country.
type vocabulary struct {
	marketplace  string // name of the online store
	numericID    int    // marketplace id of the tables
	currencyName string
	language     string
	domain       string
	storeSuffix  string
	places       []place
}

type place struct {
	State  string `json:"state"`
	DMA    string `json:"dma"` // empty outside the US
	City   string `json:"city"`
	Postal string `json:"postal"` // leading digits of its postal codes
	Weight int    `json:"weight"`
}

func vocabularyOf(country string) vocabulary {
	switch country {
	case "DE":
		return vocabulary{
			marketplace: "AMAZON.DE", numericID: 4, currencyName: "Euro (Germany)", language: "de-DE", domain: "amazon.de", storeSuffix: "DE",
			places: []place{
				{"DE-BE", "", "Berlin", "101", 9},
				{"DE-HH", "", "Hamburg", "200", 6},
				{"DE-BY", "", "Munich", "803", 7},
				{"DE-NW", "", "Cologne", "506", 6},
				{"DE-HE", "", "Frankfurt", "603", 5},
				{"DE-BW", "", "Stuttgart", "701", 5},
				{"DE-SN", "", "Leipzig", "041", 3},
				{"DE-NI", "", "Hanover", "301", 3},
				{"DE-HB", "", "Bremen", "281", 2},
				{"DE-RP", "", "Mainz", "551", 2},
			},
		}
	case "GB":
		return vocabulary{
			marketplace: "AMAZON.CO.UK", numericID: 3, currencyName: "Pound Sterling", language: "en-GB", domain: "amazon.co.uk", storeSuffix: "UK",
			places: []place{
				{"GB-ENG", "", "London", "SW1", 12},
				{"GB-ENG", "", "Manchester", "M15", 6},
				{"GB-ENG", "", "Birmingham", "B16", 6},
				{"GB-ENG", "", "Leeds", "LS2", 4},
				{"GB-SCT", "", "Glasgow", "G12", 4},
				{"GB-SCT", "", "Edinburgh", "EH3", 3},
				{"GB-WLS", "", "Cardiff", "CF1", 3},
				{"GB-NIR", "", "Belfast", "BT7", 2},
				{"GB-ENG", "", "Bristol", "BS8", 3},
				{"GB-ENG", "", "Newcastle", "NE2", 2},
			},
		}
	default:
		return vocabulary{
			marketplace: "AMAZON.COM", numericID: 1, currencyName: "Dollar (USA)", language: "en-US", domain: "amazon.com", storeSuffix: "US",
			places: []place{
				{"US-NY", "US-DMA501", "New York", "100", 12},
				{"US-CA", "US-DMA803", "Los Angeles", "900", 10},
				{"US-IL", "US-DMA602", "Chicago", "606", 6},
				{"US-PA", "US-DMA504", "Philadelphia", "191", 5},
				{"US-TX", "US-DMA623", "Dallas", "752", 6},
				{"US-CA", "US-DMA807", "San Francisco", "941", 5},
				{"US-TX", "US-DMA618", "Houston", "770", 5},
				{"US-GA", "US-DMA524", "Atlanta", "303", 4},
				{"US-MA", "US-DMA506", "Boston", "021", 4},
				{"US-WA", "US-DMA819", "Seattle", "981", 4},
				{"US-FL", "US-DMA528", "Miami", "331", 4},
				{"US-CO", "US-DMA751", "Denver", "802", 3},
				{"US-MN", "US-DMA613", "Minneapolis", "554", 3},
				{"US-AZ", "US-DMA753", "Phoenix", "850", 3},
				{"US-OR", "US-DMA820", "Portland", "972", 2},
				{"US-NC", "US-DMA517", "Charlotte", "282", 2},
			},
		}
	}
}
