package httpapi

import (
	"context"
	"net/http"
	"time"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/audit"
	"github.com/recomamp/recomamp/internal/idempotency"
	"github.com/recomamp/recomamp/internal/notify"
)

// Channel is a place outside where notices are told. Its address never comes back.
type Channel struct {
	ID         actor.ChannelID  `json:"id"`
	Name       string           `json:"name"`
	Service    string           `json:"service" enum:"mail,slack,teams,discord,webhook"`
	Address    string           `json:"address" doc:"Without its secrets." example:"hooks.slack.com/•••"`
	Active     bool             `json:"active"`
	Mine       bool             `json:"mine" doc:"One's own: it hears of what is for who made it alone, such as the end of an execution one asked to be told of. Nobody else sees it."`
	Severities []string         `json:"severities" doc:"What it takes; all when empty, as with kinds and clients."`
	Kinds      []string         `json:"kinds"`
	ClientIDs  []actor.ClientID `json:"clientIds" doc:"When not empty, it takes only what belongs to one of these clients alone, and connections that reach their instances."`
	Quiet      *QuietHours      `json:"quiet,omitempty"`
	State      string           `json:"state" enum:"untried,working,failing" doc:"failing: a message was given up."`
	Failure    *Trouble         `json:"failure,omitempty" doc:"Why the last try went wrong."`
	FailedAt   *time.Time       `json:"failedAt,omitempty"`
	SentAt     *time.Time       `json:"sentAt,omitempty" doc:"When something last arrived."`
	Waiting    int              `json:"waiting" doc:"Notices that it has not been told yet: due, held by quiet hours, or to be tried again."`
	Version    int              `json:"version"`
	CreatedAt  time.Time        `json:"createdAt"`
	UpdatedAt  time.Time        `json:"updatedAt"`
}

// QuietHours are when a channel is not disturbed.
type QuietHours struct {
	From         string `json:"from" pattern:"^[0-2][0-9]:[0-5][0-9]$" example:"22:00" doc:"Local time in zone."`
	Until        string `json:"until" pattern:"^[0-2][0-9]:[0-5][0-9]$" example:"07:00" doc:"On the next day when it is not after from."`
	Zone         string `json:"zone" example:"Europe/Berlin"`
	UrgentPasses bool   `json:"urgentPasses,omitempty" doc:"What is urgent is told all the same."`
}

// ChannelChange is a channel as it shall be.
type ChannelChange struct {
	Name       string           `json:"name" minLength:"1" maxLength:"100"`
	Address    string           `json:"address,omitempty" maxLength:"4096" doc:"The address of a webhook as its service shows it, or a shoutrrr URL. When a channel is changed, absent keeps the one before." example:"smtp://user:password@mail.example.com:587/?from=a@example.com&to=b@example.com"`
	Active     *bool            `json:"active,omitempty" doc:"true when absent"`
	Mine       bool             `json:"mine,omitempty" doc:"A channel of one's own, for what is for nobody else."`
	Severities []string         `json:"severities,omitempty" enum:"info,warning,urgent"`
	Kinds      []string         `json:"kinds,omitempty" enum:"connection,schedule,execution,budget,retention,channel,system"`
	ClientIDs  []actor.ClientID `json:"clientIds,omitempty" maxItems:"1000"`
	Quiet      *QuietHours      `json:"quiet,omitempty"`
}

// ChannelTest is what came of a test message.
type ChannelTest struct {
	Arrived    bool     `json:"arrived"`
	Problem    *Trouble `json:"problem,omitempty"`
	DurationMs int64    `json:"durationMs"`
}

type createChannelInput struct {
	OnceOnly
	Body ChannelChange
}

// ChannelPath names a channel.
type ChannelPath struct {
	ID actor.ChannelID `path:"id"`
}

type updateChannelInput struct {
	OnVersion
	ChannelPath
	Body ChannelChange
}

type deleteChannelInput struct {
	OnVersion
	ChannelPath
}

func (s *Server) channelRoutes() {
	signedIn(s, operation(http.MethodGet, "/channels", "listChannels", "notices", "Where notices are told"), s.listChannels)
	signedIn(s, failing(created(acting(operation(http.MethodPost, "/channels", "createChannel", "notices", "Add a channel"), audit.ChannelCreated)),
		http.StatusConflict), s.createChannel)
	signedIn(s, failing(acting(operation(http.MethodPut, "/channels/{id}", "updateChannel", "notices", "Change a channel"), audit.ChannelChanged),
		http.StatusNotFound, http.StatusConflict), s.updateChannel)
	signedIn(s, failing(acting(operation(http.MethodDelete, "/channels/{id}", "deleteChannel", "notices", "Forget a channel and its address"), audit.ChannelDeleted),
		http.StatusNotFound, http.StatusConflict), s.deleteChannel)
	signedIn(s, failing(acting(operation(http.MethodPost, "/channels/{id}/test", "testChannel", "notices", "Send a test message now and say what happened"), audit.ChannelTested),
		http.StatusNotFound), s.testChannel)
}

func (s *Server) listChannels(ctx context.Context, a actor.Actor, _ *none) (*body[List[Channel]], error) {
	found, err := s.deps.Notices.Channels(ctx, a)
	if err != nil {
		return nil, err
	}
	return listOf(found, channelOf), nil
}

func (s *Server) createChannel(ctx context.Context, a actor.Actor, in *createChannelInput) (*versioned[Channel], error) {
	key, err := idempotency.NewKey(in.IdempotencyKey, "createChannel", in.Body)
	if err != nil {
		return nil, err
	}
	made, err := s.deps.Notices.CreateChannel(ctx, a, in.Body.change(), key)
	if err != nil {
		return nil, err
	}
	return &versioned[Channel]{ETag: etag(made.Version), Body: channelOf(made)}, nil
}

func (s *Server) updateChannel(ctx context.Context, a actor.Actor, in *updateChannelInput) (*versioned[Channel], error) {
	version, err := in.revision()
	if err != nil {
		return nil, err
	}
	changed, err := s.deps.Notices.UpdateChannel(ctx, a, in.ID, version, in.Body.change())
	if err != nil {
		return nil, err
	}
	return &versioned[Channel]{ETag: etag(changed.Version), Body: channelOf(changed)}, nil
}

func (s *Server) deleteChannel(ctx context.Context, a actor.Actor, in *deleteChannelInput) (*none, error) {
	version, err := in.revision()
	if err != nil {
		return nil, err
	}
	return nil, s.deps.Notices.DeleteChannel(ctx, a, in.ID, version)
}

func (s *Server) testChannel(ctx context.Context, a actor.Actor, in *ChannelPath) (*body[ChannelTest], error) {
	tried, err := s.deps.Notices.Test(ctx, a, in.ID)
	if err != nil {
		return nil, err
	}
	return &body[ChannelTest]{ChannelTest{Arrived: tried.Arrived, Problem: troubleOf(tried.Problem), DurationMs: tried.Duration.Milliseconds()}}, nil
}

func (c ChannelChange) change() notify.ChannelChange {
	out := notify.ChannelChange{Name: c.Name, Address: c.Address, Active: c.Active == nil || *c.Active, Mine: c.Mine, Takes: notify.Takes{Clients: c.ClientIDs}}
	for _, severity := range c.Severities {
		out.Severities = append(out.Severities, notify.Severity(severity))
	}
	for _, kind := range c.Kinds {
		out.Kinds = append(out.Kinds, notify.Kind(kind))
	}
	if c.Quiet != nil {
		out.Quiet = notify.Quiet(*c.Quiet)
	}
	return out
}

func channelOf(c notify.Channel) Channel {
	out := Channel{
		ID: c.ID, Name: c.Name, Service: string(c.Service), Address: c.Address, Active: c.Active, Mine: c.PersonID != "", ClientIDs: c.Clients,
		Severities: make([]string, len(c.Severities)), Kinds: make([]string, len(c.Kinds)),
		State: string(c.State), Failure: troubleOf(c.Failure), FailedAt: timeOrNone(c.FailedAt), SentAt: timeOrNone(c.SentAt),
		Waiting: c.Waiting, Version: c.Version, CreatedAt: c.CreatedAt, UpdatedAt: c.UpdatedAt,
	}
	for i, severity := range c.Severities {
		out.Severities[i] = string(severity)
	}
	for i, kind := range c.Kinds {
		out.Kinds[i] = string(kind)
	}
	if c.Quiet != (notify.Quiet{}) {
		quiet := QuietHours(c.Quiet)
		out.Quiet = &quiet
	}
	return out
}
