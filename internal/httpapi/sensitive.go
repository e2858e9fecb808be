package httpapi

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/recomamp/recomamp/internal/access"
	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/audit"
)

// What an operation that takes proof anew says in the OpenAPI document.
const (
	sensitiveNote = "x-sensitive"      // the kind of sensitive act that it is
	whenNote      = "x-sensitive-when" // in which case only; always when absent
)

// asksProof marks an operation that asks for proof before its handler runs.
const asksProof = "asks for proof"

// sensitive says of which kind the act of an operation is. A session has to be
// proven lately before the handler runs, and an API token be allowed to.
func sensitive(op huma.Operation, kind access.Sensitive) huma.Operation {
	op = failing(noted(op, sensitiveNote, string(kind)), http.StatusForbidden)
	op.Metadata = withValue(op.Metadata, asksProof, kind)
	return op
}

// sensitiveWhen is sensitive for an act that is so in some cases only: the
// handler asks, once it knows.
func sensitiveWhen(op huma.Operation, kind access.Sensitive, when string) huma.Operation {
	return failing(noted(noted(op, sensitiveNote, string(kind)), whenNote, when), http.StatusForbidden)
}

// mustAsk has whoever adds a route for a sensitive act ask for proof.
func mustAsk(op huma.Operation) {
	act, _ := op.Extensions[actNote].(string)
	said, _ := op.Extensions[sensitiveNote].(string)
	if kind := access.SensitiveAct(audit.Act(act)); string(kind) != said {
		panic(fmt.Sprintf("httpapi: %s %s is the act %q: say by sensitive that it is %q, not %q", op.Method, op.Path, act, kind, said))
	}
}

// needProof refuses a sensitive act that nobody has proven lately to be theirs.
func (s *Server) needProof(ctx context.Context, a actor.Actor, kind access.Sensitive) error {
	return s.deps.Access.NeedProof(ctx, a, kind, 0)
}

// Proven says until when a proof counts.
type Proven struct {
	Until *time.Time `json:"until,omitempty" doc:"Absent where the organisation asks for no proof."`
}

type proveInput struct {
	FromOrigin
	AskedBrowser
	Body struct {
		Password string `json:"password,omitempty" maxLength:"1024" doc:"The one you sign in with."`
		Code     string `json:"code,omitempty" maxLength:"40" doc:"Instead: what your generator shows now, or a recovery code."`
		Passkey  string `json:"passkey,omitempty" maxLength:"20000" doc:"Instead: what the browser gave for POST /session/proof/question, as JSON."`
	}
}

// SensitivePolicy is what sensitive acts take.
type SensitivePolicy struct {
	WindowMinutes int              `json:"windowMinutes" doc:"How long signing in, or a proof, is enough; 0: none is asked for."`
	Tokens        access.TokenRule `json:"tokens" enum:"administer,never" doc:"Which API tokens may do sensitive acts: those of the scope administer, or none."`
	ExportRows    int64            `json:"exportRows" doc:"An export of more rows is sensitive."`
	ChangedBy     string           `json:"changedBy,omitempty" doc:"Name of who changed it last."`
	ChangedAt     *time.Time       `json:"changedAt,omitempty"`
	Acts          []SensitiveAct   `json:"acts" doc:"What is sensitive."`
}

// SensitiveAct is a kind of act that takes proof anew.
type SensitiveAct struct {
	Kind  access.Sensitive `json:"kind"`
	Words string           `json:"words" doc:"Completes the sentence “You are about to …”."`
}

type sensitivePolicyInput struct {
	Body struct {
		WindowMinutes int              `json:"windowMinutes" minimum:"0" maximum:"720"`
		Tokens        access.TokenRule `json:"tokens" enum:"administer,never"`
		ExportRows    int64            `json:"exportRows" minimum:"0"`
	}
}

func (s *Server) sensitiveRoutes() {
	signedIn(s, failing(beforeFactor(acting(operation(http.MethodPost, "/session/proof", "proveSession", "session", "Prove anew that it is you, by the password, a code or a passkey"), audit.SessionProven)),
		http.StatusConflict, http.StatusTooManyRequests), s.proveSession)
	signedIn(s, failing(operation(http.MethodGet, "/sensitive-policy", "getSensitivePolicy", "people", "What sensitive acts take"),
		http.StatusForbidden), s.getSensitivePolicy)
	signedIn(s, sensitive(acting(operation(http.MethodPut, "/sensitive-policy", "setSensitivePolicy", "people", "Say what sensitive acts take"), audit.SensitivePolicyChanged),
		access.PolicyChange), s.setSensitivePolicy)
}

func (s *Server) proveSession(ctx context.Context, a actor.Actor, in *proveInput) (*body[Proven], error) {
	until, err := s.deps.Access.Prove(ctx, a, access.ProofParams{
		Password: in.Body.Password, Code: in.Body.Code, Origin: in.origin,
		Passkey: access.PasskeyAnswer{Secret: in.secret, Answer: in.Body.Passkey},
	})
	if err != nil {
		return nil, err
	}
	return &body[Proven]{Proven{Until: timeOrNone(until)}}, nil
}

func (s *Server) getSensitivePolicy(ctx context.Context, a actor.Actor, _ *none) (*body[SensitivePolicy], error) {
	return sensitiveAnswer(s.deps.Access.SensitivePolicy(ctx, a))
}

func (s *Server) setSensitivePolicy(ctx context.Context, a actor.Actor, in *sensitivePolicyInput) (*body[SensitivePolicy], error) {
	return sensitiveAnswer(s.deps.Access.SetSensitivePolicy(ctx, a, access.SensitiveRules{
		Window: time.Duration(in.Body.WindowMinutes) * time.Minute, Tokens: in.Body.Tokens, ExportRows: in.Body.ExportRows,
	}))
}

func sensitiveAnswer(p access.SensitivePolicy, err error) (*body[SensitivePolicy], error) {
	if err != nil {
		return nil, err
	}
	out := SensitivePolicy{
		WindowMinutes: int(p.Window / time.Minute), Tokens: p.Tokens, ExportRows: p.ExportRows,
		ChangedBy: p.ChangedBy, ChangedAt: timeOrNone(p.ChangedAt),
	}
	for _, kind := range access.SensitiveKinds() {
		out.Acts = append(out.Acts, SensitiveAct{Kind: kind.Kind, Words: kind.Words})
	}
	return &body[SensitivePolicy]{out}, nil
}
