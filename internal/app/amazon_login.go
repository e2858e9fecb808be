package app

import (
	"cmp"
	"strings"

	"github.com/recomamp/recomamp/amc"
	"github.com/recomamp/recomamp/internal/access"
)

// amazonLogin is the Login with Amazon that people may sign in with: the one that
// connections consent at.
func amazonLogin(c CoreConfig) access.AmazonLogin {
	app := amazonApp(c)
	login := access.AmazonLogin{
		Issuer: "https://api.amazon.com", Sandbox: !c.Amazon.Real(),
		ClientID: app.ClientID, ClientSecret: app.ClientSecret, Regions: map[string]access.AmazonAddress{},
	}
	if login.Sandbox {
		login.Issuer = "amc-in-a-box"
	}
	for _, region := range []amc.Region{amc.RegionNA, amc.RegionEU, amc.RegionFE} {
		own, set := region.Hosts(), app.Hosts[region]
		token := cmp.Or(set.Token, own.Token)
		login.Regions[string(region)] = access.AmazonAddress{
			Authorize: cmp.Or(set.Authorize, own.Authorize), Token: token, Profile: strings.TrimSuffix(token, tokenPath) + "/user/profile",
		}
	}
	return login
}

// tokenPath is the path of Login with Amazon's token endpoint, beside which it tells
// whose a token is.
const tokenPath = "/auth/o2/token"
