package httpapi

import (
	"context"
	"net/http"
	"time"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/audit"
	"github.com/recomamp/recomamp/internal/idempotency"
	"github.com/recomamp/recomamp/internal/selftest"
)

// SelfTest is one run of the checks whether the program can do its work.
type SelfTest struct {
	ID        actor.SelfTestID `json:"id"`
	Person    *PersonRef       `json:"person,omitempty" doc:"Who asked for it."`
	Host      string           `json:"host" doc:"The machine that runs it."`
	Progress  string           `json:"progress" enum:"running,done,interrupted"`
	Verdict   string           `json:"verdict" enum:"ok,warning,failed" doc:"The worst that the checks have found so far."`
	Checks    []SelfTestCheck  `json:"checks" doc:"In the order in which they are done."`
	StartedAt time.Time        `json:"startedAt"`
	EndedAt   *time.Time       `json:"endedAt,omitempty"`
}

// SelfTestCheck is one thing that was looked at.
type SelfTestCheck struct {
	Name    string `json:"name" example:"keys"`
	Subject string `json:"subject,omitempty" doc:"The id of what it is about, where there are several, such as a connection's."`
	Title   string `json:"title"`
	State   string `json:"state" enum:"waiting,running,ok,warning,failed,not_applicable"`
	Means   string `json:"means" doc:"What was found and what it means."`
	Next    string `json:"next" doc:"What can be done about it; empty when all is well."`
	TookMS  int64  `json:"tookMs" doc:"How long it took, in milliseconds."`
}

type beginSelfTestInput struct {
	OnceOnly
	Asking
	Body struct {
		InstanceID actor.InstanceID `json:"instanceId,omitempty" doc:"Where a query is tried from end to end. Without one, any instance of the sandbox's is taken, and none at Amazon, where it takes a slot."`
	}
}

type selfTestInput struct {
	ID actor.SelfTestID `path:"id"`
}

type listSelfTestsInput struct {
	Limit int64 `query:"limit" minimum:"1" maximum:"20" default:"20"`
}

func (s *Server) selfTestRoutes() {
	signedIn(s, created(failing(acting(operation(http.MethodPost, "/self-tests", "beginSelfTest", "self-tests", "Begin a self-test; ask again how far it is"), audit.SelfTestRun),
		http.StatusForbidden, http.StatusConflict)), s.beginSelfTest)
	signedIn(s, operation(http.MethodGet, "/self-tests", "listSelfTests", "self-tests", "The newest self-tests"), s.listSelfTests)
	signedIn(s, failing(operation(http.MethodGet, "/self-tests/{id}", "getSelfTest", "self-tests", "How far a self-test is, and what it has found"),
		http.StatusNotFound), s.getSelfTest)
}

func (s *Server) beginSelfTest(ctx context.Context, a actor.Actor, in *beginSelfTestInput) (*body[SelfTest], error) {
	key, err := idempotency.NewKey(in.IdempotencyKey, "beginSelfTest", in.Body)
	if err != nil {
		return nil, err
	}
	begun, err := s.deps.SelfTests.Begin(ctx, a, selftest.Params{InstanceID: in.Body.InstanceID, Origin: in.origin(a), Key: key})
	if err != nil {
		return nil, err
	}
	return &body[SelfTest]{selfTestOf(begun)}, nil
}

func (s *Server) listSelfTests(ctx context.Context, a actor.Actor, in *listSelfTestsInput) (*body[List[SelfTest]], error) {
	found, err := s.deps.SelfTests.List(ctx, a, in.Limit)
	if err != nil {
		return nil, err
	}
	return listOf(found, selfTestOf), nil
}

func (s *Server) getSelfTest(ctx context.Context, a actor.Actor, in *selfTestInput) (*body[SelfTest], error) {
	found, err := s.deps.SelfTests.Get(ctx, a, in.ID)
	if err != nil {
		return nil, err
	}
	return &body[SelfTest]{selfTestOf(found)}, nil
}

func selfTestOf(t selftest.Test) SelfTest {
	out := SelfTest{
		ID: t.ID, Host: t.Host, Progress: string(t.Progress), Verdict: string(t.Verdict), Checks: make([]SelfTestCheck, len(t.Outcomes)),
		StartedAt: t.StartedAt, EndedAt: timeOrNone(t.EndedAt),
	}
	if t.PersonID != "" {
		out.Person = &PersonRef{ID: t.PersonID, Name: t.PersonName}
	}
	for i, o := range t.Outcomes {
		out.Checks[i] = SelfTestCheckOf(o)
	}
	return out
}

// SelfTestCheckOf puts how a check came out into the words of the API.
func SelfTestCheckOf(o selftest.Outcome) SelfTestCheck {
	return SelfTestCheck{
		Name: o.Name, Subject: o.Subject, Title: o.Title, State: string(o.State), Means: o.Means, Next: o.Next, TookMS: o.TookMS,
	}
}
