package execution

import (
	"context"

	"github.com/recomamp/recomamp/amc"
	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/window"
)

// Preview is what Amazon would be sent, were it asked now.
type Preview struct {
	Window window.Window
	// Request is built as for a run, but for the value of markName.
	Request amc.ExecutionRequest
}

// Preview tells what Create would send with the same params, and stores
// nothing. Its errors are those of Create.
func (s *Service) Preview(ctx context.Context, a actor.Actor, p CreateParams) (Preview, error) {
	e, _, err := s.prepare(ctx, a, p)
	if err != nil {
		return Preview{}, err
	}
	sql := e.SQL
	if e.filling != nil {
		sql = e.filling.SQL
	}
	request, err := e.request(new(Attempt), sql)
	if err != nil {
		return Preview{}, err
	}
	delete(request.ParameterValues, markName)
	return Preview{Window: e.Window(), Request: request}, nil
}
