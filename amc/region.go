package amc

import (
	"fmt"
	"strings"
)

// Region is one of the three regions Amazon Ads serves from its own hosts.
type Region string

// The regions. Amazon's AMC pages say APAC where the other pages say FE.
const (
	RegionNA Region = "NA"
	RegionEU Region = "EU"
	RegionFE Region = "FE"
)

// Regions lists all regions in the order Amazon's documents name them.
func Regions() []Region { return []Region{RegionNA, RegionEU, RegionFE} }

// Hosts are the addresses of one region.
type Hosts struct {
	API       string // base of the Amazon Ads API; AMC's paths begin with /amc
	Authorize string // consent page a browser is sent to
	Token     string // token endpoint
}

// ParseRegion reads a region in any letter case, and APAC for FE.
func ParseRegion(text string) (Region, error) {
	switch region := Region(strings.ToUpper(strings.TrimSpace(text))); region {
	case RegionNA, RegionEU, RegionFE:
		return region, nil
	case "APAC":
		return RegionFE, nil
	default:
		return "", fmt.Errorf("unknown region %q: use NA, EU or FE", text)
	}
}

// Hosts gives the region's own addresses; the zero Hosts for an unknown region.
func (r Region) Hosts() Hosts {
	switch r {
	case RegionNA:
		return Hosts{
			API:       "https://advertising-api.amazon.com",
			Authorize: "https://www.amazon.com/ap/oa",
			Token:     "https://api.amazon.com/auth/o2/token",
		}
	case RegionEU:
		return Hosts{
			API:       "https://advertising-api-eu.amazon.com",
			Authorize: "https://eu.account.amazon.com/ap/oa",
			Token:     "https://api.amazon.co.uk/auth/o2/token",
		}
	case RegionFE:
		return Hosts{
			API:       "https://advertising-api-fe.amazon.com",
			Authorize: "https://apac.account.amazon.com/ap/oa",
			Token:     "https://api.amazon.co.jp/auth/o2/token",
		}
	default:
		return Hosts{}
	}
}

// Override replaces the addresses that with names and keeps the others.
func (h Hosts) Override(with Hosts) Hosts {
	if with.API != "" {
		h.API = with.API
	}
	if with.Authorize != "" {
		h.Authorize = with.Authorize
	}
	if with.Token != "" {
		h.Token = with.Token
	}
	return h
}
