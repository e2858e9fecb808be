package httpapi

import (
	"context"
	"log/slog"
	"net/http"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"github.com/recomamp/recomamp/internal/clock"
	"github.com/recomamp/recomamp/internal/fault"
	"github.com/recomamp/recomamp/internal/query"
)

const prefix = "/api/v1"

// Dependencies are what the handlers work with.
type Dependencies struct {
	Logger  *slog.Logger
	Version string // of the program, shown to people
	Clock   clock.Clock
	Queries *query.Service
}

// Server answers all HTTP requests of the platform.
type Server struct {
	deps Dependencies
	mux  *http.ServeMux
	api  huma.API
}

// New builds the handlers. With nil services it can still describe itself.
func New(deps Dependencies) *Server {
	useProblems()
	s := &Server{deps: deps, mux: http.NewServeMux()}
	s.api = humago.New(s.mux, describe(deps.Version))
	s.routes()
	return s
}

// routes is the table of everything the API offers.
func (s *Server) routes() {
	s.sessionRoutes()
	s.setupRoutes()
	s.tokenRoutes()
	s.connectionRoutes()
	s.clientRoutes()
	s.instanceRoutes()
	s.queryRoutes()
	s.sqlRoutes()
	s.windowRoutes()
	s.executionRoutes()
	s.resultRoutes()
	s.eventRoutes()
	s.systemRoutes()
}

// describe returns the frame of the OpenAPI document.
func describe(version string) huma.Config {
	return huma.Config{
		OpenAPI: &huma.OpenAPI{
			OpenAPI: "3.1.0",
			Info: &huma.Info{
				Title:       "RecomAMP",
				Description: "Run, keep and share Amazon Marketing Cloud queries.",
				Version:     version,
			},
			Components: &huma.Components{
				Schemas: huma.NewMapRegistry("#/components/schemas/", huma.DefaultSchemaNamer),
				SecuritySchemes: map[string]*huma.SecurityScheme{
					"session": {Type: "apiKey", In: "cookie", Name: "recomamp_session"},
					"token":   {Type: "http", Scheme: "bearer"},
				},
			},
		},
		Formats:       map[string]huma.Format{"application/json": huma.DefaultJSONFormat, "json": huma.DefaultJSONFormat},
		DefaultFormat: "application/json",
	}
}

// OpenAPI returns the OpenAPI 3.1 document of the API, indented JSON.
func (s *Server) OpenAPI() ([]byte, error) {
	return marshalIndented(s.api.OpenAPI())
}

// answer turns an error into its Problem and logs what a person cannot mend.
func (s *Server) answer(ctx context.Context, err error) *Problem {
	p := problemOf(ctx, err)
	if p.Status >= http.StatusInternalServerError && ctx.Err() == nil {
		level := slog.LevelError
		if fault.KindOf(err) == fault.Unavailable {
			level = slog.LevelWarn
		}
		s.deps.Logger.LogAttrs(ctx, level, "request not answered",
			slog.String("requestId", p.RequestID), slog.String("code", p.Code), slog.Any("error", err))
	}
	return p
}
