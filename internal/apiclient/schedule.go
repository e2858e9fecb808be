package apiclient

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/httpapi"
)

// ScheduleFilter says which schedules to list; its zero values leave them all.
type ScheduleFilter struct {
	State    string // active or paused
	Instance string // ours or Amazon's id
	Client   actor.ClientID
	Search   string
	Limit    int // per page; the server's default for 0
	Cursor   string
}

// Schedules lists one page of schedules, by name.
func (c *Client) Schedules(ctx context.Context, f ScheduleFilter) (httpapi.Page[httpapi.Schedule], error) {
	words := url.Values{}
	for name, value := range map[string]string{
		"state": f.State, "instance": f.Instance, "client": string(f.Client), "search": f.Search, "cursor": f.Cursor,
	} {
		if value != "" {
			words.Set(name, value)
		}
	}
	if f.Limit > 0 {
		words.Set("limit", strconv.Itoa(f.Limit))
	}
	var page httpapi.Page[httpapi.Schedule]
	err := c.call(ctx, http.MethodGet, "/schedules?"+words.Encode(), nil, nil, &page)
	return page, err
}

// Schedule returns one schedule.
func (c *Client) Schedule(ctx context.Context, id actor.ScheduleID) (httpapi.Schedule, error) {
	var found httpapi.Schedule
	err := c.call(ctx, http.MethodGet, schedulePath(id), nil, nil, &found)
	return found, err
}

// CreateSchedule makes a schedule; the same key makes it once.
func (c *Client) CreateSchedule(ctx context.Context, key string, content httpapi.ScheduleContent) (httpapi.Schedule, error) {
	var made httpapi.Schedule
	err := c.call(ctx, http.MethodPost, "/schedules", http.Header{"Idempotency-Key": {key}}, content, &made)
	return made, err
}

// SaveSchedule replaces what a schedule says that is still at version.
func (c *Client) SaveSchedule(ctx context.Context, id actor.ScheduleID, version int, content httpapi.ScheduleContent) (httpapi.Schedule, error) {
	var saved httpapi.Schedule
	err := c.call(ctx, http.MethodPut, schedulePath(id), onVersion(version), content, &saved)
	return saved, err
}

// CheckSchedule has the server refuse what saving would refuse: of a new schedule,
// or of a change of the one named. Nothing is stored.
func (c *Client) CheckSchedule(ctx context.Context, id actor.ScheduleID, content httpapi.ScheduleContent) (httpapi.CheckedSchedule, error) {
	path := "/schedules/check"
	if id != "" {
		path += "?" + url.Values{"schedule": {string(id)}}.Encode()
	}
	var checked httpapi.CheckedSchedule
	err := c.call(ctx, http.MethodPost, path, nil, content, &checked)
	return checked, err
}

// DeleteSchedule ends a schedule that is still at version.
func (c *Client) DeleteSchedule(ctx context.Context, id actor.ScheduleID, version int) error {
	return c.call(ctx, http.MethodDelete, schedulePath(id), onVersion(version), nil, nil)
}

// PauseSchedule has a schedule make no occurrences by itself.
func (c *Client) PauseSchedule(ctx context.Context, id actor.ScheduleID, message string) (httpapi.Schedule, error) {
	var paused httpapi.Schedule
	err := c.call(ctx, http.MethodPost, schedulePath(id)+"/pause", nil, map[string]string{"message": message}, &paused)
	return paused, err
}

// ResumeSchedule ends a pause.
func (c *Client) ResumeSchedule(ctx context.Context, id actor.ScheduleID) (httpapi.Schedule, error) {
	var resumed httpapi.Schedule
	err := c.call(ctx, http.MethodPost, schedulePath(id)+"/resume", nil, nil, &resumed)
	return resumed, err
}

// RunSchedule makes an occurrence now; the same key makes it once. Its success
// ends a pause for failures when resume is set.
func (c *Client) RunSchedule(ctx context.Context, key string, id actor.ScheduleID, resume bool) (httpapi.Occurrence, error) {
	var made httpapi.Occurrence
	err := c.call(ctx, http.MethodPost, schedulePath(id)+"/run", http.Header{"Idempotency-Key": {key}}, map[string]bool{"resume": resume}, &made)
	return made, err
}

// PreviewSchedule shows the next firings of a rule and their windows.
func (c *Client) PreviewSchedule(ctx context.Context, rule httpapi.Recurrence, window *httpapi.ScheduleWindow, settle string, count int) (httpapi.SchedulePreview, error) {
	in := map[string]any{"rule": rule}
	if window != nil {
		in["window"] = window
	}
	if settle != "" {
		in["settle"] = settle
	}
	if count > 0 {
		in["count"] = count
	}
	var shown httpapi.SchedulePreview
	err := c.call(ctx, http.MethodPost, "/schedules/preview", nil, in, &shown)
	return shown, err
}

// ParseRecurrence reads a rule from plain words.
func (c *Client) ParseRecurrence(ctx context.Context, text, zone string) (httpapi.ParsedRecurrence, error) {
	var parsed httpapi.ParsedRecurrence
	err := c.call(ctx, http.MethodPost, "/schedules/parse", nil, map[string]string{"text": text, "zone": zone}, &parsed)
	return parsed, err
}

// OccurrenceFilter says which occurrences to list; its zero values leave them all.
type OccurrenceFilter struct {
	Schedule actor.ScheduleID // of all schedules when empty
	States   []string
	Limit    int // per page; the server's default for 0
	Cursor   string
}

// Occurrences lists one page of occurrences, newest instants first.
func (c *Client) Occurrences(ctx context.Context, f OccurrenceFilter) (httpapi.Page[httpapi.Occurrence], error) {
	words, path := url.Values{}, "/occurrences"
	if f.Schedule != "" {
		path = schedulePath(f.Schedule) + path
	}
	if len(f.States) > 0 {
		words.Set("state", strings.Join(f.States, ","))
	}
	if f.Limit > 0 {
		words.Set("limit", strconv.Itoa(f.Limit))
	}
	if f.Cursor != "" {
		words.Set("cursor", f.Cursor)
	}
	var page httpapi.Page[httpapi.Occurrence]
	err := c.call(ctx, http.MethodGet, path+"?"+words.Encode(), nil, nil, &page)
	return page, err
}

// RetryOccurrence runs once more what failed of an occurrence; the same key does so once.
func (c *Client) RetryOccurrence(ctx context.Context, key string, id actor.OccurrenceID) (httpapi.Occurrence, error) {
	var again httpapi.Occurrence
	err := c.call(ctx, http.MethodPost, "/occurrences/"+url.PathEscape(string(id))+"/retry", http.Header{"Idempotency-Key": {key}}, nil, &again)
	return again, err
}

// Backfills lists the backfills of a schedule, the newest first, without their cells.
func (c *Client) Backfills(ctx context.Context, id actor.ScheduleID) ([]httpapi.Backfill, error) {
	var found httpapi.List[httpapi.Backfill]
	err := c.call(ctx, http.MethodGet, schedulePath(id)+"/backfills", nil, nil, &found)
	return found.Items, err
}

// BackfillRequest says over what a schedule is run.
type BackfillRequest struct {
	From        string             `json:"from"`
	To          string             `json:"to"`
	InstanceIDs []actor.InstanceID `json:"instanceIds,omitempty"`
	Parallel    int                `json:"parallel,omitempty"`
}

// StartBackfill runs a schedule over a past range; the same key starts it once.
func (c *Client) StartBackfill(ctx context.Context, key string, id actor.ScheduleID, r BackfillRequest) (httpapi.Backfill, error) {
	var made httpapi.Backfill
	err := c.call(ctx, http.MethodPost, schedulePath(id)+"/backfills", http.Header{"Idempotency-Key": {key}}, r, &made)
	return made, err
}

// Backfill returns a backfill with its cells.
func (c *Client) Backfill(ctx context.Context, id actor.BackfillID) (httpapi.Backfill, error) {
	var found httpapi.Backfill
	err := c.call(ctx, http.MethodGet, "/backfills/"+url.PathEscape(string(id)), nil, nil, &found)
	return found, err
}

// ChangeBackfill cancels or resumes a backfill; act is the word.
func (c *Client) ChangeBackfill(ctx context.Context, id actor.BackfillID, act string) (httpapi.Backfill, error) {
	var changed httpapi.Backfill
	err := c.call(ctx, http.MethodPost, "/backfills/"+url.PathEscape(string(id))+"/"+act, nil, nil, &changed)
	return changed, err
}

// QueriesNamed lists saved queries with a text in their names, last changed first.
func (c *Client) QueriesNamed(ctx context.Context, text string) ([]httpapi.QuerySummary, error) {
	var page httpapi.Page[httpapi.QuerySummary]
	err := c.call(ctx, http.MethodGet, "/queries?"+url.Values{"search": {text}, "limit": {"200"}}.Encode(), nil, nil, &page)
	return page.Items, err
}

// CreateQuery saves a new query; the same key saves it once.
func (c *Client) CreateQuery(ctx context.Context, key string, content httpapi.QueryContent) (httpapi.Query, error) {
	var made httpapi.Query
	err := c.call(ctx, http.MethodPost, "/queries", http.Header{"Idempotency-Key": {key}}, content, &made)
	return made, err
}

// ScheduleAnalytics tells how a schedule has been doing since an instant; or all,
// for "", or all of a client.
func (c *Client) ScheduleAnalytics(ctx context.Context, id actor.ScheduleID, of actor.ClientID, since time.Time) (httpapi.ScheduleAnalytics, error) {
	words, path := url.Values{"from": {since.UTC().Format(time.RFC3339)}}, "/schedules"
	if id != "" {
		path = schedulePath(id)
	}
	if of != "" {
		words.Set("client", string(of))
	}
	var found httpapi.ScheduleAnalytics
	err := c.call(ctx, http.MethodGet, path+"/analytics?"+words.Encode(), nil, nil, &found)
	return found, err
}

// ScheduleVersions lists what a schedule said, the newest edit first.
func (c *Client) ScheduleVersions(ctx context.Context, id actor.ScheduleID) (httpapi.List[httpapi.ScheduleVersion], error) {
	var found httpapi.List[httpapi.ScheduleVersion]
	err := c.call(ctx, http.MethodGet, schedulePath(id)+"/versions", nil, nil, &found)
	return found, err
}

func schedulePath(id actor.ScheduleID) string { return "/schedules/" + url.PathEscape(string(id)) }
