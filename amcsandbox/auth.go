package amcsandbox

import (
	"errors"
	"slices"
	"strings"

	"github.com/recomamp/recomamp/amcsandbox/internal/lwa"
	"github.com/recomamp/recomamp/amcsandbox/internal/store"
)

// signedIn lets calls through that carry an access token of the client they
// name, with the scope AMC needs, as long as they keep to the rate.
func (s *Sandbox) signedIn(next handler) handler {
	return func(c *call) (reply, error) {
		header := c.r.Header
		err := s.store.Read(c.ctx(), func(tx *store.Tx) error {
			consent, err := s.lwa.Authenticate(tx, header.Get("Authorization"), header.Get("Amazon-Advertising-API-ClientId"))
			if errors.Is(err, lwa.ErrUnauthenticated) {
				return refuse(s.config.Options.AuthFailureStatus, "Authentication failed")
			}
			if err != nil {
				return err
			}
			granted := strings.Fields(consent.Scope)
			if !slices.Contains(granted, lwa.ScopeCampaigns) && !slices.Contains(granted, lwa.ScopeLegacy) {
				return forbidden()
			}
			return nil
		})
		if err != nil {
			return reply{}, err
		}
		return next(c)
	}
}

// onAccount lets calls through whose headers name an AMC account and its
// marketplace.
func (s *Sandbox) onAccount(next handler) handler {
	return func(c *call) (reply, error) {
		entity := c.r.Header.Get("Amazon-Advertising-API-AdvertiserId")
		if entity == "" {
			return reply{}, badRequest("entityId provided is null")
		}
		marketplace := c.r.Header.Get("Amazon-Advertising-API-MarketplaceId")
		if marketplace == "" {
			return reply{}, badRequest("marketplaceId provided is null")
		}
		err := s.store.Read(c.ctx(), func(tx *store.Tx) (err error) {
			c.account, err = tx.Account(entity)
			return err
		})
		if errors.Is(err, store.ErrNotFound) || err == nil && c.account.MarketplaceID != marketplace {
			return reply{}, forbidden()
		}
		if err != nil {
			return reply{}, err
		}
		return next(c)
	}
}

// onInstance lets calls through whose path names an instance of the account.
func (s *Sandbox) onInstance(next handler) handler {
	return func(c *call) (reply, error) {
		err := s.store.Read(c.ctx(), func(tx *store.Tx) (err error) {
			c.instance, err = tx.Instance(c.r.PathValue("instance"))
			return err
		})
		if errors.Is(err, store.ErrNotFound) || err == nil && c.instance.AccountID != c.account.ID {
			return reply{}, forbidden()
		}
		if err != nil {
			return reply{}, err
		}
		return next(c)
	}
}
