package httpapi

import (
	"context"
	"net/http"
	"reflect"

	"github.com/recomamp/recomamp/internal/actor"
)

// System says what this program is and stands on.
type System struct {
	Version string        `json:"version"`
	Sandbox SandboxStatus `json:"sandbox"`
}

// SandboxStatus says whether the sandbox stands in for Amazon, and how far its data are.
type SandboxStatus struct {
	Enabled   bool `json:"enabled"`
	Elsewhere bool `json:"elsewhere" doc:"It is a program of its own, not the one inside."`
	Reachable bool `json:"reachable" doc:"It answers; what follows is known only then."`
	Ready     bool `json:"ready" doc:"All its data are there."`
	Done      int  `json:"done" doc:"Steps of making the data that are done."`
	Total     int  `json:"total"`
}

func (s *Server) systemRoutes() {
	signedIn(s, operation(http.MethodGet, "/system", "getSystem", "system", "What this program is and stands on"), s.getSystem)
}

func (s *Server) getSystem(ctx context.Context, _ actor.Actor, _ *none) (*body[System], error) {
	system := System{Version: s.deps.Version}
	if s.deps.Sandbox != nil {
		system.Sandbox = s.deps.Sandbox(ctx)
	}
	return &body[System]{system}, nil
}

func typeOf[T any]() reflect.Type { return reflect.TypeFor[T]() }
