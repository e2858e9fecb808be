package amcsandbox

import (
	"errors"
	"slices"
	"strconv"
	"time"

	"github.com/recomamp/recomamp/amcsandbox/internal/store"
)

// maxAdvertiserChange is how many advertisers one update adds or removes.
const maxAdvertiserChange = 10

type advertiserView struct {
	ID                        string   `json:"id"`
	Name                      string   `json:"name"`
	MarketplaceID             *string  `json:"marketplaceId"`
	Type                      string   `json:"type"`
	ConfiguredAdvertiserTypes []string `json:"configuredAdvertiserTypes"`
}

func (s *Sandbox) listAdvertisers(c *call) (reply, error) {
	page, err := c.page()
	if err != nil {
		return reply{}, err
	}
	if err := s.store.Write(c.ctx(), s.applyAdvertiserUpdates); err != nil {
		return reply{}, err
	}
	if err := s.store.Read(c.ctx(), func(tx *store.Tx) (err error) {
		c.instance, err = tx.Instance(c.instance.ID)
		return err
	}); err != nil {
		return reply{}, err
	}
	wanted := c.r.URL.Query().Get("type")
	var views []advertiserView
	for _, a := range c.instance.Advertisers {
		if wanted != "" && a.Type != wanted {
			continue
		}
		view := advertiserView{ID: a.ID, Name: a.Name, Type: a.Type, ConfiguredAdvertiserTypes: []string{a.Type}}
		if a.MarketplaceID != "" {
			view.MarketplaceID = &a.MarketplaceID
		}
		views = append(views, view)
	}
	total := len(views)
	views, next := cut(page, views, func(v advertiserView) string { return v.ID })
	if views == nil {
		views = []advertiserView{}
	}
	return ok(jsonType, object{"advertisers": views, "nextToken": next, "totalCount": total}), nil
}

const (
	updatePending   = "PENDING"
	updateUpdating  = "UPDATING"
	updateCompleted = "COMPLETED"
)

func updateStatus(u store.AdvertiserUpdate, now time.Time) string {
	switch {
	case now.Before(u.WorkingAt):
		return updatePending
	case now.Before(u.CompletedAt):
		return updateUpdating
	default:
		return updateCompleted
	}
}

func (s *Sandbox) viewUpdate(u store.AdvertiserUpdate) object {
	return object{
		"updateId": u.ID, "status": updateStatus(u, s.now()),
		"advertisersToAdd": orEmpty(u.Add), "advertisersToRemove": orEmpty(u.Remove),
	}
}

func orEmpty[T any](items []T) []T {
	if items == nil {
		return []T{}
	}
	return items
}

func (s *Sandbox) createAdvertiserUpdate(c *call) (reply, error) {
	var body struct {
		Add    []store.Advertiser `json:"advertisersToAdd"`
		Remove []store.Advertiser `json:"advertisersToRemove"`
	}
	if err := c.decode(&body); err != nil {
		return reply{}, err
	}
	if len(body.Add)+len(body.Remove) == 0 {
		return reply{}, badRequest("advertisersToAdd or advertisersToRemove must name an advertiser")
	}
	if len(body.Add) > maxAdvertiserChange || len(body.Remove) > maxAdvertiserChange {
		return reply{}, badRequest("At most %d advertisers can be added and removed at once.", maxAdvertiserChange)
	}
	for _, a := range slices.Concat(body.Add, body.Remove) {
		if a.ID == "" {
			return reply{}, badRequest("An advertiser has no id.")
		}
	}
	now, wait := s.now(), s.config.Options.CreationTime
	update := store.AdvertiserUpdate{
		InstanceID: c.instance.ID, RequestedAt: now, WorkingAt: now.Add(wait / 4), CompletedAt: now.Add(wait),
		AdvertiserChange: store.AdvertiserChange{Add: body.Add, Remove: body.Remove},
	}
	if err := s.store.Write(c.ctx(), func(tx *store.Tx) error {
		if err := s.applyAdvertiserUpdates(tx); err != nil {
			return err
		}
		earlier, err := tx.AdvertiserUpdates(c.instance.ID)
		if err != nil {
			return err
		}
		for _, other := range earlier {
			if !other.Applied {
				return badRequest("Update %d of instance %s is still open.", other.ID, c.instance.ID)
			}
		}
		update.ID, err = tx.AddAdvertiserUpdate(update)
		return err
	}); err != nil {
		return reply{}, err
	}
	return ok(jsonType, object{"advertiserUpdate": s.viewUpdate(update)}), nil
}

func (s *Sandbox) advertiserUpdates(c *call) (updates []store.AdvertiserUpdate, err error) {
	err = s.store.Read(c.ctx(), func(tx *store.Tx) (err error) {
		updates, err = tx.AdvertiserUpdates(c.instance.ID)
		return err
	})
	return updates, err
}

func (s *Sandbox) listAdvertiserUpdates(c *call) (reply, error) {
	page, err := c.page()
	if err != nil {
		return reply{}, err
	}
	updates, err := s.advertiserUpdates(c)
	if err != nil {
		return reply{}, err
	}
	updates, next := cut(page, updates, func(u store.AdvertiserUpdate) string { return strconv.Itoa(u.ID) })
	views := make([]object, len(updates))
	for i, u := range updates {
		views[i] = object{"updateId": u.ID, "status": updateStatus(u, s.now())}
	}
	return ok(jsonType, object{"advertiserUpdates": views, "nextToken": next}), nil
}

func (s *Sandbox) getAdvertiserUpdate(c *call) (reply, error) {
	updates, err := s.advertiserUpdates(c)
	if err != nil {
		return reply{}, err
	}
	wanted := c.r.PathValue("updateId")
	for _, u := range updates {
		if strconv.Itoa(u.ID) == wanted {
			return ok(jsonType, object{"advertiserUpdate": s.viewUpdate(u)}), nil
		}
	}
	return reply{}, refuse(404, "Advertiser update with ID %s does not exist.", wanted)
}

// applyAdvertiserUpdates changes the advertisers of the updates that are due.
func (s *Sandbox) applyAdvertiserUpdates(tx *store.Tx) error {
	due, err := tx.DueAdvertiserUpdates(s.now())
	if err != nil {
		return err
	}
	for _, update := range due {
		instance, err := tx.Instance(update.InstanceID)
		if errors.Is(err, store.ErrNotFound) {
			continue // deleted meanwhile
		}
		if err != nil {
			return err
		}
		named := slices.Concat(update.Add, update.Remove)
		instance.Advertisers = slices.DeleteFunc(slices.Clone(instance.Advertisers), func(a store.Advertiser) bool {
			return slices.ContainsFunc(named, func(n store.Advertiser) bool { return n.ID == a.ID })
		})
		instance.Advertisers = append(instance.Advertisers, update.Add...)
		if err := tx.PutInstance(instance); err != nil {
			return err
		}
		if err := tx.MarkAdvertiserUpdateApplied(update.InstanceID, update.ID); err != nil {
			return err
		}
	}
	return nil
}
