package httpapi

import (
	"context"
	"net/http"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/audit"
	"github.com/recomamp/recomamp/internal/organisation"
)

// Organisation is the agency that the program works for.
type Organisation struct {
	Name    string `json:"name" doc:"Empty until an owner has said it."`
	Zone    string `json:"zone" doc:"IANA zone that new schedules begin with; empty likewise."`
	Version int    `json:"version"`
}

// SetUp tells how far the set-up of the program is.
type SetUp struct {
	Finished bool        `json:"finished" doc:"No step is open."`
	Steps    []SetUpStep `json:"steps" doc:"In the order in which they make sense."`
}

// SetUpStep is a part of the set-up.
type SetUpStep struct {
	Step  string `json:"step" enum:"organisation,connection,instances,clients,people,channel,self_test"`
	State string `json:"state" enum:"open,done,skipped" doc:"It is done when what it is for exists, whoever made it."`
}

type setOrganisationInput struct {
	OnVersion
	Body struct {
		Name string `json:"name" minLength:"1" maxLength:"100"`
		Zone string `json:"zone" minLength:"1" maxLength:"100"`
	}
}

type setUpStepInput struct {
	Step string `path:"step" maxLength:"40"`
}

const onlyTheWay = "it is about the way through the set-up, and changes nothing of what is set up"

func (s *Server) organisationRoutes() {
	signedIn(s, operation(http.MethodGet, "/organisation", "getOrganisation", "organisation", "What the organisation is called"), s.getOrganisation)
	signedIn(s, failing(acting(operation(http.MethodPut, "/organisation", "setOrganisation", "organisation", "Say what the organisation is called, and its zone"), audit.OrganisationChanged),
		http.StatusForbidden, http.StatusConflict), s.setOrganisation)
	signedIn(s, failing(operation(http.MethodGet, "/set-up", "getSetUp", "organisation", "How far the set-up is"),
		http.StatusForbidden), s.getSetUp)
	signedIn(s, failing(unaudited(operation(http.MethodPut, "/set-up/steps/{step}/skip", "skipSetUpStep", "organisation", "Leave a step of the set-up out for now"), onlyTheWay),
		http.StatusForbidden, http.StatusNotFound), s.skipSetUpStep)
	signedIn(s, failing(unaudited(operation(http.MethodDelete, "/set-up/steps/{step}/skip", "resumeSetUpStep", "organisation", "Come back to a step of the set-up"), onlyTheWay),
		http.StatusForbidden, http.StatusNotFound), s.resumeSetUpStep)
}

func (s *Server) getOrganisation(ctx context.Context, a actor.Actor, _ *none) (*versioned[Organisation], error) {
	found, err := s.deps.Organisation.Get(ctx, a)
	if err != nil {
		return nil, err
	}
	return organisationAnswer(found), nil
}

func (s *Server) setOrganisation(ctx context.Context, a actor.Actor, in *setOrganisationInput) (*versioned[Organisation], error) {
	version, err := in.revision()
	if err != nil {
		return nil, err
	}
	set, err := s.deps.Organisation.Set(ctx, a, version, in.Body.Name, in.Body.Zone)
	if err != nil {
		return nil, err
	}
	return organisationAnswer(set), nil
}

func organisationAnswer(o organisation.Organisation) *versioned[Organisation] {
	return &versioned[Organisation]{ETag: etag(o.Version), Body: Organisation{Name: o.Name, Zone: o.Zone, Version: o.Version}}
}

func (s *Server) getSetUp(ctx context.Context, a actor.Actor, _ *none) (*body[SetUp], error) {
	standings, err := s.deps.Organisation.SetUp(ctx, a)
	if err != nil {
		return nil, err
	}
	out := SetUp{Finished: true, Steps: make([]SetUpStep, len(standings))}
	for i, one := range standings {
		out.Steps[i] = SetUpStep{Step: string(one.Step), State: string(one.State)}
		out.Finished = out.Finished && one.State != organisation.Open
	}
	return &body[SetUp]{out}, nil
}

func (s *Server) skipSetUpStep(ctx context.Context, a actor.Actor, in *setUpStepInput) (*body[SetUp], error) {
	return s.setStep(ctx, a, in, true)
}

func (s *Server) resumeSetUpStep(ctx context.Context, a actor.Actor, in *setUpStepInput) (*body[SetUp], error) {
	return s.setStep(ctx, a, in, false)
}

func (s *Server) setStep(ctx context.Context, a actor.Actor, in *setUpStepInput, skip bool) (*body[SetUp], error) {
	if err := s.deps.Organisation.Skip(ctx, a, organisation.Step(in.Step), skip); err != nil {
		return nil, err
	}
	return s.getSetUp(ctx, a, nil)
}
