package httpapi

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"time"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/audit"
	"github.com/recomamp/recomamp/internal/idempotency"
	"github.com/recomamp/recomamp/internal/query"
)

// Parameter is a value that a query asks for when it runs.
type Parameter struct {
	Name        string `json:"name" minLength:"1" maxLength:"100" pattern:"^[A-Za-z_][A-Za-z0-9_]*$"`
	Type        string `json:"type" enum:"STRING,INTEGER,LONG,SHORT,BYTE,DECIMAL,DOUBLE,FLOAT,BOOLEAN,DATE,TIMESTAMP"`
	Array       bool   `json:"array" doc:"The value is a list of that type."`
	Description string `json:"description,omitempty" maxLength:"2000"`
	// Default is JSON as it came: numbers keep all their digits.
	Default json.RawMessage `json:"default,omitempty" doc:"Used when a run gives no value; without it a value must be given. Numbers may be text, for ids that exceed what JSON readers hold; whole numbers beyond 2^53 are given so."`
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
	SQL          string        `json:"sql"`
	Parameters   []Parameter   `json:"parameters"`
	Placeholders []Placeholder `json:"placeholders"`
}

// QueryVersion is a query as it was saved once.
type QueryVersion struct {
	Number       int           `json:"number"`
	SQL          string        `json:"sql"`
	Parameters   []Parameter   `json:"parameters"`
	Placeholders []Placeholder `json:"placeholders"`
	Note         string        `json:"note"`
	CreatedAt    time.Time     `json:"createdAt"`
	CreatedBy    PersonRef     `json:"createdBy"`
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
	Name         string           `json:"name" minLength:"1" maxLength:"200"`
	Description  string           `json:"description,omitempty" maxLength:"10000"`
	ClientID     actor.ClientID   `json:"clientId,omitempty"`
	InstanceID   actor.InstanceID `json:"instanceId,omitempty"`
	SQL          string           `json:"sql" maxLength:"262144"`
	Parameters   []Parameter      `json:"parameters,omitempty" maxItems:"100"`
	Placeholders []Placeholder    `json:"placeholders,omitempty" maxItems:"100" doc:"Of {{name}} in the SQL; one that is not declared takes its type from its place."`
	Note         string           `json:"note,omitempty" maxLength:"2000" doc:"What this version changes."`
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
	signedIn(s, created(acting(operation(http.MethodPost, "/queries", "createQuery", "queries", "Save a new query"), audit.QueryCreated)), s.createQuery)
	signedIn(s, failing(operation(http.MethodGet, "/queries/{id}", "getQuery", "queries", "One query with its newest version"),
		http.StatusNotFound), s.getQuery)
	signedIn(s, failing(acting(operation(http.MethodPut, "/queries/{id}", "saveQuery", "queries", "Save a new version"), audit.QuerySaved),
		http.StatusNotFound, http.StatusConflict), s.saveQuery)
	signedIn(s, failing(acting(operation(http.MethodPatch, "/queries/{id}", "updateQuery", "queries", "Rename, archive or bring back"), audit.QueryChanged),
		http.StatusNotFound, http.StatusConflict), s.updateQuery)
	signedIn(s, failing(operation(http.MethodGet, "/queries/{id}/versions", "listQueryVersions", "queries", "All versions, newest first"),
		http.StatusNotFound), s.listQueryVersions)
	signedIn(s, failing(operation(http.MethodGet, "/queries/{id}/versions/{number}", "getQueryVersion", "queries", "One version"),
		http.StatusNotFound), s.getQueryVersion)
	signedIn(s, failing(acting(operation(http.MethodPost, "/queries/{id}/versions/{number}/restore", "restoreQueryVersion", "queries", "Save an old version as the newest"), audit.QueryRestored),
		http.StatusNotFound, http.StatusConflict), s.restoreQueryVersion)
}

func (s *Server) listQueries(ctx context.Context, a actor.Actor, in *listQueriesInput) (*body[Page[QuerySummary]], error) {
	filter := query.Filter{Search: in.Search, ClientID: in.ClientID, InstanceID: in.InstanceID, Archived: in.Archived}
	after, err := cursorOf[query.Key](in.Cursor)
	if err != nil {
		return nil, err
	}
	filter.After = after
	found, err := s.deps.Queries.List(ctx, a, filter, int64(in.Limit)+1)
	if err != nil {
		return nil, err
	}
	return &body[Page[QuerySummary]]{Body: pageOf(found, in.Limit, querySummary, query.Summary.Key)}, nil
}

func (s *Server) createQuery(ctx context.Context, a actor.Actor, in *createQueryInput) (*versioned[Query], error) {
	key, err := idempotency.NewKey(in.IdempotencyKey, "createQuery", in.Body)
	if err != nil {
		return nil, err
	}
	created, err := s.deps.Queries.Create(ctx, a, in.Body.content(), key)
	return queryAnswer(created, err)
}

func (s *Server) getQuery(ctx context.Context, a actor.Actor, in *queryInput) (*versioned[Query], error) {
	found, err := s.deps.Queries.Get(ctx, a, in.ID)
	return queryAnswer(found, err)
}

func (s *Server) saveQuery(ctx context.Context, a actor.Actor, in *saveQueryInput) (*versioned[Query], error) {
	revision, err := in.revision()
	if err != nil {
		return nil, err
	}
	saved, err := s.deps.Queries.Save(ctx, a, in.ID, revision, in.Body.content())
	return queryAnswer(saved, err)
}

func (s *Server) updateQuery(ctx context.Context, a actor.Actor, in *updateQueryInput) (*versioned[Query], error) {
	revision, err := in.revision()
	if err != nil {
		return nil, err
	}
	updated, err := s.deps.Queries.Update(ctx, a, in.ID, revision, query.Patch{Name: in.Body.Name, Archived: in.Body.Archived})
	return queryAnswer(updated, err)
}

func (s *Server) listQueryVersions(ctx context.Context, a actor.Actor, in *queryInput) (*body[List[QueryVersionSummary]], error) {
	found, err := s.deps.Queries.Versions(ctx, a, in.ID)
	if err != nil {
		return nil, err
	}
	items := make([]QueryVersionSummary, 0, len(found))
	for _, v := range found {
		items = append(items, QueryVersionSummary{Number: v.Number, Note: v.Note, CreatedAt: v.CreatedAt, CreatedBy: PersonRef(v.CreatedBy)})
	}
	return &body[List[QueryVersionSummary]]{Body: List[QueryVersionSummary]{Items: items}}, nil
}

func (s *Server) getQueryVersion(ctx context.Context, a actor.Actor, in *QueryVersionInput) (*body[QueryVersion], error) {
	v, err := s.deps.Queries.Version(ctx, a, in.ID, in.Number)
	if err != nil {
		return nil, err
	}
	return &body[QueryVersion]{Body: QueryVersion{
		Number: v.Number, SQL: v.SQL, Parameters: parametersOut(v.Parameters), Placeholders: placeholdersOut(v.Placeholders), Note: v.Note,
		CreatedAt: v.CreatedAt, CreatedBy: PersonRef(v.CreatedBy),
	}}, nil
}

func (s *Server) restoreQueryVersion(ctx context.Context, a actor.Actor, in *restoreQueryInput) (*versioned[Query], error) {
	revision, err := in.revision()
	if err != nil {
		return nil, err
	}
	restored, err := s.deps.Queries.Restore(ctx, a, in.ID, revision, in.Number)
	return queryAnswer(restored, err)
}

// queryAnswer gives a query with its ETag; a conflict shows what is newest.
func queryAnswer(q query.Query, err error) (*versioned[Query], error) {
	if conflict, ok := errors.AsType[*query.ConflictError](err); ok {
		return nil, query.ErrConflict.WithDetail("current", queryOut(conflict.Current))
	}
	if err != nil {
		return nil, err
	}
	return &versioned[Query]{ETag: etag(q.Revision), Body: queryOut(q)}, nil
}

func queryOut(q query.Query) Query {
	return Query{QuerySummary: querySummary(q.Summary), SQL: q.SQL, Parameters: parametersOut(q.Parameters), Placeholders: placeholdersOut(q.Placeholders)}
}

func querySummary(q query.Summary) QuerySummary {
	out := QuerySummary{
		ID: q.ID, Name: q.Name, Description: q.Description, InstanceID: q.InstanceID,
		Version: q.Version, Revision: q.Revision, ArchivedAt: q.ArchivedAt,
		CreatedAt: q.CreatedAt, CreatedBy: PersonRef(q.CreatedBy),
		UpdatedAt: q.UpdatedAt, UpdatedBy: PersonRef(q.UpdatedBy),
	}
	if q.Client != nil {
		client := ClientRef(*q.Client)
		out.Client = &client
	}
	return out
}

func (c QueryContent) content() query.Content {
	return query.Content{
		Name: c.Name, Description: c.Description, ClientID: c.ClientID, InstanceID: c.InstanceID,
		SQL: c.SQL, Parameters: parametersIn(c.Parameters), Placeholders: placeholdersIn(c.Placeholders), Note: c.Note,
	}
}

func parametersIn(parameters []Parameter) []query.Parameter {
	in := make([]query.Parameter, 0, len(parameters))
	for _, p := range parameters {
		declared := query.Parameter{
			Name: p.Name, Type: query.Type(p.Type), Array: p.Array, Description: p.Description, Default: p.Default,
		}
		if string(p.Default) == "null" {
			declared.Default = nil
		}
		in = append(in, declared)
	}
	return in
}

func parametersOut(parameters []query.Parameter) []Parameter {
	out := make([]Parameter, 0, len(parameters))
	for _, p := range parameters {
		shown := Parameter{Name: p.Name, Type: string(p.Type), Array: p.Array, Description: p.Description}
		if p.HasDefault() {
			shown.Default = exactly(p.Default)
		}
		out = append(out, shown)
	}
	return out
}
