package synthetic

// kind is one kind of conversion event, with the words the tables use for it.
type kind struct {
	Kind        int     `json:"kind"`
	Category    string  `json:"category"` // purchase, website or off-Amazon
	Type        string  `json:"type"`
	Class       *string `json:"class"`
	Subtype     string  `json:"subtype"`
	Description string  `json:"description"`
	// Event and Source are set for conversions the advertiser reported itself.
	Event  *string `json:"event"`
	Source *string `json:"source"`
}

// Numbers of kinds that scripts and projections speak of.
const (
	kindView        = 1
	kindCart        = 2
	kindOrder       = 3
	kindSearch      = 4
	kindOffAmazon   = 20 // and above
	kindOffPurchase = 21
	kindApp         = 30 // and above
	kindAppFirst    = 30
	kindAppAgain    = 31
	kindFreeTrial   = 32
	kindPaidSignUp  = 33
)

func kinds() []kind {
	consideration, conversion := "consideration", "conversion"
	tag, api := "Amazon Ad Tag", "Conversions API"
	name := func(s string) *string { return &s }
	return []kind{
		{kindView, "website", "pageView", &consideration, "detailPageView", "Product detail page viewed", nil, nil},
		{kindCart, "website", "shopping", &consideration, "shoppingCart", "Add to Shopping Cart", nil, nil},
		{kindOrder, "purchase", "purchase", &conversion, "order", "Product purchased", nil, nil},
		{kindSearch, "website", "search", &consideration, "searchConversion", "Branded search", nil, nil},
		{5, "website", "shopping", &consideration, "wishList", "Added to wish list", nil, nil},
		{6, "website", "shopping", &consideration, "babyRegistry", "Added to baby registry", nil, nil},
		{7, "website", "shopping", &consideration, "weddingRegistry", "Added to wedding registry", nil, nil},
		{8, "website", "shopping", &consideration, "alexaSkillEnable", "Alexa skill enabled", nil, nil},
		{9, "website", "review", &consideration, "customerReview", "Product review written", nil, nil},
		{10, "purchase", "subscription", &conversion, "snsSubscription", "Subscribe and Save started", nil, nil},
		{11, "website", "pageView", &consideration, "brandStorePageView", "Brand Store page viewed", nil, nil},
		{kindOffAmazon, "off-Amazon", "OFF_AMAZON", nil, "134", "Sign-up on the advertiser's site", name("Newsletter sign-up"), &tag},
		{kindOffPurchase, "off-Amazon", "OFF_AMAZON", &conversion, "140", "Purchase on the advertiser's site", name("Web shop purchase"), &tag},
		{22, "off-Amazon", "OFF_AMAZON", nil, "141", "Page view on the advertiser's site", name("Store finder"), &tag},
		{23, "off-Amazon", "OFF_AMAZON", nil, "145", "Lead from the advertiser's system", name("Catalogue request"), &api},
		{kindAppFirst, "website", "app", &consideration, "appFirstOpen", "App opened for the first time", nil, nil},
		{kindAppAgain, "website", "app", &consideration, "appOpen", "App opened again", nil, nil},
		{kindFreeTrial, "purchase", "subscription", &conversion, "freeTrialSubscription", "Free trial started", nil, nil},
		{kindPaidSignUp, "purchase", "subscription", &conversion, "paidSubscription", "Paid subscription started", nil, nil},
	}
}
