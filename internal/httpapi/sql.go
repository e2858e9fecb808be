package httpapi

import (
	"context"
	"net/http"

	"github.com/recomamp/recomamp/amcsql"
	"github.com/recomamp/recomamp/amcsql/analysis"
	"github.com/recomamp/recomamp/amcsql/catalog"
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

// Diagnostics are all remarks about one text, and what it gives out.
type Diagnostics struct {
	Diagnostics []Diagnostic   `json:"diagnostics"`
	Columns     []OutputColumn `json:"columns" doc:"Of the result; empty where they cannot be known."`
	Audience    bool           `json:"audience" doc:"The query makes an audience."`
	// Placeholders are empty for most texts.
	Placeholders []FoundPlaceholder `json:"placeholders" doc:"{{name}} that stand in the text, in its order."`
}

// OutputColumn is one column that a query gives out.
type OutputColumn struct {
	Name  string `json:"name"`
	Type  string `json:"type,omitempty"`
	Class string `json:"class" doc:"Privacy class; it says how many users a row needs."`
	Unit  string `json:"unit,omitempty" doc:"Of money: currency, microcents or millicents."`
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

// Signature is help on the call whose arguments a place is in; an empty label
// means none.
type Signature struct {
	Label         string          `json:"label" doc:"The call as it is written, such as ROUND(x [, digits])."`
	Documentation string          `json:"documentation"`
	Arguments     []ArgumentRange `json:"arguments" doc:"Empty where the call has a syntax of its own."`
	Active        int             `json:"active" doc:"The argument at the place, from 0; -1 when it is none of them."`
}

// ArgumentRange is where an argument stands in a signature's label, in code
// points, the end exclusive.
type ArgumentRange struct {
	Start int `json:"start"`
	End   int `json:"end"`
}

// mostCheckedBody is the size of a request to check SQL in bytes: 2 MB of text
// with room for what JSON escapes. Larger texts than a query may have are
// checked too, so that whoever pastes one learns what is wrong with it.
const mostCheckedBody = 8 << 20

type checkSQLInput struct {
	Body struct {
		SQL          string           `json:"sql" maxLength:"2097152"`
		InstanceID   actor.InstanceID `json:"instanceId,omitempty" doc:"Ours or Amazon's; its uploaded data sets are tables then."`
		Parameters   []Parameter      `json:"parameters,omitempty" maxItems:"100"`
		Placeholders []string         `json:"placeholders,omitempty" maxItems:"100" doc:"Names of the declared placeholders."`
		Strict       bool             `json:"strict,omitempty" doc:"Take what sources dispute for refused."`
	}
}

type formatSQLInput struct {
	Body struct {
		SQL string `json:"sql" maxLength:"262144"`
	}
}

type callInSQLInput struct {
	Body struct {
		SQL    string `json:"sql" maxLength:"262144"`
		Offset int    `json:"offset" minimum:"0" doc:"Code points from the start of the text."`
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
	check := failing(reading(operation(http.MethodPost, "/sql/check", "checkSql", "sql", "Find mistakes in AMC SQL")), http.StatusNotFound)
	check.MaxBodyBytes = mostCheckedBody
	signedIn(s, check, s.checkSQL)
	signedIn(s, reading(operation(http.MethodPost, "/sql/format", "formatSql", "sql", "Lay AMC SQL out")), s.formatSQL)
	signedIn(s, failing(reading(operation(http.MethodPost, "/sql/complete", "completeSql", "sql", "What fits at the cursor")), http.StatusNotFound), s.completeSQL)
	signedIn(s, failing(reading(operation(http.MethodPost, "/sql/hover", "hoverSql", "sql", "Help on what stands at a place")), http.StatusNotFound), s.hoverSQL)
	signedIn(s, reading(operation(http.MethodPost, "/sql/signature", "signatureSql", "sql", "Help on the call whose arguments a place is in")), s.signatureSQL)
	s.sqlSymbolRoutes()
	s.sqlLineageRoutes()
}

// tables are those that a text may name: those of the instance it is for, or
// Amazon's alone when it is for none.
func (s *Server) tables(ctx context.Context, a actor.Actor, id actor.InstanceID) (*catalog.Catalog, error) {
	if id == "" {
		return catalog.Default(), nil
	}
	return s.deps.DataSources.Tables(ctx, a, id)
}

func (s *Server) checkSQL(ctx context.Context, a actor.Actor, in *checkSQLInput) (*body[Diagnostics], error) {
	tables, err := s.tables(ctx, a, in.Body.InstanceID)
	if err != nil {
		return nil, err
	}
	checked := analysis.Check(in.Body.SQL, analysis.Options{
		Catalog: tables, Parameters: declared(in.Body.Parameters), Strict: in.Body.Strict,
		NotePlaceholders: true, DeclaredPlaceholders: in.Body.Placeholders,
	})
	out := Diagnostics{
		Diagnostics: diagnosticsOut(checked.Diagnostics), Columns: make([]OutputColumn, len(checked.Columns)), Audience: checked.Audience,
		Placeholders: foundPlaceholders(tables, in.Body.SQL, in.Body.Placeholders),
	}
	hintPlaceholders(out.Diagnostics, out.Placeholders)
	for i, column := range checked.Columns {
		out.Columns[i] = OutputColumn{Name: column.Name, Type: column.Type.String(), Class: string(column.Class), Unit: string(column.Unit)}
	}
	return &body[Diagnostics]{Body: out}, nil
}

// declared turns declarations into what the analysis knows them as. It is
// never nil: an editor always knows what is declared, be it nothing.
func declared(parameters []Parameter) []analysis.Parameter {
	known := make([]analysis.Parameter, 0, len(parameters))
	for _, p := range parameters {
		text := p.Type
		if p.Array {
			text = "ARRAY<" + text + ">"
		}
		typ, err := catalog.ParseType(text)
		if err != nil {
			typ = catalog.Type{} // the contract lets only types in; unknown costs no more than a type check
		}
		known = append(known, analysis.Parameter{Name: p.Name, Type: typ})
	}
	return known
}

func diagnosticsOut(found []amcsql.Diagnostic) []Diagnostic {
	out := make([]Diagnostic, 0, len(found))
	for _, d := range found {
		at := rangeOut(d.Span)
		shown := Diagnostic{
			Severity: string(d.Severity), Code: d.Code, Message: d.Message, Hint: d.Hint,
			Line: at.Line, Column: at.Column, EndLine: at.EndLine, EndColumn: at.EndColumn,
		}
		for _, fix := range d.Fixes {
			shown.Fixes = append(shown.Fixes, fixOut(fix))
		}
		out = append(out, shown)
	}
	return out
}

func fixOut(fix amcsql.Fix) Fix {
	return Fix{Title: fix.Title, Edits: editsOut(fix.Edits)}
}
