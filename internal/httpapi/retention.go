package httpapi

import (
	"context"
	"net/http"
	"time"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/audit"
	"github.com/recomamp/recomamp/internal/retention"
)

// Keeping says how long the rows of an execution stay.
type Keeping struct {
	PinnedAt  *time.Time `json:"pinnedAt,omitempty" doc:"Somebody wants them kept for good."`
	DropAt    *time.Time `json:"dropAt,omitempty" doc:"A retention rule drops them, not before then."`
	DroppedAt *time.Time `json:"droppedAt,omitempty" doc:"They are gone."`
}

// RetentionRule says how long results of a client or an instance are kept.
type RetentionRule struct {
	ID       actor.RuleID `json:"id"`
	Subject  string       `json:"subject" enum:"client,instance"`
	OwnerID  string       `json:"ownerId" doc:"Id of the client or the instance."`
	Name     string       `json:"name"`
	KeepDays int          `json:"keepDays,omitempty" doc:"Everything younger is kept."`
	KeepLast int          `json:"keepLast,omitempty" doc:"The newest results of each query are kept."`
	Version  int          `json:"version"`
}

// RetentionChange is a rule as it shall be.
type RetentionChange struct {
	KeepDays int `json:"keepDays,omitempty" minimum:"0" maximum:"10000"`
	KeepLast int `json:"keepLast,omitempty" minimum:"0" maximum:"10000"`
}

// LeavingResult is a result that will be dropped.
type LeavingResult struct {
	ExecutionID actor.ExecutionID `json:"executionId"`
	Instance    InstanceRef       `json:"instance"`
	QueryName   string            `json:"queryName,omitempty"`
	RowCount    int64             `json:"rowCount"`
	Bytes       int64             `json:"bytes"`
	CreatedAt   time.Time         `json:"createdAt"`
	DropAt      time.Time         `json:"dropAt"`
}

// RetentionOwner names whose rule it is.
type RetentionOwner struct {
	Subject string `path:"subject" enum:"client,instance"`
	ID      string `path:"id"`
}

type setRetentionInput struct {
	OnVersion
	RetentionOwner
	Body RetentionChange
}

type removeRetentionInput struct {
	OnVersion
	RetentionOwner
}

type leavingInput struct {
	Limit int `query:"limit" minimum:"1" maximum:"1000" default:"100"`
}

func (s *Server) retentionRoutes() {
	signedIn(s, operation(http.MethodGet, "/retention-rules", "listRetentionRules", "retention", "How long results are kept"), s.listRetentionRules)
	signedIn(s, failing(acting(operation(http.MethodPut, "/retention-rules/{subject}/{id}", "setRetentionRule", "retention", `Set how long results are kept; If-Match is "0" for the first rule`), audit.RetentionSet),
		http.StatusNotFound, http.StatusConflict), s.setRetentionRule)
	signedIn(s, failing(acting(operation(http.MethodDelete, "/retention-rules/{subject}/{id}", "removeRetentionRule", "retention", "Keep results for good again"), audit.RetentionRemoved),
		http.StatusNotFound, http.StatusConflict), s.removeRetentionRule)
	signedIn(s, operation(http.MethodGet, "/leaving-results", "listLeavingResults", "retention", "Results that will be dropped, the first to go first"), s.listLeavingResults)
	signedIn(s, failing(acting(operation(http.MethodPut, "/executions/{id}/pin", "pinResult", "retention", "Keep the rows of an execution for good"), audit.ResultPinned),
		http.StatusNotFound), s.pinResult)
	signedIn(s, failing(acting(operation(http.MethodDelete, "/executions/{id}/pin", "unpinResult", "retention", "Leave the rows of an execution to the rules"), audit.ResultUnpinned),
		http.StatusNotFound), s.unpinResult)
}

func (s *Server) listRetentionRules(ctx context.Context, a actor.Actor, _ *none) (*body[List[RetentionRule]], error) {
	found, err := s.deps.Retention.Rules(ctx, a)
	if err != nil {
		return nil, err
	}
	return listOf(found, retentionRuleOf), nil
}

func (s *Server) setRetentionRule(ctx context.Context, a actor.Actor, in *setRetentionInput) (*versioned[RetentionRule], error) {
	rule, err := s.retentionRule(ctx, a, in.RetentionOwner, in.OnVersion)
	if err != nil {
		return nil, err
	}
	rule.KeepDays, rule.KeepLast = in.Body.KeepDays, in.Body.KeepLast
	set, err := s.deps.Retention.Set(ctx, a, rule)
	if err != nil {
		return nil, err
	}
	return &versioned[RetentionRule]{ETag: etag(set.Version), Body: retentionRuleOf(set)}, nil
}

func (s *Server) removeRetentionRule(ctx context.Context, a actor.Actor, in *removeRetentionInput) (*none, error) {
	rule, err := s.retentionRule(ctx, a, in.RetentionOwner, in.OnVersion)
	if err != nil {
		return nil, err
	}
	return nil, s.deps.Retention.Remove(ctx, a, rule)
}

// retentionRule names a rule by its owner, at a version.
func (s *Server) retentionRule(ctx context.Context, a actor.Actor, o RetentionOwner, on OnVersion) (r retention.Rule, err error) {
	if r.Version, err = on.revision(); err != nil {
		return r, err
	}
	if o.Subject == "client" {
		r.ClientID = actor.ClientID(o.ID)
		return r, nil
	}
	found, err := s.deps.Instances.Find(ctx, a, actor.InstanceID(o.ID))
	r.InstanceID, r.Name = found.ID, found.Name
	return r, err
}

func (s *Server) listLeavingResults(ctx context.Context, a actor.Actor, in *leavingInput) (*body[List[LeavingResult]], error) {
	instances, err := s.instanceRefs(ctx, a, "")
	if err != nil {
		return nil, err
	}
	found, err := s.deps.Retention.Upcoming(ctx, a, int64(in.Limit))
	if err != nil {
		return nil, err
	}
	return listOf(found, func(l retention.Leaving) LeavingResult {
		return LeavingResult{
			ExecutionID: l.ExecutionID, Instance: instances[l.InstanceID], QueryName: l.QueryName,
			RowCount: l.RowCount, Bytes: l.Bytes, CreatedAt: l.CreatedAt, DropAt: l.DropAt,
		}
	}), nil
}

func (s *Server) pinResult(ctx context.Context, a actor.Actor, in *ExecutionInput) (*none, error) {
	return nil, s.deps.Retention.Pin(ctx, a, in.ID, true)
}

func (s *Server) unpinResult(ctx context.Context, a actor.Actor, in *ExecutionInput) (*none, error) {
	return nil, s.deps.Retention.Pin(ctx, a, in.ID, false)
}

func retentionRuleOf(r retention.Rule) RetentionRule {
	out := RetentionRule{
		ID: r.ID, Subject: "client", OwnerID: string(r.ClientID), Name: r.Name,
		KeepDays: r.KeepDays, KeepLast: r.KeepLast, Version: r.Version,
	}
	if r.InstanceID != "" {
		out.Subject, out.OwnerID = "instance", string(r.InstanceID)
	}
	return out
}
