package httpapi

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/recomamp/recomamp/internal/actor"
)

// Event says that one thing changed; read it again to learn how. On the stream
// it is the data of a message named "change". A message named "reset" means
// that some changes could not be told: read everything again.
type Event struct {
	Kind       string           `json:"kind" enum:"connection,instance,client,query,execution,token"`
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

func (s *Server) streamEvents(context.Context, actor.Actor, *eventsInput) (*huma.StreamResponse, error) {
	return nil, errLater
}
