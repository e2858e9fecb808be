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
)

// Approval is an act that was asked for and takes a second person.
type Approval struct {
	ID        approval.ID     `json:"id"`
	Kind      approval.Kind   `json:"kind" enum:"off_boarding,key_rotation,large_export,high_role,rule_loosening"`
	Words     string          `json:"words" doc:"What it is."`
	State     approval.State  `json:"state" enum:"waiting,approved,used,lapsed,refused,withdrawn,expired" doc:"approved: whoever asked may do it, once, until useBy. lapsed: it was not done in time. expired: it was not decided in time."`
	AskedBy   PersonRef       `json:"askedBy"`
	AskedAt   time.Time       `json:"askedAt"`
	ExpiresAt time.Time       `json:"expiresAt" doc:"Decided by then, or never."`
	DecidedBy *PersonRef      `json:"decidedBy,omitempty"`
	DecidedAt *time.Time      `json:"decidedAt,omitempty"`
	Reason    string          `json:"reason,omitempty"`
	UseBy     *time.Time      `json:"useBy,omitempty"`
	UsedAt    *time.Time      `json:"usedAt,omitempty"`
	Request   ApprovalRequest `json:"request" doc:"Exactly what was sent; the approval is for nothing else."`
}

// ApprovalRequest is what was sent, and is to be sent again.
type ApprovalRequest struct {
	Method  string `json:"method"`
	Target  string `json:"target" doc:"Path and query."`
	IfMatch string `json:"ifMatch,omitempty"`
	Body    string `json:"body,omitempty" doc:"JSON."`
}

// ApprovalRules say which acts take a second person.
type ApprovalRules struct {
	Kinds []approval.Kind `json:"kinds" doc:"Those that do."`
	All   []ApprovalKind  `json:"all" doc:"Those that could."`
}

// ApprovalKind is a kind of act that can take a second person.
type ApprovalKind struct {
	Kind  approval.Kind `json:"kind"`
	Words string        `json:"words" doc:"Completes the sentence “A second person is needed to …”."`
}

type listApprovalsInput struct {
	Paging
	Open bool `query:"open" doc:"Only what waits, or is approved and not done yet."`
}

// ApprovalInput names a request for approval.
type ApprovalInput struct {
	ID approval.ID `path:"id"`
}

type decideInput struct {
	ApprovalInput
	Body struct {
		Reason string `json:"reason,omitempty" maxLength:"1000" doc:"Told to whoever asked; needed to refuse."`
	}
}

type approvalRulesInput struct {
	Body struct {
		Kinds []approval.Kind `json:"kinds" maxItems:"20" doc:"Those that take a second person from now on."`
	}
}

func (s *Server) approvalRoutes() {
	signedIn(s, operation(http.MethodGet, "/approvals", "listApprovals", "approvals", "What waits for a second person or did, newest first; your own unless you are an owner"), s.listApprovals)
	signedIn(s, failing(operation(http.MethodGet, "/approvals/{id}", "getApproval", "approvals", "One request for approval"), http.StatusNotFound), s.getApproval)
	signedIn(s, failing(sensitive(acting(operation(http.MethodPost, "/approvals/{id}/approve", "approve", "approvals", "Let whoever asked do it, once"), audit.ApprovalGiven), access.Approving),
		http.StatusNotFound, http.StatusConflict), s.approve)
	signedIn(s, failing(acting(operation(http.MethodPost, "/approvals/{id}/refuse", "refuseApproval", "approvals", "Refuse it, with a reason"), audit.ApprovalRefused),
		http.StatusForbidden, http.StatusNotFound, http.StatusConflict), s.refuseApproval)
	signedIn(s, failing(acting(operation(http.MethodDelete, "/approvals/{id}", "withdrawApproval", "approvals", "Take back what you asked for"), audit.ApprovalWithdrawn),
		http.StatusForbidden, http.StatusNotFound, http.StatusConflict), s.withdrawApproval)
	signedIn(s, failing(operation(http.MethodGet, "/approval-rules", "getApprovalRules", "approvals", "Which acts take a second person"), http.StatusForbidden), s.getApprovalRules)
	signedIn(s, failing(sensitive(acting(operation(http.MethodPut, "/approval-rules", "setApprovalRules", "approvals", "Say which acts take a second person; to ask for fewer takes one"), audit.ApprovalRulesChanged), access.PolicyChange),
		http.StatusConflict), s.setApprovalRules)
}

func (s *Server) listApprovals(ctx context.Context, a actor.Actor, in *listApprovalsInput) (*body[Page[Approval]], error) {
	before, err := cursorOf[approval.ID](in.Cursor)
	if err != nil {
		return nil, err
	}
	page := approval.Page{Open: in.Open}
	if before != nil {
		page.Before = *before
	}
	found, err := s.deps.Approvals.List(ctx, a, page, int64(in.Limit)+1)
	if err != nil {
		return nil, err
	}
	return &body[Page[Approval]]{pageOf(found, in.Limit, approvalOf, func(x approval.Approval) approval.ID { return x.ID })}, nil
}

func (s *Server) getApproval(ctx context.Context, a actor.Actor, in *ApprovalInput) (*body[Approval], error) {
	return approvalAnswer(s.deps.Approvals.Get(ctx, a, in.ID))
}

func (s *Server) approve(ctx context.Context, a actor.Actor, in *decideInput) (*body[Approval], error) {
	return approvalAnswer(s.deps.Approvals.Approve(ctx, a, in.ID, in.Body.Reason))
}

func (s *Server) refuseApproval(ctx context.Context, a actor.Actor, in *decideInput) (*body[Approval], error) {
	return approvalAnswer(s.deps.Approvals.Refuse(ctx, a, in.ID, in.Body.Reason))
}

func (s *Server) withdrawApproval(ctx context.Context, a actor.Actor, in *ApprovalInput) (*body[Approval], error) {
	return approvalAnswer(s.deps.Approvals.Withdraw(ctx, a, in.ID))
}

func (s *Server) getApprovalRules(ctx context.Context, a actor.Actor, _ *none) (*body[ApprovalRules], error) {
	return rulesAnswer(s.deps.Approvals.Rules(ctx, a))
}

func (s *Server) setApprovalRules(ctx context.Context, a actor.Actor, in *approvalRulesInput) (*body[ApprovalRules], error) {
	loosens, err := s.deps.Approvals.Loosens(ctx, a, in.Body.Kinds)
	if err != nil {
		return nil, err
	}
	if loosens && a.MayOrganisation(actor.Organise) {
		words := fmt.Sprintf("Ask a second person for no more than: %v", in.Body.Kinds)
		if len(in.Body.Kinds) == 0 {
			words = "Ask a second person for nothing any more"
		}
		if err := s.needSecond(ctx, a, approval.RuleLoosening, words); err != nil {
			return nil, err
		}
	}
	return rulesAnswer(s.deps.Approvals.SetRules(ctx, a, in.Body.Kinds))
}

func rulesAnswer(kinds []approval.Kind, err error) (*body[ApprovalRules], error) {
	if err != nil {
		return nil, err
	}
	rules := ApprovalRules{Kinds: kinds}
	for _, kind := range approval.Kinds() {
		rules.All = append(rules.All, ApprovalKind{Kind: kind.Kind, Words: kind.Words})
	}
	return &body[ApprovalRules]{rules}, nil
}

func approvalAnswer(found approval.Approval, err error) (*body[Approval], error) {
	if err != nil {
		return nil, err
	}
	return &body[Approval]{approvalOf(found)}, nil
}

func approvalOf(x approval.Approval) Approval {
	out := Approval{
		ID: x.ID, Kind: x.Kind, Words: x.Words, State: x.State, AskedBy: PersonRef{ID: x.AskedBy, Name: x.Asker}, AskedAt: x.AskedAt, ExpiresAt: x.ExpiresAt,
		DecidedAt: timeOrNone(x.DecidedAt), Reason: x.Reason, UseBy: timeOrNone(x.UseBy), UsedAt: timeOrNone(x.UsedAt),
		Request: ApprovalRequest{Method: x.Request.Method, Target: x.Request.Target, IfMatch: x.Request.Version, Body: x.Request.Body},
	}
	if x.DecidedBy != "" {
		out.DecidedBy = &PersonRef{ID: x.DecidedBy, Name: x.Decider}
	}
	return out
}
