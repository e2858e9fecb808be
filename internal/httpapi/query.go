package httpapi

import (
	"context"
	"net/http"
	"time"

	"github.com/recomamp/recomamp/internal/actor"
)

// Parameter is a value that a query asks for when it runs.
type Parameter struct {
	Name        string `json:"name" minLength:"1" maxLength:"100" pattern:"^[A-Za-z_][A-Za-z0-9_]*$"`
	Type        string `json:"type" enum:"STRING,INTEGER,LONG,SHORT,BYTE,DECIMAL,DOUBLE,FLOAT,BOOLEAN,DATE,TIMESTAMP"`
	Array       bool   `json:"array" doc:"The value is a list of that type."`
	Description string `json:"description,omitempty" maxLength:"2000"`
	Default     any    `json:"default,omitempty" doc:"Used when a run gives no value; without it a value must be given."`
}

// QuerySummary is a saved query as lists show it.
type QuerySummary struct {
	ID          actor.QueryID    `json:"id"`
	Name        string           `json:"name"`
	Description string           `json:"description"`
	Client      *ClientRef       `json:"client,omitempty" doc:"Set when the query belongs to a client or to one of its instances."`
	InstanceID  actor.InstanceID `json:"instanceId,omitempty"`
	Version     int              `json:"version" doc:"Number of the newest version."`
	Revision    int              `json:"revision" doc:"Counts every change, also of the name; the ETag in quotes."`
	ArchivedAt  *time.Time       `json:"archivedAt,omitempty"`
	CreatedAt   time.Time        `json:"createdAt"`
	CreatedBy   PersonRef        `json:"createdBy"`
	UpdatedAt   time.Time        `json:"updatedAt"`
	UpdatedBy   PersonRef        `json:"updatedBy"`
}

// Query is a saved query with its newest version.
type Query struct {
	QuerySummary
	SQL        string      `json:"sql"`
	Parameters []Parameter `json:"parameters"`
}

// QueryVersion is a query as it was saved once.
type QueryVersion struct {
	Number     int         `json:"number"`
	SQL        string      `json:"sql"`
	Parameters []Parameter `json:"parameters"`
	Note       string      `json:"note"`
	CreatedAt  time.Time   `json:"createdAt"`
	CreatedBy  PersonRef   `json:"createdBy"`
}

// QueryVersionSummary is a version as lists show it.
type QueryVersionSummary struct {
	Number    int       `json:"number"`
	Note      string    `json:"note"`
	CreatedAt time.Time `json:"createdAt"`
	CreatedBy PersonRef `json:"createdBy"`
}

// QueryContent is what a person writes when saving a query.
type QueryContent struct {
	Name        string           `json:"name" minLength:"1" maxLength:"200"`
	Description string           `json:"description,omitempty" maxLength:"10000"`
	ClientID    actor.ClientID   `json:"clientId,omitempty"`
	InstanceID  actor.InstanceID `json:"instanceId,omitempty"`
	SQL         string           `json:"sql" maxLength:"262144"`
	Parameters  []Parameter      `json:"parameters,omitempty" maxItems:"100"`
	Note        string           `json:"note,omitempty" maxLength:"2000" doc:"What this version changes."`
}

type listQueriesInput struct {
	Paging
	Search     string           `query:"search" maxLength:"200" doc:"Part of the name."`
	ClientID   actor.ClientID   `query:"clientId"`
	InstanceID actor.InstanceID `query:"instanceId"`
	Archived   bool             `query:"archived" doc:"List the archived ones instead."`
}

type createQueryInput struct {
	OnceOnly
	Body QueryContent
}

type queryInput struct {
	ID actor.QueryID `path:"id"`
}

type saveQueryInput struct {
	OnVersion
	ID   actor.QueryID `path:"id"`
	Body QueryContent
}

type updateQueryInput struct {
	OnVersion
	ID   actor.QueryID `path:"id"`
	Body struct {
		Name     *string `json:"name,omitempty" minLength:"1" maxLength:"200"`
		Archived *bool   `json:"archived,omitempty"`
	}
}

// QueryVersionInput names one version of a query.
type QueryVersionInput struct {
	ID     actor.QueryID `path:"id"`
	Number int           `path:"number" minimum:"1"`
}

type restoreQueryInput struct {
	OnVersion
	QueryVersionInput
}

func (s *Server) queryRoutes() {
	signedIn(s, operation(http.MethodGet, "/queries", "listQueries", "queries", "Saved queries, last changed first"), s.listQueries)
	signedIn(s, created(operation(http.MethodPost, "/queries", "createQuery", "queries", "Save a new query")), s.createQuery)
	signedIn(s, failing(operation(http.MethodGet, "/queries/{id}", "getQuery", "queries", "One query with its newest version"),
		http.StatusNotFound), s.getQuery)
	signedIn(s, failing(operation(http.MethodPut, "/queries/{id}", "saveQuery", "queries", "Save a new version"),
		http.StatusNotFound, http.StatusConflict), s.saveQuery)
	signedIn(s, failing(operation(http.MethodPatch, "/queries/{id}", "updateQuery", "queries", "Rename, archive or bring back"),
		http.StatusNotFound, http.StatusConflict), s.updateQuery)
	signedIn(s, failing(operation(http.MethodGet, "/queries/{id}/versions", "listQueryVersions", "queries", "All versions, newest first"),
		http.StatusNotFound), s.listQueryVersions)
	signedIn(s, failing(operation(http.MethodGet, "/queries/{id}/versions/{number}", "getQueryVersion", "queries", "One version"),
		http.StatusNotFound), s.getQueryVersion)
	signedIn(s, failing(operation(http.MethodPost, "/queries/{id}/versions/{number}/restore", "restoreQueryVersion", "queries", "Save an old version as the newest"),
		http.StatusNotFound, http.StatusConflict), s.restoreQueryVersion)
}

func (s *Server) listQueries(context.Context, actor.Actor, *listQueriesInput) (*body[Page[QuerySummary]], error) {
	return nil, errLater
}

func (s *Server) createQuery(context.Context, actor.Actor, *createQueryInput) (*versioned[Query], error) {
	return nil, errLater
}

func (s *Server) getQuery(context.Context, actor.Actor, *queryInput) (*versioned[Query], error) {
	return nil, errLater
}

func (s *Server) saveQuery(context.Context, actor.Actor, *saveQueryInput) (*versioned[Query], error) {
	return nil, errLater
}

func (s *Server) updateQuery(context.Context, actor.Actor, *updateQueryInput) (*versioned[Query], error) {
	return nil, errLater
}

func (s *Server) listQueryVersions(context.Context, actor.Actor, *queryInput) (*body[List[QueryVersionSummary]], error) {
	return nil, errLater
}

func (s *Server) getQueryVersion(context.Context, actor.Actor, *QueryVersionInput) (*body[QueryVersion], error) {
	return nil, errLater
}

func (s *Server) restoreQueryVersion(context.Context, actor.Actor, *restoreQueryInput) (*versioned[Query], error) {
	return nil, errLater
}
