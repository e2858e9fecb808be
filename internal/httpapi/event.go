package httpapi

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/event"
	"github.com/recomamp/recomamp/internal/fault"
)

// Event says that one thing changed; read it again to learn how. On the stream
// it is the data of a message named "change". A message named "reset" means
// that some changes could not be told: read everything again. "ready" begins a stream.
type Event struct {
	Kind       string           `json:"kind" enum:"connection,instance,client,brand,pack,query,execution,saved-view,token,rate,budget,retention,data-set,notice,channel,schedule,occurrence,backfill,keys,person,group,grant,access" doc:"access: what you may do has changed; read everything again."`
	ID         string           `json:"id" doc:"Of the thing that changed."`
	InstanceID actor.InstanceID `json:"instanceId,omitempty"`
	At         time.Time        `json:"at"`
}

type eventsInput struct {
	LastEventID string `header:"Last-Event-ID" doc:"The last event you have seen; the stream goes on after it."`
}

func (s *Server) eventRoutes() {
	op := operation(http.MethodGet, "/events", "streamEvents", "events", "What changes, as it happens (server-sent events)")
	op.Responses = map[string]*huma.Response{"200": {
		Description: "A stream that lasts as long as the session.",
		Content: map[string]*huma.MediaType{
			"text/event-stream": {Schema: huma.SchemaFromType(s.api.OpenAPI().Components.Schemas, typeOf[Event]())},
		},
	}}
	signedIn(s, op, s.streamEvents)
}

func (s *Server) streamEvents(ctx context.Context, a actor.Actor, in *eventsInput) (*huma.StreamResponse, error) {
	lastSeen := event.Latest
	if in.LastEventID != "" {
		id, err := strconv.ParseInt(in.LastEventID, 10, 64)
		if err != nil || id < 0 {
			return nil, errLastEvent
		}
		lastSeen = id
	}
	subscription, err := s.deps.Hub.Subscribe(ctx, a, lastSeen)
	if err != nil {
		return nil, err
	}
	return s.streamed(subscription), nil
}

var errLastEvent = fault.New(fault.Invalid, "event.last_id_invalid", "This is not the id of an event.").
	WithField("header.Last-Event-ID", "is not the id of an event")
