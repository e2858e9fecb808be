package httpapi

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/recomamp/recomamp/internal/access"
	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/approval"
	"github.com/recomamp/recomamp/internal/audit"
	"github.com/recomamp/recomamp/internal/offboard"
)

// OffBoarding is how far a client has left, or what off-boarding it would do.
type OffBoarding struct {
	ClientID    actor.ClientID    `json:"clientId"`
	ClientName  string            `json:"clientName"`
	State       offboard.State    `json:"state" enum:"staying,stopping,stopped,destroying,destroyed" doc:"staying: nobody off-boards it. stopped: its data are destroyed at destroyAt unless it is taken back."`
	Reason      string            `json:"reason,omitempty"`
	BegunBy     *PersonRef        `json:"begunBy,omitempty"`
	BegunAt     *time.Time        `json:"begunAt,omitempty"`
	DestroyAt   *time.Time        `json:"destroyAt,omitempty" doc:"When its data are destroyed; until then it can be taken back."`
	DestroyedAt *time.Time        `json:"destroyedAt,omitempty" doc:"When its key was destroyed: since then nobody can read its results."`
	EndedAt     *time.Time        `json:"endedAt,omitempty" doc:"When all steps were done."`
	Steps       []OffBoardingStep `json:"steps" doc:"In the order in which they are taken."`
}

// OffBoardingStep is one thing that off-boarding does.
type OffBoardingStep struct {
	Name    string         `json:"name"`
	Phase   offboard.Phase `json:"phase" enum:"stop,destroy" doc:"stop: at once, and can be taken back. destroy: after the grace time, for good."`
	Title   string         `json:"title"`
	Count   int            `json:"count" doc:"Of a client that stays: how many it would be for."`
	Bytes   int64          `json:"bytes" doc:"Of a client that stays: the size of what it would be for."`
	Notes   []string       `json:"notes" doc:"What stays and why, or how far it is."`
	Left    int            `json:"left" doc:"Of a client that leaves: what is still to be done or waited for; -1 when that is not known yet."`
	Problem string         `json:"problem,omitempty" doc:"Why the last try did not go well. It is tried again by itself."`
	DoneAt  *time.Time     `json:"doneAt,omitempty"`
}

type offBoardInput struct {
	ID   actor.ClientID `path:"id"`
	Body struct {
		Confirm   string `json:"confirm" maxLength:"200" doc:"The client's name, letter by letter."`
		Reason    string `json:"reason" minLength:"1" maxLength:"500"`
		GraceDays *int   `json:"graceDays,omitempty" minimum:"0" maximum:"90" doc:"How many days the client can be taken back; 0 destroys its data at once. 7 when absent."`
	}
}

type hastenInput struct {
	ID   actor.ClientID `path:"id"`
	Body struct {
		Confirm string `json:"confirm" maxLength:"200" doc:"The client's name, letter by letter."`
	}
}

func (s *Server) offBoardingRoutes() {
	const path = "/clients/{id}/off-boarding"
	signedIn(s, failing(operation(http.MethodGet, path, "getOffBoarding", "clients", "How far a client has left, or what off-boarding it would do"),
		http.StatusForbidden, http.StatusNotFound), s.getOffBoarding)
	signedIn(s, failing(sensitive(acting(operation(http.MethodPost, path, "offBoardClient", "clients", "Stop all that runs for a client, and destroy its data after a grace time"), audit.ClientOffBoarded), access.OffBoarding),
		http.StatusNotFound, http.StatusConflict), s.offBoardClient)
	signedIn(s, failing(sensitive(acting(operation(http.MethodPost, path+"/destruction", "hastenOffBoarding", "clients", "Destroy the data of a client that leaves now"), audit.ClientHastened), access.OffBoarding),
		http.StatusNotFound, http.StatusConflict), s.hastenOffBoarding)
	signedIn(s, failing(acting(operation(http.MethodDelete, path, "takeClientBack", "clients", "End an off-boarding in its grace time: the client stays"), audit.ClientTakenBack),
		http.StatusNotFound, http.StatusConflict), s.takeClientBack)
}

func (s *Server) getOffBoarding(ctx context.Context, a actor.Actor, in *struct {
	ID actor.ClientID `path:"id"`
},
) (*body[OffBoarding], error) {
	found, err := s.deps.OffBoarding.Get(ctx, a, in.ID)
	if err != nil {
		return nil, err
	}
	return &body[OffBoarding]{Body: offBoardingOf(found)}, nil
}

func (s *Server) offBoardClient(ctx context.Context, a actor.Actor, in *offBoardInput) (*body[OffBoarding], error) {
	if err := s.secondForClient(ctx, a, in.ID, "Off-board the client %s"); err != nil {
		return nil, err
	}
	grace := offboard.DefaultGrace
	if in.Body.GraceDays != nil {
		grace = time.Duration(*in.Body.GraceDays) * 24 * time.Hour
	}
	begun, err := s.deps.OffBoarding.Begin(ctx, a, in.ID, offboard.BeginParams{Confirm: in.Body.Confirm, Reason: in.Body.Reason, Grace: grace})
	if err != nil {
		return nil, err
	}
	return &body[OffBoarding]{Body: offBoardingOf(begun)}, nil
}

func (s *Server) hastenOffBoarding(ctx context.Context, a actor.Actor, in *hastenInput) (*body[OffBoarding], error) {
	if err := s.secondForClient(ctx, a, in.ID, "Destroy the data of the client %s at once"); err != nil {
		return nil, err
	}
	found, err := s.deps.OffBoarding.Hasten(ctx, a, in.ID, in.Body.Confirm)
	if err != nil {
		return nil, err
	}
	return &body[OffBoarding]{Body: offBoardingOf(found)}, nil
}

// secondForClient asks a second person about an act on a client that a may do.
func (s *Server) secondForClient(ctx context.Context, a actor.Actor, id actor.ClientID, words string) error {
	found, err := s.deps.OffBoarding.Get(ctx, a, id)
	if err != nil {
		return err
	}
	return s.needSecond(ctx, a, approval.OffBoarding, fmt.Sprintf(words, found.ClientName))
}

func (s *Server) takeClientBack(ctx context.Context, a actor.Actor, in *struct {
	ID actor.ClientID `path:"id"`
},
) (*body[OffBoarding], error) {
	if err := s.deps.OffBoarding.TakeBack(ctx, a, in.ID); err != nil {
		return nil, err
	}
	return s.getOffBoarding(ctx, a, in)
}

func offBoardingOf(o offboard.OffBoarding) OffBoarding {
	found := OffBoarding{
		ClientID: o.ClientID, ClientName: o.ClientName, State: o.State, Reason: o.Reason, BegunAt: timeOrNone(o.BegunAt), DestroyAt: timeOrNone(o.DestroyAt),
		DestroyedAt: timeOrNone(o.DestroyedAt), EndedAt: timeOrNone(o.EndedAt), Steps: []OffBoardingStep{},
	}
	if o.BegunBy != "" {
		found.BegunBy = &PersonRef{ID: o.BegunBy, Name: o.BegunByName}
	}
	for _, step := range o.Steps {
		notes := append([]string{}, step.Count.Notes...)
		if step.Note != "" {
			notes = append(notes, step.Note)
		}
		found.Steps = append(found.Steps, OffBoardingStep{
			Name: step.Name, Phase: step.Phase, Title: step.Title, Count: step.Count.Number, Bytes: step.Count.Bytes,
			Notes: notes, Left: step.Left, Problem: step.Problem, DoneAt: timeOrNone(step.DoneAt),
		})
	}
	return found
}
