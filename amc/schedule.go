package amc

import (
	"context"
	"encoding/json"
	"iter"
	"net/http"
	"net/url"
)

// AggregationPeriod is how often AMC's own scheduler runs a workflow.
type AggregationPeriod string

// The periods; AMC knows no others.
const (
	Daily  AggregationPeriod = "Daily"
	Weekly AggregationPeriod = "Weekly"
)

// Schedule runs a saved workflow over the day or week that ends at an hour of UTC.
type Schedule struct {
	ID         string            `json:"scheduleId"`
	WorkflowID string            `json:"workflowId"`
	Period     AggregationPeriod `json:"aggregationPeriod"`
	// StartDay is Monday to Sunday; Weekly only. Empty: the weekday of creation.
	StartDay string `json:"aggregationStartDay,omitempty"`
	// HourUTC is from 0 to 23.
	HourUTC                    int    `json:"aggregationHourUtc"`
	Enabled                    bool   `json:"scheduleEnabled"`
	RequireSyntheticData       bool   `json:"requireSyntheticData,omitempty"`
	DisableAggregationControls bool   `json:"disableAggregationControls,omitempty"`
	MarketplaceID              string `json:"marketplaceId,omitempty"`
}

// UnmarshalJSON reads Amazon's form.
func (s *Schedule) UnmarshalJSON(data []byte) error {
	var wire struct {
		ScheduleID           text    `json:"scheduleId"`
		WorkflowID           text    `json:"workflowId"`
		AggregationPeriod    text    `json:"aggregationPeriod"`
		AggregationStartDay  text    `json:"aggregationStartDay"`
		AggregationHourUTC   integer `json:"aggregationHourUtc"`
		ScheduleEnabled      boolean `json:"scheduleEnabled"`
		RequireSyntheticData boolean `json:"requireSyntheticData"`
		DisableAggregation   boolean `json:"disableAggregationControls"`
		MarketplaceID        text    `json:"marketplaceId"`
	}
	if err := json.Unmarshal(data, &wire); err != nil {
		return err
	}
	*s = Schedule{
		ID:                         string(wire.ScheduleID),
		WorkflowID:                 string(wire.WorkflowID),
		Period:                     AggregationPeriod(wire.AggregationPeriod),
		StartDay:                   string(wire.AggregationStartDay),
		HourUTC:                    int(wire.AggregationHourUTC),
		Enabled:                    bool(wire.ScheduleEnabled),
		RequireSyntheticData:       bool(wire.RequireSyntheticData),
		DisableAggregationControls: bool(wire.DisableAggregation),
		MarketplaceID:              string(wire.MarketplaceID),
	}
	return nil
}

// ListSchedules gives the schedules of the instance.
func (i *InstanceClient) ListSchedules(ctx context.Context) iter.Seq2[Schedule, error] {
	request, err := i.reporting(http.MethodGet, url.Values{"limit": {pageSize}}, nil, "schedules")
	if err != nil {
		return failed[Schedule](err)
	}
	return list[Schedule](ctx, i.account.client, request, "schedules")
}

// GetSchedule gives one schedule.
func (i *InstanceClient) GetSchedule(ctx context.Context, scheduleID string) (Schedule, error) {
	found, _, err := fetch[Schedule](ctx, i, "schedule", http.MethodGet, i.marketplace(), nil, "schedules", scheduleID)
	return found, err
}

// CreateSchedule saves a new schedule.
func (i *InstanceClient) CreateSchedule(ctx context.Context, schedule Schedule) error {
	return i.act(ctx, http.MethodPost, nil, schedule, "schedules")
}

// UpdateSchedule replaces the schedule of the same id.
func (i *InstanceClient) UpdateSchedule(ctx context.Context, schedule Schedule) error {
	return i.act(ctx, http.MethodPut, nil, schedule, "schedules", schedule.ID)
}

// DeleteSchedule deletes a schedule; runs it has started go on.
func (i *InstanceClient) DeleteSchedule(ctx context.Context, scheduleID string) error {
	return i.act(ctx, http.MethodDelete, i.marketplace(), nil, "schedules", scheduleID)
}

// marketplace is the query that the specification names for single schedules.
func (i *InstanceClient) marketplace() url.Values {
	if i.account.marketplaceID == "" {
		return nil
	}
	return url.Values{"marketplaceId": {i.account.marketplaceID}}
}
