package httpapi

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/recomamp/recomamp/internal/actor"
)

// Result describes the rows of a finished execution.
type Result struct {
	Columns  []ResultColumn `json:"columns"`
	RowCount int64          `json:"rowCount"`
	Bytes    int64          `json:"bytes"`
	Checksum string         `json:"checksum" doc:"SHA-256 of the stored rows, hexadecimal."`
}

// ResultColumn is one column of a result.
type ResultColumn struct {
	Name   string `json:"name"`
	Type   string `json:"type" doc:"The type AMC declared."`
	Metric bool   `json:"metric" doc:"AMC calls it a metric, not a dimension."`
}

// ResultRows are some rows of a result. Values are text as in the CSV, so that
// no number loses digits; null is null.
type ResultRows struct {
	Rows   [][]*string `json:"rows"`
	Offset int64       `json:"offset"`
	Total  int64       `json:"total"`
}

type resultRowsInput struct {
	ExecutionInput
	Offset int64 `query:"offset" minimum:"0"`
	Limit  int   `query:"limit" minimum:"1" maximum:"10000" default:"200"`
}

type exportInput struct {
	ExecutionInput
	Format string `query:"format" enum:"csv,json" default:"csv"`
}

func (s *Server) resultRoutes() {
	signedIn(s, failing(operation(http.MethodGet, "/executions/{id}/result", "getResult", "results", "Columns and size of the result"),
		http.StatusNotFound), s.getResult)
	signedIn(s, failing(operation(http.MethodGet, "/executions/{id}/rows", "listResultRows", "results", "Some rows of the result"),
		http.StatusNotFound), s.listResultRows)
	signedIn(s, exportOperation(), s.exportResult)
}

func exportOperation() huma.Operation {
	op := failing(operation(http.MethodGet, "/executions/{id}/export", "exportResult", "results", "The whole result as a file"), http.StatusNotFound)
	op.Responses = map[string]*huma.Response{"200": {
		Description: "The file.",
		Content: map[string]*huma.MediaType{
			"text/csv":         {Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}},
			"application/json": {Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}},
		},
	}}
	return op
}

func (s *Server) getResult(context.Context, actor.Actor, *ExecutionInput) (*body[Result], error) {
	return nil, errLater
}

func (s *Server) listResultRows(context.Context, actor.Actor, *resultRowsInput) (*body[ResultRows], error) {
	return nil, errLater
}

func (s *Server) exportResult(context.Context, actor.Actor, *exportInput) (*huma.StreamResponse, error) {
	return nil, errLater
}
