package synthetic

// device is one kind of device people use. Names of systems and browsers are
// those the columns really hold; makers of televisions are invented.
type device struct {
	Type    string `json:"type"`
	Make    string `json:"make"`
	Model   string `json:"model"`
	System  string `json:"system"`
	Version string `json:"version"`
	Browser string `json:"browser"`
	// Weight is the share among personal devices; 0 for televisions.
	Weight int `json:"weight"`
}

func devices() []device {
	return []device{
		{"Phone", "Apple", "iPhone", "iOS", "18.5", "Mobile Safari", 24},
		{"Phone", "Apple", "iPhone", "iOS", "17.6.1", "Mobile Safari", 12},
		{"Phone", "Samsung", "GALAXY", "Android", "15", "Chrome Mobile", 16},
		{"Phone", "Samsung", "GALAXY A", "Android", "14", "Chrome Mobile", 9},
		{"Phone", "Generic", "Android", "Android", "13", "Chrome Mobile", 6},
		{"PC", "Generic", "Desktop", "Windows", "11", "Chrome", 12},
		{"PC", "Generic", "Desktop", "Windows", "10", "Edge", 6},
		{"PC", "Apple", "Mac", "macOS", "15.4", "Safari", 6},
		{"PC", "Generic", "Desktop", "Windows", "11", "Firefox", 3},
		{"Tablet", "Apple", "iPad", "iPadOS", "18.5", "Mobile Safari", 4},
		{"Tablet", "Amazon", "Fire Tablet", "Fire OS", "8.3", "Silk", 2},
		{"TV", "Amazon", "Fire TV", "Fire OS", "7.6", "Unknown", 0},
		{"ConnectedDevice", "Amazon", "Fire TV Stick", "Fire OS", "8.1", "Unknown", 0},
		{"TV", "Lumivue", "L55", "LumiOS", "4.2", "Unknown", 0},
		{"ConnectedDevice", "Norrbox", "N2", "NorrOS", "12", "Unknown", 0},
	}
}

// firstTelevision is where the televisions of devices begin.
const firstTelevision = 11

// source is one place where DSP ads appear.
type source struct {
	// Format is the kind of creative it carries: display, video, ctv or audio.
	Format      string  `json:"format"`
	Name        string  `json:"name"`
	ID          int64   `json:"id"`
	Site        string  `json:"site"`
	Bundle      *string `json:"bundle"`
	Publisher   string  `json:"publisher"`
	PublisherID string  `json:"publisher_id"`
	Seller      string  `json:"seller"`
	SellerID    string  `json:"seller_id"`
	Environment string  `json:"environment"`
	PageType    *string `json:"page_type"`
	Slot        string  `json:"slot"`
	Owned       bool    `json:"owned"`
	ViewRate    float64 `json:"view_rate"`
	Deal        bool    `json:"deal"`
}

func sources() []source {
	text := func(s string) *string { return &s }
	return []source{
		{"display", "AMAZON.COM", 1001, "amazon", nil, "Amazon", "4001", "Amazon", "S4001", "Web", text("Detail"), "ATF", true, 0.78, false},
		{"display", "AMAZON.COM", 1001, "amazon", nil, "Amazon", "4001", "Amazon", "S4001", "Web", text("Search"), "ATF", true, 0.82, false},
		{"display", "AMAZON MOBILE APP", 1002, "amazon app", text("shop.amazon.example"), "Amazon", "4001", "Amazon", "S4001", "App", text("Detail"), "ATF", true, 0.74, false},
		{"display", "AMAZON.COM", 1001, "amazon", nil, "Amazon", "4001", "Amazon", "S4001", "Web", text("CustomerReviews"), "BTF", true, 0.55, false},
		{"display", "NORTHLIGHT WEB DISPLAY", 2101, "dailyharbor.example", nil, "Daily Harbor", "5102", "Northlight Exchange", "S2101", "Web", nil, "ATF", false, 0.63, false},
		{"display", "NORTHLIGHT WEB DISPLAY", 2101, "weatherloom.example", nil, "Weatherloom", "5103", "Northlight Exchange", "S2101", "Web", nil, "BTF", false, 0.48, false},
		{"display", "OPENGROVE APP DISPLAY", 2202, "puzzlebarn", text("example.puzzlebarn"), "Puzzlebarn Games", "5204", "Opengrove", "S2202", "App", nil, "UNKNOWN", false, 0.59, false},
		{"display", "OPENGROVE WEB DISPLAY", 2203, "recipefield.example", nil, "Recipefield", "5205", "Opengrove", "S2202", "Web", nil, "ATF", false, 0.66, true},
		{"video", "TWITCH WEB VIDEO", 1103, "twitch", nil, "Twitch", "4002", "Amazon", "S4001", "Web", nil, "ATF", true, 0.88, false},
		{"video", "AMAZON.COM", 1001, "amazon", nil, "Amazon", "4001", "Amazon", "S4001", "Web", text("Detail"), "ATF", true, 0.8, false},
		{"video", "NORTHLIGHT WEB VIDEO", 2102, "dailyharbor.example", nil, "Daily Harbor", "5102", "Northlight Exchange", "S2101", "Web", nil, "ATF", false, 0.71, false},
		{"video", "OPENGROVE APP VIDEO", 2204, "puzzlebarn", text("example.puzzlebarn"), "Puzzlebarn Games", "5204", "Opengrove", "S2202", "App", nil, "UNKNOWN", false, 0.76, false},
		{"ctv", "PRIME VIDEO", 1201, "prime video", text("tv.prime.example"), "Prime Video", "4003", "Amazon", "S4001", "App", nil, "ATF", true, 0.97, false},
		{"ctv", "FIRE TV CHANNELS", 1202, "fire tv channels", text("tv.channels.example"), "Fire TV", "4004", "Amazon", "S4001", "App", nil, "ATF", true, 0.96, false},
		{"ctv", "STREAMLARK CTV", 2301, "streamlark", text("example.streamlark"), "Streamlark", "5306", "Streamlark", "S2301", "App", nil, "ATF", false, 0.94, true},
		{"audio", "AMAZON MUSIC", 1301, "amazon music", text("music.amazon.example"), "Amazon Music", "4005", "Amazon", "S4001", "App", nil, "UNKNOWN", true, 0.9, false},
	}
}

// segment is an audience people may belong to.
type segment struct {
	ID          int    `json:"id"`
	Name        string `json:"name"`
	Description string `json:"description"`
	Kind        string `json:"kind"` // inmarket or lifestyle
	Level1      string `json:"level1"`
	Level2      string `json:"level2"`
	// Share is the part of all people who belong to it, 0 to 1.
	Share float64 `json:"share"`
}

func segments() []segment {
	in, life := "inmarket", "lifestyle"
	rows := []segment{
		{101311, "IM - Camping and Hiking", "Shopped for camping and hiking gear lately", in, "In-market", "Outdoor recreation", 0.16},
		{101324, "IM - Tents and Shelters", "Compared tents lately", in, "In-market", "Outdoor recreation", 0.07},
		{101452, "IM - Cookware", "Shopped for pots and pans lately", in, "In-market", "Kitchen", 0.14},
		{101467, "IM - Coffee Makers", "Compared coffee makers lately", in, "In-market", "Kitchen", 0.09},
		{101588, "IM - Dog Supplies", "Shopped for dog food or gear lately", in, "In-market", "Pets", 0.15},
		{101593, "IM - Cat Supplies", "Shopped for cat food or litter lately", in, "In-market", "Pets", 0.11},
		{101702, "IM - Skin Care", "Shopped for skin care lately", in, "In-market", "Beauty", 0.17},
		{101746, "IM - Hair Care", "Shopped for hair care lately", in, "In-market", "Beauty", 0.1},
		{101815, "IM - Small Appliances", "Compared small kitchen appliances lately", in, "In-market", "Kitchen", 0.08},
		{101902, "IM - Running Shoes", "Compared running shoes lately", in, "In-market", "Sports", 0.06},
		{201110, "LS - Outdoor Enthusiasts", "Keeps buying for time outdoors", life, "Lifestyle", "Outdoor", 0.13},
		{201125, "LS - Home Cooks", "Cooks at home most days", life, "Lifestyle", "Food", 0.18},
		{201140, "LS - Pet Owners", "Lives with a pet", life, "Lifestyle", "Home", 0.22},
		{201168, "LS - New Parents", "Has a small child", life, "Lifestyle", "Family", 0.06},
		{201177, "LS - Fitness Fans", "Trains regularly", life, "Lifestyle", "Health", 0.12},
		{201183, "LS - Gift Givers", "Buys gifts through the year", life, "Lifestyle", "Shopping", 0.1},
		{201196, "LS - Streaming Viewers", "Streams films and series most evenings", life, "Lifestyle", "Entertainment", 0.2},
		{201204, "LS - Sustainable Shoppers", "Prefers goods made with care for nature", life, "Lifestyle", "Shopping", 0.07},
	}
	return rows
}
