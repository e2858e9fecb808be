package httpapi

import (
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"net/http"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"github.com/recomamp/recomamp/amcsql/assist"
	"github.com/recomamp/recomamp/internal/access"
	"github.com/recomamp/recomamp/internal/approval"
	"github.com/recomamp/recomamp/internal/audit"
	"github.com/recomamp/recomamp/internal/budget"
	"github.com/recomamp/recomamp/internal/clock"
	"github.com/recomamp/recomamp/internal/connection"
	"github.com/recomamp/recomamp/internal/datasource"
	"github.com/recomamp/recomamp/internal/event"
	"github.com/recomamp/recomamp/internal/execution"
	"github.com/recomamp/recomamp/internal/fault"
	"github.com/recomamp/recomamp/internal/instance"
	"github.com/recomamp/recomamp/internal/keyring"
	"github.com/recomamp/recomamp/internal/notify"
	"github.com/recomamp/recomamp/internal/offboard"
	"github.com/recomamp/recomamp/internal/organisation"
	"github.com/recomamp/recomamp/internal/pack"
	"github.com/recomamp/recomamp/internal/query"
	"github.com/recomamp/recomamp/internal/reach"
	"github.com/recomamp/recomamp/internal/result"
	"github.com/recomamp/recomamp/internal/retention"
	"github.com/recomamp/recomamp/internal/savedview"
	"github.com/recomamp/recomamp/internal/schedule"
	"github.com/recomamp/recomamp/internal/selftest"
)

const prefix = "/api/v1"

// Dependencies are what the handlers work with.
type Dependencies struct {
	Logger       *slog.Logger
	Version      string // of the program, shown to people
	Clock        clock.Clock
	Access       *access.Service
	Sessions     *access.Sessions
	Connections  *connection.Service
	Instances    *instance.Service
	Packs        *pack.Service
	SavedViews   *savedview.Service
	DataSources  *datasource.Service
	Queries      *query.Service
	Executions   *execution.Service
	Results      *result.Service
	OffBoarding  *offboard.Service
	Budgets      *budget.Service
	Retention    *retention.Service
	Notices      *notify.Service
	Schedules    *schedule.Service
	Ends         Ends
	Keys         *keyring.Service
	Hub          *event.Hub
	Audit        *audit.Service
	Approvals    *approval.Service
	SelfTests    *selftest.Service
	Organisation *organisation.Service

	// Ready returns why the program cannot answer properly, nil when it can.
	Ready func(ctx context.Context) error
	// Sandbox reports on the sandbox; nil when Amazon is real.
	Sandbox func(ctx context.Context) SandboxStatus
	// SandboxHandler answers below /sandbox/; nil when it is elsewhere or off.
	SandboxHandler http.Handler
	// App holds the built web app; nil when the binary was made without it.
	App fs.FS
	// SiteURL is the address people reach the program by.
	SiteURL string
	// Proxies are those whose word about a request is taken.
	Proxies reach.Proxies
	// APIRate is how many requests a second one person or token may go on
	// making; 0 switches all limits of rates off.
	APIRate int
}

// Server answers all HTTP requests of the platform.
type Server struct {
	deps Dependencies
	mux  *http.ServeMux // of the API
	api  huma.API

	documents assist.Documents // SQL that was asked about last
	limits    limits
}

// New builds the handlers. With nil services it can still describe itself.
func New(deps Dependencies) *Server {
	useProblems()
	s := &Server{deps: deps, mux: http.NewServeMux(), limits: newLimits(deps.Clock, deps.APIRate)}
	s.api = humago.New(s.mux, describe(deps.Version))
	s.api.UseMiddleware(s.entrance, s.strictBody, anyListForm, s.attempted)
	s.routes()
	return s
}

// routes is the table of everything the API offers.
func (s *Server) routes() {
	s.sessionRoutes()
	s.setupRoutes()
	s.tokenRoutes()
	s.meRoutes()
	s.passwordRoutes()
	s.secondFactorRoutes()
	s.passkeyRoutes()
	s.sensitiveRoutes()
	s.approvalRoutes()
	s.providerRoutes()
	s.singleSignOnRoutes()
	s.amazonSignInRoutes()
	s.peopleRoutes()
	s.invitationRoutes()
	s.groupRoutes()
	s.grantRoutes()
	s.accessReviewRoutes()
	s.auditRoutes()
	s.keyRoutes()
	s.connectionRoutes()
	s.discoveryRoutes()
	s.clientRoutes()
	s.packRoutes()
	s.savedViewRoutes()
	s.offBoardingRoutes()
	s.instanceRoutes()
	s.dataSourceRoutes()
	s.dataSetRoutes()
	s.queryRoutes()
	s.costRoutes()
	s.retentionRoutes()
	s.noticeRoutes()
	s.channelRoutes()
	s.sqlRoutes()
	s.windowRoutes()
	s.executionRoutes()
	s.tellRoutes()
	s.previewRoutes()
	s.scheduleRoutes()
	s.resultRoutes()
	s.eventRoutes()
	s.systemRoutes()
	s.selfTestRoutes()
	s.organisationRoutes()
}

// Handler answers everything the program is asked over HTTP.
func (s *Server) Handler() http.Handler {
	s.mux.HandleFunc("/api/", s.unknownRoute)
	s.mux.HandleFunc("GET /api/openapi.json", s.serveOpenAPI)

	root := http.NewServeMux()
	root.Handle("/api/", noStore(s.sameOrigin(s.wellFormed(s.authenticated(s.admitted(s.mux))))))
	root.Handle("GET /oauth/callback", noStore(s.wellFormed(s.authenticated(s.admitted(http.HandlerFunc(s.oauthCallback))))))
	root.Handle("GET /oauth/sign-in", noStore(s.wellFormed(s.authenticated(s.admitted(http.HandlerFunc(s.providerReturn))))))
	root.HandleFunc("GET /healthz", s.healthz)
	root.Handle("GET /readyz", s.admitted(http.HandlerFunc(s.readyz)))
	if s.deps.SandboxHandler != nil {
		root.Handle("/sandbox/", http.StripPrefix("/sandbox", s.deps.SandboxHandler))
	}
	root.Handle("/", s.webApp())
	return bounded(s.received(s.logged(s.recovered(s.secured(root)))))
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
		Formats:       map[string]huma.Format{"application/json": jsonFormat, "json": jsonFormat},
		DefaultFormat: "application/json",
	}
}

// OpenAPI returns the OpenAPI 3.1 document of the API, indented JSON.
func (s *Server) OpenAPI() ([]byte, error) {
	return marshalIndented(s.api.OpenAPI())
}

// answer turns an error into its Problem and logs what a person cannot mend.
func (s *Server) answer(ctx context.Context, err error) *Problem {
	if errors.Is(err, access.ErrForbidden) {
		err = s.deps.Access.WithHelpers(ctx, err)
	}
	p := problemOf(ctx, err)
	if p.Status >= http.StatusInternalServerError && ctx.Err() == nil {
		level := slog.LevelError
		if fault.KindOf(err) == fault.Unavailable {
			level = slog.LevelWarn
		}
		s.deps.Logger.LogAttrs(ctx, level, "request not answered",
			slog.String("code", p.Code), slog.Any("error", err))
	}
	return p
}
