package connection

import (
	"strings"

	"github.com/recomamp/recomamp/amc"
)

// marketplaceRegion gives the region of each marketplace in which AMC is offered.
var marketplaceRegion = map[string]amc.Region{
	"ATVPDKIKX0DER": amc.RegionNA, "A2EUQ1WTGCTBG2": amc.RegionNA, "A1AM78C64UM0Y8": amc.RegionNA, "A2Q3Y263D00KWC": amc.RegionNA,
	"A1F83G8C2ARO7P": amc.RegionEU, "A1PA6795UKMFR9": amc.RegionEU, "A13V1IB3VIYZZH": amc.RegionEU, "APJ6JRA9NG5V4": amc.RegionEU,
	"A1RKKUPIHCS9HS": amc.RegionEU, "A1805IZSGTT6HS": amc.RegionEU, "A2NODRKZP88ZB9": amc.RegionEU, "A33AVAJ2PDY3EV": amc.RegionEU,
	"A2VIGQ35RCS4UG": amc.RegionEU, "A17E79C6D8DWNP": amc.RegionEU, "A21TJRUUN4KGV": amc.RegionEU,
	"A1VC38T7YXB528": amc.RegionFE, "A39IBJ37TRP1C6": amc.RegionFE,
}

// regionOf is the region of a marketplace, or that of the connection for one
// we do not know.
func regionOf(marketplaceID string, fallback amc.Region) amc.Region {
	if region, ok := marketplaceRegion[strings.TrimSpace(marketplaceID)]; ok {
		return region
	}
	return fallback
}
