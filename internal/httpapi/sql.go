package httpapi

import (
	"context"
	"net/http"

	"github.com/recomamp/recomamp/internal/actor"
)

// Diagnostic is one remark about SQL text. Lines and columns start at 1,
// columns count Unicode code points, the end is exclusive.
type Diagnostic struct {
	Severity  string `json:"severity" enum:"error,warning,info,hint"`
	Code      string `json:"code"`
	Message   string `json:"message"`
	Hint      string `json:"hint,omitempty"`
	Line      int    `json:"line"`
	Column    int    `json:"column"`
	EndLine   int    `json:"endLine"`
	EndColumn int    `json:"endColumn"`
	Fixes     []Fix  `json:"fixes,omitempty"`
}

// Fix is a change that mends a diagnostic.
type Fix struct {
	Title string `json:"title"`
	Edits []Edit `json:"edits"`
}

// Edit replaces a range of the text.
type Edit struct {
	Line      int    `json:"line"`
	Column    int    `json:"column"`
	EndLine   int    `json:"endLine"`
	EndColumn int    `json:"endColumn"`
	Text      string `json:"text"`
}

// Diagnostics are all remarks about one text.
type Diagnostics struct {
	Diagnostics []Diagnostic `json:"diagnostics"`
}

// FormattedSQL is a text laid out anew; with diagnostics, it is as it was.
type FormattedSQL struct {
	SQL         string       `json:"sql"`
	Diagnostics []Diagnostic `json:"diagnostics"`
}

// Completion is one thing that fits at the cursor.
type Completion struct {
	Label         string `json:"label"`
	Kind          string `json:"kind" doc:"keyword, table, column, function, parameter, snippet, …"`
	Detail        string `json:"detail,omitempty"`
	Documentation string `json:"documentation,omitempty" doc:"Markdown."`
	InsertText    string `json:"insertText"`
	SortText      string `json:"sortText,omitempty"`
}

// Completions are the things that fit and the range they replace, in code
// points from the start of the text.
type Completions struct {
	Items []Completion `json:"items"`
	Start int          `json:"start"`
	End   int          `json:"end"`
}

// Hover is help on what stands at a place; empty contents mean none.
type Hover struct {
	Contents  string `json:"contents" doc:"Markdown."`
	Line      int    `json:"line"`
	Column    int    `json:"column"`
	EndLine   int    `json:"endLine"`
	EndColumn int    `json:"endColumn"`
}

type checkSQLInput struct {
	Body struct {
		SQL        string           `json:"sql" maxLength:"262144"`
		InstanceID actor.InstanceID `json:"instanceId,omitempty"`
		Parameters []Parameter      `json:"parameters,omitempty" maxItems:"100"`
	}
}

type formatSQLInput struct {
	Body struct {
		SQL string `json:"sql" maxLength:"262144"`
	}
}

type placeInSQLInput struct {
	Body struct {
		SQL        string           `json:"sql" maxLength:"262144"`
		Offset     int              `json:"offset" minimum:"0" doc:"Code points from the start of the text."`
		InstanceID actor.InstanceID `json:"instanceId,omitempty"`
		Parameters []Parameter      `json:"parameters,omitempty" maxItems:"100"`
	}
}

func (s *Server) sqlRoutes() {
	signedIn(s, operation(http.MethodPost, "/sql/check", "checkSql", "sql", "Find mistakes in AMC SQL"), s.checkSQL)
	signedIn(s, operation(http.MethodPost, "/sql/format", "formatSql", "sql", "Lay AMC SQL out"), s.formatSQL)
	signedIn(s, operation(http.MethodPost, "/sql/complete", "completeSql", "sql", "What fits at the cursor"), s.completeSQL)
	signedIn(s, operation(http.MethodPost, "/sql/hover", "hoverSql", "sql", "Help on what stands at a place"), s.hoverSQL)
}

func (s *Server) checkSQL(context.Context, actor.Actor, *checkSQLInput) (*body[Diagnostics], error) {
	return nil, errLater
}

func (s *Server) formatSQL(context.Context, actor.Actor, *formatSQLInput) (*body[FormattedSQL], error) {
	return nil, errLater
}

func (s *Server) completeSQL(context.Context, actor.Actor, *placeInSQLInput) (*body[Completions], error) {
	return nil, errLater
}

func (s *Server) hoverSQL(context.Context, actor.Actor, *placeInSQLInput) (*body[Hover], error) {
	return nil, errLater
}
