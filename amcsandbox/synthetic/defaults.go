package synthetic

import (
	"time"

	"github.com/recomamp/recomamp/amcsql/catalog"
)

// Public ids of the marketplaces the default accounts sell in.
const (
	MarketplaceUS = "ATVPDKIKX0DER"
	MarketplaceDE = "A1PA6795UKMFR9"
	MarketplaceUK = "A1F83G8C2ARO7P"
)

// DefaultAccounts are the accounts of DefaultInstances: one in NA, two in EU.
// Their holder, like every company here, is invented.
func DefaultAccounts() []Account {
	return []Account{
		{ID: "ENTITY3QJ8V5K2LX7NA", Name: "Juniper Lane Media US", Region: NorthAmerica, MarketplaceID: MarketplaceUS},
		{ID: "ENTITY1RW6T9D4HM2EB", Name: "Juniper Lane Media DE", Region: Europe, MarketplaceID: MarketplaceDE},
		{ID: "ENTITY2FC7Y3P8GZ5EC", Name: "Juniper Lane Media UK", Region: Europe, MarketplaceID: MarketplaceUK},
	}
}

// DefaultInstances are the instances of the sandbox in a box. The first is a
// STANDARD one that subscribes to every paid source; each account has one
// SANDBOX.
func DefaultInstances() []Instance {
	accounts := DefaultAccounts()
	us, de, uk := accounts[0], accounts[1], accounts[2]
	return []Instance{
		{
			ID: "amcq4h7m2xw", Name: "Fernhollow US", Type: Standard, Account: us, CustomerName: "Fernhollow Outdoors",
			Country: "US", Currency: "USD", TimeZone: "America/New_York", Size: 1,
			CreatedAt:   time.Date(2023, time.February, 14, 9, 30, 5, 120934000, time.UTC),
			PaidSources: allPaid(),
			Advertisers: []Advertiser{
				{ID: "580214736159024817", Name: "Fernhollow Outdoors", Type: Display},
				{ID: "ENTITY2K9FERN7Q4XJ8", Name: "Fernhollow Outdoors", Type: SponsoredAds, MarketplaceID: us.MarketplaceID},
				{ID: "579930184427065113", Name: "Cobblewick Kitchen", Type: Display},
				{ID: "ENTITY1C0BBL5V8ZT3M", Name: "Cobblewick Kitchen", Type: SponsoredAds, MarketplaceID: us.MarketplaceID},
				{ID: "902417", Name: "Fernhollow Outdoors", Type: AdServer},
			},
		},
		{
			ID: "amcz8t3k5pv", Name: "Pawmere US", Type: Standard, Account: us, CustomerName: "Pawmere Pet Supply",
			Country: "US", Currency: "USD", TimeZone: "America/Los_Angeles", Size: 0.4,
			CreatedAt:   time.Date(2023, time.September, 5, 17, 12, 44, 501377000, time.UTC),
			PaidSources: []string{"conversions_all", "amazon_retail_purchases"},
			Advertisers: []Advertiser{
				{ID: "581177420936158204", Name: "Pawmere Pet Supply", Type: Display},
				{ID: "ENTITY3PAWM8R2D6YH4", Name: "Pawmere Pet Supply", Type: SponsoredAds, MarketplaceID: us.MarketplaceID},
			},
		},
		{
			ID: "amcs1d6b9nc", Name: "Juniper Lane US Sandbox", Type: Sandbox, Account: us, CustomerName: "Juniper Lane Media US",
			Country: "US", Currency: "USD", TimeZone: "America/Chicago", Size: 0.15,
			CreatedAt:   time.Date(2023, time.February, 14, 9, 30, 1, 908112000, time.UTC),
			PaidSources: []string{"conversions_all"},
			Advertisers: []Advertiser{
				{ID: "570000000000000101", Name: "Sample Advertiser", Type: Display},
				{ID: "ENTITY0SAMPLE00US01", Name: "Sample Advertiser", Type: SponsoredAds, MarketplaceID: us.MarketplaceID},
			},
		},
		{
			ID: "amce5r2j8ly", Name: "Wiesental DE", Type: Standard, Account: de, CustomerName: "Wiesental Küche",
			Country: "DE", Currency: "EUR", TimeZone: "Europe/Berlin", Size: 0.35,
			CreatedAt:   time.Date(2024, time.January, 22, 8, 4, 19, 664205000, time.UTC),
			PaidSources: []string{"conversions_all"},
			Advertisers: []Advertiser{
				{ID: "583660271948350726", Name: "Wiesental Küche", Type: Display},
				{ID: "ENTITY2W1ESE9L7K3GD", Name: "Wiesental Küche", Type: SponsoredAds, MarketplaceID: de.MarketplaceID},
			},
		},
		{
			ID: "amcu7g4w6qa", Name: "Juniper Lane DE Sandbox", Type: Sandbox, Account: de, CustomerName: "Juniper Lane Media DE",
			Country: "DE", Currency: "EUR", TimeZone: "Europe/Berlin", Size: 0.1,
			CreatedAt: time.Date(2024, time.January, 22, 8, 4, 12, 73550000, time.UTC),
			Advertisers: []Advertiser{
				{ID: "570000000000000202", Name: "Sample Advertiser", Type: Display},
				{ID: "ENTITY0SAMPLE00DE02", Name: "Sample Advertiser", Type: SponsoredAds, MarketplaceID: de.MarketplaceID},
			},
		},
		{
			ID: "amcb3v9f1td", Name: "Thistlebrook UK", Type: Standard, Account: uk, CustomerName: "Thistlebrook Skincare",
			Country: "GB", Currency: "GBP", TimeZone: "Europe/London", Size: 0.3,
			CreatedAt: time.Date(2024, time.June, 11, 13, 47, 58, 219400000, time.UTC),
			Advertisers: []Advertiser{
				{ID: "584902315577048136", Name: "Thistlebrook Skincare", Type: Display},
				{ID: "ENTITY3TH1STL6B8W2N", Name: "Thistlebrook Skincare", Type: SponsoredAds, MarketplaceID: uk.MarketplaceID},
			},
		},
		{
			ID: "amcx6n5c2rk", Name: "Juniper Lane UK Sandbox", Type: Sandbox, Account: uk, CustomerName: "Juniper Lane Media UK",
			Country: "GB", Currency: "GBP", TimeZone: "Europe/London", Size: 0.1,
			CreatedAt: time.Date(2024, time.June, 11, 13, 47, 50, 992001000, time.UTC),
			Advertisers: []Advertiser{
				{ID: "570000000000000303", Name: "Sample Advertiser", Type: Display},
				{ID: "ENTITY0SAMPLE00UK03", Name: "Sample Advertiser", Type: SponsoredAds, MarketplaceID: uk.MarketplaceID},
			},
		},
	}
}

func allPaid() []string {
	var names []string
	for _, table := range catalog.Default().Tables() {
		if table.Paid && !table.IsAudience() {
			names = append(names, table.Name)
		}
	}
	return names
}
