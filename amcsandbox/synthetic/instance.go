package synthetic

import (
	"slices"
	"time"

	"github.com/recomamp/recomamp/amcsql/catalog"
)

// Type is the kind of an instance, as the API spells it.
type Type string

const (
	// Standard instances hold an advertiser's own signals.
	Standard Type = "STANDARD"
	// Sandbox instances hold signals Amazon made up.
	Sandbox Type = "SANDBOX"
)

// Region is the group of marketplaces whose endpoint serves an account.
type Region string

const (
	// NorthAmerica is the region NA.
	NorthAmerica Region = "NA"
	// Europe is the region EU.
	Europe Region = "EU"
)

// Account is an AMC account: the holder of instances in one marketplace.
type Account struct {
	// ID has the shape ENTITY plus 13 capitals and digits.
	ID     string `json:"id"`
	Name   string `json:"name"`
	Region Region `json:"region"`
	// MarketplaceID is Amazon's public id of the marketplace.
	MarketplaceID string `json:"marketplaceId"`
}

// AdvertiserType says which ad products an advertiser buys.
type AdvertiserType string

const (
	// Display advertisers buy through Amazon DSP.
	Display AdvertiserType = "DISPLAY"
	// SponsoredAds advertisers buy sponsored ads.
	SponsoredAds AdvertiserType = "SPONSORED_ADS"
	// AdServer advertisers have rows of the removed ad server.
	AdServer AdvertiserType = "SAS"
)

// Advertiser is one buyer whose signals an instance holds. Display advertisers
// have an id of digits and no marketplace, sponsored ads ones ENTITY… and one.
type Advertiser struct {
	ID            string         `json:"id"`
	Name          string         `json:"name"`
	Type          AdvertiserType `json:"type"`
	MarketplaceID string         `json:"marketplaceId,omitempty"`
}

// Instance is one AMC instance and all that decides what its data look like.
type Instance struct {
	// ID has the shape amc plus 8 small letters and digits.
	ID   string `json:"id"`
	Name string `json:"name"`
	Type Type   `json:"type"`
	// Account is the AMC account it belongs to.
	Account Account `json:"account"`
	// CustomerName is the advertiser the instance was made for.
	CustomerName string       `json:"customerName"`
	Advertisers  []Advertiser `json:"advertisers"`
	// Country is the ISO 3166-1 code of the marketplace: US, DE or GB.
	Country string `json:"country"`
	// Currency is the ISO 4217 code of all money columns.
	Currency string `json:"currency"`
	// TimeZone is the advertiser's zone, a tz database name.
	TimeZone  string    `json:"timeZone"`
	CreatedAt time.Time `json:"createdAt"`
	// PaidSources are the paid tables it subscribes to.
	PaidSources []string `json:"paidSources"`
	// Size is how much traffic it has, 1 being about half a million DSP and as
	// many sponsored ads impressions in 13 months.
	Size float64 `json:"size"`
}

// Has reports whether the instance holds a table, audience twins included:
// the free ones, the paid ones it subscribes to, the ad server ones if it has
// such an advertiser. Sandbox instances lack what Amazon leaves out of them.
func (i Instance) Has(table *catalog.Table) bool {
	name := table.Name
	if table.IsAudience() {
		if i.Type == Sandbox {
			return false
		}
		name = table.Base
	}
	if i.Type == Sandbox && !table.InSandbox() {
		return false
	}
	if table.Deprecated {
		return slices.ContainsFunc(i.Advertisers, func(a Advertiser) bool { return a.Type == AdServer })
	}
	return !table.Paid || slices.Contains(i.PaidSources, name)
}

// Tables are the measurement tables the instance holds, in catalogue order.
func (i Instance) Tables(c *catalog.Catalog) []*catalog.Table {
	var tables []*catalog.Table
	for _, table := range c.Tables() {
		if !table.IsAudience() && i.Has(table) {
			tables = append(tables, table)
		}
	}
	return tables
}

func (i Instance) tableNames() []string {
	var names []string
	for _, table := range i.Tables(catalog.Default()) {
		names = append(names, table.Name)
	}
	return names
}
