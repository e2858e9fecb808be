package amc

import (
	"context"
	"encoding/json"
	"iter"
	"net/http"
	"net/url"
)

// Advertiser is an advertiser whose signals an instance reads.
type Advertiser struct {
	ID   string
	Name string
	// MarketplaceID is empty for DSP advertisers.
	MarketplaceID   string
	Type            AdvertiserType
	ConfiguredTypes []AdvertiserType
}

// UnmarshalJSON reads Amazon's form; ids may be numbers beyond 2^53.
func (a *Advertiser) UnmarshalJSON(data []byte) error {
	var wire struct {
		ID                        text             `json:"id"`
		Name                      text             `json:"name"`
		MarketplaceID             text             `json:"marketplaceId"`
		Type                      text             `json:"type"`
		ConfiguredAdvertiserTypes []AdvertiserType `json:"configuredAdvertiserTypes"`
	}
	if err := json.Unmarshal(data, &wire); err != nil {
		return err
	}
	*a = Advertiser{
		ID:              string(wire.ID),
		Name:            string(wire.Name),
		MarketplaceID:   string(wire.MarketplaceID),
		Type:            AdvertiserType(wire.Type),
		ConfiguredTypes: wire.ConfiguredAdvertiserTypes,
	}
	return nil
}

// AdvertiserReference names an advertiser in an update or an execution.
type AdvertiserReference struct {
	ID            string         `json:"id"`
	Type          AdvertiserType `json:"type,omitempty"`
	MarketplaceID string         `json:"marketplaceId,omitempty"`
}

// AdvertiserUpdateStatus is how far a change of an instance's advertisers has come.
type AdvertiserUpdateStatus string

// The update statuses; an unknown one is kept as sent.
const (
	AdvertiserUpdatePending   AdvertiserUpdateStatus = "PENDING"
	AdvertiserUpdateUpdating  AdvertiserUpdateStatus = "UPDATING"
	AdvertiserUpdateCompleted AdvertiserUpdateStatus = "COMPLETED"
	AdvertiserUpdateRejected  AdvertiserUpdateStatus = "REJECTED"
)

// IsFinal tells whether the status will stay. COMPLETE is a spelling that was seen.
func (s AdvertiserUpdateStatus) IsFinal() bool {
	return s == AdvertiserUpdateCompleted || s == "COMPLETE" || s == AdvertiserUpdateRejected
}

// AdvertiserUpdate is one asynchronous change of an instance's advertisers.
type AdvertiserUpdate struct {
	ID     string // counts from 0
	Status AdvertiserUpdateStatus
}

// UnmarshalJSON reads Amazon's form.
func (u *AdvertiserUpdate) UnmarshalJSON(data []byte) error {
	var wire struct {
		UpdateID text `json:"updateId"`
		Status   text `json:"status"`
	}
	if err := json.Unmarshal(data, &wire); err != nil {
		return err
	}
	*u = AdvertiserUpdate{ID: string(wire.UpdateID), Status: AdvertiserUpdateStatus(wire.Status)}
	return nil
}

// UpdateAdvertisersParams names at most 10 advertisers each to add and to remove.
type UpdateAdvertisersParams struct {
	Add    []AdvertiserReference `json:"advertisersToAdd,omitempty"`
	Remove []AdvertiserReference `json:"advertisersToRemove,omitempty"`
}

// ListAdvertisers gives the advertisers of the instance, of one type unless it is empty.
func (i *InstanceClient) ListAdvertisers(ctx context.Context, only AdvertiserType) iter.Seq2[Advertiser, error] {
	path, err := join("amc", "instances", i.instanceID, "advertisers")
	if err != nil {
		return failed[Advertiser](err)
	}
	query := url.Values{"limit": {pageSize}}
	if only != "" {
		query.Set("type", string(only))
	}
	return list[Advertiser](ctx, i.account.client, i.call(http.MethodGet, path, query, nil), "advertisers")
}

// UpdateAdvertisers asks to change the instance's advertisers. Amazon refuses
// it while another change is open.
func (i *InstanceClient) UpdateAdvertisers(ctx context.Context, params UpdateAdvertisersParams) (AdvertiserUpdate, error) {
	return i.advertiserUpdate(ctx, http.MethodPost, params)
}

// GetAdvertiserUpdate gives one change.
func (i *InstanceClient) GetAdvertiserUpdate(ctx context.Context, updateID string) (AdvertiserUpdate, error) {
	return i.advertiserUpdate(ctx, http.MethodGet, nil, updateID)
}

// ListAdvertiserUpdates gives the changes of the instance's advertisers.
func (i *InstanceClient) ListAdvertiserUpdates(ctx context.Context) iter.Seq2[AdvertiserUpdate, error] {
	path, err := join("amc", "instances", i.instanceID, "advertisers", "updates")
	if err != nil {
		return failed[AdvertiserUpdate](err)
	}
	request := i.call(http.MethodGet, path, url.Values{"limit": {pageSize}}, nil)
	return list[AdvertiserUpdate](ctx, i.account.client, request, "advertiserUpdates")
}

func (i *InstanceClient) advertiserUpdate(ctx context.Context, method string, body any, id ...string) (AdvertiserUpdate, error) {
	path, err := join(append([]string{"amc", "instances", i.instanceID, "advertisers", "updates"}, id...)...)
	if err != nil {
		return AdvertiserUpdate{}, err
	}
	found := single[AdvertiserUpdate]{key: "advertiserUpdate"}
	_, err = i.account.client.send(ctx, i.call(method, path, nil, body), &found)
	return found.value, err
}
