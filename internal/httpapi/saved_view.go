package httpapi

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/audit"
	"github.com/recomamp/recomamp/internal/idempotency"
	"github.com/recomamp/recomamp/internal/savedview"
)

// SavedView is a view of a query's results that has a name.
type SavedView struct {
	ID         actor.SavedViewID `json:"id"`
	QueryID    actor.QueryID     `json:"queryId"`
	InstanceID actor.InstanceID  `json:"instanceId" doc:"The instance whose result it was made on: who sees that sees it, once it is shared."`
	Name       string            `json:"name"`
	Owner      PersonRef         `json:"owner"`
	Shared     bool              `json:"shared" doc:"With all who see the instance; else it is its owner's alone."`
	Default    bool              `json:"default" doc:"Results of the query open with it for who asks."`
	State      SavedViewState    `json:"state" doc:"By the names of its parts: view is a ResultView, columns says how the columns are laid out (order, hidden, pinned, widths), others are kept as they came. Up to 12 parts and 64 KiB."`
	Version    int               `json:"version" doc:"Counts every change; the ETag in quotes."`
	UpdatedAt  time.Time         `json:"updatedAt"`
	UpdatedBy  PersonRef         `json:"updatedBy"`
	DeletedAt  *time.Time        `json:"deletedAt,omitempty" doc:"Set while it can be restored."`
}

// SavedViewState is what the address of a result's page holds, by the names of its parts: view is a
// ResultView, columns says how the columns are laid out, others are kept as they are.
type SavedViewState map[string]json.RawMessage

// FittedView is a saved view as it is on a result.
type FittedView struct {
	View  SavedView       `json:"savedView"`
	State SavedViewState  `json:"state" doc:"What of it fits the result, with the ids of the result's columns."`
	Lost  []SavedViewLoss `json:"lost" doc:"What was left out."`
}

// SavedViewLoss is a part of a saved view that does not fit a result.
type SavedViewLoss struct {
	Part   string `json:"part" doc:"filter, sort, group, aggregate, pivot, computed, or the name of a part of the state."`
	Column string `json:"column,omitempty" doc:"As it was called when the view was saved."`
	Reason string `json:"reason" example:"the result has no such column"`
}

type listSavedViewsInput struct {
	Paging
	QueryID    actor.QueryID    `query:"queryId"`
	InstanceID actor.InstanceID `query:"instanceId" doc:"Ours or Amazon's id: those made on its results."`
}

type createSavedViewInput struct {
	OnceOnly
	ExecutionInput
	Body struct {
		Name    string         `json:"name" minLength:"1" maxLength:"100"`
		Shared  bool           `json:"shared,omitempty"`
		Default bool           `json:"default,omitempty" doc:"Have results of the query open with it for who saves it."`
		State   SavedViewState `json:"state" maxProperties:"12"`
	}
}

// SavedViewInput names a saved view.
type SavedViewInput struct {
	ID actor.SavedViewID `path:"id"`
}

type updateSavedViewInput struct {
	OnVersion
	SavedViewInput
	Body struct {
		Name        *string           `json:"name,omitempty" minLength:"1" maxLength:"100"`
		Shared      *bool             `json:"shared,omitempty"`
		State       SavedViewState    `json:"state,omitempty" maxProperties:"12" doc:"Replaces the whole; executionId is needed with it."`
		ExecutionID actor.ExecutionID `json:"executionId,omitempty" doc:"The execution on whose result the new state was made."`
	}
}

type fitSavedViewInput struct {
	SavedViewInput
	ExecutionID actor.ExecutionID `query:"executionId" required:"true" doc:"The execution on whose result it is to be looked at."`
}

func (s *Server) savedViewRoutes() {
	signedIn(s, operation(http.MethodGet, "/saved-views", "listSavedViews", "results", "Saved views, by name"), s.listSavedViews)
	signedIn(s, created(failing(acting(operation(http.MethodPost, "/executions/{id}/saved-views", "createSavedView", "results", "Save a view of the result for its query"), audit.SavedViewCreated),
		http.StatusNotFound, http.StatusConflict)), s.createSavedView)
	signedIn(s, failing(operation(http.MethodGet, "/saved-views/{id}/fit", "fitSavedView", "results", "A saved view as it is on a result of its query, and what does not fit"),
		http.StatusNotFound), s.fitSavedView)
	signedIn(s, failing(operation(http.MethodGet, "/saved-views/{id}", "getSavedView", "results", "One saved view"),
		http.StatusNotFound), s.getSavedView)
	signedIn(s, failing(acting(operation(http.MethodPatch, "/saved-views/{id}", "updateSavedView", "results", "Rename, share or replace a saved view"), audit.SavedViewChanged),
		http.StatusNotFound, http.StatusConflict), s.updateSavedView)
	signedIn(s, failing(acting(operation(http.MethodDelete, "/saved-views/{id}", "deleteSavedView", "results", "Delete a saved view; it can be restored for 30 days"), audit.SavedViewDeleted),
		http.StatusNotFound), s.deleteSavedView)
	signedIn(s, failing(acting(operation(http.MethodPost, "/saved-views/{id}/restore", "restoreSavedView", "results", "Bring a deleted view back"), audit.SavedViewRestored),
		http.StatusNotFound, http.StatusConflict), s.restoreSavedView)
	const own = "how a person's own screens open"
	signedIn(s, failing(unaudited(operation(http.MethodPut, "/saved-views/{id}/default", "chooseSavedView", "results", "Open results of the query with it, for oneself"), own),
		http.StatusNotFound), s.chooseSavedView)
	signedIn(s, failing(unaudited(operation(http.MethodDelete, "/saved-views/{id}/default", "unchooseSavedView", "results", "Open results as they were stored again, for oneself"), own),
		http.StatusNotFound), s.unchooseSavedView)
}

func (s *Server) listSavedViews(ctx context.Context, a actor.Actor, in *listSavedViewsInput) (*body[Page[SavedView]], error) {
	after, err := cursorOf[savedview.Key](in.Cursor)
	if err != nil {
		return nil, err
	}
	found, err := s.deps.SavedViews.List(ctx, a, savedview.Filter{QueryID: in.QueryID, InstanceID: in.InstanceID, After: after}, int64(in.Limit)+1)
	if err != nil {
		return nil, err
	}
	return &body[Page[SavedView]]{pageOf(found, in.Limit, savedViewOf, savedview.View.Key)}, nil
}

func (s *Server) createSavedView(ctx context.Context, a actor.Actor, in *createSavedViewInput) (*versioned[SavedView], error) {
	key, err := idempotency.NewKey(in.IdempotencyKey, "createSavedView "+string(in.ID), in.Body)
	if err != nil {
		return nil, err
	}
	on, err := s.lookedAt(ctx, a, in.ID)
	if err != nil {
		return nil, err
	}
	made, err := s.deps.SavedViews.Create(ctx, a, *on, savedview.CreateParams{
		Name: in.Body.Name, Shared: in.Body.Shared, Default: in.Body.Default, State: savedview.State(in.Body.State),
	}, key)
	return savedViewAnswer(made, err)
}

// lookedAt is the result of an execution, for a view of it.
func (s *Server) lookedAt(ctx context.Context, a actor.Actor, id actor.ExecutionID) (*savedview.On, error) {
	found, of, err := s.deps.Executions.Result(ctx, a, id)
	if err != nil {
		return nil, err
	}
	return &savedview.On{QueryID: of.QueryID, InstanceID: of.InstanceID, Result: found}, nil
}

func (s *Server) fitSavedView(ctx context.Context, a actor.Actor, in *fitSavedViewInput) (*body[FittedView], error) {
	on, err := s.lookedAt(ctx, a, in.ExecutionID)
	if err != nil {
		return nil, err
	}
	fitted, err := s.deps.SavedViews.FitTo(ctx, a, in.ID, on.QueryID, on.Result)
	if err != nil {
		return nil, err
	}
	out := FittedView{View: savedViewOf(fitted.View), State: SavedViewState(fitted.State), Lost: make([]SavedViewLoss, len(fitted.Lost))}
	for i, loss := range fitted.Lost {
		out.Lost[i] = SavedViewLoss(loss)
	}
	return &body[FittedView]{out}, nil
}

func (s *Server) getSavedView(ctx context.Context, a actor.Actor, in *SavedViewInput) (*versioned[SavedView], error) {
	found, err := s.deps.SavedViews.Get(ctx, a, in.ID)
	return savedViewAnswer(found, err)
}

func (s *Server) updateSavedView(ctx context.Context, a actor.Actor, in *updateSavedViewInput) (*versioned[SavedView], error) {
	version, err := in.revision()
	if err != nil {
		return nil, err
	}
	patch := savedview.Patch{Name: in.Body.Name, Shared: in.Body.Shared}
	if in.Body.State != nil {
		patch.State = savedview.State(in.Body.State)
		if patch.On, err = s.lookedAt(ctx, a, in.Body.ExecutionID); err != nil {
			return nil, err
		}
	}
	changed, err := s.deps.SavedViews.Update(ctx, a, in.ID, version, patch)
	return savedViewAnswer(changed, err)
}

func (s *Server) deleteSavedView(ctx context.Context, a actor.Actor, in *SavedViewInput) (*none, error) {
	return nil, s.deps.SavedViews.Delete(ctx, a, in.ID)
}

func (s *Server) restoreSavedView(ctx context.Context, a actor.Actor, in *SavedViewInput) (*versioned[SavedView], error) {
	restored, err := s.deps.SavedViews.Restore(ctx, a, in.ID)
	return savedViewAnswer(restored, err)
}

func (s *Server) chooseSavedView(ctx context.Context, a actor.Actor, in *SavedViewInput) (*none, error) {
	return nil, s.deps.SavedViews.Choose(ctx, a, in.ID)
}

func (s *Server) unchooseSavedView(ctx context.Context, a actor.Actor, in *SavedViewInput) (*none, error) {
	return nil, s.deps.SavedViews.Unchoose(ctx, a, in.ID)
}

func savedViewAnswer(v savedview.View, err error) (*versioned[SavedView], error) {
	if err != nil {
		return nil, err
	}
	return &versioned[SavedView]{ETag: etag(v.Version), Body: savedViewOf(v)}, nil
}

func savedViewOf(v savedview.View) SavedView {
	return SavedView{
		ID: v.ID, QueryID: v.QueryID, InstanceID: v.InstanceID, Name: v.Name, Owner: PersonRef(v.Owner), Shared: v.Shared, Default: v.Default,
		State: SavedViewState(v.State), Version: v.Version, UpdatedAt: v.UpdatedAt, UpdatedBy: PersonRef(v.UpdatedBy), DeletedAt: v.DeletedAt,
	}
}
